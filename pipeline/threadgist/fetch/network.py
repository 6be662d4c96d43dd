"""The transport under httpx: connections only to addresses that `guard` has passed.

httpcore asks its network backend to connect to a name. Ours resolves the name, checks every address it gets,
and connects to one of those, by number: there is no second look-up that could answer differently. TLS still
verifies the certificate against the name, which httpcore passes to `start_tls` itself. Proxies of the
environment are not used, because a proxy would resolve the name a second time, out of our sight.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import httpcore
import httpx

from threadgist.fetch.guard import Resolver, public_addresses, system_resolver

__all__ = ["GuardedTransport"]

_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.ProtocolError, httpx.ProtocolError),
)


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses, in the resolver's order, until one answers."""

    def __init__(self, resolver: Resolver, *, allow_private: bool) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check, connect."""
        try:
            addresses = public_addresses(
                host, port, resolver=self._resolver, allow_private=self._allow_private
            )
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} does not resolve ({error})") from error
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: no link leads to a socket of this machine."""
        raise httpcore.ConnectError(f"{path}: sockets of this machine are not connected to")

    def sleep(self, seconds: float) -> None:
        """Wait between httpcore's own attempts (there are none: see `client.py`)."""
        self._sockets.sleep(seconds)


class _Body(httpx.SyncByteStream):
    """A response's body, with httpcore's errors as httpx's."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except tuple(source for source, _ in _ERRORS) as error:
            raise _translated(error) from error

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport over httpcore that cannot be led inside a network.

    Args:
        resolver: from a name to its addresses; default: the system's.
        allow_private: connect to any address.
    """

    def __init__(self, *, resolver: Resolver = system_resolver, allow_private: bool = False) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=4,
            max_keepalive_connections=4,
            keepalive_expiry=30.0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=_GuardedBackend(resolver, allow_private=allow_private),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; errors are httpx's, or the guard's SourceError."""
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._pool.handle_request(inner)
        except tuple(source for source, _ in _ERRORS) as error:
            raise _translated(error) from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


def _translated(error: Exception) -> httpx.TransportError:
    for source, target in _ERRORS:
        if isinstance(error, source):
            return target(str(error))
    raise AssertionError(f"not an error of httpcore: {error!r}")


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
