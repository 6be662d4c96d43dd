"""Which spans an editor would print: the weights of select/value.toml, fitted and tried leaving one thread out.

python bench/lines.py --data DIR [--verdicts bench/line_verdicts.csv]    # DIR holds hackernews/, reddit/ ...

A row of the verdicts is one span that was read: its thread (below DIR, or below examples/ of this repository), who
or what put it forward ("editor": digests as they were, read by an editor; "hand": digests made by hand; "widened": the
first with neighbouring sentences; "random": half at random, half by a first score; "printed": lines since, near the
bar), whether it stood as a line or below one, the verdict. "off theme" and "no answer" say nothing of the span itself.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from threadgist.flow import make_corpus
from threadgist.orders import ordering
from threadgist.records import Embeddings, EncoderInfo
from threadgist.select import Context
from threadgist.select.windows import (
    FEATURES,
    LEAST_ANSWER,
    LEAST_WORDS,
    features,
)
from threadgist.settings import Settings
from threadgist.sources import read_thread

HERE = Path(__file__).parent
STRENGTH = 0.05
SAME_SPAN = 0.5
GOOD = ("ok", "duplicate")
UNSAID = ("off theme", "no answer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--verdicts", type=Path, default=HERE / "line_verdicts.csv")
    options = parser.parse_args()
    spans = defaultdict(list)
    for row in csv.DictReader(options.verdicts.open(encoding="utf-8")):
        if row["verdict"] not in UNSAID:
            spans[row["thread"]].append(row)
    seen, good, threads, gated, by = [], [], [], [], []
    for name, rows in sorted(spans.items()):
        path = HERE.parent / name if name.startswith("examples/") else options.data / name
        context = read(path)
        for row in rows:
            found = judged(context, row)
            if found is not None:
                seen.append(found[0])
                gated.append(found[1])
                good.append(row["verdict"] in GOOD)
                threads.append(name)
                by.append(row["by"])
    report(np.array(seen), np.array(good), np.array(threads), np.array(gated), np.array(by))


def read(path: Path) -> Context:
    """A thread prepared without vectors, which the model does not look at."""
    corpus = make_corpus(read_thread(path), Settings())
    vectors = np.zeros((len(corpus.passages), 1), dtype=np.float32)
    embeddings = Embeddings(tuple(one.id for one in corpus.passages), vectors, EncoderInfo("none", "", 1))
    return Context(corpus, embeddings, ordering(corpus.passages))


def judged(context: Context, row: dict[str, str]) -> tuple[tuple[float, ...], bool] | None:
    """The features of the window that a verdict is about, and whether it is ruled out anyway."""
    comment_id, start, end = row["comment"], int(row["start"]), int(row["end"])
    if comment_id not in context.of_comment:
        return None
    reader, answer = context.reader(comment_id), row["place"] == "answer"

    def same(span: tuple[int, int]) -> float:
        both = max(0, min(end, span[1]) - max(start, span[0]))
        return both / (max(end, span[1]) - min(start, span[0]))

    best = max(
        reader.windows(),
        key=lambda window: (round(same((window.span.start, window.span.end)), 3), -len(window.text)),
        default=None,
    )
    if best is None or same((best.span.start, best.span.end)) <= SAME_SPAN:
        return None
    least = LEAST_ANSWER if answer else LEAST_WORDS if context.replies else 5
    out = reader.is_unprintable(best, answer=answer, least=least)
    return features(best, context.facts[comment_id], answer=answer), out or comment_id in context.barred


def left_out(seen: np.ndarray, good: np.ndarray, threads: np.ndarray) -> np.ndarray:
    """The log odds of each span from a model that has not seen its thread."""
    odds = np.zeros(len(good))
    for thread in sorted(set(threads)):
        own = threads == thread
        odds[own] = scaled(seen[~own], good[~own])(seen[own])
    return odds


def scaled(seen: np.ndarray, good: np.ndarray):
    mean, spread = seen.mean(0), seen.std(0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit((seen - mean) / spread, good)
    return lambda some: model.decision_function((some - mean) / spread)


def report(
    seen: np.ndarray, good: np.ndarray, threads: np.ndarray, gated: np.ndarray, by: np.ndarray
) -> None:
    odds = left_out(seen, good, threads)
    whole = roc_auc_score(good, odds)
    print(f"{len(good)} spans of {len(set(threads))} threads, {good.mean():.2f} good")
    kept = roc_auc_score(good[~gated], odds[~gated])
    print(f"AUC, each thread left out: {whole:.3f}; of what no gate rules out {kept:.3f}")
    for reader in sorted(set(by)):
        if 0 < good[by == reader].mean() < 1:
            print(f"  {reader}: {roc_auc_score(good[by == reader], odds[by == reader]):.3f}")
    print(
        f"gates rule out {gated.mean():.2f}: {good[gated].mean():.2f} good, others {good[~gated].mean():.2f}"
    )
    for bar in (0.0, 0.3, 0.6, 0.9, 1.2, 1.5):
        over = ~gated & (odds >= bar)
        found = good[over].sum() / good.sum()
        print(
            f"  log odds {bar} and more: {good[over].mean():.3f} of {over.sum()} good, {found:.2f} of all good"
        )
    decide = scaled(seen, good)
    base = float(decide(np.zeros((1, len(FEATURES))))[0])
    weights = decide(np.eye(len(FEATURES))) - base
    print(f"{'':20} weight  per sd  alone  lost without\n{'BASE':20} {base:6.2f}")
    for number, name in enumerate(FEATURES):
        without = roc_auc_score(good, left_out(np.delete(seen, number, 1), good, threads))
        alone = roc_auc_score(good, seen[:, number])
        deviation = weights[number] * seen[:, number].std()
        print(f"{name:20} {weights[number]:6.2f} {deviation:7.2f} {alone:6.2f} {whole - without:8.4f}")


if __name__ == "__main__":
    main()
