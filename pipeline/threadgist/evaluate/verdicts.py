"""Verdicts on blind pages: read, matched with their keys, counted."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from threadgist.errors import InputError
from threadgist.stored import read_bytes, validated

CHOICES = ("left", "right", "tie")


class Tally(NamedTuple):
    """How often each name won. `lines` are the verdicts, resolved; `chance` a two-sided sign test, NaN without wins."""

    wins: tuple[tuple[str, int], ...]
    ties: int
    chance: float
    lines: tuple[str, ...]


def verdict_line(page: str, choice: str, why: str, judge: str) -> str:
    """Return a verdict as a line of JSON, as the page's own form writes it; raises InputError for no such choice."""
    if choice not in CHOICES:
        raise InputError(f"verdict {choice!r}: say one of {', '.join(CHOICES)}")
    given = {"page": page, "verdict": choice, "why": why.strip(), "judge": judge.strip()}
    return json.dumps(given, ensure_ascii=False)


def read_keys(paths: Sequence[Path]) -> dict[str, dict[str, str]]:
    """Read keys by the id of their page: files, or folders with `*.key.json` in them; raises InputError for no key."""
    keys = {}
    for path in paths:
        for file in sorted(path.rglob("*.key.json")) if path.is_dir() else [path]:
            key = validated(read_bytes(file), dict[str, Any], str(file), "name the key of a blind page")
            sides = {str(key.get("left")), str(key.get("right"))}
            if not {"page", "a", "b"} <= key.keys() or sides != {"a", "b"}:
                raise InputError(f"{file}: no key of a blind page; name one that `evaluate blind` wrote")
            keys[str(key["page"])] = {name: str(value) for name, value in key.items()}
    if not keys:
        raise InputError(f"{', '.join(map(str, paths))}: no keys (*.key.json)")
    return keys


def tally(verdicts: Path, keys: Mapping[str, Mapping[str, str]]) -> Tally:
    """Count who won, by the last verdict of a judge on a page; raises InputError: a line has no verdict or key."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for number, line in enumerate(read_bytes(verdicts).splitlines(), 1):
        if not line.strip():
            continue
        place = f"{verdicts}, line {number}"
        found = validated(line, dict[str, Any], place, "write it as the page or `evaluate verdict` does")
        if found.get("verdict") not in CHOICES or "page" not in found:
            raise InputError(f"{place}: no verdict")
        if str(found["page"]) not in keys:
            raise InputError(f"{place}: no key for page {found['page']}")
        last[str(found["page"]), str(found.get("judge", ""))] = found
    wins: Counter[str] = Counter()
    ties = 0
    lines = []
    for (page, judge), found in last.items():
        key = keys[page]
        winner = "tie" if found["verdict"] == "tie" else key[key[found["verdict"]]]
        wins.update({key["a"]: winner == key["a"], key["b"]: winner == key["b"]})
        ties += winner == "tie"
        by, why = f" ({judge})" if judge else "", f": {found['why']}" if found.get("why") else ""
        lines.append(f"{key.get('title', page)}: {winner}{by}{why}")
    chance = float("nan")
    if len(wins) == 2 and (total := wins.total()):
        from scipy.stats import binomtest

        chance = float(binomtest(max(wins.values()), total).pvalue)
    ranked = sorted(wins.items(), key=lambda item: (-item[1], item[0]))
    return Tally(tuple(ranked), ties, chance, tuple(lines))
