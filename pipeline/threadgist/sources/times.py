"""Points in time, as exports and as phones and pages write them, to aware datetimes in UTC."""

import math
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, Literal

from threadgist.sources.vocabulary import vocabulary, words
from threadgist.words import counted

Order = Literal["day", "month"]
"""Which number comes first in dates such as 03/04/2024."""

_LocalOrder = Literal["dmy", "mdy", "ymd"]

_MAX = 64
# Ruby writes 2020-06-19 11:54:37 -0500.
_SPACED_ZONE = re.compile(r"(?<=:\d\d) ([+-]\d\d:?\d\d)$")
_NUMERIC = re.compile(r"(?:\D{0,12}[ ,])?(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d|[./-])")
_YEAR_FIRST = re.compile(r"(\d{4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,2})\.?(?!\d)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_NAMED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?[ .-]+{_MONTH}[.,]?[ .,-]+(?:\d{{4}}|\d{{2}})\b|"
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b.*\b\d{{4}}\b|\d{{4}}[ -]{_MONTH}[ -]\d{{1,2}}\b)",
    re.IGNORECASE,
)
# Names of zones in brackets repeat what an offset said; `GMT` before an offset says nothing.
_NOISE = re.compile(r"\([A-Za-z ]{2,40}\)|\b(?:GMT|UTC)(?=[+-]\d)|\b(?:at|um|Uhr)\b")
# Logs of web servers: 01/Mar/2024:21:05:00 +0000.
_LOG = re.compile(r"^(\d{1,2})/([A-Za-z]{3})/(\d{4}):")
_HALF = re.compile(r"\b([ap])\.? ?m\b\.?", re.IGNORECASE)
_CJK = str.maketrans({"年": "-", "月": "-", "日": " ", "년": "-", "월": "-", "일": " ", "時": ":", "时": ":",
                      "시": ":", "分": ":", "분": ":", "秒": " ", "초": " "})  # fmt: skip
_CJK_HALF = re.compile(r"(午前|上午|오전|午後|下午|오후)\s?([\d:]+)")
_ENDS = re.compile(r":(?=\s|$)")
_OFFSETS: dict[str, int] = vocabulary("times")["zones"]
_LANGUAGES = list(words("times", "languages"))
# Names of months in many languages are looked up by a library that tries them all: not for ever.
_PATIENCE = 20
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_NUMBER = re.compile(r"\d+")
_MONTH_NAME = re.compile(r"[^\W\d_]{3,}")
# Times as phones and pages write them for people.
DATE = r"[0-9]{1,4}\s?[./年년-]\s?[0-9]{1,2}\s?[./月월-]\s?[0-9]{1,4}[.日일]?"
_HALF_DAY = r"[ap]\.?\s?m\.?|上午|下午|午前|午後|오전|오후|凌晨|早上|中午|晚上|[πμ]\.?\s?μ\.?|[صم]"
CLOCK = rf"(?:(?:{_HALF_DAY})\s?)?[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}})?(?:\s?(?:{_HALF_DAY}))?"
_LOCAL = re.compile(
    r"(?P<a>[0-9]{1,4})\s?[./年년-]\s?(?P<b>[0-9]{1,2}|[^\W\d_]{3,10})\.?\s?[./月월-]\s?(?P<c>[0-9]{1,4})[.日일]?"
    rf"(?:\D{{0,12}}?(?P<clock>{CLOCK}))?",
    re.IGNORECASE,
)
# 5 March 2024, March 5, 2024, each with a clock after it
_WORDED = re.compile(
    r"(?:(?P<d1>[0-9]{1,2})(?:st|nd|rd|th|\.)?\s(?:de\s|of\s)?(?P<m1>[^\W\d_]{3,12})\.?|(?P<m2>[^\W\d_]{3,12})\.?\s(?P<d2>[0-9]{1,2})"
    r"(?:st|nd|rd|th)?),?\s(?:de\s)?(?P<y>[0-9]{4})"
    rf"(?:\D{{0,12}}?(?P<clock>{CLOCK}))?",
    re.IGNORECASE,
)
_HALVES = re.compile(_HALF_DAY, re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC)?\s?([+-])([0-9]{1,2}):?([0-9]{2})?\s*$")
_SPACES = re.compile(r"[\s\u200e\u200f\u202f\u00a0]+")
# The first letters tell the month in English and in the languages of the phones that we know of.
_MONTHS = {
    name: number
    for number, names in enumerate(vocabulary("times")["months"].strip().split("\n"), 1)
    for name in names.split()
}
_LONGEST = 80


