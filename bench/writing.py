"""What writing costs: calls and tokens a thread, and how full a server's slots are over a batch.

    python bench/writing.py cost THREAD...             # calls and tokens, beside the estimate of --dry-run
    python bench/writing.py slots THREAD... [--latency .5] [--slots 16]

The server is a stub that answers every call after a fixed time in the comments' own words, and keeps to the form;
tokens are bytes over four. `slots` runs `threadgist batch` over copies of the threads and prints the share of its slots
that were taken on average between the first call and the last.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from threadgist.flow import finish, plan_thread
from threadgist.progress import Silent
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools, open_writer
from threadgist.write.model import Message, Request
from threadgist.write.stage import estimate
from write.fakes import faithful, kind


class Stub:
    """An OpenAI-compatible server that takes `latency` seconds for every call, however many there are."""

    def __init__(self, latency: float) -> None:
        self.calls: list[tuple[str, int, int]] = []
        self.spans: list[tuple[float, float]] = []
        lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                self._send({"object": "list", "data": [{"id": "m", "object": "model", "owned_by": "us"}]})

            def do_POST(self) -> None:
                began = time.monotonic()
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
                messages = tuple(Message(one["role"], one["content"]) for one in body["messages"])
                request = Request(messages, schema=schema)
                said = faithful(request)
                time.sleep(max(0.0, began + latency - time.monotonic()))
                read = sum(len(one.content.encode()) for one in messages) // 4
                with lock:
                    outer.calls.append((kind(request), read, len(said.encode()) // 4))
                    outer.spans.append((began, time.monotonic()))
                choice = {
                    "index": 0,
                    "message": {"role": "assistant", "content": said},
                    "finish_reason": "stop",
                }
                usage = {"prompt_tokens": read, "completion_tokens": 1, "total_tokens": read + 1}
                self._send(
                    {
                        "id": "x",
                        "object": "chat.completion",
                        "created": 0,
                        "model": "m",
                        "choices": [choice],
                        "usage": usage,
                    }
                )

            def _send(self, value: object) -> None:
                data = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.request_queue_size = 256
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def filled(self, slots: int) -> float:
        """The share of `slots` that were taken on average, from the first call to the last."""
        length = max(end for _, end in self.spans) - min(begin for begin, _ in self.spans)
        return sum(end - begin for begin, end in self.spans) / (length * slots)


def settings_for(stub: Stub, slots: int) -> Settings:
    writer = {"name": "server:m", "base_url": stub.url, "concurrency": slots, "context": 32_768}
    return Settings.model_validate({"writer": writer})


def cost(threads: list[Path]) -> None:
    """Print calls and tokens of each thread, and what `--dry-run` would have said."""
    for path in threads:
        stub = Stub(0.0)
        settings = settings_for(stub, 8)
        encoder, cache = open_tools(settings)
        writer = open_writer(settings, encoder, cache)
        assert writer is not None
        plan = plan_thread(read_thread(path), settings, encoder, cache, Silent())
        guess = estimate(plan.corpus, plan.clustering, plan.briefs, plan.points, writer)
        digest = finish(plan, settings, writer=writer)
        read, wrote = sum(call[1] for call in stub.calls), sum(call[2] for call in stub.calls)
        kinds = {
            name: sum(call[0] == name for call in stub.calls) for name in ("draft", "edit", "check", "repair")
        }
        print(
            f"{digest.counts.comments:>6} comments: {len(stub.calls)} calls {kinds}, {read:,} read, {wrote:,} written"
        )
        print(f"       estimated: {guess}")


def slots(threads: list[Path], latency: float, number: int) -> None:
    """Print how full the stub's slots were over a batch."""
    from threadgist.cli.main import main

    stub = Stub(latency)
    with tempfile.TemporaryDirectory() as folder:
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
        f"{len(threads)} threads, {len(stub.calls)} calls of {latency} s: {stub.filled(number):.0%} of {number} slots"
    )


def run() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("cost", "slots"))
    parser.add_argument("threads", type=Path, nargs="+")
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--slots", type=int, default=16)
    asked = parser.parse_args()
    if asked.what == "cost":
        cost(asked.threads)
    else:
        slots(asked.threads, asked.latency, asked.slots)


if __name__ == "__main__":
    run()
