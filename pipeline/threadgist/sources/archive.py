"""What archives of several conversations have in common: gather, choose one, or take all as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.choose import Conversation, choose
from threadgist.sources.payload import Payload
from threadgist.words import counted

_LEFT_OUT = re.compile(r"([0-9,]+) comments? left out: (.*)")

_MANY = {
    "service message": "service messages",
    "message of a bot": "messages of bots",
    "message without text": "messages without text",
    "retweet": "retweets",
}


@dataclass(slots=True)
class Gathered:
    """One conversation of an archive while it is read.

    `opener` is the post that the others answer, as a comment, for an archive where it counts as one when
    all conversations are taken together. `skipped` counts comments that were left out, by reason.
    """

    thread: RawThread
    aliases: tuple[str, ...] = ()
    comments: list[RawComment] = field(default_factory=list)
    opener: RawComment | None = None
    skipped: Counter[str] = field(default_factory=Counter)


def wanted_of(
    payload: Payload, gathered: Iterable[Gathered], title: str | None = None, repairs: Iterable[str] = ()
) -> RawThread:
    """Return the conversation that is wanted of a payload, or all of them as one; see `one_of`."""
    title = title or payload.readable_name
    return one_of(list(gathered), payload.thread, payload.name, title=title, repairs=repairs)


def one_of(
    gathered: Sequence[Gathered],
    wanted: str | None,
    place: str,
    *,
    title: str | None,
    repairs: Iterable[str] = (),
) -> RawThread:
    """Return the wanted conversation, or all of them as one under `title` where `all` was asked for.

    Raises SourceError: several are there and none was chosen, or the chosen one is not there.
    """
    for one in gathered:
        one.thread = replace(one.thread, repairs=(*one.thread.repairs, *left_out(one.skipped)))
    rows = [
        Conversation(one.thread.id or str(number), one.thread.title or "", len(one.comments), one.aliases)
        for number, one in enumerate(gathered, 1)
    ]
    index = choose(rows, wanted, place)
    if index is not None:
        one = gathered[index]
        return replace(one.thread, comments=tuple(one.comments), repairs=(*one.thread.repairs, *repairs))
    comments: list[RawComment] = []
    seen = Counter(comment.id for one in gathered for comment in one.comments if comment.id)
    for one in gathered:
        if any(seen[comment.id or ""] > 1 for comment in one.comments):
            _rename(one)
        if one.opener is not None:
            comments.append(one.opener)
        start = len(comments)
        for comment in one.comments:
            if comment.inside is not None:
                comment = replace(comment, inside=comment.inside + start)
            elif one.opener is not None and comment.parent is None:
                comment = replace(comment, parent=one.opener.id)
            comments.append(comment)
    # What was left out for the same reason is added up; everything else is said once.
    reasons: Counter[str] = Counter()
    others: dict[str, None] = {}
    for note in (note for one in gathered for note in one.thread.repairs):
        if found := _LEFT_OUT.fullmatch(note):
            reasons[found[2]] += int(found[1].replace(",", ""))
        else:
            others[note] = None
    return RawThread(tuple(comments), title=title, repairs=(*others, *left_out(reasons), *repairs))


def _rename(one: Gathered) -> None:
    """Put the conversation's id before those of its comments, which others have as well."""
    known = {comment.id for comment in one.comments}

    def renamed(name: str | None) -> str | None:
        return f"{one.thread.id}/{name}" if name in known and name is not None else name

    one.comments[:] = [replace(c, id=renamed(c.id), parent=renamed(c.parent)) for c in one.comments]


def left_out(reasons: Counter[str]) -> tuple[str, ...]:
    """Say in words how many comments were left out for which reason."""
    return tuple(
        f"{counted(number, 'comment')} left out: {reason}" for reason, number in sorted(reasons.items())
    )


def told(dropped: Counter[str]) -> tuple[str, ...]:
    """Say in words how many messages were left out of what kind."""
    rows = sorted(dropped.items())
    return counts(*((number, f"{one} left out", f"{_MANY[one]} left out") for one, number in rows))


def counts(*numbers: tuple[int, str, str]) -> tuple[str, ...]:
    """Say what there is, with the words for one and for more of it."""
    return tuple(f"{number} {one if number == 1 else many}" for number, one, many in numbers if number)
