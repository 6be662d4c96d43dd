"""A ranking of sentences, or a digest, as a text of a given length: the same cut for every system.

The cut is that of the DUC conferences (ROUGE's option -l): units in the order of the system, the last one cut after
the word that fills the length. No system gains by long or short sentences.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threadgist.records import Bullet, Digest

__all__ = ["bullet_texts", "count_tokens", "printed_bullets", "shorten", "spread_bullets"]

# What ROUGE counts as a word.
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_MARKS = str.maketrans("", "", "“”…")


def count_tokens(text: str) -> int:
    """Count words as ROUGE does: runs of letters and digits."""
    return len(_TOKEN.findall(text))


def shorten(units: Iterable[str], words: int) -> str:
    """Join units until `words` words are there; the last unit is cut after the word that fills the length."""
    kept: list[str] = []
    left = words
    for unit in units:
        if left <= 0:
            break
        matches = list(_TOKEN.finditer(unit))
        if not matches:
            continue
        kept.append(unit if len(matches) <= left else unit[: matches[left - 1].end()])
        left -= len(matches)
    return "\n".join(kept)


def printed_bullets(digest: Digest) -> tuple[str, ...]:
    """The texts of a digest's bullets in the order the page prints them, nested ones after their own.

    Themes by the number of people, one-off comments last; without quotation marks and marks of omission, which are
    no words. What a language model put in front ("In short") is not part of it.
    """
    bullets = (*(bullet for theme in digest.themes for bullet in theme.bullets), *digest.points)
    return bullet_texts((*bullets, *digest.one_offs))


def spread_bullets(digest: Digest) -> tuple[str, ...]:
    """The same bullets in the order of a digest with fewer a theme: the first of each theme, then the second, ..."""
    rounds = zip_longest(*(theme.bullets for theme in digest.themes))
    bullets = [bullet for row in rounds for bullet in row if bullet is not None]
    return bullet_texts((*bullets, *digest.points, *digest.one_offs))


def bullet_texts(bullets: Iterable[Bullet]) -> tuple[str, ...]:
    """The texts of bullets, each before those nested in it, without quotation marks and marks of omission."""
    found: list[str] = []
    waiting = list(bullets)[::-1]
    while waiting:
        bullet = waiting.pop()
        found.append(bullet.text.translate(_MARKS).strip())
        waiting.extend(bullet.children[::-1])
    return tuple(found)
