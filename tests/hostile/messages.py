"""Error messages and notices on a terminal, about things whose names were made to move, colour or forge lines."""

from __future__ import annotations

import csv
import json
import os
import pty
import random
import sys
import threading
import tty
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from threadgist.batch.journal import ThreadRecord
from threadgist.batch.watch import BatchWatch
from threadgist.cli import main

FORGED = "threadgist: FORGED"
TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
FRAGMENTS = (
    "\x1b[2J", "\x1b]0;pwned\x07", "\x1b[1A\x1b[2K", "\x1b[31m", "\x9b2J", "\x9d0;pwned\x9c", "\x85", "\r", "\n",
    "\r\n", "é", "名", "x" * 3000, "{}", "%s", "'",
    f"\n{FORGED}\n", f"\r{FORGED}", f"\u2028{FORGED}", "\x0b", "\x0c", "\x08" * 20, "\x7f", "\x1c", "\u202egnp.exe",
    "\u2066x\u2069", "\u061c", "\u200f", "\ud800", "\udcff", "\x1bP+q\x1b\\", "name",
)  # fmt: skip


def hostile(draw: random.Random, *, file: bool = False) -> str:
    """Return a name; one for a file has no slash, is not too long and not a surrogate half of nothing."""
    text = "".join(draw.choice(FRAGMENTS) for _ in range(draw.randrange(1, 5)))
    if file:
        text = text.replace("/", "").replace("\ud800", "")[:50] or "x"
    return text


@contextmanager
def terminal(kind: str = "dumb") -> Iterator[Callable[[], str]]:
    """Make the standard streams a terminal; the function given returns what came to it, and closes it."""
    main_end, end = pty.openpty()
    tty.setraw(end)
    seen: list[bytes] = []

    def listen() -> None:
        try:
            while data := os.read(main_end, 65_536):
                seen.append(data)
        except OSError:
            return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    before = sys.stdout, sys.stderr, os.environ.get("TERM")
    stream = os.fdopen(end, "w", encoding="utf-8", errors="surrogateescape")
    sys.stdout = sys.stderr = stream
    os.environ["TERM"] = kind

    def close() -> str:
        sys.stdout, sys.stderr = before[:2]
        if not stream.closed:
            stream.close()
            listener.join(5)
            os.close(main_end)
        return b"".join(seen).decode("utf-8", "surrogateescape")

    try:
        yield close
    finally:
        close()
        os.environ.pop("TERM") if before[2] is None else os.environ.update(TERM=before[2])


def check(told: str, *, one: bool = True) -> None:
    """Check that what came to a terminal is lines of ours, `one` of them at most."""
    # Where a bar was, a terminal without a cursor keeps an empty line.
    lines = [line for line in told.split("\n") if line]
    for line in lines:
        wrong = [c for c in line if (unicodedata.category(c) in ("Cc", "Cs") and c != "\t") or c in TURNS]
        assert not wrong, (wrong, line[:300])
        assert not line.startswith(FORGED), line[:300]
        assert len(line) < 20_000, line[:300]
        assert not one or line.startswith("threadgist: "), line[:300]
    assert not one or len(lines) == 1, lines


def command(*arguments: str) -> int:
    """Run a command in this process and return its exit code."""
    before = sys.argv
    sys.argv = ["threadgist", *arguments]
    try:
        main()
    except SystemExit as leaving:
        return int(leaving.code or 0)
    finally:
        sys.argv = before
    return 0


