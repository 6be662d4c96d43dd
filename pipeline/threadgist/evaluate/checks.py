"""Whether a digest keeps its word, looked at from outside: written apart from `ground`, which made it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from threadgist.evaluate.records import NOT_SCORABLE
from threadgist.records import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threadgist.records import Bullet, Comment, Digest


def all_bullets(digest: Digest, *, one_offs: bool = True) -> Iterator[Bullet]:
    """Yield every bullet of a digest in the order it is printed, nested ones after their own."""
    yield from walk((*digest.quoted, *(digest.one_offs if one_offs else ())))


def faults(bullet: Bullet, comments: dict[str, Comment]) -> list[str]:
    """Say what is wrong with a bullet: unknown ids, spans outside, altered quotations, answers to something else."""
    found = []
    known = [comments[id_] for id_ in bullet.comment_ids if id_ in comments]
    if len(known) != len(bullet.comment_ids) or not known:
        found.append("names a comment that is not there")
    cited = []
    for span in bullet.cites:
        text = comments[span.comment_id].text if span.comment_id in comments else ""
        if not 0 <= span.start < span.end <= len(text):
            found.append("cites what is not there")
        cited.append(text[span.start : span.end])
    if not cited:
        found.append("cites nothing")
    if bullet.kind == "quote":
        core = bullet.text.removeprefix("“").removesuffix("”")
        forms = (
            core,
            core.removeprefix("…"),
            core.removesuffix("…"),
            core.removeprefix("…").removesuffix("…"),
        )
        if not any(form and form in text for form in forms for text in cited):
            found.append("quotes what nobody wrote")
    above = {span.comment_id for span in bullet.cites}
    replies = (child for child in bullet.children if child.role == "reply")
    below = [span.comment_id for child in replies for span in child.cites]
    if any(id_ not in comments or comments[id_].parent_id not in above for id_ in below):
        found.append("is answered by what does not answer it")
    return found


def grounding(digest: Digest) -> float:
    """The share of bullets, and of sentences of "In short", without a fault; NaN for a digest without bullets.

    Where no language model wrote, a sentence of "In short" is to be the first bullet it names.
    """
    comments = {comment.id: comment for comment in digest.comments}
    bullets = list(all_bullets(digest))
    verdicts = [not faults(bullet, comments) for bullet in bullets]
    texts = {bullet.id: bullet.text for bullet in bullets}
    for sentence in digest.summary:
        named = [texts.get(bullet_id) for bullet_id in sentence.bullet_ids]
        written = digest.provenance.writer_model is not None
        verdicts.append(bool(named) and None not in named and (written or sentence.text == named[0]))
    return sum(verdicts) / len(verdicts) if verdicts else NOT_SCORABLE


def ledger(digest: Digest, given: frozenset[str] | None = None) -> float:
    """The share of input comments that the ledger accounts for exactly once, with a theme or reason where it must.

    Args:
        digest: The digest.
        given: The ids that were handed in; by default those the digest says it was given.
    """
    asked = given if given is not None else frozenset(comment.id for comment in digest.comments)
    if not asked:
        return NOT_SCORABLE
    themes = {theme.id: set(theme.comment_ids) for theme in digest.themes}
    entries = Counter(entry.comment_id for entry in digest.ledger)
    right = {
        entry.comment_id
        for entry in digest.ledger
        if entries[entry.comment_id] == 1
        and (entry.reason is not None) == (entry.status == "skipped")
        and (entry.duplicate_of is not None) == (entry.status == "duplicate")
        and all(entry.comment_id in themes.get(theme_id, ()) for theme_id in entry.theme_ids)
        and (entry.status != "grouped" or entry.theme_ids)
    }
    return len(asked & right) / len(asked)
