"""The ledger: where every input comment went, and the counts that follow from it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from threadgist.people import distinct_authors
from threadgist.records import Counts, LedgerEntry, walk

if TYPE_CHECKING:
    from threadgist.records import Bullet, Comment, Corpus, DigestTheme

__all__ = ["count", "make_ledger"]


def make_ledger(
    corpus: Corpus, themes: tuple[DigestTheme, ...], bullets: tuple[Bullet, ...]
) -> tuple[LedgerEntry, ...]:
    """Say of every comment, in thread order, what became of it.

    A used comment is `cited` where one of `bullets` (all but the one-offs) or what is nested in it quotes it, else
    `grouped` where a theme holds it, else `one_off`.
    """
    cited: set[str] = set()
    for bullet in walk(bullets):
        cited.update(bullet.comment_ids)
    in_themes: dict[str, list[str]] = {}
    for theme in themes:
        for comment_id in theme.comment_ids:
            in_themes.setdefault(comment_id, []).append(theme.id)
    entries = []
    for admission in corpus.admissions:
        comment_id = admission.comment_id
        theme_ids = tuple(in_themes.get(comment_id, ()))
        if admission.status == "duplicate":
            entries.append(
                LedgerEntry(comment_id, "duplicate", theme_ids, duplicate_of=admission.duplicate_of)
            )
        elif admission.status == "skipped":
            entries.append(LedgerEntry(comment_id, "skipped", reason=admission.reason))
        elif comment_id in cited:
            entries.append(LedgerEntry(comment_id, "cited", theme_ids))
        else:
            entries.append(LedgerEntry(comment_id, "grouped" if theme_ids else "one_off", theme_ids))
    return tuple(entries)


def count(
    comments: tuple[Comment, ...],
    ledger: tuple[LedgerEntry, ...],
    *,
    themed: bool,
    stated: int | None,
    missing: int,
) -> Counts:
    """Compute the masthead's figures from comments and ledger alone.

    Args:
        comments: All comments, in thread order.
        ledger: One entry for each.
        themed: Whether coverage is about themes, or (without themes) about what the points cite.
        stated: How many comments the forum says there are.
        missing: How many the source knows it lacks.
    """
    tally = Counter(entry.status for entry in ledger)
    heard = frozenset(entry.comment_id for entry in ledger if entry.status != "skipped")
    usable = tally["cited"] + tally["grouped"] + tally["one_off"]
    used = [entry for entry in ledger if entry.status in ("cited", "grouped", "one_off")]
    covered = sum(1 for entry in used if (entry.theme_ids if themed else entry.status == "cited"))
    return Counts(
        comments=len(ledger),
        usable=usable,
        commenters=distinct_authors(comment for comment in comments if comment.id in heard),
        named=sum(comment.author is not None for comment in comments if comment.id in heard),
        cited=tally["cited"],
        grouped=tally["grouped"],
        one_off=tally["one_off"],
        duplicate=tally["duplicate"],
        skipped=tally["skipped"],
        coverage=round(covered / usable, 4) if usable else 0.0,
        stated=stated,
        missing=missing,
    )
