"""What readers of one JSON shape have in common: `find` what is theirs in a document, then `read` it."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from threadgist.errors import SourceError
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.payload import Payload

Found = TypeVar("Found")


class JsonSource(Generic[Found]):
    """A source of JSON; see `Source`.

    Attributes:
        lacks: What another document lacks, with the fields that would tell in brackets behind it.
        way_out: What to hand over instead.
    """

    lacks: ClassVar[str]
    way_out: ClassVar[str]

    def find(self, document: Any) -> Found | None:
        """Return what can be read of a document; None where that is nothing. Must not raise."""
        raise NotImplementedError

    def read(self, found: Found, payload: Payload) -> RawThread:
        """Read what was found in the document of `payload`."""
        raise NotImplementedError

    def sniff(self, payload: Payload) -> str | None:
        """Accept JSON in which something is found."""
        return payload.json_problem or (self.lacks if self.find(payload.document) is None else None)

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read what is found.

        Raises:
            SourceError: Nothing is, or it holds several conversations and none was chosen.
        """
        found = self.find(payload.require_document())
        if found is None:
            raise SourceError(f"{payload.name}: {self.lacks.partition(' (')[0]}; {self.way_out}")
        return self.read(found, payload)
