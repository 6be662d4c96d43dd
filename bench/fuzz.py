"""Damages small inputs and digests at random and reads them: nothing but our own errors may come out.

    python bench/fuzz.py --seconds 3600 --seeds ../shared/field examples

Seeds are files, and the digests of those that are threads; each is changed as bytes (flipped, cut, doubled, spliced
with another) or, where it is JSON, as a document (values of other types, keys taken out or moved, depth added). What
fails is written to `--out`, with its traceback. The same `--random` gives the same inputs. With `--atheris`, what an
input makes the code do guides how it is changed further.
"""

from __future__ import annotations

import argparse
import io
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.damage import changed

if "--atheris" in sys.argv:
    import atheris

    atheris.enabled_hooks.add("str")
    with atheris.instrument_imports(include=["threadgist"]):
        from threadgist.digest_file import load_digest
        from threadgist.pages import FORMATS, render_files
        from threadgist.sources import list_sources, read_thread

from threadgist import digest as make_digest
from threadgist.digest_file import load_digest
from threadgist.errors import SourceError
from threadgist.pages import FORMATS, render_files
from threadgist.settings import LimitSettings
from threadgist.sources import list_sources, read_thread

# On a machine that does other things as well.
SLOW = 240
# Takes the place of the name of a source: read as a digest, and every page is made of it.
DIGEST = "digest.json"


def check(data: bytes, name: str | None) -> None:
    """Read an input, whole or by choice, and see that what comes out is a thread; or a digest that can be shown."""
    if name == DIGEST:
        try:
            digest = load_digest(data, name)
        except SourceError as error:
            assert str(error).isprintable(), str(error)
            return
        render_files(digest, FORMATS)
        return
    for thread in (None, "all"):
        try:
            found = read_thread(
                "-", stdin=io.BytesIO(data), name=name, thread=thread, limits=LimitSettings(max_input_mb=64)
            )
        except SourceError as error:
            message = str(error)
            assert "\n" not in message.replace("\r", "\n"), message
            continue
        ids = {comment.id for comment in found.comments}
        assert len(ids) == len(found.comments)
        assert all(comment.parent_id is None or comment.parent_id in ids for comment in found.comments)


def digests_of(seeds: list[bytes]) -> Iterator[bytes]:
    """Yield the digests of the first inputs that are small threads."""
    found = 0
    for seed in seeds:
        try:
            thread = read_thread("-", stdin=io.BytesIO(seed), limits=LimitSettings(max_comments=12))
        except SourceError:
            continue
        made = make_digest(thread, {"encoder": {"name": "tiny-hash", "cache": False}})
        yield render_files(made, ["json"])["digest.json"].encode()
        if (found := found + 1) == 6:
            return


class Failures:
    """Keeps one input of each kind of failure."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.kinds: dict[str, int] = {}

    def record(self, data: bytes, name: str | None) -> None:
        said = traceback.format_exc()
        place = said.strip().rsplit("File ", 1)[-1]
        self.kinds[place] = self.kinds.get(place, 0) + 1
        if self.kinds[place] == 1:
            self._out.mkdir(parents=True, exist_ok=True)
            stem = self._out / f"{len(self.kinds):03}"
            stem.with_suffix(".input").write_bytes(data)
            stem.with_suffix(".txt").write_text(
                f"--source {name}\n{said}", encoding="utf-8", errors="replace"
            )


def guided(seeds: list[bytes], digests: list[bytes], seconds: int, failures: Failures) -> None:
    """Let atheris change inputs so that they reach more of the code; it ends the process when it is done."""
    import atheris

    # The first byte chooses the source, as often none.
    names = [*(info.name for info in list_sources()), *[None] * 20, DIGEST]

    def mutate(data: bytes, most: int, start: int) -> bytes:
        draw = random.Random(start)
        if draw.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return data[:1] + changed(data[1:], draw.choice((*seeds, *digests)), draw)[: most - 1]

    def one(data: bytes) -> None:
        name = names[data[0] % len(names)] if data else None
        try:
            check(data[1:], name)
        except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
            before = len(failures.kinds)
            failures.record(data[1:], name)
            if len(failures.kinds) > before:
                print(f"a new kind of failure, number {before + 1}", flush=True)

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            (Path(corpus) / str(number)).write_bytes(bytes([names.index(None)]) + seed)
        for number, digest in enumerate(digests):
            (Path(corpus) / f"digest-{number}").write_bytes(bytes([names.index(DIGEST)]) + digest)
        options = [f"-max_total_time={seconds}", "-max_len=60000", f"-timeout={SLOW}", "-rss_limit_mb=4000"]
        atheris.Setup([sys.argv[0], *options, corpus], one, custom_mutator=mutate)
        atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", nargs="*", default=["examples"])
    parser.add_argument("--out", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument(
        "--atheris", action="store_true", help="guided by what the code does (pip install atheris)"
    )
    options = parser.parse_args()
    paths = [path for seed in options.seeds for path in sorted(Path(seed).rglob("*")) if path.is_file()]
    seeds = [path.read_bytes() for path in paths if path.stat().st_size < 200_000]
    digests = list(digests_of(seeds))
    failures = Failures(options.out)
    if options.atheris:
        guided(seeds, digests, int(options.seconds), failures)
    names = [None, None, None, None, *(info.name for info in list_sources()), *[DIGEST] * 8]
    draw = random.Random(options.random)
    done, end = 0, time.monotonic() + options.seconds
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError("too slow")))
    while time.monotonic() < end:
        name = draw.choice(names)
        data = changed(draw.choice(digests if name == DIGEST else seeds), draw.choice(seeds), draw)
        signal.alarm(SLOW)
        try:
            check(data, name)
        except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
            failures.record(data, name)
        finally:
            signal.alarm(0)
        done += 1
    print(f"{done:,} inputs in {options.seconds:.0f} s, from {len(seeds)} seeds")
    print(f"{len(failures.kinds)} kinds of failure, in {sum(failures.kinds.values())} inputs")
    raise SystemExit(1 if failures.kinds else 0)


if __name__ == "__main__":
    main()
