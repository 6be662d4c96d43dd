"""What one person of a thread alone brings up: it names no heading, and others who are cited with it say less of it.

Whatever a checker says: it may have been talked round (docs/lab-notes.md has what that costs in fair citations).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from threadgist.people import author_key
from threadgist.words import without_links
from threadgist.write.material import Material
from threadgist.write.model import Encode
from threadgist.write.rules import names
from threadgist.write.rules.names import WELL_KNOWN_STEMS, acronyms, spelled_out, tells_a_name
from threadgist.write.rules.tokens import content, rows_of, words

# A comment is about a sentence where its vector is so near, or so many content words are the same.
NEAR: Final = 0.03
SHARED: Final = 1
# The same for a sentence with a name that one person alone uses, and how near it must be without that name. Where such
# a sentence is copied from that person, it is that person's alone.
NEAR_STRICT: Final = 0.3
NEAR_WITHOUT: Final = 0.24
SHARED_STRICT: Final = 4
# A comment of fewer content words says nothing by itself ("This.", "That was pretty easy").
FEW_WORDS: Final = 4
_WORD: Final = re.compile(r"[^\W_]+")
# A sentence is copied where so much of it is in rows of so many words of one person.
COPIED_ROW: Final = 4
COPIED: Final = 0.6
# A nickname is a name cut to so many letters of its stem and more, in a pet form: "Woody" for "Woodward".
SHORTENED: Final = 4
_PET_NAME: Final = re.compile(r"\b[A-Z]\w+(?:y|ie)\b")
EVERYBODY: Final = frozenset(content("everybody everyone anybody anyone all"))


class Speech:
    """Who of a thread's people uses which words; those of title and article are nobody's own."""

    def __init__(self, material: Material) -> None:
        self._material = material
        shared = {stem for text in material.about for stem in content(text)}
        said: defaultdict[str, list[str]] = defaultdict(list)
        for key, line in material.lines.items():
            said[author_key(material.comment(key))].append(line.passage.text)
        # What each person says, all of it as one text.
        voices = dict(zip(said, map("\n".join, said.values()), strict=True))
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        for author, voice in voices.items():
            for stem in set(content(voice)) - shared - EVERYBODY:
                self._users[stem].add(author)
        self._rows = {author: frozenset(rows_of(voice, COPIED_ROW)) for author, voice in voices.items()}
        # A line begins with a capital anyhow, whether or not a full stop stands before it.
        self._named = _stems_of_names("\n".join(voices.values()).replace("\n", ".\n"))
        by = Counter(initials for voice in voices.values() for initials in acronyms(voice))
        self._initials = frozenset(one for one, people in by.items() if people > 1 and tells_a_name(one))
        # Words that somebody writes with a small letter.
        small = (word for voice in voices.values() for word in _WORD.findall(voice) if word[0].islower())
        self._small = {stem for word in small for stem in content(word)}
        pets = (word for voice in voices.values() for word in _PET_NAME.findall(voice))
        self._pets = {stem for word in pets for stem in content(word)}

    def lonely(self, text: str) -> frozenset[str]:
        """Return the stems of names in a text that one person alone uses, but for those that most people know."""
        named = self._named | _stems_of_names(text)
        return self._alone(stem for stem in content(text) if stem in named)

    def capitals(self, text: str) -> frozenset[str]:
        """Return the stems of words with a capital that one person alone uses, and never without one."""
        words = (word for word in _WORD.findall(text) if word[0].isupper())
        return self._alone(stem for word in words for stem in content(word) if stem not in self._small)

    def alone_with(self, text: str) -> tuple[str, ...]:
        """Return names in a text that one of several people alone uses (not "Union" where others write "EU")."""
        if len(self._rows) <= 1:
            return ()
        stems, shared = self.lonely(text) | self.capitals(text), spelled_out(text, self._initials)
        words = (word for word in _WORD.findall(text) if word not in shared)
        return tuple(word for word in words if stems.intersection(content(word)))

    def is_copied(self, text: str, stems: frozenset[str]) -> bool:
        """Whether most of a text is word for word what somebody says who uses one of the stems."""
        least, rows = max(1, COPIED * len(words(text))), rows_of(text, COPIED_ROW)
        for author in {author for stem in stems for author in self._users.get(stem, ())}:
            shared = [start for start, row in enumerate(rows) if row in self._rows[author]]
            if len({at for start in shared for at in range(start, start + COPIED_ROW)}) >= least:
                return True
        return False

    def related(self, said: Sequence[tuple[str, tuple[str, ...]]], encode: Encode) -> list[tuple[str, ...]]:
        """Leave out of the passages found to say sentences those that have next to nothing to do with them."""
        # A first word has a capital anyhow.
        lonely = {text: self.lonely(text) | self.capitals(text.partition(" ")[2]) for text, _ in said}
        copied = {text for text, alone in lonely.items() if alone and self.is_copied(text, alone)}
        rests = {
            text: " ".join(word for word in text.split() if alone.isdisjoint(content(word)))
            for text, alone in lonely.items()
        }
        passages = {key: _in_context(key, self._material) for _, keys in said for key in keys}
        # Encoded once: an encoder pads each call to a full batch.
        texts = list(dict.fromkeys((*rests, *rests.values(), *passages.values())))
        vectors = dict(zip(texts, encode(texts), strict=True)) if texts else {}

        def is_near(one: str, key: str, least: float) -> bool:
            return float(vectors[one] @ vectors[passages[key]]) >= least

        def is_about(key: str, text: str) -> bool:
            own, alone = frozenset(content(passages[key])), lonely[text]
            shared = len(own.intersection(content(text)))
            users = {author for stem in alone for author in self._users.get(stem, ())}
            if not alone or not alone.isdisjoint(own) or not users.isdisjoint(self._material.authors([key])):
                return is_near(text, key, NEAR) or shared >= SHARED
            near = is_near(text, key, NEAR_STRICT) and is_near(rests[text], key, NEAR_WITHOUT)
            return (near or shared >= SHARED_STRICT) and text not in copied

        return [tuple(key for key in keys if is_about(key, text)) for text, keys in said]

    def _alone(self, stems: Iterable[str]) -> frozenset[str]:
        alone = (one for one in stems if len(self._users.get(one, ())) == 1 and not self._is_shortened(one))
        return frozenset(alone) - WELL_KNOWN_STEMS

    def _is_shortened(self, stem: str) -> bool:
        """Whether somebody else uses a nickname for a name that one person alone uses in full."""
        short = {stem[:end] for end in range(SHORTENED, len(stem))} & self._pets - self._small
        return any(self._users.get(one, set()) - self._users[stem] for one in short)


def _stems_of_names(text: str) -> frozenset[str]:
    """The stems of names in a text, but not in its links; nations are words like others, as "grade" in "KFC-grade"."""
    parts = (
        part
        for name in names.names(without_links(text))
        if name.casefold() not in names.DEMONYMS
        for part in re.split(r"[-/]", name)
        if part != part.lower() or any(char.isdigit() for char in part) or part == name
    )
    return frozenset(stem for part in parts for stem in content(part))


def _in_context(key: str, material: Material) -> str:
    """The text of a passage, behind what it answers where it is too short to be understood by itself."""
    line = material.lines[key]
    if not line.parent or len(set(content(line.passage.text))) >= FEW_WORDS:
        return line.passage.text
    return f"{material.lines[line.parent].passage.text}\n{line.passage.text}"
