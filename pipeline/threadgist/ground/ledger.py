"""The ledger: where every input comment went, the counts that follow from it, and who answers whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from threadgist.people import distinct_authors
from threadgist.records import (
    Bullet,
    Comment,
    Corpus,
    Counts,
    DigestTheme,
    Dot,
    LedgerEntry,
    ReplyFlow,
    Status,
    walk,
)


def make_ledger(
    corpus: Corpus, themes: tuple[DigestTheme, ...], bullets: tuple[Bullet, ...]
) -> tuple[LedgerEntry, ...]:
    """Say of every comment, in thread order, what became of it.

    A used comment is `cited` where one of `bullets` (all but the one-offs) or what is nested in it quotes it, else
    `grouped` where a theme holds it, else `one_off`.
    """
    cited = {comment_id for bullet in walk(bullets) for comment_id in bullet.comment_ids}
    in_themes: defaultdict[str, list[str]] = defaultdict(list)
    for theme in themes:
        for comment_id in theme.comment_ids:
            in_themes[comment_id].append(theme.id)
    entries = []
    for admission in corpus.admissions:
        theme_ids = tuple(in_themes[admission.comment_id])
        status: Status = "cited" if admission.comment_id in cited else "grouped" if theme_ids else "one_off"
        if admission.status != "used":
            status = admission.status
        held = theme_ids if status != "skipped" else ()
        entries.append(
            LedgerEntry(admission.comment_id, status, held, admission.reason, admission.duplicate_of)
        )
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

    Coverage is about themes or, without (`themed`), about what the points cite; `stated` is how many comments the forum
    says there are, `missing` how many the source knows it lacks.
    """
    tally = Counter(entry.status for entry in ledger)
    heard = {entry.comment_id for entry in ledger if entry.status != "skipped"}
    said = [comment for comment in comments if comment.id in heard]
    used = [entry for entry in ledger if entry.status in ("cited", "grouped", "one_off")]
    covered = sum(bool(entry.theme_ids) if themed else entry.status == "cited" for entry in used)
    return Counts(
        comments=len(ledger),
        usable=len(used),
        commenters=distinct_authors(said),
        named=sum(comment.author is not None for comment in said),
        cited=tally["cited"],
        grouped=tally["grouped"],
        one_off=tally["one_off"],
        duplicate=tally["duplicate"],
        skipped=tally["skipped"],
        coverage=round(covered / len(used), 4) if used else 0.0,
        stated=stated,
        missing=missing,
    )


def count_flows(
    dots: Sequence[Dot], comments: Sequence[Comment], order: Sequence[str]
) -> tuple[ReplyFlow, ...]:
    """Count replies between themes; a comment of several counts for the theme of most of its passages.

    `dots` are all passages; `order` is that of the digest's themes.
    """
    rank = {theme_id: number for number, theme_id in enumerate(order)}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for dot in dots:
        if dot.theme_id is not None:
            votes[dot.span.comment_id][dot.theme_id] += 1
    main = {
        comment_id: min(tally, key=lambda theme_id: (-tally[theme_id], rank[theme_id]))
        for comment_id, tally in votes.items()
    }
    pairs = Counter(
        (main[comment.id], main[comment.parent_id])
        for comment in comments
        if comment.parent_id is not None and comment.id in main and comment.parent_id in main
    )
    ordered = sorted(pairs.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]]))
    return tuple(ReplyFlow(source, target, number) for (source, target), number in ordered)
