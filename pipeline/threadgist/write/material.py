"""What a model is shown of a thread: its passages as numbered lines, under marks instead of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from threadgist.orders import is_order, ordering
from threadgist.people import author_key, distinct_authors
from threadgist.records import Comment, Corpus, Passage
from threadgist.words import sentences
from threadgist.write.ask import defuse, own_words
from threadgist.write.rules import quotes_prompt

PASSAGE_CHARS: Final = 2_400
TITLE_CHARS: Final = 200
ARTICLE_CHARS: Final = 12_000


@dataclass(frozen=True, slots=True)
class About:
    """What the discussion is about, defused: the thread's title and the article as far as it is known."""

    title: str
    article: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What of it there is."""
        return tuple(text for text in (self.title, self.article) if text)


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as a prompt prints it: `key` is a short number, unique in the thread; `text` is defused.

    `who` marks its author ("u7", "u3, host"); `link` says what it goes on from or replies to ("to 7", "goes on from
    12"), or is "". `parent` is the key of the passage it replies to and `before` of the one it goes on from, or "".
    """

    key: str
    passage: Passage
    who: str
    link: str
    parent: str
    before: str
    text: str

    def __str__(self) -> str:
        return f"{self.key} ({', '.join(filter(None, (self.who, self.link)))}): {self.text}"


@dataclass(frozen=True, slots=True)
class Material:
    """All lines of a thread in its order, by key; comments that give orders to a machine are left out (`withheld`)."""

    about: About
    lines: Mapping[str, Line]
    comments: Mapping[str, Comment]
    withheld: frozenset[str]

    def of(self, passage_ids: Iterable[str]) -> tuple[Line, ...]:
        """Return the lines of passages, in the order of the thread."""
        wanted = set(passage_ids)
        return tuple(line for line in self.lines.values() if line.passage.id in wanted)

    def evidence(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the texts of comments and of all that they answer: what a sentence may take names and numbers from."""
        texts: dict[str, None] = {}
        for key in keys:
            above: str | None = self.lines[key].passage.comment_id
            while above is not None:
                comment = self.comments[above]
                if above not in self.withheld:
                    texts[comment.text] = None
                above = comment.parent_id
        return tuple(texts)

    def with_answered(self, keys: Iterable[str]) -> tuple[Line, ...]:
        """Return the lines of keys and those they reply to or go on from, in the order of the thread."""
        wanted = {one for key in keys for one in (key, self.lines[key].parent, self.lines[key].before)}
        return tuple(line for line in self.lines.values() if line.key in wanted)

    def comment(self, key: str) -> Comment:
        """Return the comment that a passage is from."""
        return self.comments[self.lines[key].passage.comment_id]

    def voices(self, keys: Iterable[str]) -> dict[str, str]:
        """Return what each person says in passages, all of it as one text, by author."""
        said: dict[str, list[str]] = {}
        for key in keys:
            said.setdefault(author_key(self.comment(key)), []).append(self.lines[key].passage.text)
        return {author: "\n".join(texts) for author, texts in said.items()}

    def by_host(self, key: str) -> bool:
        """Whether a passage is by whoever answers for the site or was asked to answer."""
        return self.comment(key).role == "host"

    def authors(self, keys: Iterable[str]) -> frozenset[str]:
        """Return who wrote passages."""
        return frozenset(author_key(self.comment(key)) for key in keys)

    def people(self, keys: Iterable[str]) -> int:
        """Return how many people wrote passages."""
        return distinct_authors(map(self.comment, keys))


def make_material(corpus: Corpus) -> Material:
    """Number the passages of a thread in its order and mark their authors.

    Title and article are left out where they give orders to a machine, and so are comments that do or that repeat our
    own prompts.
    """
    thread = corpus.thread
    comments = {comment.id: comment for comment in thread.comments}
    withheld = ordering(corpus.passages) | frozenset(
        passage.comment_id for passage in corpus.passages if quotes_prompt(passage.text, own_words())
    )
    place = {comment.id: number for number, comment in enumerate(thread.comments)}
    shown = [passage for passage in corpus.passages if passage.comment_id not in withheld]
    shown.sort(key=lambda passage: (place[passage.comment_id], passage.span.start))
    first_key: dict[str, str] = {}
    last_key: dict[str, str] = {}
    marks: dict[str, str] = {}
    lines: dict[str, Line] = {}
    for number, passage in enumerate(shown, 1):
        comment = comments[passage.comment_id]
        key = str(number)
        parent = first_key.get(comment.parent_id or "", "")
        before = last_key.get(comment.id, "")
        link = f"goes on from {before}" if before else f"to {parent}" if parent else ""
        first_key.setdefault(comment.id, key)
        last_key[comment.id] = key
        mark = marks.setdefault(author_key(comment), f"u{len(marks) + 1}")
        who = f"{mark}, {comment.role}" if comment.role in ("host", "moderator", "op") else mark
        lines[key] = Line(key, passage, who, link, parent, before, defuse(passage.text, PASSAGE_CHARS))
    return Material(make_about(corpus), lines, comments, withheld)


def make_about(corpus: Corpus) -> About:
    """Return title and article of a thread, without what gives orders to a machine."""
    article = corpus.thread.article
    title = corpus.thread.title
    text = "" if article is None else article.text or article.lead
    if article is not None and article.title and article.title != title:
        text = f"{article.title}. {text}"
    return About(
        "" if is_order(title) else defuse(title, TITLE_CHARS),
        defuse(" ".join(said for said in sentences(text) if not is_order(said)), ARTICLE_CHARS),
    )


def chunks(lines: Sequence[Line], tokens: Sequence[int], room: int) -> tuple[tuple[Line, ...], ...]:
    """Part lines into rows of nearly equal size that fit into `room` tokens each, in their order.

    `tokens` says how many each of them is; a line that is longer than the room stands alone.
    """
    total = sum(tokens)
    rows = max(1, -(-total // max(1, room)))
    target = total / rows
    parted: list[list[Line]] = [[]]
    filled = 0
    for line, size in zip(lines, tokens, strict=True):
        full = filled + size > room or (filled >= target and len(parted) < rows)
        if parted[-1] and full:
            parted.append([])
            filled = 0
        parted[-1].append(line)
        filled += size
    return tuple(map(tuple, parted))
