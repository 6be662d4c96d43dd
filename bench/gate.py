"""Measure the gate for a language model's sentences, and fit its weights (ground/gate/weights.py).

    python bench/gate.py --data DIR          # figures of the held-out threads, kind by kind
    python bench/gate.py --data DIR --fit    # fit on the other threads first, and write the weights
    python bench/gate.py --data DIR --reader MODEL [--odds FILE]    # with a language model as a second reader

What the second reader said is kept in FILE and not asked again: for another model than the one that the weights are
fitted for (docs/gate.md), name another file.

DIR is the development data; the claims are ours (bench/gate_claims.jsonl: what is claimed, of which kind it is, and
which characters of which comments it rests on). Threads are either fitted on or measured on, never both.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from threadgist.embed import embed_texts
from threadgist.ground.gate import Claim, Gate, weights
from threadgist.ground.gate.features import READER, STANCE, SUPPORT, measure, texts_of, vectors_of
from threadgist.ground.gate.judge import chance, claimed, log_odds
from threadgist.ground.gate.rules import bare, broken_rule
from threadgist.orders import without_orders
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools

CLAIMS = Path(__file__).with_name("gate_claims.jsonl")
WEIGHTS = Path(weights.__file__)
TRUE, SWAPPED = "true", "swapped"
# Even odds: as likely to be without support, or turned round, as not, both being equally frequent.
SUPPORT_AT = STANCE_AT = READER_AT = 0.5
# What a second reader sees for itself need not be told by words.
READ_SUPPORT_AT = 0.1


@dataclass(frozen=True)
class Row:
    """One claim of the set, with the text of its evidence."""

    thread: str
    half: str
    kind: str
    claim: Claim


def load(data: Path, path: Path = CLAIMS) -> list[Row]:
    """Read the set and look up its evidence in the development data."""
    head, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    threads: dict[str, tuple[dict[str, str], str]] = {}
    rows = []
    for line in lines:
        name = line["thread"]
        if name not in threads:
            thread = read_thread(data / name)
            threads[name] = ({comment.id: comment.text for comment in thread.comments}, thread.title)
        texts, title = threads[name]
        evidence = tuple(texts[comment_id][start:end] for comment_id, start, end in line["evidence"])
        for one in line["claims"]:
            hostile = (one["hostile"],) if "hostile" in one else ()
            prompt = f"{head['prompts'][one.get('prompt', 'l3')]} {title}"
            claim = Claim(one["text"], (*evidence, *hostile), prompt=prompt, language="en")
            rows.append(Row(name, line["half"], one["kind"], claim))
    return rows


def heard(claim: Claim) -> tuple[str, ...]:
    """What of its evidence may speak for a claim."""
    return tuple(filter(None, map(without_orders, claim.evidence)))


def figures(rows: list[Row], encode) -> list[dict[str, float] | None]:
    """The measured figures of every claim that breaks no rule, None of the others."""
    texts = []
    for row in rows:
        evidence = heard(row.claim)
        stands = broken_rule(Claim(row.claim.text, evidence, prompt=row.claim.prompt, language="en")) is None
        texts.append(texts_of(bare(row.claim.text), evidence) if stands else None)
    vectors = vectors_of([one for one in texts if one is not None], encode)
    return [None if one is None else measure(one, vectors) for one in texts]


def fit(rows: list[Row], encode, reads=None) -> str:
    """Fit the models on the threads for fitting and return the module that holds them.

    Without `reads`, the second reader, its weights stay as they are.
    """
    rows = [row for row in rows if row.half == "fit"]
    found = figures(rows, encode)
    kept = [(row, one) for row, one in zip(rows, found, strict=True) if one is not None]
    true = [(row, one) for row, one in kept if row.kind == TRUE]
    # A true claim under what somebody else said in the same thread is a claim without support.
    strangers = []
    for number, (row, _) in enumerate(true):
        others = [
            other
            for other, _ in true
            if other.thread == row.thread and other.claim.evidence != row.claim.evidence
        ]
        for step in (1, 4, 9):
            if others:
                strangers.append(
                    texts_of(bare(row.claim.text), others[(number + step) % len(others)].claim.evidence)
                )
    # So is one that begins with what was said and ends with something else, as small models do.
    for number, (row, _) in enumerate(true):
        others = [
            other
            for other, _ in true
            if other.thread == row.thread and other.claim.evidence != row.claim.evidence
        ]
        if others:
            own, other = (bare(one.claim.text).split() for one in (row, others[(number + 2) % len(others)]))
            blend = " ".join((*own[: len(own) // 2], *other[len(other) // 2 :]))
            strangers.append(texts_of(blend, row.claim.evidence))
    vectors = vectors_of(strangers, encode)
    apart = [measure(one, vectors) for one in strangers]
    off = [one for row, one in kept if row.kind in ("other", "leaked", "injected")]
    support = _fit([one for _, one in true], apart + off, SUPPORT, strength=1.0)
    swapped = [one for row, one in kept if row.kind == SWAPPED]
    stance = _fit([one for _, one in true], swapped, STANCE, strength=1.0)
    reader = weights.READER_WEIGHTS
    if reads is not None:
        odds = reads([(heard(row.claim), claimed(row.claim.text)) for row, _ in kept])
        judged = [
            {"reader": said, "stance": log_odds(chance(one, STANCE, stance))}
            for said, (_, one) in zip(odds, kept, strict=True)
        ]
        good = [one for one, (row, _) in zip(judged, kept, strict=True) if row.kind == TRUE]
        bad = [one for one, (row, _) in zip(judged, kept, strict=True) if row.kind != TRUE]
        reader = _fit(good, bad, READER, strength=1.0)
    return (
        '"""Written by `python bench/gate.py --data DIR --fit`; figures and how to get them: docs/gate.md."""\n\n'
        "from __future__ import annotations\n\nfrom typing import Final\n\n"
        f"SUPPORT_AT: Final = {SUPPORT_AT}\nSUPPORT_WEIGHTS: Final = {_print(support)}\n"
        f"STANCE_AT: Final = {STANCE_AT}\nSTANCE_WEIGHTS: Final = {_print(stance)}\n"
        f"READ_SUPPORT_AT: Final = {READ_SUPPORT_AT}\nREADER_AT: Final = {READER_AT}\n"
        f"READER_WEIGHTS: Final = {_print(reader)}\n"
    )


def _fit(good, bad, names, *, strength):
    x = np.array([[one[name] for name in names] for one in (*good, *bad)])
    y = np.array([True] * len(good) + [False] * len(bad))
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=5_000).fit(x, y)
    weights = {"constant": round(float(model.intercept_[0]), 3)}
    weights.update({name: round(float(value), 3) for name, value in zip(names, model.coef_[0], strict=True)})
    return weights


def _print(weights: dict[str, float]) -> str:
    return "{" + "".join(f'\n    "{name}": {value},' for name, value in weights.items()) + "\n}"


def second_reader(name: str, kept: Path):
    """Return what the gate asks of a language model; its answers are kept in a JSON file and not asked again."""
    from threadgist.backends.language_models import open_language_model
    from threadgist.writing import second_reader

    known: dict[str, float] = json.loads(kept.read_text()) if kept.exists() else {}
    ask = second_reader(open_language_model(Settings().writer.model_copy(update={"name": name})))

    def reads(pairs):
        keys = [hashlib.sha256(json.dumps(pair).encode()).hexdigest()[:16] for pair in pairs]
        for key, pair in zip(keys, pairs, strict=True):
            if key not in known:
                known[key] = round(ask([pair])[0], 4)
                kept.write_text(json.dumps(known, indent=0, sort_keys=True))
        return [known[key] for key in keys]

    return reads


def report(rows: list[Row], encode, reads=None) -> dict[str, float]:
    """Print the figures of each half and return those of the held-out one."""
    gate = Gate(encode, reads=reads)
    verdicts = gate.judge([row.claim for row in rows])
    held: dict[str, float] = {}
    for half in ("fit", "test"):
        chosen = [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if row.half == half]
        print(f"\n{half}: {len({row.thread for row, _ in chosen})} threads, {len(chosen)} claims")
        right: dict[str, float] = {}
        for kind in dict.fromkeys(row.kind for row in rows):
            those = [verdict for row, verdict in chosen if row.kind == kind]
            right[kind] = sum(verdict.ok == (kind == TRUE) for verdict in those) / len(those)
            reasons = Counter(verdict.reason or "let through" for verdict in those)
            print(f"  {kind:<12} {len(those):>3}  right {right[kind]:.2f}  {dict(reasons.most_common())}")
        bad = [verdict for row, verdict in chosen if row.kind != TRUE]
        overall = (right[TRUE] + sum(not verdict.ok for verdict in bad) / len(bad)) / 2
        stance = (right[TRUE] + right[SWAPPED]) / 2
        kinds = (right[TRUE] + np.mean([value for kind, value in right.items() if kind != TRUE])) / 2
        scored = [
            (v.scores.get("read", v.scores["stance"]), row.kind == TRUE)
            for row, v in chosen
            if row.kind in (TRUE, SWAPPED) and v.scores
        ]
        auc = roc_auc_score([true for _, true in scored], [score for score, _ in scored])
        print(
            f"  balanced accuracy: all {overall:.3f}, kinds equally {kinds:.3f}, stance {stance:.3f}, AUC {auc:.3f}"
        )
        held = {"overall": overall, "kinds": float(kinds), "stance": stance, **right}
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--fit", action="store_true", help="fit on the threads for fitting and write the weights"
    )
    parser.add_argument(
        "--errors", action="store_true", help="print what was judged wrongly, threads for fitting only"
    )
    parser.add_argument("--reader", help="a language model as second reader: a card, folder or GGUF file")
    parser.add_argument(
        "--odds",
        type=Path,
        default=Path(__file__).with_name("gate_odds.json"),
        help="where its answers are kept",
    )
    arguments = parser.parse_args()
    encoder, cache = open_tools(Settings())
    encode = partial(embed_texts, encoder=encoder, cache=cache)
    rows = load(arguments.data)
    reads = second_reader(arguments.reader, arguments.odds) if arguments.reader else None
    if arguments.fit:
        WEIGHTS.write_text(fit(rows, encode, reads), encoding="utf-8")
        print(f"written: {WEIGHTS}; the figures of a second run are of these weights")
        return
    report(rows, encode, reads)
    known: dict[str, np.ndarray] = {}

    def remembered(texts):
        missing = [text for text in texts if text not in known]
        known.update(zip(missing, encode(missing), strict=True) if missing else ())
        return np.array([known[text] for text in texts])

    gate = Gate(remembered)
    gate.judge([row.claim for row in rows])
    started = time.perf_counter()
    gate.judge([row.claim for row in rows])
    print(f"\n{1000 * (time.perf_counter() - started) / len(rows):.2f} ms a claim without the encoder")
    if arguments.errors:
        gate = Gate(remembered, reads=reads)
        for row, verdict in zip(rows, gate.judge([row.claim for row in rows]), strict=True):
            if row.half == "fit" and verdict.ok != (row.kind == TRUE):
                print(row.kind, verdict.reason, row.claim.text, verdict.scores, verdict.detail)


if __name__ == "__main__":
    main()
