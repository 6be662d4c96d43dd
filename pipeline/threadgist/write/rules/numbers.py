"""Numbers in a text, written in figures or in words, as values that can be compared."""

from __future__ import annotations

import re

from threadgist.write.rules.tokens import lean_text

__all__ = ["numbers", "unsupported_numbers"]

_ONES = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
    "k": 1e3, "m": 1e6, "mio": 1e6, "bn": 1e9, "b": 1e9,
}  # fmt: skip
_SHARES = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25}
_MULTIPLES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "triple": 3.0, "tripled": 3.0}
HALF_HOUR = 30
# "a third of" is a share, "the third" an order; orders beyond these are rare in words.
_TOKEN = re.compile(
    r"(?P<figure>\d+(?:[,\u202f]\d{3}(?!\d))*(?:\.\d+)*)(?P<scale>(?:k|m|"
    r"bn)\b)?\s?(?P<percent>%|percent\b|per cent\b)?"
    r"|(?P<word>[a-z]+)",
    re.IGNORECASE,
)

# "the two", "both two": people or things that were spoken of before; nothing is counted.
_SPOKEN_OF = re.compile(r"\b(the|these|those|both) two\b", re.IGNORECASE)
# "18:05", "5.30": a time of the day, which may be told as "shortly after six" and "half past five".
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[.:h]([0-5]\d)(?![\d:%]|\.\d)")
# "the 90s", "the '90s": a decade whose century goes without saying.
_DECADE = re.compile(r"\b(\d0)s\b")


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text: "15" for 15, fifteen and 15.0; shares also as percent ("50%" for half).

    "one" is left out, since it is mostly a pronoun, and so are first, second and third; a version such as 5.6 or
    1.6.1 stays as written.
    """
    found: set[str] = set()
    pending: float | None = None
    for match in _TOKEN.finditer(lean_text(text)):
        if match["figure"]:
            found |= _flush(pending)
            pending = None
            plain = re.sub("[,\u202f]", "", match["figure"])
            if plain.count(".") > 1:
                found.add(plain)
                continue
            value = float(plain) * _SCALES.get((match["scale"] or "").casefold(), 1)
            if match["percent"]:
                found.add(_name(value) + "%")
            else:
                pending = value
            continue
        word = match["word"].casefold()
        if word in _ONES or word in _TENS:
            added = float(_ONES.get(word, _TENS.get(word, 0)))
            if pending is not None and pending % 10 == 0 and 20 <= pending < 100 and added < 10:
                pending += added
            else:
                found |= _flush(pending)
                pending = added
        elif word in ("hundred", "thousand", "million", "billion", "trillion", "dozen"):
            pending = (pending if pending is not None else 1.0) * _SCALES[word]
        elif word == "percent" or word in ("per", "cent"):
            if pending is not None and word != "per":
                found.add(_name(pending) + "%")
                pending = None
        else:
            found |= _flush(pending)
            pending = None
            if word in _SHARES and not (word == "third" and _is_order(text, match.start())):
                found.add(_name(round(_SHARES[word] * 100, 1)) + "%")
            elif word in _MULTIPLES:
                found.add(_name(_MULTIPLES[word]))
    return frozenset(found | _flush(pending))


def _flush(value: float | None) -> set[str]:
    return set() if value is None else {_name(value)}


def _name(value: float) -> str:
    return f"{value:.10g}"


def _is_order(text: str, start: int) -> bool:
    """Whether "third" says a place ("the third", "third-party") rather than a share ("a third of")."""
    return not re.search(r"\b(?:a|one|two)[ -]$", lean_text(text)[:start].casefold())


def unsupported_numbers(claim: str, evidence: tuple[str, ...]) -> tuple[str, ...]:
    """Return the numbers of a claim that stand nowhere in the evidence, sorted.

    A percentage is supported by the bare number and the other way round: people leave the sign out. "1990s" is
    supported by "the 90s", "six" by "18:05", and "the two" needs no support.
    """
    there = {number.removesuffix("%") for text in evidence for number in numbers(text)}
    there |= {
        f"{century}{decade}" for text in evidence for decade in _DECADE.findall(text) for century in (19, 20)
    }
    there |= {said for text in evidence for clock in _CLOCK.findall(text) for said in _told(*map(int, clock))}
    own = numbers(_SPOKEN_OF.sub(r"\1", claim))
    return tuple(sorted(number for number in own if number.removesuffix("%") not in there))


def _told(hour: int, minute: int) -> set[str]:
    """The numbers in which a time of the day may be told: hours by 12 and by 24, halves and quarters as percent."""
    hours = (hour, hour + 1) if minute >= HALF_HOUR else (hour,)
    share = {15: {"25"}, 30: {"50"}, 45: {"25"}}.get(minute, set())
    return share | {str(said) for one in hours for said in (one, one % 12 or 12)}
