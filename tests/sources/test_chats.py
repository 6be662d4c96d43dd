"""Chats: every program's export gives back who said what, when, and in answer to what."""

# ruff: noqa: E501 (samples are as long as they are)

import copy
import io
import json
import random
import zipfile
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.sources import read_thread
from threadgist.sources.chats.reading import ChatShape, shapes_of
from threadgist.sources.vocabulary import vocabulary

from .talk import expected, read_back, talks


def telegram(said, more):
    return {
        "name": "Harbour", "type": "private_supergroup", "id": 5, **more,
        "messages": [
            {"id": 90, "type": "service", "date": "2024-03-01T08:00:00", "actor": "Ada Quill", "action": "pin", "text": ""},
            *(
                {
                    "id": s.number, "type": "message", "date_unixtime": str(int(s.time.timestamp())), "date": "x", "from": s.author,
                    "from_id": f"user{s.author}", "text": [s.text[:3], {"type": "bold", "text": s.text[3:]}], **more,
                    **({"reply_to_message_id": s.parent} if s.parent else {}),
                }
                for s in said
            ),
        ],
    }  # fmt: skip


def discord(said, more):
    return {
        "guild": {"id": "1", "name": "Town"}, "channel": {"id": "2", "name": "lamps"}, **more,
        "messages": [
            {
                "id": str(s.number), "type": "Reply" if s.parent else "Default", "timestamp": s.time.isoformat(), "content": s.text,
                "author": {"id": s.author, "name": s.author, "isBot": False, **more}, "attachments": [], **more,
                **({"reference": {"messageId": str(s.parent)}} if s.parent else {}),
            }
            for s in said
        ],
    }  # fmt: skip


def teams(said, more):
    return {
        "@odata.context": "x", **more,
        "value": [
            {
                "id": str(s.number), "messageType": "message", "createdDateTime": s.time.isoformat(),
                "replyToId": str(s.parent) if s.parent else None, "from": {"user": {"id": s.author, "displayName": s.author}},
                "body": {"contentType": "html", "content": f"<p>{s.text}</p>"}, "deletedDateTime": None, **more,
            }
            for s in said
        ],
    }  # fmt: skip


def matrix(said, more):
    return {
        "room_name": "Harbour", "topic": "", **more,
        "messages": [
            *(
                {"type": "m.room.member", "event_id": f"$m{name}", "sender": f"@{name}:x.example", "state_key": f"@{name}:x.example",
                 "origin_server_ts": 1, "content": {"membership": "join", "displayname": name}}
                for name in sorted({s.author for s in said})
            ),
            *(
                {
                    "type": "m.room.message", "event_id": f"${s.number}", "sender": f"@{s.author}:x.example",
                    "origin_server_ts": int(s.time.timestamp() * 1000), **more,
                    "content": {"msgtype": "m.text", "body": f"> <@x:y> old\n\n{s.text}" if s.parent else s.text,
                                **({"m.relates_to": {"m.in_reply_to": {"event_id": f"${s.parent}"}}} if s.parent else {})},
                }
                for s in said
            ),
        ],
    }  # fmt: skip


def mattermost(said, more):
    return {
        "order": [f"p{s.number}" for s in reversed(said)], **more,
        "users": [{"id": f"u{name}", "username": name} for name in sorted({s.author for s in said})],
        "posts": {
            f"p{s.number}": {
                "id": f"p{s.number}", "create_at": int(s.time.timestamp() * 1000), "user_id": f"u{s.author}", "channel_id": "c",
                "root_id": f"p{s.parent}" if s.parent else "", "message": s.text, "type": "", "delete_at": 0, **more,
            }
            for s in said
        },
    }  # fmt: skip


def zulip(said, more):
    return {
        "result": "success", **more,
        "messages": [
            {
                "id": s.number, "sender_full_name": s.author, "sender_email": f"{s.number}@x.example", "sender_id": hash(s.author),
                "timestamp": int(s.time.timestamp()), "subject": "Lamps", "display_recipient": "town", "type": "stream",
                "content_type": "text/html", **more,
                "content": (f'<p>X <a href="https://z/#narrow/near/{s.parent}">said</a>:</p>' if s.parent else "") + f"<p>{s.text}</p>",
            }
            for s in said
        ],
    }  # fmt: skip


