"""An assistant's way to threads and digests, through the SDK's own client, in this process."""

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from mcp import Client

from threadgist.errors import SettingsError
from threadgist.mcp_server import make_server
from threads import tiny_settings, village


def alone(talk):
    """Run a conversation on a loop of its own: browser tests before it leave one running in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk).result()


@pytest.fixture
def folder(tmp_path):
    """A folder of two threads, and what must not be reached: a file outside, and a link to it."""
    root = tmp_path / "threads"
    root.mkdir()
    for name, size in (("village.json", 30), ("town.json", 24)):
        rows = [
            {"id": one.id, "author": one.author, "text": one.text, "parent_id": one.parent_id}
            for one in village(size).comments
        ]
        (root / name).write_text(json.dumps(rows))
    (tmp_path / "secret.json").write_text(json.dumps([{"text": "nobody may read this", "id": 1}]))
    (root / "link.json").symlink_to(tmp_path / "secret.json")
    (root / ".hidden.json").write_text("[]")
    return root


@pytest.fixture
def call(folder, tmp_path):
    """A function that calls one tool after the other and returns what they answered, errors as text."""
    server = make_server(folder, tmp_path / "out", tiny_settings())

    async def talk(calls):
        async with Client(server) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} >= {name for name, _ in calls}
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    def one(name, **arguments):
        (result,) = alone(talk([(name, arguments)]))
        return result.content[0].text if result.is_error else result.structured_content

    return one


def test_from_the_list_of_files_to_a_comparison(call, tmp_path):
    assert call("list_files")["files"] == ["town.json", "village.json"]
    thread = call("read_thread", file="village.json", start=2, count=3)
    assert thread["total"] == 30
    assert [one["id"] for one in thread["comments"]] == [one.id for one in village(30).comments][2:5]
    made = [call("make_digest", file=name) for name in ("village.json", "town.json")]
    assert (tmp_path / "out" / made[0]["digest"]).is_file()
    assert sorted(call("list_files")["digests"]) == sorted(one["digest"] for one in made)
    themes = call("get_themes", digest=made[0]["digest"])["themes"]
    assert len(themes) == made[0]["theme_count"] > 1
    for theme in themes:
        lines = call("get_lines", digest=made[0]["digest"], theme_id=theme["theme_id"])["lines"]
        assert sum(line["answers"] is None for line in lines) == theme["lines"]
    text = call("compare_digests", digests=[one["digest"] for one in made])["markdown"]
    assert themes[0]["heading"] in text


@pytest.mark.parametrize(
    "name",
    [
        "../secret.json", "link.json", "/etc/passwd", "https://example.org/item?id=1", "-", "", ".", "nothing.json",
        "\0", "x" * 5000, "village.json/../../secret.json",
    ],
)  # fmt: skip
def test_nothing_outside_the_folder_is_reached(call, name, tmp_path):
    for tool, argument in (("read_thread", "file"), ("make_digest", "file"), ("get_themes", "digest")):
        said = call(tool, **{argument: name})
        assert "no such file here" in said
        assert len(said) < 400
    assert list((tmp_path / "out").iterdir()) == []


def test_a_digest_made_again_keeps_what_an_editor_changed(call, tmp_path):
    made = call("make_digest", file="village.json")["digest"]
    theme = call("get_themes", digest=made)["themes"][0]["theme_id"]
    edits = (tmp_path / "out" / made).with_name("edits.toml")
    edits.write_text(f'[themes.{theme}]\nheading = "What it costs"\n')
    assert call("make_digest", file="village.json")["digest"] == made
    found = call("get_themes", digest=made)["themes"]
    assert "What it costs" in [one["heading"] for one in found if one["theme_id"] == theme]


def test_errors_are_ours_and_answers_are_bounded(call, folder):
    (folder / "notes.txt").write_bytes(b"%PDF-1.4")
    assert "is a PDF" in call("read_thread", file="notes.txt")
    (folder / "long.json").write_text(json.dumps([{"id": n, "text": "word " * 9000} for n in range(150)]))
    found = call("read_thread", file="long.json", count=100_000, start=-5)
    assert len(found["comments"]) == 100
    assert max(len(one["text"]) for one in found["comments"]) <= 2_000
    made = call("make_digest", file="village.json")["digest"]
    assert "get_themes lists them" in call("get_lines", digest=made, theme_id="nope")
    assert "name 2 to 20" in call("compare_digests", digests=[made])


def test_what_it_needs_is_told(folder, tmp_path, monkeypatch):
    with pytest.raises(SettingsError, match="no such folder"):
        make_server(folder / "none", tmp_path / "out", tiny_settings())
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(SettingsError, match=r"threadgist\[mcp\]"):
        make_server(folder, tmp_path / "out", tiny_settings())


def test_the_command_speaks_on_standard_streams(folder, tmp_path):
    from mcp import StdioServerParameters

    out = str(tmp_path / "out")
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "threadgist", "mcp", str(folder), "--out", out, "--set", "encoder.name=tiny-hash"],
        env={**os.environ},
    )

    async def talk():
        async with Client(server) as client:
            return (await client.call_tool("list_files", {})).structured_content

    assert alone(talk())["files"] == ["town.json", "village.json"]
