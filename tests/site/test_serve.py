"""The little server: what it gives, what it never gives, how it starts and ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from threadgist.errors import InputError, SourceError
from threadgist.site.serve import make_server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "one").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "empty").mkdir()
    (folder / "index.html").write_text("<p>index</p>")
    (folder / "one" / "digest.html").write_text("<p>one é</p>", encoding="utf-8")
    (folder / ".hidden" / "secret").write_text("secret")
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "way-out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / ".env").write_text("secret")
    (folder / "run.json").write_text("secret")
    (folder / "way-to-hidden.txt").symlink_to(folder / ".env")
    (folder / "two").mkdir()
    (folder / "two" / "index.html").symlink_to(tmp_path / "outside.txt")
    return folder


@pytest.fixture
def ask(root):
    """A function that sends one raw request and returns status, headers and body."""
    with make_server(root, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        port = server.server_address[1]

        def send(path: str, *, method: str = "GET", host: str | None = None):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", f"127.0.0.1:{port}" if host is None else host)
            connection.endheaders()
            answer = connection.getresponse()
            found = answer.status, answer.headers, answer.read()
            connection.close()
            return found

        yield send
        server.shutdown()
        thread.join()


def test_pages_come_with_headers_that_bind_the_browser(ask) -> None:
    status, headers, body = ask("/one/digest.html?x=1")
    assert (status, body.decode()) == (200, "<p>one é</p>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Python" not in headers["Server"]
    assert ask("/")[2] == b"<p>index</p>"
    assert ask("/", method="HEAD")[2] == b""


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt",
        "/one/../../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e%2foutside.txt",
        "/..%5coutside.txt",
        "//etc/passwd",
        "/way-out.txt",
        "/way-to-hidden.txt",
        "/two/",
        "/two",
        "/one/digest.html/",
        "/.hidden/secret",
        "/run.json",
        "/one/..%00/digest.html",
        "/empty/",
        "/empty",
        "/one/",
        "/nowhere",
        "/" + "x" * 5_000,
    ],
)
def test_nothing_else_comes(ask, path) -> None:
    status, _, body = ask(path)
    assert status == 404
    assert b"secret" not in body
    assert b"root:" not in body


def test_nothing_is_asked_of_a_path_to_another_machine_or_drive(ask, monkeypatch) -> None:
    asked: list[str] = []
    known = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: asked.append(str(path)) or known(path))
    for path in ("/%5C%5Cmachine%5Cshare/page.html", "/c:/page.html", "/%2e%2e/outside.txt"):
        assert ask(path)[0] == 404
    assert not [path for path in asked if "\\" in path or ":" in path or ".." in path]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_reads(ask, method) -> None:
    assert ask("/", method=method)[0] == 501


def test_a_name_that_was_made_to_lead_here_is_refused(ask) -> None:
    for host in (
        "evil.example",
        "[::1",
        "127.0.0.1.evil.example",
        "",
        " ",
        "@",
        "[x]:1",
        "localhost@evil.example:80",
    ):
        assert ask("/", host=host)[0] == 421
    assert ask("/", host="localhost:1")[0] == 200
    assert ask("/", host="[::1]:1")[0] == 200


def test_everybody_may_read_it_but_under_its_own_names(root) -> None:
    with make_server(root, "0.0.0.0", 0) as server:
        assert server.public
        assert {socket.gethostname().lower(), "0.0.0.0", "localhost"} <= server.names
        assert "evil.example" not in server.names


def test_clients_that_drip_are_hung_up_on_and_keep_nobody_out(root, monkeypatch) -> None:
    monkeypatch.setattr("threadgist.site.serve._CONNECTIONS", 3)
    monkeypatch.setattr("threadgist.site.serve._MOST_SECONDS", 0.5)
    with make_server(root, port=0) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = server.server_address[:2]
        dripping = [socket.create_connection(address) for _ in range(8)]
        for one in dripping:
            one.sendall(b"GET / HTTP/1.1\r\nX: ")
        connection = http.client.HTTPConnection(*address, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"<p>index</p>"
        for one in dripping:
            one.settimeout(10)
            with suppress(ConnectionError):
                while one.recv(100):
                    pass
            one.close()
        server.shutdown()


def test_what_cannot_be_served_is_said(root, tmp_path) -> None:
    with pytest.raises(SourceError, match="threadgist site"):
        make_server(tmp_path)
    with pytest.raises(InputError, match="--host"):
        make_server(root, host="no host\N{SNOWMAN}")
    with pytest.raises(InputError, match="--port"):
        make_server(root, port=70_000)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="is taken"):
            make_server(root, port=taken.getsockname()[1])


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send")
def test_ctrl_c_ends_it_cleanly(root) -> None:
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from threadgist.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "serve", str(root), "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "http://127.0.0.1:" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in err
