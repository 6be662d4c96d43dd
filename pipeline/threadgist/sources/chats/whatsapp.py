"""WhatsApp: a chat exported as text by a phone, of any kind and in any language that we know of."""

import re
from collections import Counter
from typing import Literal

from threadgist.errors import SourceError
from threadgist.sources.archive import told
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.chats.reading import ids_by_time
from threadgist.sources.payload import Payload
from threadgist.sources.times import CLOCK, DATE, local_times
from threadgist.sources.vocabulary import pattern

# Phones put marks of direction and narrow spaces where nobody sees them.
_SPACE = r"[\s\u200e\u200f\u202f]"
_WHEN = rf"{DATE},?{_SPACE}+(?:[^\W\d_]{{1,4}}{_SPACE}+)?{CLOCK.replace(chr(92) + 's', _SPACE)}"
_ANDROID = re.compile(rf"(?i)[\u200e\u200f\ufeff]*(?P<when>{_WHEN}){_SPACE}(?:-|–){_SPACE}(?P<rest>.*)")
_IPHONE = re.compile(rf"[\u200e\u200f\ufeff]*\[(?P<when>{_WHEN})\]{_SPACE}(?P<rest>.*)", re.IGNORECASE)
_COMMA = re.compile(rf"(?P<when>{_WHEN}),{_SPACE}(?P<rest>[^:]{{1,60}}{_SPACE}:{_SPACE}.*)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}")
_NAME = re.compile(r"(?P<name>[^\n:\"“”„«»]{1,100}?)\s?:(?:\s|$)(?P<text>.*)", re.DOTALL)
_QUOTED_NAME = re.compile(r"[\"“„«](.{1,100}?)[\"”“»]")
_LEFT_TO_RIGHT = "\u200e"
_BLANK = _LEFT_TO_RIGHT + " \n"
_EASTERN = re.compile("[٠-٩۰-۹]")
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،", "01234567890123456789,", "\u200e\u200f")
_MEDIA = re.compile(pattern("whatsapp", "media"), re.IGNORECASE)
# `IMG-20240301-WA0001.jpg (file attached)` and `<attached: 00000012-PHOTO.jpg>`, with a caption below or before.
_FILE = re.compile(
    r"(?i)[\u200e\s]*(?:[^\s/:]{3,80}\.[a-z0-9]{2,4} \([^()\n]{4,40}\)"
    r"|<[^<>:\n]{3,30}: [^<>\n]{3,100}>)"
)
_DELETED = re.compile(rf"{pattern('whatsapp', 'deleted')}\.?", re.IGNORECASE)
_EDITED = re.compile(rf"\s*\u200e?<{pattern('whatsapp', 'edited')}\.?>\s*$", re.IGNORECASE)
_FILE_NAME = re.compile(rf"{pattern('whatsapp', 'file')}\s+(.+)", re.IGNORECASE)


class WhatsAppSource(BundleReader, Described):
    """Chats by their lines `01/03/2024, 09:01 - Ada: text` (Android) or `[01/03/2024, 09:01:22] Ada: text` (iPhone).

    Lines without a time go on with the message above. Lines that name nobody are notices of the program.
    """

    name = "whatsapp"

    def fits(self, payload: Payload) -> bool:
        """Accept text whose first line starts with a time as WhatsApp writes it, with a name somewhere below."""
        head = payload.text[:20_000].splitlines()[:200]
        found = [_started(line) for line in head if line.strip("\ufeff \t\u200e")]
        return any(found[:1]) and any(one and _NAME.fullmatch(one[1]) for one in found)

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the messages. What phones leave out (pictures, voices) is no comment, and counted."""
        entries = _entries(payload.text)
        if not entries:
            raise SourceError(f"{payload.name}: no message of WhatsApp; export the chat again, without media")
        times, notes = local_times([when for when, _ in entries])
        dropped: Counter[str] = Counter()
        comments: list[RawComment] = []
        for (_, lines), moment, own in zip(entries, times, ids_by_time(times), strict=True):
            read = _read("\n".join(lines))
            if isinstance(read, str):
                dropped[read] += 1
            else:
                author, text, gone = read
                comments.append(RawComment(text, id=own, author=author, created_at=moment, gone=gone))
        named = _FILE_NAME.fullmatch(payload.readable_name)
        title = named[1] if named else _title(entries, {comment.author for comment in comments})
        return RawThread(tuple(comments), title=title, repairs=(*told(dropped), *notes))

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept what holds one text only, and that is a chat."""
        texts = bundle.matching(r"[^/]*\.txt")
        found = len(texts) == 1 and bundle.some(texts, self.fits)
        return None if found else "no chat of WhatsApp (one text file)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the chat; pictures beside it are left out."""
        (name,) = bundle.matching(r"[^/]*\.txt")
        payload = bundle.payload(name)
        if name.lower() == "_chat.txt":
            payload = Payload(payload.text, bundle.place)
        return self.parse(payload, Columns())


def _started(line: str) -> tuple[str, str] | None:
    """Return the time that a line starts with, and the rest of the line; None for a line that goes on."""
    head = line[:2_000]
    if _EASTERN.search(head[:20]):
        head = head[:60].translate(_WESTERN) + head[60:]
    found = _IPHONE.match(head)
    if found is None or not _SECONDS.search(found["when"]):
        found = _ANDROID.match(head) or _COMMA.match(head)
    return (found["when"], found["rest"] + line[2_000:]) if found else None


def _entries(text: str) -> list[tuple[str, list[str]]]:
    """Return messages and notices: the time as it is written, and the lines of the text."""
    entries: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if started := _started(line):
            entries.append((started[0], [started[1]]))
        elif entries:
            entries[-1][1].append(line)
    return entries


def _read(whole: str) -> tuple[str, str, Literal["deleted"] | None] | str:
    """Return who says what, and whether it was deleted; or what else the entry is."""
    found = _NAME.fullmatch(whole)
    if found is None:
        return "service message"
    author = found["name"].strip("\u200e\u200f\u202a\u202c~ \u202f")
    text = found["text"]
    if _DELETED.fullmatch(text.strip(_BLANK)):
        return author, "", "deleted"
    said = _FILE.sub("", _EDITED.sub("", text)).strip(_BLANK)
    if not said or _MEDIA.fullmatch(said):
        return "message without text"
    # iPhones mark what the program says, under the name of a person or of the group.
    by_program = text.startswith(_LEFT_TO_RIGHT) and said in text[:400]
    return "service message" if by_program else (author, said, None)


def _title(entries: list[tuple[str, list[str]]], authors: set[str | None]) -> str | None:
    """Return the name of the group: phones write it where it is founded, or as who says their first notice."""
    for _, (whole, *_rest) in entries[:20]:
        found = _NAME.fullmatch(whole)
        if found is None and (quoted := _QUOTED_NAME.search(whole)):
            return quoted[1]
        if found is not None and found["name"] not in authors and _read(whole) == "service message":
            return found["name"]
    return None
