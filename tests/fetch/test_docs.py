"""The page on sources: its plug-in works as printed, and its table knows every site."""

import io
import re
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions, list_sites
from threadgist.sources import Source, base, list_sources, read_thread

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.fixture
def plugin(monkeypatch, tmp_path):
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len([line for line in snippet.splitlines() if line.strip()]) <= 30
    (tmp_path / "chatlog_of_the_docs.py").write_text(snippet, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    (target,) = re.findall(r'^chatlog = "my_package\.chatlog:(\w+)"$', PAGE, re.MULTILINE)
    point = EntryPoint("chatlog", f"chatlog_of_the_docs:{target}", base.ENTRY_POINT_GROUP)
    monkeypatch.setattr(base, "entry_points", lambda group: [point])
    base.all_sources.cache_clear()
    yield point.load()()
    base.all_sources.cache_clear()


def test_the_plug_in_of_the_docs_reads_a_thread(plugin):
    assert isinstance(plugin, Source)
    assert "chatlog" in {info.name for info in list_sources()}
    log = b"[2024-05-01 10:00] ann: I like it\n\n[2024-05-01 10:01] bob -> ann: I do not\n"
    thread = read_thread("-", stdin=io.BytesIO(log))
    assert thread.source == "chatlog"
    assert [(c.id, c.parent_id, c.author, c.text) for c in thread.comments] == [
        ("1", None, "ann", "I like it"),
        ("3", "1", "bob", "I do not"),
    ]
    assert thread.comments[0].created_at.hour == 10
    with pytest.raises(SourceError, match="line 2 is not"):
        read_thread("-", stdin=io.BytesIO(b"[2024-05-01 10:00] ann: I like it\nwhat?\n"))
    assert read_thread("-", stdin=io.BytesIO(b"text,id\nhello,1\n")).source == "table"


def test_the_page_names_every_site_and_the_limits_in_force():
    links = PAGE.partition("\n## Links\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([A-Za-z ]+?) \|", links, re.MULTILINE)
    named = {row.lower().replace(" ", "") for row in rows} - {"source"}
    assert named == {site.name.replace("-", "") for site in list_sites()}
    options = FetchOptions()
    assert f"{options.max_pages} answers a thread" in PAGE
    assert f"{options.max_response_mb} MB an answer and {options.max_thread_mb} MB a thread" in PAGE


def test_the_page_has_the_table_that_threadgist_sources_prints():
    table = PAGE.partition("<!-- sources:")[2].partition("<!-- /sources -->")[0]
    rows = re.findall(r"^\| (.+) \|$", table, re.MULTILINE)[1:]
    listed = [" | ".join((i.name, i.description.replace("|", "\\|"), i.link)) for i in list_sources()]
    assert rows == listed
