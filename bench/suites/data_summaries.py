"""Threads with summaries by people: Opinosis (Ganesan et al. 2010), ConvoSumm's mail (Fabbri et al. 2021).

In Opinosis each sentence is a comment; in ConvoSumm each message is one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from suites.folders import find_set, halves, read_lines

from threadgist.errors import InputError
from threadgist.records import Comment, Thread
from threadgist.sources.mail.text import bare_subject, trim
from threadgist.sources.plaintext import to_plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


_MESSAGE = re.compile(
    r'\s*Name:\s*"(?P<name>[^"]*)"\s+Email:\s*"[^"]*"\s+To:.*?Subject:\s*"(?P<subject>[^"]*)"(?P<body>.*)',
    re.DOTALL,
)
_WORD = re.compile(r"[a-z]{3,}")
_HELD_OUT = {"train": "tuning", "val": "held-out", "test": "held-out"}


@dataclass(frozen=True, slots=True)
class Summarised:
    """A thread and the summaries that people wrote of it.

    `belongs` is False where the words of a summary say that it is one of another thread.
    """

    thread: Thread
    references: tuple[str, ...]
    subset: str
    belongs: bool = True


def load_opinosis(folder: Path) -> tuple[Summarised, ...]:
    """Read every topic: `TOPIC/sentences.txt` and `TOPIC/gold/*.gold`, every other topic held out.

    Raises:
        InputError: The folder holds no Opinosis, or a topic lacks its sentences or summaries.
    """
    home = find_set(folder, ("opinosis",), "*/gold", "Opinosis topics")
    topics = sorted(path.parent for path in home.glob("*/gold") if path.is_dir())
    subset = halves([topic.name for topic in topics])
    found = []
    for topic in topics:
        sentences = [line.strip() for line in read_lines(topic / "sentences.txt") if line.strip()]
        golds = [
            " ".join(" ".join(read_lines(path)).split()) for path in sorted((topic / "gold").glob("*.gold"))
        ]
        references = tuple(gold for gold in golds if gold)
        if not sentences or not references:
            raise InputError(f"{topic}: no sentences or no summaries (gold/*.gold)")
        comments = tuple(
            Comment(f"s{number:04d}", None, None, to_plain(text, "plain"))
            for number, text in enumerate(sentences, 1)
        )
        title = topic.name.replace("_", " ")
        thread = Thread(topic.name, title, "opinosis", comments)
        found.append(Summarised(thread, references, subset[topic.name]))
    return tuple(found)


def load_convosumm(folder: Path) -> tuple[Summarised, ...]:
    """Read the splits there are: `SPLIT.source`, a thread a line, and `SPLIT.target`, its summary on the same line.

    `train` is for tuning; `val` and `test` are held out. Some threads stand beside the summary of another one: see
    `own_summaries`; they are kept and marked.

    Raises:
        InputError: The folder holds no ConvoSumm, or the two files of a split do not go together.
    """
    home = find_set(folder, ("convosumm",), "*.source", "ConvoSumm files")
    found = []
    for path in sorted(home.glob("*.source")):
        threads = read_lines(path)
        summaries = read_lines(path.with_suffix(".target"))
        if len(threads) != len(summaries):
            raise InputError(
                f"{path}: {len(threads)} threads, and {len(summaries)} summaries in {path.stem}.target"
            )
        for number, (line, summary) in enumerate(zip(threads, summaries, strict=True), 1):
            thread = _conversation(line, f"{path.stem}-{number}", f"{path}, line {number}")
            found.append(Summarised(thread, (summary.strip(),), _HELD_OUT.get(path.stem, path.stem)))
    texts = [" ".join(comment.text for comment in one.thread.comments) for one in found]
    own = own_summaries(texts, [one.references[0] for one in found])
    return tuple(replace(one, belongs=belongs) for one, belongs in zip(found, own, strict=True))


def own_summaries(threads: Sequence[str], summaries: Sequence[str]) -> list[bool]:
    """Say of each summary whether no other thread of the set is nearer to it than the one it is paired with.

    Nearness is the sum of ln(threads / threads with the word) over the words (three letters or more) that summary and
    thread have in common, over the square root of how many different words the thread has (tf-idf with the length
    of a text taken out). It looks at data only, never at what a system wrote. Ties are the pair's.
    """
    words = [set(_WORD.findall(text.lower())) for text in threads]
    spread = Counter(word for of in words for word in of)
    weight = {word: math.log(len(threads) / number) for word, number in spread.items()}

    def nearness(summary: set[str], thread: set[str]) -> float:
        return math.fsum(weight[word] for word in summary & thread) / math.sqrt(len(thread) or 1)

    found = []
    for number, text in enumerate(summaries):
        summary = set(_WORD.findall(text.lower()))
        own = nearness(summary, words[number])
        found.append(all(nearness(summary, other) <= own for other in words))
    return found


def _conversation(line: str, thread_id: str, place: str) -> Thread:
    comments = []
    title = ""
    for number, text in enumerate((part for part in line.split("</s>") if part.strip()), 1):
        match = _MESSAGE.match(text)
        name, subject, body = (match["name"], match["subject"], match["body"]) if match else ("", "", text)
        title = title or bare_subject(subject)
        comments.append(Comment(f"m{number:03d}", None, name.strip() or None, _body(body)))
    if not comments:
        raise InputError(f"{place}: no messages")
    return Thread(thread_id, title or thread_id, "convosumm", tuple(comments))


def _body(text: str) -> str:
    """Give a message its lines back: each end of a line was written as three spaces; then as any mail is read."""
    lines = re.sub(r"^ +(?=>)", "", text.strip().replace("   ", "\n"), flags=re.MULTILINE)
    return to_plain(trim(lines), "plain")
