"""A server that answers as somebody did before: prompts are looked up by their hash, and kept until somebody answers.

    python tests/recorded.py ANSWERS [--prompts FOLDER] [--port 8123]

ANSWERS is a JSON file {hash: answer} or a folder of files HASH.json. What has no answer is refused, and its prompt is
written to FOLDER/HASH.txt, to be answered by whoever plays the model; the same command then goes a step further.
"""

import argparse
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def key_of(messages):
    """The hash of a prompt: all that was said to the model."""
    said = "\x00".join(f"{message['role']}\x00{message['content']}" for message in messages)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class RecordedServer:
    """Speaks the part of the OpenAI protocol that a writer uses; use it as a context."""

    def __init__(self, answers, prompts=None, port=0):
        self.answers = Path(answers)
        self.prompts = Path(prompts) if prompts is not None else None
        self.asked, self.missing = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                self._send(
                    200, {"object": "list", "data": [{"id": "recorded", "object": "model", "owned_by": "us"}]}
                )

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                key = key_of(body["messages"])
                outer.asked.append(key)
                said = outer.reply(key, body)
                if said is None:
                    self._send(400, {"error": {"message": f"nobody has answered {key}", "type": "missing"}})
                    return
                message = {"role": "assistant", "content": said}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
                self._send(
                    200,
                    {
                        "id": key,
                        "object": "chat.completion",
                        "created": 0,
                        "model": "recorded",
                        "choices": [choice],
                        "usage": usage,
                    },
                )

            def _send(self, status, value):
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def reply(self, key, body):
        """What is said to a request, None where nobody has answered it: its prompt is kept then."""
        said = self.find(key)
        if said is None:
            self.keep(key, body["messages"])
        return said

    def find(self, key):
        """The answer to a prompt, None where there is none."""
        if self.answers.is_dir():
            file = self.answers / f"{key}.json"
            return file.read_text(encoding="utf-8") if file.exists() else None
        said = (
            json.loads(self.answers.read_text(encoding="utf-8")).get(key) if self.answers.exists() else None
        )
        return said if said is None or isinstance(said, str) else json.dumps(said, ensure_ascii=False)

    def keep(self, key, messages):
        """Keep a prompt that nobody has answered."""
        self.missing.append(key)
        if self.prompts is not None:
            self.prompts.mkdir(parents=True, exist_ok=True)
            text = "\n\n".join(f"[{message['role']}]\n{message['content']}" for message in messages)
            (self.prompts / f"{key}.txt").write_text(text, encoding="utf-8")

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def main():
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("answers")
    parser.add_argument("--prompts")
    parser.add_argument("--port", type=int, default=8123)
    asked = parser.parse_args()
    server = RecordedServer(asked.answers, asked.prompts, asked.port)
    with server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
