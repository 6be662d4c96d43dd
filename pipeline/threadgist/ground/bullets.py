"""Drafts in, digest out: the only place that makes a `Digest`.

Every cited id must exist, every quotation must be verbatim, and every count is computed here from the
evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

from threadgist.errors import GroundingError
from threadgist.people import author_key, distinct_authors
from threadgist.records import Bullet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from threadgist.records import Comment, DraftBullet, Quantifier, Span

__all__ = ["dominant", "ground_bullets", "is_verbatim", "quantifier", "quantifier_of", "quotations", "walk"]

MIN_FOR_DOMINANCE = 4
_QUOTED = re.compile(r"“([^“”]*)”")


def quantifier(people: int, of: int) -> Quantifier:
    """Pick the word for `people` out of `of` commenters of the thread.

    Most: more than half, and at least three. Many: at least a quarter (five or more), or at least ten who are
    a tenth. Several: five or more. A few: three or four.
    """
    if people <= 1:
        return "One"
    if people == 2:
        return "Two"
    if 2 * people > of:
        return "Most"
    if (people >= 5 and 4 * people >= of) or (people >= 10 and 10 * people >= of):
        return "Many"
    return "Several" if people >= 5 else "A few"


def quantifier_of(comment_ids: Iterable[str], comments: Mapping[str, Comment], commenters: int) -> Quantifier:
    """Pick the word for the distinct authors of `comment_ids` out of `commenters`."""
    return quantifier(distinct_authors(comments[comment_id] for comment_id in comment_ids), commenters)


def ground_bullets(
    drafts: tuple[DraftBullet, ...], comments: Mapping[str, Comment], commenters: int, prefix: str
) -> tuple[Bullet, ...]:
    """Check draft bullets against the comments they rest on and count who makes them.

    Args:
        drafts: Bullets as a writer proposes them.
        comments: All comments of the thread by id.
        commenters: Distinct authors of the thread: the N of "n of N".
        prefix: What bullet ids begin with; they go on `-1`, `-2`, nested ones `-1-1`.

    Raises:
        GroundingError: A cited id is unknown, a span is out of bounds, or a quotation is not verbatim.
    """
    return tuple(
        _ground(draft, comments, commenters, f"{prefix}-{number}") for number, draft in enumerate(drafts, 1)
    )


def _ground(draft: DraftBullet, comments: Mapping[str, Comment], commenters: int, bullet_id: str) -> Bullet:
    for comment_id in draft.comment_ids:
        if comment_id not in comments:
            raise GroundingError(
                f"bullet {bullet_id}: cites comment {comment_id!r}, which the thread does not have"
            )
    if not draft.cites or not draft.comment_ids:
        raise GroundingError(f"bullet {bullet_id}: rests on no comment")
    cited = [_text(span, comments, bullet_id) for span in draft.cites]
    for quoted in quotations(draft.kind, draft.text):
        if not any(is_verbatim(quoted, text) for text in cited):
            raise GroundingError(f"bullet {bullet_id}: {quoted[:60]!r} is not verbatim in what it cites")
    people = distinct_authors(comments[comment_id] for comment_id in draft.comment_ids)
    return Bullet(
        id=bullet_id,
        kind=draft.kind,
        role=draft.role,
        text=draft.text,
        quantifier=quantifier(people, commenters),
        author_count=people,
        comment_ids=draft.comment_ids,
        cites=draft.cites,
        children=ground_bullets(draft.children, comments, commenters, bullet_id),
    )


def is_verbatim(quoted: str, text: str) -> bool:
    """Whether a quotation stands in `text` letter by letter, but for … at either end where it was trimmed."""
    forms = (
        quoted,
        quoted.removeprefix("…"),
        quoted.removesuffix("…"),
        quoted.removeprefix("…").removesuffix("…"),
    )
    return any(form and form in text for form in forms)


def quotations(kind: Literal["quote", "claim"], text: str) -> list[str]:
    """Return what stands between quotation marks: all of a quotation, parts of a claim.

    Raises:
        GroundingError: A quotation has no marks, or those of a claim do not pair.
    """
    if kind == "quote":
        if not (text.startswith("“") and text.endswith("”")):
            raise GroundingError(f"quotation without quotation marks: {text[:60]!r}")
        return [text[1:-1]]
    if text.count("“") != len(_QUOTED.findall(text)) or text.count("”") != text.count("“"):
        raise GroundingError(f"quotation marks that do not pair: {text[:60]!r}")
    return _QUOTED.findall(text)


def _text(span: Span, comments: Mapping[str, Comment], bullet_id: str) -> str:
    comment = comments.get(span.comment_id)
    if comment is None:
        raise GroundingError(
            f"bullet {bullet_id}: cites comment {span.comment_id!r}, which the thread does not have"
        )
    if not 0 <= span.start < span.end <= len(comment.text):
        raise GroundingError(
            f"bullet {bullet_id}: span {span.start}-{span.end} is outside comment {span.comment_id!r} "
            f"of {len(comment.text)} characters"
        )
    return comment.text[span.start : span.end]


def walk(bullets: tuple[Bullet, ...]) -> Iterator[Bullet]:
    """Yield bullets and everything nested below them, parents first."""
    for bullet in bullets:
        yield bullet
        yield from walk(bullet.children)


def dominant(comments: list[Comment]) -> tuple[str | None, float]:
    """Return the author who wrote at least half of the comments and the share, or (None, 0.0).

    Fewer than `MIN_FOR_DOMINANCE` comments are nobody's monologue.
    """
    if len(comments) < MIN_FOR_DOMINANCE:
        return None, 0.0
    named = [comment for comment in comments if comment.author is not None]
    tally = Counter(author_key(comment) for comment in named)
    if not tally:
        return None, 0.0
    key, count = min(tally.items(), key=lambda item: (-item[1], item[0]))
    share = count / len(comments)
    if share < 0.5:
        return None, 0.0
    author = next(comment.author for comment in named if author_key(comment) == key)
    return author, round(share, 4)
