"""JSON of trackers, newspapers, videos and whatever else: every list of things with text is found, at any depth."""

import io
import json
from datetime import UTC, datetime

import pytest

from threadgist.errors import SourceError
from threadgist.sources import Columns, read_thread
from threadgist.sources.vocabulary import normal_name
from threadgist.sources.walk import flatten


def read(document, **options):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_thread("-", stdin=io.BytesIO(data), **options)


def told(thread):
    return [(c.id, c.parent_id, c.author, c.text) for c in thread.comments]


def adf(*words):
    text = [{"type": "text", "text": word, "marks": [{"type": "strong"}]} for word in words]
    items = [
        {
            "type": "listItem",
            "content": [{"type": "paragraph", "content": [{"type": "mention", "attrs": {"text": "@Bob"}}]}],
        }
    ]
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": text}, {"type": "bulletList", "content": items}],
    }


def jira(key, summary, *comments):
    said = [
        {
            "id": str(n),
            "author": {"accountId": "5b10a2844c20165700ede21g", "displayName": who},
            "body": body,
            "created": "2024-05-01T12:00:00.000+0200",
        }
        for n, (who, body) in enumerate(comments, 1)
    ]
    return {
        "id": "9" + key[-1],
        "key": key,
        "fields": {
            "summary": summary,
            "description": "It is dark.",
            "comment": {"total": len(said), "comments": said},
        },
    }


def test_jira_with_both_bodies():
    thread = read(
        {
            "total": 1,
            "issues": [
                jira("LAMP-1", "Lamps fail", ("Ann Lee", adf("They ", "fail")), ("Bob", "Not here, I think."))
            ],
        }
    )
    assert (thread.title, thread.id, thread.article.lead) == ("Lamps fail", "LAMP-1", "It is dark.")
    assert told(thread) == [
        ("1", None, "Ann Lee", "They fail\n\n@Bob"),
        ("2", None, "Bob", "Not here, I think."),
    ]
    assert thread.comments[0].created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    two = {
        "issues": [
            jira("LAMP-1", "Lamps fail", ("Ann", "One word more")),
            jira("LAMP-2", "Lamps buzz", ("Bob", "Two words more")),
        ]
    }
    with pytest.raises(SourceError, match=r"LAMP-1 \(Lamps fail: 1\), LAMP-2 \(Lamps buzz: 1\)"):
        read(two)
    assert told(read(two, thread="LAMP-2")) == [("1", None, "Bob", "Two words more")]
    both = read(two, thread="all")
    assert len(both.comments) == 4, "the descriptions are comments, too"
    assert len({c.id for c in both.comments}) == 4


def note(number, text, who, system=False):
    return {
        "id": number,
        "body": text,
        "author": {"id": 7, "username": who, "name": f"{who.title()} Poe"},
        "system": system,
        "created_at": f"2024-05-01T10:0{number}:00.000Z",
        "noteable_type": "Issue",
        "noteable_iid": 3,
    }


def test_gitlab_notes_and_discussions():
    thread = read([note(1, "I **too** see it", "ann"), note(2, "closed", "bob", True)])
    assert told(thread) == [("1", None, "Ann Poe", "I too see it")]
    assert thread.repairs == ("1 comment left out: notices of the software itself",)
    thread = read(
        [
            {
                "id": "a",
                "individual_note": False,
                "notes": [
                    note(1, "Rename it?", "ann"),
                    note(2, "Yes, please", "bob"),
                    note(3, "Done now", "ann"),
                ],
            },
            {"id": "b", "individual_note": True, "notes": [note(4, "Fine otherwise", "cat")]},
        ]
    )
    assert [(c.id, c.parent_id) for c in thread.comments] == [
        ("1", None),
        ("2", "1"),
        ("3", "1"),
        ("4", None),
    ]


