"""From flat rows, of a table or of JSON objects, to comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from threadgist.sources.base import RawComment
from threadgist.sources.columns import Chosen, Row
from threadgist.sources.plaintext import Markup
from threadgist.sources.times import read_times
from threadgist.sources.values import GONE_TEXT, mended, number, person
from threadgist.sources.vocabulary import bare_name, normal_name, pattern, words

_Gone = Literal["deleted", "removed"]

_NO_AUTHORS = "no author column: comments are counted, and no people"
_NO_PARENT = frozenset(("", *words("fields", "no_parent")))
_AGREE, _DISAGREE = (frozenset(words("fields", key)) for key in ("agree", "disagree"))
_FLAGS: tuple[_Gone, ...] = ("deleted", "removed")
_NEVER_SHOWN = frozenset(("spam", "trash", "post-trashed"))
_UNSHOWN = _NEVER_SHOWN | {"hold", "pending", "unapproved", "rejected"}
_TRUE = frozenset(("true", "1", "yes", "t", "y"))
_FALSE = frozenset(("", "false", "0", "no", "f", "n", "none", "null", "nan"))
_SEE_ATTACHED = re.compile(pattern("fields", "see_attached"), re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[AaPp]\.?[Mm]\.?)?")
_LINKS = re.compile(r"https?://[^\s,;]+")
_BELOW = re.compile(r"(.+)\.[^.]+")


@dataclass(slots=True)
class ReadRows:
    """What rows hold: comments by the places of their rows, notes, what was skipped, whether authors were found."""

    comments: dict[int, RawComment]
    notes: list[str]
    skipped: Counter[str]
    has_authors: bool

    def add(self, other: ReadRows, places: Sequence[int]) -> None:
        """Put what other rows hold behind it, at other places; what there is to say of both is said once."""
        self.comments.update((places[row], comment) for row, comment in other.comments.items())
        self.notes.extend(note for note in other.notes if note not in self.notes)
        self.skipped.update(other.skipped)
        self.has_authors = self.has_authors or other.has_authors

    def all_notes(self) -> tuple[str, ...]:
        """Return everything there is to say but what was left out."""
        authors = () if self.has_authors or not self.comments else (_NO_AUTHORS,)
        return (*self.notes, *authors)


def read_rows(rows: Sequence[Row], chosen: Chosen, markup: Markup = "unknown") -> ReadRows:
    """Turn rows, which have a column of the text, into comments; parents are as the rows give them."""
    signs = _Signs(chosen)
    time_name = chosen.roles.get("time", ("time",))[0]
    clock = next((name for name in signs.named("clocks") if name != time_name), "")
    times = [chosen.cell(row, "time") for row in rows]
    clocks: list[Any] = [row.get(clock) for row in rows]
    for index, (day, hour) in enumerate(zip(times, clocks, strict=True)):
        # Date and time of day may be in two columns.
        both = isinstance(day, str) and isinstance(hour, str) and ":" not in day
        if both and _CLOCK.fullmatch(hour.strip()):
            times[index] = f"{day.strip()} {hour.strip()}"
    moments, notes = read_times(times, time_name)
    read = ReadRows({}, list(notes), Counter(), bool(chosen.authors))
    ids = [cell_id(chosen.cell(row, "id")) for row in rows]
    known = set(ids)
    for place, (row, created, own_id) in enumerate(zip(rows, moments, ids, strict=True)):
        body = signs.body(row)
        gone = (GONE_TEXT.get(body.strip().lower()) if len(body) < 24 else None) or signs.gone(row)
        reason = signs.unshown(row)
        if reason is None and gone is None and _SEE_ATTACHED.fullmatch(body.strip()):
            reason = "their text is in an attached file"
        if reason is not None:
            read.skipped[reason] += 1
            continue
        agrees, disagrees = _votes(row, signs.agree), _votes(row, signs.disagree)
        score = number(chosen.cell(row, "score"))
        if "score" not in chosen.roles and (agrees is not None or disagrees is not None):
            # In opinion polls it is agreements less disagreements.
            score = (agrees or 0) - (disagrees or 0)
        read.comments[place] = RawComment(
            body="" if gone else mended(body),
            id=own_id,
            parent=signs.parent(row, own_id, known),
            author=_author(row, chosen),
            created_at=created,
            score=score,
            url=url if isinstance(url := chosen.cell(row, "url"), str) else None,
            gone=gone,
            markup=markup,
            agrees=agrees,
            disagrees=disagrees,
        )
    return read


class _Signs:
    """The columns that say more than the roles: votes for and against, flags, attachments."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._bare = bare = {bare_name(name): name for name in reversed(chosen.columns)}
        others = sorted(set(chosen.columns) - chosen.names)
        last = {name: normal_name(name).rpartition(".")[2] for name in others}
        self.agree = [name for name in last if last[name] in _AGREE]
        self.disagree = [name for name in last if last[name] in _DISAGREE]
        if not (self.agree and self.disagree):
            self.agree = self.disagree = []
        self._moderated = bare.get("moderated") if self.agree else None
        self._flags = [(name, gone) for gone in _FLAGS for name in self.named(gone)]
        self._spam, self._status, self._attached = map(self.named, ("spam", "status", "attached"))
        self._system = bare.get("system")
        self._target = (bare.get("commentableid"), bare.get("commentabletype"))
        self._locale = bare.get("locale") or bare.get("language") or bare.get("lang")

    def named(self, key: str) -> list[str]:
        """Return the columns that are called by the words under `key`, best first."""
        return [self._bare[name] for name in words("fields", key) if name in self._bare]

    def body(self, row: Row) -> str:
        value, texts = self._chosen.cell(row, "text"), self._chosen.roles["text"]
        if len(texts) > 1 and self._locale is not None and isinstance(locale := row.get(self._locale), str):
            own = next((row.get(name) for name in texts if name.endswith((f".{locale}", f"/{locale}"))), None)
            value = own or value
        body = "" if value is None or isinstance(value, list | dict) else str(value)
        if body.strip():
            return body
        links = (link for name in self._attached for link in _LINKS.findall(str(row.get(name) or "")))
        return "\n".join(links) or body

    def gone(self, row: Row) -> _Gone | None:
        if self._moderated is not None and number(row.get(self._moderated)) == -1:
            return "removed"
        return next((gone for name, gone in self._flags if _is_set(row.get(name), dated=name)), None)

    def unshown(self, row: Row) -> str | None:
        if self._system is not None and _is_set(row.get(self._system)):
            return "notices of the software itself"
        if any(_is_set(row.get(name)) for name in self._spam):
            return "marked as spam"
        for name in self._status:
            value = str(row.get(name)).strip().lower()
            # A status that is not said to be the moderators' may be that of a request, which may wait.
            if value in (_NEVER_SHOWN if normal_name(name) == "status" else _UNSHOWN):
                return f"{normal_name(name)} is {value}"
        return None

    def parent(self, row: Row, own_id: str | None, known: set[str | None]) -> str | None:
        if "parent" in self._chosen.roles:
            parent = cell_id(self._chosen.cell(row, "parent"))
            # Trees of Ruby programs name all that is above, from the top down: 1/4.
            path = parent and self._chosen.roles["parent"][0] == "ancestry"
            return parent.rpartition("/")[2] if parent and path else parent
        target, kind = self._target
        if target and kind and str(row.get(kind) or "").lower().endswith("comment"):
            return cell_id(row.get(target))
        # Ids of some exports are those of the comment answered and one more: UgA.9x1 answers UgA.
        below = _BELOW.fullmatch(own_id or "")
        return below[1] if below and below[1] in known else None


