"""Noun phrases of a thread and the subjects of its words: grouped over case and number, counted once an author."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from threadgist.phrases import english as en
from threadgist.phrases.tagging import Tag, Token, clauses, tag_clause

MAX_WORDS = 5
# A user name that so many people write is taken for an ordinary word, an adjective for part of a term.
EVERYDAY = 3
# Words that say nothing alone nor together.
_VAGUE = en.GENERIC_NOUNS | en.TIME_NOUNS | en.EMPTY_ADJECTIVES
_OPENERS = ("ADJECTIVE", "NOUN", "GERUND", "NUMBER")
_MODIFIERS = (*_OPENERS, "POSSESSIVE")
_HEADS = ("NOUN", "NUMBER")

# A clause, where in it a phrase begins and ends, and whether the clause is shouted.
Use = tuple[list[Token], int, int, bool]


@dataclass(slots=True)
class Phrase:
    """A noun phrase of the thread: `key` is its normal form, `authors` who used it, by place.

    `stems` are its content words; `whole` says that somewhere it is not cut off on the right; `aspect` that it is our
    own name for the subject of several words that people use. `uses` are kept until it is spelt.
    """

    key: tuple[str, ...]
    surface: str = ""
    whole: bool = False
    authors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aspect: bool = False
    stems: frozenset[str] = frozenset()
    uses: list[Use] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stems = frozenset(self.key) - en.STOP

    def people(self, places: frozenset[str] | None = None) -> set[str]:
        """Who used it in these places; by default anywhere."""
        return set().union(*[who for place, who in self.authors.items() if places is None or place in places])


Phrases = dict[tuple[str, ...], Phrase]


def phrase_key(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the normal form under which `privacy law`, `Privacy Laws` and `privacy-laws` are one phrase."""
    return tuple(chain.from_iterable([token.key for token in tokens]))


def stems(text: str) -> frozenset[str]:
    """Return the content words of `text` in normal form."""
    return frozenset(phrase_key(chain.from_iterable(clauses(text)))) - en.STOP


