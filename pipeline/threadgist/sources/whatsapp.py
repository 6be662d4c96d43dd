"""WhatsApp: a chat exported as text by a phone, of any kind and in any language that we know of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from threadgist.errors import SourceError
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.chat import ids_by_time, told
from threadgist.sources.chatshape import Dropped
from threadgist.sources.localtimes import CLOCK, DATE, local_times
from threadgist.sources.payload import Payload

__all__ = ["WhatsAppSource"]

# Phones put marks of direction and narrow spaces where nobody sees them.
_SPACE = r"[\s\u200e\u200f\u202f]"
_WHEN = rf"{DATE},?{_SPACE}+(?:[^\W\d_]{{1,4}}{_SPACE}+)?{CLOCK.replace(chr(92) + 's', _SPACE)}"
_ANDROID = re.compile(
    rf"[\u200e\u200f\ufeff]*(?P<when>{_WHEN}){_SPACE}(?:-|–){_SPACE}(?P<rest>.*)", re.IGNORECASE
)
_IPHONE = re.compile(rf"[\u200e\u200f\ufeff]*\[(?P<when>{_WHEN})\]{_SPACE}(?P<rest>.*)", re.IGNORECASE)
_COMMA = re.compile(rf"(?P<when>{_WHEN}),{_SPACE}(?P<rest>[^:]{{1,60}}{_SPACE}:{_SPACE}.*)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}")
_NAME = re.compile(r"(?P<name>[^\n:\"“”„«»]{1,100}?)\s?:(?:\s|$)(?P<text>.*)", re.DOTALL)
_QUOTED_NAME = re.compile(r"[\"“„«](.{1,100}?)[\"”“»]")
_LEFT_TO_RIGHT = "\u200e"
_BLANK = _LEFT_TO_RIGHT + " \n"
_EASTERN = re.compile("[٠-٩۰-۹]")
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،", "01234567890123456789,", "\u200e\u200f")
_MEDIA = re.compile(
    r"<[^<>:\n]{3,40}>"
    r"|(?:image|photo|video|audio|sticker|gif|document|contact card|voice message|video note) omitted"
    r"|(?:bild|foto|video|audio|sticker|gif|dokument|kontaktkarte) (?:weggelassen|ausgelassen)"
    r"|(?:imagen|foto|vídeo|video|audio|sticker|gif|documento|tarjeta de contacto|imagem|áudio|figurinha)"
    r" (?:omitid[oa]|ocultad[oa]|oculto)"
    r"|(?:image|vidéo|audio|sticker|gif|document|fiche de contact) (?:absente?|omise?)"
    r"|(?:immagine|foto|video|audio|sticker|gif|documento) (?:omess[oa])"
    r"|(?:afbeelding|foto|video|audio|sticker|gif|document) weggelaten"
    r"|(?:изображение|видео|аудио|стикер|gif|документ)\S* (?:опущен\S*|пропущен\S*|отсутствует)"
    r"|null",
    re.IGNORECASE,
)
# `IMG-20240301-WA0001.jpg (file attached)` and `<attached: 00000012-PHOTO.jpg>`, with a caption below or before.
_FILE = re.compile(
    r"[\u200e\s]*(?:[^\s/:]{3,80}\.[a-z0-9]{2,4} \([^()\n]{4,40}\)"
    r"|<[^<>:\n]{3,30}: [^<>\n]{3,100}>)",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"(?:this message was deleted(?: by admin .{1,60})?|you deleted this message|diese nachricht wurde gelöscht"
    r"|du hast diese nachricht gelöscht|(?:se eliminó|eliminaste) este mensaje|ce message a été supprimé"
    r"|vous avez supprimé ce message|(?:questo messaggio è stato eliminato|hai eliminato questo messaggio)"
    r"|(?:essa mensagem foi apagada|mensagem apagada|você apagou esta mensagem|esta mensagem foi apagada)"
    r"|(?:dit bericht is verwijderd|je hebt dit bericht verwijderd)"
    r"|(?:данное сообщение удалено|сообщение удалено|вы удалили данное сообщение)"
    r"|wiadomość została usunięta|bu mesaj silindi"
    r"|このメッセージは削除されました|此消息已删除|이 메시지는 삭제되었습니다)\.?",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\s*\u200e?<(?:this message was edited"
    r"|diese nachricht wurde bearbeitet|se editó este mensaje|ce message a été modifié"
    r"|questo messaggio è stato modificato|mensagem editada|esta mensagem foi editada|dit bericht is bewerkt"
    r"|данное сообщение изменено)\.?>\s*$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"(?:chat de whatsapp con|whatsapp chat(?: with)?|whatsapp[ -]chat mit|discussion whatsapp avec"
    r"|chat whatsapp con|conversa do whatsapp com|whatsapp-chat met|чат whatsapp с(?: контактом)?)\s+(.+)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Entry:
    """A message or notice: the time as it is written, and the lines of its text."""

    when: str
    lines: list[str] = field(default_factory=list)


class WhatsAppSource(BundleReader):
    """Chats by their lines `01/03/2024, 09:01 - Ada: text` (Android) or `[01/03/2024, 09:01:22] Ada: text` (iPhone).

    Lines without a time go on with the message above. Lines that name nobody are notices of the program.
    """

    name = "whatsapp"
    description = "WhatsApp: a chat exported as text (or the zip archive with _chat.txt)"
    link = "none"

    def sniff(self, payload: Payload) -> str | None:
        """Accept text whose first line starts with a time as WhatsApp writes it, with a name somewhere below."""
        lines = _first_lines(payload.text, 200)
        if not lines or not _started(lines[0]):
            return "no chat of WhatsApp (time - name: text)"
        found = (_started(line) for line in lines)
        named = any(one is not None and _NAME.fullmatch(one[1]) for one in found)
        return None if named else "no chat of WhatsApp (time - name: text)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the messages. What phones leave out (pictures, voices) is no comment, and counted."""
        entries = list(_entries(payload.text))
        if not entries:
            raise SourceError(f"{payload.name}: no message of WhatsApp; export the chat again, without media")
        times, notes = local_times([entry.when for entry in entries])
        dropped: Counter[str] = Counter()
        comments: list[RawComment] = []
        for entry, moment, own in zip(entries, times, ids_by_time(times), strict=True):
            read = _read("\n".join(entry.lines))
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
        if len(texts) != 1:
            return "no chat of WhatsApp (one text file)"
        try:
            return self.sniff(bundle.payload(texts[0]))
        except SourceError:
            return "no chat of WhatsApp (one text file)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the chat; pictures beside it are left out."""
        (name,) = bundle.matching(r"[^/]*\.txt")
        payload = bundle.payload(name)
        if name.lower() == "_chat.txt":
            payload = Payload(payload.text, bundle.place)
        return self.parse(payload, Columns())


