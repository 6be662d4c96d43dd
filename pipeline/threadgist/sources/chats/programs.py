"""Sources of chats: a file, a folder or a zip archive of one program's messages."""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, Described, RawThread
from threadgist.sources.bundle import Bundle, BundleReader, folder_bundle
from threadgist.sources.chats.marks import archive_part
from threadgist.sources.chats.reading import ChatShape, conversations, fits, names_by_id, shapes_of
from threadgist.sources.payload import Payload
from threadgist.sources.values import first, first_id, records_at, string
from threadgist.sources.vocabulary import vocabulary

_ACCOUNT = ("0/account/accountDisplayName", "0/account/username")
_DAY = r"(?:.*/)?\d{4}-\d{2}-\d{2}\.json"
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_NAMES = ("profile/display_name", "profile/real_name", "real_name", "name")
_PEOPLE = ("users.json", "org_users.json")


class ChatSource(BundleReader, Described):
    """Chats of one program of the table; notices of it and what its bots say are left out, and counted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._row = vocabulary("chats")[name]
        self._shapes = shapes_of(name)
        # The names of files in an archive of an account are nobody else's.
        self._is_archive = "account" in self._row

    def fits(self, payload: Payload) -> bool:
        """Accept what holds messages with the fields of the program, or would if it were not damaged."""
        try:
            return self._fitting(payload) is not None
        except SourceError:
            return True

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the messages."""
        found = self._fitting(payload)
        if found is None:
            if not self._is_archive:
                payload.require_document()
            raise self._nothing(payload.name)
        return wanted_of(payload, conversations(found[0], [("", found[1])]))

    def _fitting(self, payload: Payload) -> tuple[ChatShape, Any] | None:
        read = ((one, one.read(payload) if one.read else payload.document) for one in self._shapes)
        return next((one for one in read if one[1] is not None and fits(*one)), None)

    def _nothing(self, place: str) -> SourceError:
        way_out = self._row.get("way_out", "export the chat as JSON")
        return SourceError(f"{place}: holds no messages of {self.name}; {way_out}")

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an export with files of the usual names, of which one of the first has messages of the program."""
        names = bundle.exported(self._row.get("files", ""))
        found = names if self._is_archive else bundle.some(names, self._fitting)
        return None if found else f"no export of {self.name}"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the conversations, each of which has a folder of its own."""
        documents: list[tuple[str, Any]] = []
        chosen: ChatShape | None = None
        for name in bundle.matching(self._row.get("files", "")):
            found = self._fitting(bundle.payload(name))
            if found is not None and chosen in (None, found[0]):
                chosen, document = found
                folder = name.rpartition("/")[0]
                about = self._row.get("about")
                beside = bundle.document(f"{folder}/{about}".lstrip("/")) if about else None
                documents.append((folder, {**beside, **document} if isinstance(beside, dict) else document))
        if chosen is None:
            raise self._nothing(bundle.place)
        for name in bundle.matching(self._row.get("account", "")):
            with suppress(SourceError):
                owner = string(first(archive_part(bundle.payload(name)), _ACCOUNT))
                chosen = replace(chosen, owner=owner or chosen.owner)
        return wanted_of(Payload("", bundle.place, thread=thread), conversations(chosen, documents))


class SlackSource(ChatSource):
    """Exports of a workspace, of channels with threads in them (slack.com/help/articles/220556107)."""

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read one day; names come from users.json where the day's file still lies in its export."""
        document = payload.require_document()
        if not self._fitting(payload):
            raise SourceError(f"{payload.name}: holds no messages of Slack; name the export's folder")
        day = Path(payload.name)
        in_export = re.fullmatch(_DAY, day.as_posix())
        people = _people_of(day.parent.parent) if in_export else None
        (only,) = conversations(self._shapes[0], [("", document)], people=people)
        title = day.parent.name if in_export else None
        return replace(only.thread, comments=tuple(only.comments), title=title or only.thread.title)

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files that are named for days, and hold messages of Slack or nothing."""
        days = bundle.matching(_DAY)
        listed = {"channels.json", "users.json"} & set(bundle.names)
        found = days and (listed or bundle.some(days, self._fitting))
        return None if found else "no export of Slack (files named for days)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the channels; a channel without messages is none."""
        people = _people(bundle) or _people_of(Path(bundle.place).parent)
        channels = {
            name: channel
            for file in _LISTS
            for channel in records_at(bundle.document(file), "")
            for path in ("name", "id")
            if (name := first_id(channel, (path,)))
        }
        people |= {key: name for key, channel in channels.items() if (name := string(channel.get("name")))}
        documents = ((name.rpartition("/")[0], bundle.document(name)) for name in bundle.matching(_DAY))
        gathered = conversations(self._shapes[0], documents, people=people)
        for one in gathered:
            folder = one.thread.id or ""
            channel = channels.get(folder.rpartition("/")[2], {})
            title = string(channel.get("name")) or folder or bundle.readable_name
            purpose = string(first(channel, ("purpose/value", "topic/value")))
            article = article_of(title, None, purpose, "plain") if purpose else None
            one.thread = replace(one.thread, title=title, id=title, article=article)
            one.aliases = tuple(filter(None, (title, folder, first_id(channel, ("id",)))))
        talked = [one for one in gathered if one.comments] or gathered
        return wanted_of(Payload("", bundle.place, thread=thread), talked)


def _people(bundle: Bundle) -> dict[str, str]:
    people = (person for file in _PEOPLE for person in records_at(bundle.document(file), ""))
    return names_by_id(people, ("id",), _NAMES)


def _people_of(export: Path) -> dict[str, str]:
    """Return the people of the export that a channel's folder lies in; nobody where it lies in none."""
    return _people(folder_bundle(export, limit_mb=64, names=_PEOPLE))


SLACK, X_ARCHIVE = SlackSource("slack"), ChatSource("x-archive")
CHATS = tuple(ChatSource(name) for name in vocabulary("chats") if name not in (SLACK.name, X_ARCHIVE.name))
