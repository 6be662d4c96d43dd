"""Slack: an export as a folder or a zip archive, the folder of one channel, or the file of one day."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, one_of
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.bundle import Bundle, BundleReader, folder_bundle
from threadgist.sources.chats.reading import conversations, fits, names_by_id
from threadgist.sources.chats.shape import PROGRAMS
from threadgist.sources.fieldpaths import first, first_id, records_at
from threadgist.sources.payload import Payload
from threadgist.sources.values import string

_DAY = r"(?:.*/)?\d{4}-\d{2}-\d{2}\.json"
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_NAMES = ("profile/display_name", "profile/real_name", "real_name", "name")
_PEOPLE = ("users.json", "org_users.json")
_SIZE = 64
(_SHAPE,) = PROGRAMS["slack"].shapes


class SlackSource(BundleReader):
    """Exports of a workspace: a channel is a conversation, and its threads are trees of answers.

    See slack.com/help/articles/220556107 for what is in them.
    """

    name = "slack"
    description = "Slack: an export (folder or zip), choose a channel with --thread; or one day's JSON"
    link = "none"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept a list of messages with `ts`."""
        if payload.json_problem:
            return payload.json_problem
        return None if fits(_SHAPE, payload.document) else "no messages of Slack (ts, user, text)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read one day; names come from users.json where the day's file still lies in its export."""
        document = payload.require_document()
        if not fits(_SHAPE, document):
            raise SourceError(f"{payload.name}: holds no messages of Slack; name the export's folder")
        day = Path(payload.name)
        in_export = re.fullmatch(_DAY, day.as_posix())
        people = _people_of(day.parent.parent) if in_export else None
        gathered = conversations(_SHAPE, [("", document)], people=people)
        title = day.parent.name if in_export else None
        (only,) = gathered or [Gathered(RawThread(()))]
        return replace(only.thread, comments=tuple(only.comments), title=title or only.thread.title)

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept files that are named for days, and hold messages of Slack or nothing."""
        days = bundle.matching(_DAY)
        if not days:
            return "no export of Slack (files named for days)"
        if any(name in bundle.names for name in ("channels.json", "users.json")):
            return None
        found = bundle.some(days, lambda payload: fits(_SHAPE, payload.require_document()))
        return None if found else "no export of Slack (files named for days)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the channels; a channel without messages is none."""
        people = _people(bundle) or _people_of(Path(bundle.place).parent)
        channels = _channels(bundle)
        days = [(str(PurePosixPath(name).parent), name) for name in bundle.matching(_DAY)]
        people |= {key: name for key, channel in channels.items() if (name := string(channel.get("name")))}
        documents = ((folder.removeprefix("."), bundle.document(name)) for folder, name in days)
        gathered = conversations(_SHAPE, documents, people=people)
        described = [_described(one, channels, bundle) for one in gathered]
        talked = [one for one in described if one.comments] or described
        return one_of(talked, thread, bundle.place, title=bundle.readable_name)


def _people(bundle: Bundle) -> dict[str, str]:
    people = (person for file in _PEOPLE for person in records_at(bundle.document(file), ""))
    return names_by_id(people, ("id",), _NAMES)


def _people_of(export: Path) -> dict[str, str]:
    """Return the people of the export that a channel's folder lies in; nobody where it lies in none."""
    return _people(folder_bundle(export, limit_mb=_SIZE, names=_PEOPLE))


def _channels(bundle: Bundle) -> dict[str, dict[str, Any]]:
    return {
        name: channel
        for file in _LISTS
        for channel in records_at(bundle.document(file), "")
        for path in ("name", "id")
        if (name := first_id(channel, (path,)))
    }


def _described(one: Gathered, channels: dict[str, dict[str, Any]], bundle: Bundle) -> Gathered:
    """Add what the export says about a channel."""
    folder = one.thread.id or ""
    channel = channels.get(folder.rpartition("/")[2], {})
    title = string(channel.get("name")) or folder or bundle.readable_name
    purpose = string(first(channel, ("purpose/value", "topic/value")))
    article = article_of(title, None, purpose, "plain") if purpose else None
    channel_id = first_id(channel, ("id",))
    one.thread = replace(one.thread, title=title, id=title, article=article)
    one.aliases = tuple(name for name in (title, folder, channel_id) if name)
    return one
