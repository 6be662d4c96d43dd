"""What writing costs: calls and tokens a thread, and how full a server's slots are over a batch.

    python bench/writing.py cost THREAD... [--answers FILE]     # calls and tokens, beside the estimate of --dry-run
    python bench/writing.py slots THREAD... [--latency .5] [--slots 16]

`cost` asks a model that answers in the comments' own words and keeps to the form, or, with FILE, as somebody did before
(tests/recorded.py); tokens are bytes over four. `slots` runs `threadgist batch` over copies of the threads against a
server that takes a fixed time for every call, and prints the share of its slots that were taken on average between the
first call and the last.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from recorded import RecordedServer, key_of
from threadgist.embed import embed_texts
from threadgist.flow import finish, plan_thread
from threadgist.progress import Progress
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools
from threadgist.write.checkers import ModelChecker
from threadgist.write.model import Budget, Message, Request
from threadgist.write.stage import Writer, estimate
from write.fakes import Scripted, faithful


class Stub(RecordedServer):
    """Takes `latency` seconds for every call, however many there are, and answers as `faithful` does."""

    def __init__(self, latency: float) -> None:
        super().__init__("nothing is recorded")
        self.spans: list[tuple[float, float]] = []
        self._latency = latency

    def reply(self, key: str, body: dict[str, Any]) -> str:
        """Return what a faithful model says, when its time has come."""
        del key
        began = time.monotonic()
        schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
        messages = tuple(Message(one["role"], one["content"]) for one in body["messages"])
        said = faithful(Request(messages, schema=schema))
        time.sleep(max(0.0, began + self._latency - time.monotonic()))
        self.spans.append((began, time.monotonic()))
        return said

    def filled(self, slots: int) -> float:
        """The share of `slots` that were taken on average, from the first call to the last."""
        length = max(end for _, end in self.spans) - min(begin for begin, _ in self.spans)
        return sum(end - begin for begin, end in self.spans) / (length * slots)


class Counted(Scripted):
    """A model of the tests whose tokens are bytes over four, as they are guessed for a server."""

    def count_tokens(self, text: str) -> int:
        """Return the tokens of a text."""
        return -(-len(text.encode()) // 4)


def recorded(answers: Path) -> Callable[[Request], str]:
    """Return a function that answers as somebody did before."""
    said = json.loads(answers.read_text(encoding="utf-8"))
    return lambda request: json.dumps(
        said[key_of([{"role": one.role, "content": one.content} for one in request.messages])],
        ensure_ascii=False,
    )


def cost(threads: list[Path], answers: Path | None) -> None:
    """Print calls and tokens of each thread, and what `--dry-run` would have said."""
    settings = Settings()
    encoder, cache = open_tools(settings)
    encode = partial(embed_texts, encoder=encoder, cache=cache)
    for path in threads:
        wrote = 0
        answer = faithful if answers is None else recorded(answers)

        def counted(request: Request, answer: Callable[[Request], str] = answer) -> str:
            nonlocal wrote
            said = answer(request)
            wrote += len(said.encode()) // 4
            return said

        # As the test of the recorded answers asks for them, for prompts are planned by what a model takes.
        model = Counted(counted, 65_536)
        budget = Budget()
        writer = Writer(model, ModelChecker(model, budget), budget=budget, encode=encode)
        plan = plan_thread(read_thread(path), settings, encoder, cache, Progress())
        guess = estimate(plan, writer)
        digest = finish(plan, settings, writer=writer)
        read = sum(model.count_tokens(message.content) for call in model.calls for message in call.messages)
        kinds = {
            name: len(model.of(name)) for name in ("draft", "edit", "recount", "check", "revise", "repair")
        }
        print(
            f"{digest.counts.comments:>6} comments: {len(model.calls)} calls {kinds}, {read:,} read, {wrote:,} written"
        )
        print(f"       estimated: {guess}")


def slots(threads: list[Path], latency: float, number: int) -> None:
    """Print how full the stub's slots were over a batch."""
    from threadgist.cli.main import main

    with Stub(latency) as stub, tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "threads"
        source.mkdir()
        for at, path in enumerate(threads):
            (source / f"{at:03d}{''.join(path.suffixes)}").write_bytes(path.read_bytes())
        sys.argv = [
            "threadgist",
            "batch",
            str(source),
            "--out",
            str(Path(folder) / "out"),
            "--writer",
            "server:m",
            "--set",
            f"writer.base_url={stub.url}",
            "--set",
            f"writer.concurrency={number}",
            "--set",
            "writer.context=32768",
            "--set",
            f"batch.writing={2 * number}",
        ]
        with suppress(SystemExit):
            main()
    print(
        f"{len(threads)} threads, {len(stub.spans)} calls of {latency} s: {stub.filled(number):.0%} of {number} slots"
    )


def run() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("cost", "slots"))
    parser.add_argument("threads", type=Path, nargs="+")
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--slots", type=int, default=16)
    asked = parser.parse_args()
    if asked.what == "cost":
        cost(asked.threads, asked.answers)
    else:
        slots(asked.threads, asked.latency, asked.slots)


if __name__ == "__main__":
    run()