def test_bugzilla():
    comment = {
        "id": 1,
        "bug_id": 44,
        "text": "It crashes at dusk",
        "creator": "ann@lamps.example",
        "time": "2024-05-01T10:00:00Z",
        "count": 0,
        "tags": [],
    }
    thread = read(
        {
            "bugs": {
                "44": {
                    "comments": [
                        comment,
                        {**comment, "id": 2, "text": "Here as well", "creator": "bob@lamps.example"},
                    ]
                }
            },
            "comments": {},
        }
    )
    assert told(thread) == [
        ("1", None, "ann@lamps.example", "It crashes at dusk"),
        ("2", None, "bob@lamps.example", "Here as well"),
    ]


def test_newspapers():
    reply = {
        "commentID": 2,
        "userID": 8,
        "userDisplayName": "Bob",
        "commentBody": "I do not mind it",
        "createDate": "1714557700",
        "parentID": 1,
        "replies": [],
    }
    top = {
        "commentID": 1,
        "userID": 7,
        "userDisplayName": "Ann",
        "commentBody": "Too dark<br/>by far",
        "createDate": "1714557600",
        "parentID": None,
        "recommendations": 5,
        "replies": [reply],
    }
    thread = read({"status": "OK", "results": {"comments": [top], "totalCommentsFound": 2}})
    assert told(thread) == [("1", None, "Ann", "Too dark by far"), ("2", "1", "Bob", "I do not mind it")]
    assert (thread.comments[0].score, thread.comments[0].created_at) == (
        5,
        datetime(2024, 5, 1, 10, tzinfo=UTC),
    )

    def coral(name, body, parent=None, replies=()):
        edges = {"edges": [{"node": one} for one in replies]}
        return {
            "id": name,
            "body": body,
            "createdAt": "2024-05-01T10:00:00Z",
            "author": {"id": "u", "username": f"by-{name}"},
            "parent": parent and {"id": parent},
            "replies": edges,
            "actionCounts": {"reaction": {"total": 3}},
        }

    edges = [
        {"node": coral("a", "<div>Too dark here</div>", None, [coral("b", "<div>Not at all</div>", "a")])}
    ]
    thread = read(
        {"data": {"story": {"id": "s", "comments": {"edges": edges, "pageInfo": {"hasNextPage": False}}}}}
    )
    assert told(thread) == [("a", None, "by-a", "Too dark here"), ("b", "a", "by-b", "Not at all")]
    assert thread.comments[0].score == 3


def test_youtube():
    def snippet(text, who, **more):
        return {
            "textDisplay": f"{text} &amp; <b>so</b>",
            "textOriginal": f"{text} & so",
            "authorDisplayName": who,
            "authorChannelId": {"value": "UC1"},
            "likeCount": 4,
            "publishedAt": "2024-05-01T10:00:00Z",
            "videoId": "v",
            **more,
        }

    top = {"kind": "youtube#comment", "id": "Ug1", "snippet": snippet("Lamps", "@ann")}
    reply = {"kind": "youtube#comment", "id": "Ug1.2", "snippet": snippet("Boats", "@bob", parentId="Ug1")}
    items = [
        {
            "kind": "youtube#commentThread",
            "id": "Ug1",
            "snippet": {"videoId": "v", "topLevelComment": top, "totalReplyCount": 1},
            "replies": {"comments": [reply]},
        }
    ]
    thread = read({"kind": "youtube#commentThreadListResponse", "items": items})
    assert told(thread) == [("Ug1", None, "@ann", "Lamps & so"), ("Ug1.2", "Ug1", "@bob", "Boats & so")]
    lines = [
        {
            "cid": "Ug1",
            "text": "More lamps, I say",
            "time": "1 year ago",
            "author": "@ann",
            "channel": "UC1",
            "votes": "2.3K",
            "time_parsed": 1714557600.5,
        },
        {
            "cid": "Ug1.9",
            "text": "Fewer lamps",
            "time": "1 year ago (edited)",
            "author": "@bob",
            "channel": "UC2",
            "votes": "1,204",
            "time_parsed": 1714557700.5,
        },
    ]
    thread = read("\n".join(map(json.dumps, lines)).encode())
    assert [(c.id, c.parent_id, c.score) for c in thread.comments] == [
        ("Ug1", None, 2300),
        ("Ug1.9", "Ug1", 1204),
    ]
    assert thread.comments[0].created_at == datetime(2024, 5, 1, 10, 0, 0, 500000, tzinfo=UTC)


