"""threadgist as a library, and with its real encoder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import threadgist
from threadgist import (
    Settings,
    Thread,
    ThreadgistError,
    clustering_of,
    digest,
    load_digest,
    read_thread,
    render,
)
from threadgist.backends.encoders import TinyEncoder
from threads import thread, tiny_settings, village

EXAMPLE = Path(__file__).parents[2] / "examples" / "un-cybercrime-treaty.json"


@pytest.fixture(scope="module")
def example(vectors):
    """The digest of the example by the default encoder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THREADGIST_CACHE_DIR", str(vectors))
        return digest(read_thread(EXAMPLE))


def test_every_name_it_offers_is_there():
    for name in threadgist.__all__:
        assert getattr(threadgist, name) is not None
    assert set(threadgist.__all__) <= set(dir(threadgist))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = threadgist.nonsense


def test_the_names_stay_functions_whatever_is_imported():
    code = (
        "import importlib, pkgutil, threadgist\n"
        "for info in pkgutil.iter_modules(threadgist.__path__):\n"
        "    if info.name != '__main__':\n"
        "        importlib.import_module('threadgist.' + info.name)\n"
        "assert all(callable(getattr(threadgist, name)) for name in ('digest', 'render', 'read_thread'))\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert outcome.returncode == 0, outcome.stderr


def test_what_is_rendered_can_be_loaded():
    made = digest(village(30), tiny_settings(), encoder=TinyEncoder())
    assert load_digest(render(made, "json")) == made


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda: digest("nowhere.json"), "nowhere.json: no such file"),
        (lambda: digest(3), "int is no thread"),
        (lambda: digest(village(3), {"selct": {}}), r"unknown setting selct \(given\): did you mean select"),
        (lambda: digest(village(3), {"select": {"max_points": "x"}}), "setting select.max_points = 'x'"),
        (lambda: load_digest("nowhere.json"), "nowhere.json: no such file"),
        (lambda: load_digest("{}"), "no digest, schema_version is missing"),
        (lambda: render(digest(village(3), tiny_settings()), "pdf"), "unknown format 'pdf'"),
        (lambda: Thread.from_records([]), "no records"),
        (lambda: Thread.from_records(["a comment"]), "record 1 is of the type str"),
        (lambda: Thread.from_records([{"n": 1}]), "records: no column with the text"),
    ],
)
def test_what_a_program_gets_wrong_is_told_as_on_the_command_line(use, said):
    with pytest.raises(ThreadgistError, match=said):
        use()


def test_a_path_and_a_dict_do_as_well_as_a_thread_and_settings(tmp_path):
    made = digest(village(30), tiny_settings())
    (tmp_path / "digest.json").write_text(render(made, "json"), encoding="utf-8")
    assert load_digest(tmp_path) == load_digest(str(tmp_path / "digest.json")) == made
    rows = [{"id": one.id, "author": one.author, "text": one.text} for one in village(30).comments]
    (tmp_path / "village.json").write_text(json.dumps(rows), encoding="utf-8")
    read = digest(tmp_path / "village.json", {"encoder": {"name": "tiny-hash", "cache": False}})
    given = digest(Thread.from_records(rows, "Village"), {"encoder": {"name": "tiny-hash", "cache": False}})
    assert read.themes == given.themes
    assert read.comments == given.comments


def test_records_as_data_frames_give_them():
    frame = pd.DataFrame(
        {
            "text": ["Lorries shake the houses.", "They do not."],
            "author": ["ann", None],
            "created_at": pd.to_datetime(["2024-05-01T10:00:00Z", None]),
            "parent_id": [None, 0.0],
            "id": [0, 1],
        }
    )
    first, second = Thread.from_records(frame.to_dict("records"), "Road").comments
    assert (first.author, first.created_at.hour, first.parent_id) == ("ann", 10, None)
    assert (second.author, second.created_at, second.parent_id) == (None, None, "0")


