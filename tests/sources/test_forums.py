"""Hacker News, Reddit and Discourse files become threads with every comment in its place."""

# ruff: noqa: E501 (bodies are as long as they are)

import json
from datetime import UTC, datetime

import pytest

from threadgist.errors import SourceError
from threadgist.sources import list_sources, read_thread


@pytest.fixture
def read(tmp_path):
    def read(document, file_name="saved", **options):
        path = tmp_path / file_name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return read_thread(path, **options)

    return read


def by_id(thread):
    return {comment.id: comment for comment in thread.comments}


ALGOLIA = {
    "id": 100, "type": "story", "author": "ann", "title": "A bridge is closed", "points": 12,
    "url": "https://www.example.org/bridge", "created_at_i": 1_700_000_000, "text": None,
    "children": [
        {"id": 102, "type": "comment", "author": "bob", "created_at": "2023-11-14T23:00:00.000Z", "parent_id": 100,
         "text": "It was old.<p>I drove over it <i>daily</i>.", "points": None, "children": [
             {"id": 103, "type": "comment", "author": "cy", "parent_id": 102, "text": "&gt; It was old.<p>So am I.",
              "created_at_i": 1_700_010_000, "children": []}]},
        {"id": 101, "type": "comment", "author": None, "text": None, "created_at_i": 1_700_000_100, "parent_id": 100,
         "children": [{"id": 104, "type": "comment", "author": "dee", "text": "Why deleted?", "children": []}]},
    ],
}  # fmt: skip


def test_algolia_tree(read):
    thread = read(ALGOLIA)
    assert (thread.source, thread.id, thread.title, thread.author) == (
        "hackernews",
        "100",
        "A bridge is closed",
        "ann",
    )
    assert thread.url == "https://news.ycombinator.com/item?id=100"
    assert thread.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (thread.article.url, thread.article.site) == ("https://www.example.org/bridge", "example.org")
    assert [comment.id for comment in thread.comments] == ["101", "102", "103", "104"]
    comments = by_id(thread)
    assert {i: c.parent_id for i, c in comments.items()} == {
        "101": None,
        "102": None,
        "103": "102",
        "104": "101",
    }
    assert comments["102"].text == "It was old.\n\nI drove over it daily."
    assert comments["103"].text == "> It was old.\n\nSo am I."
    assert comments["103"].url == "https://news.ycombinator.com/item?id=103"
    assert (comments["101"].gone, comments["101"].text, comments["101"].author) == ("deleted", "", None)
    assert comments["104"].created_at is None
    assert thread.repairs == ()


def test_a_question_to_the_forum_is_the_article(read):
    story = {**ALGOLIA, "url": None, "title": "Ask HN: Bridges?", "text": "Which ones?<p>And where?"}
    article = read(story).article
    assert article.lead == "Which ones?\n\nAnd where?"
    assert article.url == "https://news.ycombinator.com/item?id=100"


def test_a_thread_of_one_comment_and_its_replies(read):
    thread = read({**ALGOLIA["children"][0], "story_title": "A bridge is closed"})
    assert thread.title == "A bridge is closed"
    assert thread.article is None
    assert [comment.parent_id for comment in thread.comments] == [None, "102"]


def test_flat_list(read):
    items = [
        {"id": 12, "author": "ann", "text": "It&#x27;s fine."},
        {"id": 9, "author": "bob", "text": "No<p>never"},
        {"id": 30, "author": "cy", "text": "plain"},
    ]
    thread = read(items, "48849066.flat.json")
    assert thread.source == "hackernews"
    assert thread.title == "Thread 48849066"
    assert [(c.id, c.text) for c in thread.comments] == [
        ("9", "No\n\nnever"),
        ("12", "It's fine."),
        ("30", "plain"),
    ]
    assert {c.parent_id for c in thread.comments} == {None}


def test_a_list_without_the_sites_escapes_is_not_taken_for_hacker_news(read):
    thread = read([{"id": 12, "author": "ann", "text": "It's fine"}])
    assert thread.source == "json"
    assert thread.comments[0].url is None