def test_regulations_and_annotations():
    def comment(number, **more):
        return {
            "id": f"R-{number}",
            "type": "comments",
            "attributes": {"postedDate": "2024-05-01T04:00:00Z", "docketId": "R", **more},
        }

    thread = read(
        {
            "data": [
                comment(1, comment="Keep the lamps.", firstName="Ann", lastName="Lee"),
                comment(2, comment="See attached file(s)", firstName="Bob", lastName="Poe"),
                comment(
                    3, comment="Lose the lamps.", firstName=None, lastName=None, organization="Dark Sky Club"
                ),
            ],
            "meta": {},
        }
    )
    assert [(c.id, c.author) for c in thread.comments] == [("R-1", "Ann Lee"), ("R-3", "Dark Sky Club")]
    assert thread.repairs == ("1 comment left out: their text is in an attached file",)
    rows = [
        {"id": "h1", "user": "acct:ann@a.example", "text": "A fine paragraph", "uri": "https://x.example/"},
        {
            "id": "h2",
            "user": "acct:bob@a.example",
            "text": "I disagree",
            "references": ["h0", "h1"],
            "uri": "https://x.example/",
        },
    ]
    assert [c.parent_id for c in read({"total": 2, "rows": rows}).comments] == [None, "h1"]


def test_lists_are_found_at_any_depth_and_beside_each_other():
    deep = {"a": {"b": {"c": {"d": {"e": {"things": [{"author": "ann", "text": "Down here"}]}}}}}}
    assert told(read(deep))[0][2:] == ("ann", "Down here")
    posts = {
        "topic": {"id": 4, "title": "Lamps"},
        "posts": {
            "101": {"author": "ann", "text": "More"},
            "102": {"author": "bob", "text": "Fewer", "parent": 101},
        },
    }
    assert (read(posts).title, told(read(posts))) == (
        "Lamps",
        [("101", None, "ann", "More"), ("102", "101", "bob", "Fewer")],
    )
    beside = {
        "title": "T",
        "comments": [{"author": "ann", "text": "A comment"}],
        "answers": [
            {"author": "bob", "text": "An answer", "comments": [{"author": "cat", "text": "Below it"}]}
        ],
        "related": [{"text": "Something else that is much longer than it should be"}],
    }
    thread = read(beside)
    assert sorted(c.text for c in thread.comments) == ["A comment", "An answer", "Below it"]
    place = {c.text: c for c in thread.comments}
    assert place["Below it"].parent_id == place["An answer"].id
    assert thread.repairs == ("1 object with text in 'related' left out",)


def test_texts_in_parts_are_joined():
    parts = [
        "I agree, but ",
        {"type": "link", "text": "https://lamps.example"},
        " says ",
        {"type": "bold", "text": "no"},
        ".",
    ]
    assert told(read([{"id": 1, "from": "ann", "text": parts}])) == [
        ("1", None, "ann", "I agree, but https://lamps.example says no.")
    ]
    runs = {"runs": [{"text": "Two "}, {"text": "runs"}]}
    assert told(read([{"id": 1, "author": "ann", "text": runs}]))[0][3] == "Two runs"


def test_threads_in_a_list_are_asked_for():
    def thread(name, *texts):
        return {
            "id": f"/{name}/",
            "title": name.title(),
            "comments": [{"id": n, "author": "ann", "text": text} for n, text in enumerate(texts)],
        }

    document = [thread("ferry", "Run late"), thread("lamps", "More light", "Less light")]
    with pytest.raises(
        SourceError, match=r"holds 2 conversations; .*/lamps/ \(Lamps: 2\), /ferry/ \(Ferry: 1\)"
    ):
        read(document)
    assert [c.text for c in read(document, thread="lamps").comments] == ["More light", "Less light"]
    assert len(read(document, thread="all").comments) == 3


