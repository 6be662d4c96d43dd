"""Folders with anything in them: good threads, and every kind of thing that is none."""

import bz2
import contextlib
import gzip
import json
import lzma
import os
import random
import socket
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from batch.runs import write_thread
from threadgist.batch.run import run_batch
from threadgist.settings import EncoderSettings, Settings
from threads import TOPICS

SENTENCES = tuple(sentence for topic in TOPICS for sentence in topic)
GOOD = "good"


@dataclass
class Made:
    """What was put into a folder: how many threads must come of it, and the places that must be told as failed."""

    threads: int = 0
    bad: list[str] = field(default_factory=list)
    manifests: list[str] = field(default_factory=list)
    asides: list[socket.socket] = field(default_factory=list)


def _loop(path, made):
    path.symlink_to(path.name)
    made.bad.append(str(path))


def _dangling(path, made):
    path.symlink_to("nowhere")
    made.bad.append(str(path))


def _device(path, made):
    path.symlink_to("/dev/zero")
    made.bad.append(str(path))


def _pipe(path, made):
    os.mkfifo(path)
    made.bad.append(str(path))


def _socket(path, made):
    with contextlib.suppress(OSError):  # Its path may be too long for a socket.
        listener = socket.socket(socket.AF_UNIX)
        made.asides.append(listener)
        listener.bind(str(path))
        made.bad.append(str(path))


def _folder_loop(path, made):
    path.mkdir()
    (path / "again").symlink_to("..")


def _empty(path, made):
    path.write_bytes(b"")
    made.bad.append(str(path))


def _cut(path, made):
    write_thread(path, 1)
    path.write_bytes(path.read_bytes()[:-100])
    made.bad.append(str(path))


def _deep(path, made):
    path.write_bytes(b"[" * 150_000)
    made.bad.append(str(path))


