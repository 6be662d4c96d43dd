"""Sources of chats: a file, a folder or a zip archive of one program's messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import one_of, wanted_of
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.chats.reading import conversations, fits
from threadgist.sources.chats.shape import PROGRAMS, ChatShape
from threadgist.sources.payload import Payload


@dataclass(frozen=True)
class ChatSource(BundleReader):
    """Chats of one program of the table."""

    name: str
    selects_threads = True

    @property
    def description(self) -> str:
        """What it reads, in one line."""
        return PROGRAMS[self.name].description

    @property
    def link(self) -> str:
        """What the link of a message looks like."""
        return PROGRAMS[self.name].link

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
            raise self._nothing(payload.name)
        shape, document = found
        return wanted_of(payload, conversations(shape, [("", document)]))

    def _fitting(self, payload: Payload) -> tuple[ChatShape, Any] | None:
        for shape in PROGRAMS[self.name].shapes:
            document = shape.read(payload)
            if document is not None and fits(shape, document):
                return shape, document
        return None

    def _nothing(self, place: str) -> SourceError:
        return SourceError(f"{place}: holds no messages of {self.name}; export the chat as JSON")

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an export with files of the usual names, of which the first has messages of the program."""
        names = bundle.matching(PROGRAMS[self.name].files)
        return None if bundle.some(names, self._fitting) else f"no export of {self.name}"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the conversations, each of which has a folder of its own."""
        program = PROGRAMS[self.name]
        documents: list[tuple[str, Any]] = []
        chosen: ChatShape | None = None
        for name in bundle.matching(program.files):
            found = self._fitting(bundle.payload(name))
            if found is not None and chosen in (None, found[0]):
                chosen, document = found
                folder = name.rpartition("/")[0]
                beside = bundle.document(f"{folder}/{program.about}".lstrip("/")) if program.about else None
                documents.append((folder, {**beside, **document} if isinstance(beside, dict) else document))
        if chosen is None:
            raise self._nothing(bundle.place)
        gathered = conversations(chosen, documents)
        return one_of(gathered, thread, bundle.place, title=bundle.readable_name)


CHATS = tuple(ChatSource(name) for name, program in PROGRAMS.items() if program.description)
