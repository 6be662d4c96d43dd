"""A local site for every test, and what fetches from it."""

from functools import partial

import pytest

from threadgist.fetch import FetchOptions, fetch_thread, fetch_to_folder
from threadgist.fetch.client import Client
from threadgist.fetch.patience import Tokens

from .server import FakeClock, Rerouted, Server


@pytest.fixture(scope="session")
def running():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def site(running):
    running.answers.clear()
    running.seen.clear()
    return running


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture(autouse=True)
def no_environment(monkeypatch, tmp_path):
    for name in ("GITHUB_TOKEN", "REDDIT_TOKEN", "THREADGIST_GITHUB_TOKEN", "THREADGIST_REDDIT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def client(site, clock):
    """Makes clients of the local site; all are closed in the end."""
    made = []

    def client(options=None, *, tokens=None, transport=None):
        made.append(
            Client(
                options or FetchOptions(),
                transport=transport or Rerouted(site.port),
                clock=clock,
                tokens=tokens or Tokens(),
            )
        )
        return made[-1]

    yield client
    for one in made:
        one.__exit__()


@pytest.fixture
def fetch(site, clock):
    """Fetches a thread from the local site."""

    def fetch(url, options=None, *, tokens=None, **more):
        transport = Rerouted(site.port)
        try:
            return fetch_thread(
                url, options, transport=transport, clock=clock, tokens=tokens or Tokens(), **more
            )
        finally:
            transport.close()

    return fetch


@pytest.fixture
def store(site, clock, tmp_path):
    """Fetches a thread from the local site into a folder."""

    def store(url, options=None, *, tokens=None, out=tmp_path / "threads", **more):
        transport = Rerouted(site.port)
        run = partial(fetch_to_folder, url, out, options, transport=transport, clock=clock)
        try:
            return run(tokens=tokens or Tokens(), **more)
        finally:
            transport.close()

    return store
