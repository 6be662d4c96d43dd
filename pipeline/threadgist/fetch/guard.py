"""Which addresses may be fetched from: http and https on the public internet, and nothing inside a network.

A link may be anybody's, so it must not make this program speak to its own machine or its neighbours. `client.py`
connects to exactly the addresses that were checked here, so that a name cannot change in between.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from threadgist.errors import SourceError
from threadgist.resources import package_table

MAX_URL = 4096

Resolver = Callable[[str, int], Sequence[str]]
"""From a host name and a port to its addresses as text; raises OSError where there are none."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED: tuple[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str], ...] = tuple(
    (ipaddress.ip_network(block), kind)
    for kind, blocks in package_table("fetch/hosts.toml")["refused"].items()
    for block in blocks
)
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_IN_LOW_BITS = (ipaddress.IPv6Network("::/96"), *_NAT64)
_ISATAP = re.compile(r"^(?:0000|0200):5efe:")
# 2130706433, 017700000001, 0x7f000001, 127.1 and 0x7f.1 are addresses to some resolvers and names to others.
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".intranet")
_LOGIN = re.compile(r"(?<=://)[^/?#]*@")
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f\\<>\"^`{|}]")


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """Return every address the system knows for a name, in its order; raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_url(url: str, *, allow_private: bool) -> str:
    """Check a URL as it is written, before any name is resolved, and return it without its fragment, its host in ASCII.

    Raises SourceError: not http or https, with a user name or password, too long, malformed, a host that is written as
    a number, or an address or name inside a network (unless `allow_private`).
    """
    shown = shown_url(url)
    if len(url) > MAX_URL or _UNFIT.search(url):
        raise SourceError(f"{shown}: not a URL (blanks, control characters or over {MAX_URL} characters)")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SourceError(f"{shown}: not a URL ({error}); copy it again") from None
    if parts.scheme not in ("http", "https"):
        raise SourceError(f"{shown}: only http and https are fetched; save the thread and hand over the file")
    if "@" in parts.netloc:
        raise SourceError(
            f"{shown}: holds a user name or password, which would be stored and shown; remove them"
        )
    if not host:
        raise SourceError(f"{shown}: names no host; copy the link again")
    address = _address(host)
    if address is not None and "%" in host:
        raise SourceError(f"{shown}: the host names a network interface of this machine; remove it")
    ascii_host = host if address is not None else _ascii(host, shown)
    if not allow_private:
        name, kind = ascii_host.rstrip("."), refusal(address) if address is not None else None
        if kind is not None:
            raise _refused(shown, f"{host} is a {kind} address")
        if address is None and _NUMERIC_HOST.fullmatch(name):
            raise _refused(shown, f"{host} is an address written as a number")
        if name == "localhost" or name.endswith(_LOCAL_NAMES):
            raise _refused(shown, f"{host} is a name inside a network")
    bracketed = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    netloc = bracketed if port is None else f"{bracketed}:{port}"
    return parts._replace(netloc=netloc, path=parts.path or "/", fragment="").geturl()


def public_addresses(host: str, port: int, *, resolver: Resolver, allow_private: bool) -> tuple[str, ...]:
    """Resolve a host and return its addresses, if every one of them is public: one that is not refuses them all.

    Empty where the resolver knows none. Raises SourceError: one is not public (unless `allow_private`), or what was
    resolved is no address; OSError: no such name.
    """
    literal = _address(host)
    found = (str(literal),) if literal is not None else tuple(resolver(host, port))
    for text in found:
        address = _address(text)
        if address is None:
            raise SourceError(f"{host}: resolves to {text!r}, which is no address; check the name server")
        if not allow_private and (kind := refusal(address)):
            raise _refused(host, f"resolves to the {kind} address {address}")
    return found


def refusal(address: Address) -> str | None:
    """Say of which kind an address is if it must not be fetched from; None for a public one.

    IPv6 addresses that carry an IPv4 address (mapped, compatible, 6to4, NAT64, ISATAP) are judged by it.
    """
    for block, kind in _REFUSED:
        if address.version == block.version and address in block:
            return kind
    if isinstance(address, ipaddress.IPv4Address):
        return None
    in_low_bits = any(address in block for block in _IN_LOW_BITS) or _ISATAP.match(address.exploded[20:])
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if in_low_bits else None
    inner = address.ipv4_mapped or address.sixtofour or low
    if inner is not None and (reason := refusal(inner)):
        return f"{reason} (inside IPv6)"
    # Outside 2000::/3 nothing is routed publicly, but for these.
    told_apart = address.ipv4_mapped is not None or any(address in block for block in _NAT64)
    return None if told_apart or int(address) >> 125 == 1 else "reserved"


def _address(text: str) -> Address | None:
    try:
        # A zone (fe80::1%eth0) names an interface of this machine.
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _ascii(host: str, shown: str) -> str:
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii").lower()
        if "xn--" in name.lower():
            # What is to be sent is read once more by httpx, which is stricter than Python's own.
            import idna

            idna.decode(name)
    except UnicodeError:
        name = ""
    if not _HOST_NAME.fullmatch(name) or len(name) > 253:
        raise SourceError(f"{shown}: {host!r} is no host name; copy the link again")
    return name


def _refused(shown: str, reason: str) -> SourceError:
    return SourceError(f"{shown}: {reason}, which links may not lead to; --allow-private lets them")


def shown_url(url: str) -> str:
    """Return a URL fit for a message: no user name or password, no control characters, not too long."""
    text = "".join(c if c.isprintable() else "?" for c in _LOGIN.sub("", url))
    return text if len(text) <= 300 else text[:299] + "…"
