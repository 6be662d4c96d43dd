"""Stored answers: written whole, never fetched twice, told apart when incomplete or damaged, free of tokens."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from threadgist.errors import OutputError, SourceError
from threadgist.fetch import FetchOptions, expand, fetch_to_folder, read_folder
from threadgist.fetch.patience import Tokens
from threadgist.sources import read_thread

from .test_hackernews_lobsters_discourse import discourse
from .test_stackexchange_github import GH, gh_comment, gh_issue

URL = "https://forum.example/t/which-editor/77"


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_stored_thread_is_read_again_without_a_network(site, store):
    discourse(site, 55)
    folder, thread, sent = store(URL)
    assert sent == len(site.seen) == 3
    assert set(contents(folder)) >= {"thread.json", "manifest.json"}
    assert len(list((folder / "responses").iterdir())) == 3
    assert read_folder(folder) == thread
    assert read_thread(folder) == thread
    assert read_thread(str(folder.parent)) == thread
    assert len(site.seen) == 3


def test_what_is_stored_is_not_fetched_again(site, store):
    discourse(site, 55)
    folder, thread, _ = store(URL)
    before = contents(folder)
    again, same, sent = store("https://forum.example/t/77/3")
    assert (again, same, sent) == (folder, thread, 0)
    assert contents(folder) == before
    _, _, sent = store(URL, refresh=True)
    assert sent == 3


def test_an_interrupted_fetch_goes_on_where_it_stopped(site, store, tmp_path):
    discourse(site, 55)
    last = next(key for key in site.answers if "1055" in key[1])
    whole = site.answers.pop(last)
    with pytest.raises(SourceError, match="HTTP 404"):
        store(URL)
    (folder,) = (tmp_path / "threads").iterdir()
    assert len(list((folder / "responses").iterdir())) == 2
    assert not (folder / "manifest.json").exists()
    with pytest.raises(
        SourceError, match=f"interrupted; run it again.*threadgist fetch https://.*{tmp_path}"
    ):
        read_folder(folder)
    site.answers[last] = whole
    asked = len(site.seen)
    _, thread, sent = store(URL)
    assert sent == 1
    assert len(site.seen) == asked + 1
    assert len(thread.comments) == 54
    assert read_folder(folder) == thread


def test_a_fetch_that_brought_nothing_leaves_nothing(site, store, tmp_path, monkeypatch):
    with pytest.raises(SourceError, match="HTTP 404"):
        store("https://forum.example/t/gone/404")
    assert not (tmp_path / "threads").exists()
    monkeypatch.setenv("THREADGIST_GITHUB_TOKEN", "a b")
    with pytest.raises(SourceError, match="holds characters no token has"):
        fetch_to_folder(URL, tmp_path / "threads")
    assert not (tmp_path / "threads").exists()
    discourse(site, 55)
    store(URL)
    with pytest.raises(SourceError, match="HTTP 404"):
        store("https://forum.example/t/gone/404")
    assert len(list((tmp_path / "threads").iterdir())) == 1


def test_a_digest_of_a_link_goes_on_too_and_leaves_nothing(site, fetch, clock, tmp_path):
    discourse(site, 55)
    last = next(key for key in site.answers if "1055" in key[1])
    whole = site.answers.pop(last)
    with pytest.raises(SourceError, match="HTTP 404"):
        fetch(URL)
    site.answers[last] = whole
    asked = len(site.seen)
    assert len(fetch(URL).comments) == 54
    assert len(site.seen) == asked + 1
    assert list((tmp_path / "cache" / "fetch").iterdir()) == []


def test_a_link_that_fails_at_once_leaves_nothing(fetch, tmp_path):
    with pytest.raises(SourceError, match="HTTP 404"):
        fetch(URL)
    assert list((tmp_path / "cache" / "fetch").iterdir()) == []


def test_half_a_thread_of_yesterday_is_not_gone_on_with(site, fetch, clock):
    discourse(site, 55)
    last = next(key for key in site.answers if "1055" in key[1])
    whole = site.answers.pop(last)
    with pytest.raises(SourceError):
        fetch(URL)
    site.answers[last] = whole
    clock.at += timedelta(days=1) / timedelta(seconds=1)
    asked = len(site.seen)
    fetch(URL)
    assert len(site.seen) == asked + 3


def test_a_folder_cut_off_by_the_limit_is_read_as_far_as_it_goes_and_gone_on_with(site, store):
    discourse(site, 90)
    folder, part, _ = store(URL, FetchOptions(max_pages=2))
    assert (len(part.comments), part.stated_count) == (39, 89)
    assert "stopped after 2 pages" in part.repairs[-1]
    assert read_folder(folder) == part
    _, whole, sent = store(URL)
    assert (len(whole.comments), sent) == (89, 3)
    assert read_folder(folder) == whole
    assert whole.repairs == ()


def test_tokens_are_stored_nowhere(site, store, tmp_path):
    site.on(f"{GH}/issues/5", gh_issue(1), headers={"Set-Cookie": "session=abc", "X-Request-Id": "1"})
    site.on(f"{GH}/issues/5/comments?per_page=100", [gh_comment(1, "One")])
    store("https://github.com/ann/tool/issues/5", tokens=Tokens(github="ghp_secret"))
    assert site.seen[0].headers["Authorization"] == "Bearer ghp_secret"
    written = b"".join(contents(tmp_path).values()) + repr(sorted(contents(tmp_path))).encode()
    assert b"Crash on start" in written
    for secret in (b"ghp_secret", b"Authorization", b"Bearer", b"session=abc"):
        assert secret not in written


@pytest.mark.parametrize("damage", ["altered", "missing", "no manifest"])
def test_damage_is_told(site, store, damage):
    discourse(site, 25)
    folder, _, _ = store(URL)
    first = sorted((folder / "responses").iterdir())[0]
    if damage == "altered":
        first.write_bytes(first.read_bytes().replace(b"Opinion", b"Option"))
    elif damage == "missing":
        first.unlink()
    else:
        (folder / "manifest.json").write_text("{")
    with pytest.raises(SourceError, match="interrupted" if damage == "no manifest" else "missing or altered"):
        read_folder(folder)


def test_a_later_versions_folder_is_told(site, store):
    discourse(site, 3)
    folder, _, _ = store(URL)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "version": 99}))
    with pytest.raises(SourceError, match=r"not a manifest this version reads .*99"):
        read_folder(folder)


def test_a_manifest_cannot_lead_out_of_its_folder(site, store, tmp_path):
    """Its list of files is only hashed; what is read are the answers to the requests its link needs."""
    discourse(site, 3)
    folder, thread, _ = store(URL)
    (tmp_path / "other.json").write_text("{}")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["responses"].append({"file": "../../other.json", "sha256": "0"})
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(SourceError, match="missing or altered"):
        read_folder(folder)
    assert thread.title == "Which editor?"


def test_other_peoples_folders_are_left_alone(site, store, tmp_path):
    discourse(site, 3)
    folder, _, _ = store(URL)
    name = folder.name
    for damaged in ("thread.json", "manifest.json"):
        (folder / damaged).unlink()
    with pytest.raises(SourceError, match="is not empty and holds no fetched thread"):
        store(URL)
    assert (tmp_path / "threads" / name / "responses").is_dir()


def test_a_folder_that_cannot_be_written(site, clock, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(OutputError, match="name --out"):
        fetch_to_folder(URL, blocked, clock=clock)
    assert site.seen == []


def test_several_threads_in_one_folder(site, store, tmp_path):
    discourse(site, 3)
    discourse(site, 4, "https://other.example")
    one, _, _ = store(URL)
    two, _, _ = store("https://other.example/t/77")
    out = tmp_path / "threads"
    with pytest.raises(SourceError, match="holds 2 fetched threads; name one of them"):
        read_folder(out)
    assert expand([str(out), "-", "a.json", URL]) == [*sorted([str(one), str(two)]), "-", "a.json", URL]


def test_a_directory_that_holds_no_thread(tmp_path):
    with pytest.raises(SourceError, match="holds no fetched thread"):
        read_folder(tmp_path)
    with pytest.raises(SourceError, match="is a folder"):
        read_thread(tmp_path)


def test_progress_is_told(site, fetch):
    heard = []

    class Heard:
        def stage(self, name, total=None):
            heard.append((name, total))

        def done(self, count):
            heard.append(count)

    discourse(site, 55)
    fetch(URL, progress=Heard())
    assert heard == [("fetch pages", 3), 1, 2, 3]


def test_nothing_heavy_is_loaded_before_a_link_is_fetched():
    import subprocess
    import sys

    script = (
        "import sys, threadgist.sources, threadgist.fetch, threadgist.cli.main; "
        "sys.exit(any(m in sys.modules for m in ('httpx', 'httpcore', 'torch', 'numpy')))"
    )
    root = Path(__file__).parents[2] / "pipeline"
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": str(root)}, timeout=60)
