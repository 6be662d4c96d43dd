"""Telling programs from people. Precision comes first: a bot that passes for a person harms less than the reverse.

A name alone proves nothing: in real threads people are called Russian_repost_bot. So a program is known by what it
says of itself, by a bot's name together with a bot's way of writing, or by posting one template again and again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from threadgist.words import fingerprint, own_words, word_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threadgist.records import Comment


# Accounts that are programs wherever they are met; what GitHub's apps are called ends in a mark no person can take.
_KNOWN = re.compile(r"automoderator|.+\[bot\]", re.IGNORECASE)
_BOT_NAME = re.compile(r".*(?:[_-]bot|[a-z0-9]Bot|BOT|bot)[_-]?\d{0,4}")
_NO_BOT_NAME = re.compile(
    r".*(?:robot|abbot|talbot|cabot|sabot|turbot|gabot|jabot|nota?bot|not[_-]an?[_-]bot)[_-]?\d{0,4}",
    re.IGNORECASE,
)

# What only a program says, or a person who plays one.
_SAYS_SO = re.compile(
    r"\bi(?:'m| am) (?:a|an automated) bot,? (?:and )?this (?:action|comment|message) (?:was|is)\b|"
    r"\bbl?eep,? bl?oop[,.!]? i(?:'m| am) an? (?:\w+ )?(?:ro)?bot\b"
)
# What a person may say as well; a program adds its furniture.
_MAY_SAY_SO = re.compile(
    r"(?:^|[.!?|(\[:\n™]|\d) ?i(?:'m| am) an? (?:automated |automatic |friendly |simple |\w+-)?bot"
    r"(?= ?(?:$|[.,!|)\n;:–-]|"
    r"(?:and|that|who|which|created|designed|made|written|trained)\b))|"
    r"\bthis (?:action|comment|message|reply|post) (?:was|is|has been) "
    r"(?:performed|posted|made|generated|written|left|sent) (?:automatically|by an? (?:automated |automatic )?bot)\b"
)
# Ends and footers of bots; a person may use one of them, hardly two of another kind in one comment.
_FURNITURE = (
    re.compile(r"\b(?:bl?eep,? bl?oop|beep[ -]boop)\b"),
    re.compile(r"\b(?:questions|abuse|concerns|feedback|issues|errors|problems|suggestions)\b"),
    re.compile(r"\b(?:pm|message|contact|dm|email|summon|mention)\s+(?:me|us|the|my|/?u/|\[)"),
    re.compile(
        r"\b(?:created|made|written|maintained|developed|run|operated|coded) by\b|"
        r"\bmy (?:creator|owner|maker|master|author)\b"
    ),
    re.compile(
        r"\b(?:source(?: code)?|github|faq|info|about|stats|opt[ -]?out|blacklist|unsubscribe)\b\s*(?:$|[|\]\n(·:])"
    ),
    re.compile(r"\bv\d+\.\d|\bversion \d|\bcounter: ?\d"),
    re.compile(r"\b(?:downvote|delete|remove|reply (?:with|to|stop|delete))\b"),
    re.compile(
        r"\b(?:linked to from|non-mobile link|sneak peek|desktop link|"
        r"here(?:'s| is) (?:the|a) (?:link|summary|copy|mirror))\b"
    ),
    re.compile(r"\bautomat(?:ic|ically|ed)\b|\ba bot\b|\bbot\b\s*(?:$|[|\]\n(])"),
    re.compile(r"\brules of (?:reddit|this)\b|\bthe moderators of this\b|\bthis subreddit\b"),
)
_LEAST_FURNITURE = 2
# A last line like "This may be wrong. | FAQ | Misread?": its parts, how many words each, and one that is in the list.
_FOOTER_PARTS = 3
_FOOTER_WORDS = 8
_FOOTER = frozenset(
    [
        "faq",
        "feedback",
        "source",
        "source code",
        "code",
        "about",
        "info",
        "more info",
        "stats",
        "opt out",
        "opt-out",
        "contact",
        "creator",
        "support",
        "report an error",
        "report error",
        "delete",
        "remove",
    ]
)
_MARKUP = str.maketrans("’", "'", "^*_~\\")

# What people write to a program, and to nobody else.
_COMMAND = re.compile(
    r"(?:remind ?me ?!|!(?:remind ?me|update ?me|solved|delta|lock|stop|delete)\b|/?u/(?:\w*bot|savevideo)\b)"
    r"[^.!?\n]{0,60}[.!]?",
    re.IGNORECASE,
)
_COMMAND_WORDS = 10

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
    for author, own in of_author.items():
        if _is_program(author, own):
            found.update(comment.id for comment in own)
    return frozenset(found)


def _is_program(author: str, own: Sequence[Comment]) -> bool:
    if any(comment.role == "bot" for comment in own) or _KNOWN.fullmatch(author):
        return True
    written = [comment for comment in own if comment.text.strip()]
    # Who once says so and else talks like everybody plays a bot, or quotes one.
    said = sum(map(_says_so, written))
    if said and 2 * said > len(written):
        return True
    if (
        _is_bot_name(author)
        and written
        and all(_furniture(_lower(one)) >= _LEAST_FURNITURE for one in written)
    ):
        return True
    return _repeats_a_template(written)


def _is_bot_name(author: str) -> bool:
    return _BOT_NAME.fullmatch(author) is not None and _NO_BOT_NAME.fullmatch(author) is None


def _alike(few: Sequence[Comment]) -> bool:
    """Whether any two of a few comments have as many words in common as a template: most people's have not."""
    bags = [set(word_runs(own_words(comment.text).lower())) for comment in few]
    return any(len(one & other) >= _TEMPLATE_WORDS for one, other in combinations(bags, 2))


def _says_so(comment: Comment) -> bool:
    text = comment.text
    if "|" not in text and "automatically" not in text and "bot" not in text.lower():
        return False
    lower = _lower(comment)
    if _has_footer(lower):
        return True
    if _SAYS_SO.search(lower):
        return True
    return _MAY_SAY_SO.search(lower) is not None and _furniture(lower) >= _LEAST_FURNITURE


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


def _furniture(lower: str) -> int:
    return sum(pattern.search(lower) is not None for pattern in _FURNITURE)


def _repeats_a_template(own: Sequence[Comment]) -> bool:
    """Whether most of an author's comments are one text in which little changes; plain copies are no template."""
    if len(own) < _TEMPLATES:
        return False
    if not _alike(own[:_TEMPLATES]):
        return False
    texts = [own_words(comment.text).lower() for comment in own]
    if len(set(map(fingerprint, texts))) < _TEMPLATES:
        return False
    bags = [set(word_runs(text)) for text in texts]
    spread: defaultdict[str, int] = defaultdict(int)
    for bag in bags:
        for word in bag:
            spread[word] += 1
    frame = {word for word, count in spread.items() if count >= _TEMPLATE_HABIT * len(bags)}
    if len(frame) < _TEMPLATE_WORDS:
        return False
    alike = sum(len(bag & frame) >= _TEMPLATE_SHARE * max(len(bag), len(frame)) for bag in bags)
    return alike >= _TEMPLATE_HABIT * len(bags)
