"""Words and turns of phrase, most in `english.toml`, that tell how a sentence reads; the content words of a text."""

import re

from threadgist.resources import package_table
from threadgist.words import ASCII_DIGITS, ASCII_LETTERS, UNSPACED, UNSPACED_SIGN, plain_marks, without_links

_TABLE = package_table("select/english.toml")
_WORD = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W\d_]){{3,}}|\d{{2,}}")
_STEM_LETTERS = 5
_COMMON_WORDS = frozenset(_TABLE["words"]["common"].split())


def words(name: str) -> frozenset[str]:
    """Return the words of a list of `english.toml`."""
    return frozenset(_TABLE["words"][name].split())


def pattern(name: str, form: str = "{}") -> re.Pattern[str]:
    """Return what finds the alternatives of a list of `english.toml`, which stand in the place of {} in `form`."""
    return re.compile(form.replace("{}", alternatives(name)))


def alternatives(name: str) -> str:
    """Return the alternatives of a list of `english.toml` as a part of a pattern."""
    return "|".join(_TABLE["patterns"][name])


def content_stems(text: str) -> tuple[str, ...]:
    """The content words of a text, cut to five letters; pairs of characters in scripts without spaces; no addresses."""
    plain = plain_marks(without_links(text))
    if plain.isascii():
        signs = plain.encode()
        words = signs.translate(ASCII_LETTERS).decode().split()
        numbers = signs.translate(ASCII_DIGITS).decode().split()
        telling = [word[:_STEM_LETTERS] for word in words if len(word) > 2 and word not in _COMMON_WORDS]
        return (*telling, *[number[:_STEM_LETTERS] for number in numbers if len(number) > 1])
    stems: list[str] = []
    for word in _WORD.findall(plain.casefold()):
        if UNSPACED_SIGN.match(word):
            stems += [word[start : start + 2] for start in range(max(len(word) - 1, 1))]
        elif word not in _COMMON_WORDS:
            stems.append(word[:_STEM_LETTERS])
    return tuple(stems)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the shorter of two texts that the other has too."""
    return len(one & other) / max(1, min(len(one), len(other)))
