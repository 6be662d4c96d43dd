"""A ranking of sentences, or a digest, as a text of a given length: the same cut for every system.

The cut is that of the DUC conferences (ROUGE's option -l): units in the order of the system, the last one cut after
the word that fills the length. No system gains by long or short sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.records import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threadgist.records import Digest


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


def printed(digest: Digest) -> tuple[str, ...]:
    """The sentences of a digest in the order of the page: "In short", then bullets, each before those nested in it.

    Themes by the number of people, one-off comments last; without quotation marks and marks of omission, which are
    no words. A bullet that "In short" repeats word for word counts where it comes first.
    """
    found = [_bare(sentence.text) for sentence in digest.summary]
    said = {bullet_id: sentence.text for sentence in digest.summary for bullet_id in sentence.bullet_ids}
    bullets = walk((*digest.quoted, *digest.one_offs))
    found += [_bare(bullet.text) for bullet in bullets if said.get(bullet.id) != bullet.text]
    return tuple(found)


def _bare(text: str) -> str:
    return text.translate(_MARKS).strip()
