"""The index of a site as pages: by date, by event, by source; whole without scripts, searched with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from threadgist.pages.html import dressed, environment
from threadgist.pages.words import crowd, day_range, source_name
from threadgist.site.entries import Entry
from threadgist.translations import month
from threadgist.words import counted

# What tells an index page of ours from another's, so that no page of a user is written over.
MARK: Final = '<meta name="generator" content="threadgist site">'
PAGE_ENTRIES: Final = 5_000
SEARCH: Final = "search.html"
TEXT_CHARS: Final = 30_000_000
OPEN_ENTRIES: Final = 60
_HEADINGS: Final = 8


class View(NamedTuple):
    """One way to put the digests in order: where it begins, what it is called, and what groups them."""

    stem: str
    name: str
    group: Callable[[Entry], str]


_VIEWS: Final = (
    View("index", "By date", lambda entry: _month(entry.date)),
    View("events", "By event", lambda entry: entry.event or "No event named"),
    View("sources", "By source", lambda entry: source_name(entry.source)),
)


def page_url(base_url: str, name: str) -> str:
    """Return where a page of the index will be published."""
    return base_url + ("" if name == "index.html" else name)


def index_pages(entries: Sequence[Entry], title: str, base_url: str | None) -> dict[str, str]:
    """Return the index pages and the page of the search by file name.

    A view that would not tell digests apart is left out.
    """
    views = [
        view for view in _VIEWS if view.stem == "index" or len({view.group(entry) for entry in entries}) > 1
    ]
    dates = [entry.date for entry in entries if entry.date is not None]
    render = partial(
        environment().get_template("site.html.jinja").render,
        **dressed(("digest.css", "site.css"), ("scheme.js", "site.js")),
        title=title,
        mark=MARK,
        days=day_range(min(dates, default=None), max(dates, default=None)),
        digests=len(entries),
        comments=sum(entry.comments for entry in entries),
        themes=sum(len(entry.headings) for entry in entries),
    )
    files = {}
    tabs = [(f"{view.stem}.html", view.name) for view in views]
    for view in views:
        ordered = _ordered(entries, view)
        starts = range(0, max(1, len(ordered)), PAGE_ENTRIES)
        names = [f"{view.stem}{f'-{at}' if at > 1 else ''}.html" for at, _ in enumerate(starts, 1)]
        for name, start in zip(names, starts, strict=True):
            page = ordered[start : start + PAGE_ENTRIES]
            text = render(
                canonical=None if base_url is None else page_url(base_url, name),
                views=tabs,
                view=view.name,
                pages=names,
                page=name,
                here=len(page),
                texts=None,
                groups=list(_groups(page, view)),
            )
            files[name] = text + "\n"
    files[SEARCH] = render(
        canonical=None,
        views=[*tabs, (SEARCH, "Search")],
        view="Search",
        texts=_texts(_ordered(entries, _VIEWS[0])),
        groups=(),
    )
    files[SEARCH] += "\n"
    return files


def _texts(entries: Sequence[Entry]) -> Markup:
    """Return what is searched as JSON for a script element: the newest digests whole, as far as `TEXT_CHARS` goes."""
    rows, left = [], TEXT_CHARS
    for entry in entries:
        parts = [(part.anchor, part.heading, part.lines) for part in entry.parts]
        left -= sum(len(line) for part in entry.parts for line in part.lines)
        if left < 0:
            parts = [(anchor, heading, ()) for anchor, heading, _ in parts]
        row = _row(entry, _VIEWS[0])
        rows.append((entry.href, entry.title, " · ".join(row["meta"]), entry.language, parts))
    # Nothing of it can end the element: in JSON "<" may be written as an escape.
    return Markup(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _ordered(entries: Iterable[Entry], view: View) -> list[Entry]:
    """Newest first; the group with the newest digest first, and nameless events last."""
    newest = sorted(
        entries, key=lambda entry: (-entry.date.timestamp() if entry.date else float("inf"), entry.href)
    )
    rank: dict[str, int] = {}
    for entry in newest:
        rank.setdefault(view.group(entry), len(rank))
    return sorted(
        newest, key=lambda entry: (view.stem == "events" and not entry.event, rank[view.group(entry)])
    )


def _groups(entries: Sequence[Entry], view: View) -> Iterator[dict[str, Any]]:
    """Yield digests under one heading each; `open` ones are shown before anybody asks."""
    shown = 0
    for number, (name, members) in enumerate(groupby(entries, view.group), 1):
        rows = [_row(entry, view) for entry in members]
        shown += len(rows)
        is_open = number == 1 or shown <= OPEN_ENTRIES
        yield {"name": name, "anchor": f"g{number}", "rows": rows, "open": is_open}


def _row(entry: Entry, view: View) -> dict[str, Any]:
    """Return a digest as it is listed; `meta` is its date, source, event and figures."""
    meta = (
        day_range(entry.date, entry.date),
        source_name(entry.source) if view.stem != "sources" else "",
        entry.event if view.stem != "events" else "",
        crowd(entry.commenters or 0, entry.comments, signed=entry.commenters is not None),
        f"{counted(entry.new_comments, 'comment')} new" if entry.new_comments else "",
    )
    more = ("…",) if len(entry.headings) > _HEADINGS else ()
    return {
        "href": entry.href,
        "title": entry.title,
        "meta": [part for part in meta if part],
        "headings": " · ".join((*entry.headings[:_HEADINGS], *more)),
        "lang": entry.language,
    }


def _month(date: datetime | None) -> str:
    if date is None:
        return "Undated"
    at = date.astimezone(UTC)
    return f"{month(at.month)} {at.year}"
