"""A folder of everything threadgist keeps, of which one file after the other is damaged."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from hostile.damage import changed
from threadgist.batch.journal import Journal, ThreadRecord
from threadgist.cli import main
from threadgist.errors import ThreadgistError
from threadgist.fetch.exchange import Request, Response
from threadgist.fetch.store import FolderStore
from threadgist.records import WriterInfo
from threadgist.vector_cache import VectorCache, cache_key
from threadgist.write.stage import Speeds
from threads import village

CODES = {0, 3, 4, 5, 6}
TINY = ("--set", "encoder.name=tiny-hash")
STORY = {
    "short_id": "abc123", "title": "The pool", "created_at": "2025-03-01T12:00:00.000-06:00", "comment_count": 1,
    "comments": [{"short_id": "c1", "comment_plain": "The pool must stay open.", "commenting_user": "ann"}],
}  # fmt: skip
CARD = 'kind = "writer"\nname = "own"\nhub = "we/own"\n[template]\nenable_thinking = false\n'
WRITER = WriterInfo("own", "server")


def run(*arguments: object) -> tuple[int, str, str]:
    """Run a command in this process; whatever is no `SystemExit` comes out."""
    before = sys.argv, sys.stdout, sys.stderr
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["threadgist", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as leaving:
        code = leaving.code
    finally:
        sys.argv, sys.stdout, sys.stderr = before
    assert code in CODES, f"exit code {code}"
    for line in err.getvalue().splitlines():
        assert line.startswith("threadgist: "), line
        assert line.isprintable(), line
    return code, out.getvalue(), err.getvalue()


class World:
    """What threadgist keeps in `root`; `kinds` are the files to damage and what is then done with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "precious").write_text("keep")
        for name in ("one", "two"):
            comments = [
                {"id": c.id, "author": c.author, "text": f"{c.text} {name}", "parent_id": c.parent_id}
                for c in village(40).comments
            ]
            (root / f"{name}.json").write_text(
                json.dumps({"id": name, "title": f"Talk {name}", "comments": comments})
            )
        self.archive, self.cache = root / "archive", root / "cache"
        assert run("digest", root / "one.json", root / "two.json", "--out", self.archive, *TINY)[0] == 0
        with Journal(self.archive) as journal:
            journal.add(ThreadRecord("talk-one", "one.json", "done", event="Vote", date="2025-03-01", at=1.0))
            journal.close_run({"status": "finished"})
            journal.add(ThreadRecord("talk-two", "two.json", "done", at=2.0))
        (self.archive / "journal.jsonl").write_bytes(
            ThreadRecord("talk-two", "two.json", "done", notices=("x",), seconds={"read": 0.1}, at=2.0).line()
            + b"\n"
        )
        run("trends", self.archive, "--out", root / "trends", "--since", "2025-03-01")
        self.fetched = root / "fetched" / "story"
        self._fetch()
        cards = root / "cards"
        (cards / "weights" / "own").mkdir(parents=True)
        (cards / "own.toml").write_text(CARD)
        receipt = {
            "name": "own",
            "hub": "we/own",
            "revision": "0",
            "in_cache": False,
            "files": {"config.json": ""},
        }
        receipt["where"] = str((cards / "weights" / "own").resolve())
        (cards / "weights" / "own" / ".threadgist-pull.json").write_text(json.dumps(receipt))
        (cards / "weights" / "own" / "config.json").write_text("{}")
        (self.cache / "writer-speed.json").write_text(json.dumps({"own|server|": 12.5}))
        vector = np.ones(8, dtype=np.float32)
        self.key = cache_key("space", "text")
        with contextlib.closing(VectorCache(root / "vectors")) as cache:
            cache.put([(self.key, vector)])
        side = next(self.cache.glob("sides-*/*/*.json"))
        vectors = next((root / "vectors").glob("*.sqlite3"))
        self.kinds: dict[str, tuple[Path, Callable[[], None]]] = {
            "digest": (self.archive / "talk-one" / "digest.json", self._digests),
            "run": (self.archive / "run.json", self._records),
            "journal": (self.archive / "journal.jsonl", self._records),
            "side": (side, self._sides),
            "manifest": (self.fetched / "manifest.json", self._answers),
            "begun": (self.fetched / "thread.json", self._answers),
            "answer": (next((self.fetched / "responses").iterdir()), self._answers),
            "receipt": (cards / "weights" / "own" / ".threadgist-pull.json", self._cards),
            "card": (cards / "own.toml", self._cards),
            "speeds": (self.cache / "writer-speed.json", self._speeds),
            "vectors": (vectors, self._vectors),
        }
        self.pristine = root.parent / f"{root.name}-pristine"
        shutil.copytree(root, self.pristine)

    def damage(self, kind: str, draw: random.Random) -> bytes:
        """Damage a file of a kind, do what is done with it, check what came of it, and mend everything."""
        path, check = self.kinds[kind]
        other, _ = self.kinds[draw.choice(list(self.kinds))]
        data = changed(path.read_bytes(), other.read_bytes(), draw)
        path.write_bytes(data)
        try:
            check()
            assert (self.root / "precious").read_text() == "keep"
        finally:
            self.mend()
        return data

    def mend(self) -> None:
        """Put everything back as it was made."""
        shutil.rmtree(self.root)
        shutil.copytree(self.pristine, self.root)

    def _digests(self) -> None:
        """The other digest stands in the site and can be compared; a new one takes the place of the damaged one."""
        code, _, err = run("site", self.archive)
        assert code == 0
        path = self.archive / "talk-one" / "digest.json"
        index = (self.archive / "index.html").read_text(encoding="utf-8")
        assert "talk-two/digest.html" in index
        assert ("talk-one/digest.html" in index) != (f"left out: {path}" in err)
        for command in ("compare", "trends"):
            code, _, err = run(command, self.archive, "--out", self.root / "made")
            assert code == 0 or str(path) in err or "debate" in err or "dated" in err or "encoder" in err, err
        code, _, err = run("digest", self.root / "one.json", "--out", self.archive, *TINY)
        assert code == 0
        assert run("site", self.archive)[2].count("left out") <= 1

    def _records(self) -> None:
        run("site", self.archive)
        assert "Talk two" in (self.archive / "index.html").read_text(encoding="utf-8")
        with Journal(self.archive) as journal:
            journal.get("talk-one")
            journal.get("talk-two")
            journal.add(ThreadRecord("talk-three", "three.json", "done", at=3.0))
            journal.close_run({"status": "finished"})
        with Journal(self.archive) as journal:
            assert journal.get("talk-three") is not None

    def _sides(self) -> None:
        code, _, err = run("trends", self.archive, "--out", self.root / "made", "--since", "2025-03-01")
        assert (code, "left out" in err) == (0, False)
        names = ("trends.md", "trends.json")
        for name in names:
            assert (self.root / "made" / name).read_bytes() == (self.pristine / "trends" / name).read_bytes()

    def _fetch(self) -> None:
        now = datetime(2025, 3, 2, tzinfo=UTC)
        url, request = "https://lobste.rs/s/abc123", Request("https://lobste.rs/s/abc123.json")
        store = FolderStore(self.fetched)
        store.begin(url, "lobsters", now)
        kept = Response(request.url, 200, (("content-type", "application/json"),), json.dumps(STORY), now)
        store.put(request, kept)
        store.finish(url, "lobsters", {request.key: request}, capped=False)

    def _answers(self) -> None:
        code, _, _ = run("digest", self.fetched, "--out", self.root / "made", *TINY)
        assert code in (0, 3)
        store = FolderStore(self.fetched)
        with contextlib.suppress(ThreadgistError):
            now = datetime(2025, 3, 2, tzinfo=UTC)
            store.begin("https://lobste.rs/s/abc123", "lobsters", now, most=timedelta(hours=1))
        store.get(Request("https://lobste.rs/s/abc123.json"))

    def _cards(self) -> None:
        run("models", "list")
        run("models", "verify", "own")
        run("models", "remove", "own", "--yes")

    def _speeds(self) -> None:
        speeds = Speeds(self.cache)
        speed = speeds.get(WRITER)
        assert speed is None or speed > 0

    def _vectors(self) -> None:
        with contextlib.closing(VectorCache(self.root / "vectors")) as cache:
            found = cache.get([self.key], 8)
            assert all(vector.shape == (8,) for vector in found.values())
            cache.put([(self.key, np.ones(8, dtype=np.float32))])


@contextlib.contextmanager
def world(root: Path) -> Iterator[World]:
    """Make a `World` below `root`, with nothing of the user's own."""
    kept = dict(os.environ)
    os.environ |= {
        "THREADGIST_CACHE_DIR": str(root / "home" / "cache"), "THREADGIST_MODELS_DIR": str(root / "home" / "cards"),
        "HF_HOME": str(root / "hf"), "COLUMNS": "200",
    }  # fmt: skip
    (root / "home").mkdir()
    try:
        yield World(root / "home")
    finally:
        os.environ.clear()
        os.environ.update(kept)


def allowed(error: BaseException) -> bool:
    """Whether an error is one of ours, in one line that nothing can forge."""
    return isinstance(error, ThreadgistError) and str(error).isprintable()
