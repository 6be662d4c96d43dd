"""Phrases where English rules do not apply: by statistics alone, with spaces between words or without."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from threadgist.phrases import english as en
from threadgist.phrases.candidates import Phrase, Phrases
from threadgist.phrases.casing import most_used
from threadgist.phrases.tagging import clauses
from threadgist.resources import package_table
from threadgist.words import UNSPACED_SIGN

# Of passages: the id of their theme or "", the author, and the text without links.
Texts = Sequence[tuple[str, str, str]]
Key = tuple[str, ...]
# Who uses phrases at each place, and how often they are written how.
Said = dict[Key, dict[str, set[str]]]
Forms = dict[Key, Counter[str]]

_TABLE = package_table("phrases/languages.toml")
# Of some languages written with spaces: no phrase begins or ends with one.
FUNCTION_WORDS = frozenset(" ".join(_TABLE["function_words"].values()).split())
_LETTER = re.compile(r"[^\W\d_]")
# Runs of characters that make words of Chinese, Japanese (phrases do not cross hiragana) and Thai, and Latin words.
_RUN = re.compile(
    rf"(?:(?![{_TABLE['joining']}])[\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]){{2,}}|[\u0e00-\u0e7f]{{2,}}|"
    r"[A-Za-z][A-Za-z0-9]+"
)
_MAX_CHARS, _MAX_WORDS = 6, 4


def collector_for(language: str | None, texts: Iterable[str]) -> Callable[[Texts], Phrases] | None:
    """Return what finds the phrases of these texts, by counting words or characters; None: English rules do."""
    whole = "\n".join(texts)
    unspaced = 0 if whole.isascii() else len(UNSPACED_SIGN.findall(whole))
    if unspaced and unspaced * 3 > len(_LETTER.findall(whole)):
        return collect_unspaced
    words = whole.lower().split()
    if language not in (None, "en") or sum(map(en.WORDS["commonest"].__contains__, words)) * 12 < len(words):
        return collect_spaced
    return None


def collect_spaced(texts: Texts) -> Phrases:
    """Find runs of one to four words that neither begin nor end with a word of the language's own grammar.

    That are listed words, short ones, and those that many people use. For the rest see `candidates.collect`.
    """
    runs = [(theme, author, tokens) for theme, author, text in texts for tokens in clauses(text)]
    users: dict[str, set[str]] = defaultdict(set)
    for _, author, tokens in runs:
        for token in tokens:
            users[token.lower].add(author)
    most = max(3, 0.12 * len({author for _, author, _ in texts}))
    grammar = FUNCTION_WORDS.union(
        word for word, who in users.items() if len(who) > most or len(word) < 4 or word.isdigit()
    )
    said: Said = defaultdict(lambda: defaultdict(set))
    forms: Forms = defaultdict(Counter)
    for theme, author, tokens in runs:
        for start in range(len(tokens)):
            for end in range(start + 1, min(start + _MAX_WORDS, len(tokens)) + 1):
                if tokens[start].lower in grammar or tokens[end - 1].lower in grammar:
                    continue
                key = tuple([token.lower for token in tokens[start:end]])
                said[key][theme].add(author)
                forms[key][" ".join([token.text for token in tokens[start:end]])] += 1
    return _repeated(said, forms)


def collect_unspaced(texts: Texts) -> Phrases:
    """Find runs of two to six characters that several write, no part of longer ones: see `candidates.collect`."""
    said: Said = defaultdict(lambda: defaultdict(set))
    forms: Forms = defaultdict(Counter)
    around: dict[Key, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for theme, author, text in texts:
        for run in _RUN.findall(text):
            sizes = range(2, min(_MAX_CHARS, len(run)) + 1) if not run.isascii() else [len(run)]
            for start, end in ((at, at + size) for size in sizes for at in range(len(run) - size + 1)):
                piece = run[start:end]
                key = (piece.lower(),)
                said[key][theme].add(author)
                forms[key][piece] += 1
                before, after = around[key]
                before[run[start - 1 : start]] += 1
                after[run[end : end + 1]] += 1
    return _repeated({key: who for key, who in said.items() if all(map(_is_free, around[key]))}, forms)


def _is_free(neighbours: Counter[str]) -> bool:
    """Tell whether a piece ends here: at an edge, or before different characters, more often than not."""
    inside = max((count for char, count in neighbours.items() if char), default=0)
    return inside * 10 < neighbours.total() * 6


def _repeated(said: Said, forms: Forms) -> Phrases:
    """Return the phrases that two people use, written as most write them; where nobody repeats anything, all."""
    several = {key: who for key, who in said.items() if len(set().union(*who.values())) > 1}
    return {key: Phrase(key, most_used(forms[key]), authors=who) for key, who in (several or said).items()}
