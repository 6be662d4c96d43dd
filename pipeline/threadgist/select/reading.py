"""What can be told from a sentence by rule: what it points at, whom it speaks to, whether it argues, asks or jokes."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from threadgist.select import cues
from threadgist.select.cues import content_stems
from threadgist.words import count_words, has_link, word_runs


class Reading(NamedTuple):
    """Facts of one sentence; what only the rules for English can tell is 0 in other languages.

    Counts: `words`, `long_words` (seven letters and more), `content` words and those of them that others use too
    (`topical`), `anaphora` (it, they, this ...), `states` (is, can ...). `stems` are those of the content words;
    `borrowed` says whether it is somebody else's, see `gates.is_borrowed`. Between 0 and 1: `points_back`, how much its
    opening needs what stands before it; `addresses`, how much it speaks to one person. The rest is 0 or 1.
    """

    words: int
    long_words: int
    asks: int
    exclaims: int
    ends: int
    link: int
    markup: int
    shouts: int
    furniture: int
    broken: int
    content: int
    topical: int
    stems: frozenset[str]
    borrowed: bool = False
    states: int = 0
    points_back: float = 0.0
    unresolved: int = 0
    anaphora: int = 0
    addresses: float = 0.0
    opens_i: int = 0
    first: int = 0
    jests: int = 0
    verbless: int = 0
    trails: int = 0


def read(
    sentence: str, shared: Container[str] = (), *, english: bool = True, borrowed: bool = False
) -> Reading:
    """Read one sentence.

    `shared` are the stems of content words that several comments of the thread have. Only with `english` the rules
    about English words apply.
    """
    lower = sentence.lower().replace("’", "'")
    runs = word_runs(lower)
    bare = sentence.rstrip('"”’)* ')
    stems = content_stems(sentence)
    asks = int(bare.endswith(("?", "？")))
    return Reading(
        count_words(sentence),
        len([run for run in runs if len(run) >= cues.LONG_WORD]),
        asks,
        int(bare.endswith(("!", "！"))),
        int(bare.endswith(cues.TERMINALS)),
        int(has_link(sentence)),
        min(len(cues.MARKUP.findall(sentence)), 3) if cues.MARKUP_SIGN.search(sentence) else 0,
        int(_is_shouted(sentence)),
        int(bool(cues.SALUTATION.match(lower)) or _is_furniture(lower)),
        int(sentence.count("(") != sentence.count(")") or sentence.count('"') % 2 == 1),
        len(stems),
        sum(map(shared.__contains__, stems)),
        frozenset(stems),
        borrowed,
        *(_english(lower, runs, bool(asks)) if english and runs else ()),
    )


def _english(
    lower: str, runs: list[str], asks: bool
) -> tuple[int, float, int, int, float, int, int, int, int, int]:
    """What only the rules for English can tell: `Reading` from `states` on."""
    used = set(runs)
    last = lower.rstrip(".!")
    return (
        sum(map(cues.STATING.__contains__, runs)),
        _points_back(lower, runs[0], asks),
        int(
            (last.endswith(runs[-1]) and (runs[-1] in cues.UNRESOLVED_ENDS or last.endswith("as well")))
            or (not used.isdisjoint(cues.UNRESOLVING) and bool(cues.UNRESOLVED.search(lower)))
        ),
        sum(map(cues.ANAPHORA.__contains__, runs)),
        _addresses(lower, used),
        int(runs[0] in ("i", "my", "im", "ive")),
        int(not used.isdisjoint(cues.FIRST)),
        int(_jests(lower, used)),
        int(not _is_verbish(lower, used)),
        int(
            lower.endswith(cues.LISTS)
            or last.endswith("..")
            or (any(map(lower.__contains__, cues.EDIT_SIGNS)) and bool(cues.EDITED.search(lower)))
        ),
    )


def _points_back(lower: str, opening: str, asks: bool) -> float:
    if asks and opening in cues.AUXILIARIES:
        return 0.0
    if opening == "it" and cues.EXPLETIVE.match(lower):
        return 0.2
    if cues.POINTS_BACK.match(lower):
        return 1.0
    if not lower.startswith(opening):
        return 0.3
    if cues.OPENING_SUBJECT.match(lower):
        return 0.8
    return 0.6 if opening in cues.DANGLING or cues.LOOSE_OPENING.match(lower) else 0.0


def _addresses(lower: str, used: set[str]) -> float:
    if cues.CALLS.match(lower):
        return 0.5
    if used.isdisjoint(cues.SECOND) and "parent" not in used and "gp" not in used and "thanks" not in used:
        return 0.0
    if cues.ADDRESSED.search(lower):
        return 1.0
    return 0.2 if cues.GENERIC_YOU.search(lower) else 0.5


def _is_furniture(lower: str) -> bool:
    return bool(
        cues.RULE_OR_NUMBER.search(lower)
        or ("@" in lower and cues.ADDRESS.search(lower))
        or (":" in lower and cues.HEADER.search(lower))
    )


def _is_shouted(sentence: str) -> bool:
    """Tell whether more than half of its letters are capitals."""
    if sentence[1:].islower():
        return False
    capitals = sum(map(str.isupper, sentence))
    if 2 * capitals < cues.MIN_SHOUTED:
        return False
    letters = sum(map(str.isalpha, sentence))
    return letters >= cues.MIN_SHOUTED and capitals > 0.5 * letters


def _jests(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(cues.LAUGHS) or ("haha" in lower and any(run.startswith("haha") for run in used)):
        return True
    return cues.JEST.search(lower) is not None


def _is_verbish(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(cues.VERBISH):
        return True
    if any(run.endswith(cues.VERB_ENDINGS) and run not in cues.VERB_ENDINGS for run in used):
        return True
    return "'" in lower and bool(cues.NEGATED_VERB.search(lower))
