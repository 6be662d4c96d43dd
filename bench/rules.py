"""What the rules for a language model's sentences refuse, and what the check lets through, of fair and false claims.

    python bench/rules.py --data DIR                   # each rule
    python bench/rules.py --data DIR --check FOLDER    # the check of a model, asked by its own prompts

DIR is the development data; the claims are ours (bench/rule_claims.jsonl: what is claimed, of which kind it is, which
characters of which comments it rests on, and what it answers, if anything).

With FOLDER, fair and false claims are put before the check of the full style in an order drawn by `--seed`. A prompt
that nobody has answered is written to FOLDER/NN.prompt.txt; whoever plays the model, without having seen the claims'
kinds, puts the answer into FOLDER/NN.answer.txt, and the same command counts.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from threadgist.flow import make_corpus
from threadgist.records import WriterInfo
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.write.answers import Verdict
from threadgist.write.ask import Claim, own_words
from threadgist.write.checkers import ModelChecker
from threadgist.write.hedge import plain, uncounted
from threadgist.write.material import Material, make_material
from threadgist.write.model import Budget, Completion, Request
from threadgist.write.rules import broken_rule
from threadgist.write.rules.close import overgeneral

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = Path(__file__).with_name("rule_claims.jsonl")
# Threads with fewer claims than this are not worth a prompt.
PROMPT = 5


@dataclass(frozen=True)
class Made:
    """A claim of ours: of which `kind` it is, the passages it cites, what it answers, and a prompt it may repeat."""

    thread: str
    kind: str
    text: str
    keys: tuple[str, ...]
    material: Material
    answers: str
    prompt: str

    @property
    def fair(self) -> bool:
        """Whether the comments say it."""
        return self.kind == "true"

    def fault(self) -> str:
        """The rule that refuses it, as a code, or ""."""
        evidence = (*self.material.evidence(self.keys), *self.material.about)
        found = broken_rule(uncounted(self.text, "en"), evidence, f"{own_words()} {self.prompt}")
        return found.reason if found is not None else ""

    def overgeneral(self) -> bool:
        """Whether checking by words refuses it for a word that says more than the comments."""
        return bool(overgeneral(self.text, tuple(self.material.lines[key].passage.text for key in self.keys)))

    def claim(self) -> Claim:
        """It, as the check is asked about it."""
        text = plain(self.text, "en")
        return Claim(f"In answer to “{self.answers}”: {text}" if self.answers else text, self.keys)


def read_claims(data: Path) -> Iterator[list[Made]]:
    """The claims of each line of the file, all of which rest on the same comments."""

    @cache
    def material(name: str) -> Material:
        folder = ROOT if name.startswith("examples/") else data
        return make_material(make_corpus(read_thread(folder / name), Settings()))

    head, *lines = [json.loads(line) for line in CLAIMS.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        known = material(line["thread"])
        keys = tuple(key for key, one in known.lines.items() if _rests(one.passage.span, line["evidence"]))
        yield [
            Made(
                line["thread"],
                one["kind"],
                one["text"],
                keys,
                known,
                one.get("answers", ""),
                head["prompts"][one["prompt"]] if "prompt" in one else "",
            )
            for one in line["claims"]
        ]


def _rests(span, evidence: Sequence[tuple[str, int, int]]) -> bool:
    return any(
        span.comment_id == comment_id and span.start < end and start < span.end
        for comment_id, start, end in evidence
    )


def refused(data: Path) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count by rule what is refused of the fair claims and of the false ones, and the claims of each kind."""
    counts: Counter[str] = Counter()
    fair: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for row in read_claims(data):
        for made in row:
            counts[made.kind] += 1
            broken = [made.fault()] if made.fault() else []
            broken += ["overgeneral"] if made.overgeneral() else []
            (fair if made.fair else false).update(broken)
    return fair, false, counts


class Folder:
    """A language model whose answers somebody writes into files."""

    info = WriterInfo("somebody", "server")
    context = 65_536
    notices: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        self._path = path
        self.missing = 0

    def count_tokens(self, text: str) -> int:
        """A guess."""
        return len(text.encode()) // 4

    def complete(self, requests: Sequence[Request], progress=None) -> list[Completion]:
        """Return the answers that there are, and write down the prompts of all."""
        del progress
        return [self._answer(number, request) for number, request in enumerate(requests, 1)]

    def _answer(self, number: int, request: Request) -> Completion:
        text = "\n\n".join(message.content for message in request.messages)
        prompt = self._path / f"{number:02d}.prompt.txt"
        answer = self._path / f"{number:02d}.answer.txt"
        if not answer.exists():
            prompt.write_text(text, encoding="utf-8")
            self.missing += 1
            return Completion("", error="nobody has answered")
        if prompt.read_text(encoding="utf-8") != text:
            sys.exit(f"{answer} answers another prompt than the one asked now: take it away")
        return Completion(answer.read_text(encoding="utf-8"))


def drawn(rows: Sequence[list[Made]], seed: int) -> list[list[Made]]:
    """One claim of each line, fair or false by chance, by thread, in an order drawn by chance.

    Claims that repeat a prompt are left out: no comment is needed to tell them.
    """
    chance = random.Random(seed)
    threads: dict[str, list[Made]] = defaultdict(list)
    for row in rows:
        wanted = chance.random() < 0.5
        usable = [made for made in row if made.kind != "leaked" and made.keys]
        some = [made for made in usable if made.fair is wanted] or usable
        if some:
            made = chance.choice(some)
            threads[made.thread].append(made)
    groups = [made for made in threads.values() if len(made) >= PROMPT]
    for group in groups:
        chance.shuffle(group)
    chance.shuffle(groups)
    return groups


def check(data: Path, folder: Path, seed: int) -> None:
    """Print what the check lets through, or how many prompts are still to be answered."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = drawn(list(read_claims(data)), seed)
    model = Folder(folder)
    sheets = [(group[0].material, [made.claim() for made in group]) for group in groups]
    found = ModelChecker(model, Budget()).check(sheets)
    if model.missing:
        print(f"{model.missing} prompts in {folder} are to be answered: NN.answer.txt beside NN.prompt.txt")
        return
    asked, passed, both = Counter[str](), Counter[str](), Counter[str]()
    wrong: list[str] = []
    for group, verdicts in zip(groups, found, strict=True):
        for made, verdict in zip(group, verdicts, strict=True):
            stands = isinstance(verdict, Verdict) and verdict.whole
            asked[made.kind] += 1
            passed[made.kind] += stands
            both[made.kind] += stands and not made.fault()
            if stands is not made.fair:
                told = verdict.missing if isinstance(verdict, Verdict) else verdict.detail
                wrong.append(f"{made.kind} {made.thread} {made.keys}: {made.claim().text} [{told}]")
    print(f"{'kind':<14}{'asked':>8}{'passed by the check':>22}{'and by the rules':>19}")
    for kind in sorted(asked, key=lambda kind: (kind != "true", kind)):
        print(f"{kind:<14}{asked[kind]:>8}{passed[kind]:>22}{both[kind]:>19}")
    print(*wrong, sep="\n")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.check is not None:
        check(asked.data, asked.check, asked.seed)
        return
    fair, false, counts = refused(asked.data)
    total = sum(counts.values())
    print(f"{counts['true']} fair claims, {total - counts['true']} false ones: {dict(counts)}")
    print(f"{'rule':<14}{'refused fair':>14}{'refused false':>15}")
    for rule in sorted(fair | false):
        print(f"{rule:<14}{fair[rule]:>14}{false[rule]:>15}")


if __name__ == "__main__":
    main()
