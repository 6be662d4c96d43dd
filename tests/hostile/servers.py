"""Servers that do anything with a connection: an answer is a list of pieces, each sent some times with pauses."""

import gzip
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

from hypothesis import strategies as st

ENDLESS = 10**9


@dataclass(frozen=True)
class Piece:
    data: bytes
    times: int = 1
    pause: float = 0.0

    def __repr__(self):
        shown = self.data if len(self.data) < 80 else self.data[:60] + b"... %d bytes" % len(self.data)
        return f"Piece({shown!r}, {self.times}, {self.pause})"


@dataclass
class RawServer:
    """Plays one script to every connection, request after request; `heads` are the requests it got."""

    script: tuple[Piece, ...] = ()
    then: str = "close"
    heads: list[bytes] = field(default_factory=list)

    def __enter__(self):
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._closing.set()
        self._listener.close()

    def _accept(self):
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        script, then = self.script, self.then
        with connection:
            connection.settimeout(5)
            try:
                head = b""
                while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
                    head += piece
                self.heads.append(head)
                for piece in script:
                    for _ in range(piece.times):
                        if self._closing.is_set():
                            return
                        connection.sendall(piece.data)
                        if piece.pause:
                            time.sleep(piece.pause)
                if then == "wait":
                    self._closing.wait(20)
                elif then == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            except OSError:
                return


def _chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


@st.composite
def behaviours(draw, good: bytes):
    """A script and what follows it; `good` is the body that would please whoever asks."""
    endless = st.sampled_from((1, 3, ENDLESS))
    pause = st.sampled_from((0.0, 0.0, 0.02, 0.2))
    pieces = []
    for _ in range(draw(st.integers(0, 1))):
        status = draw(st.sampled_from((b"100 Continue", b"102 Processing", b"103 Early Hints", b"199 \xff")))
        hint = draw(st.sampled_from((b"", b"Link: </x>\r\n", b"X: " + b"y" * 4000 + b"\r\n")))
        pieces.append(Piece(b"HTTP/1.1 " + status + b"\r\n" + hint + b"\r\n", draw(endless), draw(pause)))
    line = draw(
        st.sampled_from(
            (b"HTTP/1.1 200 OK\r\n",) * 8
            + (
                b"HTTP/1.1 500 Oops\r\n", b"HTTP/1.1 429 No\r\nRetry-After: 1e9\r\n", b"HTTP/1.1 304 X\r\n",
                b"HTTP/1.1 302 F\r\nLocation: /again\r\n", b"HTTP/1.1 307 F\r\nLocation: http://[::1\r\n",
                b"HTTP/1.1 301 F\r\nLocation: file:///etc/passwd\r\n", b"HTTP/1.1 401 No\r\n",
                b"HTTP/9.9 000 \x00\r\n", b"\x16\x03\x01", b"", b"HTTP/1.1 200 " + b"k" * 200_000,
            )
        )
    )  # fmt: skip
    pieces.append(Piece(line))
    headers = (b"Content-Type: application/json\r\n", b"X-Drip: a\r\n", b"Set-Cookie: a=b\r\n", b": \r\n")
    for _ in range(draw(st.integers(0, 2))):
        pieces.append(
            Piece(draw(st.sampled_from(headers)), draw(st.sampled_from((1, 1, 500, ENDLESS))), 0.002)
        )
    body = draw(st.sampled_from(_BODIES))
    length = b"Content-Length: %d\r\n\r\n"
    if body == "good":
        pieces.append(Piece(length % len(good) + good))
    elif body == "longer":
        pieces.append(Piece(length % 10**15 + good))
        pieces.append(Piece(b" " * draw(st.sampled_from((1, 100_000))), draw(endless), draw(pause)))
    elif body == "lengths":
        pieces.append(Piece(b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n" + good))
    elif body == "negative":
        pieces.append(Piece(b"Content-Length: -1\r\n\r\n" + good))
    elif body == "open":
        pieces.append(Piece(b"\r\n" + good))
        pieces.append(Piece(b" " * 70_000, draw(endless), draw(pause)))
    elif body == "gzip":
        packed = gzip.compress(draw(st.sampled_from((good, b" " * (1 << 26), b"[" * 10**6))), 9)
        packed = packed[: draw(st.sampled_from((len(packed), 50)))]
        pieces.append(Piece(b"Content-Encoding: gzip\r\n" + length % len(packed) + packed))
    elif body == "packed":
        name = draw(st.sampled_from((b"br", b"zstd", b"deflate", b"gzip, gzip", b"\xff")))
        pieces.append(Piece(b"Content-Encoding: " + name + b"\r\n" + length % len(good) + good))
    elif body == "deep":
        deep = draw(st.sampled_from((b"[", b'{"a":', b'{"choices":['))) * 100_000
        pieces.append(Piece(length % len(deep) + deep))
    elif body == "other":
        other = draw(st.sampled_from(_OTHERS))
        pieces.append(Piece(length % len(other) + other))
    else:
        pieces.append(Piece(b"Transfer-Encoding: chunked\r\n\r\n"))
        if body == "chunks":
            pieces.append(
                Piece(_chunk(b" " * draw(st.sampled_from((1, 70_000)))), draw(endless), draw(pause))
            )
        elif body == "chunk line":
            pieces.append(Piece(b"5;"))
            pieces.append(Piece(b"x" * draw(st.sampled_from((1, 9_000))), ENDLESS, draw(pause)))
        elif body == "chunk size":
            pieces.append(Piece(draw(st.sampled_from((b"-5\r\n", b"f" * 40 + b"\r\n", b"zz\r\n")))))
        pieces.append(Piece(_chunk(good) + b"0\r\n"))
        if body == "trailers":
            pieces.append(Piece(b"X-T: y\r\n", ENDLESS, draw(pause)))
        pieces.append(Piece(b"\r\n"))
    return tuple(pieces), draw(st.sampled_from(("close", "wait", "reset")))


_BODIES = ("good", "longer", "lengths", "negative", "open", "gzip", "packed", "deep", "other", "chunks", "chunk line",
           "chunk size", "trailers")  # fmt: skip
_OTHERS = (
    b"", b"null", b"[]", b"5", b'"x"', b"{}", b"NaN", b"\xff\xfe\x00", b"<html>", b'{"choices": null}',
    b'{"choices": [{}]}', b'{"choices": [{"message": null}]}', b'{"choices": [{"message": {"content": 5}}]}',
    b'{"choices": [5], "usage": "x"}', b'{"data": [5]}', b'{"data": {"a": 1}}', b'{"data": "x"}', b"1" * 10_000,
    json.dumps({"choices": [{"message": {"content": "a" * 10**6}, "finish_reason": 5}], "usage": [1]}).encode(),
)  # fmt: skip


def within(seconds, function, *arguments):
    """Return what a call returned, or the error it raised; a call that does not end fails the test."""
    ended = []

    def call():
        try:
            ended.append(function(*arguments))
        except Exception as error:  # noqa: BLE001 - told to the test
            ended.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(seconds)
    assert ended, f"no end after {seconds} s"
    return ended[0]
