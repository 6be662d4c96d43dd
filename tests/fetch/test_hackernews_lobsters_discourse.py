"""Hacker News, Lobsters, Discourse: the fields are those of the development data's real answers."""

import json

import pytest

from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions
from threadgist.fetch.sites import match

HN = "https://hn.algolia.com/api/v1/items/8863"
HN_ITEM = "https://hacker-news.firebaseio.com/v0/item/8863.json"


def item(number, text, *children, parent=8863, **more):
    return {
        "id": number,
        "created_at": "2007-04-04T19:16:40.000Z",
        "created_at_i": 1175714200 + number,
        "type": "comment",
        "author": f"user{number}",
        "title": None,
        "url": None,
        "text": text,
        "points": None,
        "parent_id": parent,
        "story_id": 8863,
        "children": list(children),
        "options": [],
        **more,
    }


def story(*children):
    return item(
        8863,
        None,
        *children,
        parent=None,
        type="story",
        title="A file store",
        url="https://store.example/",
        points=104,
    )


def test_hackernews_reads_the_tree_and_the_stated_count(site, fetch):
    reply = item(3, "<p>Agreed &amp; noted", parent=2)
    site.on(HN, story(item(2, "It is <i>fast</i>", reply))).on(HN_ITEM, {"descendants": 5, "type": "story"})
    thread = fetch("https://news.ycombinator.com/item?id=8863")
    assert (thread.source, thread.title, thread.id) == ("hackernews", "A file store", "8863")
    assert thread.url == "https://news.ycombinator.com/item?id=8863"
    assert thread.article.url == "https://store.example/"
    assert [(c.id, c.parent_id, c.text) for c in thread.comments] == [
        ("2", None, "It is fast"),
        ("3", "2", "Agreed & noted"),
    ]
    assert thread.comments[0].url == "https://news.ycombinator.com/item?id=2"
    assert thread.stated_count == 5
    assert thread.retrieved_at is not None


def test_hackernews_does_without_the_count_but_not_without_the_tree(site, fetch):
    site.on(HN, story(item(2, "Fine"))).on(HN_ITEM, {}, status=403)
    assert fetch("https://news.ycombinator.com/item?id=8863").stated_count is None
    with pytest.raises(SourceError, match="items/9: HTTP 404"):
        fetch("https://news.ycombinator.com/item?id=9")


def test_hackernews_of_a_thousand_levels(site, fetch):
    # The standard library cannot write it this deep.
    body = json.dumps(story("?"))
    for number in range(1_001, 2_000):
        body = body.replace('"?"', json.dumps(item(number, "and so on", "?")))
    body = body.replace('"?"', json.dumps(item(2_000, "the last")))
    site.on(HN, body=body.encode()).on(HN_ITEM, {"descendants": 1_000})
    thread = fetch("https://news.ycombinator.com/item?id=8863")
    assert len(thread.comments) == 1_000
    assert thread.comments[-1].parent_id == "1999"


def test_hackernews_refuses_what_is_no_item(site, fetch):
    site.on(HN, {"hits": []})
    with pytest.raises(SourceError, match="no Algolia item"):
        fetch("https://news.ycombinator.com/item?id=8863")


def lobsters_comment(short_id, text, parent=None, **more):
    return {
        "short_id": short_id,
        "short_id_url": f"https://lobste.rs/c/{short_id}",
        "created_at": "2024-05-01T10:00:00.000-05:00",
        "is_deleted": False,
        "is_moderated": False,
        "score": 4,
        "flags": 0,
        "parent_comment": parent,
        "comment": text,
        "comment_plain": "",
        "depth": 1 if parent else 0,
        "commenting_user": "ann",
        **more,
    }


