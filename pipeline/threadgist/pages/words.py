"""The wording that all formats share: counts, dates, names, where the comments went."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import accumulate
from typing import Final

from threadgist.records import NAMELESS, Bullet, Comment, Digest, DigestTheme, Part, SkipReason, Status
from threadgist.translations import gettext as _
from threadgist.translations import grouped, in_row, later, listed, month, ngettext, pgettext, spoken
from threadgist.words import one_line

_NUMBERS: Final = later("no one two three four five six seven eight nine ten eleven twelve")
_SOURCES: Final = {
    "hackernews": "Hacker News",
    "hn": "Hacker News",
    "reddit": "Reddit",
    "discourse": "Discourse",
    "lobsters": "Lobsters",
    "table": later("Table of comments"),
    "records": later("List of comments"),
    "json": later("List of comments"),
    "flat": later("List of comments"),
}
_MODE_CODES: Final = ("small", "no_themes", "empty")
# Notices on how a language model fared, which `written_note` tells.
WRITING_CODES: Final = ("rejected", "orders")
# Notices that are not worded in the language of the page: what readers of files and models say.
_ENGLISH_CODES: Final = ("repair", "fallback")
STATUS_NAMES: Final[dict[Status, str]] = {
    "cited": later("Cited"),
    "grouped": later("Grouped"),
    "one_off": later("One-off"),
    "duplicate": later("Duplicate"),
    "skipped": later("Skipped"),
}
REASONS: Final[dict[SkipReason, str]] = {
    "deleted": later("deleted by the author"),
    "removed": later("removed by a moderator"),
    "empty": later("empty"),
    "too_short": later("too short to say what about"),
    "quotation_only": later("nothing but a quotation"),
    "link_only": later("nothing but a link"),
    "automatic": later("posted by a bot, or for one"),
    "over_limit": later("over the limit of comments read"),
}


def spelled(number: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    words = _(_NUMBERS).split()
    return words[number] if 0 <= number < len(words) else grouped(number)


def comments(number: int) -> str:
    """Return "1 comment", "1,204 comments"."""
    return ngettext("%(n)s comment", "%(n)s comments", number)


def people(number: int) -> str:
    """Return "1 person", "41 people"."""
    return ngettext("%(n)s person", "%(n)s people", number)


def crowd(commenters: int, written: int, *, signed: bool) -> str:
    """Return "41 people, 52 comments", without the people where nobody knows how many they are."""
    return in_row((*((people(commenters),) if signed else ()), comments(written)))


def notes(parts: Iterable[str]) -> str:
    """Return "a; b" of what is not empty."""
    return pgettext("between two remarks", "; ").join(filter(None, parts))


def as_sentence(text: str) -> str:
    """Return words as a sentence, with a full stop."""
    return _("%(words)s.", words=text)


def utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; one without a zone is taken to be UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def zulu(moment: datetime) -> str:
    """Return "2025-10-27T14:05:00Z"."""
    return utc(moment).isoformat().replace("+00:00", "Z")


def percent(part: int, whole: int) -> float:
    """Return `part` of `whole` in per cent, rounded to one decimal, 0 of nothing."""
    return round(min(100.0, 100 * part / whole), 1) if whole else 0.0


def day(moment: datetime, *, year: bool = True) -> str:
    """Return "27 Oct 2025" (UTC), or without the year."""
    at = utc(moment)
    parts = {"day": at.day, "month": month(at.month, short=True)}
    if not year:
        return pgettext("with the month shortened", "%(day)s %(month)s", **parts)
    return pgettext("with the month shortened", "%(day)s %(month)s %(year)s", **parts, year=at.year)


def minute(moment: datetime, *, year: bool = True) -> str:
    """Return "27 Oct 2025, 14:05" (UTC), or without the year."""
    return _("%(day)s, %(time)s", day=day(moment, year=year), time=f"{utc(moment):%H:%M}")


def day_range(first: datetime | None, last: datetime | None) -> str:
    """Return "26 October 2025", "26–28 October 2025", "30 December 2024 – 2 January 2025"; "" if unknown."""
    if (known := first or last) is None:
        return ""
    start, end = utc(first or known), utc(last or known)
    if start.date() == end.date():
        return _date(end)
    if (start.year, start.month) == (end.year, end.month):
        days = {"first": start.day, "last": end.day}
        return _("%(first)s–%(last)s %(month)s %(year)s", **days, month=month(end.month), year=end.year)
    if start.year == end.year:
        opening = _("%(day)s %(month)s", day=start.day, month=month(start.month))
        closing = _("%(day)s %(month)s", day=end.day, month=month(end.month))
        return _("%(first)s – %(last)s %(year)s", first=opening, last=closing, year=end.year)
    return _("%(first)s – %(last)s", first=_date(start), last=_date(end))


def _date(at: datetime) -> str:
    return _("%(day)s %(month)s %(year)s", day=at.day, month=month(at.month), year=at.year)


def source_name(source: str) -> str:
    """Return what readers call a source: "Hacker News" for "hackernews", anything unknown as it stands."""
    key = source.lower().replace("_", "-").split("-")[0]
    return _(_SOURCES[key]) if key in _SOURCES else one_line(source)


def author_name(comment: Comment) -> str:
    """Return the author's name as printed, or words for one that is not known."""
    return one_line(comment.author or "") or _("unnamed")


