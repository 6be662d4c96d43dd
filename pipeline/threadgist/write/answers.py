"""What a language model answered, taken apart and bounded; what is not of the form asked for is left out.

Nothing is judged here: ids may cite what does not say it. Ids that were not in the prompt are dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from threadgist.records import BulletRole
from threadgist.write.model import BUDGET, Completion
from threadgist.write.rules import Fault

MOST_CHARS: Final = 200_000
SENTENCE_CHARS: Final = 600
HEADING_CHARS: Final = 120
MOST_HEADINGS, MOST_BULLETS, MOST_CHILDREN, MOST_SHORT = 24, 12, 6, 10
# The reasons of faults of a call that failed or was never made.
UNANSWERED: Final = ("budget", "call")
_ROLES: Final[dict[str, BulletRole]] = {"side": "side", "detail": "detail"}
# A model may copy how many people a draft is by.
_COUNT: Final = re.compile(r"\s*\(\d+ (?:people|person)\)\s*$")
_LABEL: Final = re.compile(r"^\W*(?:heading|title)\W*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a model proposes it, and the keys of the passages that it says it rests on.

    One that ends in a colon leads in its `children`; one that is `short` is of "In short", and rests on the headings
    at `places`, from 0. `chosen` are the keys that its writer gave, where others were added.
    """

    text: str
    keys: tuple[str, ...]
    role: BulletRole = "point"
    children: tuple[Sentence, ...] = ()
    short: bool = False
    places: tuple[int, ...] = ()
    chosen: tuple[str, ...] = ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Its keys and those of what is nested in it, each once."""
        return tuple(dict.fromkeys((*self.keys, *(key for child in self.children for key in child.keys))))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A heading over sentences, or a subject that is only named; `about` are keys that belong below it as well."""

    heading: str
    sentences: tuple[Sentence, ...]
    about: tuple[str, ...] = ()

    @property
    def headed(self) -> bool:
        """Whether the page tells of it, rather than names it alone."""
        return any(sentence.role == "point" for sentence in self.sentences)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys its sentences cite, each once."""
        return tuple(dict.fromkeys(key for sentence in self.sentences for key in sentence.all_keys))


# A digest as a model proposes it; its last row is "In short", whose keys may say the opposite.
Page: TypeAlias = tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a sentence: which of the keys it cites say it, and which the opposite; the others say neither.

    `whole` is whether those that say it say all of it, `missing` what nothing backs.
    """

    says: tuple[str, ...]
    against: tuple[str, ...] = ()
    whole: bool = True
    missing: str = ""


def failure(answer: Completion) -> Fault | None:
    """Return why there is no answer, where there is none: the call was not made, or failed."""
    return Fault("budget" if answer.error == BUDGET else "call", answer.error) if answer.error else None


def read_draft(answer: str, known: Collection[str]) -> Proposal | None:
    """Read a heading over sentences; None where it is not of that form, or no sentence has an id of `known`."""
    said = _json(answer)
    sentences = tuple(_sentences(said.get("bullets"), known))
    # A model may find nothing worth a sentence.
    fit = sentences or said.get("bullets") == []
    return Proposal(_heading(said.get("heading")), sentences) if fit else None


def read_edit(answer: str, known: Collection[str]) -> Page | None:
    """Read a page; None where it holds no heading over a sentence with an id of `known`."""
    said = _json(answer)
    proposals: list[Proposal] = []
    places: dict[object, int] = {}
    for number, part in enumerate(_rows(said.get("headings"), MOST_HEADINGS), 1):
        sentences = tuple(_sentences(part.get("bullets"), known))
        if sentences:
            more = (replace(one, role="more") for one in _sentences(part.get("more"), known))
            places[number] = len(proposals)
            proposals.append(Proposal(_heading(part.get("heading")), (*sentences, *more)))
    short = []
    for part in _rows(said.get("short"), MOST_SHORT):
        if text := _text(part.get("text"), SENTENCE_CHARS):
            numbers = (one for one in _list(part.get("headings")) if isinstance(one, int) and one in places)
            rests_on = tuple(dict.fromkeys(places[one] for one in numbers))
            short.append(Sentence(text, _keys(part.get("ids"), known), short=True, places=rests_on))
    for part in _rows(said.get("also"), MOST_HEADINGS) if proposals else ():
        heading, ids = _heading(part.get("heading")), _keys(part.get("ids"), known)
        if heading and ids:
            proposals.append(Proposal(heading, (), ids))
    return (*proposals, Proposal("", tuple(short))) if proposals else None


