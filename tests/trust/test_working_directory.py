"""Nothing that lies in the working directory, or beside a model's weights, changes what a plain command does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from threadgist.errors import ModelError
from threadgist.model_cards import EntailmentCard, ModelCard, WriterCard
from threadgist.settings import EncoderSettings, WriterSettings


def mark(folder: Path) -> str:
    """Code that says that it ran."""
    return f"open({str(folder / 'RAN')!r}, 'w').close()\n"


SHADOW = """kind = "encoder"
name = "all-MiniLM-L6-v2"
hub = "evil/model"
dimension = 384
"""
PROGRAM = "import sys; sys.path = [one for one in sys.path if one]; from threadgist.cli import main; main()"


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A folder with a thread among modules, cards and weights that would like to be taken for others."""
    for name in (
        "multiprocessing",
        "struct",
        "socket",
        "torch",
        "numpy",
        "pickle",
        "sitecustomize",
        "threadgist",
    ):
        (tmp_path / f"{name}.py").write_text(mark(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "shadow.toml").write_text(SHADOW)
    (tmp_path / "models" / "stray.toml").write_text("[package]\nname = 'x'\n")
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "default.toml").write_text("[page]\npseudonyms = true\n")
    (tmp_path / ".env").write_text("THREADGIST_ENCODER__NAME=evil/model\n")
    comments = [
        {"id": at, "author": f"a{at}", "text": f"The pool at number {at} must stay open."} for at in range(5)
    ]
    (tmp_path / "thread.json").write_text(json.dumps({"title": "Pool", "comments": comments}))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("digest", "thread.json"),
        ("batch", "thread.json", "--out", "outputs", "--workers", "1"),
        ("models", "list", "--no-verify"),
    ],
)
def test_a_plain_command_takes_nothing_from_it(trapped, arguments) -> None:
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "THREADGIST_CACHE_DIR": str(trapped / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=trapped, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (trapped / "RAN").exists()
    assert "evil" not in done.stdout + done.stderr
    for path in trapped.glob("outputs/*/digest.json"):
        provenance = json.loads(path.read_text())["provenance"]
        assert provenance["encoder"]["name"] == "all-MiniLM-L6-v2"
        assert ["page.pseudonyms", "false"] in provenance["settings"]


@pytest.fixture
def armed(tmp_path: Path) -> Path:
    """A folder of a model that would like its own code to be run."""
    (tmp_path / "evil.py").write_text(mark(tmp_path))
    wants = dict.fromkeys(("AutoConfig", "AutoModel", "AutoModelForCausalLM"), "evil.Evil")
    wants["AutoModelForSequenceClassification"] = "evil.Evil"
    config = {
        "model_type": "evil",
        "hidden_size": 4,
        "auto_map": wants | {"AutoTokenizer": ["evil.Evil", None]},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config | {"tokenizer_class": "Evil"}))
    module = {"idx": 0, "name": "0", "path": "", "type": "evil.Evil"}
    (tmp_path / "modules.json").write_text(json.dumps([module]))
    (tmp_path / "model.safetensors").write_bytes(b"\x02" + bytes(7) + b"{}")
    return tmp_path


def test_models_run_no_code_that_lies_beside_them(armed, monkeypatch) -> None:
    from threadgist.backends.causal import CausalModel
    from threadgist.backends.encoders import SentenceEncoder
    from threadgist.backends.entailment import EntailmentModel

    # Asked whether to trust it, somebody at a terminal would have said yes.
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    path = str(armed)
    encoder = ModelCard(kind="encoder", name="evil", path=path, dimension=4)
    writer = WriterCard(kind="writer", name="evil", path=path)
    judge = EntailmentCard(kind="entailment", name="evil", path=path)
    tries = (
        lambda: SentenceEncoder(encoder, EncoderSettings()).encode(["a"]),
        lambda: CausalModel(writer, WriterSettings()).count_tokens("a"),
        lambda: CausalModel(writer, WriterSettings())._model,
        lambda: EntailmentModel(judge, "cpu").entails([("a", "b")]),
    )
    for attempt in tries:
        with pytest.raises(ModelError, match="cannot"):
            attempt()
    assert not (armed / "RAN").exists()


@pytest.mark.parametrize("key", ["page.templates", "page.css", "encoder.name", "encoder.cache_dir"])
def test_a_digest_names_nothing_that_is_run_read_or_fetched(key, tmp_path, monkeypatch) -> None:
    from hostile.own_files import TINY, run

    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / "cache"))
    comments = [
        {"id": at, "author": "a", "text": f"The pool at number {at} must stay open."} for at in range(5)
    ]
    (tmp_path / "thread.json").write_text(json.dumps({"title": "Pool", "comments": comments}))
    assert run("digest", tmp_path / "thread.json", "--out", tmp_path, "--format", "html,json", *TINY)[0] == 0
    templates = tmp_path / "templates"
    templates.mkdir()
    command = "{{ cycler.__init__.__globals__.os.mkdir(" + repr(str(tmp_path / "RAN")) + ") }}"
    (templates / "digest.html.jinja").write_text(command)
    (tmp_path / "style.css").write_text("SECRET")
    value = {
        "page.css": tmp_path / "style.css",
        "page.templates": templates,
        "encoder.name": "evil/model",
    }.get(key, tmp_path / "RAN")
    path = tmp_path / "pool" / "digest.json"
    digest = json.loads(path.read_text())
    settings = dict(digest["provenance"]["settings"]) | {key: json.dumps(str(value))}
    digest["provenance"]["settings"] = list(settings.items())
    path.write_text(json.dumps(digest))
    assert run("render", path.parent)[0] == 0
    code, _, said = run("evaluate", "digest", path)
    assert code == 0 or (code == 5 and "because a digest names it" in said)
    assert not (tmp_path / "RAN").exists()
    assert "SECRET" not in (path.parent / "digest.html").read_text()
