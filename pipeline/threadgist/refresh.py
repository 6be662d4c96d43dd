"""A digest beside the one made before of the same thread: themes keep their ids, and what is new says so.

Themes are paired one to one so that the comments they share add up to most (Kuhn 1955, as solved by scipy). A pure
function of two digests: running it again without a new comment gives the same digest again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from threadgist.errors import GroundingError
from threadgist.records import Bullet, Digest, DigestTheme, Refresh, ThemeHistory

# Of the comments that both digests could have had in the theme, so many must be in both (see docs/lab-notes.md).
MIN_SHARED: Final = 1 / 3
# What alike centroids add to a pair, where comments alone leave it open.
_CENTROID_WEIGHT: Final = 0.1


def same_thread(digest: Digest, previous: Digest) -> bool:
    """Whether two digests are of one thread: its id, or where a file names none, most of the comments before."""
    if digest.source != previous.source:
        return False
    if digest.thread_id == previous.thread_id:
        return True
    return mostly_kept([(comment.id, comment.text) for comment in previous.comments], digest)


def mostly_kept(before: Sequence[tuple[object, object]], digest: Digest) -> bool:
    """Whether more than half of the comments before, as (id, text), are in `digest`.

    A file that names no thread is given an id made of its comments, which changes as it grows; its comments stay.
    """
    known = {(comment.id, comment.text) for comment in digest.comments}
    return 2 * sum(said in known for said in before) > len(before)


def refresh(digest: Digest, previous: Digest) -> Digest:
    """Return `digest` with the theme ids of `previous` where themes persist, and with what is new since then.

    Without a comment that `previous` lacks, what `previous` said is new stays new, so that making the digest of an
    unchanged thread again changes nothing.

    Args:
        digest: The digest just made; it must not have been refreshed.
        previous: The digest made before of the same thread (see `same_thread`).

    Raises:
        GroundingError: The result contradicts itself, which is a bug.
    """
    before = {comment.id for comment in previous.comments}
    fresh = tuple(comment.id for comment in digest.comments if comment.id not in before)
    pairs = _pair(digest.themes, previous.themes, before)
    names = _names(digest.themes, previous.themes, pairs)
    renamed = _rename(digest, names)
    if fresh:
        history = Refresh(
            previous_comments=previous.counts.comments,
            previous_retrieved_at=previous.retrieved_at,
            new_comment_ids=fresh,
            themes=tuple(
                ThemeHistory(
                    theme_id=theme.id,
                    is_new=bool(previous.themes) and at not in pairs,
                    new_comments=_overlap(theme.comment_ids, fresh),
                    former_heading=_former(theme, previous.themes[pairs[at]].heading)
                    if at in pairs
                    else None,
                )
                for at, theme in enumerate(renamed.themes)
            ),
            gone=tuple(
                theme.heading for at, theme in enumerate(previous.themes) if at not in set(pairs.values())
            ),
        )
    elif previous.refresh is not None:
        history = _carried(renamed, previous.refresh, previous.themes, pairs)
    else:
        return renamed
    result = replace(renamed, refresh=history)
    _check(result)
    return result


def _carried(
    digest: Digest, told: Refresh, former: Sequence[DigestTheme], pairs: Mapping[int, int]
) -> Refresh:
    """Return what the digest before told, as far as it still holds."""
    present = {comment.id for comment in digest.comments}
    fresh = tuple(comment_id for comment_id in told.new_comment_ids if comment_id in present)
    said = {history.theme_id: history for history in told.themes}
    themes = []
    for at, theme in enumerate(digest.themes):
        history = said.get(theme.id) if at in pairs else None
        themes.append(
            ThemeHistory(
                theme_id=theme.id,
                is_new=history.is_new if history is not None else bool(former),
                new_comments=_overlap(theme.comment_ids, fresh),
                former_heading=history.former_heading if history is not None else None,
            )
        )
    return replace(told, new_comment_ids=fresh, themes=tuple(themes))


def _pair(new: Sequence[DigestTheme], old: Sequence[DigestTheme], before: set[str]) -> dict[int, int]:
    """Return which theme of `new` continues which of `old`, by their places."""
    if not new or not old:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    ours = [{comment_id for comment_id in theme.comment_ids if comment_id in before} for theme in new]
    present = {comment_id for theme in new for comment_id in theme.comment_ids}
    # A comment that has left all themes, or the thread, says nothing of which theme goes on.
    theirs = [{comment_id for comment_id in theme.comment_ids if comment_id in present} for theme in old]
    shared = np.array([[len(a & b) / max(1, len(a | b)) for b in theirs] for a in ours])
    close = np.array([[_cosine(a.centroid, b.centroid) for b in old] for a in new])
    score = np.where(shared >= MIN_SHARED, np.round(shared + _CENTROID_WEIGHT * close, 9), 0.0)
    rows, columns = linear_sum_assignment(score, maximize=True)
    return {
        int(row): int(column) for row, column in zip(rows, columns, strict=True) if score[row, column] > 0
    }


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two unit vectors, 0 where they are of different spaces or opposed."""
    if len(one) != len(other):
        return 0.0
    return max(0.0, sum(a * b for a, b in zip(one, other, strict=True)))


