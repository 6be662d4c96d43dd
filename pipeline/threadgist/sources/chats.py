"""Sources of chats: a file, a folder or a zip archive of one program's messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import one_of
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.chat import conversations, fits
from threadgist.sources.chatshape import ChatShape, Names
from threadgist.sources.chatshapes import SHAPES
from threadgist.sources.ownwords import OWN_WORDS
from threadgist.sources.payload import Payload
from threadgist.sources.takeout import TAKEOUT_SHAPES

__all__ = ["CHATS", "ChatSource", "one_chat"]

_ALL = SHAPES | OWN_WORDS | TAKEOUT_SHAPES


@dataclass(frozen=True)
class ChatSource(BundleReader):
    """Chats of one program; `files` are those of its exports, as a regular expression of paths.

    Files in one folder are parts of one conversation, which a file `about` beside them may describe.
    """

    name: str
    description: str
    link: str = "none"
    files: str = ""
    about: str = ""
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept what holds messages with the fields of the program."""
        if self._fitting(payload) is None:
            return payload.json_problem or "no messages of a chat program"
        return None

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the messages; notices of the program and what its bots say are left out, and counted."""
        found = self._fitting(payload)
        if found is None:
            payload.require_document()
            raise SourceError(f"{payload.name}: holds no messages of {self.name}; export the chat as JSON")
        shape, document = found
        return one_chat(shape, [("", document)], payload.thread, payload.name, payload.readable_name)

    def _fitting(self, payload: Payload) -> tuple[ChatShape, Any] | None:
        for shape in _ALL[self.name]:
            document = shape.read(payload)
            if document is not None and fits(shape, document):
                return shape, document
        return None

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an export with files of the usual names, of which the first has messages of the program."""
        names = bundle.matching(self.files) if self.files else []
        try:
            found = bool(names) and any(self._fitting(bundle.payload(name)) for name in names[:3])
        except SourceError:
            found = False
        return None if found else f"no export of {self.name}"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the conversations, each of which has a folder of its own."""
        documents: list[tuple[str, Any]] = []
        chosen: ChatShape | None = None
        for name in bundle.matching(self.files):
            found = self._fitting(bundle.payload(name))
            if found is not None and chosen in (None, found[0]):
                chosen = found[0]
                folder = name.rpartition("/")[0]
                beside = bundle.document(f"{folder}/{self.about}".lstrip("/")) if self.about else None
                document = {**beside, **found[1]} if isinstance(beside, dict) else found[1]
                documents.append((folder, document))
        if chosen is None:
            raise SourceError(f"{bundle.place}: holds no messages of {self.name}; export the chat as JSON")
        return one_chat(chosen, documents, thread, bundle.place, bundle.readable_name)


def one_chat(
    shape: ChatShape,
    documents: list[tuple[str, Any]],
    wanted: str | None,
    place: str,
    title: str,
    people: Names | None = None,
) -> RawThread:
    """Return the wanted conversation of those in the documents.

    Raises:
        SourceError: several are there and none was chosen, or the chosen one is not there.
    """
    gathered = conversations(shape, documents, people=people)
    return one_of(gathered, wanted, place, title=title)


CHATS = (
    ChatSource("telegram", "Telegram: a chat exported as JSON (result.json)", files=r"(?:.*/)?result\.json"),
    ChatSource(
        "discord",
        "Discord: a channel exported as JSON or CSV by DiscordChatExporter",
        "https://discord.com/channels/SERVER/CHANNEL/MESSAGE",
    ),
    ChatSource(
        "teams",
        "Teams: messages as the Graph API gives them, or a personal export",
        "the message's webUrl, where it has one",
        files=r"messages\.json",
    ),
    ChatSource(
        "matrix", "Matrix: a room exported as JSON by Element, or its events", files=r"(?:.*/)?export\.json"
    ),
    ChatSource(
        "mattermost",
        "Mattermost: posts as the API gives them, or a bulk export (JSONL)",
        files=r"[^/]*\.jsonl",
    ),
    ChatSource("zulip", "Zulip: messages as the API gives them, or an export's", files=r"messages-\d+\.json"),
    ChatSource(
        "google-chat",
        "Google Chat: Takeout's messages.json",
        files=r"(?:.*/)?messages\.json",
        about="group_info.json",
    ),
    ChatSource(
        "meta-messages",
        "Instagram and Facebook: messages downloaded as JSON (message_1.json)",
        files=r"(?:.*/)?message_\d+\.json",
    ),
    ChatSource(
        "meta-comments",
        "Facebook and Instagram: an account's comments and group posts downloaded as JSON",
        files=r"(?:.*/)?(?:comments|post_comments(?:_\d+)?|reels_comments|group_posts_and_comments|your_comments_in_groups)\.json",
    ),
    ChatSource(
        "google-takeout", "Google Takeout: an account's comments on YouTube (comments.csv, my-comments.html)"
    ),
    ChatSource("rocketchat", "Rocket.Chat: a room's messages as JSON"),
)
