"""Noun phrases of a thread: found, grouped over case and number, and counted once an author."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from threadgist.phrases import english as en
from threadgist.phrases.tagging import MAX_CHARS, Tag, Token, clauses, is_plural, singular, tag_clause
from threadgist.words import without_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Phrase", "collect", "most_used", "noun_phrases", "phrase_key", "stems"]

MAX_WORDS = 5
# A user name that so many people write is taken for an ordinary word.
EVERYDAY = 3
_LINKS = frozenset({"of"})
# What a phrase may begin and end with; asked before the functions that know more, for most words are neither.
_BEGINNINGS = (Tag.NOUN, Tag.ADJECTIVE, Tag.GERUND, Tag.NUMBER)
_ENDINGS = (Tag.NOUN, Tag.NUMBER)
# Words that say nothing alone nor together.
_VAGUE = en.GENERIC_NOUNS | en.TIME_NOUNS | en.EMPTY_ADJECTIVES
_MODIFIERS = (Tag.ADJECTIVE, Tag.NOUN, Tag.POSSESSIVE, Tag.GERUND, Tag.NUMBER)


@dataclass(slots=True)
class Phrase:
    """A noun phrase of the thread: `key` is its normal form, `authors` who used it, by theme."""

    key: tuple[str, ...]
    surface: str = ""
    whole: bool = False
    forms: Counter[str] = field(default_factory=Counter)
    authors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def stems(self) -> frozenset[str]:
        """The content words, for telling whether two phrases overlap."""
        return frozenset(word for word in self.key if word not in en.STOP)


def phrase_key(words: Iterable[str]) -> tuple[str, ...]:
    """Return the normal form under which `privacy law`, `Privacy Laws` and `privacy-laws` are one phrase."""
    return tuple(part for word in words for part in _key_parts(word))


@lru_cache(maxsize=50_000)
def _key_parts(word: str) -> tuple[str, ...]:
    parts = word.lower().replace("’", "'").split("-")
    return tuple(singular(part.removesuffix("'s")) for part in parts if part)


def stems(text: str) -> frozenset[str]:
    """Return the content words of `text` in normal form."""
    return frozenset(
        word
        for word in phrase_key(token.text for run in clauses(text) for token in run)
        if word not in en.STOP
    )


def noun_phrases(tokens: list[Token], tags: list[Tag]) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whole) of every noun phrase of one clause, shorter ones inside longer ones included.

    `whole` says that the phrase is not cut off on the right, so that its last word is a head.
    """
    for start in range(len(tokens)):
        if tags[start] not in _BEGINNINGS or not _may_begin(tokens, tags, start):
            continue
        for end in range(start + 1, min(start + MAX_WORDS, len(tokens)) + 1):
            last = end - 1
            if last > start and not _may_continue(tokens, tags, last):
                break
            if tags[last] in _ENDINGS and _may_end(tokens, tags, start, last):
                yield start, end, end == len(tokens) or tags[end] not in (Tag.NOUN, Tag.GERUND)


def _may_begin(tokens: list[Token], tags: list[Tag], at: int) -> bool:
    word, tag = tokens[at].lower, tags[at]
    if word in en.STOP or tag not in (Tag.ADJECTIVE, Tag.NOUN, Tag.GERUND) or _splits_name(tokens, tags, at):
        return tag is Tag.NUMBER and word[0] in "$€£"
    if tag is Tag.GERUND:
        return at + 1 < len(tokens) and tags[at + 1] in (Tag.NOUN, Tag.ADJECTIVE)
    return tag is Tag.NOUN or word not in en.EMPTY_ADJECTIVES


def _may_continue(tokens: list[Token], tags: list[Tag], at: int) -> bool:
    word, tag = tokens[at].lower, tags[at]
    if word in _LINKS:
        return tags[at - 1] is Tag.NOUN and tokens[at - 1].lower not in en.PARTITIVES
    if tag is Tag.NUMBER:
        return any(char.isdigit() for char in word)
    if tag is Tag.ADJECTIVE and word in en.EMPTY_ADJECTIVES:
        return False
    return tag in _MODIFIERS and word not in en.STOP


def _may_end(tokens: list[Token], tags: list[Tag], start: int, last: int) -> bool:
    word, tag = tokens[last].lower, tags[last]
    if tag is Tag.NUMBER:
        return last > start and tokens[last - 1].text[:1].isupper() and word.replace(".", "").isdigit()
    if tag is not Tag.NOUN or word in en.TIME_NOUNS or word in en.PARTITIVES:
        return False
    return last + 1 == len(tokens) or not _splits_name(tokens, tags, last + 1)


def _splits_name(tokens: list[Token], tags: list[Tag], at: int) -> bool:
    """Tell whether a name runs on from the word before `at`: "Bowling Green" gives no "Green"."""
    if at == 0:
        return False
    one, two = tokens[at - 1], tokens[at]
    named = tags[at - 1] in (Tag.NOUN, Tag.POSSESSIVE) and tags[at] is Tag.NOUN
    return named and one.text[:1].isupper() and two.text[:1].isupper() and not two.opens


