"""Messages as files: mbox archives, single messages, folders of them, maildirs; and messages to a thread.

A whole archive is one thread, unless a conversation of it is chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from threadgist.errors import SourceError
from threadgist.sources.archive import ALL, Conversation, choose, counts
from threadgist.sources.article import article_of, safe_url, site_of
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.mail.text import Mail, bare_subject, is_mail, read_mail
from threadgist.sources.payload import Payload

_START = re.compile(rb"(?:\A|\n)\r?\n?From [^\n]*\n(?=[!-9;-~]{1,80}:[ \t\r\n]|>?From )")
_HEADER = re.compile(r"\AFrom [^\n]*\n(?:>?From [^\n]*\n)?[!-9;-~]{1,80}:")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LIST_ONLY = re.compile(r"^\s*\[[^\[\]]{1,60}\]\s*")


class MboxSource(Described):
    """Archives of mailing lists as one file (RFC 4155; `>From ` is undone as in mboxrd)."""

    name = "mbox"

    def sniff(self, payload: Payload) -> str | None:
        """Accept a text that starts with a `From ` line and a header."""
        return None if _HEADER.match(payload.text[:10_000]) else "no mbox archive (From line, headers)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read all messages, each in the encodings it declares."""
        mails = [read_mail(message) for message in _split(_bytes(payload))]
        if not mails:
            raise SourceError(f"{payload.name}: no messages; hand over an mbox archive or a maildir folder")
        return mail_thread(mails, payload.thread, payload.name, payload.readable_name)


class MailSource(Described):
    """One message or article of Usenet as a file."""

    name = "eml"

    def sniff(self, payload: Payload) -> str | None:
        """Accept a text that starts with the headers of a message."""
        return None if is_mail(_bytes(payload)) else "no message (From, Date, Subject)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the message as the only comment."""
        return mail_thread([read_mail(_bytes(payload))], None, payload.name, payload.readable_name)


class MailFolderSource(BundleReader, Described):
    """Folders and zip archives of messages: `.eml` files, or numbered ones as MH and Usenet servers keep them."""

    name = "mails"
    _files = r"(?:.*/)?[^/]+\.(?:emlx?|mail|txt)|[0-9]{1,9}"
    _what = "a folder of messages"
    _checked = True

    def sniff(self, payload: Payload) -> str | None:
        """Refuse: a file is no folder."""
        return f"it is a file, not {self._what}"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Refuse: see `parse_folder`."""
        raise SourceError(f"{payload.name}: is a file, not {self._what}; name the folder")

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files most of which are messages by their names, and the first of them by their headers."""
        names = bundle.matching(self._files)
        most = names and 2 * len(names) >= len(bundle.names)
        found = most and bundle.some(names, lambda payload: is_mail(_bytes(payload)))
        return None if found else "no folder of messages (.eml)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read all messages.

        Raises SourceError: no messages, one cannot be read, or more than the limit.
        """
        files = (bundle.data(name) for name in bundle.matching(self._files))
        mails = [read_mail(data) for data in files if is_mail(data) or not self._checked]
        if not mails:
            raise SourceError(f"{bundle.place}: {self._what} without messages; name the folder that has them")
        return mail_thread(mails, thread, bundle.place, bundle.readable_name)


class MaildirSource(MailFolderSource):
    """Folders with one file a message, in `cur` and `new`."""

    name = "maildir"
    _files = r"(?:cur|new)/[^/]+"
    _what = "a maildir"
    _checked = False

    def sniff_folder(self, folder: Path) -> str | None:
        """Accept a folder that holds `cur` or `new`."""
        return None if any((folder / name).is_dir() for name in ("cur", "new")) else "no maildir (cur, new)"

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files below `cur` or `new`."""
        return None if bundle.matching(self._files) else "no maildir (cur, new)"


def _bytes(payload: Payload) -> bytes:
    return payload.data if payload.data is not None else payload.text.encode("utf-8", "replace")


def _split(data: bytes) -> Iterator[bytes]:
    starts = list(_START.finditer(data))
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(data)
        message = data[start.end() : end]
        while message.startswith((b">From ", b"From ")):
            message = message.partition(b"\n")[2]
        yield _QUOTED_FROM.sub(rb"\1", message) if b"\n>" in message else message


def mail_thread(mails: Sequence[Mail], wanted: str | None, place: str, fallback: str) -> RawThread:
    """Return the wanted conversation of the messages, or all of them under the name of their list."""
    # Archives are often joined, so a message may be there several times.
    copies = Counter(replace(mail, url=None) for mail in mails)
    once = {replace(mail, url=None): mail for mail in reversed(mails)}
    mails = list(reversed(once.values()))
    twice = {once[mail] for mail, number in copies.items() if number > 1}
    groups = _conversations(mails)
    rows: list[Conversation] = []
    for members in groups:
        first, subject = mails[members[0]].id, bare_subject(mails[members[0]].subject)
        names = {mails[index].id or "" for index in members} | {subject}
        about = (subject, len(members), tuple(sorted(names - {""})))
        rows.append(Conversation(first or str(len(rows) + 1), *about))
    if wanted is not None and wanted != ALL:
        chosen = choose(rows, wanted.strip().removeprefix("<").removesuffix(">"), place)
        if chosen is not None:
            return _one([mails[index] for index in groups[chosen]], twice)
    if len(groups) == 1:
        return _one(mails, twice)
    lists = Counter(name for mail in mails if (name := mail.list_name))
    title = min(lists, key=lambda name: (-lists[name], name)) if lists else fallback
    return RawThread(_comments(mails), title=title, repairs=_repairs(mails, twice))


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
        if key := subject.casefold():
            opener = openers.setdefault(key, index)
            if subject != _LIST_ONLY.sub("", mail.subject).strip() and not mail.references:
                above[root(index)] = root(opener)
    groups: dict[int, list[int]] = {}
    for index in order:
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _when(mail: Mail) -> tuple[bool, str, str]:
    return mail.sent_at is None, mail.sent_at.isoformat() if mail.sent_at else "", mail.id or ""


def _one(mails: Sequence[Mail], twice: Container[Mail]) -> RawThread:
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
        site = site_of(url) or opener.list_name
        article = article_of(title, url, opener.body, "plain", begun=opener.sent_at, site=site)
    return RawThread(
        _comments(replies or mails),
        title=title,
        id=opener.id,
        url=safe_url(opener.url),
        author=opener.author,
        created_at=opener.sent_at,
        article=article,
        repairs=_repairs(mails, twice),
    )


def _comments(mails: Sequence[Mail]) -> tuple[RawComment, ...]:
    known = {mail.id for mail in mails if mail.id}
    return tuple(
        RawComment(
            body=mail.body,
            id=mail.id,
            parent=next((one for one in reversed(mail.references) if one in known and one != mail.id), None),
            author=mail.author,
            created_at=mail.sent_at,
            url=safe_url(mail.url),
        )
        for mail in mails
    )


def _repairs(mails: Sequence[Mail], twice: Container[Mail]) -> tuple[str, ...]:
    return counts(
        (sum(mail.attachments for mail in mails), "attachment left out", "attachments left out"),
        (
            sum(mail.damaged for mail in mails),
            "message of too many parts was not read",
            "messages of too many parts were not read",
        ),
        (sum(mail in twice for mail in mails), "message was there twice", "messages were there twice"),
    )
