"""Reddit: stubs of both kinds. Fields of listings as in the development data; those of `more` things and of
`morechildren` from the API's documentation and its open-source days (no sample of them was at hand)."""

import pytest

from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions
from threadgist.fetch.patience import Tokens

API = "https://www.reddit.com"
FIRST = f"{API}/comments/abc.json?raw_json=1&limit=500&sort=old"


def t1(name, text, parent, replies=""):
    return {
        "kind": "t1",
        "data": {
            "id": name,
            "name": f"t1_{name}",
            "author": f"user_{name}",
            "body": text,
            "parent_id": parent,
            "link_id": "t3_abc",
            "created_utc": 1_700_000_000.0,
            "score": 3,
            "permalink": f"/r/cats/comments/abc/title/{name}/",
            "replies": replies,
        },
    }


def more(children, parent="t3_abc", count=None):
    name = children[0] if children else "_"
    return {
        "kind": "more",
        "data": {
            "id": name,
            "name": f"t1_{name}",
            "parent_id": parent,
            "children": children,
            "count": len(children) if count is None else count,
            "depth": 0,
        },
    }


def listing(*things):
    return {"kind": "Listing", "data": {"after": None, "children": list(things), "before": None}}


def link(comments):
    data = {
        "id": "abc",
        "title": "Cats &amp; boxes",
        "selftext": "Why do they fit?",
        "is_self": True,
        "subreddit": "cats",
        "permalink": "/r/cats/comments/abc/title/",
        "author": "op",
        "num_comments": comments,
        "created_utc": 1_699_999_000.0,
    }
    return listing({"kind": "t3", "data": data})


def children_url(*names):
    listed = "%2C".join(names)
    return f"{API}/api/morechildren.json?api_type=json&link_id=t3_abc&raw_json=1&children={listed}"


def test_reddit_follows_both_kinds_of_stubs(site, fetch):
    deep = t1("b", "second", "t1_a", listing(more([], "t1_b", 0)))
    site.on(FIRST, [link(6), listing(t1("a", "first", "t3_abc", listing(deep)), more(["d", "e"]))])
    things = [t1("d", "fourth", "t3_abc"), t1("e", "fifth", "t1_d"), more(["f"], "t1_e")]
    site.on(children_url("d", "e"), {"json": {"errors": [], "data": {"things": things}}})
    site.on(children_url("f"), {"json": {"errors": [], "data": {"things": [t1("f", "sixth", "t1_e")]}}})
    again = t1("b", "second", "t1_a", listing(t1("c", "third", "t1_b")))
    site.on(f"{API}/comments/abc/_/b.json?raw_json=1&limit=500", [link(6), listing(again)])
    thread = fetch("https://old.reddit.com/r/cats/comments/abc/title/?sort=top")
    parents = {c.id: c.parent_id for c in thread.comments}
    assert parents == {"a": None, "b": "a", "c": "b", "d": None, "e": "d", "f": "e"}
    assert (thread.stated_count, thread.missing, thread.repairs) == (6, 0, ())
    assert thread.comments[0].url == f"{API}/r/cats/comments/abc/title/a/"
    assert thread.title == "Cats & boxes"
    assert thread.article.lead == "Why do they fit?"


def test_reddit_asks_for_stubs_a_hundred_at_a_time(site, fetch):
    names = [f"n{number}" for number in range(250)]
    site.on(FIRST, [link(250), listing(more(names))])
    for at in (0, 100, 200):
        chunk = names[at : at + 100]
        things = [t1(name, f"comment {name}", "t3_abc") for name in chunk]
        site.on(children_url(*chunk), {"json": {"data": {"things": things}}})
    thread = fetch(f"{API}/comments/abc/")
    assert len(thread.comments) == 250
    assert len(site.seen) == 4


def test_reddit_reads_stubs_one_by_one_where_the_shorter_way_is_closed(site, fetch):
    site.on(FIRST, [link(2), listing(more(["d", "e"]))])
    site.on(children_url("d", "e"), {"message": "Forbidden", "error": 403}, status=403)
    for name in "de":
        address = f"{API}/comments/abc/_/{name}.json?raw_json=1&limit=500"
        site.on(address, [link(2), listing(t1(name, f"text of {name}", "t3_abc"))])
    thread = fetch(f"{API}/comments/abc/")
    assert {c.id for c in thread.comments} == {"d", "e"}
    assert thread.missing == 0


def test_reddit_says_what_it_could_not_read(site, fetch):
    names = [f"n{number}" for number in range(150)]
    site.on(FIRST, [link(151), listing(t1("a", "only this", "t3_abc"), more(names))])
    site.on(children_url(*names[:100]), {"json": {"data": {"things": []}}})
    thread = fetch(f"{API}/comments/abc/", FetchOptions(max_pages=2))
    assert len(thread.comments) == 1
    assert (thread.stated_count, thread.missing) == (151, 150)
    assert any("stopped after 2 pages" in repair for repair in thread.repairs)


def test_reddit_goes_to_the_other_host_with_a_token(site, fetch):
    site.on(FIRST.replace("www.", "oauth."), [link(1), listing(t1("a", "hello there", "t3_abc"))])
    thread = fetch(f"{API}/comments/abc/", tokens=Tokens(reddit="red_secret"))
    assert len(thread.comments) == 1
    assert {seen.host for seen in site.seen} == {"oauth.reddit.com"}
    assert site.seen[0].headers["Authorization"] == "Bearer red_secret"


def test_reddit_that_blocks_says_what_helps(site, fetch):
    site.on(FIRST, {"message": "Forbidden"}, status=403)
    with pytest.raises(SourceError, match=r"HTTP 403: .*blocks this address; set THREADGIST_REDDIT_TOKEN"):
        fetch(f"{API}/comments/abc/")


def test_stubs_that_name_themselves_do_not_go_on_for_ever(site, fetch):
    site.on(FIRST, [link(3), listing(t1("a", "first", "t3_abc", listing(more([], "t1_a"))), more(["d"]))])
    site.on(children_url("d"), {"json": {"data": {"things": [more(["d"]), more(["d"])]}}})
    again = t1("a", "first", "t3_abc", listing(more([], "t1_a")))
    site.on(f"{API}/comments/abc/_/a.json?raw_json=1&limit=500", [link(3), listing(again)])
    thread = fetch(f"{API}/comments/abc/")
    assert len(site.seen) == 3
    assert thread.missing == 1
