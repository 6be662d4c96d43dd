"""Patience and limits: what fails for a moment, what fails for good, and what is too much."""

import gzip
import json
import zlib

import pytest

from threadgist import __version__
from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions
from threadgist.fetch.client import USER_AGENT
from threadgist.fetch.exchange import Pages, Request
from threadgist.fetch.patience import Tokens, backoff, wait_asked
from threadgist.fetch.store import FolderStore

URL = "https://forum.example/t/1.json"


def waits(clock):
    """What was slept but for the pause between two requests to one host."""
    return [seconds for seconds in clock.slept if seconds > 0.5]


def test_a_request_says_who_is_asking(site, client):
    site.on(URL, {})
    client().send(Request(URL))
    headers = site.seen[0].headers
    assert headers["User-Agent"] == USER_AGENT
    assert USER_AGENT.startswith(f"threadgist/{__version__} (+https://")
    assert headers["Accept"] == "application/json"
    assert "Cookie" not in headers
    assert "Authorization" not in headers


def test_429_waits_for_retry_after_and_tries_again(site, client, clock):
    site.on(URL, {}, status=429, headers={"Retry-After": "7"}).on(URL, {"ok": 1})
    assert json.loads(client().send(Request(URL)).text) == {"ok": 1}
    assert waits(clock) == [7.0]


def test_retry_after_may_be_a_date(site, client, clock):
    site.on(URL, {}, status=503, headers={"Retry-After": "Thu, 01 May 2025 12:00:30 GMT"}).on(URL, {"ok": 1})
    client().send(Request(URL))
    assert waits(clock) == [30.0]


def test_a_long_retry_after_is_told_with_its_end(site, client, clock):
    site.on(URL, {}, status=429, headers={"Retry-After": "3600"})
    with pytest.raises(SourceError, match="HTTP 429: rate limited until 2025-05-01 13:00:00 UTC"):
        client().send(Request(URL))
    assert len(site.seen) == 1
    assert clock.slept == []


def test_githubs_exhausted_limit_is_a_rate_limit_though_it_comes_as_403(site, client, clock):
    url = "https://api.github.com/repos/a/b/issues/1"
    reset = int(clock.now().timestamp()) + 1_800
    site.on(url, {}, status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)})
    with pytest.raises(SourceError, match=r"until 2025-05-01 12:30:00 UTC.*THREADGIST_GITHUB_TOKEN"):
        client().send(Request(url))


def test_429_without_a_time_backs_off_and_gives_up(site, client, clock):
    site.on(URL, {}, status=429)
    with pytest.raises(SourceError, match="HTTP 429: rate limited for now"):
        client().send(Request(URL))
    assert len(site.seen) == 5
    assert waits(clock) == [1.0, 2.0, 4.0, 8.0]


def test_500_then_ok(site, client, clock):
    site.on(URL, {}, status=500).on(URL, {}, status=502).on(URL, {"ok": 1})
    assert client().send(Request(URL)).status == 200
    assert waits(clock) == [1.0, 2.0]


def test_500_for_ever(site, client):
    site.on(URL, {}, status=500)
    with pytest.raises(SourceError, match=r"HTTP 500: the site fails, 5 times in a row.*is kept"):
        client().send(Request(URL))
    assert len(site.seen) == 5


def test_a_cut_connection_is_tried_again(site, client):
    site.on(URL, {"ok": 0}, cut=True).on(URL, {"ok": 1})
    assert json.loads(client().send(Request(URL)).text) == {"ok": 1}


def test_a_connection_that_is_always_cut(site, client):
    site.on(URL, {"ok": 0}, cut=True)
    with pytest.raises(SourceError, match="cannot be reached, tried 5 times"):
        client().send(Request(URL))


