"""“In short” in a model's own sentences, by comments of the whole thread, and the bullets each of them rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from threadgist.records import Draft, DraftBullet, SummarySentence
from threadgist.write.answers import Edited, Proposal, Sentence
from threadgist.write.arrange import Stood
from threadgist.write.hedge import standing
from threadgist.write.mentions import opposing

if TYPE_CHECKING:
    from threadgist.write.desk import Desk


def short_proposal(edited: Edited) -> Proposal:
    """Return the sentences of "In short" as ones to examine: each cites who was found to say it or the opposite.

    What happened may be said by nobody in particular: such a sentence cites all that the headings it rests on do.
    """
    sentences = []
    for one in edited.short:
        places = one.places or range(len(edited.proposals))
        below = dict.fromkeys(key for place in places for key in edited.proposals[place].keys)
        sentences.append(Sentence(one.text, one.keys or tuple(below), short=True))
    return Proposal("", tuple(sentences))


def in_short(
    edited: Edited, row: Sequence[Stood], drafts: Mapping[int, Draft], desk: Desk
) -> tuple[SummarySentence, ...]:
    """Return the sentences of `row` that stand, with the ids of the printed bullets they rest on and their comments.

    A sentence rests on the bullets that have comments in common with it, under the headings that the writer names where
    there are such; `drafts` are what stands under each heading, by its place.
    """
    places_of = {one.text: one.places for one in edited.short}
    before_it = {one.text: before.text for before, one in pairwise(edited.short)}
    stands: set[str] = set()
    people = desk.material.people
    found: list[SummarySentence] = []
    for number, stood in enumerate(row):
        keys, text = stood.sentence.keys, stood.sentence.text
        says, against = map(desk.comment_ids, (keys, stood.against))
        for before in row[:number]:
            if 2 * len(set(keys).intersection(before.against)) > len(keys):
                minority = 2 * people(keys) <= people(before.sentence.keys)
                text = opposing(text, stood.people, desk.language, minority=minority)
        places = places_of.get(stood.origin, ())
        bullets = [
            (bullet_id, place)
            for place, draft in drafts.items()
            for bullet_id, bullet in _printed(draft.bullets, draft.theme_id)
            # What title and article tell rests on what is below the headings.
            if not says or not set(says).isdisjoint(bullet.comment_ids)
        ]
        named = tuple(bullet_id for bullet_id, place in bullets if place in places)
        if bullet_ids := named or tuple(bullet_id for bullet_id, _ in bullets):
            against = tuple(one for one in against if one not in says)
            goes_on = before_it.get(stood.origin) in stands
            text = text if goes_on else standing(text, desk.language)
            stands.add(stood.origin)
            found.append(SummarySentence(text, bullet_ids, says, against))
    return tuple(found)


def _printed(bullets: Sequence[DraftBullet], prefix: str) -> Iterator[tuple[str, DraftBullet]]:
    """Yield what a page prints of bullets and what is nested in them, with their ids."""
    for number, bullet in enumerate(bullets, 1):
        if bullet.role != "more":
            yield f"{prefix}-{number}", bullet
            yield from _printed(bullet.children, f"{prefix}-{number}")
