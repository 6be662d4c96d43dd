"""Messages as files: mbox archives, single messages, folders of them, maildirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from threadgist.errors import SourceError
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.mail.text import is_mail, read_mail
from threadgist.sources.mail.thread import mail_thread
from threadgist.sources.payload import Payload

_START = re.compile(rb"(?:\A|\n)\r?\n?From [^\n]*\n(?=[!-9;-~]{1,80}:[ \t\r\n]|>?From )")
_HEADER = re.compile(r"\AFrom [^\n]*\n(?:>?From [^\n]*\n)?[!-9;-~]{1,80}:")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MESSAGE = r"(?:.*/)?[^/]+\.(?:emlx?|mail|txt)|[0-9]{1,9}"
_LINK = "the Archived-At address, where messages have one"


class MboxSource:
    """Archives of mailing lists as one file (RFC 4155; `>From ` is undone as in mboxrd)."""

    name = "mbox"
    description = (
        "Mailing lists: an mbox archive, whole or one conversation of it (--thread MESSAGE-ID or subject)"
    )
    link = _LINK
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept a text that starts with a `From ` line and a header."""
        return None if _HEADER.match(payload.text[:10_000]) else "no mbox archive (From line, headers)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read all messages, each in the encodings it declares."""
        mails = [read_mail(message) for message in _split(_bytes(payload))]
        if not mails:
            raise SourceError(f"{payload.name}: no messages; hand over an mbox archive or a maildir folder")
        return mail_thread(mails, payload.thread, payload.name, payload.readable_name)


class MailSource:
    """One message or article of Usenet as a file."""

    name = "eml"
    description = "Mail: one message (.eml), or an article of Usenet"
    link = _LINK

    def sniff(self, payload: Payload) -> str | None:
        """Accept a text that starts with the headers of a message."""
        return None if is_mail(_bytes(payload)) else "no message (From, Date, Subject)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the message as the only comment."""
        return mail_thread([read_mail(_bytes(payload))], None, payload.name, payload.readable_name)


class _Folder(BundleReader):
    """What folders of messages have in common: nothing of them is one file."""

    link = _LINK
    selects_threads = True
    _files: str
    _what: str
    _checked = True

    def sniff(self, payload: Payload) -> str | None:
        """Refuse: a file is no folder."""
        return f"it is a file, not {self._what}"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Refuse: see `parse_folder`."""
        raise SourceError(f"{payload.name}: is a file, not {self._what}; name the folder")

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read all messages.

        Raises:
            SourceError: no messages, one cannot be read, or more than the limit.
        """
        files = (bundle.data(name) for name in bundle.matching(self._files))
        mails = [read_mail(data) for data in files if is_mail(data) or not self._checked]
        if not mails:
            raise SourceError(f"{bundle.place}: {self._what} without messages; name the folder that has them")
        return mail_thread(mails, thread, bundle.place, bundle.readable_name)


class MaildirSource(_Folder):
    """Folders with one file a message, in `cur` and `new`."""

    name = "maildir"
    description = "Mailing lists: a maildir folder (with cur and new in it)"
    _files = r"(?:cur|new)/[^/]+"
    _what = "a maildir"
    _checked = False

    def sniff_folder(self, folder: Path) -> str | None:
        """Accept a folder that holds `cur` or `new`."""
        return None if any((folder / name).is_dir() for name in ("cur", "new")) else "no maildir (cur, new)"

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files below `cur` or `new`."""
        return None if bundle.matching(self._files) else "no maildir (cur, new)"


class MailFolderSource(_Folder):
    """Folders and zip archives of messages: `.eml` files, or numbered ones as MH and Usenet servers keep them."""

    name = "mails"
    description = "Mail: a folder or zip archive of messages (.eml, or numbered files)"
    _files = _MESSAGE
    _what = "a folder of messages"

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files most of which are messages by their names, and the first of them by their headers."""
        names = bundle.matching(self._files)
        if not names or 2 * len(names) < len(bundle.names):
            return "no folder of messages (.eml)"
        found = bundle.some(names, lambda payload: is_mail(_bytes(payload)))
        return None if found else "no folder of messages (.eml)"


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
