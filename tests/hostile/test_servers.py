"""No server holds us for ever, fills memory, gets a token that is not its own or makes a traceback."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings

from fetch.server import FakeClock
from hostile.servers import ENDLESS, Piece, RawServer, behaviours, within
from threadgist.errors import ModelError, SourceError
from threadgist.fetch import FetchOptions
from threadgist.fetch.client import Client
from threadgist.fetch.exchange import Request
from threadgist.fetch.patience import Tokens

LONG = 30
SOME = settings(max_examples=8, suppress_health_check=list(HealthCheck))
POST = b'{"posts": []}'
YES = b'{"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]}'
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


class ImpatientClock(FakeClock):
    """Its time passes, but nothing waits."""

    def elapsed(self):
        return time.monotonic()


def fetched(script, then):
    options = FetchOptions(
        allow_private=True, attempts=2, timeout=0.3, deadline=0.5, max_response_mb=1, max_redirects=2
    )
    with (
        RawServer(script, then) as server,
        Client(options, clock=ImpatientClock(), tokens=Tokens()) as client,
    ):
        return within(LONG, client.send, Request(f"http://127.0.0.1:{server.port}/t/1.json"))


@given(behaviours(POST))
@example(((Piece(b"HTTP/1.1 103 Early Hints\r\n\r\n", ENDLESS, 0.02),), "close"))
@example(((Piece(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, ENDLESS),), "close"))
@example(((Piece(OK + b"X-A: "), Piece(b"x", ENDLESS, 0.02)), "close"))
@example(((Piece(CHUNKED + b"5;"), Piece(b"x", ENDLESS, 0.02)), "close"))
@example(((Piece(CHUNKED + b"2\r\n{}\r\n0\r\n"), Piece(b"X-T: y\r\n", ENDLESS, 0.02)), "close"))
@SOME
def test_a_fetch_ends_whatever_the_server_does(behaviour):
    check_fetch(behaviour)


def check_fetch(behaviour):
    result = fetched(*behaviour)
    if isinstance(result, Exception):
        assert isinstance(result, SourceError)
        assert "\n" not in str(result)
    else:
        assert len(result.text) <= 1 << 20


def test_a_server_that_never_comes_to_an_end_is_asked_once():
    with RawServer((Piece(b"HTTP/1.1 103 Early Hints\r\n\r\n", ENDLESS, 0.02),)) as server:
        options = FetchOptions(allow_private=True, deadline=0.3)
        with Client(options, clock=ImpatientClock(), tokens=Tokens()) as client:
            error = within(LONG, client.send, Request(f"http://127.0.0.1:{server.port}/t/1.json"))
        assert "no whole answer within 0.3 seconds" in str(error)
        assert len(server.heads) == 1


def test_a_thread_as_a_whole_has_an_end():
    clock = FakeClock()
    with RawServer((Piece(OK + b"Content-Length: 13\r\n\r\n" + POST),)) as server:
        options = FetchOptions(allow_private=True, thread_deadline=100.0)
        with Client(options, clock=clock, tokens=Tokens()) as client:
            client.send(Request(f"http://127.0.0.1:{server.port}/1.json"))
            clock.at += 101
            with pytest.raises(SourceError, match="longer than 100 seconds; what was fetched is kept"):
                client.send(Request(f"http://127.0.0.1:{server.port}/2.json"))


def check_model(behaviour):
    from threadgist.settings import WriterSettings
    from threadgist.tools import open_language_model
    from threadgist.write.model import Message
    from threadgist.write.model import Request as Question

    with RawServer(*behaviour) as server:
        chosen = WriterSettings(
            name="server:m", base_url=f"http://127.0.0.1:{server.port}/v1", timeout=0.4, retries=0
        )
        model = open_language_model(chosen)
        result = within(LONG, model.complete, [Question((Message("user", "Well?"),))])
    if isinstance(result, Exception):
        assert isinstance(result, ModelError)
        assert "\n" not in str(result)
    else:
        assert result[0].text == "Yes." or result[0].error or len(result[0].text) <= 1 << 20


@given(behaviours(YES))
@example(((Piece(OK + b"Content-Length: 9000\r\n\r\n" + b"[" * 9_000),), "close"))
@example(((Piece(CHUNKED), Piece(b"100000\r\n" + b" " * 0x100000 + b"\r\n", ENDLESS)), "close"))
@example(((Piece(OK + b"Content-Length: 100000\r\n\r\n"), Piece(b" ", ENDLESS, 0.02)), "close"))
@SOME
def test_a_language_model_s_server_is_bounded(behaviour):
    pytest.importorskip("openai")
    check_model(behaviour)


@pytest.mark.parametrize("address", ["http://[::1", "http://\x00/"])
def test_an_address_that_is_none_is_named(address):
    pytest.importorskip("openai")
    from threadgist.settings import WriterSettings
    from threadgist.tools import open_language_model
    from threadgist.write.model import Message
    from threadgist.write.model import Request as Question

    model = open_language_model(WriterSettings(name="server:m", base_url=address))
    with pytest.raises(ModelError, match=r"is no address .*: correct writer\.base_url"):
        model.complete([Question((Message("user", "Well?"),))])
