"""A small OpenAI-compatible server that misbehaves as it is told."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ChatServer:
    """Answers a request whose text ends with "#KEY" by "answer KEY"; `faults[KEY]` are played first, one a try.

    `answered` counts the whole answers sent for each key, `most` the calls that were in flight at once.
    """

    def __init__(self, faults=None, owner="somebody", key=None, dies_after=None, refuses=()):
        self.faults = {name: list(kinds) for name, kinds in (faults or {}).items()}
        self.owner, self.key, self.dies_after, self.refuses = owner, key, dies_after, refuses
        self.bodies, self.answered, self.most, self.keys = [], Counter(), 0, []
        self._flying = 0
        self._lock = threading.Lock()
        self.released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                outer.keys.append(self.headers.get("Authorization"))
                if outer.key and self.headers.get("Authorization") != f"Bearer {outer.key}":
                    return self.send(401, {"error": {"message": "bad key"}})
                model = {"id": "m", "object": "model", "created": 0, "owned_by": outer.owner}
                return self.send(200, {"object": "list", "data": [model]})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer._lock:
                    outer.bodies.append(body)
                    outer._flying += 1
                    outer.most = max(outer.most, outer._flying)
                try:
                    outer.play(self, body)
                finally:
                    with outer._lock:
                        outer._flying -= 1

            def send(self, status, value, headers=(), cut=None):
                data = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for name, text in headers:
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(data if cut is None else data[:cut])
                if cut is not None:
                    self.close_connection = True

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # A client that has given up closes its end; that is part of the game.

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def play(self, handler, body):
        time.sleep(0.005)
        key = body["messages"][-1]["content"].partition("#")[2].split()[0]
        with self._lock:
            waiting = self.faults.get(key, [])
            fault = waiting.pop(0) if waiting else None
            if self.dies_after is not None and sum(self.answered.values()) >= self.dies_after:
                fault = "drop"
        for name in self.refuses:
            if name in body:
                return handler.send(400, {"error": {"message": f"unknown field {name}"}})
        text = f"answer {key}"
        answer = {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
            ],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
        }
        message = answer["choices"][0]["message"]
        if fault == "stall":
            # Whoever gave up waiting has this call in flight no longer, which the server cannot see.
            with self._lock:
                self._flying -= 1
            self.released.wait(3)
            with self._lock:
                self._flying += 1
            handler.close_connection = True
            return None
        if fault == "429":
            return handler.send(429, {"error": {"message": "slow down"}})
        if fault == "429 after":
            return handler.send(429, {"error": {"message": "slow down"}}, [("Retry-After", "1")])
        if fault == "500":
            return handler.send(500, {"error": {"message": "oops"}})
        if fault == "400":
            return handler.send(400, {"error": {"message": "too long"}})
        if fault == "404":
            return handler.send(404, {"error": {"message": "no such model"}})
        if fault == "half":
            return handler.send(200, json.dumps(answer)[:60].encode())
        if fault == "broken off":
            return handler.send(200, answer, cut=50)
        if fault == "drop":
            handler.close_connection = True
            handler.connection.close()
            return None
        if fault == "other schema":
            return handler.send(200, {"result": text})
        if fault == "no choices":
            return handler.send(200, {**answer, "choices": []})
        if fault == "html":
            return handler.send(200, b"<html>gateway</html>")
        if fault == "empty":
            message["content"] = ""
        elif fault == "null":
            message["content"] = None
        elif fault == "length":
            answer["choices"][0]["finish_reason"] = "length"
        elif fault is not None and fault.startswith("say "):
            message["content"] = fault.removeprefix("say ")
        with self._lock:
            if fault not in ("empty", "null"):
                self.answered[key] += 1
        return handler.send(200, answer)
