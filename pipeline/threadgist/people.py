"""Who said it: a rule for telling authors apart, what each is to the thread, which are programs.

A bot that passes for a person harms less than the reverse, and a name alone proves nothing. A program is known by what
it says of itself, by a bot's name and way of writing together, or by posting one template again and again.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import combinations

from threadgist.records import Comment, Corpus, Passage, Role, Theme, Thread
from threadgist.resources import package_table
from threadgist.words import fingerprint, own_words, word_runs

# Who opened a thread is its host where so many of its comments, by number and by share, are answers of theirs to
# others, and this share of what they answer asks something.
HOST_REPLIES = 3
HOST_SHARE = 0.05
HOST_ASKED = 1 / 3
# Where so many people are hosts by the source's word and write most comments, nobody is: a group talks to itself.
MANY_HOSTS = 3

_RANK: dict[Role, int] = {"op": 1, "moderator": 2, "host": 3, "bot": 4}

_SAID = package_table("bots.toml")
_KNOWN = re.compile("|".join(_SAID["known"]), re.IGNORECASE)
_BOT_NAME = re.compile("|".join(_SAID["name"]))
_NO_BOT_NAME = re.compile("|".join(_SAID["no_name"]), re.IGNORECASE)
_SAYS_SO = re.compile("|".join(_SAID["says_so"]))
_MAY_SAY_SO = re.compile("|".join(_SAID["may_say_so"]))
_COMMAND = re.compile("|".join(_SAID["command"]), re.IGNORECASE)
_COMMAND_WORDS = 10
_FURNITURE = tuple(re.compile("|".join(kind)) for kind in _SAID["furniture"])
_LEAST_FURNITURE = 2
# Of a footer: its parts, and how many words each.
_FOOTER = frozenset(_SAID["footer"])
_FOOTER_PARTS = 3
_FOOTER_WORDS = 8
_MARKUP = str.maketrans("’", "'", "^*_~\\")

# One template again and again: so many comments of one author, with so many words in common.
_TEMPLATES = 3
_TEMPLATE_WORDS = 12
_TEMPLATE_SHARE = 0.75
_TEMPLATE_HABIT = 0.8


def author_key(comment: Comment) -> str:
    """A key that is equal for two comments of one person; where there is no author, each is another."""
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
    """Say of every comment what its author is to the thread; what the source says of one holds for all.

    Who opened the thread is its host where they answer it (an announcement, support), else "op".
    """
    of_author: defaultdict[str, list[Comment]] = defaultdict(list)
    for comment in thread.comments:
        of_author[author_key(comment)].append(comment)
    roles = _stated(of_author)
    opener = f"by:{thread.author}" if thread.author is not None else None
    if opener is not None and roles.get(opener, "op") == "op":
        roles[opener] = "host" if _answers(thread) else "op"
    # All that an account wrote is a program's once it is known for one.
    roles.update((key, "bot") for key, own in of_author.items() if _is_program(own))
    told = []
    for comment in thread.comments:
        role = roles.get(author_key(comment))
        told.append(comment if comment.role == role else replace(comment, role=role))
    return replace(thread, comments=tuple(told))


def _stated(of_author: Mapping[str, Sequence[Comment]]) -> dict[str, Role]:
    """Return the highest role that the source gives each author."""
    said = {key: [one.role for one in own if one.role is not None] for key, own in of_author.items()}
    roles = {key: max(given, key=_RANK.__getitem__) for key, given in said.items() if given}
    hosts = {key for key, role in roles.items() if role == "host"}
    by_hosts = sum(len(of_author[key]) for key in hosts)
    if len(hosts) >= MANY_HOSTS and 2 * by_hosts > sum(map(len, of_author.values())):
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
            # Ends a circle as well: a thread that no source made may have one.
            depths[at] = 0
            at = parents[at]
        above = -1 if at is None else depths.get(at, -1)
        depths.update((one, above + steps) for steps, one in enumerate(reversed(path), 1))
    return depths


def make_theme(
    passages: Sequence[Passage], comments: Mapping[str, Comment], parts: tuple[tuple[str, ...], ...] = ()
) -> Theme:
    """Return the theme of passages; `parts` are comments by part."""
    passage_ids = tuple(passage.id for passage in passages)
    comment_ids = tuple(dict.fromkeys(passage.comment_id for passage in passages))
    authors = distinct_authors(comments[comment_id] for comment_id in comment_ids)
    digest = sha256("\n".join(sorted(passage_ids)).encode()).hexdigest()[:8]
    return Theme(f"t-{digest}", passage_ids, comment_ids, authors, parts)


def calls_a_bot(comment: Comment) -> bool:
    """Whether a comment is a command to a program ("RemindMe! 3 days") and nothing else."""
    text = own_words(comment.text)
    return _COMMAND.fullmatch(text) is not None and len(word_runs(text)) <= _COMMAND_WORDS


def _is_program(own: Sequence[Comment]) -> bool:
    """Whether a program wrote the comments of one author, or the one that names none."""
    author = own[0].author
    if author is None:
        return _says_so(own[0])
    if any(comment.role == "bot" for comment in own) or _KNOWN.fullmatch(author):
        return True
    written = [comment for comment in own if comment.text.strip()]
    # Who once says so and else talks like everybody plays a bot, or quotes one.
    if 2 * sum(map(_says_so, written)) > len(written):
        return True
    named = _BOT_NAME.fullmatch(author) and not _NO_BOT_NAME.fullmatch(author)
    if named and written and all(_furnished(_lower(one)) for one in written):
        return True
    return _repeats_a_template(written)


def _says_so(comment: Comment) -> bool:
    text = comment.text
    if "|" not in text and "automatically" not in text and "bot" not in text.lower():
        return False
    lower = _lower(comment)
    if _has_footer(lower) or _SAYS_SO.search(lower):
        return True
    return _MAY_SAY_SO.search(lower) is not None and _furnished(lower)


def _lower(comment: Comment) -> str:
    """Return an author's own words in lower case; bots raise and slant theirs word by word."""
    return own_words(comment.text).translate(_MARKUP).lower()


