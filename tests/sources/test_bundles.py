"""Exports that are folders or zip archives, pages saved as one file, and debates and comments as text."""

# ruff: noqa: E501 (samples are as long as they are)

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.sources import read_thread

from .talk import expected, read_back, talks

CHAT = "[01/03/2024, 09:01:22] Ada: One.\n[01/03/2024, 09:02:22] Bo: \u200eimage omitted\n"


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpacked(path, files):
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(text):
    return read_thread("-", stdin=io.BytesIO(text.encode()))


@pytest.mark.parametrize("put", [packed, unpacked])
def test_a_chat_of_whatsapp_with_its_pictures(tmp_path, put):
    files = {"_chat.txt": CHAT, "00000001-PHOTO.jpg": b"\xff\xd8", "__MACOSX/._chat.txt": "x"}
    thread = read_thread(put(tmp_path / "WhatsApp Chat - Harbour", files))
    assert (thread.source, thread.title, [c.text for c in thread.comments]) == (
        "whatsapp",
        "Harbour",
        ["One."],
    )


@pytest.mark.parametrize("put", [packed, unpacked])
def test_conversations_of_facebook_each_in_a_folder(tmp_path, put):
    def chat(name, *texts):
        said = [
            {"sender_name": "Zo\u00c3\u00ab", "timestamp_ms": 1709280000000 + n, "content": text}
            for n, text in enumerate(texts)
        ]
        return json.dumps({"title": name, "participants": [], "messages": said})

    files = {
        "messages/inbox/ada_1/message_1.json": chat("Ada", "Two.", "Three."),
        "messages/inbox/ada_1/message_2.json": chat("Ada", "One."),
        "messages/inbox/bo_2/message_1.json": chat("Bo", "Other."),
        "messages/inbox/bo_2/photos/1.jpg": b"x",
    }
    place = put(tmp_path / "facebook-zoe", files)
    with pytest.raises(SourceError, match=r"2 conversations; .*Ada: 3.*Bo: 1"):
        read_thread(place)
    thread = read_thread(place, thread="ada")
    assert (thread.title, {c.author for c in thread.comments}, len(thread.comments)) == ("Ada", {"Zoë"}, 3)
    assert read_thread(place, thread="bo_2").title == "Bo"


def test_a_space_of_google_chat_is_named_by_the_file_beside_it(tmp_path):
    said = {
        "creator": {"name": "Ada", "email": "a@x"},
        "created_date": "Friday, March 1, 2024 at 9:00:00 AM UTC",
        "topic_id": "t",
    }
    messages = [
        {**said, "text": "One.", "message_id": "s/t/1"},
        {**said, "text": "Two.", "message_id": "s/t/2"},
    ]
    files = {
        "Takeout/Google Chat/Groups/Space 1/messages.json": json.dumps({"messages": messages}),
        "Takeout/Google Chat/Groups/Space 1/group_info.json": json.dumps({"name": "Harbour"}),
        "Takeout/Google Chat/Users/User 1/user_info.json": "{}",
    }
    thread = read_thread(packed(tmp_path / "takeout.zip", files))
    assert (thread.source, thread.title) == ("google-chat", "Harbour")
    assert [(c.id, c.parent_id) for c in thread.comments] == [("s/t/1", None), ("s/t/2", "s/t/1")]


def test_a_telegram_export_of_several_pages(tmp_path):
    def one(number, name, text, extra=""):
        return f'<div class="message default clearfix" id="message{number}"><div class="body"><div class="date details" title="01.03.2024 09:0{number}:00"></div><div class="from_name">{name}</div>{extra}<div class="text">{text}</div></div></div>'

    head = '<!DOCTYPE html><html><body><div class="page_header"><div class="text bold">Harbour</div></div>'
    answer = '<div class="reply_to details">In reply to <a href="messages.html#go_to_message1">this message</a></div>'
    pages = {
        "messages.html": head + one(1, "Ada", "One."),
        "messages2.html": head + one(2, "Bo", "Two.", answer),
        "css/style.css": "x",
    }
    thread = read_thread(unpacked(tmp_path / "export", pages))
    assert (thread.source, thread.title) == ("telegram-page", "Harbour")
    assert [(c.id, c.parent_id, c.author) for c in thread.comments] == [("1", None, "Ada"), ("2", "1", "Bo")]


