"""A digest checked against itself: what a page claims can be recomputed from digest.json alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.errors import GroundingError
from threadgist.ground.bullets import dominant, is_verbatim, quantifier, quotations, walk
from threadgist.ground.ledger import count
from threadgist.people import distinct_authors
from threadgist.quantifiers import is_headed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threadgist.records import Bullet, Comment, Digest

__all__ = ["verify"]


def verify(digest: Digest) -> None:
    """Check that ids exist, quotations are verbatim, counts are right and every comment is accounted for.

    A writer's sentences begin with the computed words, and those of "In short" rest on bullets; where no language model
    wrote, each of them is what one of its bullets quotes.

    Raises:
        GroundingError: Naming the first thing that does not hold.
    """
    comments = {comment.id: comment for comment in digest.comments}
    _check(len(comments) == len(digest.comments), "two comments share an id")
    _check(
        [entry.comment_id for entry in digest.ledger] == [comment.id for comment in digest.comments],
        "the ledger does not list every comment once, in thread order",
    )
    counts = count(
        digest.comments,
        digest.ledger,
        themed=bool(digest.themes),
        stated=digest.counts.stated,
        missing=digest.counts.missing,
    )
    _check(counts == digest.counts, f"the counts {digest.counts} are not those of the ledger, {counts}")
    for theme in digest.themes:
        members = [_known(comment_id, comments) for comment_id in theme.comment_ids]
        people = distinct_authors(members)
        _check(
            theme.author_count == people,
            f"theme {theme.id}: {theme.author_count} authors printed, {people} counted",
        )
        _check(bool(theme.heading.strip()), f"theme {theme.id} has no heading")
        _check(
            (theme.dominant_author, theme.dominant_share) == dominant(members),
            f"theme {theme.id}: the dominant author is not the one counted",
        )
    bullets = (
        *(bullet for theme in digest.themes for bullet in theme.bullets),
        *digest.points,
        *digest.one_offs,
    )
    for bullet in walk(bullets):
        _check_bullet(bullet, comments, counts.commenters)
    known = {bullet.id: bullet for bullet in walk(bullets)}
    for sentence in digest.summary:
        _check(bool(sentence.bullet_ids), f"the sentence {sentence.text[:60]!r} rests on no bullet")
        for bullet_id in sentence.bullet_ids:
            _check(bullet_id in known, f"“In short” rests on bullet {bullet_id!r}, which there is not")
        quoted = any(known[bullet_id].text == sentence.text for bullet_id in sentence.bullet_ids)
        _check(
            quoted or digest.provenance.writer_model is not None,
            f"“In short” has {sentence.text[:60]!r}, which is no bullet of those it names",
        )
    places = known.keys() | {theme.id for theme in digest.themes} | {"summary"}
    for rejection in digest.rejections:
        _check(rejection.where in places, f"a rejection names {rejection.where!r}, which there is not")
    for dot in digest.dots:
        _known(dot.span.comment_id, comments)


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise GroundingError(f"digest broken: {message}")


def _known(comment_id: str, comments: Mapping[str, Comment]) -> Comment:
    comment = comments.get(comment_id)
    if comment is None:
        raise GroundingError(f"digest broken: comment {comment_id!r} is cited and does not exist")
    return comment


def _check_bullet(bullet: Bullet, comments: Mapping[str, Comment], commenters: int) -> None:
    people = distinct_authors(_known(comment_id, comments) for comment_id in bullet.comment_ids)
    _check(
        bullet.author_count == people, f"bullet {bullet.id}: {bullet.author_count} printed, {people} counted"
    )
    _check(
        bullet.quantifier == quantifier(people, commenters), f"bullet {bullet.id}: quantifier does not fit"
    )
    cited = []
    for span in bullet.cites:
        text = _known(span.comment_id, comments).text
        _check(
            0 <= span.start < span.end <= len(text),
            f"bullet {bullet.id}: span outside comment {span.comment_id!r}",
        )
        cited.append(text[span.start : span.end])
    for quoted in quotations(bullet.kind, bullet.text):
        verbatim = any(is_verbatim(quoted, text) for text in cited)
        _check(verbatim, f"bullet {bullet.id}: the quotation {quoted[:60]!r} is not verbatim")
    if bullet.kind == "claim":
        _check(
            is_headed(bullet.text, bullet.quantifier),
            f"bullet {bullet.id}: {bullet.text[:60]!r} does not begin with the words for {bullet.quantifier!r}",
        )