def noun_phrases(tokens: list[Token], tags: list[Tag]) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whether it ends in its head) of each noun phrase of a clause, those inside longer ones too."""
    for start, tag in enumerate(tags):
        if tag not in _OPENERS or not _may_begin(tokens, tags, start):
            continue
        for end in range(start + 1, min(start + MAX_WORDS, len(tokens)) + 1):
            last = end - 1
            if last > start and not _may_continue(tokens, tags, last):
                break
            if tags[last] in _HEADS and _may_end(tokens, tags, start, last):
                yield start, end, end == len(tokens) or tags[end] not in ("NOUN", "GERUND")


def _may_begin(tokens: list[Token], tags: list[Tag], at: int) -> bool:
    word, tag = tokens[at].lower, tags[at]
    if tag == "NUMBER":
        return word[0] in "$€£"
    if word in en.STOP or _splits_name(tokens, tags, at):
        return False
    if tag == "GERUND":
        return at + 1 < len(tokens) and tags[at + 1] in ("NOUN", "ADJECTIVE")
    return tag == "NOUN" or word not in en.EMPTY_ADJECTIVES or word in en.TELLING_ADJECTIVES


def _may_continue(tokens: list[Token], tags: list[Tag], at: int) -> bool:
    word, tag = tokens[at].lower, tags[at]
    if word == "of":
        return tags[at - 1] == "NOUN" and tokens[at - 1].lower not in en.PARTITIVES
    if tag == "NUMBER":
        return any(char.isdigit() for char in word)
    if tag == "ADJECTIVE" and word in en.EMPTY_ADJECTIVES:
        return False
    return tag in _MODIFIERS and word not in en.STOP


def _may_end(tokens: list[Token], tags: list[Tag], start: int, last: int) -> bool:
    word, tag = tokens[last].lower, tags[last]
    if tag == "NUMBER":
        return last > start and tokens[last - 1].capital and word.replace(".", "").isdigit()
    if word in en.TIME_NOUNS or word in en.PARTITIVES:
        return False
    return last + 1 == len(tokens) or not _splits_name(tokens, tags, last + 1)


def _splits_name(tokens: list[Token], tags: list[Tag], at: int) -> bool:
    """Tell whether a name runs on from the word before `at`: "Bowling Green" gives no "Green"."""
    one, two = tokens[at - 1], tokens[at]
    named = at > 0 and two.capital and one.capital and not two.opens
    return named and tags[at - 1] in ("NOUN", "POSSESSIVE") and tags[at] == "NOUN"


def _of_two(key: tuple[str, ...]) -> bool:
    """Tell whether a place or a thing there is an old and a new one of is told apart: "old Reddit"."""
    return len(key) == 2 and key[0] in en.TELLING_ADJECTIVES and key[1] in en.WORDS["sites"]


def _usable(key: tuple[str, ...], unwanted: frozenset[str]) -> bool:
    content = frozenset(key) - en.STOP
    if not content or not unwanted.isdisjoint(content) or (_VAGUE.issuperset(content) and not _of_two(key)):
        return False
    if len(key) > 1 and sum([word in content for word in key]) > len(content):
        return False
    return max(map(len, content)) >= 3 or any(map(str.isdigit, "".join(content)))


def _tells(phrase: Phrase) -> bool:
    """Tell whether a phrase names something: "new idea" does not, "old design" does if several people say it."""
    if phrase.key[0] not in en.EMPTY_ADJECTIVES:
        return True
    told_apart = phrase.key[-1] not in en.GENERIC_NOUNS or _of_two(phrase.key)
    return told_apart and len(phrase.people()) >= EVERYDAY


def collect(
    texts: Iterable[tuple[str, str, str]], title: str, names: frozenset[str]
) -> tuple[Phrases, list[list[Token]]]:
    """Find the noun phrases of a thread whose words several people use.

    `texts` are (theme id or "", author, text without links) of every passage. Forum words that occur in the title are
    allowed; a phrase with one of `names` (in lower case) is dropped, unless it is an everyday word. Returns phrases by
    key, each with the authors who used it in each theme, and the clauses that nobody shouts.
    """
    unwanted = en.NEVER | (en.WORDS["boilerplate"] - stems(title))
    # None for what cannot be one of them.
    found: dict[tuple[str, ...], Phrase | None] = {}
    unshouted: list[list[Token]] = []
    read = [(theme, author, clauses(text)) for theme, author, text in texts]
    names = _plain_names(read, names)
    for theme, author, runs in read:
        for tokens in runs:
            shouted = sum([token.shouted for token in tokens]) * 2 > len(tokens) > 1
            if not shouted:
                unshouted.append(tokens)
            named = bool(names) and not names.isdisjoint([token.lower for token in tokens])
            for start, end, whole in noun_phrases(tokens, tag_clause(tokens)):
                key = tokens[start].key if end == start + 1 else phrase_key(tokens[start:end])
                if key not in found:
                    found[key] = Phrase(key) if _usable(key, unwanted) else None
                phrase = found[key]
                if phrase is None or (named and not names.isdisjoint([t.lower for t in tokens[start:end]])):
                    continue
                phrase.authors[theme].add(author)
                phrase.whole = phrase.whole or whole
                phrase.uses.append((tokens, start, end, shouted))
    kept = (phrase for phrase in found.values() if phrase is not None and phrase.whole and _tells(phrase))
    return of_several({phrase.key: phrase for phrase in kept}), unshouted


def of_several(phrases: Phrases) -> Phrases:
    """Keep the phrases all of whose content words two people use; all of them where one person wrote everything.

    Else the word of an attack would get out of its own quotation (see `bench/quality.py injection`).
    """
    users: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases.values():
        for word in phrase.stems:
            users[word].update(*phrase.authors.values())
    several = {word for word, people in users.items() if len(people) > 1}
    if not several and len(set().union(*users.values())) < 2:
        return phrases
    return {key: phrase for key, phrase in phrases.items() if phrase.stems <= several}


def _plain_names(read: Iterable[tuple[str, str, list[list[Token]]]], names: frozenset[str]) -> frozenset[str]:
    """Return the user names that somebody writes, but for those that are words many people use, such as `chicken`."""
    users: dict[str, set[str]] = defaultdict(set)
    for _, author, runs in read:
        for name in names.intersection([token.lower for tokens in runs for token in tokens]):
            users[name].add(author)
    return frozenset(name for name, who in users.items() if len(who) < EVERYDAY or not name.isalpha())


def collect_aspects(said: Iterable[tuple[str, str, frozenset[str]]]) -> Phrases:
    """The aspects several people talk about, by key; `said` are (place, author, lower-case words) of each passage."""
    found: dict[str, Phrase] = {}
    for place, author, words in said:
        for aspect in {en.ASPECTS[word] for word in en.ASPECTS.keys() & words}:
            if aspect not in found:
                key = phrase_key(chain.from_iterable(clauses(aspect)))
                found[aspect] = Phrase(key, aspect, whole=True, aspect=True)
            found[aspect].authors[place].add(author)
    return {phrase.key: phrase for _, phrase in sorted(found.items()) if len(phrase.people()) > 1}
