"""One request after another, patiently: retries, redirects checked one by one, limits, tokens; guarded connections.

httpcore asks its network backend to connect to a name. Ours resolves the name, checks every address it gets, and
connects to one of those, by number: there is no second look-up that could answer differently. TLS still verifies the
certificate against the name, which httpcore passes to `start_tls` itself. Proxies of the environment are not used,
because a proxy would resolve the name a second time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from threadgist import __version__
from threadgist.errors import SourceError
from threadgist.fetch.exchange import (
    KEPT_HEADERS,
    CutShort,
    FetchOptions,
    Request,
    Response,
    read_body,
    text_of,
)
from threadgist.fetch.guard import Resolver, Target, check_url, public_addresses, system_resolver
from threadgist.fetch.patience import (
    LONGEST_WAIT,
    PASSING,
    Pace,
    SystemClock,
    Tokens,
    backoff,
    rate_limited,
    status_error,
    unreachable,
    wait_asked,
)
from threadgist.wire import BoundedTransport, Overrun

USER_AGENT = f"threadgist/{__version__} (+https://github.com/threadgist/threadgist)"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CONNECT_ATTEMPTS = 3


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

    With `allow_private` among the options it connects to any address; `resolver` gives the addresses of a name.
    """

    def __init__(self, options: FetchOptions | None = None, *, resolver: Resolver = system_resolver) -> None:
        options = options or FetchOptions()
        super().__init__(
            seconds=options.deadline,
            max_bytes=options.max_wire_bytes,
            backend=_GuardedBackend(resolver, allow_private=options.allow_private),
        )


def make_transport(options: FetchOptions) -> httpx.BaseTransport:
    """Return the transport that requests travel by: one that cannot be led inside a network."""
    return GuardedTransport(options)


