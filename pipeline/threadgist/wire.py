"""Requests with an end: a transport for httpx that bounds the time and the bytes of a whole exchange.

Time-outs of httpx hold between two pieces. A server that drips a header, a chunk's length or a trailer, or that sends
"103 Early Hints" for ever, keeps to them. Here every read from the socket asks the clock and the count.
"""

import ssl
import time
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpcore
import httpx


class Overrun(httpx.TransportError):
    """The server takes longer, or sends more, than an exchange may."""


class _Allowance:
    """The seconds and bytes of an exchange."""

    def __init__(self, seconds: float, max_bytes: int) -> None:
        self._seconds, self._max_bytes = seconds, max_bytes
        self._began, self._received = time.monotonic(), 0

    def wait(self, timeout: float | None) -> float:
        """Return how long the next step may take."""
        left = self._began + self._seconds - time.monotonic()
        if left <= 0:
            raise Overrun(f"no whole answer within {self._seconds:.3g} seconds")
        return left if timeout is None else min(timeout, left)

    def count(self, received: int) -> None:
        self._received += received
        if self._received > self._max_bytes:
            raise Overrun(f"more than {self._max_bytes:,} bytes for one answer")


# A connection is kept for many exchanges, and serves one at a time, in the thread that asked.
_allowance: ContextVar[_Allowance] = ContextVar("allowance")


class _Stream(httpcore.NetworkStream):
    """A connection that keeps to the allowance of the exchange it serves."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        allowance = _allowance.get()
        try:
            data = self._inner.read(max_bytes, allowance.wait(timeout))
        except httpcore.TimeoutException:
            allowance.wait(timeout)
            raise
        allowance.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _allowance.get().wait(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _allowance.get().wait(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections by way of another backend."""

    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *more: Any, **options: Any
    ) -> httpcore.NetworkStream:
        wait = _allowance.get().wait(timeout)
        return _Stream(self._inner.connect_tcp(host, port, wait, *more, **options))


class BoundedTransport(httpx.HTTPTransport):
    """The transport of httpx, of which each exchange ends.

    It takes at most `seconds` (or the request's extension `seconds`) and `max_bytes` of the server, headers and all.
    """

    def __init__(
        self,
        *,
        seconds: float,
        max_bytes: int,
        backend: httpcore.NetworkBackend | None = None,
        connections: int = 4,
        proxy: httpcore.Proxy | None = None,
    ) -> None:
        self._seconds, self._max_bytes = seconds, max_bytes
        super().__init__(verify=_tls(), trust_env=False)
        # The pool that httpx makes of its own knows no other way to open connections than the system's.
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            proxy=proxy,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=30.0,
            network_backend=_Backend(backend or httpcore.SyncBackend()),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; errors are httpx's, `Overrun`, or what the backend raises."""
        _allowance.set(_Allowance(request.extensions.get("seconds", self._seconds), self._max_bytes))
        return super().handle_request(request)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
