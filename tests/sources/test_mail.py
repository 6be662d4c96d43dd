"""Mailing lists: mbox archives and maildir folders."""

# ruff: noqa: E501 (samples are as long as they are)

import io
import mailbox
import zipfile
from datetime import timedelta
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.sources import read_thread
from threadgist.sources.mail.text import bare_subject, read_mail, trim

from .mails import MAILS, NEW, OLD
from .talk import expected, talks


def mail(number, body, *, subject="Lamps", after=None, author="Ann Lee <ann@x.example>", extra=""):
    answers = f"In-Reply-To: <{after}@x>\nReferences: <0@x> <{after}@x>\n" if after is not None else ""
    return (
        f"From ann@x.example Mon Jan  1 10:0{number}:00 2024\nFrom: {author}\nSubject: {subject}\n"
        f"Date: Mon, 01 Jan 2024 10:0{number}:00 +0100\nMessage-ID: <{number}@x>\n{answers}{extra}\n{body}\n\n"
    )


LAMPS = [
    mail(1, "The new lamps\nare too bright.\n-- \nAnn Lee\nTown hall"),
    mail(
        2,
        "On Mon, Jan 1, 2024 at 10:01 Ann Lee wrote:\n> The new lamps\n> are too bright.\n\nNot in my street.\n"
        "_______________________________________________\nTown mailing list\nTown@lists.example\nhttps://x",
        subject="Re: Lamps",
        after=1,
        author="Bo <bo@x.example>",
    ),
    mail(3, "Which street?\n>From the hill I see none.", subject="RE: [Town] Lamps", after=2),
]
BUSES = [
    mail(4, "Buses are late.", subject="[Town] Buses"),
    mail(5, "Always.", subject="AW: Buses", author="=?utf-8?q?J=C3=BCrgen?= <j@x.example>"),
]


@pytest.fixture
def read(tmp_path):
    def read(content, name="town.mbox", **wishes):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_thread(path, **wishes)

    return read


def by_id(thread):
    return {comment.id: comment for comment in thread.comments}


def test_an_archive_is_one_thread(read):
    thread = read("".join(LAMPS + BUSES))
    comments = by_id(thread)
    assert (thread.source, thread.title, thread.article) == ("mbox", "Town", None)
    assert {i: c.parent_id for i, c in comments.items()} == {
        "1@x": None, "2@x": "1@x", "3@x": "2@x", "4@x": None, "5@x": None,
    }  # fmt: skip
    assert comments["1@x"].text == "The new lamps are too bright."
    assert comments["2@x"].text == (
        "> On Mon, Jan 1, 2024 at 10:01 Ann Lee wrote:\n> The new lamps\n> are too bright.\n\nNot in my street."
    )
    assert comments["3@x"].text == "Which street? From the hill I see none."
    assert comments["5@x"].author == "Jürgen"
    assert comments["1@x"].created_at.isoformat() == "2024-01-01T09:01:00+00:00"
    assert thread.repairs == ()


@pytest.mark.parametrize("wish", ["1@x", "<1@x>", "3@x", "lamps", "Lamps"])
def test_one_conversation_is_chosen(read, wish):
    thread = read("".join(LAMPS + BUSES), thread=wish)
    assert (thread.title, thread.id) == ("Lamps", "1@x")
    assert thread.article.lead == "The new lamps are too bright."
    assert {i: c.parent_id for i, c in by_id(thread).items()} == {"2@x": None, "3@x": "2@x"}


def test_answers_without_references_are_found_by_their_subject(read):
    assert set(by_id(read("".join(LAMPS + BUSES), thread="Buses"))) == {"5@x"}
    with pytest.raises(
        SourceError, match=r"no conversation 'trams'; there are: 1@x \(Lamps: 3\), 4@x \(Buses: 2\)"
    ):
        read("".join(LAMPS + BUSES), thread="trams")


def test_the_list_names_the_archive(read):
    content = mail(1, "a b", extra="List-Id: Town talk <town.lists.example>\n") + BUSES[0]
    assert read(content).title == "Town talk"


