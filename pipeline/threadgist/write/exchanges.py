"""Where most people answer each other: a model that reads hundreds of lines does not count them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from threadgist.people import author_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threadgist.write.material import Material

# People who take part, at least, and as a part of all.
PEOPLE: Final = 4
PART: Final = 0.05
# One with more than this part of all people is told of by its branches.
TOO_LARGE: Final = 0.2
MOST: Final = 8


def exchanges(material: Material) -> tuple[tuple[str, int], ...]:
    """Return the key of the passage that each of the largest exchanges begins with and how many people take part.

    An exchange is a comment with all replies to it and to them. The largest stand first; among equals, the thread's
    order.
    """
    first: dict[str, str] = {}
    for key, line in material.lines.items():
        first.setdefault(line.passage.comment_id, key)
    replies: dict[str | None, list[str]] = defaultdict(list)
    for comment_id in first:
        above = material.comments[comment_id].parent_id
        while above is not None and above not in first:
            above = material.comments[above].parent_id if above in material.comments else None
        replies[above].append(comment_id)
    people, everybody = _people(first, replies, material)
    least = max(PEOPLE, PART * everybody)
    found: list[tuple[str, int]] = []
    waiting = list(replies[None])
    while waiting:
        one = waiting.pop()
        if people[one] < least:
            continue
        branches = [reply for reply in replies[one] if people[reply] >= least]
        parted = len(branches) > 1 or any(people[branch] > TOO_LARGE * everybody for branch in branches)
        if people[one] > TOO_LARGE * everybody and parted:
            waiting += branches
        else:
            found.append((first[one], people[one]))
    return tuple(sorted(found, key=lambda one: (-one[1], int(one[0])))[:MOST])


def _people(
    shown: Iterable[str], replies: Mapping[str | None, Sequence[str]], material: Material
) -> tuple[dict[str, int], int]:
    """Return how many people take part in each comment with all below it, and how many there are in all."""
    order = list(replies.get(None, ()))
    for comment_id in order:
        order += replies.get(comment_id, ())
    number: dict[str, int] = {}
    taking: dict[str, set[str]] = {}
    for comment_id in reversed(order):
        # The largest set is taken on, so that a long chain is not copied again and again.
        below = sorted((taking.pop(reply) for reply in replies.get(comment_id, ())), key=len)
        people = below.pop() if below else set()
        people.update({author_key(material.comments[comment_id])}, *below)
        taking[comment_id], number[comment_id] = people, len(people)
    return number, len({author_key(material.comments[comment_id]) for comment_id in shown})
