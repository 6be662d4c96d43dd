"""The words that code sets in what a language model writes, by language.

A language model goes on from words that name nobody ("A commenter says that"); code puts the name in their place once
the sentence has passed, so that no model is shown a name and none can be made up.
"""

import re
from collections.abc import Sequence
from typing import Final

from threadgist.resources import package_table

# What each language says for whom, as `speakers.toml` explains; not all have all of it.
LANGUAGES: Final[dict[str, dict[str, str]]] = package_table("speakers.toml")
SOMEBODY: Final = {code: words["somebody"] for code, words in LANGUAGES.items()}
WRITTEN_LANGUAGES: Final = tuple(LANGUAGES)


def _said(key: str) -> list[str]:
    return [words[key] for words in LANGUAGES.values() if key in words]


_JOINS: Final = frozenset(" ".join(_said("joins")).split())
# What a sentence has where two people are behind it.
_TWO_COMMENTERS: Final = tuple(map(str.casefold, _said("two") + _said("two_others")))
_TWO: Final = (*_TWO_COMMENTERS, *map(str.casefold, _said("two_again")))
_TWO_WITHIN: Final = tuple(f"{word.casefold()} " for word in _said("two_within"))
# The keys of words for one person, and of words for no people.
_ONE_PERSON: Final = {"one", "another", "one_more", "one_of_them", "same", "first", "host", "comment"}
_NO_PEOPLE: Final = {"name", "somebody", "says", "answers", "joins"}
_SEVERAL: Final = re.compile(
    r"\bmost \w|"
    + "|".join(
        rf"\b{re.escape(said)}\b" if said.isascii() else re.escape(said)
        for words in LANGUAGES.values()
        for key, said in words.items()
        if key not in _ONE_PERSON | _NO_PEOPLE
    ),
    re.IGNORECASE,
)
# What keeps its full stop before a comma.
_ABBREVIATION: Final = re.compile(r"(?:\b\w\.){2}$|\b(?:etc|Inc|Jr|Co|Ltd)\.$")


def reported(language: str, *, reply: bool) -> str:
    """Return what a sentence of a writer begins with: "A commenter says that", or less."""
    words = LANGUAGES[language]
    return f"{words['somebody']} {words.get('answers' if reply else 'says', '')}".rstrip()


def signed(text: str, author: str | None, language: str) -> str:
    """Return a sentence of somebody as one of `author`, unless the name could be taken for words of ours."""
    name = _name(author)
    if name is None or not text.startswith(SOMEBODY[language]):
        return text
    return f"{name}{'は' if language == 'ja' else ''}{text.removeprefix(SOMEBODY[language])}"


def is_headed(text: str, author: str | None) -> bool:
    """Whether a sentence begins with `author`, or in one of the languages with words for somebody who is not named."""
    name = _name(author)
    return (name is not None and text.startswith(name)) or text.startswith(tuple(SOMEBODY.values()))


def parted(text: str, language: str | None = None) -> tuple[str, str]:
    """Part a sentence into the word that joins it to the one before, if any, with its space, and the rest."""
    first, space, rest = text.partition(" ")
    joins = _JOINS if language is None else LANGUAGES[language].get("joins", "").split()
    return (f"{first}{space}", rest) if rest and first in joins else ("", text)


def tells_two(text: str) -> bool:
    """Whether words of ours for two people stand in what a language model wrote: at its head, or behind a comma."""
    joint, own = parted(text)
    own = own.casefold()
    within = any(f", {two} " in own for two in _TWO_COMMENTERS)
    return within or own.startswith((*_TWO, *(_TWO_WITHIN if joint else ())))


def tells_how_many(text: str) -> bool:
    """Whether words of ours for several people stand in what a language model wrote."""
    return _SEVERAL.search(text) is not None


def in_running_text(sentences: Sequence[str]) -> list[str]:
    """Return sentences that a language model wrote as they stand one behind the other.

    One that begins with “but” or the like goes on in the one before it, or stands without that word.
    """
    found: list[str] = []
    for sentence in sentences:
        joint, own = parted(sentence)
        before = found[-1] if found else ""
        if joint and before.endswith((".", ".”")) and not before.endswith(("..", "..”")):
            quoted = "”" if before.endswith("”") else ""
            own_end = before.removesuffix(quoted)
            found[-1] = f"{before if _ABBREVIATION.search(own_end) else own_end[:-1] + quoted},"
        elif joint:
            sentence = f"{own[:1].upper()}{own[1:]}"
        found.append(sentence)
    return found


def _name(author: str | None) -> str | None:
    """Return the name as it can stand in a sentence, None where it cannot."""
    name = " ".join((author or "").split())
    return name if name.isprintable() and name and not set(name) & set("“”") else None
