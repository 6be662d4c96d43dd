"""How headings are written: as most people do; names keep their capitals, words cut out of a name lose theirs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain

from threadgist.phrases.candidates import Phrase
from threadgist.phrases.tagging import Token, is_plural
from threadgist.words import letter_runs

# So often with a capital and never without is a name, even where it opened a sentence each time.
NAMED = 2


def spell(phrases: Iterable[Phrase], unshouted: Iterable[list[Token]]) -> None:
    """Give phrases but for aspects their most used surface form; what nobody shouts tells how words are written."""
    found = [phrase for phrase in phrases if not phrase.aspect]
    wanted = {
        token.lower
        for phrase in found
        for tokens, start, end, _ in phrase.uses
        for token in tokens[start:end]
    }
    casing: dict[str, Counter[str]] = defaultdict(Counter)
    for token, times in Counter(chain.from_iterable(unshouted)).items():
        if not token.opens and token.lower in wanted:
            casing[token.lower][token.text] += times

    @cache
    def cased(token: Token, opens: bool) -> str:
        """The word as written; one that opens a sentence as the thread writes it elsewhere."""
        text, known = token.text, casing.get(token.lower)
        if known and (opens or known[token.lower] * 3 > known.total() * 2):
            text = most_used(known)
        elif opens and not known:
            mixed = any(map(str.isdigit, text)) or any(map(str.isupper, text[1:]))
            text = text if mixed and not text.isalpha() else text.lower()
        return text.replace("’", "'")

    for phrase in found:
        phrase.surface = most_used(
            Counter(
                " ".join([cased(token, token.opens or shouted) for token in tokens[start:end]])
                for tokens, start, end, shouted in phrase.uses
            )
        )
        phrase.uses.clear()


def most_used(forms: Mapping[str, int]) -> str:
    """Return the commonest way of writing it; capitals, which forums drop, and plurals weigh more."""

    def weight(form: str) -> float:
        # A bare singular ("benchmark") reads as a slip in a heading.
        number = 2.0 if is_plural(form.rsplit(" ", 1)[-1].lower()) else 1.0
        inside = any(char.isupper() for word in form.split() for char in word[1:])
        return number * (3.0 if inside else 1.0 if form.islower() else 1.5)

    return min(forms.items(), key=lambda item: (-item[1] * weight(item[0]), item[0].swapcase()))[0]


def settle(phrases: Sequence[Phrase], texts: Iterable[str]) -> None:
    """Write otherwise what was spelt sentence by sentence, by all texts of the thread.

    A name that only ever opened one has lost its capital ("brussels"), and a part of a longer name has kept it ("Burger
    patties" out of "Impossible Burger patties").
    """
    wanted = {word.lower() for phrase in phrases for word in letter_runs(phrase.surface)}
    # How often a word is written in lower case, with a capital, and so within a name.
    lower, capital, in_name = Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        words = letter_runs(text)
        for at, word in enumerate(map(str.lower, words)):
            if word in wanted and words[at] == word:
                lower[word] += 1
            elif word in wanted and words[at][1:].islower():
                before = words[at - 1] if at else ""
                capital[word] += 1
                in_name[word] += before[:1].isupper() and before[1:].islower()

    def written(word: str, beside: list[str]) -> str:
        key = word.lower()
        if not word.isalpha() or len(word) < 3:
            return word
        if word.islower():
            return word.capitalize() if not lower[key] and capital[key] >= NAMED else word
        alone = not any(other[:1].isupper() for other in beside)
        in_names = 2 * in_name[key] > capital[key] and lower[key] > capital[key] - in_name[key]
        return key if beside and alone and word[1:].islower() and in_names else word

    for phrase in phrases:
        words = phrase.surface.split(" ")
        beside = [words[max(0, at - 1) : at] + words[at + 1 : at + 2] for at in range(len(words))]
        phrase.surface = " ".join(map(written, words, beside))
