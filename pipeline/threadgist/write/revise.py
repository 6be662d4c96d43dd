"""The first draft of a page as its writer sees it again: as it would be printed, with counts, and what did not stand.

A writer does not know how many people are behind a sentence before they are counted, nor what will not stand. Shown
both, it writes the page once more (docs/writer.md has what that changes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from threadgist.speakers import in_running_text
from threadgist.words import count_words
from threadgist.write.answers import Edited, Sentence
from threadgist.write.arrange import Stood
from threadgist.write.ask import defuse
from threadgist.write.calls import UNANSWERED
from threadgist.write.examine import Judged
from threadgist.write.hedge import restored

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

TEXT_CHARS: Final = 700
_NUMBER: Final = re.compile(r"\(\d+(?:, \d+ against)?\)")


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """A draft as rows of a prompt: `printed` as readers would see it, `refused` with reasons, `source` with its ids.

    `words` is how many words its headings and bullets have.
    """

    printed: tuple[str, ...]
    refused: tuple[str, ...]
    source: tuple[str, ...]
    words: int


def first_draft(edited: Edited, judged: Judged, desk: Desk) -> FirstDraft:
    """Return the draft `edited`, whose headings and, last, whose "In short" were `judged`."""
    *rows, short = judged.arranged(desk)
    printed = [f"In short: {_paragraph(short, desk)}"]
    for proposal, row in zip(judged.proposals, rows, strict=False):
        if proposal.headed:
            printed.append(f"# {again(proposal.heading)}")
            printed += (line for one in row if one.sentence.role != "more" for line in _printed(one, desk))
    refused = (
        f"- {again(case.told)} Wrong: {again(case.fault.detail)}"
        for cases in judged.cases
        for case in cases
        if case.stands is None and case.fault.reason not in UNANSWERED
    )
    words = sum(count_words(_NUMBER.sub("", line)) for line in printed[1:])
    return FirstDraft(tuple(printed), tuple(refused), tuple(_source(edited)), words)


def again(text: str) -> str:
    """Return what a model wrote as a prompt shows it: as foreign as what it read, with its places for people."""
    return restored(defuse(text, TEXT_CHARS))


def _printed(stood: Stood, desk: Desk) -> Iterator[str]:
    """A bullet as a paragraph, and the items in it below."""
    running = [child for child in stood.children if child.sentence.role != "item"]
    items = [child for child in stood.children if child.sentence.role == "item"]
    yield f"- {_paragraph((stood, *running), desk)}"
    yield from (f"  - {_paragraph((item,), desk)}" for item in items)


def _paragraph(sentences: Sequence[Stood], desk: Desk) -> str:
    return " ".join(in_running_text([_counted(one, desk) for one in sentences]))


def _counted(stood: Stood, desk: Desk) -> str:
    """A sentence with the people behind it and against it, before its full stop so that it can go on in the next."""
    text = again(stood.sentence.text)
    people, against = desk.material.people(stood.sentence.keys), desk.material.people(stood.against)
    if people <= 1 and not against:
        return text
    number = f"{people}, {against} against" if against else str(people)
    return f"{text[:-1]} ({number}){text[-1]}" if text.endswith((".", ":", "。")) else f"{text} ({number})"


def _source(edited: Edited) -> Iterator[str]:
    for one in edited.short:
        yield f"short: {_cited(one)}"
    for proposal in edited.proposals:
        if not proposal.sentences:
            yield f"also: {again(proposal.heading)} (ids {', '.join(proposal.about)})"
            continue
        yield f"# {again(proposal.heading)}"
        for sentence in proposal.sentences:
            yield f"- {'more: ' if sentence.role == 'more' else ''}{_cited(sentence)}"
            yield from (f"  - {child.role}: {_cited(child)}" for child in sentence.children)


def _cited(sentence: Sentence) -> str:
    text = again(sentence.text)
    return f"{text} (ids {', '.join(sentence.keys)})" if sentence.keys else text
