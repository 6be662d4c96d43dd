"""Links must not lead inside: not by number, not by name, not by a redirect, not by a name that changes."""

import ipaddress
from urllib.parse import urlsplit

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions
from threadgist.fetch.client import guarded_transport
from threadgist.fetch.exchange import Request
from threadgist.fetch.guard import check_url, public_addresses, refusal

from .server import Rerouted

PUBLIC = "93.184.216.34"

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    # IPv4 inside IPv6: mapped, compatible, 6to4, NAT64, Teredo, ISATAP
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::10.0.0.1",
    "2001:0:7f00:1::1",
    "2600::200:5efe:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "4000::1",
]

NUMBERS = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0X7F000001/",
    "http://017700000001/",
    "http://127.1/",
    "http://0/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.1./",
    "http://127.000.000.001/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_inside_a_network_are_refused(address):
    assert refusal(ipaddress.ip_address(address)) is not None
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(SourceError, match="--allow-private"):
        check_url(f"http://{host}/t/1", allow_private=False)
    assert urlsplit(check_url(f"http://{host}/t/1", allow_private=True)).hostname == address


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2002:5db8:d822::1",
     "64:ff9b::5db8:d822", "::ffff:93.184.216.34"],
)  # fmt: skip
def test_public_addresses_pass(address):
    assert refusal(ipaddress.ip_address(address)) is None


@pytest.mark.parametrize("url", NUMBERS)
def test_hosts_written_as_numbers_are_refused(url):
    with pytest.raises(SourceError, match="--allow-private"):
        check_url(url, allow_private=False)


@given(st.integers(0, 2**32 - 1))
def test_every_decimal_octal_and_hex_host_is_refused(number):
    for host in (str(number), f"0{number:o}", f"{number:#x}"):
        with pytest.raises(SourceError):
            check_url(f"http://{host}/", allow_private=False)


@given(st.integers(0, 2**128 - 1))
def test_an_ipv6_address_passes_only_if_it_is_globally_routed(number):
    address = ipaddress.IPv6Address(number)
    if refusal(address) is None:
        assert number >> 125 == 1 or address.ipv4_mapped or address in ipaddress.ip_network("64:ff9b::/96")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.com/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://user:secret@example.com/", "user name or password"),
        ("http://user@example.com/", "user name or password"),
        ("http://@example.com/", "user name or password"),
        ("http:///path", "names no host"),
        ("http://example.com:99999/", "not a URL"),
        ("http://exa mple.com/", "not a URL"),
        ("http://example.com/\r\nX-Evil: 1", "not a URL"),
        ("http://example.com\\@127.0.0.1/", "not a URL"),
        ("http://[::1/", "not a URL"),
        ("http://exa$mple.com/", "no host name"),
        ("http://[fe80::1%25eth0]/", "interface"),
        ("http://localhost/", "inside a network"),
        ("http://LOCALHOST:8080/", "inside a network"),
        ("http://metadata.google.internal/", "inside a network"),
        ("http://printer.local/", "inside a network"),
        ("http://example.com/" + "a" * 5_000, "not a URL"),
        ("http://1\u3002\u0030.0.1/", "written as a number"),
    ],
)
def test_unfit_urls_are_refused_in_one_line(url, words):
    with pytest.raises(SourceError, match=words) as caught:
        check_url(url, allow_private=False)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_name_must_have_only_public_addresses():
    def resolver(host, port):
        return [PUBLIC, "10.0.0.7"]

    with pytest.raises(SourceError, match=r"private address 10\.0\.0\.7"):
        public_addresses("forum.example", 443, resolver=resolver, allow_private=False)
    found = public_addresses("forum.example", 443, resolver=resolver, allow_private=True)
    assert found == (PUBLIC, "10.0.0.7")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254", "fe80::1%2"])
def test_a_name_that_resolves_inside_is_refused_before_anything_is_sent(site, client, address):
    transport = guarded_transport(FetchOptions(), resolver=lambda host, port: [address])
    fetcher = client(transport=transport)
    with pytest.raises(SourceError, match="--allow-private"):
        fetcher.send(Request(f"http://forum.example:{site.port}/t/1"))
    assert site.seen == []


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch, client):
    """A name that is public when it is checked and private a moment later gains nothing."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"]])
    dialled = []

    def connect(self, host, port, *args, **kwargs):
        dialled.append(host)
        raise httpcore.ConnectError("not in a test")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    fetcher = client(transport=guarded_transport(FetchOptions(), resolver=lambda host, port: next(answers)))
    with pytest.raises(SourceError, match=r"private|loopback"):
        fetcher.send(Request("http://forum.example/t/1"))
    assert dialled == [PUBLIC]


def test_every_public_address_is_tried_in_order(monkeypatch):
    dialled = []

    def connect(self, host, port, *args, **kwargs):
        dialled.append(host)
        raise httpcore.ConnectError("down")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    transport = guarded_transport(FetchOptions(), resolver=lambda host, port: ["2606:4700::1111", PUBLIC])
    with pytest.raises(httpx.ConnectError), httpx.Client(transport=transport, trust_env=False) as http:
        http.get("http://forum.example/")
    assert dialled == ["2606:4700::1111", PUBLIC]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/admin",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "//169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://user:pw@example.com/",
    ],
)
def test_a_redirect_may_not_lead_inside(site, client, target):
    site.on("https://forum.example/t/1", status=302, headers={"Location": target})
    with pytest.raises(SourceError, match=r"forum\.example/t/1: redirected to"):
        client().send(Request("https://forum.example/t/1"))
    assert len(site.seen) == 1


def test_a_redirect_to_a_name_that_resolves_inside_is_refused(site, client):
    site.on(
        "https://forum.example/t/1", status=302, headers={"Location": f"http://inside.example:{site.port}/"}
    )
    guarded = guarded_transport(FetchOptions(), resolver=lambda host, port: ["127.0.0.1"])
    fetcher = client(transport=Rerouted(site.port, guarded, ("inside.example",)))
    with pytest.raises(SourceError, match=r"inside\.example: resolves to the loopback address 127\.0\.0\.1"):
        fetcher.send(Request("https://forum.example/t/1"))
    assert [seen.host for seen in site.seen] == ["forum.example"]


def test_allow_private_reaches_the_local_server(site, client):
    site.on("https://127.0.0.1/t/1", {"fine": True})
    options = FetchOptions(allow_private=True)
    fetcher = client(options, transport=guarded_transport(FetchOptions(allow_private=True)))
    response = fetcher.send(Request(f"http://127.0.0.1:{site.port}/t/1"))
    assert response.text == '{"fine": true}'
    with pytest.raises(SourceError, match="--allow-private"):
        client(transport=guarded_transport(FetchOptions())).send(Request(f"http://127.0.0.1:{site.port}/t/1"))