def parse_time(value: Any, order: Order | None = None) -> datetime | None:
    """Return `value` (seconds to nanoseconds since 1970, or a date as people write it) in UTC, its zone if it has none.

    None where it cannot be told: dates such as 03/04/2024 without an order, unknown zones, a month without its day.
    """
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value)) if abs(value) < 1e20 else None
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > _MAX:
        return None
    with suppress(ValueError):
        if moment := _from_epoch(float(text)):
            return moment
    with suppress(ValueError):
        return utc(datetime.fromisoformat(_SPACED_ZONE.sub(r"\1", text.removesuffix(" UTC"))))
    return _written(text, order)


def read_times(values: Sequence[Any], name: str) -> tuple[list[datetime | None], tuple[str, ...]]:
    """Read a column of times, and say what could not be read; `name` is how the notes speak of it."""
    order, why = _date_order(values)
    moments: list[datetime | None] = []
    failed = 0
    for value in values:
        moment = parse_time(value, order)
        if moment is None and isinstance(value, str) and failed < _PATIENCE:
            moment = _in_other_words(value.strip(), order)
            failed += moment is None
        moments.append(moment)
    read = zip(values, moments, strict=True)
    missing = [value for value, moment in read if moment is None and value not in (None, "", 0, "0")]
    unclear = sum(order is None and isinstance(v, str) and _parts(v) is not None for v in missing)
    notes = [why] if why else []
    if unclear:
        notes.append(
            f"{counted(unclear, 'date')} left out, as nothing in {name!r} tells whether they are day/month or "
            "month/day; write the year first, as in 2024-03-01"
        )
    if unread := len(missing) - unclear:
        notes.append(f"{counted(unread, 'time')} in {name!r} could not be read")
    return moments, tuple(notes)


def utc(moment: datetime | None) -> datetime | None:
    """Return a time in UTC, which is the zone of one without; None beyond the years 1 and 9999."""
    with suppress(OverflowError, ValueError):
        if moment is not None:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None


def is_time(value: Any) -> bool:
    """Whether a value is a time, in whichever order and language it is written."""
    told = parse_time(value, "day")
    return bool(told or (isinstance(value, str) and _in_other_words(value.strip(), "day")))


def _date_order(values: Iterable[Any]) -> tuple[Order | None, str]:
    """Tell from a whole column which comes first; None where nothing tells.

    A number above 12 decides; else the only order under which three or more dates rise or fall throughout, which is
    said.
    """
    dates = [parts for value in values if isinstance(value, str) and (parts := _parts(value))]
    day_first = any(first > 12 for first, _, _ in dates)
    month_first = any(second > 12 for _, second, _ in dates)
    if day_first != month_first:
        return ("day" if day_first else "month"), ""
    by_day = [(year, second, first) for first, second, year in dates]
    by_month = [(year, first, second) for first, second, year in dates]
    day_fits, month_fits = (one in (sorted(one), sorted(one, reverse=True)) for one in (by_day, by_month))
    if day_first or len(set(dates)) < 3 or day_fits == month_fits:
        return None, ""
    shape = "day/month" if day_fits else "month/day"
    return ("day" if day_fits else "month"), f"dates were read as {shape}, as only so they are in order"


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return the numbers of a date whose order is open; dots are written with the day first everywhere."""
    found = _NUMERIC.match(text[:_MAX].strip())
    return (int(found[1]), int(found[3]), int(found[4])) if found and found[2] != "." else None


@lru_cache(maxsize=4096)
def _written(text: str, order: Order | None) -> datetime | None:
    """Read a date in numbers or English words, with whatever stands around its time."""
    text = _plain(text)
    day_first = order != "month"
    if found := _NUMERIC.match(text):
        first, second = int(found[1]), int(found[3])
        if found[2] == ".":
            day_first = True
        elif max(first, second) > 12:
            day_first = first > 12
        elif order is None:
            return None
    elif found := _YEAR_FIRST.match(text):
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}{text[found.end() :]}"
        day_first = False
    elif not _NAMED.search(text):
        return None
    from dateutil import parser

    default = datetime(2000, 1, 1)
    return _read(partial(parser.parse, text, dayfirst=day_first, tzinfos=_zone, default=default), "error")


def _read(read: Callable[[], datetime | None], on_warning: Literal["error", "ignore"]) -> datetime | None:
    """Return what a library reads, None where it fails in any of the ways it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(on_warning)
            return utc(read())
    except (ValueError, TypeError, ArithmeticError, AttributeError, LookupError, Warning):
        return None


