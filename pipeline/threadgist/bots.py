"""Telling programs from people. Precision comes first: a bot that passes for a person harms less than the reverse.

A name alone proves nothing. A program is known by what it says of itself, by a bot's name together with a bot's way of
writing, or by posting one template again and again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from threadgist.records import Comment
from threadgist.resources import package_table
from threadgist.words import fingerprint, own_words, word_runs

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


def calls_a_bot(comment: Comment) -> bool:
    """Whether a comment is a command to a program ("RemindMe! 3 days") and nothing else."""
    text = own_words(comment.text)
    return _COMMAND.fullmatch(text) is not None and len(word_runs(text)) <= _COMMAND_WORDS


def written_by_bots(comments: Iterable[Comment]) -> frozenset[str]:
    """Return the ids of the comments that programs wrote; all of an account's once it is known for one."""
    of_author: defaultdict[str, list[Comment]] = defaultdict(list)
    found: set[str] = set()
    for comment in comments:
        if comment.author is not None:
            of_author[comment.author].append(comment)
        elif _says_so(comment):
            found.add(comment.id)
    programs = (own for author, own in of_author.items() if _is_program(author, own))
    return frozenset(found).union(comment.id for own in programs for comment in own)


def _is_program(author: str, own: Sequence[Comment]) -> bool:
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
