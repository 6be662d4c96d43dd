"""What a language model answered, taken apart and bounded; what is not of the form asked for is left out.

Nothing is judged here: ids may cite what does not say it. Ids that were not in the prompt are dropped.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from threadgist.records import BulletRole

__all__ = [
    "Edited",
    "Proposal",
    "Sentence",
    "Verdict",
    "read_draft",
    "read_edit",
    "read_repair",
    "read_verdicts",
]

MOST_CHARS: Final = 200_000
SENTENCE_CHARS: Final = 600
HEADING_CHARS: Final = 120
MOST_HEADINGS: Final = 24
MOST_BULLETS: Final = 12
MOST_CHILDREN: Final = 6
MOST_SHORT: Final = 4
_SPACE: Final = re.compile(r"\s+")
_LABEL: Final = re.compile(r"^\W*(?:heading|title)\W*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a model proposes it, and the keys of the passages that it says it rests on.

    A sentence that ends in a colon leads in its `children`. `also` are passages that belong to it without saying it.
    """

    text: str
    keys: tuple[str, ...]
    role: BulletRole = "point"
    children: tuple[Sentence, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Its keys and those of what is nested in it, each once."""
        return tuple(dict.fromkeys((*self.keys, *(key for child in self.children for key in child.keys))))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A heading over sentences."""

    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys its sentences cite, each once."""
        return tuple(dict.fromkeys(key for sentence in self.sentences for key in sentence.all_keys))


@dataclass(frozen=True, slots=True)
class Edited:
    """A digest as a model proposes it; `short` are the sentences of "In short", each with places of headings from 0."""

    proposals: tuple[Proposal, ...]
    short: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a sentence: which of the keys it cites say it, and which the opposite; the others say neither.

    `whole` is whether those that say it say all of it, `missing` what nothing backs.
    """

    says: tuple[str, ...]
    against: tuple[str, ...] = ()
    whole: bool = True
    missing: str = ""


def read_draft(answer: str, known: Collection[str]) -> Proposal | None:
    """Read the answer to `ask_draft`; None where it is not of that form, or no sentence has an id of `known`."""
    said = _json(answer)
    rows = said.get("bullets")
    sentences = tuple(_sentences(rows, known))
    # A model may find nothing worth a sentence.
    return Proposal(_heading(said.get("heading")), sentences) if sentences or rows == [] else None


def read_edit(answer: str, known: Collection[str]) -> Edited | None:
    """Read the answer to `ask_edit`; None where it holds no heading over a sentence with an id of `known`."""
    said = _json(answer)
    proposals: list[Proposal] = []
    places: dict[int, int] = {}
    for number, part in enumerate(_rows(said.get("headings"), MOST_HEADINGS), 1):
        sentences = tuple(_sentences(part.get("bullets"), known))
        if sentences:
            places[number] = len(proposals)
            proposals.append(Proposal(_heading(part.get("heading")), sentences))
    short = []
    for part in _rows(said.get("short"), MOST_SHORT):
        text = _text(part.get("text"), SENTENCE_CHARS)
        numbers = part.get("headings")
        named = [
            places[number]
            for number in (numbers if isinstance(numbers, list) else [])
            if _is_number(number, places)
        ]
        if text:
            short.append((text, tuple(dict.fromkeys(named))))
    return Edited(tuple(proposals), tuple(short)) if proposals else None


def read_verdicts(answer: str, cited: list[tuple[str, ...]]) -> list[Verdict | None]:
    """Read the answer to `ask_check`: a verdict for each claim, None where there is none.

    Args:
        answer: What the model said.
        cited: The keys that each claim cites.
    """
    said = _json(answer)
    verdicts: list[Verdict | None] = []
    for number, keys in enumerate(cited, 1):
        found = said.get(str(number))
        if not isinstance(found, dict) or not isinstance(found.get("whole"), bool):
            verdicts.append(None)
            continue
        against = _keys(found.get("against"), keys)
        said_by = _keys(found.get("says"), keys)
        says = tuple(key for key in keys if key in said_by and key not in against)
        missing = _text(found.get("missing"), SENTENCE_CHARS)
        verdicts.append(Verdict(says, against, found["whole"] and bool(says), missing))
    return verdicts


def read_repair(answer: str, count: int, known: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Read the answer to `ask_repair`: text and keys for each of `count` sentences, "" where there is none."""
    said = _json(answer)
    found = []
    for number in range(1, count + 1):
        part = said.get(str(number))
        part = part if isinstance(part, dict) else {}
        found.append((_text(part.get("text"), SENTENCE_CHARS), _keys(part.get("ids"), known)))
    return found


def _sentences(rows: object, known: Collection[str]) -> Iterator[Sentence]:
    for row in _rows(rows, MOST_BULLETS):
        text = _text(row.get("text"), SENTENCE_CHARS)
        children = tuple(
            Sentence(said, keys, "side" if child.get("kind") == "side" else "item")
            for child in _rows(row.get("sub"), MOST_CHILDREN)
            if (said := _text(child.get("text"), SENTENCE_CHARS)) and (keys := _keys(child.get("ids"), known))
        )
        keys = _keys(row.get("ids"), known)
        if not text or not (keys or children):
            continue
        also = _keys(row.get("also"), known)
        if text.endswith(":") and children:
            yield Sentence(text, (), "point", children, (*keys, *also))
        elif keys:
            yield Sentence(text.removesuffix(":"), keys, "point", children, also)
        else:
            # A sentence of its own that cites nothing: what is below it stands without it.
            yield from (Sentence(child.text, child.keys) for child in children)


def _heading(value: object) -> str:
    line = _LABEL.sub("", _text(value, HEADING_CHARS)).strip(" #*-•").rstrip(" .:;,。")
    return line[:1].upper() + line[1:]


def _keys(value: object, known: Collection[str]) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    given = (str(one).strip().lstrip("#") for one in value if isinstance(one, str | int))
    return tuple(dict.fromkeys(key for key in given if key in known))


def _is_number(value: object, places: Collection[int]) -> bool:
    return isinstance(value, int) and value in places


def _rows(value: object, most: int) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)][:most] if isinstance(value, list) else []


def _text(value: object, limit: int) -> str:
    """One line of text; what is longer than `limit` characters is none, for nothing is cut."""
    line = _SPACE.sub(" ", value).strip() if isinstance(value, str) else ""
    return line if len(line) <= limit else ""


def _json(answer: str) -> dict[str, Any]:
    """The JSON object in an answer, from its first brace to its last; {} where there is none."""
    start, end = answer.find("{"), answer.rfind("}")
    if not 0 <= start < end or end - start > MOST_CHARS:
        return {}
    try:
        said = json.loads(answer[start : end + 1])
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
