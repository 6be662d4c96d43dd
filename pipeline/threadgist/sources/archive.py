"""What archives of several conversations have in common: gather, choose one, or take all as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.choose import Conversation, choose

__all__ = ["Gathered", "left_out", "one_of"]


@dataclass(slots=True)
class Gathered:
    """One conversation of an archive while it is read.

    `opener` is the post that the others answer, as a comment, for an archive where it counts as one when
    all conversations are taken together.
    """

    thread: RawThread
    aliases: tuple[str, ...] = ()
    comments: list[RawComment] = field(default_factory=list)
    opener: RawComment | None = None


def one_of(
    gathered: Sequence[Gathered], wanted: str | None, place: str, *, title: str | None, repairs: Iterable[str]
) -> RawThread:
    """Return the wanted conversation, or all of them as one under `title` where `all` was asked for.

    Raises:
        SourceError: several are there and none was chosen, or the chosen one is not there.
    """
    rows = [
        Conversation(one.thread.id or str(number), one.thread.title or "", len(one.comments), one.aliases)
        for number, one in enumerate(gathered, 1)
    ]
    index = choose(rows, wanted, place)
    if index is not None:
        one = gathered[index]
        return replace(one.thread, comments=tuple(one.comments), repairs=(*one.thread.repairs, *repairs))
    comments: list[RawComment] = []
    for one in gathered:
        if one.opener is not None:
            comments.append(one.opener)
        comments.extend(
            replace(comment, parent=one.opener.id) if one.opener and comment.parent is None else comment
            for comment in one.comments
        )
    return RawThread(tuple(comments), title=title, repairs=tuple(repairs))


def left_out(reasons: Counter[str]) -> tuple[str, ...]:
    """Say in words how many comments were left out for which reason."""
    return tuple(
        f"{number} {'comment' if number == 1 else 'comments'} left out: {reason}"
        for reason, number in sorted(reasons.items())
    )
