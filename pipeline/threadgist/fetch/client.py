"""One request after another, patiently: retries, redirects checked one by one, limits, tokens; guarded connections.

The name of a host is resolved once, and what was checked is connected to by number; TLS verifies the certificate
against the name. Proxies of the environment are not used, because a proxy would resolve the name a second time.
"""

import time
from functools import partial
from itertools import count
from typing import Any, Self
from urllib.parse import urljoin

import httpcore
import httpx

from threadgist import __version__
from threadgist.errors import SourceError
from threadgist.fetch import patience
from threadgist.fetch.exchange import FetchOptions, Request, Response, read_body, received
from threadgist.fetch.guard import Resolver, check_url, public_addresses, system_resolver
from threadgist.fetch.patience import LONGEST_WAIT, SystemClock, Tokens
from threadgist.sources.article import host_of
from threadgist.wire import BoundedTransport, Overrun

USER_AGENT = f"threadgist/{__version__} (+https://github.com/threadgist/threadgist)"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CONNECT_ATTEMPTS = 3


class _GuardedBackend(httpcore.SyncBackend):
    """Connects to checked addresses, in the resolver's order, until one answers."""

    def __init__(self, resolver: Resolver, *, allow_private: bool) -> None:
        self._addresses = partial(public_addresses, resolver=resolver, allow_private=allow_private)

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        """Resolve, check, connect; all of it within the time-out, however many addresses there are."""
        begun = time.monotonic()
        try:
            addresses = self._addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} does not resolve ({error})") from error
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            left = None if timeout is None else begun + timeout - time.monotonic()
            if left is not None and left <= 0:
                break
            try:
                return super().connect_tcp(address, port, left, *args, **kwargs)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


def guarded_transport(options: FetchOptions, *, resolver: Resolver = system_resolver) -> BoundedTransport:
    """Return a bounded transport that cannot be led inside a network, unless the options `allow_private`."""
    return BoundedTransport(
        seconds=options.deadline,
        # As one response comes: headers, frames of chunks and all.
        max_bytes=2 * (options.max_response_mb << 20) + (1 << 20),
        backend=_GuardedBackend(resolver, allow_private=options.allow_private),
    )