def theme_heading(theme: DigestTheme | Part) -> str:
    """Return the heading of a theme on one line; one that is a quotation has the page's quotation marks."""
    heading = one_line(theme.heading)
    if heading.startswith(NAMELESS):
        return heading.replace(NAMELESS, _(NAMELESS), 1)
    return quoted(heading) if _embraced(heading) else heading


def quoted(text: str) -> str:
    """Return `text` on one line in quotation marks, which take the place of a pair that embraces all of it."""
    line = one_line(text)
    return _("“%(text)s”", text=line[1:-1] if _embraced(line) else line)


def _embraced(line: str) -> bool:
    if not line.startswith("“"):
        return False
    depths = accumulate((char == "“") - (char == "”") for char in line)
    return next((at for at, depth in enumerate(depths) if not depth), -1) == len(line) - 1


def mode_note(digest: Digest) -> str:
    """Return why there are no themes, in the digest's own words if it has some; "" where there are themes."""
    if own := [notice for notice in digest.notices if notice.code in _MODE_CODES]:
        return one_line(own[0].text)
    if digest.mode == "empty":
        return _("No comment of this thread could be read, so there is nothing to digest.")
    if digest.mode == "points":
        return _("This thread does not fall into clear themes; the points made in it are listed one by one.")
    return ""


def points_heading(digest: Digest) -> str:
    """Return what stands above the lines that belong to no theme of the page."""
    return _("Also said") if digest.themes else _("Points made")


def vote_sections(digest: Digest) -> tuple[tuple[str, str, tuple[Bullet, ...]], ...]:
    """Return what a consultation agrees and divides on, where there is any: anchor, heading, bullets."""
    agreed = ("agreed", _("Most agreed"), digest.agreed)
    disputed = ("disputed", _("Most disputed"), digest.disputed)
    return tuple(section for section in (agreed, disputed) if section[2])


def notices(digest: Digest) -> list[tuple[str, str]]:
    """Return the notices that no other note tells, each on one line with its language, "" for the page's."""
    return [
        (one_line(notice.text), "en" if notice.code in _ENGLISH_CODES and spoken() != "en" else "")
        for notice in digest.notices
        if notice.code not in (*_MODE_CODES, *WRITING_CODES)
    ]


def reason_words(digest: Digest) -> str:
    """Return "5 deleted by the author, 2 empty", for the comments that were skipped."""
    tally = Counter(entry.reason for entry in digest.ledger if entry.status == "skipped" and entry.reason)
    return in_row(
        _("%(n)s %(reason)s", n=grouped(number), reason=_(REASONS[reason]))
        for reason, number in sorted(tally.items(), key=lambda item: (-item[1], item[0]))
    )


def account(digest: Digest) -> str:
    """Return one sentence that accounts for every comment."""
    counts = digest.counts
    if not counts.comments:
        return _("The thread has no comments.")
    reasons = reason_words(digest)
    skipped = ngettext(
        "%(n)s was skipped (%(reasons)s)", "%(n)s were skipped (%(reasons)s)", counts.skipped, reasons=reasons
    )
    each = (
        (counts.cited, ngettext("%(n)s is cited", "%(n)s are cited", counts.cited)),
        (counts.grouped, ngettext("%(n)s belongs to a theme", "%(n)s belong to a theme", counts.grouped)),
        (counts.one_off, ngettext("%(n)s stands alone", "%(n)s stand alone", counts.one_off)),
        (counts.duplicate, ngettext("%(n)s is a duplicate", "%(n)s are duplicates", counts.duplicate)),
        (counts.skipped, skipped),
    )
    parts = listed([says for number, says in each if number])
    of = {"comments": comments(counts.comments), "people": people(counts.commenters), "parts": parts}
    signed = _("Of %(comments)s by %(people)s, %(parts)s.", **of)
    return signed if counts.signed else _("Of %(comments)s, %(parts)s.", **of)
