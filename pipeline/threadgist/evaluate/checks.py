"""What can be told of a digest from outside: whether it keeps its word, repeats itself, has themes that last."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from threadgist.cluster import cluster
from threadgist.evaluate.report import NOT_SCORABLE, mean
from threadgist.flow import make_corpus
from threadgist.records import walk
from threadgist.select import SMALL_THREAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.evaluate.card import Maker
    from threadgist.records import Bullet, Comment, Digest, Thread


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
        forms = {core, core.removeprefix("…"), core.removesuffix("…")}
        forms.add(core.removeprefix("…").removesuffix("…"))
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

    `given` are the ids that were handed in; by default those the digest says it was given.
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


# Of pairs of ArgKP arguments this close, .61 (dev) share a key point people gave them, against .39 of all pairs;
# greater closeness tells no more (suite argkp prints both figures). What cosine cannot see, this cannot count.
SAME_SAYING = 0.8


def redundancy(vectors: NDArray[np.float32], threshold: float = SAME_SAYING) -> float:
    """The share of pairs of `(b, d)` unit rows, the bullets of a digest, whose cosine is `threshold` or more.

    NaN for fewer than two bullets.
    """
    count = len(vectors)
    if count < 2:
        return NOT_SCORABLE
    return len(same_sayings(vectors, threshold)) / (count * (count - 1) / 2)


def same_sayings(
    vectors: NDArray[np.float32], threshold: float = SAME_SAYING
) -> list[tuple[float, int, int]]:
    """The pairs of rows that say the same, closest first: (cosine, row, later row)."""
    import numpy as np

    if len(vectors) < 2:
        return []
    cosines = np.round(vectors @ vectors.T, 4)
    one, two = np.nonzero(np.triu(cosines >= threshold, 1))
    pairs = [(float(cosines[a, b]), int(a), int(b)) for a, b in zip(one, two, strict=True)]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def theme_of_comments(digest: Digest) -> dict[str, str | None]:
    """Say of every comment which theme holds most of its text; None where no theme holds any.

    Of passages the digest shows where they are; a comment without any (a duplicate) has what the ledger says. Ties go
    to the theme that is printed first.
    """
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


def agreement(gold: Sequence[str], found: Sequence[str | int | None]) -> dict[str, float]:
    """Compare two groupings of the same things; None in `found` is noise, each such thing a group of its own.

    AMI (Vinh et al. 2010) and ARI (Hubert and Arabie 1985) are 0 for chance and 1 for the same. Fewer than two things,
    or people who saw but one group, cannot be scored: NaN. Raises ValueError: the two are of different lengths.
    """
    if len(gold) != len(found):
        raise ValueError(f"{len(gold)} things, and {len(found)} labels")
    noise = sum(label is None for label in found) / len(found) if found else NOT_SCORABLE
    if len(set(gold)) < 2 or len(gold) < 2:
        return {"AMI": NOT_SCORABLE, "ARI": NOT_SCORABLE, "noise": noise}
    labels = [f"alone {place}" if label is None else f"in {label}" for place, label in enumerate(found)]
    from sklearn import metrics

    return {
        "AMI": float(metrics.adjusted_mutual_info_score(gold, labels)),
        "ARI": float(metrics.adjusted_rand_score(gold, labels)),
        "noise": noise,
    }


SHARE_GONE = 0.1


def resampled(thread: Thread, maker: Maker, resamples: int) -> dict[str, float]:
    """Compare the themes of a thread with those of nine tenths of it, drawn `resamples` times.

    Returns mean ARI and AMI, the worst ARI, and the number of themes of the whole; NaN where the whole has none.
    """
    whole = _themes(thread, maker)
    count = len(set(whole.values()) - {None})
    if not count:
        resamples = 0
    there = [comment.id for comment in thread.comments if comment.gone is None and comment.text.strip()]
    found = []
    for seed in range(resamples):
        gone = set(Random(seed).sample(sorted(there), round(SHARE_GONE * len(there))))
        rest = tuple(
            replace(comment, text="", gone="deleted") if comment.id in gone else comment
            for comment in thread.comments
        )
        part = _themes(replace(thread, comments=rest), maker)
        both = [id_ for id_ in whole if id_ in part]
        gold = [whole[id_] or f"alone {id_}" for id_ in both]
        found.append(agreement(gold, [part[id_] for id_ in both]))
    return {
        "ARI": mean(one["ARI"] for one in found),
        "AMI": mean(one["AMI"] for one in found),
        "worst": min((one["ARI"] for one in found), default=NOT_SCORABLE),
        "themes": float(count),
    }


def _themes(thread: Thread, maker: Maker) -> dict[str, str | None]:
    """The theme of every passage, by the passage's id, which is its comment and its place in that."""
    corpus = make_corpus(thread, maker.settings)
    used = sum(admission.status == "used" for admission in corpus.admissions)
    found: dict[str, str | None] = {passage.id: None for passage in corpus.passages}
    if used > SMALL_THREAD:
        for theme in cluster(corpus, maker.embed(corpus), maker.settings.cluster).themes:
            found.update(dict.fromkeys(theme.passage_ids, theme.id))
    return found
