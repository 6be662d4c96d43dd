"""Suite `argkp`: themes, bullets and sizes against the key points people found in 28 debates."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from suites.agreement import agreement
from suites.baselines import group
from suites.data_argkp import FIT_SPLIT, Debate, load_argkp
from suites.keypoints import (
    Match,
    fit_match,
    found_by_labels,
    found_by_similarity,
    size_correlation,
)
from suites.report import Report, Score, mean_scores

from threadgist.evaluate.checks import (
    NOT_SCORABLE,
    SAME_SAYING,
    grounding,
    ledger,
    mean,
    redundancy,
    same_sayings,
    theme_of_comments,
)
from threadgist.records import walk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from suites.maker import Maker

    from threadgist.progress import Progress
    from threadgist.records import Digest

_MARKS = str.maketrans("", "", "“”…")


def argkp(folder: Path, makers: Sequence[Maker], against: Sequence[str], progress: Progress) -> Report:
    """Run the suite.

    Args:
        folder: Where ArgKP-2021 is.
        makers: The configurations under test; baselines use the vectors of the first.
        against: Names out of `GROUPERS`.
        progress: Who watches.

    Raises:
        InputError: The data is not there, or a library is not installed.
    """
    debates = load_argkp(folder)
    scores: list[Score] = []
    broken: list[str] = []
    notes = [
        "AMI, ARI, noise: arguments with one key point, one-offs as groups of their own; mean over topic x stance",
        "tuning and held-out: every other topic of train; dev: where the threshold of a match was fitted",
    ]
    for maker in makers:
        match = _fit(maker, debates)
        notes.append(_told(maker.name, match))
        notes += _same(maker, debates)
        rows = []
        progress.stage(f"argkp {maker.name}", len(debates))
        for number, debate in enumerate(debates, 1):
            digest = maker.digest(debate.thread)
            figures = _figures(maker, digest, debate, match)
            broken += [
                f"{debate.thread.id}: {name} {figures[name]:.4f}"
                for name in ("grounding", "ledger")
                if figures[name] < 1
            ]
            rows.append((debate.subset, figures))
            progress.done(number)
        scores += mean_scores(maker.name, rows)
    for name in against:
        progress.stage(f"argkp {name}", len(debates))
        rows = []
        for number, debate in enumerate(debates, 1):
            rows.append((debate.subset, _baseline(name, makers[0], debate)))
            progress.done(number)
        scores += mean_scores(name, rows, own=False)
    notes.append(
        f"redundant: pairs of bullets of one digest with a cosine of {SAME_SAYING:.2f} or more; "
        "quoted: key points that people matched to an argument some bullet quotes; sizes: Spearman, over arguments, of "
        "the sizes of their key point and of their theme (chance: 0)"
    )
    return Report("argkp", tuple(scores), tuple(notes), tuple(broken))


def _fit(maker: Maker, debates: Sequence[Debate]) -> Match | None:
    """Fit the threshold of a match on pairs of the dev split, and never on another."""
    similarities: list[float] = []
    matching: list[bool] = []
    for debate in debates:
        if debate.subset != FIT_SPLIT:
            continue
        texts = {comment.id: comment.text for comment in debate.thread.comments}
        arguments = dict(zip(texts, maker.encode(list(texts.values())), strict=True))
        points = dict(zip(debate.key_points, maker.encode(list(debate.key_points.values())), strict=True))
        for (argument, point), yes in debate.judged.items():
            if point in points:
                similarities.append(float(arguments[argument] @ points[point]))
                matching.append(yes)
    return fit_match(similarities, matching)


def _told(name: str, match: Match | None) -> str:
    if match is None:
        return f"{name}: no split {FIT_SPLIT!r} with judged pairs, so key points found by similarity are unscorable"
    return (
        f"{name}: a bullet finds a key point from cosine {match.threshold:.4f} on (best F1 of {match.pairs} judged "
        f"pairs of {FIT_SPLIT}: precision {match.precision:.2f}, recall {match.recall:.2f})"
    )


def _same(maker: Maker, debates: Sequence[Debate]) -> list[str]:
    """Say what the bar for "says the same" means, measured on pairs of arguments of the dev split."""
    close = alike = pairs = chance = 0
    for debate in debates:
        if debate.subset != FIT_SPLIT:
            continue
        texts = {comment.id: comment.text for comment in debate.thread.comments}
        points = [debate.matches[id_][0] for id_ in debate.single]
        near = {
            (one, two) for _, one, two in same_sayings(maker.encode([texts[id_] for id_ in debate.single]))
        }
        sizes = Counter(points).values()
        pairs += len(points) * (len(points) - 1) // 2
        chance += sum(size * (size - 1) // 2 for size in sizes)
        close += len(near)
        alike += sum(points[one] == points[two] for one, two in near)
    if not close:
        return []
    return [
        f"{maker.name}: pairs of arguments of {FIT_SPLIT} with a cosine of {SAME_SAYING:.2f} or more share a key "
        f"point in {alike / close:.0%} of {close:,} cases, any pair in {chance / pairs:.0%}"
    ]


def _figures(maker: Maker, digest: Digest, debate: Debate, match: Match | None) -> dict[str, float]:
    theme = theme_of_comments(digest)
    single = debate.single
    names = [bullet.text.translate(_MARKS) for bullet in walk(digest.quoted)]
    bullets = maker.encode(names)
    key_points = maker.encode([debate.key_points[point] for point in sorted(debate.sizes)])
    return {
        **agreement([debate.matches[id_][0] for id_ in single], [theme.get(id_) for id_ in single]),
        "themes": float(len(digest.themes)),
        "found": found_by_similarity(key_points, bullets, match.threshold if match else NOT_SCORABLE),
        "quoted": found_by_labels(digest, debate),
        "bullets": float(len(names)),
        "sizes": _sizes(debate, theme),
        "redundant": redundancy(bullets),
        "coverage": digest.counts.coverage,
        "grounding": grounding(digest),
        "ledger": ledger(digest, frozenset(comment.id for comment in debate.thread.comments)),
    }


def _sizes(debate: Debate, theme: dict[str, str | None]) -> float:
    return size_correlation({id_: debate.matches[id_][0] for id_ in debate.single}, theme)


def _baseline(name: str, maker: Maker, debate: Debate) -> dict[str, float]:
    ids = [comment.id for comment in debate.thread.comments]
    texts = [comment.text for comment in debate.thread.comments]
    vectors: NDArray[np.float32] = maker.encode(texts)
    labels = group(name, texts, vectors, len(debate.sizes))
    theme = {id_: None if label < 0 else str(label) for id_, label in zip(ids, labels, strict=True)}
    single = debate.single
    blank = dict.fromkeys(
        ("found", "quoted", "bullets", "redundant", "coverage", "grounding", "ledger"),
        NOT_SCORABLE,
    )
    scored = agreement([debate.matches[id_][0] for id_ in single], [theme.get(id_) for id_ in single])
    themes = float(len({label for label in labels if label >= 0}))
    figures = {**scored, "themes": themes, **blank, "sizes": _sizes(debate, theme)}
    figures["coverage"] = mean(float(label is not None) for label in theme.values())
    return figures
