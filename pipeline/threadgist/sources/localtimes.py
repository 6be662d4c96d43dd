"""Times as phones and pages write them for people: the whole column tells what is the day and what the month."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any, Literal

from threadgist.sources.archive import counts
from threadgist.sources.times import parse_time
from threadgist.sources.vocabulary import vocabulary

_Order = Literal["dmy", "mdy", "ymd"]

DATE = r"[0-9]{1,4}\s?[./年년-]\s?[0-9]{1,2}\s?[./月월-]\s?[0-9]{1,4}[.日일]?"
_HALF = r"[ap]\.?\s?m\.?|上午|下午|午前|午後|오전|오후|凌晨|早上|中午|晚上|[πμ]\.?\s?μ\.?|[صم]"
CLOCK = rf"(?:(?:{_HALF})\s?)?[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}})?(?:\s?(?:{_HALF}))?"
_MOMENT = re.compile(
    r"(?P<a>[0-9]{1,4})\s?[./年년-]\s?(?P<b>[0-9]{1,2}|[^\W\d_]{3,10})\.?\s?[./月월-]\s?(?P<c>[0-9]{1,4})[.日일]?"
    rf"(?:\D{{0,12}}?(?P<clock>{CLOCK}))?",
    re.IGNORECASE,
)
# 5 March 2024, March 5, 2024, each with a clock after it
_NAMED = re.compile(
    r"(?:(?P<d1>[0-9]{1,2})(?:st|nd|rd|th|\.)?\s(?:de\s|of\s)?(?P<m1>[^\W\d_]{3,12})\.?|(?P<m2>[^\W\d_]{3,12})\.?\s(?P<d2>[0-9]{1,2})"
    r"(?:st|nd|rd|th)?),?\s(?:de\s)?(?P<y>[0-9]{4})"
    rf"(?:\D{{0,12}}?(?P<clock>{CLOCK}))?",
    re.IGNORECASE,
)
_HALVES = re.compile(_HALF, re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC)?\s?([+-])([0-9]{1,2}):?([0-9]{2})?\s*$")
_SPACES = re.compile(r"[\s\u200e\u200f\u202f\u00a0]+")
# The first letters tell the month in English and in the languages of the phones that we know of.
_MONTHS = {
    name: number
    for number, names in enumerate(vocabulary("times")["months"].strip().split("\n"), 1)
    for name in names.split()
}
_LONGEST = 80


def local_times(values: Sequence[Any]) -> tuple[list[datetime | None], tuple[str, ...]]:
    """Return the times of a column in UTC, which is taken for their zone, and notes on what was assumed.

    Of numbers with two dots or slashes, a year or a day above 12 anywhere tells the order; else the order under which
    times hardly go back; else the day comes first, but for times such as 3/1/24, 9:05 PM.
    """
    parts = [_numbers(value) for value in values]
    dates = [one for one in parts if one is not None and one["b"].isdecimal()]
    order, sure = _order(dates, values)
    times = [
        _moment(one, order) if one is not None else _named(value) or parse_time(value)
        for one, value in zip(parts, values, strict=True)
    ]
    notes = []
    if dates and not sure:
        first, second = ("month", "day") if order == "mdy" else ("day", "month")
        shown = "/".join(dates[0].group("a", "b", "c"))
        notes.append(f"dates such as {shown} were read as {first}, {second} and year")
    pairs = zip(times, values, strict=True)
    unread = sum(moment is None and value not in (None, "") for moment, value in pairs)
    return times, (*notes, *counts((unread, "time could not be read", "times could not be read")))


def _numbers(value: Any) -> re.Match[str] | None:
    """Return the three parts of a date and the clock; None for what is none, or a time as programs write it."""
    found = _MOMENT.match(_plain(value))
    return None if found and len(found["a"]) == 4 and "T" in found.string[:12] else found


def _plain(value: Any) -> str:
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) and len(value) <= _LONGEST else ""


def _order(dates: Sequence[re.Match[str]], values: Sequence[Any]) -> tuple[_Order, bool]:
    if any(len(one["a"]) > 2 for one in dates):
        return "ymd", True
    if any(int(one["a"]) > 12 for one in dates):
        return "dmy", True
    if any(int(one["b"]) > 12 for one in dates):
        return "mdy", True
    by_day, by_month = _steps_back(dates, "dmy"), _steps_back(dates, "mdy")
    if by_day != by_month:
        return ("dmy" if by_day < by_month else "mdy"), True
    if all(one["a"] == one["b"] for one in dates):
        return "dmy", True
    text = " ".join(str(value) for value in values[:50])
    first, halves = text.partition(" ")[0], bool(re.search(r"[AP]M\b", text))
    if "." in first or ("-" in first and not halves):
        return "dmy", True
    # 03-01-2024, 09:05 PM is how vBulletin and MyBB write it where nobody changed it.
    american = halves and ("-" in first or not any(one["a"].startswith("0") for one in dates))
    return ("mdy" if american else "dmy"), False


def _steps_back(dates: Sequence[re.Match[str]], order: _Order) -> int:
    times = filter(None, (_moment(one, order) for one in dates))
    return sum(later < earlier for earlier, later in pairwise(times))


def _moment(found: re.Match[str], order: _Order) -> datetime | None:
    a, b, c = found.group("a", "b", "c")
    if not b.isdecimal():
        day, year = (c, a) if len(a) == 4 else (a, c)
        return _build(found, year, _month(b), day)
    year, middle, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    return _build(found, year, int(middle), day)


def _named(value: Any) -> datetime | None:
    """Read dates with the month's name, a weekday before it or not."""
    if (found := _NAMED.search(_plain(value))) is None:
        return None
    return _build(found, found["y"], _month(found["m1"] or found["m2"]), found["d1"] or found["d2"])


def _month(name: str) -> int | None:
    return _MONTHS.get(name[:4].lower()) or _MONTHS.get(name[:3].lower())


def _build(found: re.Match[str], year: str, month: int | None, day: str) -> datetime | None:
    """Return the moment of a date, with the clock that was found and the zone that stands behind it."""
    if month is None:
        return None
    clock = found["clock"] or ""
    full = int(year) + (2000 if len(year) <= 2 else 0)
    hour, minute, second = (*map(int, re.findall(r"[0-9]+", clock)), 0, 0, 0)[:3]
    if part := _HALVES.search(clock):
        half = part[0].lower().replace(".", "").replace(" ", "")
        late = half in ("pm", "下午", "午後", "오후", "晚上", "μμ", "م") or (half == "中午" and hour < 11)
        hour = hour % 12 + 12 if late else hour % 12 if hour == 12 else hour
    try:
        moment = datetime(full, month, int(day), hour, minute, second, tzinfo=UTC)
        if zone := _ZONE.search(found.string, found.end()):
            offset = timedelta(hours=int(zone[2]), minutes=int(zone[3] or 0))
            moment = moment.replace(tzinfo=timezone(offset if zone[1] == "+" else -offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment
