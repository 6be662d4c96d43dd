"""JSON exports: Discord, Lobsters, GitHub."""

# ruff: noqa: E501 (samples are as long as they are)

import json

import pytest

from threadgist.errors import SourceError
from threadgist.sources import read_thread


@pytest.fixture
def read(tmp_path):
    def read(document, **wishes):
        path = tmp_path / "export.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return read_thread(path, **wishes)

    return read


def by_id(thread):
    return {comment.id: comment for comment in thread.comments}


def message(number, content, *, kind="Default", bot=False, after=None, **more):
    reference = {"reference": {"messageId": str(after), "channelId": "2", "guildId": "1"}} if after else {}
    return {
        "id": str(number), "type": kind, "timestamp": f"2024-01-01T10:00:{number:02}.123+00:00",
        "timestampEdited": "2024-01-02T10:00:00+00:00", "isPinned": False, "content": content,
        "author": {"id": "9", "name": "ann", "discriminator": "0000", "nickname": "Ann", "isBot": bot},
        "attachments": [], "embeds": [], "reactions": [], "mentions": [], **reference, **more,
    }  # fmt: skip


# Field names: DiscordChatExporter, JsonMessageWriter.cs
DISCORD = {
    "guild": {"id": "1", "name": "Town", "iconUrl": "x"},
    "channel": {
        "id": "2",
        "type": "GuildTextChat",
        "category": "Talk",
        "name": "lamps",
        "topic": "Street **lamps**",
    },
    "dateRange": {"after": None, "before": None},
    "exportedAt": "2024-02-01T00:00:00+00:00",
    "messages": [
        message(3, "Too **bright**."),
        message(4, "Ann joined the server.", kind="GuildMemberJoin"),
        message(5, "Poll!", bot=True, after=3),
        message(6, "No.", kind="Reply", after=5),
        message(7, "", attachments=[{"id": "1", "url": "https://cdn.example/x.png", "fileName": "x.png"}]),
        message(8, "Why?", kind="Reply", after=1),
    ],
    "messageCount": 6,
}


def test_a_channel_of_discord(read):
    thread = read(DISCORD)
    comments = by_id(thread)
    assert (thread.source, thread.title, thread.article.lead) == (
        "discord",
        "Town / Talk / lamps",
        "Street lamps",
    )
    assert set(comments) == {"3", "6", "7", "8"}
    assert comments["3"].text == "Too bright."
    assert (comments["6"].parent_id, comments["8"].parent_id) == ("3", None)
    assert comments["7"].text == "https://cdn.example/x.png"
    assert comments["3"].url == "https://discord.com/channels/1/2/3"
    assert set(thread.repairs) == {
        "1 message of a bot left out",
        "1 service message left out",
        "1 reply to a comment that is not there now stands at the top level",
    }


def test_answers_in_a_circle_do_not_hang(read):
    bots = [message(1, "a", bot=True, after=2), message(2, "b", bot=True, after=1), message(3, "c", after=1)]
    assert by_id(read({**DISCORD, "messages": bots}))["3"].parent_id is None


def lobster(short_id, level, *, parent=False, **more):
    field = {"parent_comment": parent, "depth": level} if parent is not False else {"indent_level": level}
    return {
        "short_id": short_id, "short_id_url": f"https://lobste.rs/c/{short_id}", "is_deleted": False, "score": 2,
        "created_at": "2024-01-01T10:00:00.000-06:00", "is_moderated": False, "comment": f"<p>{short_id}!</p>",
        "url": f"https://lobste.rs/s/abc/x#c_{short_id}", "commenting_user": {"username": "ann"}, **field, **more,
    }  # fmt: skip


# Field names: github.com/lobsters/lobsters, Story#as_json and Comment#as_json, of both ages.
STORY = {
    "short_id": "abc", "short_id_url": "https://lobste.rs/s/abc", "created_at": "2024-01-01T09:00:00.000-06:00",
    "title": "Lamps", "url": "https://lamps.example/", "score": 9, "comment_count": 4, "description": "<p>Which?</p>",
    "comments_url": "https://lobste.rs/s/abc/lamps", "submitter_user": "op", "tags": ["ask"],
}  # fmt: skip