def test_ten_thousand_levels(read):
    levels = 10_000
    opened = (
        f'{{"id": {n}, "type": "comment", "author": "a", "text": "level {n}", "children": ['
        for n in range(1, levels)
    )
    text = (
        '{"id": 999999, "type": "story", "title": "Deep", "children": ['
        + "".join(opened)
        + "]}" * (levels - 1)
        + "]}"
    )
    thread = read(text)
    assert len(thread.comments) == levels - 1
    assert by_id(thread)["9999"].parent_id == "9998"


def listing(*things):
    return {"kind": "Listing", "data": {"children": list(things), "after": None}}


def reply(comment_id, body, *replies, **more):
    data = {"id": comment_id, "name": f"t1_{comment_id}", "author": "ann", "body": body, "score": 3,
            "created_utc": 1_600_000_000.0, "replies": listing(*replies) if replies else ""}  # fmt: skip
    return {"kind": "t1", "data": {**data, **more}}


LINK = {"id": "abc", "title": "Cats &amp; dogs", "author": "op", "subreddit": "pets", "is_self": True, "num_comments": 9,
        "permalink": "/r/pets/comments/abc/cats_dogs/", "created_utc": 1_599_990_000.0, "score": 50,
        "url": "https://www.reddit.com/r/pets/comments/abc/cats_dogs/", "selftext": "Which?\n\n**Tell** me."}  # fmt: skip


def test_reddit_listings(read):
    more = {"kind": "more", "data": {"count": 4, "children": ["x1", "x2"], "parent_id": "t1_c1"}}
    on = {"kind": "more", "data": {"count": 0, "children": ["y1"], "parent_id": "t1_c2"}}
    thread = read(
        [
            listing({"kind": "t3", "data": LINK}),
            listing(
                reply(
                    "c1",
                    "&gt; quoted\n\nI *like* [dogs](https://x.org) &lt;3",
                    reply("c2", "[deleted]", on),
                    more,
                ),
                reply("c3", "[removed]", author="[deleted]"),
                reply("c4", "still here", author="[deleted]", permalink="/r/pets/comments/abc/cats_dogs/c4/"),
                reply(
                    "c5",
                    "escaped *",
                    body_html="&lt;div&gt;&lt;p&gt;from &lt;em&gt;html&lt;/em&gt; &amp;amp; so&lt;/p&gt;",
                    score_hidden=True,
                ),
                reply("c6", "x", body_html="<p>1 &lt; 2</p>"),
            ),
        ]
    )
    comments = by_id(thread)
    assert (thread.source, thread.id, thread.title) == ("reddit", "abc", "Cats & dogs")
    assert (thread.stated_count, thread.missing) == (9, 5)
    assert thread.article.lead == "Which?\n\nTell me."
    assert (thread.article.site, thread.article.date) == ("r/pets", "2020-09-13")
    assert comments["c1"].text == "> quoted\n\nI like dogs <3"
    assert comments["c1"].url == "https://www.reddit.com/r/pets/comments/abc/cats_dogs/c1/"
    assert comments["c2"].parent_id == "c1"
    assert (comments["c2"].gone, comments["c2"].text) == ("deleted", "")
    assert (comments["c3"].gone, comments["c3"].author) == ("removed", None)
    assert (comments["c4"].gone, comments["c4"].author, comments["c4"].text) == (None, None, "still here")
    assert (comments["c5"].text, comments["c5"].score) == ("from html & so", None)
    assert comments["c6"].text == "1 < 2"


def test_reddit_says_who_speaks_for_the_site_or_opened_the_thread(read):
    thread = read(
        [
            listing({"kind": "t3", "data": LINK}),
            listing(
                reply("c1", "As staff", distinguished="admin"),
                reply("c2", "Rule two", distinguished="moderator", is_submitter=True),
                reply("c3", "I asked", is_submitter=True),
                reply("c4", "So did I", is_submitter=False, distinguished=None),
                reply("c5", "Honoured", distinguished="special"),
            ),
        ]
    )
    assert [by_id(thread)[f"c{n}"].role for n in range(1, 6)] == ["host", "moderator", "op", None, None]


def test_a_reddit_link_post_is_about_its_link(read):
    link = {**LINK, "is_self": False, "url": "https://news.example.org/a?x=1&amp;y=2", "selftext": ""}
    article = read([listing({"kind": "t3", "data": link}), listing()]).article
    assert (article.url, article.site, article.lead) == (
        "https://news.example.org/a?x=1&y=2",
        "news.example.org",
        "",
    )