def test_order_does_not_matter(read):
    for wish in (None, "Lamps", "all"):
        assert read("".join(LAMPS + BUSES), thread=wish) == read(
            "".join(reversed(LAMPS + BUSES)), thread=wish
        )


def test_parts_encodings_and_attachments(tmp_path):
    both = EmailMessage()
    both["From"], both["Subject"], both["Message-ID"] = "Zoë <z@x.example>", "Größe", "<a@x>"
    both.set_content("Plain täxt, long enough to be folded. " * 4, charset="utf-8", cte="quoted-printable")
    both.add_alternative("<p>HTML text</p>", subtype="html")
    both.add_attachment(b"\x00\x01", maintype="application", subtype="pdf", filename="x.pdf")
    page = EmailMessage()
    page["From"], page["Message-ID"] = "b@x.example", "<b@x>"
    page.set_content("<blockquote>old</blockquote><p>Only <b>HTML</b></p>", subtype="html", cte="base64")
    path = tmp_path / "box"
    box = mailbox.mbox(path)
    box.add(both)
    box.add(page)
    box.close()
    thread = read_thread(path)
    comments = by_id(thread)
    assert comments["a@x"].text.startswith("Plain täxt, long enough") and "HTML" not in comments["a@x"].text
    assert (comments["a@x"].author, comments["b@x"].author) == ("Zoë", "b")
    assert comments["b@x"].text == "> old\n\nOnly HTML"
    assert thread.repairs == ("1 attachment left out",)


def test_eight_bit_text_in_its_declared_and_undeclared_encodings(read):
    koi = b"Content-Type: text/plain; charset=koi8-r\n\n" + "Привет всем".encode("koi8-r") + b"\n\n"
    raw = b"From j\xfcrgen Mon Jan  1 10:00:00 2024\nFrom: J\xfcrgen <j@x.example>\nMessage-ID: <%d@x>\n"
    content = (
        raw % 1 + koi + raw % 2 + b"\nGr\xfc\xdfe aus K\xf6ln\n\n" + raw % 3 + b"\nGr\xc3\xbc\xc3\x9fe\n"
    )
    comments = by_id(read(content))
    assert [comments[f"{i}@x"].text for i in (1, 2, 3)] == ["Привет всем", "Grüße aus Köln", "Grüße"]
    assert comments["1@x"].author == "Jürgen"


def test_a_maildir(tmp_path):
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Town" / name).mkdir(parents=True)
    for place, content in zip(("cur/1:2,S", "cur/2:2,S", "new/3", "tmp/4"), LAMPS + BUSES, strict=False):
        (tmp_path / "Town" / place).write_text(content.partition("\n")[2])
    thread = read_thread(tmp_path / "Town")
    assert (thread.source, thread.title, set(by_id(thread))) == ("maildir", "Lamps", {"2@x", "3@x"})
    (tmp_path / "Empty" / "cur").mkdir(parents=True)
    with pytest.raises(SourceError, match="a maildir without messages"):
        read_thread(tmp_path / "Empty")
    with pytest.raises(SourceError, match="is a folder; name a file in it"):
        read_thread(tmp_path)


def test_circles_and_repeated_ids_do_not_hang(read):
    content = mail(1, "one", after=2) + mail(2, "two", after=1) + mail(2, "three", after=2)
    thread = read(content.replace("Subject: Lamps", "Subject:"))
    assert thread.article is None
    assert sorted(comment.text for comment in thread.comments) == ["one", "three", "two"]