def cases(folder: Path, draw: random.Random) -> dict[str, Callable[[], tuple[str, ...]]]:
    """Ways to be told of something with a hostile name: each returns the command that fails, its files written."""
    text = hostile(draw)
    argument = text.replace("\0", "").replace("\ud800", "")
    good = {
        "id": "1",
        "title": "Pool",
        "comments": [{"id": at, "text": f"The pool {at} is open."} for at in range(3)],
    }

    def file(name: str, content: object) -> str:
        path = folder / name
        data = content if isinstance(content, str) else json.dumps(content)
        path.write_text(data, encoding="utf-8", errors="surrogatepass")
        return str(path)

    def table(rows: list[list[str]]) -> str:
        path = folder / "table.csv"
        with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return str(path)

    def digest(change: dict[str, object]) -> str:
        return file(
            "digest.json", {"schema_version": 2, "title": text, "ledger": [], "provenance": {}} | change
        )

    thread = file("good.json", good)
    named = folder / hostile(draw, file=True)
    tiny = ("--set", "encoder.name=tiny-hash", "--out", str(folder / "out"))
    toml = (
        f"[{json.dumps('a' + argument)}]\nx = 1\n" if argument.isprintable() else '["\\u001b[2J\\n"]\nx = 1\n'
    )
    return {
        "keys": lambda: ("inspect", file("keys.json", {text: [{"x": 1}], text + "b": [{"y": 1}]})),
        "fields": lambda: ("digest", file("fields.json", [{text: 1, "b": 2}] * 3), *tiny),
        "columns": lambda: ("inspect", table([[text or "a", "beta"], ["1", "2"], ["3", "4"]])),
        "a column": lambda: ("inspect", thread, "--text-column", argument),
        "a thread": lambda: ("inspect", thread, "--thread", argument),
        "a source": lambda: ("inspect", thread, "--source", argument),
        "an encoding": lambda: ("inspect", thread, "--encoding", argument),
        "threads": lambda: (
            "inspect",
            table([["thread_id", "text"], *([f"{text}{at}", f"Some words {at} here."] for at in range(4))]),
            "--thread-column", "thread_id",
        ),
        "no file": lambda: ("digest", str(named), *tiny),
        "a bad file": lambda: (named.write_text("{"), ("digest", str(named), *tiny))[1],
        "an encoder": lambda: ("digest", thread, "--set", f"encoder.name={argument}"),
        "a setting": lambda: ("digest", thread, "--set", f"{argument}=1"),
        "a value": lambda: ("digest", thread, "--set", f"select.max_points={argument}"),
        "a format": lambda: ("digest", thread, "--format", argument or "x"),
        "a configuration": lambda: ("digest", thread, "--config", file("own.toml", toml)),
        "an option": lambda: ("digest", f"--{argument}"),
        "a command": lambda: (f"x{argument}",),
        "an address": lambda: ("site", str(folder), "--base-url", argument),
        "a date": lambda: ("trends", str(folder), "--since", argument),
        "a host": lambda: ("serve", str(folder), "--host", argument),
        "a schema": lambda: ("schema", argument),
        "a link": lambda: ("fetch", f"https://{argument}/t/1"),
        "a page": lambda: ("digest", f"http://127.0.0.1:9/{argument}", *tiny),
        "an article": lambda: ("digest", thread, "--article", str(named), *tiny),
        "a version": lambda: ("compare", digest({"schema_version": text or "x"})),
        "a digest": lambda: ("compare", digest({})),
        "a digest as a thread": lambda: ("digest", digest({}), *tiny),
        "a card": lambda: ("models", "show", argument or "x"),
        "a card of one's own": lambda: (
            "models", "show", file("card.toml", f'kind = "writer"\nname = "x"\n{json.dumps("k" + argument)} = 1\n')
        ),
        "a folder to write into": lambda: ("digest", thread, *tiny[:2], "--out", f"{thread}/{argument}"),
    }  # fmt: skip


def message(folder: Path, draw: random.Random, kind: str | None = None) -> str:
    """Have one message told on a terminal and check it; returns what was told of."""
    made = cases(folder, draw)
    kind = kind or draw.choice([*made, "a batch", "a record"])
    with terminal() as told:
        if kind in ("a batch", "a record"):
            record = ThreadRecord("f", hostile(draw), "failed", stage="read", error=hostile(draw))
            watch = BatchWatch(json_log=kind == "a record")
            with watch:
                watch.ended(record, "made")
                watch.say(str(asdict(record)) + hostile(draw))
            check(told(), one=False)
            return kind
        code = command(*made[kind]())
        said = told()
    assert code in (0, 1, 2, 3, 5, 6), (code, said[:300])
    check(said, one=code != 0)
    return kind


def many_messages(count: int, start: int) -> int:
    """Check so many messages; returns how many were wrong, which are printed."""
    import tempfile

    failed, kinds = 0, dict[str, int]()
    for number in range(count):
        with tempfile.TemporaryDirectory() as root:
            try:
                kind = message(Path(root), random.Random(f"{start} {number}"))
                kinds[kind] = kinds.get(kind, 0) + 1
            except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
                failed += 1
                print(f"WRONG message {number}: {type(error).__name__}: {str(error)[:500]!r}", flush=True)
    print(f"{count} messages about {len(kinds)} kinds of things, {failed} wrong")
    return failed
