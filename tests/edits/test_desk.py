"""The desk: a session of edits in a browser, who may ask, and what it makes of hostile comments."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from example import example, small

from threadgist.desk import DeskServer
from threadgist.digest_file import load_digest
from threadgist.edits import read_edits
from threadgist.errors import InputError, SourceError
from threadgist.pages import render

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def written(folder: Path, digest=None) -> Path:
    """A folder with a digest in all formats."""
    folder.mkdir(exist_ok=True)
    for form in ("html", "md", "txt", "json"):
        (folder / f"digest.{form}").write_text(render(digest or example(), form), encoding="utf-8")
    return folder


@pytest.fixture
def serve():
    """A function that opens the desk of a folder in a thread and returns its link."""
    running = []

    def start(folder: Path) -> str:
        server = DeskServer(folder)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        return server.url

    yield start
    for server, thread in running:
        server.stop()
        thread.join(10)


@pytest.mark.browser
def test_an_editor_at_work(serve, opened, tmp_path, threadgist) -> None:
    from playwright.sync_api import expect

    folder = written(tmp_path / "d")
    seen = opened(serve(folder), width=1440)
    page = seen.page
    preview = page.frame_locator("iframe")
    section = lambda name: page.locator(f"#theme-{name}")  # noqa: E731
    line = lambda words: page.locator(".lines > .line").filter(has_text=words).first  # noqa: E731

    section("t1").get_by_label("Heading of theme").fill("What it costs")
    section("t1").get_by_role("button", name="Rename", exact=True).click()
    expect(preview.get_by_role("heading", name="What it costs")).to_be_visible()
    section("t1").get_by_label("Heading of a part").last.fill("Rails")
    section("t1").get_by_role("button", name="Rename part").last.click()
    section("t1").get_by_role("button", name="Move theme up").click()
    expect(page.locator(".desk-theme").first).to_have_id("theme-t1")

    section("t6").get_by_role("button", name="Leave theme out").click()
    expect(page.get_by_label("Themes left out")).to_contain_text("Gdynia")
    section("t4").locator("summary").first.click()
    section("t4").get_by_label("Merge into …").select_option("t3")
    section("t4").get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_label("Themes left out")).to_contain_text("merged into Digging up Quay Street again")

    line("If the bus keeps").get_by_role("button", name="Move up").click()
    line("I would rather have").get_by_role("button", name="Leave out").first.click()
    expect(section("t2").locator(".out")).to_contain_text("I would rather have")
    line("Two years of digging").locator("summary").first.click()
    line("Two years of digging").get_by_role("button", name="Lock").click()
    line("Those of you who live").locator("summary").first.click()
    line("Those of you who live").get_by_label("Move to …").select_option("t2")
    line("Those of you who live").get_by_role("button", name="Move", exact=True).click()
    expect(section("t2").locator(".lines > .line").last).to_contain_text("Those of you who live")

    line("Who pays when").get_by_role("link", name="Change words").first.click()
    chosen = page.locator(".choices > li").filter(has_text="You cannot book the whole repair")
    chosen.locator("summary").click()
    chosen.get_by_label("to quote").fill("You can book the whole repair")
    chosen.get_by_role("button", name="Quote these words").click()
    expect(page.get_by_role("alert")).to_contain_text("does not have these words in a row")
    chosen.locator(".text").evaluate(
        """element => {
            const range = document.createRange();
            range.setStart(element.firstChild, 0);
            range.setEnd(element.firstChild, element.firstChild.length - 1);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            element.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    chosen.get_by_role("button", name="Quote these words").click()
    expect(section("t1").locator(".said").filter(has_text="quotation")).to_contain_text("You cannot book")

    section("t1").get_by_role("link", name="Add a line").click()
    page.get_by_label("The page marks it").fill("Nobody has asked <b>riders</b>.")
    page.locator(".choices > li").first.get_by_label("My sentence is about").check()
    page.get_by_role("button", name="Save the sentence").click()
    expect(preview.get_by_text("Nobody has asked <b>riders</b>.")).to_be_visible()
    expect(preview.locator(".notices")).to_contain_text("Edited by hand after it was made")

    section("t2").get_by_role("button", name="Leave theme out").click()
    expect(page.get_by_role("status")).to_contain_text("that theme is left out")
    section("t5").get_by_role("button", name="Leave theme out").click()
    expect(section("t5")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(section("t5")).to_have_count(1)
    page.get_by_role("button", name="Write the pages").click()
    expect(page.get_by_role("status")).to_contain_text("5 files written")
    # The browser tells of the two refusals, and of nothing else.
    assert [said for said in seen.complaints if "422" not in said] == []

    edits = read_edits(folder / "edits.toml")
    assert edits.themes["t1"].heading == "What it costs"
    assert edits.themes["t1"].parts == {"Rails and their age": "Rails"}
    assert edits.themes["t4"].into == "t3"
    assert edits.lines["t2-3 a9"].drop
    assert edits.lines["t3-1 c1"].lock
    assert edits.lines["t5-1 e4"].move == "t2"
    assert edits.lines["t1-2 a5"].comments == ("a2",)
    assert edits.added["e1"].text == "Nobody has asked <b>riders</b>."
    # What the desk wrote is what the command makes of the same file.
    before = {path.name: path.read_bytes() for path in folder.glob("digest.*")}
    assert threadgist("render", folder).code == 0
    assert {path.name: path.read_bytes() for path in folder.glob("digest.*")} == before
    assert load_digest(before["digest.unedited.json"].decode()) == example()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_the_desk_is_accessible_and_fits(serve, opened, tmp_path, width, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    folder = written(tmp_path / "d")
    (folder / "edits.toml").write_text(
        '[themes.t6]\ndrop = true\n[lines."t2-2 b4"]\ndrop = true\n[themes.t99]\ndrop = true'
    )
    url = serve(folder)
    for address in (url, f"{url}choose?theme=t1", f"{url}choose?line=t1-1%20a1"):
        page = opened(address, width=width, scheme=scheme).page
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        results = Axe().run(page, options={"runOnly": TAGS, "iframes": False})
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.browser
def test_the_desk_works_without_scripts(serve, opened, tmp_path) -> None:
    page = opened(serve(written(tmp_path / "d", small())), scripts=False).page
    page.get_by_role("button", name="Move down").first.click()
    page.get_by_role("link", name="Change words").first.click()
    page.locator("textarea").first.fill("Mine.")
    page.get_by_role("button", name="Save the sentence").click()
    edits = read_edits(tmp_path / "d" / "edits.toml")
    assert edits.themes["points"].order[0] == "p-2 b4"
    assert edits.lines["p-2 b4"].text == "Mine."


@pytest.fixture
def ask(serve, tmp_path):
    """A function that sends a request to the desk and returns status, headers and body."""
    folder = written(tmp_path / "d")
    parts = urlsplit(serve(folder))

    def send(path: str = "", *, form=None, token: str | None = None, **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=20)
        body = urlencode(form, doseq=True) if isinstance(form, dict) else form
        root = parts.path if token is None else token
        names = {"host": parts.netloc, **{key.replace("_", "-"): value for key, value in headers.items()}}
        connection.request("GET" if form is None else "POST", root + path, body, names)
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read().decode()
        connection.close()
        return found

    send.folder = folder
    send.origin = f"http://{parts.netloc}"
    return send


def test_who_may_ask(ask) -> None:
    rename = {"do": "rename", "theme": "t1", "words": "Mine"}
    assert ask()[0] == 200
    assert ask(token="/")[0] == 403
    assert ask(token="/wrong/")[0] == 403
    assert ask("edit", token="/wrong/", form=rename)[0] == 403
    assert ask(host="evil.example")[0] == 421
    assert ask("edit", form=rename, host="evil.example:80")[0] == 421
    for foreign in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        assert ask("edit", form=rename, **foreign)[0] == 403
    assert not (ask.folder / "edits.toml").exists()
    assert ask("edit", form=rename, origin=ask.origin, sec_fetch_site="same-origin")[0] == 303
    assert read_edits(ask.folder / "edits.toml").themes["t1"].heading == "Mine"
    assert ask("edit")[0] == 405
    assert ask("../digest.json")[0] in (403, 404)


def test_pages_of_the_desk_bind_the_browser(ask) -> None:
    _, headers, page = ask()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert "sandbox" in ask("preview")[1]["Content-Security-Policy"]
    assert "allow-same-origin" not in ask("preview")[1]["Content-Security-Policy"] + page
    for body in (page, ask("choose?theme=t1")[2]):
        assert "<script>alert" not in body
        assert "<img" not in body


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"do": "explode"}, 400, "there is no button"),
        ({"words": "x"}, 400, "No button was pressed"),
        (b"\xff\xfe", 400, "no form of the desk"),
        ("do=rename&" + "x=1&" * 2_000, 400, "no form of the desk"),
        ("do=rename&words=" + "x" * 200_000, 413, "more than a form"),
        ({"do": "rename", "theme": "nowhere", "words": "x"}, 422, "no such theme"),
        ({"do": "merge", "theme": "t1", "to": "t1"}, 422, "merged into itself"),
        ({"do": "move", "line": "t1-1 a1", "theme": "t1", "to": ""}, 422, "no such theme"),
        ({"do": "quote", "line": "gone", "words": "x", "comments": "a1"}, 404, "no such line"),
        ({"do": "lock", "line": "gone"}, 422, "no such line"),
        ({"do": "short", "line": "gone"}, 422, "no such line"),
        ({"do": "move", "line": "gone", "to": "t1"}, 422, "no such line"),
        ({"do": "add-text", "theme": "t1", "words": "x"}, 422, "comments"),
        ({"do": "add-quote", "theme": "t1", "words": "x"}, 422, "from one comment, not from 0: name one"),
        (
            "do=add-quote&theme=t1&words=x&comments=a1&comments=a2",
            422,
            "from one comment, not from 2: name one",
        ),
        ("do=quote&line=t1-1+a1&words=x&comments=a1&comments=a2", 422, "from one comment, not from 2"),
        ({"do": "text", "line": "t1-1 a1", "words": "  "}, 422, "empty"),
        ({"do": "text", "line": "t1-1 a1", "words": "He said “never ever”."}, 422, "not verbatim"),
    ],
)
def test_what_does_not_work_says_why_and_saves_nothing(ask, form, status, said) -> None:
    got, _, body = ask("edit", form=form)
    assert (got, said in body.replace("&#34;", '"')) == (status, True), body[-1500:]
    assert not (ask.folder / "edits.toml").exists()


