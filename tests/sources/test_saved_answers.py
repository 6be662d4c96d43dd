"""What a site's API answers, saved to a file, is read as the fetched thread is: people, tree, times, what is gone."""

import io
import json
from datetime import UTC, datetime

import pytest

from threadgist.errors import SourceError
from threadgist.sources import read_thread


def read(document, **options):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_thread("-", stdin=io.BytesIO(data), **options)


def told(thread):
    return [(c.id, c.parent_id, c.author, c.text) for c in thread.comments]


def lemmy(number, path, text, who, post=4, **flags):
    return {
        "comment": {
            "id": number,
            "post_id": post,
            "content": text,
            "path": path,
            "published": f"2024-05-0{number}T10:00:00Z",
            "removed": False,
            "deleted": False,
            "ap_id": f"https://town.example/comment/{number}",
            **flags,
        },
        "creator": {"id": 90 + number, "name": who},
        "post": {
            "id": post,
            "name": f"Lamps on pier {post}",
            "body": "Do we *need* them?",
            "published": "2024-05-01T08:00:00Z",
        },
        "counts": {"score": number * 2},
    }


def test_lemmy():
    views = [
        lemmy(1, "0.1", "More **lamps** at once", "ann"),
        lemmy(2, "0.1.2", "They blind me", "bob"),
        lemmy(3, "0.3", "shouting", "cat", removed=True),
        lemmy(4, "0.4", "mine", "dan", deleted=True),
    ]
    thread = read({"comments": views})
    assert (thread.source, thread.title, thread.id) == ("lemmy", "Lamps on pier 4", "4")
    assert thread.article.lead == "Do we need them?"
    assert told(thread)[:2] == [("1", None, "ann", "More lamps at once"), ("2", "1", "bob", "They blind me")]
    assert [(c.gone, c.text) for c in thread.comments[2:]] == [("removed", ""), ("deleted", "")]
    assert thread.comments[0].created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (thread.comments[1].score, thread.comments[1].url) == (4, "https://town.example/comment/2")
    with pytest.raises(SourceError, match="holds 2 conversations"):
        read([*views, lemmy(5, "0.5", "Another pier altogether", "eve", post=9)])


def status(number, parent, text, who, **more):
    return {
        "id": str(number),
        "in_reply_to_id": parent,
        "created_at": f"2024-05-01T10:0{number}:00.000Z",
        "content": f"<p>{text}</p>",
        "account": {"id": "1", "username": who, "acct": f"{who}@far.example", "display_name": "X"},
        "favourites_count": number,
        "url": f"https://far.example/@{who}/{number}",
        **more,
    }


def test_mastodon():
    answers = [
        status(2, "1", "Bring <b>lamps</b>", "bob"),
        status(3, "2", "No lamps", "cat", spoiler_text="Lamps"),
    ]
    thread = read({"ancestors": [], "descendants": answers})
    assert (thread.source, thread.repairs) == ("mastodon", ())
    assert told(thread) == [
        ("2", None, "bob@far.example", "Bring lamps"),
        ("3", "2", "cat@far.example", "Lamps\n\nNo lamps"),
    ]
    whole = read({"ancestors": [status(1, None, "What do you think?", "ann")], "descendants": answers})
    assert whole.article.lead == "What do you think?"
    assert (whole.author, len(whole.comments)) == ("ann@far.example", 2)


def node(key, who, text, replies=()):
    return {
        "post": {
            "uri": f"at://did:plc:{who}/app.bsky.feed.post/{key}",
            "author": {"did": f"did:plc:{who}", "handle": f"{who}.example"},
            "record": {"text": text, "createdAt": "2024-05-01T10:00:00Z"},
            "likeCount": 3,
            "replyCount": len(replies),
        },
        "replies": list(replies),
    }


def test_bluesky():
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": "at://x", "blocked": True}
    thread = read(
        {
            "thread": node(
                "k0", "ann", "Lamps?", [node("k1", "bob", "Yes", [node("k2", "cat", "No")]), blocked]
            )
        }
    )
    assert (thread.source, thread.author, thread.article.lead) == ("bluesky", "ann.example", "Lamps?")
    assert told(thread) == [("k1", None, "bob.example", "Yes"), ("k2", "k1", "cat.example", "No")]
    assert thread.comments[0].url == "https://bsky.app/profile/bob.example/post/k1"


