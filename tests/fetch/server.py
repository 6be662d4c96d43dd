"""A local site that answers as it is told, and a transport that finds it under any host name."""

import json
import socketserver
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from threadgist.fetch import FetchOptions
from threadgist.fetch.client import guarded_transport

MAX_REQUESTS = 2_000


@dataclass
class Seen:
    method: str
    host: str
    path: str
    headers: dict
    body: bytes


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: bool = False


class Server:
    """Answers by host and path (with query); several answers to one path are given in turn, the last for ever."""

    def __init__(self):
        self.answers = {}
        self.seen = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def do_GET(self):
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length)
                host = self.headers["host"].partition(":")[0]
                site.seen.append(Seen(self.command, host, self.path, dict(self.headers), body))
                if len(site.seen) > MAX_REQUESTS:
                    raise AssertionError("a client that does not stop")
                answer = site.take(host, self.path, body)
                self.send_response_only(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.cut:
                    self.send_header("Content-Length", str(len(answer.body) + 1_000))
                    self.send_header("Connection", "close")
                    self.close_connection = True
                else:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                try:
                    self.wfile.write(answer.body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_POST = do_GET

            def log_message(self, *args):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request, client_address):
                pass

            def server_bind(self):
                # HTTPServer's own looks its name up, which may wait for a name server.
                socketserver.TCPServer.server_bind(self)
                self.server_name, self.server_port = self.server_address[:2]

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def on(self, url, document=None, *, body=None, status=200, headers=None, cut=False, posted=None):
        """Answer requests for `https://HOST/PATH?QUERY` (and for a POST: with `posted` in its body)."""
        host, _, path = url.removeprefix("https://").partition("/")
        named = {"Content-Type": "application/json; charset=utf-8"} if body is None else {}
        data = body if body is not None else json.dumps(document).encode()
        answer = Answer(data, status, {**named, **(headers or {})}, cut)
        self.answers.setdefault((host, "/" + path, posted), []).append(answer)
        return self

    def take(self, host, path, body):
        for (known, place, posted), answers in self.answers.items():
            if (known, place) == (host, path) and (posted is None or posted.encode() in body):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        missing = json.dumps({"error": "not found"}).encode()
        return Answer(missing, 404, {"Content-Type": "application/json"})

    def asked(self, part=""):
        """The addresses asked for so far that hold `part`."""
        found = [f"https://{seen.host}{seen.path}" for seen in self.seen]
        return [address for address in found if part in address]


class Rerouted(httpx.BaseTransport):
    """Every host is the local server; `private` ones are left to a guarded transport of their own."""

    def __init__(self, port, guarded=None, left_alone=()):
        self._inner = guarded_transport(FetchOptions(allow_private=True))
        self._guarded = guarded
        self._left_alone = left_alone
        self._port = port

    def handle_request(self, request):
        if self._guarded is not None and request.url.host in self._left_alone:
            return self._guarded.handle_request(request)
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._inner.handle_request(request)

    def close(self):
        self._inner.close()
        if self._guarded is not None:
            self._guarded.close()


class FakeClock:
    """Sleeping takes no time, and is written down."""

    def __init__(self):
        self.at = 1_000.0
        self.slept = []

    def now(self):
        return datetime(2025, 5, 1, 12, 0, tzinfo=UTC) + timedelta(seconds=self.at - 1_000.0)

    def elapsed(self):
        return self.at

    def sleep(self, seconds):
        assert seconds >= 0
        self.slept.append(seconds)
        self.at += seconds