def test_a_closed_port_and_an_unknown_name(site, client, clock):
    from threadgist.fetch.client import guarded_transport

    def unknown(host, port):
        raise OSError("Name or service not known")

    fetcher = client(transport=guarded_transport(FetchOptions(), resolver=unknown))
    with pytest.raises(SourceError, match=r"tried 3 times \(the name forum.example does not resolve"):
        fetcher.send(Request(URL))
    closed = client(
        FetchOptions(allow_private=True), transport=guarded_transport(FetchOptions(allow_private=True))
    )
    with pytest.raises(SourceError, match="cannot be reached, tried 3 times"):
        closed.send(Request("http://127.0.0.1:1/"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "login needed"),
        (403, "private, needs a login, or the site blocks"),
        (404, "deleted, private, or a wrong link"),
        (410, "was deleted"),
        (451, "legal reasons"),
        (418, "the site refuses"),
    ],
)
def test_other_failures_are_final_and_explained(site, client, status, words):
    site.on(URL, {}, status=status)
    with pytest.raises(SourceError, match=words) as caught:
        client().send(Request(URL))
    assert str(caught.value).startswith(f"{URL}: HTTP {status}: ")
    assert len(site.seen) == 1


def test_a_redirect_is_followed(site, client):
    site.on(URL, status=301, headers={"Location": "/t/2.json"}).on(
        "https://forum.example/t/2.json", {"ok": 2}
    )
    response = client().send(Request(URL))
    assert json.loads(response.text) == {"ok": 2}
    assert response.url == URL


def test_a_redirect_loop_ends(site, client):
    site.on(URL, status=302, headers={"Location": URL})
    with pytest.raises(SourceError, match="redirected more than 8 times"):
        client().send(Request(URL))
    assert len(site.seen) == 9


def test_a_body_over_the_limit_is_not_read_to_its_end(site, client):
    site.on(URL, body=b'"' + b"x" * (2 << 20) + b'"')
    with pytest.raises(SourceError, match="answers with more than 1 MB"):
        client(FetchOptions(max_response_mb=1)).send(Request(URL))
    assert len(site.seen) == 1


def test_a_gzip_bomb_is_not_unpacked(site, client):
    import tracemalloc

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    assert len(bomb) < 300_000
    site.on(URL, body=bomb, headers={"Content-Encoding": "gzip"})
    fetcher = client(FetchOptions(max_response_mb=2))
    tracemalloc.start()
    with pytest.raises(SourceError, match="answers with more than 2 MB"):
        fetcher.send(Request(URL))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_gzip_is_unpacked_and_a_cut_one_tried_again(site, client):
    whole = gzip.compress(json.dumps({"text": "word " * 20_000}).encode())
    packed = {"Content-Encoding": "gzip"}
    site.on(URL, body=whole[:-20], headers=packed).on(URL, body=whole, headers=packed)
    assert len(json.loads(client().send(Request(URL)).text)["text"]) == 100_000
    assert len(site.seen) == 2


@pytest.mark.parametrize(
    ("encoding", "body", "words"),
    [("br", b"x", "packed with 'br'"), ("gzip", b"no gzip", "gzip data is damaged")],
)
def test_unknown_packing_and_damage_are_told(site, client, encoding, body, words):
    site.on(URL, body=body, headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match=words):
        client().send(Request(URL))


