"""Suites `opinosis` and `convosumm`: bullets against summaries that people wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from suites.baselines import rank
from suites.data_summaries import Summarised
from suites.report import Report, Score, mean_scores
from suites.rouge import ROUGES, rouge
from suites.shorten import count_tokens, printed, shorten

from threadgist.evaluate.checks import NOT_SCORABLE, grounding, ledger
from threadgist.flow import make_corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suites.maker import Maker

    from threadgist.progress import Progress
    from threadgist.records import Thread
    from threadgist.settings import Settings

BELONGING = ", own summary"

_Row = tuple[str, dict[str, float]]


def summaries(
    suite: str,
    threads: Sequence[Summarised],
    makers: Sequence[Maker],
    against: Sequence[str],
    progress: Progress,
) -> Report:
    """Run one of the two suites.

    Every text is as long as the references of its thread are on average, in words as ROUGE counts them. Where a set
    pairs threads with summaries of others, figures are given for all pairs and, beside them, for those that belong
    together (`Summarised.belongs`).

    Args:
        suite: Its name.
        threads: Threads with their references.
        makers: The configurations under test; baselines see the sentences and vectors of the first.
        against: Names out of `RANKERS`.
        progress: Who watches.

    Raises:
        InputError: A library is not installed.
    """
    scores: list[Score] = []
    broken: list[str] = []
    for maker in makers:
        progress.stage(f"{suite} {maker.name}", len(threads))
        rows: list[_Row] = []
        for number, one in enumerate(threads, 1):
            digest = maker.digest(one.thread)
            held = {
                "coverage": digest.counts.coverage,
                "grounding": grounding(digest),
                "ledger": ledger(digest, frozenset(comment.id for comment in one.thread.comments)),
            }
            broken += [
                f"{one.thread.id}: {name} {value:.4f}" for name, value in held.items() if _fails(name, value)
            ]
            short = {"in short": float(bool(digest.summary)) if digest.themes else NOT_SCORABLE}
            rows.append((one.subset, {**_rouge(printed(digest), one), **short, **held}))
            progress.done(number)
        scores += _both(maker.name, rows, threads)
    pools = [_sentences(one.thread, makers[0].settings) for one in threads] if against else []
    for name in against:
        progress.stage(f"{suite} {name}", len(threads))
        ranks: list[_Row] = []
        for number, (one, pool) in enumerate(zip(threads, pools, strict=True), 1):
            ranked = rank(name, pool, makers[0].encode(pool))
            blank = dict.fromkeys(("in short", "coverage", "grounding", "ledger"), NOT_SCORABLE)
            ranks.append((one.subset, {**_rouge(ranked, one), **blank}))
            progress.done(number)
        scores += _both(name, ranks, threads, own=False)
    notes: tuple[str, ...] = (
        "R1, R2, RL: ROUGE F1, stemmed, mean over the references of a thread, then over threads; all texts are cut to "
        "the mean length of the references, after the word that fills it",
        "a configuration is scored as it is printed: “In short”, then the other bullets in the order of the page; in "
        "short: the share of digests with themes that have one",
    )
    strays = sum(not one.belongs for one in threads)
    if strays:
        notes += (
            f"{strays} of {len(threads)} summaries share fewer rare words with their own thread than with another one "
            f"of the set; subsets ending in {BELONGING!r} leave those out, for all systems alike",
        )
    return Report(suite, (*scores, *_ahead(scores)), notes, tuple(broken))


def _both(
    system: str, rows: Sequence[_Row], threads: Sequence[Summarised], *, own: bool = True
) -> tuple[Score, ...]:
    """Figures over all threads and, where some summaries belong elsewhere, over those that do not as well."""
    scores = mean_scores(system, rows, own=own)
    belonging = [row for row, one in zip(rows, threads, strict=True) if one.belongs]
    if len(belonging) == len(rows):
        return scores
    narrower = mean_scores(system, belonging, own=own)
    return (*scores, *(replace(score, subset=score.subset + BELONGING) for score in narrower))


def _fails(name: str, value: float) -> bool:
    return name in ("grounding", "ledger") and value < 1


def _rouge(units: Sequence[str], one: Summarised) -> dict[str, float]:
    length = round(sum(map(count_tokens, one.references)) / len(one.references)) if one.references else 0
    return rouge(shorten(units, length), one.references)


def _sentences(thread: Thread, settings: Settings) -> list[str]:
    """The sentences of a cleaned thread in its order: what selection chooses from as well."""
    corpus = make_corpus(thread, settings)
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    spans = [span for passage in corpus.passages for span in passage.sentences]
    return [" ".join(texts[span.comment_id][span.start : span.end].split()) for span in spans]


def _ahead(scores: Sequence[Score]) -> list[Score]:
    """How far each configuration is above the best baseline, measure by measure: 0.10 is ten per cent."""
    found = []
    for score in scores:
        rivals = [other for other in scores if not other.own and other.subset == score.subset]
        if not score.own or not rivals:
            continue
        figures = {}
        for name in ROUGES:
            best = max(rival.figure(name) for rival in rivals)
            figures[name] = score.figure(name) / best - 1 if best else NOT_SCORABLE
        found.append(
            Score(
                f"{score.system} over the best baseline",
                score.subset,
                score.threads,
                figures,
                relative=True,
            )
        )
    return found
