"""A growing archive: which families are new since a date, and which have gone quiet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.compare.records import Trends
from threadgist.pages.words import utc

if TYPE_CHECKING:
    from datetime import datetime

    from threadgist.compare.records import Comparison


def trends(comparison: Comparison, since: datetime) -> Comparison:
    """Return `comparison` with the families that appear first at or after `since`, and those that appear no more.

    A family is fading where two or more events before `since` have it and none after. Events without a date are
    left out. Families of the view by argument; a theme of one event alone is new only together with others.
    """
    begun = {event.id: utc(event.first_at) for event in comparison.events if event.first_at is not None}
    limit = utc(since)
    new: list[str] = []
    fading: list[str] = []
    later = any(moment >= limit for moment in begun.values())
    for family in comparison.views[0].families:
        moments = [begun[cell.event] for cell in family.cells if cell.event in begun]
        if len(moments) < 2:
            continue
        if min(moments) >= limit:
            new.append(family.id)
        elif later and max(moments) < limit:
            fading.append(family.id)
    return replace(comparison, trends=Trends(limit, tuple(new), tuple(fading)))


def middle_date(comparison: Comparison) -> datetime | None:
    """Return the date from which the later half of the dated events begins, or None where fewer than two are dated."""
    moments = sorted(utc(event.first_at) for event in comparison.events if event.first_at is not None)
    return moments[len(moments) // 2] if len(moments) > 1 else None
