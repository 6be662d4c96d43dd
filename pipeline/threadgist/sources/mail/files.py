"""Messages as files: mbox archives, single messages, folders of them, maildirs; and messages to a thread."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from threadgist.errors import SourceError
from threadgist.sources.archive import ALL, Conversation, choose, counts
from threadgist.sources.article import article_of, safe_url, site_of
from threadgist.sources.base import Columns, Described, RawComment, RawThread, TextSource
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.mail.text import LIST_TAG, Mail, bare_subject, is_mail, read_mail
from threadgist.sources.payload import Payload

_START = re.compile(rb"(?:\A|\n)\r?\n?From [^\n]*\n(?=[!-9;-~]{1,80}:[ \t\r\n]|>?From )")
_HEADER = re.compile(r"\AFrom [^\n]*\n(?:>?From [^\n]*\n)?[!-9;-~]{1,80}:")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True)
class MailFolderSource(BundleReader, Described):
    """Folders with one file a message, by names, which are `checked` where others may have such names."""

    name: str
    what: str
    files: str
    checked: bool

    def fits(self, payload: Payload) -> bool:
        """Refuse: a file is no folder."""
        return False

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Refuse: see `parse_folder`."""
        raise SourceError(f"{payload.name}: is a file, not {self.what}; name the folder")

    def sniff_folder(self, folder: Path) -> str | None:
        """Say whether the files below a folder can be read; a maildir may be empty."""
        if self.checked:
            return super().sniff_folder(folder)
        return None if any((folder / name).is_dir() for name in ("cur", "new")) else self.lacks

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files most of which are messages by their names, and the first of them by their headers."""
        names = bundle.matching(self.files)
        most = 2 * len(names) >= len(bundle.names) > 0
        found = most and bundle.some(names, lambda page: is_mail(_bytes(page))) if self.checked else names
        return None if found else self.lacks

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read all messages; raises SourceError where there is none, or one cannot be read."""
        files = (bundle.data(name) for name in bundle.matching(self.files))
        mails = [read_mail(data) for data in files if is_mail(data) or not self.checked]
        if not mails:
            raise SourceError(f"{bundle.place}: {self.what} without messages; name the folder that has them")
        return mail_thread(mails, thread, bundle.place, bundle.readable_name)


def _bytes(payload: Payload) -> bytes:
    return payload.data if payload.data is not None else payload.text.encode("utf-8", "replace")


def _split(data: bytes) -> Iterator[bytes]:
    starts = list(_START.finditer(data))
    for start, following in zip_longest(starts, starts[1:]):
        message = data[start.end() : following.start() if following else None]
        while message.startswith((b">From ", b"From ")):
            message = message.partition(b"\n")[2]
        yield _QUOTED_FROM.sub(rb"\1", message) if b"\n>" in message else message


def _read_mbox(payload: Payload) -> RawThread:
    mails = [read_mail(message) for message in _split(_bytes(payload))]
    if not mails:
        raise SourceError(f"{payload.name}: no messages; hand over an mbox archive or a maildir folder")
    return mail_thread(mails, payload.thread, payload.name, payload.readable_name)


def mail_thread(mails: Sequence[Mail], wanted: str | None, place: str, fallback: str) -> RawThread:
    """Return the wanted conversation of the messages, or all of them under the name of their list."""
    # Archives are often joined, so a message may be there several times.
    copies = Counter(mails)
    mails = list(copies)
    groups = _conversations(mails)
    rows = []
    for number, group in enumerate(groups, 1):
        subject = bare_subject(group[0].subject)
        names = sorted({subject, *(mail.id or "" for mail in group)} - {""})
        rows.append(Conversation(group[0].id or str(number), subject, len(group), tuple(names)))
    wanted = ALL if wanted is None else wanted
    chosen = choose(rows, wanted.strip().removeprefix("<").removesuffix(">"), place)
    if chosen is not None or len(groups) == 1:
        return _one(groups[chosen or 0], copies)
    lists = Counter(name for mail in mails if (name := mail.list_name))
    title = min(lists, key=lambda name: (-lists[name], name)) if lists else fallback
    return RawThread(_comments(mails), title=title, repairs=_repairs(mails, copies))


def _conversations(mails: Sequence[Mail]) -> list[list[Mail]]:
    """Group messages, by time, that name each other, or that answer (`Re:`) a subject without naming any."""
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
            if subject != LIST_TAG.sub("", mail.subject).strip() and not mail.references:
                above[root(index)] = root(opener)
    groups: dict[int, list[Mail]] = {}
    for index in order:
        groups.setdefault(root(index), []).append(mails[index])
    return list(groups.values())


def _when(mail: Mail) -> tuple[bool, str, str]:
    return mail.sent_at is None, mail.sent_at.isoformat() if mail.sent_at else "", mail.id or ""


def _one(mails: Sequence[Mail], copies: Counter[Mail]) -> RawThread:
    """Read one conversation, by time: its first message opens it, so it is what the others talk about."""
    known = {mail.id for mail in mails if mail.id}
    opener = next((mail for mail in mails if not known.intersection(mail.references)), mails[0])
    title = bare_subject(opener.subject) or None
    # There is nowhere to print an opening without a subject, so it is a comment as the others are.
    replies = [mail for mail in mails if mail is not opener or not title]
    url, article = safe_url(opener.url), None
    if replies:
        site = site_of(url) or opener.list_name
        article = article_of(title, url, opener.body, "plain", begun=opener.sent_at, site=site)
    return RawThread(
        _comments(replies or mails),
        title=title,
        id=opener.id,
        url=url,
        author=opener.author,
        created_at=opener.sent_at,
        article=article,
        repairs=_repairs(mails, copies),
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


def _repairs(mails: Sequence[Mail], copies: Counter[Mail]) -> tuple[str, ...]:
    damaged = sum(mail.damaged for mail in mails)
    return counts(
        (sum(mail.attachments for mail in mails), "attachment left out", "attachments left out"),
        (damaged, "message of too many parts was not read", "messages of too many parts were not read"),
        (sum(copies[mail] > 1 for mail in mails), "message was there twice", "messages were there twice"),
    )


MBOX = TextSource("mbox", lambda payload: _HEADER.match(payload.text[:10_000]), _read_mbox)
MAILDIR = MailFolderSource("maildir", "a maildir", r"(?:cur|new)/[^/]+", checked=False)
# As MH and Usenet servers keep them, files are numbered.
MAILS = MailFolderSource(
    "mails", "a folder of messages", r"(?:.*/)?[^/]+\.(?:emlx?|mail|txt)|[0-9]{1,9}", checked=True
)
EML = TextSource(
    "eml",
    lambda payload: is_mail(_bytes(payload)),
    lambda payload: mail_thread([read_mail(_bytes(payload))], None, payload.name, payload.readable_name),
)
