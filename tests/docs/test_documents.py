"""README and docs as a reader takes them: commands are known, those that can run do, and print what stands there.

`--snapshot-update` writes into the documents what is printed now.
"""

from __future__ import annotations

import contextlib
import io
import json
import pydoc
import re
import shlex
import shutil
from glob import glob
from pathlib import Path

import pytest
import typer

from threadgist.cli.main import app
from threadgist.records.tables import TABLES

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    (threadgist .*)$", re.MULTILINE)
# Only looked at: what needs the network, a model that is not here, a server's visitors, or the better part of an hour.
NOT_RUN = re.compile(
    r"https?://|URL|server:|--writer|threadgist (?:edit|fetch|mcp|models|serve)\b"
    r"|--engine ray|\.zst|configs/|--install-completion"
)


def parts(text):
    """Commands of a console block, each with what it prints."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def commands_of(path):
    text = path.read_text(encoding="utf-8")
    shown = [command for kind, body in BLOCK.findall(text) if kind == "console" for command, _ in parts(body)]
    return [one for one in (*shown, *INDENTED.findall(text)) if one.startswith("threadgist ")]


EVERY = [(path.name, command) for path in DOCUMENTS for command in commands_of(path)]


def words(command, folder):
    """The words of a command as a shell hands them over: without its remark, patterns expanded."""
    found = []
    for word in shlex.split(command, comments=True)[1:]:
        found += sorted(glob(word, root_dir=folder)) or [word]
    return found


@pytest.mark.parametrize(("document", "command"), EVERY)
def test_every_command_is_one(document, command, tmp_path):
    context, below = None, typer.main.get_command(app)
    rest = words(command, tmp_path)
    while hasattr(below, "commands"):
        name = rest.pop(0)
        assert name in below.commands, f"{document}: {command}"
        below = below.commands[name]
    context = below.make_context(name, rest, resilient_parsing=False)
    assert context.params or not rest, f"{document}: {command}"


@pytest.mark.parametrize("path", sorted({*DOCUMENTS, *ROOT.glob("*.md")}), ids=lambda path: path.name)
def test_files_that_are_named_are_there(path):
    if path.name == "lab-notes.md":
        pytest.skip("it tells of what is gone")
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?<![\w/])(?:bench|configs|docs|examples|models|pipeline|tests)/[\w./-]*\w", text)
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", text)
    made_later = {"models/weights", "pipeline/threadgist/catalogues/CODE.po"}
    assert not {one for one in named if not (ROOT / one).exists()} - made_later
    assert not [one for one in links if not (path.parent / one).exists()]


def test_the_lab_notes_begin_with_their_contents():
    text = (ROOT / "docs" / "lab-notes.md").read_text(encoding="utf-8")
    listed = re.findall(r"^  - \[(.+?)\]\(#[\w-]+\): ", text, re.MULTILINE)
    assert sorted(listed) == sorted(re.findall(r"^## (.+)$", text, re.MULTILINE))


def test_the_reference_names_what_there_is_and_the_contents_every_page():
    for name in re.findall(r"^::: (\S+)$", (ROOT / "docs" / "reference.md").read_text(), re.MULTILINE):
        assert pydoc.locate(name) is not None, name
    listed = re.findall(r"(\w[\w-]*\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))


@pytest.fixture
def desk(tmp_path, monkeypatch, vectors):
    """A working folder with the files that the documents speak of."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    example = tmp_path / "examples" / "un-cybercrime-treaty.json"
    shutil.copy(example, tmp_path / "thread.json")
    (tmp_path / "threads").mkdir()
    shutil.copy(example, tmp_path / "threads" / "treaty.json")
    (tmp_path / "article.html").write_text(
        "<title>Treaty</title><article><p>70 countries sign.</p></article>"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(vectors))
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "document", "exec"), {"__name__": "document"})
    return out.getvalue().splitlines()


def compared(wanted, found):
    """What should stand in the document: a line `...` stands for the rest."""
    return [*found[: len(wanted) - 1], "..."] if wanted[-1:] == ["..."] else found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_can_run_prints_what_stands_there(path, desk, threadgist, monkeypatch, request):
    if path.name == "sources.md":
        pytest.skip("its program is a plug-in, tested in tests/fetch/test_docs.py")
    text = path.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    now = text
    for number, block in enumerate(blocks):
        kind, body = block.groups()
        if kind == "console":
            lines = []
            for command, wanted in parts(body):
                found = wanted
                if command.startswith("threadgist ") and not NOT_RUN.search(command):
                    if wanted:
                        monkeypatch.delenv("THREADGIST_ENCODER__NAME", raising=False)
                    else:
                        # Where nothing is compared, nobody needs to wait for vectors.
                        monkeypatch.setenv("THREADGIST_ENCODER__NAME", "tiny-hash")
                    outcome = threadgist(*words(command, desk))
                    assert outcome.code == 0, (command, outcome.err)
                    found = compared(wanted, outcome.out.splitlines()) if wanted else wanted
                lines += [f"$ {command}", *found]
            now = now.replace(block[0], "```console\n" + "\n".join(lines) + "\n```")
        elif kind == "python":
            found = printed(body)
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            if after is not None and text[block.end() : after.start()].strip() == "prints":
                shown = compared(after[2].splitlines(), found)
                now = now.replace(after[0], "```text\n" + "\n".join(shown) + "\n```")
    if request.config.option.update_snapshots:
        path.write_text(now, encoding="utf-8")
        return
    assert now == text


def test_the_page_on_tables_has_every_column():
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    listed = page.partition("<!-- tables:")[2].partition("<!-- /tables -->")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", listed, re.MULTILINE)
    assert rows == [(one.name, one.kind, one.meaning) for table in TABLES for one in table.columns]
    assert re.findall(r"^\| (\w+) \| kind", listed, re.MULTILINE) == [table.name for table in TABLES]


def test_the_notebook_shows_what_it_gives(desk, request):
    path = ROOT / "docs" / "notebook.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    namespace = {"__name__": "notebook"}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        *body, last = "".join(cell["source"]).splitlines()
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec("\n".join(body), namespace)
            value = eval(last, namespace)
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_().splitlines(keepends=True)
        shown = {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}
        if request.config.option.update_snapshots:
            cell["outputs"] = [shown]
        assert not out.getvalue()
        assert cell["outputs"] == [shown]
    if request.config.option.update_snapshots:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
