"""A heading in somebody's own words: the claim or question that a group answers, or that stands for what it says."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, islice

from threadgist.people import author_key, reply_depths
from threadgist.phrases import english as en
from threadgist.phrases.candidates import Phrases, stems
from threadgist.phrases.scoring import Group, Proposal
from threadgist.phrases.tagging import singular
from threadgist.records import Comment, Passage, Span
from threadgist.resources import package_pattern
from threadgist.words import has_link, word_runs

FEWEST_WORDS, MOST_WORDS, MOST_CHARS = 5, 18, 110
# Up to so many words a sentence says more by itself, from so many on it is too long for a heading.
EASY_WORDS, LONG_WORDS = 13, 15
# So many of a group's people use a word of the sentence, unless two of them answer it, in a small group one.
LEAST_SHARE, SMALL = 0.1, 12
# So many people answer the one whom most of a group answers.
TALKERS = 3
# What a word that names the whole thread counts beside others.
TOPIC = 0.3
# What a sentence is worth beside phrases: one that most of a group answers, and any other where people talk; and what
# all else that speaks for it counts.
ANSWERED, IN_TALK, QUOTED = -0.54, -0.74, 0.8
# The comment that a group answers has so much of the group below it, and so much of what is below it in the group.
MOST, OWN = 0.6, 0.3
# In a group of more than few people, so many comments that answer others make talk.
FEW, TALK = 10, 0.25
# So many sentences of a group are looked at closely, those that are answered most first.
LOOKED_AT = 80
_LISTS = (
    "verbs verb_forms verbal_nouns adjectives empty_adjectives common_nouns generic_nouns time_nouns gerund_nouns "
    "numbers clipped"
)
_ORDINARY = en.STOP.union(en.ASPECTS, *map(en.WORDS.__getitem__, _LISTS.split()))
_UNFIT = package_pattern("phrases/english.toml", "{unfit}", re.IGNORECASE)
_OPENS_BADLY = package_pattern("phrases/english.toml", r"\W*(?:{opens_badly})", re.IGNORECASE)
_WORD = re.compile(r"[\w'’-]+")


def quoter(
    comments: Sequence[Comment],
    passages: Iterable[Passage],
    said: Iterable[tuple[str, str, frozenset[str]]],
    phrases: Phrases,
    topic: frozenset[str],
    names: frozenset[str],
) -> Callable[[Group], list[Proposal]]:
    """Return what finds the sentences that may head a group: others answer them or use a word of theirs.

    `passages` may be quoted, and `said` are (place, author, words in lower case) of each. Words of `topic` name the
    whole thread, which tells little. A sentence with one of `names` (in lower case) is left out, unless it is an
    everyday word. Each comment is read once. Sentences come best first, each with its worth but for its nearness.
    """
    by_id, tree = {comment.id: comment for comment in comments}, Tree(comments)
    parents = tree.parents
    spans: dict[str, list[Span]] = defaultdict(list)
    for passage in passages:
        spans[passage.comment_id] += passage.sentences
    words_of: dict[str, set[str]] = defaultdict(set)
    for _, author, words in said:
        words_of[author] |= words
    users = Counter(chain.from_iterable(words_of.values()))
    used = {word for word, number in users.items() if number >= min(2, len(words_of))}

    @cache
    def sentences(comment_id: str) -> list[tuple[str, frozenset[str], bool]]:
        """Those that stand alone, with their content words and whether each word is known to us or used by two.

        There are none of a bot, nor of a comment that was voted down.
        """
        comment = by_id[comment_id]
        barred = comment.role == "bot" or (comment.score or 0) < 0
        texts = [comment.text[one.start : one.end].strip() for one in (() if barred else spans[comment_id])]
        return [
            (text, stems(text), all(map(_ordinary, {*word_runs(text.lower())} - used)))
            for text in texts
            if len(text) <= MOST_CHARS and _stands_alone(text)
        ]

    def quoted(group: Group) -> list[Proposal]:
        """Nobody whom nobody else answers heads a group with an odd word of their own.

        In a list of proposals each says another thing, and only a noun stands for all.
        """
        replies = sum(parents[one] is not None for one in group.comments)
        if replies < TALK * len(group.comments) and group.people > FEW:
            return []
        answers = Counter(
            parent
            for one in group.comments
            if (parent := parents[one]) is not None and author_key(by_id[parent]) != author_key(by_id[one])
        )
        root = tree.answered(group)
        sources = {*group.comments, *filter(None, [root])}
        ordered = sorted(sources, key=lambda one: (one != root, -answers[one], one))
        least_answers = 2 if group.people > SMALL else 1
        using = cache(lambda word: phrases[word,].people(group.places))
        found: dict[str, tuple[float, float]] = {}
        looked_at = islice(((one, *sentence) for one in ordered for sentence in sentences(one)), LOOKED_AT)
        for one, text, content, plain in looked_at:
            known = frozenset([word for word in content if (word,) in phrases])
            if not names.isdisjoint(content - known) or not (plain or answers[one]):
                continue
            shares = sorted(
                others / group.people * (TOPIC if word in topic else 1.0)
                for word in known - en.GENERIC_NOUNS - en.EMPTY_ADJECTIVES - en.VERBS
                if (others := len(using(word) - {author_key(by_id[one])})) > (group.people > FEW)
            )[-3:]
            central = one == root and group.people > TALKERS
            if central or answers[one] >= least_answers or (shares and shares[-1] >= LEAST_SHARE):
                worth = _form(text) + 0.2 * min(1.0, sum(shares)) + 0.04 * min(answers[one], 4)
                found.setdefault(text, (ANSWERED if central and shares else IN_TALK, worth + 0.1 * central))
        ranked = sorted(found, key=lambda text: (-found[text][0], -round(found[text][1], 6), text))
        return [(found[text][0] + QUOTED * found[text][1], text) for text in ranked]

    return quoted


class Tree:
    """The tree of replies: `parents` has every comment's, those that stand deepest first."""

    def __init__(self, comments: Sequence[Comment]) -> None:
        depths = reply_depths(comments)
        self.parents = {one.id: one.parent_id for one in sorted(comments, key=lambda one: -depths[one.id])}
        self._below = self._counted(self.parents)

    def answered(self, group: Group) -> str | None:
        """Return the comment that most of the group hangs below; None where there is none."""
        below = self._counted(group.comments)
        deepest = next((one for one in self.parents if below.get(one, 0) >= MOST * len(group.comments)), None)
        return deepest if deepest is not None and below[deepest] >= OWN * self._below[deepest] else None

    def _counted(self, ids: Iterable[str]) -> Counter[str]:
        """Count how many of the comments hang below each comment, itself included."""
        counts = Counter(iter(ids))
        for comment, parent in self.parents.items():
            if parent is not None and comment in counts:
                counts[parent] += counts[comment]
        return counts


