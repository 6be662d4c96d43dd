"""Stable pseudonyms for the people of a thread."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadgist.records import Comment, Thread

__all__ = ["pseudonymise"]

_COLOUR_WORDS = (
    "Amber Ash Azure Birch Blue Bronze Cedar Cherry Clay Cobalt Copper Coral Cream Crimson Ebony Fawn "
    "Flax Ginger Gold Green Grey Hazel Honey Indigo Ivory Jade Lemon Lilac Lime Maple Maroon Mauve Mint "
    "Navy Ochre Olive Opal Orange Peach Pearl Pine Pink Plum Purple Red Rose Ruby Rust Saffron Sage "
    "Sand Scarlet Sepia Silver Slate Tan Teal Umber Violet White Willow Yellow"
)
_ANIMAL_WORDS = (
    "Badger Bat Bear Beaver Bison Bittern Carp Crane Crow Curlew Deer Dove Duck Eagle Eel Egret Falcon "
    "Ferret Finch Fox Frog Gannet Goat Goose Grouse Gull Hare Hawk Heron Ibis Jay Kestrel Kite Lark "
    "Linnet Lynx Magpie Marten Mole Moth Newt Otter Owl Perch Pike Plover Puffin Quail Rail Raven Robin "
    "Rook Salmon Seal Shrew Snipe Sparrow Stoat Stork Swan Swift Tern Thrush Toad Trout Vole Wagtail "
    "Weasel Wolf Wren"
)
_COLOURS = _COLOUR_WORDS.split()
_ANIMALS = _ANIMAL_WORDS.split()
_ODD = re.compile(r"\d|_|[a-z][A-Z]")


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
    plain = "|".join(_distinct(names)) or r"(?!)"
    mention = re.compile(rf"(?P<mark>@|\b/?u/)(?P<name>[\w.-]+)|(?<![\w@/])(?P<plain>{plain})(?![\w/])")
    folded = {name.casefold(): pseudonym for name, pseudonym in names.items()}

    def swap(match: re.Match[str]) -> str:
        if match["plain"]:
            return names[match["plain"]]
        bare = match["name"].rstrip(".-")
        pseudonym = folded.get(bare.casefold())
        if pseudonym is None:
            return match[0]
        return f"{match['mark']}{pseudonym.replace(' ', '')}{match['name'][len(bare) :]}"

    def masked(comment: Comment) -> Comment:
        author = None if comment.author is None else names[comment.author]
        return replace(comment, author=author, text=mention.sub(swap, comment.text))

    article = thread.article and replace(thread.article, lead=mention.sub(swap, thread.article.lead))
    return replace(
        thread,
        author=None if thread.author is None else names[thread.author],
        comments=tuple(masked(comment) for comment in thread.comments),
        article=article,
    )


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


def _distinct(names: dict[str, str]) -> list[str]:
    """Names that no ordinary word is spelled like, longest first, escaped for a pattern."""
    odd = [name for name in names if len(name) >= 4 and _ODD.search(name)]
    return [re.escape(name) for name in sorted(odd, key=lambda name: (-len(name), name))]
