"""Sources of chats: a file, a folder or a zip archive of one program's messages; archives of X and of Slack."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, one_of, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, Described, RawThread
from threadgist.sources.bundle import Bundle, BundleReader, folder_bundle
from threadgist.sources.chats.marks import archive_part
from threadgist.sources.chats.reading import conversations, fits, names_by_id
from threadgist.sources.chats.shape import OWNER, PROGRAMS, ChatShape, Program
from threadgist.sources.payload import Payload
from threadgist.sources.values import first, first_id, records_at, string

_TWEETS = r"(?:data/)?(?:tweets?|community-tweet)(?:-part\d+)?\.js"
_ACCOUNT = r"(?:data/)?account\.js"

_DAY = r"(?:.*/)?\d{4}-\d{2}-\d{2}\.json"
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_NAMES = ("profile/display_name", "profile/real_name", "real_name", "name")
_PEOPLE = ("users.json", "org_users.json")
_SIZE = 64
_TWEET_SHAPES = PROGRAMS["x-archive"].shapes
(_SHAPE,) = PROGRAMS["slack"].shapes


@dataclass(frozen=True)
class ChatSource(BundleReader):
    """Chats of one program of the table."""

    name: str
    program: Program
    description: str
    link: str
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept what holds messages with the fields of the program."""
        found = self._fitting(payload)
        return None if found else payload.json_problem or "no messages of a chat program"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the messages; notices of the program and what its bots say are left out, and counted."""
        found = self._fitting(payload)
        if found is None:
            payload.require_document()
            raise self._nothing(payload.name)
        return wanted_of(payload, conversations(found[0], [("", found[1])]))

    def _fitting(self, payload: Payload) -> tuple[ChatShape, Any] | None:
        shapes = self.program.shapes
        read = ((shape, shape.read(payload) if shape.read else payload.document) for shape in shapes)
        return next((one for one in read if one[1] is not None and fits(*one)), None)

    def _nothing(self, place: str) -> SourceError:
        return SourceError(f"{place}: holds no messages of {self.name}; export the chat as JSON")

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an export with files of the usual names, of which the first has messages of the program."""
        names = bundle.matching(self.program.files)
        return None if bundle.some(names, self._fitting) else f"no export of {self.name}"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the conversations, each of which has a folder of its own."""
        documents: list[tuple[str, Any]] = []
        chosen: ChatShape | None = None
        about = self.program.about
        for name in bundle.matching(self.program.files):
            found = self._fitting(bundle.payload(name))
            if found is not None and chosen in (None, found[0]):
                chosen, document = found
                folder = name.rpartition("/")[0]
                beside = bundle.document(f"{folder}/{about}".lstrip("/")) if about else None
                documents.append((folder, {**beside, **document} if isinstance(beside, dict) else document))
        if chosen is None:
            raise self._nothing(bundle.place)
        gathered = conversations(chosen, documents)
        return one_of(gathered, thread, bundle.place, title=bundle.readable_name)


CHATS = tuple(
    ChatSource(name, one, one.description, one.link) for name, one in PROGRAMS.items() if one.description
)


class XArchiveSource(BundleReader, Described):
    """Tweets of one account; retweets are other people's words, and left out."""

    name = "x-archive"

    def sniff(self, payload: Payload) -> str | None:
        """Accept `window.YTD.tweets.part0 = [...]`."""
        part = archive_part(payload)
        if part is None:
            return "no part of an X archive (window.YTD)"
        fitting = part[1] is None or any(fits(shape, part[1]) for shape in _TWEET_SHAPES)
        return None if fitting else "a part of an X archive without tweets"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the tweets; the file does not say whose they are."""
        return self._read([payload], payload.name, payload.readable_name, None)

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an archive with tweets in it."""
        return None if bundle.matching(_TWEETS) else "no X archive (data/tweets.js)"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the tweets of all parts."""
        owner = None
        for name in bundle.matching(_ACCOUNT):
            part = archive_part(bundle.payload(name))
            found = first(part[1] if part else None, ("0/account/accountDisplayName", "0/account/username"))
            owner = string(found)
        parts = [bundle.payload(name) for name in bundle.matching(_TWEETS)]
        return self._read(parts, bundle.place, bundle.readable_name, owner)

    def _read(self, parts: list[Payload], place: str, title: str, owner: str | None) -> RawThread:
        documents = [("", part[1]) for payload in parts if (part := archive_part(payload)) is not None]
        if any(document is None for _, document in documents):
            raise SourceError(
                f"{place}: a part of an X archive that is cut short or edited; get the archive again"
            )
        for shape in _TWEET_SHAPES:
            fitting = [one for one in documents if fits(shape, one[1])]
            if fitting:
                gathered = conversations(replace(shape, owner=owner or OWNER), fitting)
                return one_of(gathered, None, place, title=title)
        raise SourceError(f"{place}: holds no tweets; hand over data/tweets.js of an X archive")


class SlackSource(BundleReader, Described):
    """Exports of a workspace: a channel is a conversation, and its threads are trees of answers.

    See slack.com/help/articles/220556107 for what is in them.
    """

    name = "slack"

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
        channels = {
            name: channel
            for file in _LISTS
            for channel in records_at(bundle.document(file), "")
            for path in ("name", "id")
            if (name := first_id(channel, (path,)))
        }
        people |= {key: name for key, channel in channels.items() if (name := string(channel.get("name")))}
        documents = ((name.rpartition("/")[0], bundle.document(name)) for name in bundle.matching(_DAY))
        gathered = conversations(_SHAPE, documents, people=people)
        for one in gathered:
            _describe(one, channels, bundle)
        talked = [one for one in gathered if one.comments] or gathered
        return one_of(talked, thread, bundle.place, title=bundle.readable_name)


def _people(bundle: Bundle) -> dict[str, str]:
    people = (person for file in _PEOPLE for person in records_at(bundle.document(file), ""))
    return names_by_id(people, ("id",), _NAMES)


def _people_of(export: Path) -> dict[str, str]:
    """Return the people of the export that a channel's folder lies in; nobody where it lies in none."""
    return _people(folder_bundle(export, limit_mb=_SIZE, names=_PEOPLE))


def _describe(one: Gathered, channels: dict[str, dict[str, Any]], bundle: Bundle) -> None:
    """Add what the export says about a channel."""
    folder = one.thread.id or ""
    channel = channels.get(folder.rpartition("/")[2], {})
    title = string(channel.get("name")) or folder or bundle.readable_name
    purpose = string(first(channel, ("purpose/value", "topic/value")))
    article = article_of(title, None, purpose, "plain") if purpose else None
    channel_id = first_id(channel, ("id",))
    one.thread = replace(one.thread, title=title, id=title, article=article)
    one.aliases = tuple(name for name in (title, folder, channel_id) if name)
