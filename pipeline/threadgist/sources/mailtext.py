"""One e-mail message: its headers decoded, and its text without signature, footer and attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr

from threadgist.sources.plaintext import Markup
from threadgist.sources.times import parse_time

__all__ = ["Mail", "bare_subject", "read_mail", "trim"]

# The parser recurses into parts within parts; no mail program nests this many.
_MAX_BOUNDARIES = 100
_MAX_REFERENCES = 1_000
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_REPLY = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|fwd?|wg|rif|odp|回复|答复|转发)\s*(?:\[[0-9]+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_LIST_TAG = re.compile(r"^\s*\[[^\[\]]{1,60}\]\s*")
_DELSP = re.compile(r" \r?\n")
_FOOTER = re.compile(
    r"^(?:_{20,}|-{20,}|={20,}|(?:-=){6,}-?|~{20,})\s*\n"
    r"(?=(?:.*\n){0,3}.*(?:mailing list|unsubscribe|groups?\.io links|listinfo|to subscribe))"
    r"|^(?:To unsubscribe (?:from|send|, )|You received this message because you are subscribed)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?\s*$", re.MULTILINE)
_SIGNATURE_LINES = 12
_BELOW = re.compile(
    r"^-{3,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine) ?-{3,}",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"^(?!>).{3,200}(?:wrote|schrieb|a écrit|escribió|ha scritto|написал|写道|writes)\s*[:：]$"
)
_ATTRIBUTION_START = re.compile(r"^(?:On|Am|Le|El|Il) .{5,}")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a thread needs of a message; `references` are the ids it names, the nearest one last."""

    id: str | None
    references: tuple[str, ...]
    subject: str
    author: str | None
    list_name: str | None
    sent_at: datetime | None
    url: str | None
    body: str
    markup: Markup
    attachments: int
    damaged: bool


def read_mail(data: bytes) -> Mail:
    """Read a message; never raises, whatever the bytes: what cannot be decoded is read as it stands."""
    deep = data.lower().count(b"boundary=") > _MAX_BOUNDARIES
    parser = BytesHeaderParser() if deep else BytesParser()
    message = parser.parsebytes(data)
    body, markup, attachments = _body(message) if not deep else ("", "plain", 1)
    near = _MESSAGE_ID.findall(str(message.get("In-Reply-To", "")))[:1]
    far = _MESSAGE_ID.findall(str(message.get("References", ""))[-20_000:])[-_MAX_REFERENCES:]
    ids = _MESSAGE_ID.findall(str(message.get("Message-ID", "")))
    link = _MESSAGE_ID.findall(str(message.get("Archived-At", "")))
    name, address = parseaddr(_header(message, "From"))
    listed = re.match(r"\s*(?:\"?([^<\"]*?)\"?\s*)?<([^<>]+)>", _header(message, "List-Id"))
    return Mail(
        id=ids[0] if ids else None,
        references=tuple(dict.fromkeys((*(one for one in far if one not in near), *near))),
        subject=" ".join(_header(message, "Subject").split()),
        # An address is nobody's name, and not for a page: its first part has to do.
        author=name.strip() or address.partition("@")[0] or None,
        list_name=(listed[1] or listed[2].partition(".")[0]) if listed else None,
        sent_at=parse_time(_header(message, "Date")),
        url=link[0] if link else None,
        body=body,
        markup=markup,
        attachments=attachments,
        damaged=deep,
    )


def bare_subject(subject: str) -> str:
    """Return a subject without `Re:`, `Fwd:` and the name of the list in brackets."""
    before = None
    while before != subject:
        before = subject
        subject = _LIST_TAG.sub("", _REPLY.sub("", subject)) or before
    return subject.strip()


def _header(message: Message, name: str) -> str:
    """Return a header with its encoded words decoded (RFC 2047), and raw 8-bit bytes as UTF-8 or Latin-1."""
    value = message.get(name, "")
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, UnicodeError):
        parts = [(str(value), None)]
    return "".join(
        _decoded(part, charset) if isinstance(part, bytes) else _repaired(part) for part, charset in parts
    )


def _repaired(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    return text if not any("\udc80" <= c <= "\udcff" for c in text) else _decoded(raw, None)


def _decoded(data: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        if not name or name.lower() in ("unknown-8bit", "us-ascii"):
            continue
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _body(message: Message) -> tuple[str, Markup, int]:
    """Return the text of the parts that a mail program shows, and how many others there are."""
    shown: list[Message] = []
    attachments = 0
    stack = [message]
    while stack:
        part = stack.pop()
        kind = part.get_content_type()
        inner = part.get_payload()
        if kind == "message/rfc822" or part.get_content_disposition() == "attachment":
            attachments += 1
        elif isinstance(inner, list):
            parts = [one for one in inner if isinstance(one, Message)]
            stack.extend([_best(parts)] if kind == "multipart/alternative" and parts else reversed(parts))
        elif kind in ("text/plain", "text/html"):
            shown.append(part)
        else:
            attachments += kind != "application/pgp-signature"
    plain = [
        text for part in shown if part.get_content_type() == "text/plain" and (text := _text(part)).strip()
    ]
    html = [
        text for part in shown if part.get_content_type() == "text/html" and (text := _text(part)).strip()
    ]
    if plain:
        return "\n\n".join(text for one in plain if (text := trim(one))), "plain", attachments
    return "\n".join(html), "html", attachments


def _best(parts: list[Message]) -> Message:
    """Choose the plain one of several versions of the same, else one that holds parts, else the last."""
    for wanted in ("text/plain", "multipart/", "text/html"):
        for part in parts:
            if part.get_content_type().startswith(wanted) and (part.is_multipart() or _text(part).strip()):
                return part
    return parts[-1]


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_content_charset() if isinstance(data, bytes) else None
    text = _decoded(data, charset) if isinstance(data, bytes) else ""
    if str(part.get_param("delsp", "")).lower() == "yes":
        text = _DELSP.sub("", text)
    return text.replace("\r\n", "\n")


def trim(text: str) -> str:
    """Take signature and list footer off a plain text, and mark what it quotes as a quotation.

    The line that introduces a quotation ("On Monday, Ann wrote:") becomes part of it, and everything below
    "-----Original Message-----" is one.
    """
    if footer := _FOOTER.search(text):
        text = text[: footer.start()]
    # The last mark counts: a text may quote one.
    marks = [mark for mark in _SIGNATURE.finditer(text) if not text[mark.end() :].lstrip().startswith(">")]
    if marks:
        after = text[marks[-1].end() :]
        below = after.strip().split("\n")
        # A signature is short, and nobody quotes below it; two hyphens may also part two sections.
        if len(below) <= _SIGNATURE_LINES and not any(line.startswith(">") for line in below):
            text = text[: marks[-1].start()]
    lines = text.split("\n")
    quoted = False
    for index, line in enumerate(lines):
        quoted = quoted or bool(_BELOW.match(line))
        if quoted:
            lines[index] = f"> {line}" if line.strip() else ""
            continue
        if not _ATTRIBUTION.match(line.rstrip()) or not _starts_quotation(lines, index + 1):
            continue
        lines[index] = f"> {line}"
        # Long attributions are wrapped; their first line tells when.
        if index and _ATTRIBUTION_START.match(lines[index - 1]) and not _ATTRIBUTION_START.match(line):
            lines[index - 1] = f"> {lines[index - 1]}"
    return "\n".join(lines).strip("\n")


def _starts_quotation(lines: list[str], index: int) -> bool:
    return any(line.startswith(">") for line in lines[index : index + 2])
