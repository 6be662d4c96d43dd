"""The opposing reply to a point: the tree says who answered, the words say whether it was a contradiction."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.records import Point
from threadgist.words import own_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Span
    from threadgist.select.context import Context

__all__ = ["agrees", "answered", "disagreement"]

RELATED = 0.12
MIN_QUALITY = 0.3

_OPENS_AGAINST = re.compile(
    r"\W*(?:no\b|nope|not (?:really|true|quite|necessarily|at all|exactly|sure)|wrong|false|incorrect|"
    r"disagree|i (?:strongly |respectfully |"
    r"completely |totally |really )?(?:disagree|doubt|don't think|don’t think|wouldn't|wouldn’t|don't see|"
    r"don’t see)|that(?:'s|’s| is) (?:not|wrong|false|"
    r"nonsense|simply|just not|absolutely not|hardly)|this is(?: not|n't|n’t| wrong| false)|it(?:'s|’s| "
    r"is) not|it (?:isn|doesn|wasn)['’]t|but\b|"
    r"except\b|actually\b|on the contrary|hardly\b|nonsense|bullshit|citation needed|you(?:'re|’re| are) "
    r"(?:wrong|mistaken|"
    r"assuming|ignoring|missing|conflating|confusing)|how is that|that (?:isn|doesn|wasn)['’]t|why would|"
    r"the opposite|quite the opposite)",
    re.IGNORECASE,
)
_INSIDE_AGAINST = re.compile(
    r"\b(?:however|whereas|on the other hand|isn['’]t true|not true|i disagree|doesn['’]t (?:mean|follow|"
    r"work|matter|make)|"
    r"that said|the opposite|in reality|rather than|instead of|far from|myth|misleading|unfair|overblown|"
    r"exaggerat\w+)\b",
    re.IGNORECASE,
)
_CONCEDES = re.compile(
    r"\W*(?:yes|yeah|yep|sure|true|right|ok|okay|fair|maybe|perhaps|agreed?|granted|i agree|well)\b[^.!?]{0,60}"
    r"\b(?:but|though|however|except|still)\b|"
    r"\W*(?:so what|and yet|then (?:why|how)|since when|says who|source|have you|did you|do you|are you|isn['’]t that|"
    r"don['’]t you|in what world|come on|hard(?:ly)? to believe|if that (?:is|was|were)|that['’]s a stretch)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\W*(?:yes\b|yeah|yep|exactly|agreed?\b|i agree|this\b[.!]|true\b|right\b[,.!]|indeed|absolutely|"
    r"definitely|\+1|same here|"
    r"good point|well said|thanks|thank you|also\b|and\b|not (?:just|only|to mention))",
    re.IGNORECASE,
)


def agrees(reply: str) -> bool:
    """Whether a reply opens with agreement, and does not take it back."""
    return _AGREES.match(reply) is not None and _CONCEDES.match(reply) is None


def disagreement(reply: str, *, opposite_sign: bool) -> float:
    """Judge by cue words how much a reply contradicts what it answers: 0 (no sign) to 1 (opens "No, ...").

    Args:
        reply: The whole reply, in its author's own words.
        opposite_sign: Whether one of the two is negated and the other is not.
    """
    concedes = _CONCEDES.match(reply) is not None
    if agrees(reply):
        return 0.0
    score = 0.0
    if concedes:
        score = 0.6
    elif _OPENS_AGAINST.match(reply):
        score = 0.8
    elif _INSIDE_AGAINST.search(reply[:400]):
        score = 0.45
    if opposite_sign:
        score += 0.2
    return min(score, 1.0) if score >= 0.4 else 0.0


def answered(context: Context, points: Sequence[Point], printed: Sequence[Point] = ()) -> tuple[Point, ...]:
    """Give each point the direct reply to its comment that contradicts it best, if there is one.

    Args:
        context: The corpus, prepared.
        points: What is printed, in order.
        printed: What is printed elsewhere already.
    """
    taken = {
        point.span for point in (*points, *(one for point in printed for one in (point, *point.answers)))
    }
    found = []
    for point in points:
        span = _opposing(context, point.span, taken)
        if span is not None:
            taken.add(span)
            found.append(replace(point, answers=(Point(span, context.copies.get(span.comment_id, ())),)))
        else:
            found.append(point)
    return tuple(found)


def _opposing(context: Context, quoted: Span, taken: set[Span]) -> Span | None:
    """Find the sentence of a direct reply that best answers a quoted one back, or None."""
    row = next(row for row in context.of_comment[quoted.comment_id] if context.best[row].span == quoted)
    found: list[tuple[float, int]] = []
    for reply_id in context.replies.get(quoted.comment_id, ()):
        rows = context.of_comment.get(reply_id, ())
        if not rows or context.authors[rows[0]] == context.authors[row]:
            continue
        opening = own_words(context.comments[reply_id].text)
        for reply_row in rows:
            sentence = context.best[reply_row]
            related = float(context.centred[reply_row] @ context.centred[row])
            if related < RELATED or sentence.quality < MIN_QUALITY or sentence.span in taken:
                continue
            opposite = bool(context.negated[reply_row] != context.negated[row])
            against = disagreement(opening, opposite_sign=opposite)
            if against:
                found.append((round(against * sentence.quality * (0.4 + related), 6), -reply_row))
    return context.best[-max(found)[1]].span if found else None