def test_hostile_structure(read):
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(5_000))
    thread = read(
        mail(1, "fine") + mail(2, "x", extra="X-Pad: " + "y" * 100_000 + "\n") + mail(3, "", extra=nested)
    )
    assert "1 message of too many parts was not read" in thread.repairs
    assert by_id(thread)["1@x"].text == "fine"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    assert isinstance(read_mail(data).body, str)
    headers = (
        b"From: =?utf-8?b?"
        + data.replace(b"\n", b"")
        + b"?=\nSubject: "
        + data.replace(b"\n", b"")
        + b"\nList-Id: <\n"
    )
    assert isinstance(
        read_mail(headers + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + data).subject, str
    )


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Fwd: [Town] Re: Lamps", "Lamps"),
        ("AW: WG: Lampen", "Lampen"),
        ("Re[2]: Lamps", "Lamps"),
        ("回复：路灯", "路灯"),
        ("Regarding lamps", "Regarding lamps"),
        ("[Town]", "[Town]"),
    ],
)
def test_subjects_without_marks_of_answers(subject, bare):
    assert bare_subject(subject) == bare


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Yes.\n-- \nMe", "Yes."),
        ("Yes.\n--\nMe\nTown", "Yes."),
        ("Part one.\n--\n" + "Part two.\n" * 20, ("Part one.\n--\n" + "Part two.\n" * 20).rstrip()),
        (
            "A\n\n-----Original Message-----\nFrom: B\n\nold",
            "A\n\n> -----Original Message-----\n> From: B\n\n> old",
        ),
        ("A\n\nYou received this message because you are subscribed to the group", "A"),
        ("A\n-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: You receive all messages", "A"),
        ("She wrote:\nnothing quoted", "She wrote:\nnothing quoted"),
        ("----------\nA heading with a rule\n----------", "----------\nA heading with a rule\n----------"),
    ],
)
def test_signatures_footers_and_quotations(text, left):
    assert trim(text).rstrip() == left


@pytest.mark.parametrize("name", MAILS)
def test_the_words_of_the_writer_alone(name):
    text, own = MAILS[name]
    left = [line for line in trim(text).split("\n") if not line.startswith(">")]
    assert " ".join(" ".join(left).split()) == own
    if own == NEW and OLD in text:
        assert OLD in trim(text)


def test_html_of_mail_programs():
    def own(html):
        body = read_mail(f"From: a@x\nContent-Type: text/html; charset=utf-8\n\n{html}".encode()).body
        return " ".join(" ".join(line for line in body.split("\n") if not line.startswith(">")).split())

    headers = "<b>From:</b> Ada<br><b>Sent:</b> Friday 9:00<br><b>To:</b> Bo<br><b>Subject:</b> Ferry"
    for quoted in (
        f'<div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">{headers}</p></div><p>{OLD}</p>',
        f'<hr><div id="divRplyFwdMsg">{headers}</div><div>{OLD}</div>',
        f'<div class="gmail_quote"><div class="gmail_attr">On Fri, Mar 1, 2024 at 9:05 AM Ada &lt;<a href="mailto:a@x">a@x.example</a>&gt; '
        f"wrote:<br></div><blockquote>{OLD}</blockquote></div>",
        f"<div>On Friday, March 1, 2024 at 09:05:11 AM GMT, Ada &lt;a@x.example&gt; wrote:</div><div>{OLD}</div>",
        f'<div class="moz-cite-prefix">Am 01.03.24 um 09:05 schrieb Ada:<br></div><blockquote type="cite">{OLD}</blockquote>',
        '<div class="gmail_signature">Bo Reed<br>Town hall</div>',
    ):
        assert own(f"<html><body><p>{NEW}</p>{quoted}</body></html>") == NEW


def test_a_message_that_is_there_twice(read):
    thread = read(LAMPS[0] + "".join(LAMPS))
    assert thread.repairs == ("1 message was there twice",)
    assert (set(by_id(thread)), thread.article.title) == ({"2@x", "3@x"}, "Lamps")
    assert read("".join(LAMPS + BUSES + LAMPS[1:2]), thread="Buses").repairs == ()


