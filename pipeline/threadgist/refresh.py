"""A digest beside the one made before of the same thread: themes keep their ids, and what is new says so.

Themes are paired one to one so that the comments they share add up to most (Kuhn 1955, as solved by scipy).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Final

from threadgist.records import Bullet, Digest, DigestTheme, Refresh, ThemeHistory, walk

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
    """Whether more than half of the comments before, as (id, text), are in `digest`: an id may be made of them."""
    known = {(comment.id, comment.text) for comment in digest.comments}
    return 2 * sum(said in known for said in before) > len(before)


def refresh(digest: Digest, previous: Digest) -> Digest:
    """Return `digest` with the theme ids of `previous` where themes persist, and with what is new since then.

    Without a comment that `previous` lacks, what was new stays new. `digest` must not have been refreshed; `previous`
    was made before of the same thread. Raises GroundingError: the result contradicts itself, which is a bug.
    """
    from threadgist.ground.verify import verify

    before = {comment.id for comment in previous.comments}
    present = {comment.id for comment in digest.comments}
    pairs = _pair(digest.themes, previous.themes, before)
    renamed = _rename(digest, _names(digest.themes, previous.themes, pairs))
    fresh = tuple(comment.id for comment in digest.comments if comment.id not in before)
    new = ThemeHistory("", bool(previous.themes), 0)
    if fresh:
        gone = tuple(one.heading for at, one in enumerate(previous.themes) if at not in set(pairs.values()))
        told = Refresh(previous.counts.comments, previous.retrieved_at, fresh, (), gone)
        former = {at: previous.themes[place].heading for at, place in pairs.items()}
        kept = {
            at: ThemeHistory("", False, 0, one if one != renamed.themes[at].heading else None)
            for at, one in former.items()
        }
    elif previous.refresh is not None:
        told = previous.refresh
        fresh = tuple(comment_id for comment_id in told.new_comment_ids if comment_id in present)
        said = {history.theme_id: history for history in told.themes}
        kept = {at: said[one] for at in pairs if (one := renamed.themes[at].id) in said}
    else:
        return renamed
    known = set(fresh)
    themes = tuple(
        replace(kept.get(at, new), theme_id=one.id, new_comments=sum(id_ in known for id_ in one.comment_ids))
        for at, one in enumerate(renamed.themes)
    )
    result = replace(renamed, refresh=replace(told, new_comment_ids=fresh, themes=themes))
    verify(result)
    return result


def _pair(new: Sequence[DigestTheme], old: Sequence[DigestTheme], before: set[str]) -> dict[int, int]:
    """Return which theme of `new` continues which of `old`, by their places."""
    if not new or not old:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    ours = [before.intersection(theme.comment_ids) for theme in new]
    present = {comment_id for theme in new for comment_id in theme.comment_ids}
    # A comment that has left all themes, or the thread, says nothing of which theme goes on.
    theirs = [present.intersection(theme.comment_ids) for theme in old]
    shared = np.array([[len(a & b) / max(1, len(a | b)) for b in theirs] for a in ours])
    # Cosines of unit vectors, 0 where they are of different spaces or opposed.
    middles, former = ([np.array(theme.centroid) for theme in themes] for themes in (new, old))
    close = np.array([[a @ b if len(a) == len(b) else 0.0 for b in former] for a in middles]).clip(min=0.0)
    score = np.where(shared >= MIN_SHARED, np.round(shared + _CENTROID_WEIGHT * close, 9), 0.0)
    rows, columns = linear_sum_assignment(score, maximize=True)
    return {int(at): int(to) for at, to in zip(rows, columns, strict=True) if score[at, to] > 0}


def _names(
    new: Sequence[DigestTheme], old: Sequence[DigestTheme], pairs: Mapping[int, int]
) -> dict[str, str]:
    """Return the id that each theme is to have: that of what it continues, else its own, told apart from all others."""
    names = {new[at].id: old[before].id for at, before in pairs.items()}
    taken = {theme.id for theme in old}
    for theme in (theme for at, theme in enumerate(new) if at not in pairs):
        others = (f"{theme.id}.{number}" for number in count(2))
        names[theme.id] = next(name for name in chain([theme.id], others) if name not in taken)
        taken.add(names[theme.id])
    return names


def _rename(digest: Digest, names: Mapping[str, str]) -> Digest:
    """Return `digest` with its themes, and all that refers to them, under other names."""
    anywhere = dict(names)
    for theme in digest.themes:
        for own in [one.id for one in walk(theme.bullets)] + [part.id for part in theme.parts]:
            if own.startswith(theme.id):
                anywhere[own] = names[theme.id] + own.removeprefix(theme.id)

    def name(own: str) -> str:
        return anywhere.get(own, own)

    def lines(bullets: Sequence[Bullet]) -> tuple[Bullet, ...]:
        return tuple(replace(one, id=name(one.id), children=lines(one.children)) for one in bullets)

    themes = []
    for theme in digest.themes:
        parts = tuple(replace(part, id=name(part.id)) for part in theme.parts)
        themes.append(replace(theme, id=names[theme.id], bullets=lines(theme.bullets), parts=parts))
    return replace(
        digest,
        themes=tuple(themes),
        dots=tuple(replace(dot, theme_id=names.get(dot.theme_id or "")) for dot in digest.dots),
        flows=tuple(replace(one, source=names[one.source], target=names[one.target]) for one in digest.flows),
        ledger=tuple(replace(one, theme_ids=tuple(map(name, one.theme_ids))) for one in digest.ledger),
        summary=tuple(replace(one, bullet_ids=tuple(map(name, one.bullet_ids))) for one in digest.summary),
    )
