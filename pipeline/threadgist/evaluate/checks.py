"""What can be told of a digest from outside: whether it keeps its word, repeats itself, groups as others do."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadgist.records import Bullet, Comment, Digest, Floats

NOT_SCORABLE = float("nan")
# Of pairs of ArgKP arguments this close, .61 (dev) share a key point people gave them, against .39 of all pairs;
# greater closeness tells no more (suite argkp prints both figures). What cosine cannot see, this cannot count.
SAME_SAYING = 0.8


def mean(values: Iterable[float]) -> float:
    """Return the mean of the values that are numbers; NaN where there is none."""
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else NOT_SCORABLE


def shown(value: float) -> str:
    """Return a figure as tables have it, `-` for what cannot be scored."""
    if math.isnan(value):
        return "-"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def to_json(found: object) -> str:
    """Return a card, or reports, as JSON; what cannot be scored is null."""
    from pydantic_core import to_json as dump

    return dump(found, indent=1, inf_nan_mode="null").decode() + "\n"


def faults(bullet: Bullet, comments: Mapping[str, Comment]) -> list[str]:
    """Say what is wrong with a bullet: unknown ids, spans outside, altered quotations, answers to something else."""
    found = []
    if not bullet.comment_ids or any(id_ not in comments for id_ in bullet.comment_ids):
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
        core = bullet.text.removeprefix("“").removesuffix("”").removeprefix("…").removesuffix("…")
        if not core or not any(core in text for text in cited):
            found.append("quotes what nobody wrote")
    above = {span.comment_id for span in bullet.cites}
    below = [span.comment_id for child in bullet.children if child.role == "reply" for span in child.cites]
    if any(id_ not in comments or comments[id_].parent_id not in above for id_ in below):
        found.append("is answered by what does not answer it")
    return found


def grounding(digest: Digest) -> float:
    """The share of bullets, and of sentences of "In short", without a fault; NaN for a digest without bullets.

    Where no language model wrote, a sentence of "In short" is to be the first bullet it names.
    """
    comments = {comment.id: comment for comment in digest.comments}
    verdicts = [not faults(bullet, comments) for bullet in digest.printed]
    texts = {bullet.id: bullet.text for bullet in digest.printed}
    for sentence in digest.summary:
        named = [texts.get(bullet_id) for bullet_id in sentence.bullet_ids]
        written = digest.provenance.writer_model is not None
        verdicts.append(bool(named) and None not in named and (written or sentence.text == named[0]))
    return sum(verdicts) / len(verdicts) if verdicts else NOT_SCORABLE


def ledger(digest: Digest, given: frozenset[str] | None = None) -> float:
    """The share of comments (`given`, or all) that the ledger accounts for once, with theme or reason."""
    asked = given if given is not None else frozenset(comment.id for comment in digest.comments)
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
    return len(asked & right) / len(asked) if asked else NOT_SCORABLE


def redundancy(vectors: Floats) -> float:
    """The share of pairs of `(b, d)` unit rows, the bullets of a digest, that say the same; NaN for fewer than two."""
    pairs = len(vectors) * (len(vectors) - 1) // 2
    return len(same_sayings(vectors)) / pairs if pairs else NOT_SCORABLE


def same_sayings(vectors: Floats) -> list[tuple[float, int, int]]:
    """The pairs of unit rows with a cosine of `SAME_SAYING` or more, closest first: (cosine, row, later row)."""
    import numpy as np

    cosines = np.round(vectors @ vectors.T, 4)
    one, two = np.nonzero(np.triu(cosines >= SAME_SAYING, 1))
    pairs = [(float(cosines[a, b]), int(a), int(b)) for a, b in zip(one, two, strict=True)]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def theme_of_comments(digest: Digest) -> dict[str, str | None]:
    """Say of every comment which theme holds most of its text, or has it by the ledger; or None."""
    rank = {theme.id: number for number, theme in enumerate(digest.themes)}
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for dot in digest.dots:
        if dot.theme_id is not None:
            held[dot.span.comment_id][dot.theme_id] += dot.span.end - dot.span.start
    found: dict[str, str | None] = {}
    for entry in digest.ledger:
        tally = held.get(entry.comment_id) or dict.fromkeys(entry.theme_ids, 1)
        found[entry.comment_id] = min(tally, key=lambda one: (-tally[one], rank[one]), default=None)
    return found


def adjusted_rand(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> float:
    """Compare two groupings, by thing, of what both have; None is noise, each such thing a group of its own.

    ARI (Hubert and Arabie 1985): 1 for the same, NaN where `one` has one group.
    """
    both = [thing for thing in one if thing in other]
    gold = [one[thing] or f"alone {thing}" for thing in both]
    if len(set(gold)) < 2:
        return NOT_SCORABLE
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(gold, [other[thing] or f"alone {thing}" for thing in both]))
