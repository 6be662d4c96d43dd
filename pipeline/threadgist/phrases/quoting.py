"""A heading in somebody's own words: the claim or question that a group answers, or that stands for what it says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from threadgist.people import author_key
from threadgist.phrases import english as en
from threadgist.phrases.candidates import Phrase, stems
from threadgist.phrases.choosing import Group, answered, make_tree
from threadgist.phrases.tagging import singular
from threadgist.records import Comment, Passage, Span
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
# What a sentence is worth beside phrases: one that most of a group answers, and any other where people talk.
ANSWERED, IN_TALK = -0.54, -0.74
# In a group of more than few people, so many comments that answer others make talk.
FEW, TALK = 10, 0.25
# So many sentences of a group are looked at closely, those that are answered most first.
LOOKED_AT = 80
_ORDINARY = en.STOP.union(
    en.VERBS, en.VERB_FORMS, en.VERBAL_NOUNS, en.ADJECTIVES, en.EMPTY_ADJECTIVES, en.COMMON_NOUNS, en.GENERIC_NOUNS,
    en.TIME_NOUNS, en.GERUND_NOUNS, en.words("numbers"), en.ASPECTS,
    {"t", "s", "don", "doesn", "didn", "isn", "wasn", "won", "can", "re", "ve", "ll"},
)  # fmt: skip
_LEANING, _SPEAKERS, _STATING, _TALKING = map(en.words, ("leaning", "speakers", "stating", "talking"))
_UNFIT = re.compile(
    r"[\[\]*<>{}|\\^_=#~“”\n]|\bedit\b|(?<!\w)/?[ru]/|@\w|!!|:\)|:\(|;\)|^\(|^tl;?dr|,.*,.*,|  ",
    re.IGNORECASE,
)
_OPENS_BADLY = en.pattern("opens_badly", r"\W*(?:{})")
_POINTS_ELSEWHERE = en.pattern("points_elsewhere", "{}")
_WORD = re.compile(r"[\w'’-]+")


class Sentence(NamedTuple):
    """A sentence that stands alone, its content words, and whether each of its words is known to us or used by two."""

    text: str
    stems: frozenset[str]
    plain: bool


class Quoted(NamedTuple):
    """A sentence that may head a group.

    Sentences like it are worth `base` beside phrases, and it is worth `worth` beside its nearness to the group.
    """

    text: str
    base: float
    worth: float


class Quotes:
    """Finds sentences that may head a group; each comment is read once."""

    def __init__(
        self,
        comments: Sequence[Comment],
        passages: Iterable[Passage],
        said: Iterable[tuple[str, str, frozenset[str]]],
        phrases: Mapping[tuple[str, ...], Phrase],
        topic: frozenset[str],
        names: frozenset[str],
    ) -> None:
        """`passages` may be quoted, and `said` are (place, author, words in lower case) of each.

        Words of `topic` name the whole thread, which tells little. A sentence with one of `names` (in lower case) is
        left out, unless it is an everyday word.
        """
        self._comments, self._tree = {comment.id: comment for comment in comments}, make_tree(comments)
        self._phrases, self._topic, self._names = phrases, topic, names
        self._spans: dict[str, list[Span]] = defaultdict(list)
        for passage in passages:
            self._spans[passage.comment_id] += passage.sentences
        words_of: dict[str, set[str]] = defaultdict(set)
        for _, author, words in said:
            words_of[author] |= words
        users = Counter(chain.from_iterable(words_of.values()))
        self._shared = {word for word, number in users.items() if number >= min(2, len(words_of))}
        self._known: dict[str, tuple[Sentence, ...]] = {}

    def of(self, group: Group) -> list[Quoted]:
        """Return the sentences that may head a group, best first: others answer them or use a word of theirs.

        Nobody whom nobody else answers heads a group with an odd word of their own. In a list of proposals each says
        another thing, and only a noun stands for all.
        """
        comments = self._comments
        replies = sum(comments[one].parent_id is not None for one in group.comments)
        if replies < TALK * len(group.comments) and group.people > FEW:
            return []
        answers = Counter(
            parent
            for one in group.comments
            if (parent := comments[one].parent_id) is not None
            and author_key(comments[parent]) != author_key(comments[one])
        )
        root = answered(group, self._tree)
        sources = {*group.comments, *filter(None, [root])}
        ordered = sorted(sources, key=lambda one: (one != root, -answers[one], one))
        least_answers = 2 if group.people > SMALL else 1
        using: dict[str, set[str]] = {}
        found: dict[str, Quoted] = {}
        sentences = ((comments[one], sentence) for one in ordered for sentence in self._read(one))
        for comment, (text, content, plain) in islice(sentences, LOOKED_AT):
            known = frozenset([word for word in content if (word,) in self._phrases])
            if not self._names.isdisjoint(content - known) or not (plain or answers[comment.id]):
                continue
            using.update({word: self._phrases[word,].people(group.places) for word in known - using.keys()})
            shares = sorted(
                others / group.people * (TOPIC if word in self._topic else 1.0)
                for word in known - en.GENERIC_NOUNS - en.EMPTY_ADJECTIVES - en.VERBS
                if (others := len(using[word] - {author_key(comment)})) > (group.people > FEW)
            )[-3:]
            central = comment.id == root and group.people > TALKERS
            if central or answers[comment.id] >= least_answers or (shares and shares[-1] >= LEAST_SHARE):
                worth = _form(text) + 0.2 * min(1.0, sum(shares)) + 0.04 * min(answers[comment.id], 4)
                worth += 0.1 * central
                found.setdefault(text, Quoted(text, ANSWERED if central and shares else IN_TALK, worth))
        return sorted(found.values(), key=lambda one: (-round(one.base, 6), -round(one.worth, 6), one.text))

    def _read(self, comment_id: str) -> tuple[Sentence, ...]:
        """The sentences of a comment that stand alone: none of a bot, nor of a comment that was voted down."""
        if comment_id not in self._known:
            comment = self._comments[comment_id]
            barred = comment.role == "bot" or (comment.score or 0) < 0
            spans = [] if barred else self._spans.get(comment_id, [])
            texts = [comment.text[span.start : span.end].strip() for span in spans]
            self._known[comment_id] = tuple(
                Sentence(text, stems(text), all(map(_ordinary, {*word_runs(text.lower())} - self._shared)))
                for text in texts
                if len(text) <= MOST_CHARS and _stands_alone(text)
            )
        return self._known[comment_id]


def _ordinary(word: str) -> bool:
    """Tell whether a word is in our lists of English, or a plural of one that is."""
    return word.isdigit() or word in _ORDINARY or singular(word) in _ORDINARY


def _stands_alone(text: str) -> bool:
    if not text or text[0].islower() or not (text[-1].isalnum() or text[-1] in '.!?")'):
        return False
    said = _words(text)
    if not FEWEST_WORDS <= len(said) <= MOST_WORDS or said[0].split("'")[0] in _LEANING:
        return False
    if not en.NEVER.isdisjoint(said) or _POINTS_ELSEWHERE.search(text):
        return False
    return not _UNFIT.search(text) and not _OPENS_BADLY.match(text) and not has_link(text)


def _words(text: str) -> list[str]:
    """Return the words of a sentence in lower case, one of nothing where there is none."""
    return "\n".join(_WORD.findall(text)).lower().replace("’", "'").split("\n")


def _form(text: str) -> float:
    """Return how far a sentence reads as a heading, by its words alone; the weights follow an editor's verdicts."""
    said = _words(text)
    asks, speaks = text.endswith("?"), not _SPEAKERS.isdisjoint([word.split("'")[0] for word in said])
    worth = 0.5 * asks + 0.03 * min(len(said), EASY_WORDS) - 0.25 * (not _TALKING.isdisjoint(said))
    worth += 0.06 * (not _STATING.isdisjoint(said)) - 0.06 * (text[-1] not in ".?")
    worth -= 0.2 * (speaks and not asks)
    return worth - 0.03 * max(0, len(said) - LONG_WORDS)