def test_the_thread_as_a_whole_has_a_limit(site, client):
    for number in range(3):
        site.on(f"https://forum.example/{number}", body=b'"' + b"x" * 600_000 + b'"')
    fetcher = client(FetchOptions(max_thread_mb=1))
    fetcher.send(Request("https://forum.example/0"))
    with pytest.raises(SourceError, match="the thread holds more than 1 MB"):
        fetcher.send(Request("https://forum.example/1"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"posts": [1, 2', r"malformed JSON at line 1, column \d+"),
        (
            b"<!DOCTYPE html><title>Just a moment</title>",
            "a web page where JSON should be: forum.example asks",
        ),
        (b"", "malformed JSON"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
    ],
)
def test_a_malformed_page_is_told_and_not_kept(site, client, tmp_path, body, words):
    site.on(URL, body=body).on(URL, {"ok": 1})
    store = FolderStore(tmp_path)
    pages = Pages(store, client(), max_pages=9)
    with pytest.raises(SourceError, match=words):
        pages.get(URL)
    page = pages.get(URL)
    assert page.document == {"ok": 1}


def test_one_host_is_not_asked_faster_than_it_allows(site, client, clock):
    for number in range(3):
        site.on(f"https://www.reddit.com/{number}", {})
    fetcher = client()
    for number in range(3):
        fetcher.send(Request(f"https://www.reddit.com/{number}"))
    assert clock.slept == [6.0, 6.0]


def test_a_used_up_allowance_is_waited_for(site, client, clock):
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "40"}
    site.on("https://oauth.reddit.com/1", {}, headers=spent).on("https://oauth.reddit.com/2", {})
    fetcher = client()
    fetcher.send(Request("https://oauth.reddit.com/1"))
    fetcher.send(Request("https://oauth.reddit.com/2"))
    assert clock.slept == [40.0]


def test_tokens_go_to_their_own_host_only(site, client):
    tokens = Tokens(github="ghp_secret", reddit="red_secret")
    hosts = ["api.github.com", "github.com", "api.github.com.evil.example", "oauth.reddit.com", "lobste.rs"]
    fetcher = client(tokens=tokens)
    for host in hosts:
        site.on(f"https://{host}/x", {})
        fetcher.send(Request(f"https://{host}/x"))
    sent = {seen.host: seen.headers.get("Authorization") for seen in site.seen}
    assert sent == {
        "api.github.com": "Bearer ghp_secret",
        "github.com": None,
        "api.github.com.evil.example": None,
        "oauth.reddit.com": "Bearer red_secret",
        "lobste.rs": None,
    }
    assert "secret" not in repr(tokens)


@pytest.mark.parametrize("target", ["https://elsewhere.example/x", "http://api.github.com/x"])
def test_a_token_is_not_carried_along_by_a_redirect(site, client, target):
    url = "https://api.github.com/repos/a/b/issues/1"
    site.on(url, status=302, headers={"Location": target})
    site.on(f"https://{target.partition('://')[2]}", {})
    client(tokens=Tokens(github="ghp_secret")).send(Request(url))
    assert [seen.headers.get("Authorization") for seen in site.seen] == ["Bearer ghp_secret", None]


@pytest.mark.parametrize(
    "way",
    [
        ("https://blog.example/a", "https://api.github.com/user"),
        ("https://api.github.com/repos/a/b", "https://blog.example/a", "https://api.github.com/user"),
        ("https://www.reddit.com/r/a", "https://blog.example/a", "https://oauth.reddit.com/me"),
    ],
)
def test_no_redirect_brings_a_token_anywhere(site, client, way):
    tokens = Tokens(github="ghp_secret", reddit="red_secret")
    first = tokens.routed(way[0])
    for here, there in zip((first, *way[1:]), way[1:], strict=False):
        site.on(here, {}, status=302, headers={"Location": there})
    site.on(way[-1], {"ok": 1})
    client(tokens=tokens).send(Request(way[0]))
    assert len(site.seen) == len(way)
    assert all("Authorization" not in seen.headers for seen in site.seen[1:])


def test_a_renamed_repository_keeps_its_token(site, client):
    here, there = "https://api.github.com/repos/a/b", "https://api.github.com/repositories/1"
    site.on(here, {}, status=301, headers={"Location": there}).on(there, {"ok": 1})
    client(tokens=Tokens(github="ghp_secret")).send(Request(here))
    assert [seen.headers.get("Authorization") for seen in site.seen] == ["Bearer ghp_secret"] * 2


def test_tokens_come_from_the_environment():
    tokens = Tokens.from_environment(
        {"GITHUB_TOKEN": "a", "THREADGIST_GITHUB_TOKEN": "b", "REDDIT_TOKEN": "c"}
    )
    assert (tokens.github, tokens.reddit) == ("b", "c")
    with pytest.raises(SourceError, match="GITHUB_TOKEN: holds characters") as caught:
        Tokens.from_environment({"GITHUB_TOKEN": "hush\r\nX: 1"})
    assert "hush" not in str(caught.value)


def test_steps_of_backoff_are_fixed_and_bounded():
    assert [backoff(n) for n in (1, 2, 3, 4, 5, 6, 50)] == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "Thu, 01 May 2025 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "90"}, None),
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "90"}, 90.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2025-05-01T12:05:00.000Z"}, 300.0),
    ],
)
def test_what_headers_say_about_waiting(clock, headers, seconds):
    assert wait_asked(headers, clock.now()) == seconds
