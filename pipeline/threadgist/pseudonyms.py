"""Stable pseudonyms for the people of a thread."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from threadgist.resources import package_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threadgist.records import Comment, Thread

__all__ = ["pseudonymise"]

_TABLE = package_table("pseudonyms.toml")
_COLOURS = _TABLE["colours"].split()
_ANIMALS = _TABLE["animals"].split()
_ODD = re.compile(r"\d|_|[a-z][A-Z]")
_ONE_WORD = re.compile(r"\w[\w.-]*")
_MARK = r"(?P<mark>@|(?<!\w)u/)"


def pseudonymise(thread: Thread) -> Thread:
    """Replace every author name, in the author fields and where comments mention it.

    A name is drawn from a hash of the thread's id and the author's name: the same on every run, different in
    another thread, and no two authors share one. In texts a name is replaced after `@` or `u/`, and as a
    whole word where it cannot be mistaken for an ordinary word. Links to comments are kept: who follows them
    sees the real names.
    """
    names = _names(thread)
    if not names:
        return thread
    swap = _Mentions(names).swap

    def masked(comment: Comment) -> Comment:
        author = None if comment.author is None else names[comment.author]
        return replace(comment, author=author, text=swap(comment.text))

    article = thread.article and replace(
        thread.article, title=swap(thread.article.title), lead=swap(thread.article.lead)
    )
    return replace(
        thread,
        title=swap(thread.title),
        author=None if thread.author is None else names[thread.author],
        comments=tuple(masked(comment) for comment in thread.comments),
        article=article,
    )


class _Mentions:
    """Finds names in texts, word by word, so that thousands of authors cost no more than one."""

    def __init__(self, names: Mapping[str, str]) -> None:
        odd = _odd(names)
        self._names = {name.casefold(): names[name] for name in sorted(names, reverse=True)}
        self._odd = {name: pseudonym for name, pseudonym in self._names.items() if name in odd}
        # Names of several words, or with a mark that no word has, are few: tried one by one, and first.
        long = sorted(
            (name for name in names if not _ONE_WORD.fullmatch(name)),
            key=lambda name: (-len(name), name),
        )
        called = "|".join(map(re.escape, long))
        named = "|".join(re.escape(name) for name in long if name.casefold() in odd) or "(?!)"
        self._long = re.compile(
            rf"{_MARK}(?P<called>{called})(?!\w)|(?<!\w)(?P<named>{named})(?!\w)", re.IGNORECASE
        )
        self._short = re.compile(
            rf"{_MARK}(?P<called>{_ONE_WORD.pattern})|(?<!\w)(?P<named>{_ONE_WORD.pattern})", re.IGNORECASE
        )
        self._passes = (self._long, self._short) if long else (self._short,)

    def swap(self, text: str) -> str:
        """Return `text` with pseudonyms for the names it mentions."""
        for pattern in self._passes:
            text = pattern.sub(self._replacement, text)
        return text

    def _replacement(self, match: re.Match[str]) -> str:
        if match["called"]:
            return match["mark"] + _swapped(match["called"], self._names).replace(" ", "")
        return _swapped(match["named"], self._odd)


def _swapped(word: str, names: Mapping[str, str]) -> str:
    """Replace a name that `word` is, or begins with, or that stands between its dots and hyphens."""
    end = len(word)
    while end > 0:
        pseudonym = names.get(word[:end].casefold())
        if pseudonym is not None:
            return pseudonym + word[end:]
        end = max(word.rfind(".", 0, end), word.rfind("-", 0, end))
    parts = re.split(r"([.-])", word)
    return "".join(names.get(part.casefold(), part) for part in parts)


def _odd(names: Iterable[str]) -> set[str]:
    """Names that no ordinary word or number is spelled like, folded."""
    return {
        name.casefold() for name in names if len(name) >= 4 and _ODD.search(name) and not name.isdecimal()
    }


def _names(thread: Thread) -> dict[str, str]:
    authors = sorted(
        {comment.author for comment in thread.comments if comment.author is not None} | {thread.author or ""}
    )
    taken: set[str] = set()
    names: dict[str, str] = {}
    for author in filter(None, authors):
        number = int.from_bytes(sha256(f"{thread.id}\n{author}".encode()).digest()[:8], "big")
        base = f"{_COLOURS[number % len(_COLOURS)]} {_ANIMALS[number // len(_COLOURS) % len(_ANIMALS)]}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} {count}"
        taken.add(name)
        names[author] = name
    return names
