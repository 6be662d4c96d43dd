"""A heading in somebody's own words: the claim or question that most of a group answers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.people import author_key
from threadgist.phrases import english as en
from threadgist.phrases.candidates import stems
from threadgist.phrases.english.lists import words
from threadgist.phrases.scoring import users
from threadgist.words import has_link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.phrases.candidates import Phrase
    from threadgist.phrases.groups import Group
    from threadgist.records import Comment, Passage

__all__ = ["Quoted", "quotable"]

FEWEST_WORDS, MOST_WORDS, MOST_CHARS = 4, 16, 100
# Longer ones than this are worth less.
EASY_WORDS = 10
# A word that so many of a group's people use stands for its subject.
STRONG = 0.2
# Sentences that open with one of these lean on what stands before them.
_LEANING = words(
    """but and or so because which also still yes no lol edit that this it they he she well plus then oh ok okay yeah
    yep nope nah these those not nor thanks thank me my him her same otherwise however if when though although while
    since as such here there thats its sure maybe agreed exactly wow hey hi"""
)
_POINTING = words("it they this that these those he she them him her its their there here")
_UNFIT = re.compile(r"[\[\]*<>{}|\\^_=#~]|\bEDIT\b|(?<!\w)/?[ru]/|@\w|\b[A-Z]{4,}\b.*\b[A-Z]{4,}\b")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that may head a group.

    `worth` is what it is worth beside its nearness in meaning; `taken_up` says that two others use a word of it.
    """

    text: str
    worth: float
    taken_up: bool


def quotable(
    group: Group,
    root: Comment,
    passages: Sequence[Passage],
    phrases: Mapping[tuple[str, ...], Phrase],
    topic: frozenset[str],
) -> list[Quoted]:
    """Return the sentences of a comment that may head the group that answers it, in reading order.

    They stand by themselves.

    Args:
        group: who answers.
        root: the comment.
        passages: the comment's own.
        phrases: all phrases.
        topic: words that name the whole thread, which tell nothing.
    """
    found = []
    seen: Counter[str] = Counter()
    for passage in passages:
        for span in passage.sentences:
            text = " ".join(root.text[span.start : span.end].split())
            seen[text] += 1
            if seen[text] > 1 or not _stands_alone(text):
                continue
            taken = strong = 0
            for word in stems(text) - en.GENERIC_NOUNS - en.EMPTY_ADJECTIVES - en.VERBS:
                if (word,) not in phrases:
                    continue
                others = len(users(phrases[word,], group.places) - {author_key(root)})
                taken += others >= 2
                strong += word not in topic and others >= max(2, STRONG * group.people)
            question = text.endswith("?")
            said = text.split()
            worth = 0.04 * min(taken, 4) + 0.04 * min(strong, 2) - 0.01 * max(0, len(said) - EASY_WORDS)
            worth += 0.1 * question
            worth -= 0.06 * any(word.lower().strip("'\",.") in _POINTING for word in said[:3])
            found.append(Quoted(text, worth, taken > 0))
    return found


def _stands_alone(text: str) -> bool:
    said = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if not FEWEST_WORDS <= len(said) <= MOST_WORDS or len(text) > MOST_CHARS:
        return False
    if said[0].split("'")[0] in _LEANING or not (text[-1].isalnum() or text[-1] in '.!?"”)'):
        return False
    return not _UNFIT.search(text) and not has_link(text) and en.NEVER.isdisjoint(said)
