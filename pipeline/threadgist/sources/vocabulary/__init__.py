"""What other programs, and people, call things: words, patterns and places, in the `.toml` files beside this one.

And how the names of columns and fields are compared.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from threadgist.resources import package_table


def vocabulary(name: str) -> dict[str, Any]:
    """Return what `NAME.toml` holds; not to be changed."""
    return package_table(f"sources/vocabulary/{name}.toml")


def words(name: str, key: str) -> tuple[str, ...]:
    """Return the words that stand under `key`, in their order."""
    return tuple(vocabulary(name)[key].split())


def pattern(name: str, key: str) -> str:
    """Return what matches any of the regular expressions that stand under `key`, one a line."""
    return "(?:" + "|".join(vocabulary(name)[key].strip().split("\n")) + ")"


def phrases(name: str, key: str) -> str:
    """Return what matches any of the phrases under `key`, apart by commas or line ends; the longest first."""
    found = {phrase.strip() for phrase in re.split(r"[,\n]", vocabulary(name)[key])} - {""}
    ordered = sorted(found, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in ordered) + ")"


_NOT_LETTERS = re.compile(r"[\W_]+")
_JOINTS = re.compile(r"[./:]+")
# Objects that only wrap what a record says of itself; best name first inside and outside of them.
_WRAPPERS = frozenset(words("fields", "wrappers"))


@lru_cache(maxsize=65536)
def normal_name(name: str) -> str:
    """Return a name in lower case without punctuation and accents: `Comment-Body` and `commentbody` are one.

    A dot, slash or colon stands for an object inside an object, and becomes a dot.
    """
    # Taken apart first: folding makes joints of other signs, such as the colon of Chinese.
    parts = (_NOT_LETTERS.sub("", _folded(part)) for part in _JOINTS.split(name))
    return ".".join(part for part in parts if part)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def bare_name(name: str) -> str:
    """Return a normal name without the objects that only wrap a record: `snippet.textOriginal` is `textoriginal`."""
    parts = normal_name(name).split(".")
    while len(parts) > 1 and parts[0] in _WRAPPERS:
        parts = parts[1:]
    return ".".join(parts)


def _names(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normal_name, words("fields", key))))


_PEOPLE = [
    f"{role}.{name}" for role in words("fields", "person_roles") for name in words("fields", "person_names")
]
# Best first.
ROLE_NAMES: dict[str, tuple[str, ...]] = {
    role: _names(role) for role in ("text", "id", "parent", "time", "score", "url")
} | {"author": (*_names("author"), *_PEOPLE, *_names("author_after"))}
TEXT_NAMES, THREAD_NAMES, TITLE_NAMES = map(_names, ("text", "thread", "title"))