def test_the_folder_of_a_chat_may_be_as_large_as_chats_are(tmp_path):
    text = "The night ferry should run until one, since the last train comes at twelve."
    said = [
        {
            "id": i,
            "type": "message",
            "date_unixtime": str(1709280000 + i),
            "from": f"Ada {i % 9}",
            "text": text,
        }
        for i in range(8_000)
    ]
    chat = {
        "result.json": json.dumps({"name": "Harbour", "type": "private_group", "id": 5, "messages": said})
    }
    lines = [
        f"01/03/2024, {9 + i // 3600:02}:{i // 60 % 60:02}:{i % 60:02} - Ada: {text} {i}"
        for i in range(12_000)
    ]
    for name, files in (("telegram", chat), ("whatsapp", {"_chat.txt": "\n".join(lines)})):
        place = unpacked(tmp_path / name, files)
        assert sum(path.stat().st_size for path in place.iterdir()) > 1_000_000
        thread = read_thread(place)
        assert (thread.source, len(thread.comments)) == (name, 8_000 if name == "telegram" else 12_000)


def test_archives_that_mean_harm(tmp_path):
    day = json.dumps([{"type": "message", "user": "U1", "text": "Hi there.", "ts": "1709280000.000100"}])
    bomb = packed(
        tmp_path / "bomb.zip", {"users.json": "[]", "town/2024-03-01.json": "[" + " " * 40_000_000 + "]"}
    )
    with pytest.raises(SourceError, match=r"more than 200 times its size"):
        read_thread(bomb)
    odd = packed(tmp_path / "odd.zip", {"users.json": "{", "town/2024-03-01.json": day})
    with pytest.raises(SourceError, match=r"odd\.zip/users\.json: not valid JSON"):
        read_thread(odd)
    whole = packed(tmp_path / "whole.zip", {"../users.json": "[]", "/town/2024-03-01.json": day}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"cut\.zip"):
        read_thread(tmp_path / "cut.zip")
    assert not (tmp_path.parent / "users.json").exists()


def test_links_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.json").write_text("[]")
    place = unpacked(tmp_path / "slack", {"town/2024-03-01.json": "[]"})
    (place / "users.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(SourceError, match=r"users\.json: is no regular file"):
        read_thread(place)


@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=60), at=st.floats(0, 1))
def test_damaged_archives_give_only_our_own_errors(tmp_path_factory, data, at):
    place = tmp_path_factory.mktemp("zip") / "export.zip"
    packed(place, {"_chat.txt": CHAT, "users.json": "[]", "town/2024-03-01.json": "[]"})
    whole = place.read_bytes()
    cut = int(at * len(whole))
    place.write_bytes(whole[:cut] + data + whole[cut + len(data) :])
    try:
        read_thread(place)
    except SourceError as error:
        assert "\n" not in str(error)


def test_a_page_saved_as_one_file(tmp_path):
    posts = "".join(
        f'<article class="message message--post" id="js-post-{n}"><h4 class="message-name">{name}</h4><div class="message-body"><div class="bbWrapper">Größe {n}=</div></div></article>'
        for n, name in enumerate(("Ada", "Bo"), 1)
    )
    html = f'<!DOCTYPE html><html id="XF"><head><meta charset="utf-8"></head><body><h1 class="p-title-value">Ferry</h1>{posts}</body></html>'
    import quopri

    body = quopri.encodestring(html.encode()).decode()
    saved = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://town.example/threads/1\nSubject: Ferry\nDate: Fri, 1 Mar 2024 09:00:00 -0000\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n\n--b\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: quoted-printable\n\n{body}\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n"
    )
    thread = read(saved)
    assert (thread.source, thread.article.lead, thread.comments[0].text) == (
        "xenforo",
        "Größe 1=",
        "Größe 2=",
    )