def test_one_message_and_a_folder_of_them(read, tmp_path):
    bare = [one.partition("\n")[2] for one in LAMPS]
    one = read(bare[0], "1.eml")
    assert (one.source, one.title, one.comments[0].text) == ("eml", "Lamps", "The new lamps are too bright.")
    apple = read(f"{len(bare[0])}\n{bare[0]}", "1.emlx")
    assert apple.comments == one.comments
    koi = b"From: a@x\nDate: Mon, 01 Jan 2024 10:00:00 +0000\nSubject: x\nContent-Type: text/plain; charset=koi8-r\n\n"
    assert read(koi + "Привет".encode("koi8-r"), "2.eml").comments[0].text == "Привет"
    for number, content in enumerate(bare, 1):
        (tmp_path / "box").mkdir(exist_ok=True)
        (tmp_path / "box" / f"{number}.eml").write_text(content)
    thread = read_thread(tmp_path / "box")
    assert (thread.source, thread.title, set(by_id(thread))) == ("mails", "Lamps", {"2@x", "3@x"})
    (tmp_path / "spool").mkdir()
    for number, content in enumerate(bare, 1):
        (tmp_path / "spool" / str(number)).write_text(content)
    assert read_thread(tmp_path / "spool").comments == thread.comments
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as archive:
        for number, content in enumerate(bare, 1):
            archive.writestr(f"box/{number}.eml", content)
    assert read_thread(tmp_path / "box.zip").comments == thread.comments


def test_an_article_of_usenet(read):
    content = (
        "Path: news.example!not-for-mail\nFrom: Ann Lee <ann@x.example>\nNewsgroups: town.lamps\nSubject: Re: Lamps\n"
        "Date: Mon, 01 Jan 2024 10:00:00 GMT\nMessage-ID: <7@x>\nReferences: <6@x>\n\n"
        "In <6@x> Bo <bo@x.example>\nwrote:\n> Old.\n\nNew.\n-- \nAnn\n"
    )
    (comment,) = read(content, "7").comments
    assert (comment.author, comment.text) == (
        "Ann Lee",
        "> In <6@x> Bo <bo@x.example> > wrote: > Old.\n\nNew.".replace(" > ", "\n> "),
    )


def test_names_of_those_who_send_through_a_list():
    said = "From: \"'Ann Lee' via Town\" <town@lists.example>\nSubject: x\n\nYes."
    assert read_mail(said.encode()).author == "Ann Lee"


@settings(max_examples=20, deadline=None)
@given(said=talks(step=timedelta(seconds=1)), wrapped=st.booleans())
def test_what_was_written_is_read_back(said, wrapped):
    texts = {one.number: one.text for one in said}
    box = mailbox_of(said, texts, wrapped)
    thread = read_thread("-", stdin=io.BytesIO(box.encode()), thread="all")
    own = {c.id: c.text.rpartition("\n\n")[2] for c in thread.comments}
    found = sorted((c.author, own[c.id], c.created_at, own.get(c.parent_id)) for c in thread.comments)
    if len(thread.comments) == len(said):
        assert sorted(map(str, found)) == sorted(map(str, expected(said)))
    else:  # one conversation: its first message is the article
        rows = [row for row in expected(said) if row[2] != min(one.time for one in said)]
        assert sorted(str(row[:3]) for row in found) == sorted(str(row[:3]) for row in rows)


def mailbox_of(said, texts, wrapped):
    parts = []
    for one in said:
        name = str(Header(one.author, "utf-8")) if not one.author.isascii() else one.author
        head = (
            f"From x@x.example Fri Mar  1 09:00:00 2024\nFrom: {name} <x@x.example>\nSubject: Ferry {one.number}\n"
            f"Date: {format_datetime(one.time)}\nMessage-ID: <{one.number}@x>\nContent-Type: text/plain; charset=utf-8\n"
        )
        quoted = ""
        if one.parent:
            head += f"In-Reply-To: <{one.parent}@x>\n"
            gap = "\n" if wrapped else " "
            quoted = f"On Fri, 1 Mar 2024 at 09:05, Somebody Else{gap}<y@x.example> wrote:\n\n> {texts[one.parent]}\n\n"
        parts.append(f"{head}\n{quoted}{one.text}\n\n")
    return "".join(parts)


@pytest.mark.shared
def test_a_real_archive(shared):
    thread = read_thread(shared / "mbox/groupsio-2014.mbox")
    assert (thread.source, len(thread.comments), thread.repairs) == ("mbox", 49, ())
    assert all(comment.text and comment.created_at and comment.author for comment in thread.comments)
