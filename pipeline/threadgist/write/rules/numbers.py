"""Numbers in a text, written in figures or in words, as values that can be compared."""

import re
from math import isfinite

from threadgist.words import lean_text
from threadgist.write.rules.tokens import english_pairs

_WHOLE = {word: float(value) for word, value in english_pairs("numbers", "whole").items()}
_TIMES = {word: float(value) for word, value in english_pairs("numbers", "times").items()}
_TENS = range(20, 100, 10)
_SUFFIXES = {"": 1, "k": 1e3, "m": 1e6, "bn": 1e9}
_PARTS = english_pairs("numbers", "parts")
# 99.6 percent is not all.
WHOLE = 100
# "a third of" is a share, "the third" and "third-party" say a place; orders beyond these are rare in words.
_A_THIRD = re.compile(r"\b(?:a|one|two)[ -]$", re.IGNORECASE)
# "A third replies", "while a third doubts it": one more person.
_ONE_MORE = re.compile(
    r"(?:^|[,;:.?!”] |\b(?:and|but|yet|while|though) )a third"
    r"(?= (?!as |its |his |us |this |plus |minus )(?:\w+[^\Ws]s|has|is|was|had|did|would|could|can|saw|told|\w+ed)\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?P<figure>\d+(?:[,\u202f]\d{3}(?!\d))*(?:\.\d+)*)(?P<scale>(?:k|m|bn)\b)?\s?"
    r"(?P<percent>%|percent\b|per cent\b)?|(?P<word>[a-z]+)",
    re.IGNORECASE,
)
# "the two", "both two": people or things that were spoken of before; nothing is counted.
_SPOKEN_OF = re.compile(r"\b(the|these|those|both) two\b", re.IGNORECASE)
# "18:05", "5.30": a time of the day, which may be told as "shortly after six" and "half past five".
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[.:h]([0-5]\d)(?![\d:%]|\.\d)")
# "five and a half", "5 1/2".
_AND_A_HALF = re.compile(r"\b([a-z]+|\d+)(?: and a half| ?½| 1/2)(?!\w)", re.IGNORECASE)
# "one in five", "one report in five": 20%.
_ONE_IN = re.compile(r"\bone (?:\w+ )?(?:in|out of) ([a-z]+|\d+)\b", re.IGNORECASE)
# No share of anything.
_HALF_SO = re.compile(r"\bhalf(?: in jest|-(?:joking|serious|hearted|expect))", re.IGNORECASE)
# "the 90s", "the '90s": a decade whose century goes without saying.
_DECADE = re.compile(r"\b(\d0)s\b")


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text: "15" for 15, fifteen and 15.0; shares also as percent ("50%" for half).

    "one", mostly a pronoun, is left out, and so are first, second and third; a version such as 1.6.1 stays as written.
    """
    found: set[str] = set()
    # What may still be added to, multiplied, or turn out to be a percentage.
    pending: float | None = None
    text = _ONE_MORE.sub("", _HALF_SO.sub("", _AND_A_HALF.sub(_with_half, lean_text(text))))
    for match in _TOKEN.finditer(text):
        word = (match["word"] or "").casefold()
        if word in _TIMES:
            pending = (1.0 if pending is None else pending) * _TIMES[word]
        elif word in ("percent", "per", "cent"):
            if pending is not None and word != "per":
                found.add(_name(pending) + "%")
                pending = None
        elif pending in _TENS and _WHOLE.get(word, 10) < 10:
            pending = (pending or 0) + _WHOLE[word]
        else:
            if pending is not None:
                found.add(_name(pending))
            pending = _WHOLE.get(word)
            if word in _PARTS and (word != "third" or _A_THIRD.search(text[: match.start()])):
                found.add(_PARTS[word])
            if match["figure"]:
                plain = re.sub("[,\u202f]", "", match["figure"])
                if plain.count(".") > 1:
                    found.add(plain)
                    continue
                pending = float(plain) * _SUFFIXES[(match["scale"] or "").casefold()]
                if match["percent"]:
                    found.add(_name(pending) + "%")
                    pending = None
    return frozenset(found if pending is None else found | {_name(pending)})


def _with_half(match: re.Match[str]) -> str:
    said = match[1].casefold()
    value = 1.0 if said == "one" else float(said) if said.isdecimal() else _WHOLE.get(said)
    return match[0] if value is None else _name(value + 0.5)


def _name(value: float) -> str:
    return f"{value:.10g}"


def unsupported_numbers(claim: str, evidence: tuple[str, ...]) -> tuple[str, ...]:
    """Return the numbers of a claim that stand nowhere in the evidence, sorted.

    A percentage is supported by the bare number and the other way round, "1990s" by "the 90s", "six" by "18:05", "12"
    by "12.1", "one in five" by "20%"; "the two" needs no support.
    """
    said = {number for text in evidence for number in numbers(text)}
    # A number may have so many figures, or so many millions of millions, that it is none to count with.
    percents = (float(number[:-1]) for number in said if number.endswith("%"))
    shares = {round(percent) for percent in percents if isfinite(percent)}
    there = {number.removesuffix("%") for number in said}
    for text in evidence:
        there.update(f"{century}{decade}" for decade in _DECADE.findall(text) for century in (19, 20))
        there.update(time for clock in _CLOCK.findall(text) for time in _told(*map(int, clock)))
    decimals = (float(number) for number in there if re.fullmatch(r"\d{2,}\.\d+", number))
    there |= {_name(round(number)) for number in decimals if round(number) != WHOLE}

    def unless_share(match: re.Match[str]) -> str:
        number = float(match[1]) if match[1].isdecimal() else _WHOLE.get(match[1].casefold(), 0)
        return "" if number and round(WHOLE / number) in shares else match[0]

    claim = _ONE_IN.sub(unless_share, claim)
    own = numbers(_SPOKEN_OF.sub(r"\1", claim))
    return tuple(sorted(number for number in own if number.removesuffix("%") not in there))


def _told(hour: int, minute: int) -> set[str]:
    """The numbers in which a time of the day may be told: hours by 12 and by 24, halves and quarters as percent."""
    hours = (hour, hour + 1) if minute >= 30 else (hour,)
    share = {15: {"25"}, 30: {"50"}, 45: {"25"}}.get(minute, set())
    return share | {str(said) for one in hours for said in (one, one % 12 or 12)}