def _ordinary(word: str) -> bool:
    """Tell whether a word is in our lists of English, or a plural of one that is."""
    return word.isdigit() or word in _ORDINARY or singular(word) in _ORDINARY


def _stands_alone(text: str) -> bool:
    if not text or text[0].islower() or not (text[-1].isalnum() or text[-1] in '.!?")'):
        return False
    said = _words(text)
    if not FEWEST_WORDS <= len(said) <= MOST_WORDS or said[0].split("'")[0] in en.WORDS["leaning"]:
        return False
    unfit = _UNFIT.search(text) or _OPENS_BADLY.match(text) or has_link(text)
    return not unfit and en.NEVER.isdisjoint(said)


def _words(text: str) -> list[str]:
    """Return the words of a sentence in lower case, one of nothing where there is none."""
    return "\n".join(_WORD.findall(text)).lower().replace("’", "'").split("\n")


def _form(text: str) -> float:
    """Return how far a sentence reads as a heading, by its words alone; the weights follow an editor's verdicts."""
    said = _words(text)
    asks = text.endswith("?")
    speaks = not en.WORDS["speakers"].isdisjoint([word.split("'")[0] for word in said])
    worth = 0.5 * asks + 0.03 * min(len(said), EASY_WORDS) - 0.25 * (not en.WORDS["talking"].isdisjoint(said))
    worth += 0.06 * (not en.WORDS["stating"].isdisjoint(said)) - 0.06 * (text[-1] not in ".?")
    worth -= 0.2 * (speaks and not asks)
    return worth - 0.03 * max(0, len(said) - LONG_WORDS)
