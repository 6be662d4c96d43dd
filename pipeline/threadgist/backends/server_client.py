"""The client of a language model's server, whose answers are bounded in bytes and in time."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from threadgist.bounds import ANSWER_BYTES

if TYPE_CHECKING:
    import httpx


_MAX_REDIRECTS = 3


def open_client(base_url: str, *, key: str, timeout: float, retries: int, connections: int) -> Any:
    """Return an `openai.OpenAI` whose every exchange ends: after `timeout` seconds, or 8 MB.

    Answers are asked for unpacked, for what is packed may unpack to anything; a packed one counts as damaged.

    Raises:
        ValueError: `base_url` is no address.
    """
    import httpx
    import openai

    from threadgist.wire import BoundedTransport

    try:
        httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error
    transport = BoundedTransport(
        seconds=timeout, max_bytes=ANSWER_BYTES, connections=connections, proxy=_proxy(base_url)
    )
    # The openai client takes httpx and its fork alike.
    http: Any = httpx.Client(
        transport=transport,
        timeout=timeout,
        follow_redirects=True,
        max_redirects=_MAX_REDIRECTS,
        event_hooks={"response": [_refuse_packed]},
    )
    client = openai.OpenAI(
        base_url=base_url,
        api_key=key,
        timeout=timeout,
        max_retries=retries,
        default_headers={"Accept-Encoding": "identity"},
        http_client=http,
    )
    weakref.finalize(client, http.close)
    return client


def _refuse_packed(answer: httpx.Response) -> None:
    import httpx

    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity"):
        raise httpx.DecodingError(f"the answer is packed with {packing[:40]!r}, which was not asked for")


def _proxy(url: str) -> Any:
    """Return the proxy that the environment names for a link, None where there is none."""
    import httpcore

    parts = urlsplit(url)
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    where = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    bare = where._replace(netloc=where.netloc.rpartition("@")[2]).geturl()
    auth = (unquote(where.username or ""), unquote(where.password or "")) if where.username else None
    return httpcore.Proxy(bare, auth=auth)