@pytest.mark.parametrize("old", [True, False])
def test_a_story_of_lobsters(read, old):
    if old:
        rows = [
            lobster("a", 1),
            lobster("b", 2),
            lobster("c", 3, is_moderated=True),
            lobster("d", 2),
            lobster("e", 1),
        ]
    else:
        pairs = {"a": (0, None), "b": (1, "a"), "c": (2, "b"), "d": (1, "a"), "e": (0, None)}
        rows = [lobster(i, depth, parent=above, commenting_user="ann") for i, (depth, above) in pairs.items()]
        rows[2]["is_moderated"] = True
    thread = read({**STORY, "comments": rows})
    comments = by_id(thread)
    assert {i: c.parent_id for i, c in comments.items()} == {
        "a": None,
        "b": "a",
        "c": "b",
        "d": "a",
        "e": None,
    }
    assert (comments["c"].gone, comments["c"].text, comments["a"].text) == ("removed", "", "a!")
    assert (comments["a"].author, comments["a"].score) == ("ann", 2)
    assert (thread.source, thread.id, thread.author, thread.stated_count) == ("lobsters", "abc", "op", 4)
    assert (thread.article.url, thread.article.lead) == ("https://lamps.example/", "Which?")


def issue(number, *bodies, **more):
    comments = [{"author": "bo", "body": body, "createdAt": "2024-01-02T00:00:00Z"} for body in bodies]
    return {
        "number": number, "id": f"I_{number}", "title": f"Issue {number}", "author": "ann", "body": "It **breaks**.",
        "url": f"https://github.com/o/r/issues/{number}", "createdAt": "2024-01-01T00:00:00Z", "comments": comments, **more,
    }  # fmt: skip


GITHUB = {
    "magic": "E!vIA5L86J2I", "repo": "o/r", "issues": [issue(1, "Same here.", "Fixed?"), issue(2)],
    "pulls": [issue(3, "Nice.", reviews=[{"id": "R", "author": "cy", "body": "", "comments": [{"body": "Typo."}]}])],
}  # fmt: skip


def test_an_issue_of_an_archive(read):
    thread = read(GITHUB, thread="#1")
    assert (thread.source, thread.id, thread.title, thread.article.lead) == (
        "github",
        "1",
        "Issue 1",
        "It breaks.",
    )
    assert sorted(comment.text for comment in thread.comments) == ["Fixed?", "Same here."]
    assert {comment.url for comment in thread.comments} == {"https://github.com/o/r/issues/1"}
    pull = read(GITHUB, thread="3")
    assert sorted((comment.text, comment.author) for comment in pull.comments) == [
        ("Nice.", "bo"),
        ("Typo.", "cy"),
    ]


def test_an_archive_says_who_may_write_to_the_repository(read):
    said = {"author": "bo", "createdAt": "2024-01-02T00:00:00Z"}
    kinds = ["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR", "NONE"]
    comments = [{**said, "id": kind, "body": kind, "authorAssociation": kind} for kind in kinds]
    thread = read({**GITHUB, "issues": [{**issue(1), "comments": comments}]}, thread="1")
    hosts = {comment.id for comment in thread.comments if comment.role == "host"}
    assert hosts == {"OWNER", "MEMBER", "COLLABORATOR"}
    assert {comment.role for comment in thread.comments} == {"host", None}


def test_a_whole_archive(read):
    thread = read(GITHUB, thread="all")
    openers = {comment.id for comment in thread.comments if comment.parent_id is None}
    assert openers == {"#1", "#2", "#3"}
    assert sorted(c.text for c in thread.comments if c.parent_id == "#3") == ["Nice.", "Typo."]
    with pytest.raises(SourceError, match="holds 3 conversations; choose one with --thread"):
        read(GITHUB)


def test_a_file_of_one_thread_has_nothing_to_choose(read):
    with pytest.raises(SourceError, match="lobsters holds one thread; leave out --thread"):
        read({**STORY, "comments": [lobster("a", 1)]}, thread="abc")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "wish", "expected"),
    [
        ("github/tls-trust-anchor-ids.json", "6", ("github", 4)),
        ("github/tls-trust-anchor-ids.json", "all", ("github", 272)),
        ("disqus/hippo-jessy-disqus.xml", "关于2016的一些思考", ("wordpress", 8)),
        ("disqus/hippo-jessy-disqus.xml", "all", ("wordpress", 12)),
        ("rss/thread.rss", None, ("feed", 33)),
        ("lobsters/Lobsters.html", None, ("lobsters-page", 26)),
    ],
)
def test_real_exports(shared, name, wish, expected):
    thread = read_thread(shared / name, thread=wish)
    assert (thread.source, len(thread.comments)) == expected
    assert all(comment.url for comment in thread.comments)
    assert sum(not comment.text for comment in thread.comments) <= 0.1 * len(thread.comments)
    assert sum(not comment.author for comment in thread.comments) <= 2
    assert thread.repairs == ()
