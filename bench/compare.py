"""Calibrate when two themes count as one (compare/align.py), by split halves, unrelated threads and human labels.

    python bench/compare.py --data DIR [--splits 20] [--keep FILE]

Each thread below DIR/{hackernews,reddit,polis,sensemaking} is dealt into halves by top-level subtree, 20 times (one
with most of the thread below it by its replies), and a digest is made of
both halves. A theme of a half is that theme of
the whole thread which most of its passages are in; a theme found in both halves should be matched with itself
(recall). Halves of threads that have no subject in common should not be matched at all (false matches, as a share of
all themes of the two). The bars are the lowest cosines with at most 5% and 1% of false matches; figures for the bar
fitted on the threads of every other subject and checked on the rest are printed beside, and those of centroid cosine
0.7, each theme merged into its nearest, as BERTopic's `merge_models` does.

Then 60 pairs of ArgKP-2021 key points (DIR/kpa), labelled by hand before any output was seen (compare_pairs.csv: 1
where both are about the same consideration, whichever side they take).
"""

from __future__ import annotations

import argparse
import csv
import pickle
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from threadgist import digest, read_thread
from threadgist.compare import make_side
from threadgist.compare.align import align
from threadgist.embed import embed_texts
from threadgist.records import Digest, Span, Thread
from threadgist.settings import Settings
from threadgist.tools import open_tools

# Threads of one group share a subject, so that matches between them may be right: they are not held to be false.
GROUPS = {
    "20800832.algolia": "fast food",
    "48849066.flat": "language models",
    "fo7p5b": "reddit",
    "yjk55": "reddit",
    "2ujhkr": "reddit",
    "3cxssv": "football",
    "3hahrw": "drummer",
    "1j12a8": "office",
    "m77nc": "m77nc",
    "15-per-hour-seattle": "policy",
    "scoop-hivemind.taxes": "policy",
    "scoop-hivemind.ubi": "policy",
    "american-assembly.bowling-green": "policy",
    "wcbgb-comments": "policy",
    "brexit-consensus": "policy",
}
GRID = np.round(np.arange(0.10, 0.96, 0.01), 2)
PAIRS = Path(__file__).with_name("compare_pairs.csv")


