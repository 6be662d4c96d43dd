"""Bullets drawn at random from digests that a language model wrote, as a sheet to judge against their evidence.

    python bench/judge_writer.py make --writer NAME --mode gate|open|baseline --out DIR THREAD...
    python bench/judge_writer.py draw DIR... --number 100 --seed 1 --sheet sheet.csv
    python bench/judge_writer.py tally sheet.csv --verdicts verdicts.csv

`make` writes digests: `gate` as threadgist does, `open` with the gate nodding everything through, `baseline` by one
prompt over the whole thread, as other tools do. `draw` mixes them, blind, into a sheet with claim and evidence; judge
each in its column `verdict`: `yes` (the evidence says so), `no`, or `turned` (it says the opposite). `tally` keeps ids
and verdicts only, and prints the shares for each mode.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from threadgist.configuration import load_settings
from threadgist.flow import digest, open_tools, open_writer, plan_thread
from threadgist.ground.bullets import walk
from threadgist.ground.gate import Verdict
from threadgist.pages import load_digest, render
from threadgist.progress import Silent
from threadgist.sources import read_thread
from threadgist.write.fence import defuse
from threadgist.write.model import Message, Request

BASELINE = (
    "Summarise this discussion for readers who have not seen it: 12 bullets, one sentence each, one a line, each "
    "beginning with how many people say so (Most, Many, Several, A few, One)."
)
BASELINE_CHARS = 12_000


class Nod:
    """A judge that lets everything through."""

    def judge(self, claims):
        return [Verdict(ok=True) for _ in claims]


def make(arguments: argparse.Namespace) -> None:
    settings, _ = load_settings(arguments.config, {"writer.name": arguments.writer, "writer.summary": False})
    encoder, cache = open_tools(settings)
    writer = open_writer(settings, encoder, cache)
    assert writer is not None
    if arguments.mode == "open":
        writer = replace(writer, judge=Nod())
    folder = arguments.out / arguments.mode
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.threads:
        thread = read_thread(name)
        path = folder / f"{Path(name).stem}.json"
        if arguments.mode == "baseline":
            rows = baseline(thread, settings, encoder, cache, writer.model)
            path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            made = digest(thread, settings, encoder=encoder, cache=cache, writer=writer)
            path.write_text(render(made, "json"), encoding="utf-8")
        print(path, flush=True)


def baseline(thread, settings, encoder, cache, model) -> list[dict]:
    """One prompt over as much of the thread as fits; the evidence of a bullet is the three passages nearest to it."""
    from threadgist.embed import embed_texts

    plan = plan_thread(thread, settings, encoder, cache, Silent())
    lines, room = [], BASELINE_CHARS
    for comment in thread.comments:
        line = defuse(comment.text, 600)
        room -= len(line)
        if room < 0:
            break
        lines.append(f"- {line}")
    prompt = f"Title: {defuse(thread.title, 200)}\n\nComments:\n" + "\n".join(lines) + f"\n\n{BASELINE}"
    (answer,) = model.complete([Request((Message("user", prompt),), max_tokens=700)])
    if answer.error is not None:
        raise SystemExit(f"{thread.title}: {answer.error}")
    claims = [line.strip(" -*•0123456789.)") for line in answer.text.splitlines() if len(line.split()) > 4]
    if not claims:
        return []
    vectors = embed_texts(claims, encoder=encoder, cache=cache)
    near = vectors @ plan.embeddings.vectors.T
    return [
        {"claim": claim, "evidence": [plan.corpus.passages[at].text for at in row.argsort()[::-1][:3]]}
        for claim, row in zip(claims, near, strict=True)
    ]


def items(folder: Path):
    """Yield (mode, thread, id, claim, evidence) of everything a model wrote below a folder."""
    for path in sorted(folder.rglob("*.json")):
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "baseline":
            for number, row in enumerate(json.loads(text), 1):
                yield "baseline", path.stem, str(number), row["claim"], row["evidence"]
            continue
        made = load_digest(text, str(path))
        comments = {comment.id: comment.text for comment in made.comments}
        tops = (*(bullet for theme in made.themes for bullet in theme.bullets), *made.points)
        for bullet in walk(tops):
            if bullet.kind == "claim":
                evidence = [comments[span.comment_id][span.start : span.end] for span in bullet.cites]
                yield path.parent.name, path.stem, bullet.id, bullet.text, evidence


def draw(arguments: argparse.Namespace) -> None:
    pools: dict[str, list] = {}
    for folder in arguments.folders:
        for item in items(folder):
            pools.setdefault(item[0], []).append(item)
    chance = random.Random(arguments.seed)
    drawn = []
    for mode in sorted(pools):
        drawn += chance.sample(pools[mode], min(arguments.number, len(pools[mode])))
    chance.shuffle(drawn)
    with arguments.sheet.open("w", newline="", encoding="utf-8") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(("key", "claim", "evidence", "verdict"))
        for mode, thread, bullet_id, claim, evidence in drawn:
            key = sha256(f"{mode}/{thread}/{bullet_id}/{claim}".encode()).hexdigest()[:12]
            sheet.writerow((key, claim, "\n--\n".join(evidence), ""))
    with arguments.sheet.with_suffix(".keys.csv").open("w", newline="", encoding="utf-8") as stream:
        keys = csv.writer(stream)
        keys.writerow(("key", "mode", "thread", "bullet"))
        for mode, thread, bullet_id, claim, _ in drawn:
            key = sha256(f"{mode}/{thread}/{bullet_id}/{claim}".encode()).hexdigest()[:12]
            keys.writerow((key, mode, thread, bullet_id))
    print(f"{len(drawn)} bullets in {arguments.sheet}; {dict(Counter(item[0] for item in drawn))}")


def tally(arguments: argparse.Namespace) -> None:
    with arguments.sheet.open(newline="", encoding="utf-8") as stream:
        verdicts = {row["key"]: row["verdict"].strip().lower() for row in csv.DictReader(stream)}
    with arguments.sheet.with_suffix(".keys.csv").open(newline="", encoding="utf-8") as stream:
        keys = list(csv.DictReader(stream))
    unjudged = [key for key, verdict in verdicts.items() if verdict not in ("yes", "no", "turned")]
    if unjudged:
        raise SystemExit(
            f"{len(unjudged)} bullets have no verdict yet (yes, no, turned), the first is {unjudged[0]}"
        )
    counts: dict[str, Counter] = {}
    with arguments.verdicts.open("w", newline="", encoding="utf-8") as stream:
        kept = csv.writer(stream)
        kept.writerow(("mode", "thread", "bullet", "verdict"))
        for row in sorted(keys, key=lambda row: (row["mode"], row["thread"], row["bullet"])):
            kept.writerow((row["mode"], row["thread"], row["bullet"], verdicts[row["key"]]))
            counts.setdefault(row["mode"], Counter())[verdicts[row["key"]]] += 1
    for mode, tallied in sorted(counts.items()):
        total = sum(tallied.values())
        print(
            f"{mode:<10}{total:>5} judged  supported {tallied['yes'] / total:.2f}  turned {tallied['turned']}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    made = commands.add_parser("make")
    made.add_argument("threads", nargs="+")
    made.add_argument("--writer", required=True)
    made.add_argument("--mode", choices=("gate", "open", "baseline"), default="gate")
    made.add_argument("--config", type=Path, action="append", default=[])
    made.add_argument("--out", type=Path, default=Path("judged"))
    made.set_defaults(run=make)
    drawn = commands.add_parser("draw")
    drawn.add_argument("folders", nargs="+", type=Path)
    drawn.add_argument("--number", type=int, default=100, help="bullets of each mode")
    drawn.add_argument("--seed", type=int, default=1)
    drawn.add_argument("--sheet", type=Path, default=Path("sheet.csv"))
    drawn.set_defaults(run=draw)
    tallied = commands.add_parser("tally")
    tallied.add_argument("sheet", type=Path)
    tallied.add_argument("--verdicts", type=Path, default=Path("verdicts.csv"))
    tallied.set_defaults(run=tally)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