def _names(
    new: Sequence[DigestTheme], old: Sequence[DigestTheme], pairs: Mapping[int, int]
) -> dict[str, str]:
    """Return the id that each theme is to have: that of what it continues, else its own, told apart from all others."""
    names = {new[at].id: old[before].id for at, before in pairs.items()}
    taken = {theme.id for theme in old}
    for at, theme in enumerate(new):
        if at not in pairs:
            name, number = theme.id, 1
            while name in taken:
                number += 1
                name = f"{theme.id}.{number}"
            taken.add(name)
            names[theme.id] = name
    return names


def _rename(digest: Digest, names: Mapping[str, str]) -> Digest:
    """Return `digest` with its themes, and all that refers to them, under other names."""
    bullets: dict[str, str] = {}

    def rename(bullet: Bullet, theme_id: str) -> Bullet:
        own = bullet.id
        if own.startswith(theme_id):
            bullets[own] = names[theme_id] + own.removeprefix(theme_id)
        children = tuple(rename(child, theme_id) for child in bullet.children)
        return replace(bullet, id=bullets.get(own, own), children=children)

    themes = tuple(
        replace(
            theme,
            id=names[theme.id],
            bullets=tuple(rename(bullet, theme.id) for bullet in theme.bullets),
            parts=tuple(
                replace(part, id=names[theme.id] + part.id.removeprefix(theme.id)) for part in theme.parts
            ),
        )
        for theme in digest.themes
    )
    anywhere = {**names, **bullets}

    def told(name: str) -> str:
        return anywhere.get(name, name)

    return replace(
        digest,
        themes=themes,
        dots=tuple(
            dot if dot.theme_id is None else replace(dot, theme_id=names[dot.theme_id]) for dot in digest.dots
        ),
        flows=tuple(
            replace(flow, source=names[flow.source], target=names[flow.target]) for flow in digest.flows
        ),
        ledger=tuple(
            replace(entry, theme_ids=tuple(names[name] for name in entry.theme_ids))
            if entry.theme_ids
            else entry
            for entry in digest.ledger
        ),
        summary=tuple(
            replace(sentence, bullet_ids=tuple(told(name) for name in sentence.bullet_ids))
            for sentence in digest.summary
        ),
    )


def _former(theme: DigestTheme, heading: str) -> str | None:
    return heading if heading != theme.heading else None


def _overlap(ids: Iterable[str], fresh: Sequence[str]) -> int:
    known = set(fresh)
    return sum(comment_id in known for comment_id in ids)


def _check(digest: Digest) -> None:
    """Check that what is told of the refresh is of this digest's themes and comments.

    Raises:
        GroundingError: It is not.
    """
    told = digest.refresh
    ids = [theme.id for theme in digest.themes]
    if told is None or [history.theme_id for history in told.themes] != ids or len(set(ids)) != len(ids):
        raise GroundingError("digest broken: what is new is not told theme by theme")
    present = {comment.id for comment in digest.comments}
    for comment_id in told.new_comment_ids:
        if comment_id not in present:
            raise GroundingError(f"digest broken: comment {comment_id!r} is new and does not exist")
