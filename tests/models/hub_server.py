"""A small hub: one model in one revision, answering the few calls that huggingface_hub makes to fetch it."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "a" * 40


class Hub:
    """Serves `files` (name to bytes) as the model `name`; `lies` are files whose bytes differ from what it states."""

    def __init__(self, name, files, lies=()):
        self.name, self.files, self.lies, self.asked = name, files, set(lies), []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_HEAD(self):
                self.do_GET()

            def do_GET(self):
                path = unquote(urlsplit(self.path).path)
                outer.asked.append(f"{self.command} {path}")
                api = f"/api/models/{outer.name}"
                if path in (api, f"{api}/revision/main", f"{api}/revision/{COMMIT}"):
                    return self.say(json.dumps(outer.info()).encode())
                if path.startswith(f"{api}/tree/"):
                    return self.say(json.dumps([outer.entry(name) for name in outer.files]).encode())
                for revision in ("main", COMMIT):
                    start = f"/{outer.name}/resolve/{revision}/"
                    if path.startswith(start) and path.removeprefix(start) in outer.files:
                        return self.file(path.removeprefix(start))
                return self.say(b'{"error": "Repository not found"}', 404, [("X-Error-Code", "RepoNotFound")])

            def file(self, name):
                data = outer.files[name]
                headers = [("X-Repo-Commit", COMMIT), ("ETag", f'"{hashlib.sha256(data).hexdigest()}"')]
                if name in outer.lies:
                    data = bytes(len(data))
                return self.say(data, headers=headers)

            def say(self, data, status=200, headers=()):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for key, value in headers:
                    self.send_header(key, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.server.server_close()

    def lfs(self, name):
        data = self.files[name]
        large = name.endswith((".safetensors", ".gguf", ".bin"))
        return (
            {
                "lfs": {
                    "oid": hashlib.sha256(data).hexdigest(),
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "size": len(data),
                    "pointerSize": 100,
                }
            }
            if large
            else {}
        )

    def entry(self, name):
        data = self.files[name]
        oid = hashlib.sha1(data).hexdigest()
        return {"type": "file", "path": name, "size": len(data), "oid": oid, **self.lfs(name)}

    def info(self):
        siblings = [
            {"rfilename": name, "size": len(data), "blobId": hashlib.sha1(data).hexdigest(), **self.lfs(name)}
            for name, data in self.files.items()
        ]
        return {
            "id": self.name,
            "modelId": self.name,
            "sha": COMMIT,
            "private": False,
            "siblings": siblings,
            "tags": [],
            "downloads": 0,
            "likes": 0,
        }
