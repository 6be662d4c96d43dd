"""What a model is shown of a thread: its passages as numbered lines, under marks instead of names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final
from urllib.parse import unquote, urlsplit

from threadgist.orders import is_order, ordering
from threadgist.people import author_key
from threadgist.records import Comment, Corpus, Passage, Thread
from threadgist.votes import cast
from threadgist.words import count_words, counted, sentences
from threadgist.write.ask import defuse, own_words
from threadgist.write.rules import quotes_prompt

PASSAGE_CHARS: Final = 2_400
TITLE_CHARS: Final = 200
ARTICLE_CHARS: Final = 12_000
# People who take part in an exchange that is told of, at least, and as a part of all.
EXCHANGE_PEOPLE: Final = 4
EXCHANGE_PART: Final = 0.05
# One with more than this part of all people is told of by its branches.
TOO_LARGE: Final = 0.2
MOST_EXCHANGES: Final = 8
# Comments of so few words, at the median, are remarks: their page tells what they have in common, that of longer ones
# quarrels and stories (docs/lab-notes.md).
BRIEF: Final = 24
# "HomeCooking": where words are joined in the name of a forum.
_JOINED: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Line:
    """A passage by its `key`, a short number unique in the thread, and as a prompt prints it: `shown`, defused.

    `parent` is the key of the passage it replies to and `before` of the one it goes on from, or "".
    """

    key: str
    passage: Passage
    parent: str
    before: str
    shown: str

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True)
class Material:
    """All lines of a thread in its order, by key; `withheld` are comments that give orders or repeat our own prompts.

    `about` has the thread's title, its article, and where and when people talked, as far as there are such, defused.
    """

    about: tuple[str, ...]
    lines: Mapping[str, Line]
    comments: Mapping[str, Comment]
    withheld: frozenset[str]

    @cached_property
    def voted(self) -> bool:
        """Whether people voted on comments, which tells more of the weight of a view than who wrote them."""
        return any(map(cast, self.comments.values()))

    @cached_property
    def shown(self) -> tuple[Comment, ...]:
        """The comments that a model is shown."""
        ids = dict.fromkeys(line.passage.comment_id for line in self.lines.values())
        return tuple(map(self.comments.__getitem__, ids))

    @cached_property
    def half(self) -> int:
        """How many words half of the comments have at most."""
        return int(median([count_words(one.text) for one in self.shown] or [0]))

    @property
    def brief(self) -> bool:
        """Whether half of the comments are remarks of a few words, and nobody voted on them."""
        return not self.voted and self.half < BRIEF

    @cached_property
    def kind(self) -> str:
        """How short most comments are, where they are, or how many statements people voted on, else ""."""
        if self.brief:
            half = counted(self.half, "word")
            return f"{counted(len(self.shown), 'comment')}, half of them of {half} at most"
        most = max((sum(cast(one) or ()) for one in self.shown), default=0)
        if not most:
            return ""
        people = Counter(map(author_key, self.shown))
        told = f"{counted(len(self.shown), 'statement')} by {counted(len(people), 'person', 'people')}"
        told += f", with up to {counted(most, 'vote')} each"
        own = max(people.values())
        told += f"; one person wrote {own} of them" if 1 < own < len(self.shown) else ""
        return told if any(one.parent_id for one in self.shown) else f"{told}; nobody replies"

    def evidence(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the texts of comments and of all that they answer, which a sentence may take names from."""
        texts: dict[str, None] = {}
        for comment_id in (self.lines[key].passage.comment_id for key in keys):
            above: str | None = comment_id
            while above is not None:
                if above not in self.withheld:
                    texts[self.comments[above].text] = None
                above = self.comments[above].parent_id
        return tuple(texts)

    def with_answered(self, key: str) -> list[Line]:
        """Return a line behind the one that it replies to or goes on from, in the order of the thread."""
        line = self.lines[key]
        return [self.lines[one] for one in sorted({key, line.parent, line.before} - {""}, key=int)]

    def texts(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the texts of passages."""
        return tuple(self.lines[key].passage.text for key in keys)

    def comment(self, key: str) -> Comment:
        """Return the comment that a passage is from."""
        return self.comments[self.lines[key].passage.comment_id]

    def by_host(self, key: str) -> bool:
        """Whether a passage is by whoever answers for the site or was asked to answer."""
        return self.comment(key).role == "host"

    def authors(self, keys: Iterable[str]) -> frozenset[str]:
        """Return who wrote passages."""
        return frozenset(author_key(self.comment(key)) for key in keys)


def make_material(corpus: Corpus) -> Material:
    """Number the passages of a thread in its order, without those withheld, and mark authors ("u7", "u3, host")."""
    comments = {comment.id: comment for comment in corpus.thread.comments}
    forged = (one.comment_id for one in corpus.passages if quotes_prompt(one.text, own_words()))
    withheld = ordering(corpus.passages).union(forged)
    place = {comment_id: number for number, comment_id in enumerate(comments)}
    shown = [passage for passage in corpus.passages if passage.comment_id not in withheld]
    shown.sort(key=lambda passage: (place[passage.comment_id], passage.span.start))
    first_key: dict[str | None, str] = {}
    last_key: dict[str, str] = {}
    marks: dict[str, str] = {}
    lines: dict[str, Line] = {}
    for key, passage in ((str(number), passage) for number, passage in enumerate(shown, 1)):
        comment = comments[passage.comment_id]
        parent, before = first_key.get(comment.parent_id, ""), last_key.get(comment.id, "")
        first_key.setdefault(comment.id, key)
        last_key[comment.id] = key
        told = [marks.setdefault(author_key(comment), f"u{len(marks) + 1}")]
        told += [comment.role] if comment.role in ("host", "moderator", "op") else []
        told += [f"goes on from {before}"] if before else [f"to {parent}"] if parent else []
        told += ["{} agree, {} disagree".format(*votes)] if (votes := cast(comment)) else []
        line = f"{key} ({', '.join(told)}): {defuse(passage.text, PASSAGE_CHARS)}"
        lines[key] = Line(key, passage, parent, before, line)
    about = (*make_about(corpus), place_and_time(corpus.thread))
    return Material(tuple(filter(None, about)), lines, comments, withheld)


def make_about(corpus: Corpus) -> tuple[str, str]:
    """Return title and article of a thread, "" where there is none, defused and without orders to a machine."""
    article, title = corpus.thread.article, corpus.thread.title
    text = "" if article is None else article.text or article.lead
    if article is not None and article.title and article.title != title:
        text = f"{article.title}. {text}"
    told = " ".join(said for said in sentences(text) if not is_order(said))
    return "" if is_order(title) else defuse(title, TITLE_CHARS), defuse(told, ARTICLE_CHARS)


def place_and_time(thread: Thread) -> str:
    """Return "Discussed at www.reddit.com/r/Home Cooking in June 2024", as far as that is known, else ""."""
    times = [comment.created_at for comment in thread.comments if comment.created_at]
    place, time = defuse(_place(thread.url or ""), TITLE_CHARS), f" in {min(times):%B %Y}" if times else ""
    told = f" at {place}{time}" if place else time
    return f"Discussed{told}" if told and not is_order(told.replace("_", " ")) else ""


def _place(url: str) -> str:
    """Return the site and forum of an address, "r/HomeCooking" with its words apart; "" where it is no address."""
    try:
        address = urlsplit(url)
    except ValueError:
        return ""
    site, path = address.hostname, unquote(address.path).split("/")[1:3]
    if path[:1] == ["r"]:
        path = [_JOINED.sub(" ", part) for part in path]
    return "/".join((site, *path)) if site else ""


def exchanges(material: Material) -> tuple[tuple[str, int], ...]:
    """Return the keys that the largest exchanges (comments with all below them) begin with, and how many take part."""
    first: dict[str, str] = {}
    for key, line in material.lines.items():
        first.setdefault(line.passage.comment_id, key)
    replies: dict[str | None, list[str]] = defaultdict(list)
    for comment_id in first:
        above = material.comments[comment_id].parent_id
        while above is not None and above not in first:
            above = material.comments[above].parent_id if above in material.comments else None
        replies[above].append(comment_id)
    people = _taking_part(replies, material)
    everybody = len({author_key(material.comments[comment_id]) for comment_id in first})
    least = max(EXCHANGE_PEOPLE, EXCHANGE_PART * everybody)
    found: list[tuple[str, int]] = []
    waiting = [one for one in replies[None] if people[one] >= least]
    while waiting:
        one = waiting.pop()
        branches = [reply for reply in replies[one] if people[reply] >= least]
        parted = len(branches) > 1 or any(people[branch] > TOO_LARGE * everybody for branch in branches)
        if people[one] > TOO_LARGE * everybody and parted:
            waiting += branches
        else:
            found.append((first[one], people[one]))
    return tuple(sorted(found, key=lambda one: (-one[1], int(one[0])))[:MOST_EXCHANGES])


def _taking_part(replies: Mapping[str | None, Sequence[str]], material: Material) -> dict[str, int]:
    """Return how many people take part in each comment with all below it."""
    order = list(replies.get(None, ()))
    for comment_id in order:
        order += replies.get(comment_id, ())
    number: dict[str, int] = {}
    taking: dict[str, set[str]] = {}
    for comment_id in reversed(order):
        # The largest set is taken on, so that a long chain is not copied again and again.
        *below, people = sorted(map(taking.pop, replies.get(comment_id, ())), key=len) or [set[str]()]
        people.update({author_key(material.comments[comment_id])}, *below)
        taking[comment_id], number[comment_id] = people, len(people)
    return number