def _usable(key: tuple[str, ...], boilerplate: frozenset[str]) -> bool:
    content = [word for word in key if word not in en.STOP]
    if not content or len(set(content)) < len(content):
        return False
    if not boilerplate.isdisjoint(content) or not en.NEVER.isdisjoint(content):
        return False
    longest = max(map(len, content))
    if longest > MAX_CHARS or (longest < 3 and not any(map(str.isdigit, "".join(content)))):
        return False
    return not _VAGUE.issuperset(content)


def collect(
    texts: Iterable[tuple[str, str, str]], title: str, names: frozenset[str]
) -> dict[tuple[str, ...], Phrase]:
    """Find the noun phrases of a thread.

    Args:
        texts: (theme id or "", author, text) of every passage.
        title: the thread's title; forum words that occur in it are allowed.
        names: user names in lower case; a phrase with one of them is dropped, unless it is an everyday word.

    Returns:
        Phrases by key, each with its most used surface form and the authors who used it in each theme.
    """
    title_words = stems(title)
    boilerplate = frozenset(singular(word) for word in en.BOILERPLATE) | en.BOILERPLATE
    boilerplate = frozenset(word for word in boilerplate if word not in title_words)
    phrases: dict[tuple[str, ...], Phrase] = {}
    casing: dict[str, Counter[str]] = defaultdict(Counter)
    usable: dict[tuple[str, ...], bool] = {}
    seen: Counter[tuple[tuple[str, ...], tuple[Token, ...]]] = Counter()
    read = [(theme, author, clauses(without_links(text))) for theme, author, text in texts]
    names = _plain_names(read, names)
    for theme, author, runs in read:
        for tokens in runs:
            shouted = sum([t.text.isupper() and len(t.text) > 1 for t in tokens]) * 2 > len(tokens) > 1
            tags = tag_clause(tokens)
            for token in tokens:
                if not token.opens and not shouted:
                    casing[token.lower][token.text] += 1
            named = [0, *accumulate([token.lower in names for token in tokens])]
            parts = [_key_parts(token.text) for token in tokens]
            for start, end, whole in noun_phrases(tokens, tags):
                span = tokens[start:end]
                key = parts[start] if end == start + 1 else tuple(chain.from_iterable(parts[start:end]))
                allowed = usable.get(key)
                if allowed is None:
                    allowed = usable[key] = _usable(key, boilerplate)
                if not allowed or (named[end] > named[start]):
                    continue
                phrase = phrases.get(key)
                if phrase is None:
                    phrase = phrases[key] = Phrase(key)
                phrase.authors[theme].add(author)
                phrase.whole = phrase.whole or whole
                if shouted:
                    span = [Token(t.text, t.lower, True) for t in span]
                seen[key, tuple(span)] += 1
    spelled: dict[Token, str] = {}
    for (key, words), times in seen.items():
        for token in words:
            if token not in spelled:
                spelled[token] = _cased(token, casing)
        phrases[key].forms[" ".join([spelled[token] for token in words])] += times
    for phrase in phrases.values():
        phrase.surface = most_used(phrase.forms)
    return {key: phrase for key, phrase in phrases.items() if phrase.whole}


def _plain_names(read: Iterable[tuple[str, str, list[list[Token]]]], names: frozenset[str]) -> frozenset[str]:
    """Return the user names but for those that are words many people use, such as `chicken`."""
    users: dict[str, set[str]] = defaultdict(set)
    for _, author, runs in read:
        for tokens in runs:
            for token in tokens:
                if token.lower in names and token.lower.isalpha():
                    users[token.lower].add(author)
    return frozenset(name for name in names if len(users.get(name, ())) < EVERYDAY)


def most_used(forms: Mapping[str, int]) -> str:
    """Return the commonest way of writing it; capitals, which forums drop, and plurals weigh more."""

    def weight(form: str) -> float:
        # A bare singular ("benchmark") reads as a slip in a heading.
        number = 2.0 if is_plural(form.rsplit(" ", 1)[-1].lower()) else 1.0
        if any(char.isupper() for word in form.split() for char in word[1:]):
            return 3.0 * number
        return number if form.islower() else 1.5 * number

    if len(forms) == 1:
        return next(iter(forms))
    return min(forms.items(), key=lambda item: (-item[1] * weight(item[0]), item[0].swapcase()))[0]


def _cased(token: Token, casing: Mapping[str, Counter[str]]) -> str:
    """Return the word as written; one that opens a sentence as the thread writes it elsewhere."""
    text = token.text.replace("’", "'")
    known = casing.get(token.lower)
    if token.opens or (known and known[token.lower] * 3 > known.total() * 2):
        text = most_used(known) if known else _plain(text)
    return text.replace("’", "'")


def _plain(text: str) -> str:
    mixed = any(char.isdigit() for char in text) or any(char.isupper() for char in text[1:])
    return text if mixed and not text.isalpha() else text.lower()