class Client:
    """Fetches for one thread; by default over guarded connections, with the tokens of the environment."""

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
        # When each host may be asked next.
        self._next: dict[str | None, float] = {}
        self._room = options.max_thread_mb << 20
        self._until = self._clock.elapsed() + options.thread_deadline
        # Nothing but tokens is taken from the environment: a proxy of it would resolve names out of sight.
        self._http = httpx.Client(
            transport=transport or guarded_transport(options),
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
        """Leave a host alone, as it asked for; raises SourceError where that is longer than a run waits."""
        if seconds > LONGEST_WAIT:
            raise patience.rate_limited(url, 429, self._clock.now(), seconds, self.tokens)
        host = host_of(self.tokens.routed(url))
        self._next[host] = max(self._next.get(host, 0.0), self._clock.elapsed() + seconds)

    def _pause(self, host: str | None) -> None:
        now = self._clock.elapsed()
        due = max(now, self._next.get(host, now))
        if due > now:
            self._clock.sleep(due - now)
        intervals = patience.HOSTS["intervals"]
        self._next[host] = due + intervals.get(host, intervals["usual"])

    def send(self, request: Request) -> Response:
        """Return the response to a request: a success, or a status that `request.accept_status` names.

        Raises SourceError: refused, not found, rate limited, failing, unreachable, too large, or a link that leads
        where none may lead.
        """
        for tries in count(1):
            most, wait = self._options.attempts, patience.backoff(tries)
            try:
                return self._once(request, tries)
            except _Again as again:
                failed, asked = again.args
                wait = wait if asked is None else asked
            except Overrun as error:
                # A server that does this once does it again.
                raise SourceError(
                    f"{request.url}: {error}; it is no thread's page, or the site is too slow: try again later"
                ) from error
            except (httpx.TransportError, httpx.InvalidURL, EOFError) as error:
                reason = " ".join(str(error).split())[:200] or type(error).__name__
                failed = SourceError(
                    f"{request.url}: cannot be reached, tried {tries} times ({reason}); check the link and the "
                    "network (proxies of the environment are not used)"
                )
                if isinstance(error, httpx.InvalidURL | httpx.ConnectError):
                    most = min(most, _CONNECT_ATTEMPTS if isinstance(error, httpx.ConnectError) else 1)
            if tries >= most:
                break
            self._clock.sleep(wait)
        raise failed

    def _once(self, request: Request, tries: int) -> Response:
        options, clock, most = self._options, self._clock, self._options.max_redirects
        url = check_url(self.tokens.routed(request.url), allow_private=options.allow_private)
        asked, own = host_of(url), True
        until: float | None = None
        for _ in range(most + 1):
            self._pause(host_of(url))
            own = own and host_of(url) == asked
            until = until or clock.elapsed() + options.deadline
            # A token goes to its host only where we asked there ourselves, and were led nowhere else in between.
            tokens = self.tokens.headers(url) if own else {}
            status, headers, body = self._exchange(request, url, tokens, until)
            if status not in _REDIRECTS:
                break
            url = self._redirected(request, url, headers.get("location", ""))
        else:
            raise SourceError(f"{request.url}: redirected more than {most} times; check the link")
        now = clock.now()
        wait = patience.wait_asked(headers, now)
        if status == 429 or (status in (403, 503) and wait is not None):
            limited = patience.rate_limited(request.url, status, now, wait, self.tokens)
            raise limited if wait is not None and wait > LONGEST_WAIT else _Again(limited, wait)
        if status not in request.accept_status and not 200 <= status < 300:
            failed = patience.status_error(request.url, status, self.tokens, tries)
            raise _Again(failed, None) if status in patience.PASSING else failed
        if wait is not None and wait <= LONGEST_WAIT:
            self.hold(url, wait)
        return received(request, status, headers, body, now)

    def _exchange(
        self, request: Request, url: str, tokens: dict[str, str], until: float
    ) -> tuple[int, httpx.Headers, bytes]:
        """Send once and read the body, of failures too: only then is the connection free again."""
        options, now = self._options, self._clock.elapsed()
        if now >= self._until:
            raise SourceError(
                f"{request.url}: the thread took longer than {options.thread_deadline:,.0f} seconds; what was "
                "fetched is kept, so run it again"
            )
        limit = options.max_response_mb << 20
        over = f"answers with more than {options.max_response_mb} MB; it is no thread's page"
        if self._room < limit:
            limit, over = self._room, f"the thread holds more than {options.max_thread_mb} MB"
            over += "; fetch a part of it, such as the link of one comment"
        with self._http.stream(
            "GET" if request.body is None else "POST",
            url,
            headers={**request.headers(), **tokens},
            content=request.body,
            extensions={"seconds": min(until, self._until) - now},
        ) as answer:
            body = b""
            if answer.status_code not in _REDIRECTS:
                packing = answer.headers.get("content-encoding", "")
                body = read_body(answer.iter_raw(), packing, limit, request.url, over)
        if answer.is_success:
            self._room -= len(body)
        return answer.status_code, answer.headers, body

    def _redirected(self, request: Request, url: str, location: str) -> str:
        if not location:
            raise SourceError(f"{request.url}: redirected to nowhere; check the link")
        if request.body is not None:
            raise SourceError(f"{request.url}: redirected, which its API should not be; check the link")
        try:
            return check_url(urljoin(url, location), allow_private=self._options.allow_private)
        except (SourceError, ValueError) as error:
            where = error if isinstance(error, SourceError) else "something that is no URL"
            raise SourceError(f"{request.url}: redirected to {where}") from error


class _Again(Exception):
    """Worth another try: with what is to be said in the end, and the seconds to wait (None: the usual step)."""
