"""Damages small inputs at random and reads them: nothing but our own errors may come out.

    python bench/fuzz.py --seconds 3600 --seeds ../shared/field examples

Seeds are files; each is changed as bytes (flipped, cut, doubled, spliced with another) or, where it is JSON, as a
document (values of other types, keys taken out or moved, depth added). What fails is written to `--out`, with its
traceback. The same `--random` gives the same inputs.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import signal
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.damage import damaged, disturbed
from threadgist.errors import SourceError
from threadgist.settings import LimitSettings
from threadgist.sources import list_sources, read_thread

SLOW = 60


def check(data: bytes, name: str | None) -> None:
    """Read an input, whole or by choice, and see that what comes out is a thread."""
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", nargs="*", default=["examples"])
    parser.add_argument("--out", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--random", type=int, default=0)
    options = parser.parse_args()
    paths = [path for seed in options.seeds for path in sorted(Path(seed).rglob("*")) if path.is_file()]
    seeds = [path.read_bytes() for path in paths if path.stat().st_size < 200_000]
    names = [None, None, None, None, *(info.name for info in list_sources())]
    draw = random.Random(options.random)
    failures: dict[str, int] = {}
    done, end = 0, time.monotonic() + options.seconds
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError("too slow")))
    while time.monotonic() < end:
        data = draw.choice(seeds)
        try:
            document = json.loads(data)
            data = (
                json.dumps(disturbed(document, draw)).encode()
                if draw.random() < 0.7
                else damaged(data, draw.choice(seeds), draw)
            )
        except ValueError:
            data = damaged(data, draw.choice(seeds), draw)
        name = draw.choice(names)
        signal.alarm(SLOW)
        try:
            check(data, name)
        except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
            said = traceback.format_exc()
            place = said.strip().rsplit("File ", 1)[-1]
            failures[place] = failures.get(place, 0) + 1
            if failures[place] == 1:
                options.out.mkdir(parents=True, exist_ok=True)
                (options.out / f"{len(failures):03}.input").write_bytes(data)
                (options.out / f"{len(failures):03}.txt").write_text(
                    f"--source {name}\n{said}", encoding="utf-8", errors="replace"
                )
        finally:
            signal.alarm(0)
        done += 1
    number = sum(failures.values())
    print(f"{done:,} inputs in {options.seconds:.0f} s, from {len(seeds)} seeds")
    print(f"{len(failures)} kinds of failure, in {number} inputs")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