def test_the_post_beside_a_flat_list_is_no_missing_comment():
    comments = [
        {"id": "c1", "parent_id": "p1", "by": "ann", "text": "One"},
        {"id": "c2", "parent_id": "c1", "by": "bob", "text": "Two"},
    ]
    thread = read({"submission": {"id": "p1", "title": "Lamps?"}, "comments": comments})
    assert (thread.title, thread.id, thread.repairs) == ("Lamps?", "p1", ())
    assert [c.parent_id for c in thread.comments] == [None, "c1"]


def test_rows_of_several_threads_and_named_fields():
    rows = [{"video_id": f"v{n % 2}", "id": n, "author": "ann", "text": f"Word {n}"} for n in range(6)]
    with pytest.raises(SourceError, match="holds 2 conversations"):
        read(rows)
    assert len(read(rows, thread="v1").comments) == 3
    assert len(read(rows, columns=Columns(thread="id"), thread="4").comments) == 1
    named = read([{"q": {"said": "More lamps"}, "w": "ann"}], columns=Columns(text="q.said", author="w"))
    assert told(named)[0][2:] == ("ann", "More lamps")


def test_text_read_twice_is_mended():
    garbled = "Zoë liked it – 👍".encode().decode("latin-1")
    rows = [
        {"sender_name": garbled, "timestamp_ms": 1714557600000, "content": garbled},
        {"sender_name": "Zoë", "content": "déjà vu"},
    ]
    thread = read({"messages": rows})
    assert {(c.author, c.text) for c in thread.comments} == {
        ("Zoë liked it – 👍", "Zoë liked it – 👍"),
        ("Zoë", "déjà vu"),
    }


def test_users_listed_beside_what_they_wrote_give_the_names():
    posts = [
        {"id": "1", "author_id": "9", "text": "More lamps"},
        {"id": "2", "author_id": "8", "text": "Fewer lamps"},
    ]
    users = {"users": [{"id": "9", "name": "Ann", "username": "ann_lee"}, {"id": 8, "name": "Bob"}]}
    assert [c.author for c in read({"data": posts, "includes": users}).comments] == ["ann_lee", "Bob"]
    assert [c.author for c in read({"data": posts}).comments] == ["9", "8"]
    about = {
        "data": {"project": {"issue": {"title": "Lamps", "notes": {"nodes": [note(1, "Why *so*?", "ann")]}}}}
    }
    assert (read(about).title, read(about).comments[0].text) == ("Lamps", "Why so?")
    parents = [{"id": "1", "body": "One", "parent": None}, {"id": "2", "body": "Two", "parent": {"id": "1"}}]
    assert [c.parent_id for c in read(parents).comments] == [None, "1"]


def test_a_field_of_sentences_is_the_text_whatever_it_is_called():
    rows = [
        {"who": "ann", "utterance": "More lamps at the pier would be nice"},
        {"who": "bob", "utterance": "I would rather have fewer lamps"},
    ]
    thread = read({"records": rows})
    assert {c.author for c in thread.comments} == {"ann", "bob"}
    assert thread.repairs == ("'utterance' was read as the text, as it holds sentences",)


def test_names_of_fields_are_taken_apart_at_signs_of_ascii_alone():
    assert (normal_name("Author/Full-Name"), normal_name("问题：您的意见")) == (
        "author.fullname",
        "问题您的意见",
    )
    assert flatten({"stats": {"runs": 4, "won": {"runs": "all"}}}) == {
        "stats.runs": 4,
        "stats.won.runs": "all",
    }
    assert flatten({"text": {"runs": [{"text": "More "}, {"text": "lamps"}]}}) == {"text": "More lamps"}


def test_a_field_without_a_name_is_never_the_text():
    rows = [{"": f"More lamps please, it is dark at number {n}", "likes": n} for n in range(4)]
    with pytest.raises(SourceError, match="no column with the text of the comments found"):
        read(rows)
