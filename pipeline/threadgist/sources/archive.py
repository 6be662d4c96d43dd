"""What archives of several conversations have in common: gather, choose one, or take all as one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from threadgist.errors import ChoiceError, SourceError
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.decode import clean_line
from threadgist.sources.payload import Payload
from threadgist.sources.vocabulary import vocabulary
from threadgist.words import counted

ALL = "all"
_SHOWN = 10
_MAX_TITLE = 60

_MANY: dict[str, str] = vocabulary("fields")["many"]


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
    if not conversations:
        raise SourceError(f"{place}: holds no conversation; export it again, with its comments")
    if wanted is None:
        busy = [index for index, one in enumerate(conversations) if one.comments]
        if len(busy) != 1 and len(conversations) > 1:
            raise several(place, conversations)
        return busy[0] if busy else 0
    for form in (str, _loosely):
        rows = enumerate(conversations)
        if found := [i for i, one in rows if form(wanted) in map(form, (one.id, *one.aliases))]:
            # Exports repeat a page under the same id; the copy with the comments is the one that is meant.
            return max(found, key=lambda index: (conversations[index].comments, -index))
    raise SourceError(f"{place}: holds no conversation {clean_line(wanted, 80)!r}; {_listing(conversations)}")


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


@dataclass(slots=True)
class Gathered:
    """One conversation of an archive; `skipped` counts comments that were left out, by reason.

    The post that others answer is its `opener`, a comment where all conversations are taken.
    """

    thread: RawThread
    aliases: tuple[str, ...] = ()
    comments: list[RawComment] = field(default_factory=list)
    opener: RawComment | None = None
    skipped: Counter[str] = field(default_factory=Counter)


def wanted_of(
    payload: Payload, found: Iterable[Gathered], title: str | None = None, repairs: Iterable[str] = ()
) -> RawThread:
    """Return the wanted conversation of a payload, or `all` as one under `title`. Raises SourceError: see `choose`."""
    gathered = list(found)
    rows = [
        Conversation(one.thread.id or str(number), one.thread.title or "", len(one.comments), one.aliases)
        for number, one in enumerate(gathered, 1)
    ]
    index = choose(rows, payload.thread, payload.name)
    if index is not None:
        one = gathered[index]
        notes = (*one.thread.repairs, *left_out(one.skipped), *repairs)
        return replace(one.thread, comments=tuple(one.comments), repairs=notes)
    comments: list[RawComment] = []
    seen = Counter(comment.id for one in gathered for comment in one.comments if comment.id)
    for one in gathered:
        # The conversation's id stands before those of its comments, which others have as well.
        shared = any(seen[comment.id or ""] > 1 for comment in one.comments)
        ids = {comment.id for comment in one.comments} - {None} if shared else ()
        own: dict[str | None, str | None] = {name: f"{one.thread.id}/{name}" for name in ids}
        comments += [one.opener] if one.opener is not None else []
        start = len(comments)
        for comment in one.comments:
            parent = own.get(comment.parent, comment.parent)
            inside = comment.inside + start if comment.inside is not None else None
            if one.opener is not None and inside is None and parent is None:
                parent = one.opener.id
            comments.append(
                replace(comment, id=own.get(comment.id, comment.id), parent=parent, inside=inside)
            )
    # What was left out for the same reason is added up; everything else is said once.
    reasons = sum((one.skipped for one in gathered), Counter[str]())
    others = dict.fromkeys(note for one in gathered for note in one.thread.repairs)
    return RawThread(tuple(comments), title=title, repairs=(*others, *left_out(reasons), *repairs))


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
