"""The wording that all formats share: counts, dates, names, where the comments went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from threadgist.pages.safe import one_line
from threadgist.records import NAMELESS, Comment, Digest, DigestTheme, SkipReason, Status
from threadgist.words import counted as count

__all__ = [
    "MONTHS",
    "REASONS",
    "STATUS_NAMES",
    "author_name",
    "count",
    "crowd",
    "day",
    "day_range",
    "dominance",
    "joined",
    "ledger_sentence",
    "mentioned",
    "minute",
    "mode_note",
    "other_notices",
    "placed",
    "points_heading",
    "quoted",
    "reason_counts",
    "source_name",
    "spelled",
]

_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_SOURCES: Final = {
    "hackernews": "Hacker News",
    "hn": "Hacker News",
    "reddit": "Reddit",
    "discourse": "Discourse",
    "lobsters": "Lobsters",
    "table": "Table of comments",
    "records": "List of comments",
    "json": "List of comments",
    "flat": "List of comments",
}
_MODE_CODES: Final = ("small", "no_themes", "empty")
STATUS_NAMES: Final[dict[Status, str]] = {
    "cited": "Cited",
    "grouped": "Grouped",
    "one_off": "One-off",
    "duplicate": "Duplicate",
    "skipped": "Skipped",
}
REASONS: Final[dict[SkipReason, str]] = {
    "deleted": "deleted by the author",
    "removed": "removed by a moderator",
    "empty": "empty",
    "too_short": "too short to say what about",
    "quotation_only": "nothing but a quotation",
    "link_only": "nothing but a link",
    "automatic": "posted by a bot, or for one",
    "over_limit": "over the limit of comments read",
}


def spelled(number: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def crowd(people: int, comments: int, *, signed: bool) -> str:
    """Return "41 people, 52 comments", without the people where nobody knows how many they are."""
    return ", ".join((*((count(people, "person", "people"),) if signed else ()), count(comments, "comment")))


def joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; one without a zone is taken to be UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def minute(moment: datetime) -> str:
    """Return "27 Oct 2025, 14:05" (UTC). Month names are ours, so that the locale cannot change the bytes."""
    at = utc(moment)
    return f"{at.day} {MONTHS[at.month - 1][:3]} {at.year}, {at:%H:%M}"


def day(moment: datetime) -> str:
    """Return "27 Oct 2025" (UTC)."""
    return minute(moment).partition(",")[0]


MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day_range(first: datetime | None, last: datetime | None) -> str:
    """Return "26 October 2025", "26–28 October 2025", "30 December 2024 – 2 January 2025"; "" if unknown."""
    if first is None or last is None:
        known = first or last
        return "" if known is None else day_range(known, known)
    start, end = utc(first), utc(last)
    closing = f"{end.day} {MONTHS[end.month - 1]} {end.year}"
    if start.date() == end.date():
        return closing
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{closing}"
    opening = f"{start.day} {MONTHS[start.month - 1]}"
    return f"{opening}{'' if start.year == end.year else f' {start.year}'} – {closing}"


def source_name(source: str) -> str:
    """Return what readers call a source: "Hacker News" for "hackernews", anything unknown as it stands."""
    key = source.lower().replace("_", "-").split("-")[0]
    return _SOURCES.get(key, one_line(source))


def author_name(comment: Comment) -> str:
    """Return the author's name as printed, or words for one that is not known."""
    return one_line(comment.author or "") or "unnamed"


def quoted(text: str) -> str:
    """Return `text` on one line in quotation marks, unless one pair already embraces all of it."""
    line = one_line(text)
    if line.startswith("“") and line.endswith("”"):
        depth = 0
        for at, char in enumerate(line):
            depth += (char == "“") - (char == "”")
            if depth == 0:
                return line if at == len(line) - 1 else f"“{line}”"
    return f"“{line}”"


def dominance(author: str, share: float) -> str:
    """Return the warning that one person wrote most of a theme."""
    return f"One person, {one_line(author)}, wrote {round(share * 100)}% of the comments in this theme."


def mode_note(digest: Digest) -> str:
    """Return why there are no themes, in the digest's own words if it has some; "" where there are themes."""
    for notice in digest.notices:
        if notice.code in _MODE_CODES:
            return one_line(notice.text)
    if digest.mode == "empty":
        return "No comment of this thread could be read, so there is nothing to digest."
    if digest.mode == "points":
        return "This thread does not fall into clear themes; the points made in it are listed one by one."
    return ""


def points_heading(digest: Digest) -> str:
    """Return what stands above the lines that belong to no theme of the page."""
    return "Also said" if digest.themes else "Points made"


def mentioned(digest: Digest) -> tuple[DigestTheme, ...]:
    """Return the themes that have no lines below them, but a name."""
    return tuple(
        theme for theme in digest.themes if not theme.bullets and not theme.heading.startswith(NAMELESS)
    )


def placed(digest: Digest) -> tuple[DigestTheme, ...]:
    """Return the themes that have a place on the page, be it only a name."""
    named = mentioned(digest)
    return tuple(theme for theme in digest.themes if theme.bullets or theme in named)


def other_notices(digest: Digest) -> tuple[str, ...]:
    """Return the notices on one line each, without the one that `mode_note` prints."""
    return tuple(one_line(notice.text) for notice in digest.notices if notice.code not in _MODE_CODES)


def reason_counts(digest: Digest) -> tuple[tuple[SkipReason, int], ...]:
    """Return how many comments were skipped for each reason, most first."""
    tally = Counter(entry.reason for entry in digest.ledger if entry.status == "skipped" and entry.reason)
    return tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0])))


def ledger_sentence(digest: Digest) -> str:
    """Return one sentence that accounts for every comment."""
    counts = digest.counts
    if not counts.comments:
        return "The thread has no comments."
    skipped = ", ".join(f"{number:,} {REASONS[reason]}" for reason, number in reason_counts(digest))
    parts = [
        f"{number:,} {one if number == 1 else many}"
        for number, one, many in (
            (counts.cited, "is cited", "are cited"),
            (counts.grouped, "belongs to a theme", "belong to a theme"),
            (counts.one_off, "stands alone", "stand alone"),
            (counts.duplicate, "is a duplicate", "are duplicates"),
            (counts.skipped, f"was skipped ({skipped})", f"were skipped ({skipped})"),
        )
        if number
    ]
    by = f" by {count(counts.commenters, 'person', 'people')}" if counts.signed else ""
    return f"Of {count(counts.comments, 'comment')}{by}, {joined(parts)}."