def _damaged(pack):
    def make(path, made):
        packed = pack(b'{"comments": []}' * 1000)
        path.write_bytes(packed[: len(packed) // 2])
        made.bad.append(str(path))

    return make


@cache
def _packed_spaces():
    return gzip.compress(b" " * (300 << 20), 1)


def _bomb(path, made):
    path.write_bytes(_packed_spaces())
    made.bad.append(str(path))


def _sparse(path, made):
    path.write_bytes(b'[{"text": "')
    os.truncate(path, 3 << 30)
    made.bad.append(str(path))


def _column(path, made):
    path.with_suffix(".csv").write_text("when,what\n1,2\n2,3\n")
    made.bad.append(str(path.with_suffix(".csv")))


def _returns(path, made):
    """A table with bare carriage returns is read as one with line ends."""
    rows = [f"{i},person{i},{SENTENCES[i]}" for i in range(12)]
    path.with_suffix(".csv").write_bytes("\r".join(("id,author,text", *rows, "")).encode())
    made.threads += 1


def _utf16(path, made):
    write_thread(path, 5)
    path.write_bytes(path.read_text().encode("utf-16"))
    made.threads += 1


def _latin(path, made):
    rows = [f"{i};Jürgen{i};Möglich: {SENTENCES[i]}" for i in range(12)]
    path.with_suffix(".csv").write_bytes("\n".join(("id;author;text", *rows, "")).encode("latin-1"))
    made.threads += 1


def _long_line(path, made):
    """No format that is known, which is no failure in a folder."""
    path.with_suffix(".csv").write_bytes(b"text,author," + b"x" * 200_000 + b"\nhello,ann,1\n")


def _dump(rows, path, made, bad):
    """A dump of two threads, with rows that are none."""
    place = path.with_suffix(".jsonl")
    lines = [
        json.dumps({"thread_id": f"t{i % 2}", "text": SENTENCES[i], "author": f"a{i}"}).encode()
        for i in range(12)
    ]
    for at, line in rows:
        lines.insert(at, line)
    place.write_bytes(b"\n".join(lines) + b"\n")
    made.threads += 2
    made.bad += [f"{place}: line {number}" for number in bad]


def _dump_row(line):
    def make(path, made):
        _dump([(5, line)], path, made, [6])

    return make


def _dump_damaged(path, made):
    place = path.with_suffix(".csv.gz")
    draw = random.Random(1)
    rows = [f"t{i % 2},{SENTENCES[i]} {draw.randbytes(8_000).hex()},a{i}" for i in range(12)]
    packed = gzip.compress("\n".join(("thread_id,text,author", *rows, "")).encode())
    place.write_bytes(packed[:-2_000])  # Some of the last row.
    made.threads += 2
    made.bad.append(str(place))


def _dump_quote(path, made):
    """A dump in UTF-16 in which a quotation mark is never closed."""
    place = path.with_suffix(".csv")
    rows = [f"t{i % 2},{SENTENCES[i]},a{i}" for i in range(12)]
    rows.insert(5, 't1,"It is open.,x')
    place.write_bytes("\n".join(("thread_id,text,author", *rows, "")).encode("utf-16"))
    made.threads += 2
    made.bad.append(f"{place}: line 7")


def _dump_cut(path, made):
    """A dump of Reddit with a comment that is cut."""
    place = path.with_suffix(".jsonl")
    of = zlib.crc32(str(place).encode("utf-8", "surrogatepass"))  # Those of one thread come together.
    rows = [
        json.dumps({"link_id": f"t3_{of}{i % 2}", "id": f"c{i}", "body": SENTENCES[i], "author": f"a{i}"})
        for i in range(12)
    ]
    rows.insert(5, rows[5][:-9])
    place.write_text("\n".join(rows))
    made.threads += 2
    made.bad.append(f"{place}: line 6")


def _manifest(path, made):
    """A manifest of three threads in an old encoding, a pipe, a device, and rows that are none; it is named itself."""
    place = path.with_suffix(".csv")
    hidden = path.parent / f".{path.name[:2]}"
    for i in range(3):
        write_thread(hidden / f"m{i}.json", i, 6)
    os.mkfifo(hidden / "pipe")
    rows = [
        f"{hidden}/m0.json,Größe",
        f"{hidden}/m1.json,Zwei",
        ",nothing",
        f"{hidden}/pipe,",
        "/dev/zero,",
        "a\0b,",
        "http://[::1,",
        f'{hidden}/m0.json,"never closed',
        f"{hidden}/m2.json,Drei",
    ]
    place.write_bytes("\n".join(("path,title", *rows, "")).encode("cp1252"))
    made.threads += 3
    made.bad += [f"{place}: line {number}" for number in (4, 9)]
    made.bad += [f"{hidden}/pipe", "/dev/zero", f"{path.parent}/a\0b", "http://[::1"]
    made.manifests.append(str(place))


KINDS = {
    "loop": _loop, "dangling": _dangling, "device": _device, "pipe": _pipe, "socket": _socket,
    "folder loop": _folder_loop, "empty": _empty, "cut": _cut, "deep": _deep,
    "gzip": _damaged(gzip.compress), "bzip2": _damaged(bz2.compress), "xz": _damaged(lzma.compress),
    "bomb": _bomb, "sparse": _sparse, "no text": _column, "returns": _returns, "utf-16": _utf16, "latin": _latin,
    "long line": _long_line, "dump row": _dump_row(b'{"text": "nowhere", "author": "x"}'),
    "dump list": _dump_row(b"[1, 2]"), "dump cut row": _dump_row(b'{"thread_id": "t1", "te'),
    "dump deep row": _dump_row(b'{"thread_id": "t1", "text": ' + b"[" * 60_000 + b"]" * 60_000 + b"}"),
    "dump damaged": _dump_damaged, "dump quote": _dump_quote, "dump cut": _dump_cut, "manifest": _manifest,
}  # fmt: skip
CHEAP = tuple(kind for kind in KINDS if kind != "bomb")
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=20)


@st.composite
def folders(draw, kinds=tuple(KINDS)):
    """What to put where: (kind, folder, name) of each thing."""
    chosen = draw(st.lists(st.sampled_from((GOOD, *kinds)), min_size=1, max_size=6))
    names = draw(st.lists(NAMES, min_size=len(chosen), max_size=len(chosen)))
    below = draw(st.lists(st.sampled_from(("", "a", "a/b c")), min_size=len(chosen), max_size=len(chosen)))
    return tuple(zip(chosen, below, names, strict=True))


def build(root: Path, things, made: Made | None = None) -> Made:
    """Put them below a folder, which also holds one good thread; add to what was made."""
    made = made or Made()
    write_thread(root / "first.json", 0, 6)
    made.threads += 1
    for number, (kind, below, name) in enumerate(things):
        safe = name.encode()[:60].decode(errors="ignore").lstrip(".") or "x"
        path = root / below / f"{number:02}{safe}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == GOOD:
            write_thread(path, number, 6)
            made.threads += 1
        else:
            KINDS[kind](path, made)
    return made


class Unheard:
    """Watches a run without a word."""

    def begin(self, total):
        pass

    def ended(self, record, how):
        pass

    def say(self, text):
        pass


def run_over(root: Path, many) -> Made:
    """Run one batch over folders with those things below `root`, and check what came of it."""
    settings = Settings(encoder=EncoderSettings(name="tiny-hash", cache=False))
    made, out = Made(), root / "out"
    for number, things in enumerate(many):
        build(root / f"in{number}", things, made)
    sources = [*(str(root / f"in{number}") for number in range(len(many))), *made.manifests]
    try:
        counts = run_batch(sources, out, settings, Unheard(), formats=("json",), workers=2)
    finally:
        for aside in made.asides:
            aside.close()
    failed = [json.loads(line) for line in (out / "failures.jsonl").read_text().split("\n")[:-1]]
    told = {row["thread"] for row in failed}
    assert told == set(made.bad), told ^ set(made.bad)
    assert counts["failed"] == len(failed)
    assert counts["made"] == made.threads == len(list(out.glob("*/digest.json")))
    for row in failed:
        assert row["error"], row
        assert row["advice"] == "correct the source or leave it out, then start the same command again", row
    return made