def _plain(text: str) -> str:
    text = " ".join(_NOISE.sub(" ", _LOG.sub(r"\1 \2 \3 ", text)).split())
    if not text.isascii():
        text = " ".join(_ENDS.sub("", text.translate(_CJK)).split())
        text = _CJK_HALF.sub(lambda found: f"{found[2]} {'AM' if found[1] in '午前上午오전' else 'PM'}", text)
    return _HALF.sub(lambda found: found[1].upper() + "M", text)


def _zone(name: str | None, offset: int | None) -> timezone | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    # A name that is not known is refused: KeyError.
    return timezone(timedelta(minutes=_OFFSETS[name.upper()])) if name is not None else None


@lru_cache(maxsize=4096)
def _in_other_words(text: str, order: Order | None) -> datetime | None:
    """Read a date with the name of its month in another language; relative ones ("yesterday") are none."""
    numbers = _NUMBER.findall(_TIME_OF_DAY.sub("", text[: _MAX + 1]))
    if not 6 <= len(text) <= _MAX or not _MONTH_NAME.search(text) or len(numbers) < 2:
        return None
    import dateparser

    settings: Any = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
        "TIMEZONE": "UTC",
        "DATE_ORDER": "MDY" if order == "month" else "DMY",
    }
    moment = _read(partial(dateparser.parse, text, languages=_LANGUAGES, settings=settings), "ignore")
    # A date in numbers whose order is open stays open.
    return None if order is None and _parts(text) else moment


def _from_epoch(number: float) -> datetime | None:
    # Three digits more is the next finer unit; 1e11 seconds is the year 5138, 1e11 milliseconds 1973. What is
    # below 1e8 (in 1973) is a year, a date without separators, or a counter.
    if not math.isfinite(number) or number < 1e8:
        return None
    while number >= 1e11:
        number /= 1000
    return datetime.fromtimestamp(number, UTC)


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
    if unread := sum(moment is None and value not in (None, "") for moment, value in pairs):
        notes.append(f"{counted(unread, 'time')} could not be read")
    return times, tuple(notes)


def _numbers(value: Any) -> re.Match[str] | None:
    """Return the three parts of a date and the clock; None for what is none, or a time as programs write it."""
    found = _LOCAL.match(_one_line(value))
    return None if found and len(found["a"]) == 4 and "T" in found.string[:12] else found


def _one_line(value: Any) -> str:
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) and len(value) <= _LONGEST else ""


def _order(dates: Sequence[re.Match[str]], values: Sequence[Any]) -> tuple[_LocalOrder, bool]:
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


def _steps_back(dates: Sequence[re.Match[str]], order: _LocalOrder) -> int:
    times = filter(None, (_moment(one, order) for one in dates))
    return sum(later < earlier for earlier, later in pairwise(times))


def _moment(found: re.Match[str], order: _LocalOrder) -> datetime | None:
    a, b, c = found.group("a", "b", "c")
    if not b.isdecimal():
        day, year = (c, a) if len(a) == 4 else (a, c)
        return _build(found, year, _month(b), day)
    year, middle, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    return _build(found, year, int(middle), day)


def _named(value: Any) -> datetime | None:
    """Read dates with the month's name, a weekday before it or not."""
    if (found := _WORDED.search(_one_line(value))) is None:
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
