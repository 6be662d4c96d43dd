"""Files as people have them: chats, mail and exports of the shared field, each with what is right."""

import pytest

from threadgist.sources import read_thread

pytestmark = pytest.mark.shared

ADA, BO, CY = "Ada Quill", "Bo Reed", "Cy Lund"
SLACK = [("1709283600.000200", None, ADA), ("1709283900.000300", "1709283600.000200", BO)]
RIGHT = {
    # file: title, (id, parent, author) of each comment; ids None where the file has none
    "telegram-result.json": ("Harbour residents", [("1", None, ADA), ("2", "1", BO), ("4", "2", CY)]),
    "slack-export": ("harbour", SLACK),
    "slack-export.zip": ("harbour", SLACK),
    "slack-export/harbour/2024-03-01.json": ("harbour", SLACK),
    "discord-export.csv": (None, [(None, None, "ada#0001"), (None, None, "bo#0002"), (None, None, "cy")]),
    "instagram-messages.json": (BO, [(None, None, "Zoë Quill"), (None, None, BO)]),
    "whatsapp-android.txt": ("Harbour residents", [(None, None, ADA), (None, None, BO), (None, None, CY)]),
    "mail-outlook-reply.mbox": (
        "Ferry",
        [("m2@reed.example", None, BO), ("m3@lund.example", "m2@reed.example", CY)],
    ),
    "mbox-same-message-twice.mbox": ("Ferry", [("m2@reed.example", None, BO)]),
    "single-mail.eml": ("Should the ferry run later?", [("m2@quill.example", None, ADA)]),
    "twitter-tweets.js": (None, [("1", None, "the account's owner"), ("2", None, "the account's owner")]),
    "kialo-export.txt": (
        "Should the ferry run until midnight?",
        [
            ("1", None, None),
            ("1.1", "1", None),
            ("1.1.1", "1.1", None),
            ("1.2", "1", None),
            ("1.2.1", "1.2", None),
        ],
    ),
}
NOTES = {
    "telegram-result.json": "1 service message left out",
    "slack-export": "1 service message left out",
    "whatsapp-android.txt": "2 service messages left out",
    "mbox-same-message-twice.mbox": "1 message was there twice",
}


@pytest.fixture
def field(shared):
    folder = shared.parent / "field"
    if not folder.is_dir():
        pytest.skip("no shared/field beside the checkout")
    return folder


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_of_the_field_is_read_right(field, name):
    thread = read_thread(field / name)
    title, right = RIGHT[name]
    assert title is None or thread.title == title
    found = [(c.id, c.parent_id, c.author) for c in thread.comments]
    assert [row[1:] for row in found] == [row[1:] for row in right]
    assert all(want[0] is None or have[0] == want[0] for have, want in zip(found, right, strict=True))
    assert NOTES.get(name, "") in " ".join(thread.repairs)
    assert all(comment.text and "\ufffd" not in comment.text for comment in thread.comments)
    if name != "kialo-export.txt":
        assert all(comment.created_at for comment in thread.comments)


def test_an_answer_below_a_quotation_is_the_writers_alone(field):
    first, second = read_thread(field / "mail-outlook-reply.mbox").comments
    for comment, said in ((first, "The crew already works"), (second, "Then hire a second crew")):
        (own,) = (part for part in comment.text.split("\n\n") if not part.startswith(">"))
        assert own.startswith(said) and "next part" not in comment.text
