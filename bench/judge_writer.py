"""Bullets drawn at random from digests that a language model wrote, as a sheet to judge against their evidence.

    python bench/judge_writer.py make --writer NAME --mode gate|open|baseline --out DIR THREAD...
    python bench/judge_writer.py draw DIR --number gate=100 --number open=60 --seed 1 --sheet sheet.csv
    python bench/judge_writer.py tally sheet.csv --verdicts verdicts.csv

`make` writes digests: `gate` as threadgist does, `open` with whatever the model said first, `baseline` by one prompt
over the whole thread, as other tools do. What a model said is kept in DIR/completions.jsonl under its prompt: a changed
gate asks only what is new. `--calls` bounds the new calls a thread; which sentences are asked then is drawn by hash.
`draw` mixes the modes, blind, into a sheet with claim and evidence (none for `baseline`: read the thread); what two
modes share is judged once. `verdict` is one of

    yes       it says what the comment says
    part      it says some of it, or says it of somebody or something else, or too broadly, or runs two things into one
    turned    it takes the other side
    invented  no comment says so

and `count`, for sentences about more than one person, `yes` where those who are cited say so too, else `no`. `tally`
keeps ids and verdicts only, and prints the shares for each mode.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import time
from collections import Counter
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

from threadgist.configuration import load_settings
from threadgist.flow import digest
from threadgist.ground.gate import Verdict
from threadgist.pages import render
from threadgist.records import walk
from threadgist.sources import read_thread
from threadgist.stored import load_digest
from threadgist.tools import open_tools, open_writer
from threadgist.write.fence import defuse
from threadgist.write.model import Completion, Message, Request
from threadgist.writing import Speeds
from threadgist.writing.calls import BUDGET

BASELINE = "Summarise this discussion as 8 bullets, one sentence each, for readers who have not seen it."
BASELINE_CHARS = 8_000
VERDICTS = ("yes", "part", "turned", "invented")


class Nod:
    """A judge that lets everything through."""

    def judge(self, claims):
        return [Verdict(ok=True) for _ in claims]


class Kept:
    """A model whose answers are kept in a file, each under its prompt; at most `calls` new ones a thread."""

    def __init__(self, inner, folder: Path, calls: int | None, headings: bool, reuse: bool) -> None:
        self.inner, self.calls, self.headings, self.reuse = inner, calls, headings, reuse
        self.left = calls
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "completions.jsonl"
        self.known = {}
        if self.file.exists():
            rows = map(json.loads, self.file.read_text(encoding="utf-8").splitlines())
            self.known = {row.pop("key"): Completion(**row) for row in rows}

    @property
    def info(self):
        return self.inner.info

    @property
    def notices(self):
        return self.inner.notices

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def key(self, request) -> str:
        whole = json.dumps([self.info.name, asdict(request)], sort_keys=True, ensure_ascii=False)
        return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    def complete(self, requests, progress=None):
        new = {self.key(one): one for one in requests if self.headings or one.prefill or one.max_tokens > 100}
        new = {key: one for key, one in new.items() if key not in self.known}
        asked = set(sorted(new)[: self.left])
        for key, request in new.items():
            if key in asked:
                self.ask(key, request)
        if self.left is not None:
            self.left -= len(asked)
        missing = Completion("", error=BUDGET)
        return [self.known.get(self.key(one), missing) for one in requests]

    def ask(self, key, request) -> None:
        if self.reuse:
            # llama.cpp goes on from what a prompt shares with the one before: faster, and not repeatable to the bit.
            self.inner._model.reset = lambda: None
        start = time.process_time()
        (answer,) = self.inner.complete([request])
        self.known[key] = answer
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"key": key, **asdict(answer)}, ensure_ascii=False) + "\n")
        print(f"{time.process_time() - start:.1f} s  {request.prefill} {answer.text}", flush=True)


def make(arguments: argparse.Namespace) -> None:
    overrides = {"writer.name": arguments.writer, "writer.summary": arguments.headings}
    settings, _ = load_settings(arguments.config, overrides)
    encoder, cache = open_tools(settings)
    writer = open_writer(settings, encoder, cache)
    assert writer is not None
    model = Kept(writer.model, arguments.out, arguments.calls, arguments.headings, arguments.reuse)
    writer = replace(writer, model=model, speeds=Speeds(None))
    if arguments.mode == "open":
        writer = replace(writer, judge=Nod())
    folder = arguments.out / arguments.mode
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.threads:
        thread = read_thread(name)
        model.left = arguments.calls
        path = folder / f"{Path(name).stem}.json"
        if arguments.mode == "baseline":
            rows = baseline(thread, model)
            path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            made = digest(thread, settings, encoder=encoder, cache=cache, writer=writer)
            path.write_text(render(made, "json"), encoding="utf-8")
        print(path, flush=True)


def baseline(thread, model) -> list[str]:
    """The bullets of one prompt over as much of the thread as fits."""
    lines, room = [], BASELINE_CHARS
    for comment in thread.comments:
        line = defuse(comment.text, 600)
        room -= len(line)
        if room < 0:
            break
        lines.append(f"- {line}")
    prompt = f"Title: {defuse(thread.title, 200)}\n\nComments:\n" + "\n".join(lines) + f"\n\n{BASELINE}"
    (answer,) = model.complete([Request((Message("user", prompt),), max_tokens=320)])
    if answer.error is not None:
        raise SystemExit(f"{thread.title}: {answer.error}")
    said = [line.strip(" -*•0123456789.)") for line in answer.text.splitlines() if len(line.split()) > 4]
    # The last was cut off in the middle where the answer came to its bound.
    return said[:-1] if answer.cut else said


def items(folder: Path):
    """Yield (mode, thread, id, claim, evidence) of everything a model wrote below a folder."""
    for path in sorted(folder.glob("*/*.json")):
        text, mode = path.read_text(encoding="utf-8"), path.parent.name
        if mode == "baseline":
            for number, claim in enumerate(json.loads(text), 1):
                yield mode, path.stem, str(number), claim, []
            continue
        made = load_digest(text, str(path))
        comments = {comment.id: comment.text for comment in made.comments}
        tops = (*(bullet for theme in made.themes for bullet in theme.bullets), *made.points)
        # What was proposed first: with the gate open, only what is no sentence of ours in form was refused.
        refused = {
            row.where: row.text for row in made.rejections if row.attempt == 1 and row.reason == "form"
        }
        for bullet in walk(tops):
            claim = bullet.text if bullet.kind == "claim" else ""
            if mode == "open":
                claim = refused.get(bullet.id, claim)
            if claim:
                evidence = [comments[span.comment_id][span.start : span.end] for span in bullet.cites]
                yield mode, path.stem, bullet.id, claim, evidence


def draw(arguments: argparse.Namespace) -> None:
    wanted = {mode: int(number) for mode, _, number in (one.partition("=") for one in arguments.number)}
    pools: dict[str, list] = {}
    for item in items(arguments.folder):
        pools.setdefault(item[0], []).append(item)
    drawn = []
    for mode in sorted(pools):
        pool = pools[mode]
        drawn += random.Random(arguments.seed).sample(pool, min(wanted.get(mode, len(pool)), len(pool)))
    keys = [(keyed(item), *item[:3]) for item in drawn]
    rows = {keyed(item): item for item in drawn}
    judged = read_verdicts(arguments.sheet) if arguments.sheet.exists() else {}
    with arguments.sheet.open("w", newline="", encoding="utf-8") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(("key", "thread", "claim", "evidence", "verdict", "count"))
        # In the order of the hash: blind to the mode.
        for key, (mode, thread, _, claim, evidence) in sorted(rows.items()):
            whole = f"(the whole thread {thread})" if mode == "baseline" else "\n--\n".join(evidence)
            sheet.writerow((key, thread, claim, whole, *judged.get(key, ("", ""))))
    with arguments.sheet.with_suffix(".keys.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(("key", "mode", "thread", "bullet"))
        table.writerows(keys)
    print(f"{len(rows)} sentences in {arguments.sheet}; {dict(Counter(item[0] for item in drawn))}")


def keyed(item) -> str:
    """The id of a sentence: the same for the same words about the same bullet, in whatever mode."""
    mode, thread, bullet_id, claim, _ = item
    part = "baseline" if mode == "baseline" else "bullet"
    return sha256(f"{part}/{thread}/{bullet_id}/{claim}".encode()).hexdigest()[:12]


def read_verdicts(sheet: Path) -> dict[str, tuple[str, str]]:
    with sheet.open(newline="", encoding="utf-8") as stream:
        return {
            row["key"]: (row["verdict"].strip().lower(), row["count"].strip().lower())
            for row in csv.DictReader(stream)
        }


def tally(arguments: argparse.Namespace) -> None:
    verdicts = read_verdicts(arguments.sheet)
    with arguments.sheet.with_suffix(".keys.csv").open(newline="", encoding="utf-8") as stream:
        keys = list(csv.DictReader(stream))
    unjudged = [key for key, (verdict, _) in verdicts.items() if verdict not in VERDICTS]
    if unjudged:
        raise SystemExit(
            f"{len(unjudged)} sentences have no verdict yet ({', '.join(VERDICTS)}), the first is {unjudged[0]}"
        )
    counts: dict[str, Counter] = {}
    with arguments.verdicts.open("w", newline="", encoding="utf-8") as stream:
        kept = csv.writer(stream, lineterminator="\n")
        kept.writerow(("mode", "thread", "bullet", "sentence", "verdict", "count"))
        for row in sorted(keys, key=lambda row: (row["mode"], row["thread"], row["bullet"])):
            verdict, count = verdicts[row["key"]]
            kept.writerow((row["mode"], row["thread"], row["bullet"], row["key"], verdict, count))
            tallied = counts.setdefault(row["mode"], Counter())
            tallied[verdict] += 1
            tallied[f"count {count}"] += 1
    print("mode       judged   yes  part  turned  invented  of several people, cited ones say so")
    for mode, tallied in sorted(counts.items()):
        total = sum(tallied[verdict] for verdict in VERDICTS)
        several = tallied["count yes"] + tallied["count no"]
        shares = "".join(f"{tallied[verdict]:>7}" for verdict in VERDICTS)
        print(f"{mode:<10}{total:>6}{shares}   {tallied['count yes']} of {several}")


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
    made.add_argument("--calls", type=int, help="new calls a thread, at most")
    made.add_argument("--headings", action="store_true", help='ask for headings and "In short" as well')
    made.add_argument("--reuse", action="store_true", help="keep the state of llama.cpp between calls")
    made.set_defaults(run=make)
    drawn = commands.add_parser("draw")
    drawn.add_argument("folder", type=Path)
    drawn.add_argument(
        "--number", action="append", default=[], help="MODE=NUMBER: how many of a mode, else all"
    )
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
