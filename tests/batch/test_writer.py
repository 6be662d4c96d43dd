"""A batch that a language model behind a server writes, and what becomes of it when the server dies halfway."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .runs import Bench, record


class Mortal(ThreadingHTTPServer):
    """Answers every call with the same sentence until it has answered so many; then drops whoever asks."""

    daemon_threads = True

    def __init__(self, answers: int) -> None:
        self.left = answers
        self.flying = self.most = 0
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request, client_address):
        pass


class Handler(BaseHTTPRequestHandler):
    server: Mortal

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.answer(
            {"object": "list", "data": [{"id": "m", "object": "model", "created": 0, "owned_by": "vllm"}]}
        )

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.left -= 1
            dead = self.server.left < 0
        if dead:
            self.close_connection = True
            self.connection.close()
            return
        message = {"role": "assistant", "content": "The bypass takes the lorries out of the high street."}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        self.answer({"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]})

    def answer(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.mark.parametrize("engine", ["local", "ray"])
def test_a_server_that_dies_halfway_costs_no_thread(bench: Bench, engine):
    pytest.importorskip("openai")
    if engine == "ray":
        pytest.importorskip("ray")
    folder = bench.threads(12, comments=5)
    out = bench.root / "out"
    with Mortal(answers=6) as server:
        command = (
            str(folder),
            "--out",
            str(out),
            "--engine",
            engine,
            "--writer",
            "server:m",
            "--set",
            f"writer.base_url=http://127.0.0.1:{server.server_port}/v1",
            "--set",
            "writer.retries=0",
            "--set",
            "batch.writing=2",
        )
        code, _, err = bench.run(*command)
        # Either the run saw the server gone for many threads in a row, or it was over before.
        assert code in (4, 5), err
        failed = [thread for thread in record(out)["threads"] if thread["status"] == "failed"]
        assert failed
        assert all("calls of the language model failed" in thread["error"] for thread in failed)
        if engine == "ray":
            server.shutdown()
            return
        server.left = 10_000
        code, _, err = bench.run(*command)
        assert code == 0, err
        assert len(record(out)["threads"]) == 12
        assert {thread["status"] for thread in record(out)["threads"]} == {"done"}
        server.shutdown()
