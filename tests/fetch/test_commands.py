"""`threadgist fetch` and `threadgist digest URL`, from the command line to the page."""

import json

import pytest
from typer.testing import CliRunner

from threadgist import fetch
from threadgist.cli.main import app
from threadgist.errors import SourceError
from threadgist.fetch import client as client_module

from .server import Rerouted
from .test_hackernews_lobsters_discourse import discourse

REAL_TRANSPORT = client_module.guarded_transport
URL = "https://forum.example/t/which-editor/77"


@pytest.fixture
def command(site, clock, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(client_module, "guarded_transport", lambda options: Rerouted(site.port))
    monkeypatch.setattr(fetch, "SystemClock", lambda: clock)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def digest(command, *arguments):
    result = command(
        "digest",
        *arguments,
        "--set",
        "encoder.name=tiny-hash",
        "--set",
        "encoder.cache=false",
        "--stdout",
        "json",
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_fetch_then_digest_without_a_network(site, command, tmp_path):
    discourse(site, 30)
    fetched = command("fetch", URL, "--out", "stored")
    assert fetched.exit_code == 0, fetched.output
    folder = fetched.stdout.strip()
    assert folder.startswith("stored/discourse-forum.example-77-")
    assert "Which editor?: 29 comments, 2 requests" in fetched.stderr
    assert "all stored already" in command("fetch", URL, "--out", "stored").stderr
    asked = len(site.seen)
    first, second = digest(command, folder), digest(command, "stored")
    assert first == second
    assert len(site.seen) == asked
    assert first["counts"]["comments"] == 29
    assert first["source"] == "discourse"
    assert first["url"] == "https://forum.example/t/77"


def test_digest_of_a_link_says_that_comments_are_missing(site, command):
    discourse(site, 90)
    folder = command("fetch", URL, "--max-pages", 2).stdout.strip()
    result = command("digest", folder, "--set", "encoder.name=tiny-hash", "--stdout", "json")
    found = json.loads(result.stdout)
    assert (found["counts"]["comments"], found["counts"]["stated"]) == (39, 89)
    texts = [notice["text"] for notice in found["notices"] if notice["code"] == "incomplete"]
    assert texts
    assert "states 89 comments" in texts[0]
    assert texts[0] in result.stderr


def test_one_bad_link_of_several_does_not_stop_the_others(site, command):
    discourse(site, 3)
    result = command("fetch", "https://forum.example/", URL)
    assert result.exit_code == 3
    assert "leads to no thread" in result.stderr
    assert "1 of 2 threads failed" in result.stderr
    assert result.stdout.startswith("threads/discourse-")


def test_private_addresses_need_the_option(site, command, monkeypatch):
    """The real transport, over a real connection to the local server."""
    monkeypatch.setattr(client_module, "guarded_transport", REAL_TRANSPORT)
    discourse(site, 3, "https://127.0.0.1")
    url = f"http://127.0.0.1:{site.port}/t/which-editor/77"
    refused = command("fetch", url)
    assert isinstance(refused.exception, SourceError)
    assert "loopback address, which links may not lead to; --allow-private" in str(refused.exception)
    assert site.seen == []
    allowed = command("fetch", url, "--allow-private")
    assert allowed.exit_code == 0, allowed.output
    assert "2 comments" in allowed.stderr


def test_a_link_has_no_format_to_choose(command):
    result = command(
        "digest", URL, "--source", "csv", "--set", "encoder.name=tiny-hash", "--set", "encoder.cache=false"
    )
    assert isinstance(result.exception, SourceError)
    assert "leave out --source" in str(result.exception)


def test_sources_lists_the_sites(command):
    result = command("sources", "--sites")
    for name in ("hackernews", "github-discussions", "mastodon", "wordpress"):
        assert any(line.startswith(f"{name} ") for line in result.stdout.splitlines())
