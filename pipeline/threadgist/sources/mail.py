"""Mailing lists: mbox files and maildir folders. A whole archive is one thread, unless one is chosen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.choose import ALL, Conversation, choose
from threadgist.sources.mailtext import Mail, bare_subject, read_mail
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.urls import safe_url, site_of

__all__ = ["MaildirSource", "MboxSource"]

_START = re.compile(rb"(?:\A|\n)\r?\n?From [^\n]*\n(?=[!-9;-~]{1,80}:[ \t\r\n]|>?From )")
_HEADER = re.compile(r"\AFrom [^\n]*\n(?:>?From [^\n]*\n)?[!-9;-~]{1,80}:")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LIST_ONLY = re.compile(r"^\s*\[[^\[\]]{1,60}\]\s*")
_FOLDERS = ("cur", "new")
_MAX_FILES = 1_000_000


class MboxSource:
    """Archives of mailing lists as one file (RFC 4155; `>From ` is undone as in mboxrd)."""

    name = "mbox"
    description = (
        "Mailing lists: an mbox archive, whole or one conversation of it (--thread MESSAGE-ID or subject)"
    )
    link = "the Archived-At address, where messages have one"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept a text that starts with a `From ` line and a header."""
        return None if _HEADER.match(payload.text[:10_000]) else "no mbox archive (From line, headers)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read all messages, each in the encodings it declares."""
        data = payload.data if payload.data is not None else payload.text.encode("utf-8", "replace")
        mails = [read_mail(message) for message in _split(data)]
        if not mails:
            raise SourceError(f"{payload.name}: no messages; hand over an mbox archive or a maildir folder")
        return _thread(mails, payload.thread, payload.name, payload.readable_name)


class MaildirSource:
    """Folders with one file a message, in `cur` and `new`."""

    name = "maildir"
    description = "Mailing lists: a maildir folder (with cur and new in it)"
    link = "the Archived-At address, where messages have one"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Refuse: a file is no folder."""
        return "it is a file, not a maildir folder"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Refuse: see `parse_folder`."""
        raise SourceError(f"{payload.name}: is a file; a maildir is a folder with cur and new in it")

    def sniff_folder(self, folder: Path) -> str | None:
        """Accept a folder that holds `cur` or `new`."""
        return None if any((folder / name).is_dir() for name in _FOLDERS) else "no maildir (cur, new)"

    def parse_folder(self, folder: Path, *, thread: str | None, limit_mb: int) -> RawThread:
        """Read all messages of the folder.

        Raises:
            SourceError: no messages, one cannot be read, or more than `limit_mb`.
        """
        mails = [read_mail(data) for data in _files(folder, limit_mb)]
        if not mails:
            raise SourceError(
                f"{folder}: a maildir without messages; name the folder that has them in cur or new"
            )
        return _thread(mails, thread, str(folder), Payload("", str(folder)).readable_name)


def _split(data: bytes) -> Iterator[bytes]:
    starts = list(_START.finditer(data))
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(data)
        message = data[start.end() : end]
        while message.startswith((b">From ", b"From ")):
            message = message.partition(b"\n")[2]
        yield _QUOTED_FROM.sub(rb"\1", message) if b"\n>" in message else message


def _files(folder: Path, limit_mb: int) -> Iterator[bytes]:
    room = limit_mb << 20
    number = 0
    for name in _FOLDERS:
        inner = folder / name
        for path in sorted(inner.iterdir()) if inner.is_dir() else ():
            if not path.is_file() or path.name.startswith("."):
                continue
            number += 1
            try:
                room -= path.stat().st_size
                if room < 0 or number > _MAX_FILES:
                    raise SourceError(
                        f"{folder}: holds more than {limit_mb} MB; raise limits.max_input_mb if that is meant"
                    )
                yield path.read_bytes()
            except OSError as error:
                raise SourceError(
                    f"{path}: cannot be read ({error.strerror}); check its permissions"
                ) from error


