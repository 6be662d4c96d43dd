"""Other packages can add sources, and a broken one is told by name."""

import io
from importlib.metadata import EntryPoint

import pytest

from threadgist.errors import SourceError
from threadgist.sources import RawComment, RawThread, base, list_sources, read_thread


class LinesSource:
    name = "lines"
    description = "one comment a line after a first line of ===="
    link = "none"

    def sniff(self, payload):
        return None if payload.text.startswith("====") else "no ==== line"

    def parse(self, payload, columns):
        return RawThread(tuple(RawComment(line) for line in payload.text.splitlines()[1:]))


class NotASource:
    name = "nothing"


class Clash(LinesSource):
    name = "reddit"


class HalfAFolder(LinesSource):
    def sniff_folder(self, names):
        return True


@pytest.fixture
def offer(monkeypatch):
    def offer(target):
        point = EntryPoint("extra", target, base.ENTRY_POINT_GROUP)
        monkeypatch.setattr(
            base, "entry_points", lambda group: [point] if group == "threadgist.sources" else []
        )
        base.all_sources.cache_clear()

    yield offer
    base.all_sources.cache_clear()


def test_an_offered_source_is_asked_before_the_general_ones(offer):
    offer(f"{__name__}:LinesSource")
    names = [info.name for info in list_sources()]
    assert names[0] == "hackernews"
    assert names[-4:] == ["lines", "workbook", "json", "table"]
    thread = read_thread("-", stdin=io.BytesIO(b"====\ntext,id\nmore,1\n"))
    assert thread.source == "lines"
    assert {comment.text for comment in thread.comments} == {"text,id", "more,1"}


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("no_such_module_at_all:X", "cannot be loaded"),
        (f"{__name__}:Missing", "cannot be loaded"),
        (f"{__name__}:NotASource", "lacks name, description, link, sniff or parse"),
        (f"{__name__}:HalfAFolder", "has sniff_folder and lacks parse_folder"),
        (f"{__name__}:Clash", "'reddit', which is taken"),
    ],
)
def test_a_broken_source_is_named(offer, target, words):
    offer(target)
    with pytest.raises(SourceError, match=words):
        list_sources()
