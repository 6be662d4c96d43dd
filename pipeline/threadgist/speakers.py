"""Who a written sentence says is speaking, by language. A leaf that writers and grounding share.

A language model goes on from words that name nobody ("A commenter says that"); code puts the name in their place once
the sentence has passed, so that no model is shown a name and none can be made up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SOMEBODY", "WRITTEN_LANGUAGES", "is_headed", "reported", "signed"]

SOMEBODY: Final[Mapping[str, str]] = {
    "en": "A commenter", "de": "Eine Person", "fr": "Un commentateur", "es": "Un comentarista",
    "it": "Un commentatore", "pt": "Um comentarista", "nl": "Een reageerder", "sv": "En kommentator",
    "da": "En kommentator", "pl": "Jedna osoba", "ru": "Один комментатор", "zh": "一位评论者", "ja": "ある投稿者は",
}  # fmt: skip

# What follows the subject where a small model goes on from words given to it: of one who says something, and of one who
# answers. Reported speech keeps a story somebody tells from becoming a story about them.
_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("says that", "answers that"),
    "de": ("sagt, dass", "entgegnet, dass"),
    "fr": ("dit que", "répond que"),
    "es": ("dice que", "responde que"),
    "it": ("dice che", "risponde che"),
    "pt": ("diz que", "responde que"),
    "nl": ("zegt dat", "antwoordt dat"),
    "sv": ("säger att", "svarar att"),
    "da": ("siger, at", "svarer, at"),
}

WRITTEN_LANGUAGES: Final = tuple(SOMEBODY)
_SPACE: Final = re.compile(r"\s+")
_JAPANESE_TOPIC: Final = "は"


def reported(language: str, *, reply: bool) -> str:
    """Return what a sentence of a writer begins with: "A commenter says that".

    Without the verb where the language has none here.
    """
    says = _SAYS.get(language)
    return SOMEBODY[language] if says is None else f"{SOMEBODY[language]} {says[reply]}"


def signed(text: str, author: str | None, language: str) -> str:
    """Return a sentence that somebody says something as one that `author` does, or as it is where nobody knows who.

    A name that could be taken for words of ours, because of quotation marks or of what cannot be printed, is left out.
    """
    somebody = SOMEBODY[language]
    name = _name(author)
    if name is None or not text.startswith(somebody):
        return text
    topic = _JAPANESE_TOPIC if language == "ja" else ""
    return f"{name}{topic}{text.removeprefix(somebody)}"


def is_headed(text: str, author: str | None) -> bool:
    """Whether a sentence begins with `author`, or in one of the languages with words for somebody who is not named."""
    name = _name(author)
    return (name is not None and text.startswith(name)) or text.startswith(tuple(SOMEBODY.values()))


def _name(author: str | None) -> str | None:
    """Return the name as it can stand in a sentence, None where it cannot."""
    name = _SPACE.sub(" ", author or "").strip()
    return name if name.isprintable() and name and not set(name) & set("“”") else None
