"""Where each passage of a thread goes once its digest is written: under a heading, to what was left out, or nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING, Final

from threadgist.records import Theme
from threadgist.write.answers import Proposal

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# A subject that the page leaves out is named where so many people talk about it.
LEFT_OUT: Final = 3


def find_places(
    proposals: Sequence[Proposal], kept: Iterable[Theme], unanswered: Set[str], desk: Desk
) -> dict[str, int]:
    """Return the place among `proposals` of each passage that has one.

    A passage goes where it was found to belong, and where it is cited most if it was found nowhere; thanks and remarks
    on something else go nowhere. What nobody was asked about (the keys `unanswered`, and what no model may be
    shown) goes where most of its theme before writing goes. Passages of `kept` themes stay there.
    """
    taken = {passage_id for theme in kept for passage_id in theme.passage_ids}
    lines = desk.material.lines
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    belonging: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, proposal in enumerate(proposals):
        named_alone = not proposal.sentences
        if named_alone and desk.material.people(proposal.about) < LEFT_OUT:
            continue
        for key in (key for one in proposal.sentences for key in one.all_keys):
            votes[lines[key].passage.id][place] += 1
        for key in proposal.about:
            belonging[lines[key].passage.id][place] += 1
    at = {id_: _most_voted(tally) for id_, tally in (votes | belonging).items() if id_ not in taken}
    for place in range(len(proposals)):
        own = [id_ for id_, tally in votes.items() if tally[place] and id_ not in taken]
        if own and place not in at.values():
            # A heading whose comments all belong below others keeps one of them, and with it what it says.
            at[max(own, key=lambda id_: votes[id_][place])] = place
    asked = {line.passage.id for key, line in lines.items() if key not in unanswered}
    for theme in desk.themes:
        places = Counter(at[id_] for id_ in theme.passage_ids if id_ in at)
        if places:
            others = (id_ for id_ in theme.passage_ids if id_ not in asked and id_ not in taken)
            at |= dict.fromkeys((id_ for id_ in others if id_ not in at), _most_voted(places))
    return at


def _most_voted(places: Counter[int]) -> int:
    """Return the place that is counted most, the first of equals."""
    return min(places, key=lambda place: (-places[place], place))