def test_lobsters_reads_a_story(site, fetch):
    site.on(
        "https://lobste.rs/s/abc123.json",
        {
            "short_id": "abc123",
            "short_id_url": "https://lobste.rs/s/abc123",
            "created_at": "2024-05-01T09:00:00.000-05:00",
            "title": "Parsing at speed",
            "url": "https://parser.example/post",
            "score": 30,
            "comment_count": 4,
            "description": "",
            "comments_url": "https://lobste.rs/s/abc123/parsing_at_speed",
            "submitter_user": "bob",
            "tags": ["performance"],
            "comments": [
                lobsters_comment("c1", "<p>Nice work</p>"),
                lobsters_comment("c2", "<p>Why not SIMD?</p>", "c1"),
                lobsters_comment("c3", "<p>Comment removed by author</p>", "c1", is_deleted=True),
            ],
        },
    )
    thread = fetch("https://lobste.rs/s/abc123/parsing_at_speed")
    assert thread.source == "lobsters"
    assert [(c.id, c.parent_id, c.text, c.gone) for c in thread.comments] == [
        ("c1", None, "Nice work", None),
        ("c2", "c1", "Why not SIMD?", None),
        ("c3", "c1", "", "deleted"),
    ]
    assert thread.comments[1].url == "https://lobste.rs/c/c2"
    assert (thread.stated_count, thread.author) == (4, "bob")


def post(number, text, reply_to=None):
    return {
        "id": 1_000 + number,
        "post_number": number,
        "username": f"user{number}",
        "created_at": f"2024-03-01T10:{number % 60:02}:00.000Z",
        "cooked": f"<p>{text}</p>",
        "post_type": 1,
        "reply_to_post_number": reply_to,
        "actions_summary": [{"id": 2, "count": number}],
        "hidden": False,
        "user_deleted": False,
    }


def topic(posts, stream):
    return {
        "id": 77,
        "title": "Which editor?",
        "slug": "which-editor",
        "posts_count": len(stream),
        "created_at": "2024-03-01T10:00:00.000Z",
        "post_stream": {"posts": posts, "stream": stream},
    }


def discourse(site, count, base="https://forum.example"):
    posts = [post(n, f"Opinion number {n}", 1 if n > 1 else None) for n in range(1, count + 1)]
    ids = [p["id"] for p in posts]
    site.on(f"{base}/t/77.json", topic(posts[:20], ids))
    for at in range(20, count, 20):
        query = "&".join(f"post_ids%5B%5D={i}" for i in ids[at : at + 20])
        chunk = {"post_stream": {"posts": posts[at : at + 20]}, "id": 77}
        site.on(f"{base}/t/77/posts.json?{query}", chunk)


def test_discourse_fetches_the_whole_stream(site, fetch):
    discourse(site, 55)
    thread = fetch("https://forum.example/t/which-editor/77/12?u=me")
    assert len(thread.comments) == 54
    assert (thread.stated_count, thread.missing) == (54, 0)
    assert len(site.seen) == 3
    assert thread.comments[-1].url == "https://forum.example/t/77/55"
    assert thread.url == "https://forum.example/t/77"
    assert thread.article.lead == "Opinion number 1"
    assert thread.article.url == "https://forum.example/t/77"


def test_discourse_below_a_path(site, fetch):
    discourse(site, 3, "https://example.org/community")
    thread = fetch("https://example.org/community/t/77")
    assert [c.url for c in thread.comments] == [f"https://example.org/community/t/77/{n}" for n in (2, 3)]


def test_discourse_stops_at_the_limit_of_pages_and_says_so(site, fetch):
    discourse(site, 90)
    thread = fetch("https://forum.example/t/which-editor/77", FetchOptions(max_pages=3))
    assert len(site.seen) == 3
    assert len(thread.comments) == 59
    assert (thread.stated_count, thread.missing) == (89, 30)
    assert "stopped after 3 pages" in thread.repairs[-1]


def test_a_site_that_is_no_discourse(site, fetch):
    site.on("https://forum.example/t/77.json", {"topic": 1})
    with pytest.raises(SourceError, match="no Discourse topic"):
        fetch("https://forum.example/t/77")


