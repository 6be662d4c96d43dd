"""Pulling, verifying and removing weights, through the command, from a hub of our own."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from models.hub_server import COMMIT, Hub

FILES = {
    "config.json": b'{"model_type": "llama"}',
    "model.safetensors": b"weights " * 1000,
    "tokenizer.json": b"{}",
    "README.md": b"not needed",
    "onnx/model.onnx": b"another format",
}
WANTED = {"config.json", "model.safetensors", "tokenizer.json"}
CARD = 'kind = "writer"\nname = "tiny"\nhub = "we/tiny"\n'


@pytest.fixture
def box(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "tiny.toml").write_text(CARD)
    return tmp_path


@pytest.fixture
def hub():
    with Hub("we/tiny", FILES) as server:
        yield server


def run(box, hub, *arguments, answer=None):
    home = {
        "HOME": str(box),
        "HF_HOME": str(box / "hf"),
        "THREADGIST_CACHE_DIR": str(box / "cache"),
        "THREADGIST_MODELS_DIR": "models",
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    return subprocess.run(
        [sys.executable, "-m", "threadgist", "models", *arguments],
        cwd=box,
        env=kept
        | home
        | {"HF_ENDPOINT": hub.url, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"},
        input=answer,
        capture_output=True,
        text=True,
        timeout=120,
    )


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def test_into_the_hub_cache_and_away_again(box, hub):
    other = box / "hf" / "hub" / "models--we--other" / "blobs" / "x"
    other.parent.mkdir(parents=True)
    other.write_text("somebody else's")
    done = run(box, hub, "pull", "tiny")
    assert done.returncode == 0, done.stderr
    snapshot = box / "hf" / "hub" / "models--we--tiny" / "snapshots" / COMMIT
    assert below(snapshot) == WANTED
    assert COMMIT in done.stderr
    assert str(snapshot) in run(box, hub, "show", "tiny").stdout
    checked = run(box, hub, "verify", "tiny")
    assert checked.returncode == 0
    assert any(line.split()[1] == "yes" for line in checked.stdout.splitlines() if "safetensors" in line)
    kept = run(box, hub, "remove", "tiny", answer="n\n")
    assert kept.returncode == 1
    assert below(snapshot) == WANTED
    gone = run(box, hub, "remove", "tiny", "--yes")
    assert gone.returncode == 0, gone.stderr
    assert not (box / "hf" / "hub" / "models--we--tiny").exists()
    assert other.read_text() == "somebody else's"
    assert "not here" in run(box, hub, "show", "tiny").stdout
    again = run(box, hub, "remove", "tiny", "--yes")
    assert again.returncode == 5
    assert "nothing here was put there" in again.stderr


def test_beside_the_card_for_a_machine_without_a_network(box, hub):
    done = run(box, hub, "pull", "tiny", "--to", "models/weights")
    assert done.returncode == 0, done.stderr
    folder = box / "models" / "weights" / "tiny"
    assert below(folder) == WANTED | {".threadgist-pull.json"}
    assert not (box / "hf" / "hub" / "models--we--tiny").exists()
    (folder / "mine.txt").write_text("keep")
    asked = len(hub.asked)
    assert str(folder) in run(box, hub, "show", "tiny").stdout
    assert run(box, hub, "verify", "tiny").returncode == 0
    assert len(hub.asked) == asked
    (folder / "model.safetensors").write_bytes(b"weightz " * 1000)
    damaged = run(box, hub, "verify", "tiny")
    assert damaged.returncode == 5
    assert "tiny" in damaged.stderr
    assert run(box, hub, "remove", "tiny", "-y").returncode == 0
    assert below(folder) == {"mine.txt"}


def test_other_weights_than_the_card_says(box, hub):
    right = sha256(FILES["model.safetensors"]).hexdigest()
    card = box / "models" / "tiny.toml"
    card.write_text(f'{CARD}revision = "{COMMIT}"\nsha256 = "{right}"\n')
    assert run(box, hub, "pull", "tiny").returncode == 0
    card.write_text(f'{CARD}revision = "{COMMIT}"\nsha256 = "{"0" * 64}"\n')
    done = run(box, hub, "pull", "tiny")
    assert done.returncode == 5
    assert "not what the card or the hub says" in done.stderr


def test_a_hub_that_sends_something_else(box):
    with Hub("we/tiny", FILES, lies=["model.safetensors"]) as hub:
        done = run(box, hub, "pull", "tiny", "--to", "models/weights")
    assert done.returncode == 5
    assert "model.safetensors" in done.stderr


def test_what_cannot_be_pulled(box, hub):
    (box / "models" / "gone.toml").write_text(CARD.replace("tiny", "gone"))
    (box / "models" / "own.toml").write_text('kind = "writer"\nname = "own"\npath = "x"\n')
    for name, code, said in (
        ("gone", 5, "cannot be fetched"),
        ("own", 5, "no"),
        ("none", 3, "no model card"),
    ):
        done = run(box, hub, "pull", name)
        assert done.returncode == code, done.stderr
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_hub_that_is_out_of_reach_is_told_in_a_line(box, hub):
    hub.__exit__()
    done = run(box, hub, "pull", "tiny")
    assert done.returncode == 5, done.stderr
    assert "the hub cannot be reached" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_was_here_before_a_pull_stays(box, hub):
    assert run(box, hub, "pull", "tiny").returncode == 0
    # As if somebody else had fetched it: no receipt.
    for receipt in (box / "cache" / "pulled").iterdir():
        receipt.unlink()
    assert run(box, hub, "pull", "tiny").returncode == 0
    assert run(box, hub, "remove", "tiny", "-y").returncode in (0, 5)
    assert below(box / "hf" / "hub" / "models--we--tiny" / "snapshots" / COMMIT) == WANTED


def test_a_receipt_can_take_away_nothing_but_what_lies_beside_it(box, hub):
    assert run(box, hub, "pull", "tiny", "--to", "models/weights").returncode == 0
    folder = box / "models" / "weights" / "tiny"
    (box / "precious").write_text("keep")
    place = folder / ".threadgist-pull.json"
    honest = json.loads(place.read_text())
    for change in (
        {"files": {"../../../precious": ""}},
        {"files": {str(box / "precious"): ""}},
        {"where": str(box), "files": {"precious": ""}},
        {"where": str(box), "in_cache": True, "files": {"precious": ""}},
        {"where": 5},
        {"files": None},
    ):
        place.write_text(json.dumps(honest | change))
        done = run(box, hub, "remove", "tiny", "--yes")
        assert done.returncode == 5, done.stderr
        assert "by hand" in done.stderr
        assert "Traceback" not in done.stderr
    assert (box / "precious").read_text() == "keep"