def settle_parents(comments: Collection[RawComment], around: Iterable[str] = ()) -> list[RawComment]:
    """Bring the ids of parents into the form of the comments' own, and take out those that name no comment.

    `around` are ids of what the comments are about. So is an unknown id that is the only one, if no comment has no
    parent.
    """
    ids = {comment.id for comment in comments if comment.id}
    posts = set(around)
    settled = [
        c if c.parent is None or c.parent in ids else replace(c, parent=_parent(c.parent, ids, posts))
        for c in comments
    ]
    unknown = {c.parent for c in settled if c.parent is not None and c.parent not in ids}
    if len(unknown) == 1 and all(c.parent is not None or c.inside is not None for c in settled):
        settled = [replace(c, parent=None) if c.parent in unknown else c for c in settled]
    return settled


def _parent(parent: str, ids: set[str], posts: set[str]) -> str | None:
    # Reddit's dumps name a parent with its kind: t1_ is a comment, t3_ the thread itself.
    if parent.lower() in _NO_PARENT or parent in posts or parent.startswith("t3_"):
        return None
    # pandas writes a column of whole numbers with gaps as floats.
    forms = (parent.removeprefix("t1_"), parent.removesuffix(".0"))
    return next((form for form in forms if form in ids), parent)


def _author(row: Row, chosen: Chosen) -> str | None:
    for columns in chosen.authors:
        parts = (person(cell_id(row.get(name))) for name in columns)
        if whole := " ".join(part for part in parts if part is not None):
            return mended(whole)
    return None


def _is_set(value: Any, dated: str | None = None) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    text = str(value).strip().lower()
    is_date = dated is not None and normal_name(dated).endswith("at") and text not in _FALSE
    return is_date or text in _TRUE


def cell_id(value: Any) -> str | None:
    """Return a cell as an id or a name; whole numbers that were stored as floats are written without the `.0`."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _votes(row: Row, columns: Sequence[str]) -> int | None:
    """Return the votes of one kind, added up over groups of voters; None where no column holds a number."""
    counts = [count for name in columns if (count := number(row.get(name))) is not None and count >= 0]
    return sum(counts) if counts else None
