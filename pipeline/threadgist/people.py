"""Who said it: one rule for telling authors apart, and what each is to the thread; the tree of their replies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from threadgist.bots import written_by_bots
from threadgist.records import Comment, Corpus, Passage, Role, Theme, Thread
from threadgist.words import own_words

# Who opened a thread is its host where so many of its comments, by number and by share, are answers of theirs to
# others, and this share of what they answer asks something.
HOST_REPLIES = 3
HOST_SHARE = 0.05
HOST_ASKED = 1 / 3
# Where so many people are hosts by the source's word and write most comments, nobody is: a group talks to itself.
MANY_HOSTS = 3

_RANK: dict[Role, int] = {"op": 1, "moderator": 2, "host": 3, "bot": 4}


def author_key(comment: Comment) -> str:
    """A key that is equal for two comments exactly where they count as one person's.

    A comment without an author counts as a person of its own; the leading mark keeps a name from passing for an id.
    """
    return f"id:{comment.id}" if comment.author is None else f"by:{comment.author}"


def distinct_authors(comments: Iterable[Comment]) -> int:
    """How many people wrote `comments`."""
    return len({author_key(comment) for comment in comments})


def commenters(corpus: Corpus) -> int:
    """How many people wrote the comments of a thread that were not skipped."""
    return distinct_authors(_heard(corpus))


def names_authors(corpus: Corpus) -> bool:
    """Whether most comments that were not skipped name their author: the rule of `Counts.signed`."""
    heard = _heard(corpus)
    return 2 * sum(comment.author is not None for comment in heard) > len(heard)


def _heard(corpus: Corpus) -> list[Comment]:
    ids = {admission.comment_id for admission in corpus.admissions if admission.status != "skipped"}
    return [comment for comment in corpus.thread.comments if comment.id in ids]


def with_roles(thread: Thread) -> Thread:
    """Say of every comment what its author is to the thread, beyond what the source said.

    A role that the source gives one comment of a person holds for all of them. Who opened the thread is its host where
    they answer it (questions to somebody, an announcement, support), else "op". Programs are found by `bots`.
    """
    roles = _stated(thread.comments)
    opener = f"by:{thread.author}" if thread.author is not None else None
    if opener is not None and roles.get(opener, "op") == "op":
        roles[opener] = "host" if _answers(thread) else "op"
    bots = written_by_bots(thread.comments)
    told = []
    for comment in thread.comments:
        role = "bot" if comment.id in bots else roles.get(author_key(comment))
        told.append(comment if comment.role == role else replace(comment, role=role))
    return replace(thread, comments=tuple(told))


def _stated(comments: Sequence[Comment]) -> dict[str, Role]:
    """Return the highest role that the source gives each author."""
    roles: dict[str, Role] = {}
    for comment in comments:
        key, role = author_key(comment), comment.role
        if role is not None and (key not in roles or _RANK[role] > _RANK[roles[key]]):
            roles[key] = role
    hosts = {key for key, role in roles.items() if role == "host"}
    by_hosts = sum(author_key(comment) in hosts for comment in comments)
    if len(hosts) >= MANY_HOSTS and 2 * by_hosts > len(comments):
        return {key: role for key, role in roles.items() if key not in hosts}
    return roles


def _answers(thread: Thread) -> bool:
    """Whether who opened the thread answers in it."""
    by_id = {comment.id: comment for comment in thread.comments}
    own = [comment for comment in thread.comments if comment.author == thread.author]
    answered = (by_id[comment.parent_id] for comment in own if comment.parent_id in by_id)
    others = [comment for comment in answered if comment.author != thread.author]
    if len(others) < max(HOST_REPLIES, HOST_SHARE * len(thread.comments)):
        return False
    return sum("?" in own_words(comment.text) for comment in others) >= HOST_ASKED * len(others)


def reply_depths(comments: Iterable[Comment]) -> dict[str, int]:
    """How far below the top of the tree of replies each comment of a thread stands, by its id: 0 at the top."""
    parents = {comment.id: comment.parent_id for comment in comments}
    depths: dict[str, int] = {}
    for comment_id in parents:
        path = []
        at: str | None = comment_id
        while at in parents and at not in depths:
            path.append(at)
            at = parents[at]
        above = -1 if at is None else depths.get(at, -1)
        depths.update((one, above + steps) for steps, one in enumerate(reversed(path), 1))
    return depths


def make_theme(
    passages: Sequence[Passage],
    comments: Mapping[str, Comment],
    commenters: int,
    parts: tuple[tuple[str, ...], ...] = (),
) -> Theme:
    """Return the theme of one passage or more, whose ids its own id is a hash of.

    `commenters` is how many people the thread has; `parts` are the comments of its parts.
    """
    passage_ids = tuple(passage.id for passage in passages)
    comment_ids = tuple(dict.fromkeys(passage.comment_id for passage in passages))
    authors = distinct_authors(comments[comment_id] for comment_id in comment_ids)
    digest = hashlib.sha256("\n".join(sorted(passage_ids)).encode()).hexdigest()[:8]
    return Theme(f"t-{digest}", passage_ids, comment_ids, authors, authors / max(1, commenters), parts)