def google_chat(said, more):
    return {
        "messages": [
            {
                "creator": {"name": s.author, "email": f"{s.author}@x.example", "user_type": "Human", **more},
                "created_date": f"{s.time:%A, %B} {s.time.day}, {s.time.year} at {s.time:%I:%M:%S %p} UTC",
                "text": s.text, "topic_id": str(s.number), "message_id": f"m/{s.number}", **more,
                **({"quoted_message_metadata": {"message_id": f"m/{s.parent}"}} if s.parent else {}),
            }
            for s in said
        ],
        **more,
    }  # fmt: skip


def rocketchat(said, more):
    return {
        "messages": [
            {"_id": f"r{s.number}", "rid": "R", "msg": s.text, "ts": s.time.isoformat(), "u": {"_id": s.author, "username": s.author},
             **({"tmid": f"r{s.parent}"} if s.parent else {}), **more}
            for s in said
        ],
        "success": True, **more,
    }  # fmt: skip


WRITERS = {
    "telegram": telegram, "discord": discord, "teams": teams, "matrix": matrix, "mattermost": mattermost, "zulip": zulip,
    "google-chat": google_chat, "rocketchat": rocketchat,
}  # fmt: skip


def shuffled(value, order):
    """The same document with the keys of its objects in another order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(inner, order)) for key, inner in value.items()]
        order.shuffle(pairs)
        return dict(pairs)
    return [shuffled(one, order) for one in value] if isinstance(value, list) else value


def read(data, **wishes):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_thread("-", stdin=io.BytesIO(raw), **wishes)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(said=talks(), seed=st.integers(0, 99))
def test_what_was_written_is_read_back(name, said, seed):
    if name == "zulip":  # a quotation is there as well as its link
        said = [s for s in said if s.parent is None]
        if not said:
            return
    document = WRITERS[name](said, {})
    thread = read(document)
    assert thread.source == name
    assert read_back(thread) == expected(said)
    other = read(
        shuffled(
            WRITERS[name](said, {"unknown": {"messages": [1, {"text": "no"}]}, "zzz": None}),
            random.Random(seed),
        )
    )
    assert other.comments == thread.comments


@settings(max_examples=15, deadline=None)
@given(said=talks(tree=False))
def test_chats_without_a_tree(said):
    lines = [
        "01.03.2024, 08:00 - Messages are encrypted.",
        *(f"{s.time:%d.%m.%Y, %H:%M} - {s.author}: {s.text[:4]}\n{s.text[4:]}" for s in said),
        "01.01.2034, 08:00 - Bo left",
    ]
    whole = "\n".join(lines)
    thread = read(whole.encode())
    assert (thread.source, thread.repairs) == ("whatsapp", ("2 service messages left out",))
    flat = [(one[0], one[1][:4] + " " + one[1][4:].lstrip(), *one[2:]) for one in expected(said)]
    assert [(a, " ".join(t.split()), *r) for a, t, *r in read_back(thread)] == sorted(
        ((a, " ".join(t.split()), *r) for a, t, *r in flat), key=lambda row: tuple(map(str, row))
    )
    phone = read(
        "\r\n".join(f"\u200e[{s.time:%m/%d/%y, %I:%M:%S %p}] {s.author}: {s.text}" for s in said).encode()
        + "\r\n[12/31/25, 08:00:00 AM] Town: \u200eBo left".encode()
    )
    assert read_back(phone) == expected(said)
    assert phone.title == "Town" or "Town" not in phone.title


def test_lines_of_whatsapp_that_are_no_message():
    chat = (
        "01/03/2024, 09:00 - Missed voice call at 09:05\n01/03/2024, 09:01 - Ada changed the subject to “Night: ferry”\n"
        "01/03/2024, 09:02 - Ada: \n- one\n01/03/2024, 09:03 - You deleted this message\n13/03/2024, 09:04 - Bo: This message was deleted\n"
        "13/03/2024, 09:05 - Bo: DOC-1.pdf (file attached)\nRead this.\n"
    )
    thread = read(chat.encode())
    assert [(c.author, c.text, c.gone) for c in thread.comments] == [
        ("Ada", "- one", None), ("Bo", "", "deleted"), ("Bo", "Read this.", None),
    ]  # fmt: skip
    assert (thread.title, thread.repairs) == ("Night: ferry", ("3 service messages left out",))


def test_a_telegram_chat_keeps_parts_and_leaves_notices_out():
    message = {"type": "message", "date": "2024-03-01T09:00:00", "from": "Ada", "from_id": "user1"}
    thread = read(
        {
            "name": "Harbour",
            "messages": [
                {**message, "id": 1, "text": "One."},
                {"id": 2, "type": "service", "date": "2024-03-01T09:01:00", "actor": "Bo", "action": "pin", "text": ""},
                {**message, "id": 3, "text": ["See ", {"type": "link", "text": "https://x.example"}, " now."], "reply_to_message_id": 2},
                {**message, "id": 4, "text": "", "photo": "photos/1.jpg"},
                {**message, "id": 5, "text": "", "poll": {"question": "Later?"}, "reply_to_message_id": 1},
                {**message, "id": 6, "text": "Other chat.", "reply_to_message_id": 1, "reply_to_peer_id": "chat9"},
                {**message, "id": 7, "text": "Namesake.", "from_id": "user2"},
                {**message, "id": 8, "text": "Left.", "from": None, "from_id": "user3"},
            ],
        }
    )  # fmt: skip
    assert [(c.id, c.parent_id, c.author, c.text) for c in sorted(thread.comments, key=lambda c: c.id)] == [
        ("1", None, "Ada (user1)", "One."),
        ("3", None, "Ada (user1)", "See https://x.example now."),
        ("5", "1", "Ada (user1)", "Later?"),
        ("6", None, "Ada (user1)", "Other chat."),
        ("7", None, "Ada (user2)", "Namesake."),
        ("8", None, "user3", "Left."),
    ]
    assert thread.repairs == ("1 message without text left out", "1 service message left out")


def test_a_whole_telegram_archive_asks_for_a_chat():
    part = telegram([], {})
    said = {"id": 1, "type": "message", "date": "2024-03-01T09:00:00", "from": "Ada", "text": "One."}
    chats = [{**part, "id": n, "name": f"Chat {n}", "messages": [said] * n} for n in (1, 2)]
    document = {"chats": {"list": chats}}
    with pytest.raises(
        SourceError, match=r"2 conversations; choose one .*: 2 \(Chat 2: 2\), 1 \(Chat 1: 1\)"
    ):
        read(document)
    assert read(document, thread="chat 1").title == "Chat 1"


def test_edits_threads_and_deleted_events_of_matrix():
    def event(number, content, **more):
        return {
            "type": "m.room.message",
            "event_id": f"${number}",
            "sender": "@a:x",
            "origin_server_ts": number * 10**12,
            "content": content,
            **more,
        }

    edit = {"msgtype": "m.text", "body": "* Good.", "m.new_content": {"msgtype": "m.text", "body": "Good."}}
    thread = read(
        {
            "chunk": [
                event(1, {"msgtype": "m.text", "body": "Bad."}),
                event(2, {**edit, "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}),
                event(3, {**edit, "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}, sender="@mallory:x"),
                event(4, {}, unsigned={"redacted_because": {"type": "m.room.redaction"}}),
                event(5, {"msgtype": "m.text", "body": "Last.", "m.relates_to": {
                    "rel_type": "m.thread", "event_id": "$1", "is_falling_back": True, "m.in_reply_to": {"event_id": "$4"}}}),
                event(6, {"msgtype": "m.notice", "body": "Bot."}),
                event(7, {"msgtype": "m.image", "body": "cat.png"}),
                event(8, {"msgtype": "m.text", "body": "**x**", "format": "org.matrix.custom.html",
                          "formatted_body": "<mx-reply><blockquote>old</blockquote></mx-reply><b>x</b>"}),
            ]
        }
    )  # fmt: skip
    assert {c.id: (c.text, c.gone, c.parent_id) for c in thread.comments} == {
        "$1": ("Good.", None, None),
        "$4": ("", "deleted", None),
        "$5": ("Last.", None, "$1"),
        "$8": ("x", None, None),
    }
    assert thread.repairs == ("1 message of a bot left out", "1 message without text left out")


def test_topics_of_zulip_and_its_quotations():
    def message(number, topic, content, **more):
        return {"id": number, "sender_full_name": f"P{number}", "sender_email": "p@x", "sender_id": number, "timestamp": 1709280000 + number,
                "subject": topic, "display_recipient": "town", "content": content, **more}  # fmt: skip

    first, other = message(1, "Lamps", "Too **bright**."), message(2, "Buses", "Late.")
    quoting = message(
        3,
        "Lamps",
        "@_**P1|1** [said](https://z.example/#narrow/stream/2-town/near/1):\n```quote\nToo bright.\n```\nNo.",
    )
    bot = message(4, "Lamps", "Moved.", sender_email="notification-bot@zulip.com")
    document = {"messages": [first, other, quoting, bot]}
    with pytest.raises(SourceError, match=r"town / Lamps \(town / Lamps: 2\)"):
        read(document)
    thread = read(document, thread="town / lamps")
    assert [(c.parent_id, c.text.split("\n")[-1]) for c in thread.comments] == [
        (None, "Too bright."),
        ("1", "No."),
    ]
    assert "> Too bright." in thread.comments[1].text
    assert thread.repairs == ("1 message of a bot left out",)


def test_a_bulk_export_of_mattermost():
    lines = [
        {"type": "version", "version": 1},
        {"type": "user", "user": {"username": "ada", "nickname": "Ada Quill"}},
        {"type": "post", "post": {"team": "t", "channel": "town", "user": "ada", "message": "One.", "create_at": 1709280000000,
                                  "replies": [{"user": "bo", "message": "Two.", "create_at": 1709280001000}]}},
    ]  # fmt: skip
    thread = read("\n".join(map(json.dumps, lines)).encode())
    assert (thread.source, thread.title) == ("mattermost", "town")
    assert read_back(thread)[1][:2] == ("bo", "Two.")
    assert thread.comments[1].parent_id == thread.comments[0].id
    assert thread.comments[0].author == "Ada Quill"


def test_messages_of_instagram_and_their_mojibake():
    zoe = "Zoë".encode().decode("latin-1")
    said = {"timestamp_ms": 1709280000000}
    thread = read(
        {
            "participants": [{"name": zoe}],
            "title": "Harbour",
            "messages": [
                {**said, "sender_name": zoe, "content": "Später 😀.".encode().decode("latin-1")},
                {**said, "sender_name": "Bo", "content": "Grüße, not broken — at all."},
                {**said, "sender_name": "Bo", "content": "Reacted \u00e2\u009d\u00a4 to your message "},
                {**said, "sender_name": "Bo", "content": "Bo named the group Harbour."},
                {**said, "sender_name": "Bo", "photos": [{"uri": "x.jpg"}]},
            ],
        }
    )
    assert sorted((c.author, c.text) for c in thread.comments) == [
        ("Bo", "Grüße, not broken — at all."),
        ("Zoë", "Später 😀."),
    ]
    assert thread.repairs == ("1 message without text left out", "2 service messages left out")


SLACK = {
    "channels.json": [{"id": "C1", "name": "town", "purpose": {"value": "Our town"}}, {"id": "C2", "name": "sea"}],
    "users.json": [{"id": "U1", "name": "ada", "profile": {"display_name": "Ada Quill"}}, {"id": "U2", "real_name": "Bo Reed"}],
    "town/2024-03-01.json": [
        {"type": "message", "subtype": "channel_join", "user": "U2", "text": "<@U2> has joined", "ts": "1709280000.000100"},
        {"type": "message", "user": "U1", "text": "See <https://x.example|this>, <@U2> &amp; <#C2|sea> &lt;3", "ts": "1709280001.000100",
         "thread_ts": "1709280001.000100"},
    ],
    "town/2024-03-02.json": [
        {"type": "message", "user": "U2", "text": "No.", "ts": "1709380001.000100", "thread_ts": "1709280001.000100"},
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "text": "Beep", "ts": "1709380002.000100"},
    ],
    "sea/2024-03-01.json": [{"type": "message", "user": "U1", "text": "Waves.", "ts": "1709280001.000200"}],
}  # fmt: skip


@pytest.mark.parametrize("top", ["", "Export of Town/"])
@pytest.mark.parametrize("packed", [True, False])
def test_an_export_of_slack(tmp_path, packed, top):
    place = tmp_path / ("slack.zip" if packed else "slack")
    if packed:
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in SLACK.items():
                archive.writestr(top + name, json.dumps(content))
    else:
        for name, content in SLACK.items():
            path = place / (top + name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
    with pytest.raises(SourceError, match=r"2 conversations; .*town \(town: 2\), sea \(sea: 1\)"):
        read_thread(place)
    for wish in ("town", "#Town", "C1"):
        thread = read_thread(place, thread=wish)
        assert (thread.source, thread.title, thread.article.lead) == ("slack", "town", "Our town")
        assert [(c.author, c.text, c.parent_id) for c in thread.comments] == [
            ("Ada Quill", "See this, @Bo Reed & #sea <3", None),
            ("Bo Reed", "No.", "1709280001.000100"),
        ]
        assert thread.repairs == ("1 message of a bot left out", "1 service message left out")
    assert read_thread(place, thread="sea").repairs == ()
    assert len(read_thread(place, thread="all").comments) == 3
    if not packed:
        assert {c.author for c in read_thread(place / top / "town/2024-03-01.json").comments} == {"Ada Quill"}
        assert len(read_thread(place / top / "town").comments) == 2


def test_messages_of_slack_that_have_nothing_but_blocks():
    """As programs write them, and what is quoted of other channels."""
    words = [{"type": "text", "text": "Lamps, see "}, {"type": "link", "url": "https://x.example"}]
    blocks = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]},
        {"type": "section", "text": {"type": "mrkdwn", "text": " & more"}},
    ]
    said = [
        {"user": "U1", "ts": "1.1", "blocks": blocks},
        {"user": "U2", "ts": "2.1", "text": "", "blocks": blocks},
    ]
    assert [c.text for c in read(said).comments] == ["Lamps, see https://x.example & more"] * 2


@pytest.mark.parametrize("program", vocabulary("chats"))
def test_paths_stand_in_lists(program):
    """Of a string every letter would be a path."""
    names = ["lists", *(field.name for field in fields(ChatShape) if field.default == ())]
    for shape in shapes_of(program):
        paths = [*(getattr(shape, name) for name in names), *shape.needs, *shape.people]
        assert not any(isinstance(path, str) for path in (*paths, shape.needs, shape.people))


def test_tweets_of_an_archive(tmp_path):
    def tweet(number, text, **more):
        return {
            "tweet": {
                "id_str": str(number),
                "full_text": text,
                "created_at": "Fri Mar 01 09:00:00 +0000 2024",
                "favorite_count": "2",
                **more,
            }
        }

    tweets = [
        tweet(
            1,
            "Boats &amp; https://t.co/x",
            entities={"urls": [{"url": "https://t.co/x", "expanded_url": "https://x.example/boats"}]},
        ),
        tweet(2, "More.", in_reply_to_status_id_str="1"),
        tweet(3, "@bo Yes.", in_reply_to_status_id_str="77"),
        tweet(4, "RT @bo: Not mine."),
    ]
    part = f"window.YTD.tweets.part0 = {json.dumps(tweets)}"
    thread = read(part.encode())
    assert [(c.id, c.parent_id, c.text, c.score) for c in thread.comments] == [
        ("1", None, "Boats & https://x.example/boats", 2), ("2", "1", "More.", 2), ("3", None, "@bo Yes.", 2),
    ]  # fmt: skip
    assert thread.repairs[0] == "1 retweet left out" and "counts as one person's" in thread.repairs[1]
    assert thread.comments[0].url == "https://x.com/i/status/1"
    with pytest.raises(SourceError, match="cut short or edited"):
        read(part[:-30].encode())
    with zipfile.ZipFile(tmp_path / "twitter.zip", "w") as archive:
        archive.writestr("data/tweets.js", part)
        archive.writestr("data/account.js", 'window.YTD.account.part0 = [{"account": {"username": "ada"}}]')
    assert {c.author for c in read_thread(tmp_path / "twitter.zip").comments} == {"ada"}


def test_an_archive_of_x_is_told_by_the_names_of_its_files(tmp_path):
    data = tmp_path / "archive" / "data"
    data.mkdir(parents=True)
    tweets = [
        {"tweet": {"id_str": str(n), "full_text": "words " * 40, "created_at": "Fri Mar 01 12:00:00 +0000 2024",
                   "entities": {}}} for n in range(4_000)
    ]  # fmt: skip
    part = f"window.YTD.tweets.part0 = {json.dumps(tweets)}"
    (data / "tweets.js").write_text(part)
    (data / "account.js").write_text("window.YTD.account.part0 = [{")
    assert len(read_thread(data.parent).comments) == 4_000
    (data / "tweets.js").write_text(part[:-9])
    with pytest.raises(SourceError, match="cut short or edited; get the archive again"):
        read_thread(data.parent)
    (ads := data / "ads.js").write_text("window.YTD.ads.part0 = []")
    with pytest.raises(SourceError, match=r"holds no messages of x-archive; hand over data/tweets.js"):
        read_thread(ads, name="x-archive")


def test_comments_of_facebook_and_instagram():
    facebook = {
        "comments_v2": [
            {"timestamp": 1709280000, "title": "Ada commented on a post.",
             "data": [{"comment": {"timestamp": 1709280000, "comment": "Sch\u00c3\u00b6n.", "author": "Ada"}}]},
            {"timestamp": 1709280100, "attachments": [], "title": "Ada commented."},
        ]
    }  # fmt: skip
    thread = read(facebook)
    assert (thread.source, [(c.author, c.text) for c in thread.comments]) == (
        "meta-comments",
        [("Ada", "Schön.")],
    )
    instagram = [
        {
            "media_list_data": [],
            "string_map_data": {
                "Comment": {"value": "Nice."},
                "Media Owner": {"value": "bo"},
                "Time": {"timestamp": 1709280000},
            },
        }
    ]
    (comment,) = read(instagram).comments
    assert (comment.text, comment.created_at.isoformat()) == ("Nice.", "2024-03-01T08:00:00+00:00")


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=talks(), cut=st.floats(0.05, 0.95), junk=st.binary(max_size=8))
def test_damage_gives_only_our_own_errors(name, said, cut, junk):
    data = json.dumps(WRITERS[name](said, {})).encode()
    at = int(len(data) * cut)
    for damaged in (data[:at], data[:at] + junk + data[at:]):
        try:
            read(damaged)
        except SourceError as error:
            assert "\n" not in str(error)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(WRITERS)), said=talks(), data=st.data(),
    value=st.sampled_from([None, [], {}, 7, -1.5, "x", True, [[]], [{}], {"a": []}, "9" * 400, 1e300]),
)  # fmt: skip
def test_any_field_may_hold_anything(name, said, data, value):
    document = WRITERS[name](said, {})
    for _ in range(3):
        holder = document
        while isinstance(holder, dict | list) and holder:
            keys = sorted(holder, key=str) if isinstance(holder, dict) else list(range(len(holder)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(holder[key], dict | list) or data.draw(st.integers(0, 4)) == 0:
                holder[key] = copy.deepcopy(value)
                break
            holder = holder[key]
    try:
        read(document)
    except SourceError as error:
        assert "\n" not in str(error)