def stack(kind, number, text, who, **more):
    return {
        f"{kind}_id": number,
        "body": f"<p>{text}</p>",
        "owner": {"display_name": who},
        "creation_date": 1714557600 + number,
        "score": number,
        **more,
    }


def test_stackexchange():
    answer = stack(
        "answer",
        6,
        "Use <i>LEDs</i>",
        "Ann &amp; Co",
        question_id=5,
        comments=[stack("comment", 61, "Worked here", "bob", post_id=6)],
    )
    question = stack(
        "question",
        5,
        "Which lamps?",
        "op",
        title="Lamps &quot;out&quot;side",
        link="https://s.example/questions/5/x",
        answers=[answer],
        comments=[stack("comment", 50, "Where?", "cat", post_id=5)],
    )
    thread = read({"items": [question], "has_more": False, "quota_remaining": 3})
    assert (thread.source, thread.title, thread.author) == ("stackexchange", 'Lamps "out"side', "op")
    assert thread.article.lead == "Which lamps?"
    assert sorted(told(thread)) == [
        ("a6", None, "Ann & Co", "Use LEDs"),
        ("c50", None, "cat", "Where?"),
        ("c61", "a6", "bob", "Worked here"),
    ]
    # A number of more digits than Python reads is a reference to nothing.
    endless = question | {"title": f"Lamps &#{'9' * 5_000};"}
    assert read({"items": [endless], "has_more": False, "quota_remaining": 3}).title.startswith("Lamps")
    pages = [
        {"items": [stack("answer", n, f"Answer number {n}", "ann", question_id=5)], "quota_remaining": 2}
        for n in (7, 8)
    ]
    assert [c.id for c in read("\n".join(map(json.dumps, pages)).encode()).comments] == ["a7", "a8"]


def remark(number, text, who, **more):
    return {
        "id": f"IC_{number}",
        "author": {"login": who} if who else None,
        "authorAssociation": "NONE",
        "body": text,
        "createdAt": f"2024-05-01T10:0{number}:00Z",
        "url": f"https://github.com/o/r/issues/3#issuecomment-{number}",
        "isMinimized": False,
        **more,
    }


def test_github_as_gh_prints_it():
    votes = [
        {"content": []},
        {"content": "THUMBS_UP", "users": {"totalCount": 4}},
        {"content": "THUMBS_DOWN", "users": {"totalCount": 1}},
    ]
    thread = read(
        {
            "title": "Lamps fail",
            "body": "They **fail**.<!-- template -->",
            "author": {"login": "op"},
            "number": 3,
            "url": "https://github.com/o/r/issues/3",
            "createdAt": "2024-05-01T09:00:00Z",
            "labels": [{"name": "bug", "description": "A bug of ours"}],
            "comments": [
                remark(1, "Here `too`\n<!-- bot -->", "ann", reactionGroups=votes),
                remark(2, "Buy boats", "x", isMinimized=True, minimizedReason="spam"),
                remark(3, "off", "y", isMinimized=True, minimizedReason="off-topic"),
                remark(4, "Gone account", None),
            ],
        }
    )
    assert (thread.source, thread.title, thread.article.lead) == ("github-api", "Lamps fail", "They fail.")
    assert told(thread) == [
        ("IC_1", None, "ann", "Here too"),
        ("IC_3", None, "y", ""),
        ("IC_4", None, None, "Gone account"),
    ]
    assert (thread.comments[0].score, thread.comments[1].gone) == (3, "removed")
    assert thread.repairs == ("1 comment left out: hidden as spam",)


def rest(number, issue, text="Some *words*"):
    return {
        "id": number,
        "user": {"login": f"u{number}"},
        "body": text,
        "created_at": "2024-05-01T10:00:00Z",
        "author_association": "NONE",
        "html_url": f"https://github.com/o/r/issues/{issue}#issuecomment-{number}",
        "issue_url": f"https://api.github.com/repos/o/r/issues/{issue}",
        "reactions": {"+1": 2, "-1": 3},
    }


