"""What stands of a proposal put together again, in words for people that go on from sentence to sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from threadgist.records import RUNNING, BulletRole
from threadgist.speakers import parted
from threadgist.write import mentions
from threadgist.write.answers import Proposal, Sentence
from threadgist.write.desk import Desk
from threadgist.write.hedge import fitting, hedged, standing

# What begins so says nothing without the sentence before it.
_LEANING: Final = re.compile(
    r"(?:[a-z]+ )?(?:another|the (?:reply|answer|same|first|other))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stood:
    """A sentence that may stand: `keys` were found to say it, `against` the opposite; `origin` is what was proposed.

    `people` are the words for those who say it that code put into it, `who` what a single person is called there.
    """

    text: str
    keys: tuple[str, ...]
    role: BulletRole
    short: bool = False
    against: tuple[str, ...] = ()
    children: tuple[Stood, ...] = ()
    origin: str = ""
    people: str = ""


def nested(proposal: Proposal, stood: Mapping[int, Stood], desk: Desk) -> tuple[Stood, ...]:
    """Put what stands together again; of what does not stand items and details are left, for none answers nothing."""
    made: dict[str, Stood] = {}
    for sentence in proposal.sentences:
        own = stood.get(id(sentence))
        children = _following(sentence, stood, desk.language)
        if own is not None and own.text.endswith(":"):
            own = _led(own, children, desk)
        elif own is not None:
            own = replace(own, children=children)
        items = (
            child for child in children if child.role != "side" and (own or not _LEANING.match(child.text))
        )
        alone = [replace(_alone(child, desk.language), role=sentence.role) for child in items]
        for one in alone if own is None else (_in_turn(own, desk),):
            first = made.setdefault(one.text, one)
            if first is not one:
                made[one.text] = replace(first, children=(*first.children, *one.children))
    row = _varied(made.values(), desk)
    if any(one.role == "point" for one in row) or not proposal.headed:
        return row
    # What the editor left out stands in for what does not stand.
    return tuple(replace(one, role="point") for one in row)


def _alone(stood: Stood, language: str) -> Stood:
    return replace(stood, text=standing(stood.text, language))


def _following(sentence: Sentence, stood: Mapping[int, Stood], language: str) -> tuple[Stood, ...]:
    """What stands of what goes on from a sentence, without an answer to an answer that does not stand.

    What went on in the sentence of one that does not stand is a sentence of its own, or goes with it if it answers it.
    """
    found: list[Stood] = []
    lost: Sentence | None = None
    for child in sentence.children:
        own = stood.get(id(child))
        answers_lost = lost is not None and (lost.role == "side" or parted(child.text, language)[0])
        if own is None or (child.role == "side" and answers_lost):
            lost = child
        else:
            found.append(own if lost is None else _alone(own, language))
            lost = None
    return tuple(found)


def _varied(row: Iterable[Stood], desk: Desk) -> tuple[Stood, ...]:
    """Let sentences not begin with the same words for people again and again."""
    found: list[Stood] = []
    before: list[str] = []
    for one in row:
        plainly = fitting(replace(desk.crowd(one.keys), host=False), desk.language)
        first = not any(done.people for done in found)
        text, people = mentions.varied(one.text, one.people, before, plainly, desk.language, first=first)
        found.append(replace(one, text=text, people=people))
        before.append(people if people and standing(text, desk.language).startswith(people) else "")
    return tuple(found)


def _in_turn(own: Stood, desk: Desk) -> Stood:
    """Put the answers to a sentence in words that go on from it: "Another replies", "One of them adds"."""
    before = [(own.people, desk.material.authors(own.keys))]
    children = []
    for child in own.children:
        authors = desk.material.authors(child.keys)
        if child.role in RUNNING:
            crowd = desk.crowd(child.keys, other_side=True)
            text, people = mentions.answering(child.text, child.people, crowd, authors, before, desk.language)
            child = replace(child, text=text, people=people)
        before.append((child.people, authors))
        children.append(child)
    return replace(own, children=tuple(children))


def _led(lead: Stood, children: tuple[Stood, ...], desk: Desk) -> Stood | None:
    """A sentence that leads in, over what it leads in; with a single item it becomes one sentence, without any none."""
    items = [child for child in children if child.role == "item"]
    keys = tuple(dict.fromkeys(key for item in items for key in item.keys))
    text = hedged(lead.text, desk.crowd(keys), desk.language) if items else None
    if text is None:
        return None
    text = text[:1].upper() + text[1:]
    if len(items) > 1:
        return replace(lead, text=text, keys=keys, children=children)
    (item,) = items
    text = f"{text} {parted(item.text, desk.language)[1]}"
    rest = tuple(one for one in children if one is not item)
    return replace(item, text=text, role=lead.role, children=rest)