def read_recount(
    answer: str, sentences: int, headings: Sequence[str], known: Collection[str]
) -> list[tuple[str, ...]] | None:
    """Read for each sentence the keys of what says it or the opposite, then those of what belongs below each heading.

    `headings` are the letters they have there. None where most sentences are left out.
    """
    said = _json(answer)
    rows, about = said.get("sentences"), said.get("headings")
    if not isinstance(rows, dict) or not isinstance(about, dict) or 2 * len(rows) < sentences:
        return None
    both = ([*_list(row.get("says")), *_list(row.get("against"))] for row in _by_number(rows, sentences))
    return [_keys(keys, known) for keys in (*both, *map(about.get, headings))]


def read_verdicts(answer: str, cited: list[tuple[str, ...]]) -> list[Verdict | None]:
    """Read a verdict for each claim, by the keys that it cites; None where there is none."""
    verdicts: list[Verdict | None] = []
    for keys, found in zip(cited, _by_number(_json(answer), len(cited)), strict=True):
        against, said_by = _keys(found.get("against"), keys), _keys(found.get("says"), keys)
        says = tuple(key for key in keys if key in said_by and key not in against)
        whole, missing = found.get("whole"), _text(found.get("missing"), SENTENCE_CHARS)
        verdicts.append(Verdict(says, against, whole, missing) if isinstance(whole, bool) else None)
    return verdicts


def read_repair(answer: str, count: int, known: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Read text and keys for each of `count` sentences, "" where there is none."""
    return [
        (_text(found.get("text"), SENTENCE_CHARS), _keys(found.get("ids"), known))
        for found in _by_number(_json(answer), count)
    ]


def _sentences(rows: object, known: Collection[str]) -> Iterator[Sentence]:
    for row in _rows(rows, MOST_BULLETS):
        text = _text(row.get("text"), SENTENCE_CHARS)
        children = tuple(
            Sentence(said, keys, _ROLES.get(str(child.get("kind")), "item"))
            for child in _rows(row.get("sub"), MOST_CHILDREN)
            if (said := _text(child.get("text"), SENTENCE_CHARS).lstrip(",; "))
            and (keys := _keys(child.get("ids"), known))
        )
        keys = _keys(row.get("ids"), known)
        if text.endswith(":") and any(child.role == "item" for child in children):
            yield Sentence(text, (), "point", children)
        elif text and keys:
            yield Sentence(text.removesuffix(":"), keys, "point", children)
        elif text:
            # A sentence of its own that cites nothing: its items and details stand without it, answers to it do not.
            yield from (Sentence(child.text, child.keys) for child in children if child.role != "side")


def _heading(value: object) -> str:
    line = _COUNT.sub("", _LABEL.sub("", _text(value, HEADING_CHARS))).strip(" #*-•").rstrip(" .:;,。")
    return line[:1].upper() + line[1:]


def _keys(value: object, known: Collection[str]) -> tuple[str, ...]:
    named = (str(one).strip().lstrip("#") for one in _list(value) if isinstance(one, str | int))
    return tuple(dict.fromkeys(key for key in named if key in known))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _rows(value: object, most: int) -> list[dict[str, Any]]:
    return [row for row in _list(value) if isinstance(row, dict)][:most]


def _by_number(said: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """What an answer says of each of `count` sentences; {} of one that it leaves out."""
    found = (said.get(str(number)) for number in range(1, count + 1))
    return [one if isinstance(one, dict) else {} for one in found]


def _text(value: object, limit: int) -> str:
    """One line of text; what is longer than `limit` characters is none, for nothing is cut."""
    line = " ".join(value.split()) if isinstance(value, str) else ""
    return line if len(line) <= limit else ""


def _json(answer: str) -> dict[str, Any]:
    """The JSON object in an answer, from its first brace to its last; {} where there is none."""
    whole = answer[answer.find("{") : answer.rfind("}") + 1] if "{" in answer else ""
    with suppress(ValueError, RecursionError):
        said = json.loads(whole[: MOST_CHARS + 1])
        return said if isinstance(said, dict) else {}
    return {}
