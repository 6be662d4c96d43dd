"""Lemmy, Mastodon, Bluesky. No samples were at hand: the fields are those of lemmy-js-client's types (0.19), of
docs.joinmastodon.org (Status, Context), and of the lexicons app.bsky.feed.defs and getPostThread."""

import pytest

from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions

LEMMY = "https://lemmy.example"


def lemmy_post(comments):
    return {
        "post_view": {
            "post": {
                "id": 55,
                "name": "A new bridge",
                "url": "https://news.example/bridge",
                "body": "The **city** wants one.",
                "published": "2024-06-01T08:00:00.123456Z",
                "ap_id": f"{LEMMY}/post/55",
            },
            "creator": {"id": 1, "name": "ann"},
            "counts": {"post_id": 55, "comments": comments, "score": 12},
        },
        "moderators": [],
    }


def lemmy_comment(number, path, text, **more):
    return {
        "comment": {
            "id": number,
            "post_id": 55,
            "content": text,
            "removed": False,
            "deleted": False,
            "published": f"2024-06-01T09:{number % 60:02}:00Z",
            "ap_id": f"https://other.example/comment/{number}",
            "path": path,
            **more,
        },
        "creator": {"id": number, "name": f"user{number}"},
        "counts": {"score": 2, "upvotes": 3, "downvotes": 1, "child_count": 0},
    }


def comment_page(number):
    return f"{LEMMY}/api/v3/comment/list?post_id=55&type_=All&sort=Old&limit=50&page={number}"


def test_lemmy_pages_until_a_page_is_not_full(site, fetch):
    site.on(f"{LEMMY}/api/v3/post?id=55", lemmy_post(60))
    first = [lemmy_comment(n, f"0.{n}", f"Opinion *{n}*") for n in range(1, 51)]
    second = [lemmy_comment(51, "0.1.51", "A reply"), lemmy_comment(52, "0.1.51.52", "x", deleted=True)]
    site.on(comment_page(1), {"comments": first}).on(comment_page(2), {"comments": second})
    thread = fetch(f"{LEMMY}/post/55")
    assert len(thread.comments) == 52
    found = {c.id: c for c in thread.comments}
    assert found["1"].text == "Opinion 1"
    assert (found["51"].parent_id, found["52"].parent_id) == ("1", "51")
    assert found["52"].gone == "deleted"
    assert found["51"].url == f"{LEMMY}/comment/51"
    assert (thread.stated_count, thread.author) == (60, "ann")
    assert thread.article.lead == "The city wants one."
    assert thread.article.url == "https://news.example/bridge"


def test_lemmy_says_who_is_a_bot_or_runs_the_place(site, fetch):
    site.on(f"{LEMMY}/api/v3/post?id=55", lemmy_post(5))
    views = [lemmy_comment(n, f"0.{n}", f"Opinion {n}") for n in range(1, 5)]
    views.append(lemmy_comment(5, "0.5", "Rule two", distinguished=True))
    views[0]["creator"]["bot_account"] = True
    views[1].update(creator_is_admin=True, creator_is_moderator=True)
    views[2]["creator_is_moderator"] = True
    site.on(comment_page(1), {"comments": views})
    found = {c.id: c.role for c in fetch(f"{LEMMY}/post/55").comments}
    assert found == {"1": "bot", "2": "host", "3": "moderator", "4": None, "5": "moderator"}


def test_lemmy_that_repeats_its_last_page_ends(site, fetch):
    site.on(f"{LEMMY}/api/v3/post?id=55", lemmy_post(50))
    same = {"comments": [lemmy_comment(n, f"0.{n}", "again") for n in range(1, 51)]}
    site.on(comment_page(1), same).on(comment_page(2), same)
    assert len(fetch(f"{LEMMY}/post/55").comments) == 50
    assert len(site.seen) == 3


def test_a_site_that_is_no_lemmy(site, fetch):
    site.on(f"{LEMMY}/api/v3/post?id=55", {"error": "couldnt_find_post"}, status=404)
    with pytest.raises(SourceError, match="HTTP 404"):
        fetch(f"{LEMMY}/post/55")


MASTODON = "https://mastodon.example"


def status(number, text, reply_to=None, replies=0, **more):
    return {
        "id": str(number),
        "created_at": f"2024-07-01T10:{number % 60:02}:00.000Z",
        "in_reply_to_id": None if reply_to is None else str(reply_to),
        "spoiler_text": "",
        "uri": f"{MASTODON}/users/u{number}/statuses/{number}",
        "url": f"{MASTODON}/@u{number}/{number}",
        "replies_count": replies,
        "favourites_count": 5,
        "content": f"<p>{text}</p>",
        "account": {"id": "1", "acct": f"u{number}@else.example", "display_name": "Somebody"},
        **more,
    }


