"""Where most people answer each other: a model that reads hundreds of lines does not count them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from threadgist.people import author_key

if TYPE_CHECKING:
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
    people: dict[str, set[str]] = defaultdict(set)
    replies: dict[str | None, list[str]] = defaultdict(list)
    for comment_id in first:
        comment = material.comments[comment_id]
        shown = comment.parent_id if comment.parent_id in first else None
        replies[shown].append(comment_id)
        above: str | None = comment_id
        while above in first:
            people[above].add(author_key(comment))
            above = material.comments[above].parent_id
    everybody = len(set().union(*people.values()))
    least = max(PEOPLE, PART * everybody)
    found: list[tuple[str, int]] = []
    waiting = replies[None]
    while waiting:
        large = [one for one in waiting if len(people[one]) >= least]
        waiting = []
        for one in large:
            branches = [reply for reply in replies[one] if len(people[reply]) >= least]
            if len(people[one]) > TOO_LARGE * everybody and len(branches) > 1:
                waiting += branches
            else:
                found.append((first[one], len(people[one])))
    return tuple(sorted(found, key=lambda one: (-one[1], int(one[0])))[:MOST])
