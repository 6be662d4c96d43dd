"""What one person of a thread alone brings up: it names no heading, and others who are cited with it say less of it.

Whatever a checker says: it may have been talked round. What that costs in fair citations is in docs/lab-notes.md.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from threadgist.write.rules.names import names
from threadgist.write.rules.tokens import content
from threadgist.write.rules.wellknown import DEMONYMS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.write.material import Material

__all__ = ["Speech", "related"]

# A comment is about a sentence where its vector is so near, or so many content words are the same.
NEAR: Final = 0.15
SHARED: Final = 2
# The same for a sentence with a name that one person alone uses, and how near it must be without that name.
NEAR_STRICT: Final = 0.3
NEAR_WITHOUT: Final = 0.24
SHARED_STRICT: Final = 4
EVERYBODY: Final = frozenset(content("everybody everyone anybody anyone all"))


class Speech:
    """Who of a thread's people uses which words; those of title and article are nobody's own."""

    def __init__(self, material: Material) -> None:
        shared = {stem for text in material.about.texts for stem in content(text)}
        voices = material.voices(material.lines)
        users: defaultdict[str, set[int]] = defaultdict(set)
        for at, voice in enumerate(voices):
            for stem in set(content(voice)) - shared - EVERYBODY:
                users[stem].add(at)
        self._people = len(voices)
        self._users = users
        self._named = _stems_of_names("\n".join(voices))

    def lonely(self, text: str) -> frozenset[str]:
        """Return the stems of names in a text that one person alone uses."""
        named = self._named | _stems_of_names(text)
        return frozenset(stem for stem in content(text) if stem in named and self._count(stem) == 1)

    def one_persons(self, heading: str) -> bool:
        """Whether a heading has a name that one of several people uses, or no word of anybody but a single person."""
        words = [stem for stem in content(heading) if stem not in EVERYBODY]
        if self._people <= 1 or not words:
            return False
        if any(stem in self._named and self._count(stem) == 1 for stem in words):
            return True
        return self._count(words[0]) == 1 and all(
            self._users.get(stem) == self._users[words[0]] for stem in words
        )

    def _count(self, stem: str) -> int:
        return len(self._users.get(stem, ()))


def _stems_of_names(text: str) -> frozenset[str]:
    """The stems of names in a text; what people of a country are called is a word like others."""
    return frozenset(
        part for name in names(text) if name.casefold() not in DEMONYMS for part in content(name)
    )


def related(
    text: str,
    keys: Sequence[str],
    material: Material,
    speech: Speech,
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
) -> tuple[str, ...]:
    """Leave out of the passages behind a sentence those that have next to nothing to do with it.

    Args:
        text: The sentence.
        keys: What was found to say it.
        material: The thread.
        speech: Who uses which words.
        encode: Gives `(n, d)` float32 unit vectors of texts.
    """
    lonely = speech.lonely(text)
    rest = " ".join(word for word in text.split() if not lonely & frozenset(content(word)))
    passages = [material.lines[key].passage.text for key in keys]
    whole, without, *rows = encode([text, rest, *passages])
    stems = frozenset(content(text))
    kept = []
    for key, passage, row in zip(keys, passages, rows, strict=True):
        own = frozenset(content(passage))
        strict = bool(lonely) and not lonely & own
        near = float(whole @ row) >= (NEAR_STRICT if strict else NEAR)
        near = near and (not strict or float(without @ row) >= NEAR_WITHOUT)
        if near or len(stems & own) >= (SHARED_STRICT if strict else SHARED):
            kept.append(key)
    return tuple(kept)