def _has_footer(lower: str) -> bool:
    last = lower.rsplit("\n", 1)[-1].strip()
    if last.startswith("|") or last.endswith("|"):  # a row of a table
        return False
    parts = [part.strip(" []().") for part in last.split("|")]
    brief = all(len(part.split()) <= _FOOTER_WORDS for part in parts)
    return len(parts) >= _FOOTER_PARTS and brief and not _FOOTER.isdisjoint(parts)


def _furnished(lower: str) -> bool:
    return sum(pattern.search(lower) is not None for pattern in _FURNITURE) >= _LEAST_FURNITURE


def _repeats_a_template(own: Sequence[Comment]) -> bool:
    """Whether most of an author's comments are one text in which little changes; plain copies are no template."""
    if len(own) < _TEMPLATES:
        return False
    texts = [own_words(comment.text).lower() for comment in own]
    # Most people's first comments have too few words in common, which saves looking at all the others.
    first = [set(word_runs(text)) for text in texts[:_TEMPLATES]]
    if all(len(one & other) < _TEMPLATE_WORDS for one, other in combinations(first, 2)):
        return False
    if len(set(map(fingerprint, texts))) < _TEMPLATES:
        return False
    bags = [set(word_runs(text)) for text in texts]
    spread = Counter(word for bag in bags for word in bag)
    frame = {word for word, count in spread.items() if count >= _TEMPLATE_HABIT * len(bags)}
    if len(frame) < _TEMPLATE_WORDS:
        return False
    alike = sum(len(bag & frame) >= _TEMPLATE_SHARE * max(len(bag), len(frame)) for bag in bags)
    return alike >= _TEMPLATE_HABIT * len(bags)
