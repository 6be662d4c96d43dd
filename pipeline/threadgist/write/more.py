"""What the editor left out of the drafts: kept behind the page, for who wants more of a theme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.write.answers import Edited, Proposal, Sentence
from threadgist.write.places import Group, most_voted

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# So many sentences of a theme at most, those of the most people.
MOST: Final = 8


def with_more(
    edited: Edited,
    groups: Sequence[Group],
    place_of: Mapping[str, int],
    left_out: Sequence[Group],
    desk: Desk,
) -> Edited:
    """Put what the page leaves out of the drafts of `groups` behind the sentences of the heading it belongs to.

    `place_of` are the places of passages by id, behind the headings those of the subjects `left_out`, which keep the
    heading of their draft.
    """
    lines, people = desk.material.lines, desk.material.people
    cited = {key for proposal in edited.proposals for key in proposal.keys}
    rows: defaultdict[int, list[Sentence]] = defaultdict(list)
    for sentence in (one for group in groups if group.draft is not None for one in group.draft.sentences):
        kept = _kept(sentence, cited)
        if kept is None:
            continue
        ids = (lines[key].passage.id for key in kept.all_keys)
        if places := Counter(place_of[id_] for id_ in ids if id_ in place_of):
            rows[most_voted(places)].append(kept)
    apart = (Proposal("" if group.draft is None else group.draft.heading, ()) for group in left_out)
    return replace(
        edited,
        proposals=tuple(
            replace(
                proposal,
                sentences=(
                    *proposal.sentences,
                    *sorted(rows[place], key=lambda one: -people(one.all_keys))[:MOST],
                ),
            )
            for place, proposal in enumerate((*edited.proposals, *apart))
        ),
    )


def _kept(sentence: Sentence, cited: set[str]) -> Sentence | None:
    """What is left of a sentence of a draft: all of it, itself above the answers that the page lacks, or nothing."""
    left = _left_out(sentence, cited)
    children = tuple(
        child for child in sentence.children if _left_out(child, cited) and (left or child.role == "side")
    )
    return replace(sentence, role="more", children=children) if left or children else None


def _left_out(sentence: Sentence, cited: set[str]) -> bool:
    """Whether most of what a sentence of a draft rests on is cited nowhere on the page."""
    return 2 * len(cited.intersection(sentence.all_keys)) < len(sentence.all_keys)