def test_mastodon_reads_a_post_and_its_answers(site, fetch):
    site.on(f"{MASTODON}/api/v1/statuses/100", status(100, "What do you think of trams?", replies=3))
    answers = [
        status(101, "Love them", 100, 1),
        status(102, "Too loud", 101, spoiler_text="a rant & more"),
        status(103, "Yes", 100),
    ]
    answers[2]["account"]["bot"] = True
    site.on(f"{MASTODON}/api/v1/statuses/100/context", {"ancestors": [], "descendants": answers})
    thread = fetch(f"{MASTODON}/@u100/100")
    assert [(c.id, c.parent_id, c.author) for c in thread.comments] == [
        ("101", None, "u101@else.example"),
        ("102", "101", "u102@else.example"),
        ("103", None, "u103@else.example"),
    ]
    assert thread.comments[1].text == "a rant & more\n\nToo loud"
    assert [c.role for c in thread.comments] == [None, None, "bot"]
    assert thread.comments[0].url == f"{MASTODON}/@u101/101"
    assert thread.stated_count == 4
    assert thread.title == "u100@else.example: What do you think of trams?"
    assert len(site.seen) == 2


def test_mastodon_asks_again_where_the_answers_are_cut_off(site, fetch):
    site.on(f"{MASTODON}/api/v1/statuses/100", status(100, "A long one", replies=60))
    shown = [status(n, f"Answer {n}", 100, 2 if n == 130 else 0) for n in range(101, 161)]
    site.on(f"{MASTODON}/api/v1/statuses/100/context", {"ancestors": [], "descendants": shown})
    below = [status(201, "Below", 130), status(202, "Below too", 130)]
    site.on(f"{MASTODON}/api/v1/statuses/130/context", {"ancestors": [], "descendants": below})
    thread = fetch(f"{MASTODON}/@u100/100")
    assert len(thread.comments) == 62
    assert len(site.seen) == 3
    assert thread.stated_count == 62


def test_mastodon_behind_a_login(site, fetch):
    site.on(
        f"{MASTODON}/api/v1/statuses/100", {"error": "This method requires an authenticated user"}, status=401
    )
    with pytest.raises(SourceError, match="HTTP 401: login needed"):
        fetch(f"{MASTODON}/@u100/100")


BSKY = "https://public.api.bsky.app/xrpc"
DID = "did:plc:abc"


def bsky_post(key, text, replies=0, did=DID, handle="ann.example"):
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{key}",
        "cid": "bafy",
        "author": {"did": did, "handle": handle, "displayName": "Ann"},
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2024-08-01T10:00:00.000Z"},
        "replyCount": replies,
        "likeCount": 7,
        "indexedAt": "2024-08-01T10:00:01.000Z",
    }


def view(post, *replies, cut=False):
    node = {"$type": "app.bsky.feed.defs#threadViewPost", "post": post}
    return node if cut else {**node, "replies": list(replies)}


def tree_url(key, did=DID):
    uri = f"at://{did}/app.bsky.feed.post/{key}".replace(":", "%3A").replace("/", "%2F")
    return f"{BSKY}/app.bsky.feed.getPostThread?uri={uri}&depth=1000&parentHeight=0"


def test_bluesky_reads_the_tree_and_what_was_cut_off(site, fetch):
    site.on(f"{BSKY}/com.atproto.identity.resolveHandle?handle=ann.example", {"did": DID})
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": "at://x/y/z", "blocked": True}
    two = bsky_post("k2", "second\n\nparagraph", 1, "did:plc:bob", "bob.example")
    three = bsky_post("k3", "third", 1)
    root = bsky_post("k1", "What now?", 2)
    site.on(tree_url("k1"), {"thread": view(root, view(two, view(three, cut=True)), blocked)})
    site.on(tree_url("k3"), {"thread": view(three, view(bsky_post("k4", "fourth")))})
    thread = fetch("https://bsky.app/profile/ann.example/post/k1")
    assert [(c.id, c.parent_id) for c in thread.comments] == [
        ("k2", None),
        ("k3", "k2"),
        ("k4", "k3"),
    ]
    assert thread.comments[0].text == "second\n\nparagraph"
    assert thread.comments[0].url == "https://bsky.app/profile/bob.example/post/k2"
    # Two answers to the post, one of them blocked; one each to the next two.
    assert thread.stated_count == 4
    assert thread.title == "ann.example: What now?"


def test_bluesky_without_the_account_or_the_post(site, fetch):
    missing = {"error": "InvalidRequest", "message": "Unable to resolve handle"}
    site.on(f"{BSKY}/com.atproto.identity.resolveHandle?handle=no.example", missing, status=400)
    with pytest.raises(SourceError, match=r"HTTP 400: no account 'no\.example'"):
        fetch("https://bsky.app/profile/no.example/post/k1")
    gone = {"thread": {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "at://a/b/c", "notFound": True}}
    site.on(tree_url("k9"), gone)
    with pytest.raises(SourceError, match="deleted, blocked, or shown only"):
        fetch(f"https://bsky.app/profile/{DID}/post/k9")


def test_bluesky_with_too_few_pages(site, fetch):
    site.on(f"{BSKY}/com.atproto.identity.resolveHandle?handle=ann.example", {"did": DID})
    with pytest.raises(SourceError, match="needs more pages than are fetched"):
        fetch("https://bsky.app/profile/ann.example/post/k1", FetchOptions(max_pages=1))