def post(number, cooked, **more):
    base = {"id": 5000 + number, "post_number": number, "username": f"user{number}", "cooked": cooked, "post_type": 1,
            "created_at": f"2024-05-01T10:{number:02}:00.000Z", "reply_to_post_number": None,
            "actions_summary": [{"id": 2, "count": number}]}  # fmt: skip
    return {**base, **more}


TOPIC = {
    "id": 77, "title": "Winter tyres", "slug": "winter-tyres", "posts_count": 9, "created_at": "2024-05-01T10:01:00Z",
    "details": {"links": [{"url": "https://forum.example.org/t/other/5", "internal": True},
                          {"url": "https://elsewhere.org/t/x/1", "internal": False}]},
    "post_stream": {"stream": list(range(1, 10)), "posts": [
        post(1, "<p>When do you change?</p>"),
        post(2, "<p>In October.</p>", reply_to_post_number=1),
        post(3, '<aside class="quote"><div class="title">user2:</div><blockquote><p>In October.</p></blockquote></aside>'
                "<p>Too late!</p>", reply_to_post_number=2),
        post(4, "closed this topic", post_type=3),
        post(5, "<p>gone</p>", user_deleted=True),
        post(6, "<p>flagged</p>", hidden=True),
    ]},
}  # fmt: skip


def test_discourse_topic(read):
    thread = read(TOPIC)
    assert (thread.source, thread.id, thread.title, thread.author) == (
        "discourse",
        "77",
        "Winter tyres",
        "user1",
    )
    assert thread.url == "https://forum.example.org/t/winter-tyres/77"
    assert thread.article.lead == "When do you change?"
    assert (thread.missing, thread.stated_count) == (3, 8)
    comments = by_id(thread)
    assert list(comments) == ["2", "3", "5", "6"]
    assert comments["2"].parent_id is None
    assert comments["3"].parent_id == "2"
    assert comments["3"].text == "> In October.\n\nToo late!"
    assert comments["3"].url == "https://forum.example.org/t/winter-tyres/77/3"
    assert comments["3"].score == 3
    assert [comments[i].gone for i in "56"] == ["deleted", "removed"]


def test_discourse_says_who_is_staff(read):
    people = [
        {"admin": True, "moderator": True, "staff": True},
        {"moderator": True, "staff": True},
        {"staff": True},
    ]
    people += [
        {"primary_group_name": "Team"},
        {"primary_group_name": "gardeners", "admin": False, "staff": False},
    ]
    posts = [post(number, "<p>Tyres.</p>", **person) for number, person in enumerate(people, 2)]
    thread = read({**TOPIC, "post_stream": {"stream": [], "posts": [post(1, "<p>When?</p>"), *posts]}})
    assert [one.role for one in thread.comments] == ["host", "moderator", "host", "host", None]


def test_a_discourse_topic_of_an_unknown_forum_has_no_links(read):
    thread = read({**TOPIC, "details": {}})
    assert thread.url is None
    assert {comment.url for comment in thread.comments} == {None}


def test_a_source_can_be_named(read):
    flat = [{"id": 12, "author": "ann", "text": "no escapes here"}]
    assert read(flat, name="hackernews").comments[0].url == "https://news.ycombinator.com/item?id=12"
    with pytest.raises(SourceError, match=r"no source is called 'usenet'; there are hackernews, .*table"):
        read(flat, name="usenet")
    with pytest.raises(SourceError, match="no Reddit thread"):
        read(flat, name="reddit")
    with pytest.raises(SourceError, match="no Discourse topic"):
        read(flat, name="discourse")


def test_sources_are_listed_with_their_links():
    infos = {info.name: info for info in list_sources()}
    assert list(infos)[:3] == ["hackernews", "reddit", "discourse"]
    assert list(infos)[-2:] == ["json", "table"]
    assert all(info.description and info.link for info in infos.values())
    assert infos["hackernews"].link == "https://news.ycombinator.com/item?id=ID"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.org", "ftp://x.org", "https://", 7]
)
def test_links_of_other_schemes_are_not_kept(read, url):
    assert read({**ALGOLIA, "url": url}).article.url == "https://news.ycombinator.com/item?id=100"
    assert read([{"id": "a", "text": "one two", "url": url}]).comments[0].url is None