class Client:
    """Fetches for one thread.

    Requests travel by `transport`, over guarded connections by default; the tokens are those of the environment.
    """

    def __init__(
        self,
        options: FetchOptions,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: SystemClock | None = None,
        tokens: Tokens | None = None,
    ) -> None:
        self._options = options
        self._clock = clock or SystemClock()
        self.tokens = tokens or Tokens.from_environment()
        self._pace = Pace(self._clock)
        self._room = options.max_thread_mb << 20
        self._until = self._clock.elapsed() + options.thread_deadline
        # Nothing but tokens is taken from the environment: a proxy of it would resolve names out of sight.
        self._http = httpx.Client(
            transport=transport or make_transport(options),
            timeout=options.timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._http.close()

    def hold(self, url: str, seconds: float) -> None:
        """Leave the host of `url` alone for a while, as it asked for in a response.

        Raises SourceError: it asks for longer than a run waits.
        """
        if seconds > LONGEST_WAIT:
            raise rate_limited(url, 429, self._clock.now(), seconds, self.tokens)
        self._pace.hold(urlsplit(self.tokens.routed(url)).hostname or "", seconds)

    def send(self, request: Request) -> Response:
        """Return the response to a request: a success, or a status that `request.accept_status` names.

        Raises SourceError: refused, not found, rate limited, failing, unreachable, too large, or a link that leads
        where none may lead.
        """
        tries = 0
        while True:
            tries += 1
            most, wait = self._options.attempts, backoff(tries)
            try:
                return self._once(request, tries)
            except _Again as again:
                failed, wait = again.error, wait if again.wait is None else again.wait
            except Overrun as error:
                # A server that does this once does it again.
                raise SourceError(
                    f"{request.url}: {error}; it is no thread's page, or the site is too slow: try again later"
                ) from error
            except (httpx.TransportError, httpx.InvalidURL, CutShort) as error:
                failed = unreachable(request.url, error, tries)
                if isinstance(error, httpx.InvalidURL):
                    most = 1
                elif isinstance(error, httpx.ConnectError):
                    most = min(most, _CONNECT_ATTEMPTS)
            if tries >= most:
                raise failed
            self._clock.sleep(wait)

    def _once(self, request: Request, tries: int) -> Response:
        url = self.tokens.routed(request.url)
        asked: str | None = None
        until: float | None = None
        own = True
        for _ in range(self._options.max_redirects + 1):
            target = check_url(url, allow_private=self._options.allow_private)
            self._pace.wait(target.host)
            asked = asked or target.host
            own = own and target.host == asked
            until = until or self._clock.elapsed() + self._options.deadline
            # A token goes to its host only where we asked there ourselves, and were led nowhere else in between.
            answer = self._exchange(request, target, self.tokens.headers(target.url) if own else {}, until)
            status = answer.status_code
            if status not in _REDIRECTS:
                break
            url = self._redirected(request, target, answer.headers.get("location", ""))
        else:
            raise SourceError(
                f"{request.url}: redirected more than {self._options.max_redirects} times; check the link"
            )
        now = self._clock.now()
        wait = wait_asked(answer.headers, now)
        if status == 429 or (status in (403, 503) and wait is not None):
            limited = rate_limited(request.url, status, now, wait, self.tokens)
            raise limited if wait is not None and wait > LONGEST_WAIT else _Again(limited, wait)
        if status not in request.accept_status and not 200 <= status < 300:
            failed = status_error(request.url, status, self.tokens, tries=tries)
            raise _Again(failed, None) if status in PASSING else failed
        if wait is not None and wait <= LONGEST_WAIT:
            self._pace.hold(target.host, wait)
        headers = {name: answer.headers[name] for name in sorted(KEPT_HEADERS) if name in answer.headers}
        return Response(request.url, status, headers, text_of(request, answer.content), now)

    def _exchange(
        self, request: Request, target: Target, tokens: dict[str, str], until: float
    ) -> httpx.Response:
        """Send once and read the body, of failures too: only then is the connection free again."""
        headers = {**request.headers(), **tokens}
        options, now = self._options, self._clock.elapsed()
        if now >= self._until:
            raise SourceError(
                f"{request.url}: the thread took longer than {options.thread_deadline:,.0f} seconds; what was "
                "fetched is kept, so run it again"
            )
        limit, over = options.max_response_mb << 20, f"answers with more than {options.max_response_mb} MB"
        over += "; it is no thread's page"
        if self._room < limit:
            limit, over = self._room, f"the thread holds more than {options.max_thread_mb} MB"
            over += "; fetch a part of it, such as the link of one comment"
        method = "GET" if request.body is None else "POST"
        bounds = {"seconds": min(until, self._until) - now}
        with self._http.stream(
            method, target.url, headers=headers, content=request.body, extensions=bounds
        ) as answer:
            if answer.status_code in _REDIRECTS:
                return httpx.Response(answer.status_code, headers=answer.headers)
            packing = answer.headers.get("content-encoding", "")
            body = read_body(answer.iter_raw(), packing, limit, request.url, over)
        if answer.is_success:
            self._room -= len(body)
        kept = {k: v for k, v in answer.headers.items() if k not in ("content-encoding", "content-length")}
        return httpx.Response(answer.status_code, headers=kept, content=body)

    def _redirected(self, request: Request, target: Target, location: str) -> str:
        if not location:
            raise SourceError(f"{request.url}: redirected to nowhere; check the link")
        try:
            url = urljoin(target.url, location)
        except ValueError:
            raise SourceError(f"{request.url}: redirected to something that is no URL") from None
        if request.body is not None:
            raise SourceError(f"{request.url}: redirected, which its API should not be; check the link")
        try:
            return check_url(url, allow_private=self._options.allow_private).url
        except SourceError as error:
            raise SourceError(f"{request.url}: redirected to {error}") from error


class _Again(Exception):
    """Worth another try after `wait` seconds (None: the usual step); `error` is what to say in the end."""

    def __init__(self, error: SourceError, wait: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait
