"""Stable pseudonyms for the people of a thread."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import chain, count

from threadgist.records import Thread
from threadgist.resources import package_table

_NAMES = package_table("pseudonyms.toml")
_COLOURS = _NAMES["colours"].split()
_ANIMALS = _NAMES["animals"].split()
_ODD = re.compile(r"\d|_|[a-z][A-Z]")
_ONE_WORD = re.compile(r"\w[\w.-]*")


def pseudonymise(thread: Thread) -> Thread:
    """Replace every author name, in the author fields and where comments mention it.

    Names come from a hash of the thread's id and the author's name, and no two authors share one. In texts a name is
    replaced after `@` or `u/`, and where it cannot be mistaken for an ordinary word. Links to comments are kept.
    """
    names = _names(thread)
    if not names:
        return thread
    swap = _swapper(names)
    article = thread.article
    if article is not None:
        article = replace(article, title=swap(article.title), lead=swap(article.lead))
    comments = (
        replace(comment, author=names.get(comment.author or ""), text=swap(comment.text))
        for comment in thread.comments
    )
    author = names.get(thread.author or "")
    return replace(thread, title=swap(thread.title), author=author, comments=tuple(comments), article=article)


def _swapper(names: Mapping[str, str]) -> Callable[[str], str]:
    """Return what puts pseudonyms in texts, word by word, so that thousands of authors cost no more than one."""
    # Names that no ordinary word or number is spelled like.
    odd = {name.casefold() for name in names if len(name) >= 4 and _ODD.search(name) and not name.isdecimal()}
    everywhere = {name.casefold(): names[name] for name in sorted(names, reverse=True)}
    alone = {name: everywhere[name] for name in odd}
    # Names of several words, or with a mark that no word has, are few: tried one by one, and first.
    several = (name for name in names if not _ONE_WORD.fullmatch(name))
    long = sorted(several, key=lambda name: (-len(name), name))
    passes = [_mentions(_ONE_WORD.pattern, _ONE_WORD.pattern)]
    if long:
        named = "|".join(re.escape(name) for name in long if name.casefold() in odd) or "(?!)"
        passes.insert(0, _mentions("|".join(map(re.escape, long)), named))

    def replacement(match: re.Match[str]) -> str:
        if match["called"]:
            return match["mark"] + _swapped(match["called"], everywhere).replace(" ", "")
        return _swapped(match["named"], alone)

    def swap(text: str) -> str:
        for pattern in passes:
            text = pattern.sub(replacement, text)
        return text

    return swap


def _mentions(called: str, named: str) -> re.Pattern[str]:
    """Match names with a mark that somebody is called by, and names without."""
    return re.compile(
        rf"(?P<mark>@|(?<!\w)u/)(?P<called>{called})(?!\w)|(?<!\w)(?P<named>{named})(?!\w)", re.IGNORECASE
    )


def _swapped(word: str, names: Mapping[str, str]) -> str:
    """Replace a name that `word` is, or begins with, or that stands between its dots and hyphens."""
    end = len(word)
    while end > 0:
        if pseudonym := names.get(word[:end].casefold()):
            return pseudonym + word[end:]
        end = max(word.rfind(".", 0, end), word.rfind("-", 0, end))
    return "".join(names.get(part.casefold(), part) for part in re.split(r"([.-])", word))


def _names(thread: Thread) -> dict[str, str]:
    authors = {comment.author for comment in thread.comments} | {thread.author}
    taken: dict[str, str] = {}
    for author in sorted(filter(None, authors)):
        number = int.from_bytes(sha256(f"{thread.id}\n{author}".encode()).digest()[:8], "big")
        base = f"{_COLOURS[number % len(_COLOURS)]} {_ANIMALS[number // len(_COLOURS) % len(_ANIMALS)]}"
        free = chain([base], (f"{base} {number}" for number in count(2)))
        taken[next(name for name in free if name not in taken)] = author
    return {author: name for name, author in taken.items()}