KIALO = """Discussion Title: Should boats sail at night?

1. Boats should sail at night.
1.1. Pro: People \\(and [dogs](https://x.example)\\) want to go home.
And early.
1.1.1. Con: Dogs do not.
1.2. Con: -> See 1.1.1.
1.10. Con: Crews are tired.
"""


@pytest.mark.parametrize("text", [KIALO, "\ufeff" + KIALO.replace("\n", "\r\n"), KIALO.partition("\n\n")[2]])
def test_a_debate_of_kialo(text):
    thread = read(text)
    assert thread.source == "kialo"
    assert {c.id: (c.parent_id, c.text) for c in thread.comments} == {
        "1": (None, "Boats should sail at night."),
        "1.1": ("1", "Pro: People (and dogs) want to go home.\n\nAnd early."),
        "1.1.1": ("1.1", "Con: Dogs do not."),
        "1.10": ("1", "Con: Crews are tired."),
    }
    assert "1 link to other claims left out" in thread.repairs


@settings(max_examples=15, deadline=None)
@given(said=talks())
def test_generated_debates_are_read_back(said):
    paths, counts, lines = {}, {}, []
    for one in said:
        counts[one.parent] = counts.get(one.parent, 0) + 1
        above = paths.get(one.parent)
        paths[one.number] = f"{above}.{counts[one.parent]}" if above else str(counts[None])
        lines.append(f"{paths[one.number]}. {'Pro: ' if above else ''}{one.text}")
    if not any("Pro: " in line for line in lines):
        return
    thread = read("Discussion Title: x\n\n" + "\n".join(lines))
    bare = [
        (None, t.removeprefix("Pro: "), None, p and p.removeprefix("Pro: "))
        for _, t, _, p in read_back(thread)
    ]
    assert sorted(map(str, bare)) == sorted(str((None, row[1], None, row[3])) for row in expected(said))


def test_comments_of_google_takeout():
    table = (
        "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text\n"
        'UgA,c,2024-03-01T09:00:00.1+00:00,0,,v,"{""text"":""Good boats, ""},{""text"":""really.""}"\n'
        'UgB,c,2024-03-01T09:01:00.1+00:00,0,UgA,v,"{""text"":""And crews.""}"\n'
    )
    thread = read(table)
    assert (thread.source, [(c.id, c.parent_id, c.text) for c in thread.comments]) == (
        "google-takeout", [("UgA", None, "Good boats, really."), ("UgB", "UgA", "And crews.")],
    )  # fmt: skip
    html = (
        '<html><body><ul><li>You added a comment on <a href="https://www.youtube.com/watch?v=v&lc=UgA">a video</a> at 2020-03-01 09:00:00 UTC.<br/>Good &amp; cheap.</li>'
        "</ul></body></html>"
    )
    (comment,) = read(html).comments
    assert (comment.id, comment.text, comment.created_at.isoformat()) == (
        "UgA",
        "Good & cheap.",
        "2020-03-01T09:00:00+00:00",
    )


def test_messages_of_facebook_as_a_page():
    def one(name, text, when):
        return f'<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_2ph_ _a6-h _a6-i">{name}</div><div class="_2ph_ _a6-p"><div><div></div><div>{text}</div></div></div><div class="_3-94 _a6-o"><div class="_a72d">{when}</div></div></div>'

    page = f"<html><head><title>Harbour</title></head><body>{one('Bo', 'Two.', 'Mar 01, 2024 9:05:01 pm')}{one('Zoë', 'One.', 'Mar 01, 2024 9:05:00 am')}</body></html>"
    thread = read(page)
    assert (thread.source, thread.title) == ("meta-page", "Harbour")
    assert [(c.author, c.text, c.created_at.hour) for c in thread.comments] == [
        ("Zoë", "One.", 9),
        ("Bo", "Two.", 21),
    ]
