"""One e-mail message: its headers decoded, and its text without signature, footer and attachments."""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr

from selectolax.lexbor import LexborHTMLParser

from threadgist.sources.htmltext import MAX_TAGS, html_to_lines
from threadgist.sources.mail.quote import cut_footers, cut_signatures, mark_quotations
from threadgist.sources.times import parse_time
from threadgist.sources.vocabulary import phrases, vocabulary

# The parser recurses into parts within parts; no mail program nests this many.
_MAX_BOUNDARIES = 100
_MAX_REFERENCES = 1_000
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_REPLY = re.compile(rf"(?i)^\s*(?:{phrases('mail', 'answers')}\s*(?:\[[0-9]+\])?\s*[:：]\s*)+")
LIST_TAG = re.compile(r"^\s*\[[^\[\]]{1,60}\]\s*")
_DELSP = re.compile(r" \r?\n")
_HEADER_NAME = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t\r\n]", re.MULTILINE)
_HEAD = 1 << 14
_END = re.compile(rb"\r?\n\r?\n")
# Apple Mail writes the length first.
_COUNT = re.compile(rb"\A[0-9]{1,10}[ \t]*\r?\n")
_USUAL = frozenset(b"date subject message-id received to mime-version newsgroups path content-type".split())
# Lists that may not send in another's name write `Ann Lee via Town`.
_VIA = re.compile(r"\s\(?via\s[^)]{1,60}\)?$")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a thread needs of a message; `references` are the ids it names, the nearest one last."""

    id: str | None
    references: tuple[str, ...]
    subject: str
    author: str | None
    list_name: str | None
    sent_at: datetime | None
    body: str
    attachments: int
    damaged: bool
    url: str | None = field(compare=False)


def read_mail(data: bytes) -> Mail:
    """Read a message; never raises, whatever the bytes: what cannot be decoded is read as it stands."""
    deep = data.lower().count(b"boundary=") > _MAX_BOUNDARIES
    data = _COUNT.sub(b"", data.removeprefix(codecs.BOM_UTF8))
    message = (BytesHeaderParser() if deep else BytesParser()).parsebytes(data)
    body, attachments = _body(message) if not deep else ("", 1)
    near = _MESSAGE_ID.findall(str(message.get("In-Reply-To", "")))[:1]
    far = _MESSAGE_ID.findall(str(message.get("References", ""))[-20_000:])[-_MAX_REFERENCES:]
    ids = _MESSAGE_ID.findall(str(message.get("Message-ID", "")))
    link = _MESSAGE_ID.findall(str(message.get("Archived-At", "")))
    name, address = parseaddr(_header(message, "From"))
    called = re.match(r"\s*(?:\"?([^<\"]*?)\"?\s*)?<([^<>]+)>", _header(message, "List-Id"))
    list_name = (called[1] or called[2].partition(".")[0]) if called else _header(message, "Newsgroups")
    return Mail(
        id=ids[0] if ids else None,
        references=tuple(dict.fromkeys((*(one for one in far if one not in near), *near))),
        subject=" ".join(_header(message, "Subject").split()),
        # An address is nobody's name, and not for a page: its first part has to do.
        author=_VIA.sub("", name).strip().strip("'\"") or address.partition("@")[0] or None,
        list_name=list_name or None,
        sent_at=parse_time(_header(message, "Date")),
        url=link[0] if link else None,
        body=body,
        attachments=attachments,
        damaged=deep,
    )


def is_mail(data: bytes) -> bool:
    """Whether a file starts with the headers of a message: a sender, and two others that every message has."""
    head = _COUNT.sub(b"", data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n"))
    names = {found[1].lower() for found in _HEADER_NAME.finditer(_END.split(head, maxsplit=1)[0])}
    first = _HEADER_NAME.match(head)
    usual = b"from" in names and len(names & _USUAL) >= 2
    return first is not None and usual and b"snapshot-content-location" not in names


def bare_subject(subject: str) -> str:
    """Return a subject without `Re:`, `Fwd:` and the name of the list in brackets."""
    while (bare := LIST_TAG.sub("", _REPLY.sub("", subject))) not in ("", subject):
        subject = bare
    return subject.strip()


def _header(message: Message, name: str) -> str:
    """Return a header with its encoded words decoded (RFC 2047), and raw 8-bit bytes as UTF-8 or Latin-1."""
    value = message.get(name, "")
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, UnicodeError):
        parts = [(str(value), None)]
    return "".join(
        _decoded(part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape"), charset)
        for part, charset in parts
    )


def _decoded(data: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        if name and name.lower() not in ("unknown-8bit", "us-ascii"):
            with suppress(LookupError, ValueError):
                return data.decode(name)
    return data.decode("cp1252", "replace")


def _body(message: Message) -> tuple[str, int]:
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
    texts = [(part.get_content_type(), text) for part in shown if (text := _text(part)).strip()]
    plain = [trim(text) for kind, text in texts if kind == "text/plain"]
    trimmed = plain or [_plain(text) for _, text in texts]
    return "\n\n".join(text for text in trimmed if text), attachments


def _best(parts: list[Message]) -> Message:
    """Choose the plain one of several versions of the same, else one that holds parts, else the last."""
    for wanted in ("text/plain", "multipart/", "text/html"):
        for part in parts:
            if part.get_content_type().startswith(wanted) and (part.is_multipart() or _text(part).strip()):
                return part
    return parts[-1]


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    text = _decoded(data, part.get_content_charset()) if isinstance(data, bytes) else ""
    if str(part.get_param("delsp", "")).lower() == "yes":
        text = _DELSP.sub("", text)
    return text.replace("\r\n", "\n")


def trim(text: str) -> str:
    """Take signature, list footer and disclaimer off a plain text, and mark what it quotes as a quotation."""
    lines = mark_quotations(cut_footers(text).split("\n"))
    return "\n".join(cut_signatures(lines)).strip("\n")


def _plain(html: str) -> str:
    if html.count("<") <= MAX_TAGS and "ignature" in html:
        tree = LexborHTMLParser(html.replace("\x00", ""))
        for node in tree.css(vocabulary("mail")["signatures"]):
            node.decompose()
        html = tree.html or ""
    return trim(html_to_lines(html))