@pytest.mark.parametrize(
    ("url", "name", "parts"),
    [
        ("https://news.ycombinator.com/item?id=8863#9224", "hackernews", ("8863",)),
        ("https://hn.algolia.com/api/v1/items/8863", "hackernews", ("8863",)),
        ("https://lobste.rs/s/abc123", "lobsters", ("abc123",)),
        ("https://meta.forum.example/t/title/123/4", "discourse", ("123",)),
        ("https://meta.forum.example/t/123/4", "discourse", ("123",)),
        ("https://www.reddit.com/r/python/comments/1ABCd/title/k2/?sort=new", "reddit", ("1abcd",)),
        ("https://old.reddit.com/comments/1abcd", "reddit", ("1abcd",)),
        ("https://www.reddit.com/user/someone/comments/1abcd/title/", "reddit", ("1abcd",)),
        ("https://redd.it/1abcd", "reddit", ("1abcd",)),
        ("https://lemmy.example/post/55?scrollToComments=true", "lemmy", ("55",)),
        ("https://mastodon.example/@ann/111222", "mastodon", ("111222",)),
        ("https://mastodon.example/@ann@else.example/111222", "mastodon", ("111222",)),
        ("https://mastodon.example/users/ann/statuses/111222", "mastodon", ("111222",)),
        ("https://mastodon.example/web/statuses/111222", "mastodon", ("111222",)),
        ("https://bsky.app/profile/Ann.bsky.social/post/3kabc", "bluesky", ("ann.bsky.social", "3kabc")),
        (
            "https://stackoverflow.com/questions/11227809/why-is",
            "stackexchange",
            ("stackoverflow", "11227809"),
        ),
        ("https://stackoverflow.com/q/11227809/22", "stackexchange", ("stackoverflow", "11227809")),
        ("https://english.stackexchange.com/questions/12", "stackexchange", ("english", "12")),
        ("https://meta.stackexchange.com/questions/12", "stackexchange", ("meta", "12")),
        ("https://mathoverflow.net/questions/12/x", "stackexchange", ("mathoverflow.net", "12")),
        ("https://pt.stackoverflow.com/questions/12/x", "stackexchange", ("pt.stackoverflow", "12")),
        ("https://github.com/a/b.c/issues/5#issuecomment-1", "github", ("a", "b.c", "issues", "5")),
        ("https://github.com/a/b/pull/5/files", "github", ("a", "b", "pull", "5")),
        ("https://github.com/a/b/discussions/9", "github-discussions", ("a", "b", "discussions", "9")),
        ("https://blog.example/2024/05/a-post/", "wordpress", ("slug", "a-post", "2024", "05")),
        ("https://blog.example/a-post.html#comment-5", "wordpress", ("slug", "a-post")),
        ("https://blog.example/a-post/comment-page-2/", "wordpress", ("slug", "a-post")),
        ("https://blog.example/?p=17", "wordpress", ("p", "17")),
    ],
)
def test_links_are_known_for_what_they_are(url, name, parts):
    ref = match(url)
    assert (ref.site, ref.parts) == (name, parts)
    assert match(ref.url) == ref
    assert "/" not in ref.folder_name


@pytest.mark.parametrize(
    "url",
    [
        "https://news.ycombinator.com/",
        "https://news.ycombinator.com/item?id=abc",
        "https://news.ycombinator.com/user?id=pg",
        "https://www.reddit.com/r/python/",
        "https://github.com/a/b",
        "https://github.com/../b/issues/1",
        "https://bsky.app/profile/ann.bsky.social",
        "https://stackoverflow.com/users/1",
        "https://forum.example/",
        "https://forum.example/style.css",
        "not a link",
    ],
)
def test_links_that_lead_to_no_thread(url):
    with pytest.raises(SourceError, match="leads to no thread that can be fetched"):
        match(url)