def _first_lines(text: str, number: int) -> list[str]:
    head = text[:20_000].splitlines()[:number]
    return [line for line in head if line.strip("\ufeff \t\u200e")]


def _started(line: str) -> tuple[str, str] | None:
    """Return the time that a line starts with, and the rest of the line; None for a line that goes on."""
    head = line[:2_000]
    if _EASTERN.search(head[:20]):
        head = head[:60].translate(_WESTERN) + head[60:]
    found = _IPHONE.match(head)
    if found is not None and not _SECONDS.search(found["when"]):
        found = None
    found = found or _ANDROID.match(head) or _COMMA.match(head)
    return (found["when"], found["rest"] + line[2_000:]) if found else None


def _entries(text: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        if started := _started(line):
            if entry is not None:
                yield entry
            entry = _Entry(started[0], [started[1]])
        elif entry is not None:
            entry.lines.append(line)
    if entry is not None:
        yield entry


def _read(whole: str) -> tuple[str, str, Literal["deleted"] | None] | Dropped:
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
    return (
        "service message" if text.startswith(_LEFT_TO_RIGHT) and said in text[:400] else (author, said, None)
    )


def _title(entries: list[_Entry], authors: set[str | None]) -> str | None:
    """Return the name of the group: phones write it where it is founded, or as who says their first notice."""
    for entry in entries[:20]:
        whole = entry.lines[0]
        found = _NAME.fullmatch(whole)
        if found is None and (quoted := _QUOTED_NAME.search(whole)):
            return quoted[1]
        if found is not None and found["name"] not in authors and _read(whole) == "service message":
            return found["name"]
    return None
