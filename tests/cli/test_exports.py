"""`digest --thread`, `--with-article` and `--article LINK`."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

WORDS = (
    "The council decided on Monday that the pool stays open until the end of the year, whatever it costs. "
)
PAGE = (
    "<!doctype html><html><head><title>Pool stays open</title></head><body><article><h1>Pool stays open</h1>"
    f"<p>First. {WORDS * 4}</p><p>Second. {WORDS * 3}</p></article></body></html>"
)


@pytest.fixture
def pages():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            content = PAGE.encode()
            self.send_response(200 if self.path == "/pool" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def dump(tmp_path):
    rows = [
        {"id": f"k{i}", "link_id": f"t3_{'ab'[i % 2]}", "parent_id": "t3_x", "author": f"u{i}", "subreddit": "town",
         "body": f"The bridge number {i} is closed again, which is a pity."}
        for i in range(8)
    ]  # fmt: skip
    path = tmp_path / "RC_2024-01.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_thread_of_a_dump(digest, tmp_path):
    path = dump(tmp_path)
    outcome = digest(path, "--thread", "t3_b", "--stdout", "json")
    assert outcome.code == 0
    assert {comment["id"] for comment in json.loads(outcome.out)["comments"]} == {"k1", "k3", "k5", "k7"}
    without = digest(path)
    assert without.code == 3
    assert "holds 2 conversations; choose one with --thread ID" in without.err


def test_an_article_from_a_link(digest, save, tmp_path, pages):
    thread = {
        "title": "Pools",
        "url": f"{pages}/pool",
        "comments": [{"id": "1", "text": "A good decision, I think."}],
    }
    path = tmp_path / "pools.json"
    path.write_text(json.dumps(thread))
    shown = json.loads(digest(path, "--article", f"{pages}/pool", "--allow-private", "--stdout", "json").out)
    assert shown["article"]["title"] == "Pool stays open"
    assert shown["counts"]["comments"] == 1
    refused = digest(path, "--article", f"{pages}/pool", "--stdout", "json")
    assert refused.code == 3
    assert "--allow-private" in refused.err
    missing = digest(path, "--article", f"{pages}/nothing", "--allow-private", "--stdout", "json")
    assert missing.code == 3
    assert "404" in missing.err


def test_the_linked_article(digest, tmp_path, pages):
    item = {
        "id": 1, "type": "story", "title": "Pools", "url": f"{pages}/pool", "author": "op",
        "children": [{"id": 2, "type": "comment", "author": "ann", "text": "A good decision.", "children": []}],
    }  # fmt: skip
    path = tmp_path / "item.json"
    path.write_text(json.dumps(item))
    shown = json.loads(digest(path, "--with-article", "--allow-private", "--stdout", "json").out)
    assert shown["article"]["lead"].startswith("First. The council decided")
    assert [comment["id"] for comment in shown["comments"]] == ["2"]
