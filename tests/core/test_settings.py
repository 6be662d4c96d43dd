import tomllib
from pathlib import Path

import pytest

from threadgist import resources
from threadgist.errors import SettingsError, ThreadgistError
from threadgist.flow import make_provenance
from threadgist.resources import resource_dir
from threadgist.settings import Settings, flatten, load_settings, read_overrides, settings_hash

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("THREADGIST_SELECT__MAX_POINTS", "THREADGIST_SELECT__MIN_POINTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def toml(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_files_then_environment_then_command_line(toml, monkeypatch):
    one, two = (
        toml("one.toml", "[select]\nmax_points = 2\nmax_one_offs = 2\n"),
        toml("two.toml", "[select]\nmax_points = 3"),
    )
    settings, origins = load_settings([one, two])
    assert (settings.select.max_points, settings.select.max_one_offs) == (3, 2)
    assert (origins["select.max_points"], origins["select.max_one_offs"]) == (str(two), str(one))
    monkeypatch.setenv("THREADGIST_SELECT__MAX_POINTS", "5")
    settings, origins = load_settings([one, two])
    assert (settings.select.max_points, origins["select.max_points"]) == (5, "environment")
    settings, origins = load_settings([one, two], {"select.max_points": 6})
    assert (settings.select.max_points, origins["select.max_points"]) == (6, "command line")


def test_the_shipped_file_explains_every_key_and_changes_none():
    text = (resource_dir("configs") / "default.toml").read_text(encoding="utf-8")
    settings, origins = load_settings()
    assert settings == Settings()
    assert set(origins) == {key for key, _ in flatten(Settings().model_dump())}
    section, named = "", set()
    for line in text.splitlines():
        if line.startswith("["):
            section = line[1 : line.index("]")] + "."
        elif "=" in line and line.lstrip("# ")[:1].isalpha():
            named.add(section + line.lstrip("# ").split("=")[0].strip())
    assert set(origins) <= named


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[select]\nmax_point = 3",
            "unknown setting select.max_point ({file}): did you mean select.max_points?",
        ),
        ("[selec]\nmax_points = 3", "unknown setting selec ({file}): did you mean select"),
        ("zzz = 'blue'", "unknown setting zzz ({file}): `threadgist config` lists the keys there are"),
        ("[select]\nmax_points = 0", "setting select.max_points = 0 ({file}): input should be greater than"),
        ("[select]\nmax_points = 'x'", "setting select.max_points = 'x' ({file}): "),
        ("select = 3", "setting select = 3 ({file}): "),
        ("writer = 'magic'", "setting writer = 'magic' ({file}): "),
        ("[selekt]", "unknown setting selekt (given): did you mean select?"),
        ("[select.max_pints]", "unknown setting select.max_pints (given): did you mean select.max_points?"),
        ("[writer.max_calls]", "setting writer.max_calls = {{}} (built-in): input should be a valid integer"),
        ("'select.max_points' = 3", "unknown setting select.max_points ({file}): "),
        ("[select", "{file}: not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(toml, text, said):
    path = toml("mine.toml", text)
    with pytest.raises(SettingsError) as caught:
        load_settings([path])
    assert str(caught.value).startswith(said.format(file=path))
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        load_settings([tmp_path / "missing.toml"])
    (tmp_path / "bytes.toml").write_bytes(b"writer = '\xff'")
    with pytest.raises(SettingsError, match=r"bytes\.toml"):
        load_settings([tmp_path / "bytes.toml"])


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("THREADGIST_SELECT__MAX_POINT", "3", "unknown setting select.max_point (environment)"),
        ("THREADGIST_SELECT__MAX_POINTS", "many", "setting select.max_points = 'many' (environment)"),
        ("THREADGIST_ENCODER", "bge", "environment variable THREADGIST_ENCODER"),
        ("THREADGIST_SELECT__", "3", "unknown setting select. (environment)"),
    ],
)
def test_an_environment_that_is_wrong(monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(said)


def test_a_section_as_a_whole_leaves_the_rest_of_it_as_it_is(monkeypatch):
    monkeypatch.setenv("THREADGIST_SELECT__MAX_ONE_OFFS", "2")
    monkeypatch.setenv("THREADGIST_SELECT", '{"max_points": 3, "max_one_offs": 1}')
    settings, origins = load_settings()
    assert (settings.select.max_points, settings.select.max_one_offs) == (3, 2)
    assert origins["select.max_points"] == "environment"
    settings, origins = load_settings((), read_overrides(["writer.name=x", "writer={style='small'}"]))
    assert (settings.writer.name, settings.writer.style) == ("x", "small")
    assert origins["writer.style"] == "command line"


def test_the_hash_follows_what_can_change_a_digest():
    plain = Settings()
    assert settings_hash(plain) == settings_hash(Settings())
    more = Settings.model_validate({"select": {"max_points": 3}})
    elsewhere = Settings.model_validate(
        {"page": {"base_url": "https://example.org"}, "encoder": {"cache": False}}
    )
    assert settings_hash(more) != settings_hash(plain) == settings_hash(elsewhere)


def test_provenance_names_versions_and_no_place():
    provenance = make_provenance(Settings.model_validate({"page": {"templates": "/home/me"}}), None, ())
    assert {"torch", "hdbscan", "numpy"} <= dict(provenance.versions).keys()
    assert "/home/me" not in repr(provenance)


def test_the_wheel_takes_along_what_is_looked_for_in_it_and_no_weights():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["sources"].keys() == set(wheel["only-include"])
    assert wheel["sources"]["pipeline/threadgist"] == "threadgist"
    for name in ("configs", "models"):
        assert wheel["sources"][name] == f"threadgist/_data/{name}"
        assert list((ROOT / name).glob("*.toml")), name
    # What is forced in is taken whatever is excluded.
    assert wheel["exclude"] == ["models/weights"]
    assert "force-include" not in wheel


def test_outside_the_checkout_the_wheel_s_own_files_are_used(monkeypatch, tmp_path):
    package = tmp_path / "site-packages" / "threadgist"
    monkeypatch.setattr(resources, "_PACKAGE", package)
    package.mkdir(parents=True)
    with pytest.raises(ThreadgistError, match="reinstall"):
        resource_dir("configs")
    bundled = package / "_data" / "configs"
    bundled.mkdir(parents=True)
    assert resource_dir("configs") == bundled
    # A folder of that name beside site-packages is somebody else's.
    (tmp_path / "configs").mkdir()
    assert resource_dir("configs") == bundled
    (bundled / "default.toml").write_text("[select]\nmax_points = 2\n")
    assert load_settings()[0].select.max_points == 2