def _thread(mails: Sequence[Mail], wanted: str | None, place: str, fallback: str) -> RawThread:
    groups = _conversations(mails)
    rows = [_row(mails, members, number) for number, members in enumerate(groups, 1)]
    if wanted is not None and wanted != ALL:
        chosen = choose(rows, wanted.strip().removeprefix("<").removesuffix(">"), place)
        if chosen is not None:
            return _one([mails[index] for index in groups[chosen]])
    if len(groups) == 1:
        return _one(mails)
    lists = Counter(name for mail in mails if (name := mail.list_name))
    title = min(lists, key=lambda name: (-lists[name], name)) if lists else fallback
    return RawThread(_comments(mails), title=title, repairs=_repairs(mails))


def _row(mails: Sequence[Mail], members: list[int], number: int) -> Conversation:
    first = mails[members[0]]
    names = {mails[index].id or "" for index in members} | {bare_subject(first.subject)}
    return Conversation(
        first.id or str(number), bare_subject(first.subject), len(members), tuple(sorted(names - {""}))
    )


def _conversations(mails: Sequence[Mail]) -> list[list[int]]:
    """Group messages that name each other, or that answer (`Re:`) the same subject without naming any.

    Members are in the order of their time; groups in that of their first message.
    """
    above = list(range(len(mails)))

    def root(index: int) -> int:
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    holders: dict[str, int] = {}
    for index, mail in enumerate(mails):
        for name in (*((mail.id,) if mail.id else ()), *mail.references):
            above[root(index)] = root(holders.setdefault(name, index))
    openers: dict[str, int] = {}
    order = sorted(range(len(mails)), key=lambda i: _when(mails[i]))
    for index in order:
        mail = mails[index]
        subject = bare_subject(mail.subject)
        key = subject.casefold()
        if not key:
            continue
        answers = bool(subject != _LIST_ONLY.sub("", mail.subject).strip())
        if answers and not mail.references and key in openers:
            above[root(index)] = root(openers[key])
        openers.setdefault(key, index)
    groups: dict[int, list[int]] = {}
    for index in order:
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _when(mail: Mail) -> tuple[bool, str, str]:
    return mail.sent_at is None, mail.sent_at.isoformat() if mail.sent_at else "", mail.id or ""


def _one(mails: Sequence[Mail]) -> RawThread:
    """Read one conversation: its first message opens it, so it is what the others talk about."""
    mails = sorted(mails, key=_when)
    known = {mail.id for mail in mails if mail.id}
    opener = next((mail for mail in mails if not known.intersection(mail.references)), mails[0])
    replies = [mail for mail in mails if mail is not opener]
    title = bare_subject(opener.subject) or None
    article = None
    if not title:
        # There is nowhere to print an opening without a subject, so it is a comment as the others are.
        replies = mails
    elif replies:
        url = safe_url(opener.url)
        lead = first_words(to_plain(opener.body, opener.markup))
        date = opener.sent_at.date().isoformat() if opener.sent_at else None
        article = Article(title, url, site_of(url) or opener.list_name, date, lead)
    return RawThread(
        _comments(replies or mails),
        title=title,
        id=opener.id,
        url=safe_url(opener.url),
        author=opener.author,
        created_at=opener.sent_at,
        article=article,
        repairs=_repairs(mails),
    )


def _comments(mails: Iterable[Mail]) -> tuple[RawComment, ...]:
    mails = list(mails)
    known = {mail.id for mail in mails if mail.id}
    return tuple(
        RawComment(
            body=mail.body,
            id=mail.id,
            parent=next((one for one in reversed(mail.references) if one in known and one != mail.id), None),
            author=mail.author,
            created_at=mail.sent_at,
            url=safe_url(mail.url),
            markup=mail.markup,
        )
        for mail in mails
    )


def _repairs(mails: Iterable[Mail]) -> tuple[str, ...]:
    attachments = sum(mail.attachments for mail in mails)
    damaged = sum(mail.damaged for mail in mails)
    return tuple(
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (attachments, "attachment left out", "attachments left out"),
            (damaged, "message of too many parts was not read", "messages of too many parts were not read"),
        )
        if number
    )