def test_github_rest_and_graphql():
    thread = read([rest(1, 7), rest(2, 7)])
    assert (thread.id, thread.url) == ("o/r#7", "https://github.com/o/r/issues/7")
    first = thread.comments[0]
    assert (first.id, first.author, first.text, first.score) == ("1", "u1", "Some words", -1)
    with pytest.raises(SourceError, match="holds 2 conversations"):
        read([rest(1, 7), rest(2, 8)])
    assert [c.id for c in read([rest(1, 7), rest(2, 8)], thread="o/r#8").comments] == ["2"]
    reply = {**remark(2, "Yes", "bob"), "databaseId": 22}
    top = {**remark(1, "Plan?", "ann"), "databaseId": 21, "upvoteCount": 5, "replies": {"nodes": [reply]}}
    topic = {
        "title": "Plans",
        "body": "What next?",
        "url": "https://github.com/o/r/discussions/4",
        "author": {"login": "op"},
        "comments": {"totalCount": 1, "nodes": [top]},
    }
    thread = read({"data": {"repository": {"discussion": topic}}})
    assert (thread.id, thread.author) == ("o/r/discussions/4", "op")
    assert told(thread) == [("21", None, "ann", "Plan?"), ("22", "21", "bob", "Yes")]
    assert thread.comments[0].score == 5


def wp(number, parent=0, post=8, **more):
    return {
        "id": number,
        "post": post,
        "parent": parent,
        "author": 0,
        "author_name": f"Guest &amp; {number}",
        "date": "2024-05-01T12:00:00",
        "date_gmt": "2024-05-01T10:00:00",
        "content": {"rendered": "<p>Lamps &#8211; please</p>\n"},
        "status": "approved",
        "link": f"https://blog.example/lamps/#comment-{number}",
        "type": "comment",
        **more,
    }


def test_wordpress():
    thread = read([wp(1), wp(2, 1), wp(3, type="pingback"), wp(4, status="hold")])
    assert (thread.source, thread.id, thread.url) == ("wordpress-api", "8", "https://blog.example/lamps/")
    assert told(thread) == [
        ("1", None, "Guest & 1", "Lamps – please"),
        ("2", "1", "Guest & 2", "Lamps – please"),
    ]
    assert thread.comments[0].created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert thread.repairs == (
        "1 comment left out: pingbacks and trackbacks",
        "1 comment left out: waiting for approval",
    )
    assert len(read([wp(1), wp(2, post=9), wp(3, post=9)], thread="9").comments) == 2
    post = {
        "id": 8,
        "title": {"rendered": "Lamps"},
        "content": {"rendered": "<p>We need some.</p>"},
        "link": "https://blog.example/lamps/",
        "_embedded": {"replies": [[wp(1), wp(2, 1)]]},
    }
    assert (read(post).title, read(post).article.lead, len(read(post).comments)) == (
        "Lamps",
        "We need some.",
        2,
    )


def test_hackernews_items_and_hits():
    items = [
        {
            "by": "op",
            "id": 10,
            "kids": [11],
            "score": 9,
            "time": 1714557600,
            "title": "Lamps",
            "type": "story",
            "url": "https://l.example/",
            "descendants": 3,
        },
        {"by": "bob", "id": 12, "parent": 11, "text": "Don&#x27;t.", "time": 1714557700, "type": "comment"},
        {"by": "ann", "id": 11, "parent": 10, "text": "Buy LEDs now", "time": 1714557650, "type": "comment"},
        {"deleted": True, "id": 13, "parent": 10, "time": 1714557800, "type": "comment"},
    ]
    for document in (items, "\n".join(map(json.dumps, items)).encode()):
        thread = read(document)
        assert (thread.title, thread.id, thread.author, thread.article.url) == (
            "Lamps",
            "10",
            "op",
            "https://l.example/",
        )
        assert told(thread) == [
            ("11", None, "ann", "Buy LEDs now"),
            ("12", "11", "bob", "Don't."),
            ("13", None, None, ""),
        ]
        assert thread.comments[2].gone == "deleted"
        assert thread.comments[0].url == "https://news.ycombinator.com/item?id=11"
    hits = [
        {
            "objectID": str(n),
            "author": f"u{n}",
            "comment_text": f"Word {n}",
            "created_at_i": 1714557600 + n,
            "parent_id": n - 1,
            "story_id": 20,
            "story_title": "Piers",
            "story_url": "https://p.example/",
        }
        for n in (21, 22)
    ]
    thread = read({"hits": hits, "nbHits": 2})
    assert (thread.title, thread.id) == ("Piers", "20")
    assert [(c.id, c.parent_id, c.text) for c in thread.comments] == [
        ("21", None, "Word 21"),
        ("22", "21", "Word 22"),
    ]