@dataclass(frozen=True)
class Half:
    """The themes of a half: unit centroids, the mean of all vectors, and which theme of the whole each is."""

    centroids: np.ndarray
    mean: np.ndarray
    whole: tuple[int, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument(
        "--keep", type=Path, help="keep the clustered halves here, and start from them if there"
    )
    arguments = parser.parse_args()
    if arguments.keep and arguments.keep.exists():
        halves = pickle.loads(arguments.keep.read_bytes())
    else:
        halves = all_halves(arguments.data, arguments.splits)
        if arguments.keep:
            arguments.keep.write_bytes(pickle.dumps(halves))
    bars = {}
    for name, space in SPACES.items():
        bars[name] = calibrate(name, space, halves)
    merge_models(halves)
    judged(arguments.data, bars)


def raw(half: Half) -> np.ndarray:
    return half.centroids


def projected(half: Half) -> np.ndarray:
    mean = half.mean / np.linalg.norm(half.mean)
    return unit(half.centroids - np.outer(half.centroids @ mean, mean))


def subtracted(half: Half) -> np.ndarray:
    return unit(half.centroids - half.mean)


SPACES = {"subject": raw, "argument": projected, "argument, mean subtracted": subtracted}


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def all_halves(data: Path, splits: int) -> dict[str, list[tuple[Half, Half]]]:
    settings = Settings()
    encoder, cache = open_tools(settings)
    files = [
        path for folder in ("hackernews", "reddit", "sensemaking") for path in (data / folder).glob("*.json")
    ]
    files += (data / "polis").glob("*/comments.csv")
    found = {}
    for path in sorted(files):
        name = path.parent.name if path.name == "comments.csv" else path.stem
        if name not in GROUPS:
            continue
        thread = read_thread(str(path))
        made = digest(thread, settings, encoder=encoder, cache=cache)
        whole = {span: number for number, spans in enumerate(spans_of(made)) for span in spans}
        pairs = []
        for seed in range(splits):
            pair = tuple(half_of(part, whole, settings, encoder, cache) for part in deal(thread, seed))
            pairs.append(pair)
        found[name] = pairs
        themes = [len(half.whole) for pair in pairs for half in pair]
        print(
            f"{name}: {len(thread.comments)} comments, {len(spans_of(made))} themes; {np.mean(themes):.1f} a half",
            flush=True,
        )
    return found


def deal(thread: Thread, seed: int) -> tuple[Thread, Thread]:
    """Deal the subtrees of a thread into two halves of about the same number of comments.

    A top-level comment with most of the thread below it stands by itself, its replies as if they were top-level.
    """
    tops: set[str] = {comment.id for comment in thread.comments if comment.parent_id is None}
    while True:
        root: dict[str, str] = {}
        for comment in thread.comments:
            root[comment.id] = comment.id if comment.id in tops else root[comment.parent_id]
        sizes = Counter(root.values())
        largest = max(sizes, key=lambda name: (sizes[name], name))
        replies = {comment.id for comment in thread.comments if comment.parent_id == largest}
        if 2 * sizes[largest] <= len(thread.comments) or not replies - tops:
            break
        tops |= replies
    order = sorted(sizes)
    random.Random(seed).shuffle(order)
    taken: list[set[str]] = [set(), set()]
    filled = [0, 0]
    for name in order:
        side = 0 if filled[0] <= filled[1] else 1
        taken[side].add(name)
        filled[side] += sizes[name]
    return tuple(
        replace(
            thread,
            comments=tuple(
                replace(c, parent_id=None) if c.id in tops else c
                for c in thread.comments
                if root[c.id] in part
            ),
        )
        for part in taken
    )


def half_of(part: Thread, whole: dict[Span, int], settings: Settings, encoder: object, cache: object) -> Half:
    made = digest(part, settings, encoder=encoder, cache=cache)
    same = []
    for spans in spans_of(made):
        tally = Counter(whole.get(span, -1) for span in spans)
        best = min(tally, key=lambda key: (-tally[key], key))
        same.append(best if 2 * tally[best] > len(spans) else -1)
    side = make_side(made, "", "")
    block = np.array([theme.centroid for theme in side.themes]).reshape(len(side.themes), len(side.mean))
    return Half(unit(block), np.array(side.mean), tuple(same))


def spans_of(made: Digest) -> list[list[Span]]:
    """Return the passages of each theme that takes part in a comparison, in the order of the digest."""
    spans = defaultdict(list)
    for dot in made.dots:
        spans[dot.theme_id].append(dot.span)
    return [spans[one.theme.id] for one in make_side(made, "", "").themes]


def unrelated(halves: dict[str, list[tuple[Half, Half]]], names: list[str]) -> list[tuple[Half, Half]]:
    """Return halves of threads of different groups: of each two threads four pairs."""
    found = []
    for first, second in combinations(names, 2):
        if GROUPS[first] == GROUPS[second]:
            continue
        found += [
            (halves[first][split][0], halves[second][split][1]) for split in range(min(4, len(halves[first])))
        ]
    return [(one, other) for one, other in found if len(one.whole) and len(other.whole)]


def false_rate(pairs: list[tuple[Half, Half]], space, bar: float, match=align) -> float:
    matched = total = 0
    for one, other in pairs:
        groups = match(space(one) @ space(other).T, bar)
        matched += sum(len(left) + len(right) for left, right in groups)
        total += len(one.whole) + len(other.whole)
    return matched / total if total else float("nan")


def recall(
    halves: dict[str, list[tuple[Half, Half]]], names: list[str], space, bar: float, match=align
) -> tuple[float, float]:
    """Return the share of themes in both halves that are matched, and of matches the share that is right."""
    wanted = found = right = judged_ = 0
    for name in names:
        for one, other in halves[name]:
            both = (set(one.whole) & set(other.whole)) - {-1}
            groups = match(space(one) @ space(other).T, bar) if len(one.whole) and len(other.whole) else ()
            pairs = [
                (one.whole[r], other.whole[c]) for rows, columns in groups for r in rows for c in columns
            ]
            wanted += len(both)
            found += len({a for a, b in pairs if a == b} & both)
            known = [(a, b) for a, b in pairs if a >= 0 and b >= 0]
            right += sum(a == b for a, b in known)
            judged_ += len(known)
    return found / wanted if wanted else float("nan"), right / judged_ if judged_ else float("nan")


def fit(pairs: list[tuple[Half, Half]], space, rate: float, match=align) -> float:
    return next(float(bar) for bar in GRID if false_rate(pairs, space, bar, match) <= rate)


def calibrate(name: str, space, halves: dict[str, list[tuple[Half, Half]]]) -> tuple[float, float]:
    names = sorted(halves)
    pairs = unrelated(halves, names)
    bars = fit(pairs, space, 0.05), fit(pairs, space, 0.01)
    print(f"\n{name}: {len(pairs)} unrelated pairs")
    for bar in bars:
        got, right = recall(halves, names, space, bar)
        print(
            f"  bar {bar:.2f}: false matches {false_rate(pairs, space, bar):.3f}, recall {got:.3f}, right {right:.3f}"
        )
    held = []
    groups = sorted({GROUPS[n] for n in names})
    for fold in (0, 1):
        inside = [n for n in names if groups.index(GROUPS[n]) % 2 == fold]
        outside = [n for n in names if n not in inside]
        bar = fit(unrelated(halves, inside), space, 0.05)
        got, right = recall(halves, outside, space, bar)
        held.append((bar, false_rate(unrelated(halves, outside), space, bar), got, right))
    for bar, false, got, right in held:
        print(
            f"  held out: bar {bar:.2f} from the other threads: false {false:.3f}, recall {got:.3f}, right {right:.3f}"
        )
    by_thread = ", ".join(f"{n} {recall(halves, [n], space, bars[0])[0]:.2f}" for n in names)
    print(f"  recall by thread at {bars[0]:.2f}: {by_thread}")
    return bars


def nearest(similarity: np.ndarray, bar: float) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Each theme of the second joins its nearest of the first: what BERTopic's merge_models does."""
    groups = defaultdict(list)
    for column in range(similarity.shape[1]):
        row = int(np.argmax(similarity[:, column]))
        if similarity[row, column] >= bar:
            groups[row].append(column)
    return tuple(((row,), tuple(columns)) for row, columns in sorted(groups.items()))


def merge_models(halves: dict[str, list[tuple[Half, Half]]]) -> None:
    names = sorted(halves)
    pairs = unrelated(halves, names)
    got, right = recall(halves, names, raw, 0.7, nearest)
    false = false_rate(pairs, raw, 0.7, nearest)
    print(f"\nmerge_models, 0.70: false matches {false:.3f}, recall {got:.3f}, right {right:.3f}")
    bar = fit(pairs, raw, 0.05, nearest)
    got, right = recall(halves, names, raw, bar, nearest)
    print(f"merge_models, at 5% false ({bar:.2f}): recall {got:.3f}, right {right:.3f}")


def judged(data: Path, bars: dict[str, tuple[float, float]]) -> None:
    """Hold the matches between key points against the labels."""
    encoder, cache = open_tools(Settings())
    arguments: dict[str, dict[str, str]] = {}
    members = defaultdict(list)
    side = {}
    for part in ("train", "dev"):
        with (data / "kpa" / f"arguments_{part}.csv").open(encoding="utf-8") as stream:
            arguments |= {row["arg_id"]: row for row in csv.DictReader(stream)}
        with (data / "kpa" / f"labels_{part}.csv").open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row["label"] == "1":
                    members[row["key_point_id"]].append(row["arg_id"])
                    one = arguments[row["arg_id"]]
                    side[row["key_point_id"]] = (one["topic"], one["stance"])
    ids = sorted(arguments)
    vectors = dict(
        zip(ids, embed_texts([arguments[i]["argument"] for i in ids], encoder, cache), strict=True)
    )
    of_side = defaultdict(list)
    for id_ in ids:
        of_side[(arguments[id_]["topic"], arguments[id_]["stance"])].append(vectors[id_])
    means = {key: np.mean(rows, axis=0, dtype="float64") for key, rows in of_side.items()}

    def theme(key_point: str) -> Half:
        centroid = np.mean([vectors[i] for i in members[key_point]], axis=0, keepdims=True)
        return Half(unit(centroid), means[side[key_point]], (0,))

    with PAIRS.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    same = np.array([row["same"] == "1" for row in rows])
    across = np.array([side[row["first"]][0] != side[row["second"]][0] for row in rows])
    print(f"\nArgKP: {len(rows)} pairs, {same.sum()} alike, {across.sum()} across topics")
    for name, space in [*SPACES.items(), ("merge_models", raw)]:
        values = np.array(
            [(space(theme(row["first"])) @ space(theme(row["second"])).T).item() for row in rows]
        )
        bar = 0.7 if name == "merge_models" else bars[name][0]
        said = values >= bar
        best = max(((values >= other) == same).mean() for other in GRID)
        higher = np.mean([a > b for a in values[same] for b in values[~same]])
        print(
            f"  {name:<26} bar {bar:.2f}: agrees on {(said == same).mean():.2f} (within a topic "
            f"{(said == same)[~across].mean():.2f}, across {(said == same)[across].mean():.2f}), of those alike "
            f"{said[same].mean():.2f} found, of the others {said[~same].mean():.2f}; AUC {higher:.2f}; "
            f"at the best bar {best:.2f}"
        )


if __name__ == "__main__":
    main()