def test_edits_by_hand_while_the_desk_is_open(ask) -> None:
    path = ask.folder / "edits.toml"
    path.write_text('# mine\n[lines."t2-9 b4"]\ndrop = true\n[themes.gone]\ndrop = true\n', encoding="utf-8")
    page = ask()[2]
    assert "If the bus keeps that timetable" in page.split("Left out")[1]
    assert "no such theme" in page
    ask("edit", form={"do": "take-out"})
    assert path.read_text(encoding="utf-8") == '# mine\n[lines."t2-2 b4"]\ndrop = true\n'
    assert list(read_edits(path).lines) == ["t2-2 b4"]
    assert "gone" not in read_edits(path).themes
    path.write_text("[themes", encoding="utf-8")
    status, _, body = ask()
    assert (status, "not valid TOML" in body) == (409, True)


def test_what_cannot_be_edited_is_said(tmp_path, threadgist, monkeypatch) -> None:
    with pytest.raises(SourceError, match="threadgist digest"):
        DeskServer(tmp_path)
    written(tmp_path, replace(example(), title="<b>"))
    with DeskServer(tmp_path) as server, pytest.raises(InputError, match="choose another with --port"):
        DeskServer(tmp_path, urlsplit(server.url).port)
    assert "--port" in threadgist("edit", tmp_path, "--port", "70000").err
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    outcome = threadgist("edit", tmp_path / "digest.json", "--no-browse")
    assert (outcome.code, "threadgist[edit]" in outcome.err) == (3, True)


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send")
def test_ctrl_c_ends_it_cleanly(tmp_path) -> None:
    written(tmp_path)
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from threadgist.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "edit", str(tmp_path), "--no-browse"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    link = urlsplit(process.stderr.readline().split()[3])
    connection = http.client.HTTPConnection("127.0.0.1", link.port, timeout=20)
    connection.request("GET", link.path)
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
