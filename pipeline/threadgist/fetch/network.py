"""The transport under httpx: connections only to addresses that `guard` has passed.

httpcore asks its network backend to connect to a name. Ours resolves the name, checks every address it gets,
and connects to one of those, by number: there is no second look-up that could answer differently. TLS still
verifies the certificate against the name, which httpcore passes to `start_tls` itself. Proxies of the
environment are not used, because a proxy would resolve the name a second time, out of our sight.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import httpcore

from threadgist.fetch.exchange import FetchOptions
from threadgist.fetch.guard import Resolver, public_addresses, system_resolver
from threadgist.wire import BoundedTransport


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
        """Resolve, check, connect; all of it within the time-out, however many addresses there are."""
        until = None if timeout is None else time.monotonic() + timeout
        try:
            addresses = public_addresses(
                host, port, resolver=self._resolver, allow_private=self._allow_private
            )
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} does not resolve ({error})") from error
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                break
            try:
                return self._sockets.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


class GuardedTransport(BoundedTransport):
    """A bounded transport that cannot be led inside a network.

    Args:
        options: the limits; `allow_private`: connect to any address.
        resolver: from a name to its addresses; default: the system's.
    """

    def __init__(self, options: FetchOptions | None = None, *, resolver: Resolver = system_resolver) -> None:
        options = options or FetchOptions()
        super().__init__(
            seconds=options.deadline,
            max_bytes=options.max_wire_bytes,
            backend=_GuardedBackend(resolver, allow_private=options.allow_private),
        )