def test_discourse_posts():
    def post(number, parent=None, topic=5):
        return {
            "id": 100 + number,
            "username": f"u{number}",
            "cooked": f"<p>Word {number}</p>",
            "post_number": number,
            "topic_id": topic,
            "topic_title": f"Topic {topic}",
            "topic_slug": "t",
            "reply_to_post_number": parent,
            "created_at": "2024-05-01T10:00:00Z",
            "post_type": 1,
        }

    thread = read({"latest_posts": [post(3, 2), post(2, 1), post(1)]})
    assert (thread.source, thread.title, thread.author) == ("discourse", "Topic 5", "u1")
    assert thread.article.lead == "Word 1"
    assert told(thread) == [("2", None, "u2", "Word 2"), ("3", "2", "u3", "Word 3")]
    assert len(read([post(2), post(2, topic=6), post(3, topic=6)], thread="6").comments) == 2


def pushshift(number, parent="t3_zz", link="t3_zz", **more):
    return {
        "id": f"k{number}",
        "author": "ann",
        "body": "Some **words** &gt; none",
        "created_utc": 1714557600 + number,
        "parent_id": parent,
        "link_id": link,
        "score": number,
        "subreddit": "town",
        **more,
    }


def test_reddit_archives():
    rows = [pushshift(1), pushshift(2, "t1_k1", author="[deleted]", body="[removed]")]
    for document in ({"data": rows}, rows):
        thread = read(document)
        assert (thread.source, thread.id, thread.repairs) == ("reddit", "zz", ())
        assert told(thread) == [("k1", None, "ann", "Some words > none"), ("k2", "k1", None, "")]
        assert thread.comments[1].gone == "removed"
        assert thread.comments[0].url == "https://www.reddit.com/r/town/comments/zz/_/k1/"
    post = {
        "id": "zz",
        "title": "Lamps",
        "selftext": "Why?",
        "num_comments": 2,
        "is_self": True,
        "author": "op",
    }
    assert (read({"data": [post, *rows]}).title, read({"data": [post, *rows]}).article.lead) == (
        "Lamps",
        "Why?",
    )
    more = {"kind": "more", "data": {"count": 4, "children": ["a", "b", "c", "d"]}}
    inner = {
        "kind": "Listing",
        "data": {"children": [{"kind": "t1", "data": pushshift(2, "t1_k1", replies="")}, more]},
    }
    thread = read({"data": [{"kind": "t1", "data": pushshift(1, replies=inner)}]})
    assert (told(thread)[1][:2], thread.missing) == (("k2", "k1"), 4)
    with pytest.raises(SourceError, match="holds 2 conversations"):
        read([pushshift(1), pushshift(2, link="t3_yy")])
    assert len(read([pushshift(1), pushshift(2, link="t3_yy")], thread="t3_yy").comments) == 1