def test_an_own_clusterer_finds_the_themes():
    seen = []

    def halves(corpus, embeddings, settings):
        seen.append(settings)
        middle = len(embeddings.ids) // 2
        return clustering_of(corpus, embeddings, [7 if row < middle else -3 for row in range(2 * middle)])

    made = digest(village(30), tiny_settings(), clusterer=halves)
    assert seen == [tiny_settings().cluster]
    assert len(made.themes) == 1
    assert len(made.themes[0].comment_ids) == 15
    with pytest.raises(ValueError, match="1 labels for"):
        digest(village(30), tiny_settings(), clusterer=lambda c, e, s: clustering_of(c, e, [0]))


def test_an_own_encoder_needs_no_other():
    settings = Settings.model_validate({"encoder": {"name": "not-there", "cache": False}})
    made = digest(village(10), settings, encoder=TinyEncoder())
    assert made.provenance.encoder == TinyEncoder.info


def test_the_encoder_named_in_the_settings_is_used():
    made = digest(village(10), tiny_settings())
    assert made.provenance.encoder.name == "tiny-hash"


def test_an_unusable_cache_is_told_and_survived(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / "file" / "below"))
    made = digest(village(10), Settings.model_validate({"encoder": {"name": "tiny-hash"}}))
    assert [notice.code for notice in made.notices if notice.code == "fallback"] == ["fallback"]
    assert made.themes == digest(village(10), tiny_settings()).themes


def test_progress_is_told_stage_by_stage():
    seen = []

    class Watcher:
        def stage(self, name, total=None):
            seen.append([name, total, 0])

        def done(self, count):
            seen[-1][2] = count

    digest(village(10), tiny_settings(), encoder=TinyEncoder(), progress=Watcher())
    assert [name for name, _, _ in seen] == [
        "read passages",
        "embed",
        "cluster",
        "find headings",
        "choose points",
        "write and ground",
    ]
    _, total, done = seen[1]
    assert total == done > 0


def test_the_thread_handed_in_is_not_touched():
    source = thread("x" * 50_000, *("The pool must stay open." for _ in range(3)))
    before = repr(source)
    digest(source, tiny_settings(page={"pseudonyms": True}), encoder=TinyEncoder())
    assert repr(source) == before


def test_the_example_comes_out_as_a_digest_worth_reading(example):
    assert example.mode == "themes"
    assert 4 <= len(example.themes) <= 20
    assert example.language == "en"
    assert example.counts.comments >= 100
    assert example.counts.duplicate >= 1
    assert example.provenance.encoder.name == "all-MiniLM-L6-v2"
    assert example.provenance.fallbacks == ()
    assert sum(bool(theme.bullets) for theme in example.themes) >= 4
    assert all(theme.heading and len(theme.bullets) <= 4 for theme in example.themes)
    everything = [bullet for theme in example.themes for bullet in theme.bullets]
    assert sum(bool(bullet.children) for bullet in everything) >= 4
    assert 2 <= len(example.summary) <= 3
    assert len(render(example, "html")) < 400_000


def test_the_example_can_be_counted_again(example):
    import json

    from flow.test_invariants import check

    check(read_thread(EXAMPLE), json.loads(render(example, "json")))


def test_a_second_run_on_a_warm_cache_gives_the_same_and_imports_no_torch(example, vectors, tmp_path):
    code = (
        "import sys\n"
        f"sys.argv = ['threadgist', 'digest', {str(EXAMPLE)!r}, '--stdout', 'json']\n"
        "from threadgist.cli import main\n"
        "main()\n"
        "heavy = [name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules]\n"
        "print(heavy, file=sys.stderr)\n"
    )
    # A click command leaves by SystemExit, also when all went well.
    code = code.replace(
        "\nmain()\n", "\ntry:\n    main()\nexcept SystemExit as leaving:\n    assert not leaving.code\n"
    )
    environment = {**os.environ, "THREADGIST_CACHE_DIR": str(vectors)}
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stderr.splitlines()[-1] == "[]"
    assert outcome.stdout == render(example, "json")
