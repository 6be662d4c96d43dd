"""One conversation out of an archive that holds several, and the earliest comments of one that is too long.

Where there are more comments than `limits.max_comments`, the earliest are read, whatever their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from threadgist.errors import ChoiceError, SourceError
from threadgist.sources.decode import clean_line

ALL = "all"
_SHOWN = 10
_MAX_TITLE = 60

_DIGITS = re.compile(r"([0-9]+)")
_LATEST = datetime.max.replace(tzinfo=UTC)

Key = tuple[datetime, tuple[str | tuple[int, str], ...], str]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What an archive says about a conversation; `aliases` are other names it can be asked for by."""

    id: str
    title: str
    comments: int
    aliases: tuple[str, ...] = ()


def choose(conversations: Sequence[Conversation], wanted: str | None, place: str) -> int | None:
    """Return the index of the wanted conversation, or None where all of them were asked for (`all`).

    Without a wish the only conversation that has comments is taken. An id or alias is compared exactly, then without
    regard to case, a `#` before it or a slash after it. Raises SourceError: none is wanted and there are several, or
    the wanted one is not there; lists the largest.
    """
    if wanted == ALL:
        return None
    if wanted is None:
        if not conversations:
            raise SourceError(f"{place}: holds no conversation; export it again, with its comments")
        busy = [index for index, one in enumerate(conversations) if one.comments]
        if len(busy) != 1 and len(conversations) > 1:
            raise several(place, conversations)
        return busy[0] if busy else 0
    for form in (str, _loosely):
        rows = enumerate(conversations)
        if found := [i for i, one in rows if form(wanted) in map(form, (one.id, *one.aliases))]:
            # Exports repeat a page under the same id; the copy with the comments is the one that is meant.
            return max(found, key=lambda index: (conversations[index].comments, -index))
    raise SourceError(
        f"{place}: holds no conversation {clean_line(wanted, 80)!r}; {_listing(conversations)}"
        if conversations
        else f"{place}: holds no conversation at all; export it again, with its comments"
    )


def several(
    place: str, conversations: Sequence[Conversation], *, about: str = "", all_as_one: bool = True
) -> ChoiceError:
    """Return the error that asks for a choice; `about` qualifies the number, where not all was looked at."""
    whole = f", or take all of them as one with --thread {ALL}" if all_as_one else ""
    return ChoiceError(
        f"{place}: holds {len(conversations):,} conversations{about}; choose one with --thread ID{whole}; "
        f"{_listing(conversations)}",
        tuple((one.id, clean_line(one.title, _MAX_TITLE), one.comments) for one in _by_size(conversations)),
    )


def _by_size(conversations: Sequence[Conversation]) -> list[Conversation]:
    return sorted(conversations, key=lambda one: (-one.comments, one.id))


def _loosely(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("#").rstrip("/")


def _listing(conversations: Sequence[Conversation]) -> str:
    shown = ", ".join(
        f"{one.id} ({clean_line(one.title, _MAX_TITLE) or 'no title'}: {one.comments})"
        for one in _by_size(conversations)[:_SHOWN]
    )
    return f"{'the largest' if len(conversations) > _SHOWN else 'there are'}: {shown}"


def earliest(keys: Iterable[Key], at_most: int) -> set[int]:
    """Return the places of the `at_most` lowest keys."""
    order = sorted((key, place) for place, key in enumerate(keys))
    return {place for _, place in order[:at_most]}


def time_key(moment: datetime | None, name: str, rest: str) -> Key:
    """Return what orders comments: by time (those without one last), then by id in natural order, then by `rest`."""
    return utc(moment) or _LATEST, natural_key(name), rest


def natural_key(comment_id: str) -> tuple[str | tuple[int, str], ...]:
    """Return a sort key under which `9` comes before `10`, without converting to numbers."""
    parts = _DIGITS.split(comment_id)
    return tuple(
        (len(part.lstrip("0")), part.lstrip("0")) if index % 2 else part for index, part in enumerate(parts)
    )


def utc(moment: datetime | None) -> datetime | None:
    """Return a time in UTC, which is the zone of one without; None beyond the years 1 and 9999."""
    try:
        if moment is None or moment.tzinfo is not None:
            return moment and moment.astimezone(UTC)
        return moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None


def beyond(at_most: int) -> str:
    """Say why comments were left out."""
    return f"they are later than the first {at_most:,}, which limits.max_comments raises"
