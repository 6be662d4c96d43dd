"""What each rule for a language model's sentences refuses, of fair and of false claims.

    python bench/rules.py --data DIR

DIR is the development data; the claims are ours (bench/rule_claims.jsonl: what is claimed, of which kind it is, and
which characters of which comments it rests on).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from threadgist.sources import read_thread
from threadgist.write.rules import broken_rule
from threadgist.write.rules.overgeneral import overgeneral

CLAIMS = Path(__file__).with_name("rule_claims.jsonl")


def refused(data: Path) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count by rule what is refused of the fair claims and of the false ones, and the claims of each kind."""
    head, *lines = [json.loads(line) for line in CLAIMS.read_text(encoding="utf-8").splitlines()]
    threads: dict[str, tuple[dict[str, str], str]] = {}
    fair: Counter[str] = Counter()
    false: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for line in lines:
        name = line["thread"]
        if name not in threads:
            thread = read_thread(data / name)
            threads[name] = ({comment.id: comment.text for comment in thread.comments}, thread.title)
        texts, title = threads[name]
        evidence = tuple(texts[comment_id][start:end] for comment_id, start, end in line["evidence"])
        for one in line["claims"]:
            counts[one["kind"]] += 1
            prompt = f"{head['prompts'][one.get('prompt', 'l3')]} {title}"
            fault = broken_rule(one["text"], (*evidence, title), prompt)
            broken = [fault.reason] if fault is not None else []
            broken += ["overgeneral"] if overgeneral(one["text"], evidence) else []
            (fair if one["kind"] == "true" else false).update(broken)
    return fair, false, counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    fair, false, counts = refused(parser.parse_args().data)
    total = sum(counts.values())
    print(f"{counts['true']} fair claims, {total - counts['true']} false ones: {dict(counts)}")
    print(f"{'rule':<14}{'refused fair':>14}{'refused false':>15}")
    for rule in sorted(fair | false):
        print(f"{rule:<14}{fair[rule]:>14}{false[rule]:>15}")


if __name__ == "__main__":
    main()