def test_stackexchange_dumps(tmp_path):
    posts = (
        '<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'
        '<row Id="5" PostTypeId="1" CreationDate="2024-05-01T10:00:00.000" Score="3" Title="Which lamps?" '
        'OwnerUserId="1" Body="&lt;p&gt;For the pier.&lt;/p&gt;" />\n'
        '<row Id="6" PostTypeId="2" ParentId="5" CreationDate="2024-05-01T11:00:00.000" Score="7" OwnerUserId="2" '
        'Body="&lt;p&gt;Use &lt;b&gt;LEDs&lt;/b&gt;.&lt;/p&gt;" />\n'
        '<row Id="8" PostTypeId="1" Title="Other" Body="" OwnerDisplayName="gone" />\n'
        '<row Id="9" PostTypeId="2" ParentId="3" Body="To what was asked before." />\n</posts>'
    )
    comments = (
        '<comments><row Id="50" PostId="5" Score="1" Text="Where?" CreationDate="2024-05-01T10:05:00.000" UserId="2" />'
        '<row Id="61" PostId="6" Score="0" Text="Worked, *thanks*" UserDisplayName="cat" /></comments>'
    )
    (tmp_path / "Posts.xml").write_text(posts)
    alone = read_thread(tmp_path / "Posts.xml", thread="5")
    assert told(alone) == [("a6", None, "2", "Use LEDs.")]
    assert alone.repairs == ("1 comment left out: its question is not in the dump",)
    (tmp_path / "Comments.xml").write_text(comments)
    users = '<users><row Id="1" DisplayName="ann" /><row Id="2" DisplayName="bob" /></users>'
    (tmp_path / "Users.xml").write_text(users)
    thread = read_thread(tmp_path, thread="5")
    assert (thread.title, thread.author, thread.article.lead) == ("Which lamps?", "ann", "For the pier.")
    assert sorted(told(thread)) == [
        ("a6", None, "bob", "Use LEDs."),
        ("c50", None, "bob", "Where?"),
        ("c61", "a6", "cat", "Worked, thanks"),
    ]


@pytest.mark.parametrize("join", ["list", "lines", "one after the other"])
def test_pages_of_an_answer_in_one_file(join):
    def saved(*pages):
        if join == "list":
            return json.dumps(pages).encode()
        if join == "lines":
            return "\n".join(map(json.dumps, pages)).encode()
        return "".join(json.dumps(page, indent=1) for page in pages).encode()

    views = [lemmy(n, f"0.{n}", f"Word {n}", "ann") for n in (1, 2, 3)]
    thread = read(saved({"comments": views[:2]}, {"comments": views[2:]}))
    assert (thread.source, [c.id for c in thread.comments]) == ("lemmy", ["1", "2", "3"])
    if join != "lines":
        assert len(read(saved([rest(1, 7)], [rest(2, 7)])).comments) == 2
        assert len(read(saved([wp(1)], [wp(2)])).comments) == 2
    items = [
        {
            "kind": "youtube#comment",
            "id": f"U{n}",
            "snippet": {"textOriginal": f"Word {n}", "authorDisplayName": "@a"},
        }
        for n in (1, 2)
    ]
    pages = [{"kind": "youtube#commentListResponse", "nextPageToken": "x", "items": [item]} for item in items]
    assert [c.id for c in read(saved(*pages)).comments] == ["U1", "U2"]


def test_saved_answers_say_what_people_are_to_the_thread():
    views = [lemmy(1, "0.1", "Beep", "ann"), lemmy(2, "0.2", "Rule two", "bob", distinguished=True)]
    views[0]["creator"]["bot_account"] = True
    assert [c.role for c in read({"comments": views}).comments] == ["bot", "moderator"]
    answers = [status(2, "1", "Beep", "bob"), status(3, "1", "No lamps", "cat")]
    answers[0]["account"]["bot"] = True
    assert [c.role for c in read({"ancestors": [], "descendants": answers}).comments] == ["bot", None]
    robot = {"login": "lamps", "is_bot": True}
    remarks = [
        remark(1, "We fix it", "ann", authorAssociation="MEMBER"),
        remark(2, "Beep", "x", author=robot),
    ]
    thread = read({"title": "Lamps fail", "author": {"login": "op"}, "comments": remarks})
    assert [c.role for c in thread.comments] == ["host", "bot"]
    answer = [{**rest(1, 7), "author_association": "OWNER"}, rest(2, 7)]
    answer[1]["user"]["type"] = "Bot"
    assert [c.role for c in read(answer).comments] == ["host", "bot"]
