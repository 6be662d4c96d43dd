"""The index, the feed and the sitemap as files: what is in them, what is left out, that they do not change."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import etree
from made import EVENTS, START, entries, folder

from threadgist.site import Entry, build_site, read_entries
from threadgist.site.build import feed, index_pages, lacks
from threadgist.site.entries import Part

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed_of(text: str):
    return etree.fromstring(text.encode())


def test_entries_are_read_from_digests(tmp_path) -> None:
    found = list(read_entries(folder(tmp_path, "one", "deep/two")))
    assert [entry.href for entry in found] == ["deep/two/digest.html", "one/digest.html"]
    one = found[1]
    assert (one.title, one.thread_id, one.comments, one.date) == ("About one", "id-one", 3, START)
    assert one.made.timestamp() == int((tmp_path / "one/digest.json").stat().st_mtime)


def test_the_order_of_entries_changes_nothing() -> None:
    made = entries(130)
    assert build_site(made, "x") == build_site(made[::-1], "x")


def test_a_batch_says_event_date_and_title(tmp_path) -> None:
    folder(tmp_path, "one", "two")
    said = {
        "folder": "one",
        "event": "Tram vote",
        "date": "2025-11-02",
        "title": "Better title",
        "at": 1764000000.5,
    }
    (tmp_path / "run.json").write_text(json.dumps({"threads": [said]}), encoding="utf-8")
    one, two = read_entries(tmp_path)
    assert (one.event, one.title, one.date.isoformat()) == (
        "Tram vote",
        "Better title",
        "2025-11-02T00:00:00+00:00",
    )
    assert (two.event, two.title) == ("", "About two")
    assert one.made.isoformat() == "2025-11-24T16:00:00+00:00"
    assert "<updated>2025-11-24T16:00:00Z</updated>" in build_site([one], "x")["feed.xml"]
    files = build_site([one, two], "x")
    assert "events.html" in files
    assert "Tram vote" in files["events.html"]
    assert "events.html" not in build_site([two], "x")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "EOF"),
        (b"{", "EOF"),
        (b"[]", "digest.json"),
        (b'{"title": "x"}', "schema_version is missing"),
        (b"\xff\xfe", "expected value"),
    ],
)
def test_a_broken_digest_is_named_and_left_out(tmp_path, threadgist, content, said) -> None:
    folder(tmp_path, "good", "bad")
    (tmp_path / "bad" / "digest.json").write_bytes(content)
    code, _, err = threadgist("site", tmp_path)
    assert code == 0
    assert "left out" in err
    assert str(tmp_path / "bad" / "digest.json") in err
    assert said in err
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "About good" in index
    assert "About bad" not in index


def test_another_schema_version_is_left_out(tmp_path) -> None:
    path = folder(tmp_path, "old") / "old" / "digest.json"
    text = path.read_text()
    path.write_text(text.replace('"schema_version": 2', '"schema_version": 99'))
    (error,) = read_entries(tmp_path)
    assert "version 99" in str(error)
    # One written before had other fields.
    path.write_text(text.replace('"schema_version": 2', '"schema_version": 1').replace('"named":3,', ""))
    (error,) = read_entries(tmp_path)
    assert "schema version 1, this threadgist reads version 2; make the digest again" in str(error)


def test_a_digest_that_names_nobody_counts_comments_alone(tmp_path) -> None:
    folder(tmp_path, "old", anonymous=True)
    (entry,) = read_entries(tmp_path)
    assert entry.commenters is None
    page = index_pages([entry], "A site", None)["index.html"]
    assert "3 comments" in page
    assert "people" not in page
    assert "<summary>3 comments.</summary>" in feed([entry], "A site", None)


def test_nothing_to_list_is_an_error(tmp_path, threadgist) -> None:
    code, _, err = threadgist("site", tmp_path)
    assert (code, "no digest.json" in err) == (3, True)
    code, _, err = threadgist("site", tmp_path / "none")
    assert (code, "no such folder" in err) == (3, True)
    assert not (tmp_path / "index.html").exists()


def test_running_again_gives_the_same_bytes(tmp_path, threadgist) -> None:
    folder(tmp_path, "one", "two")
    threadgist("site", tmp_path, "--base-url", "https://example.org/d")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert set(before) == {"index.html", "search.html", "feed.xml", "sitemap.xml", "robots.txt"}
    assert b"search.html" not in before["sitemap.xml"]
    assert b"The one keeps its own number 2 and nobody says why." in before["search.html"]
    threadgist("site", tmp_path, "--base-url", "https://example.org/d/")
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}


def test_a_page_of_somebody_else_is_not_written_over(tmp_path, threadgist) -> None:
    folder(tmp_path, "one")
    (tmp_path / "index.html").write_text("<p>mine</p>")
    code, _, err = threadgist("site", tmp_path)
    assert (code, "was not made by" in err) == (6, True)
    assert (tmp_path / "index.html").read_text() == "<p>mine</p>"
    assert not (tmp_path / "feed.xml").exists()


def test_pages_left_of_a_larger_site_go_and_others_stay(tmp_path, threadgist, monkeypatch) -> None:
    monkeypatch.setattr("threadgist.site.build.PAGE_ENTRIES", 1)
    folder(tmp_path, "one", "two", "three")
    threadgist("site", tmp_path)
    assert (tmp_path / "index-3.html").exists()
    (tmp_path / "index-4.html").write_text("<p>mine</p>")
    monkeypatch.setattr("threadgist.site.build.PAGE_ENTRIES", 9)
    threadgist("site", tmp_path)
    assert sorted(path.name for path in tmp_path.glob("index*")) == ["index-4.html", "index.html"]


def test_feed_is_valid_atom_with_ids_that_stay() -> None:
    made = entries(130)
    root = feed_of(build_site(made, "Talk <&> “more”")["feed.xml"])
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}title").text == "Talk <&> “more”"
    listed = root.findall(f"{ATOM}entry")
    assert len(listed) == 50
    for item in (root, *listed):
        for name in ("id", "title", "updated"):
            assert len(item.findall(f"{ATOM}{name}")) == 1
        assert item.find(f"{ATOM}id").text.startswith("urn:uuid:")
    times = [item.find(f"{ATOM}updated").text for item in listed]
    assert times == sorted(times, reverse=True)
    assert root.find(f"{ATOM}updated").text == times[0] == "2025-11-21T08:12:00Z"
    ids = [item.find(f"{ATOM}id").text for item in listed]
    assert len(set(ids)) == len(ids)
    moved = [replace(entry, href=f"elsewhere/{entry.href}", comments=999) for entry in made]
    again = feed_of(build_site(moved, "Another", "https://example.org/")["feed.xml"])
    assert [item.find(f"{ATOM}id").text for item in again.findall(f"{ATOM}entry")] == ids


def test_two_digests_of_one_thread_are_two_feed_entries() -> None:
    first = entries(1)[0]
    root = feed_of(build_site([first, replace(first, href="copy/digest.html")], "x")["feed.xml"])
    ids = {item.text for item in root.iterfind(f"{ATOM}entry/{ATOM}id")}
    assert len(ids) == 2


def test_hostile_titles_and_headings_stay_text() -> None:
    nasty = "</title><script>alert(1)</script> \x01\ufffe ]]> & \" '"
    made = replace(entries(1)[0], title=nasty, headings=(nasty,), event=nasty)
    files = build_site([made], nasty, "https://example.org/")
    root = feed_of(files["feed.xml"])
    assert "<script>alert(1)</script>" in root.find(f"{ATOM}entry/{ATOM}title").text
    assert files["index.html"].count("<script>") == 1


def test_sitemap_names_every_page() -> None:
    made = entries(20)
    root = etree.fromstring(build_site(made, "x", "https://example.org/d/")["sitemap.xml"].encode())
    found = [item.text for item in root.iterfind(f"{MAP}url/{MAP}loc")]
    assert "https://example.org/d/" in found
    assert set(found) >= {f"https://example.org/d/{entry.href}" for entry in made}


def test_a_sitemap_too_large_is_parted(monkeypatch) -> None:
    monkeypatch.setattr("threadgist.site.build.SITEMAP_URLS", 10)
    files = build_site(entries(20), "x", "https://example.org/")
    index = etree.fromstring(files["sitemap.xml"].encode())
    parts = [item.text.rpartition("/")[2] for item in index.iterfind(f"{MAP}sitemap/{MAP}loc")]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    found = [loc for part in parts for loc in etree.fromstring(files[part].encode()).iter(f"{MAP}loc")]
    assert len(found) == 23


def test_without_an_address_there_is_no_sitemap_and_it_says_so() -> None:
    assert "sitemap.xml" not in build_site(entries(3), "x")
    (said,) = lacks(entries(3))
    assert "--base-url" in said


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "https://example.org/?a=1", "javascript:x"]
)
def test_a_wrong_base_url_is_refused(tmp_path, threadgist, url) -> None:
    code, _, err = threadgist("site", folder(tmp_path, "one"), "--base-url", url)
    assert (code, "--base-url" in err) == (3, True)


def test_five_thousand_digests_fit_a_page() -> None:
    files = build_site(entries(5_000), "x")
    assert max(len(text.encode()) for text in files.values()) < 2_500_000
    assert files["index.html"].count('<li><a href="thread-') == 5_000


def test_more_than_a_page_is_paged_and_every_digest_is_listed_once(monkeypatch) -> None:
    monkeypatch.setattr("threadgist.site.build.PAGE_ENTRIES", 40)
    made = entries(100)
    files = build_site(made, "x")
    for stem in ("index", "events", "sources"):
        pages = [text for name, text in files.items() if name.startswith(stem)]
        assert len(pages) == 3
        for entry in made:
            assert sum(text.count(f'"{entry.href}"') for text in pages) == 1


def test_a_site_too_large_to_search_whole_says_so(monkeypatch) -> None:
    monkeypatch.setattr("threadgist.site.build.TEXT_CHARS", 50)
    made = [
        replace(one, parts=(Part("t-1", f"Heading of {one.title}", ("word " * 5,)),)) for one in entries(9)
    ]
    page = build_site(made, "x", "https://example.org/")["search.html"]
    assert page.count('"word word word word word "') == 2
    assert page.count("Heading of") == 9
    (said,) = lacks(made, "https://example.org/")
    assert "titles and headings of all" in said


def test_nameless_events_come_last() -> None:
    page = build_site(entries(9), "x")["events.html"]
    assert page.index(EVENTS[0]) < page.index(EVENTS[2]) < page.index("No event named")


def test_links_are_encoded_whatever_a_folder_is_called(tmp_path) -> None:
    (found,) = read_entries(folder(tmp_path, "a b?c#d%e:f"))
    assert isinstance(found, Entry)
    assert found.href == "a%20b%3Fc%23d%25e%3Af/digest.html"
