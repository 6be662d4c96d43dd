"""The comparison as CommonMark: in words, then in figures, then what is said. Foreign text is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from threadgist.compare.records import Comparison
from threadgist.pages.comparison_families import CellView, ViewView
from threadgist.pages.comparison_view import ComparisonPage, build_comparison_page
from threadgist.pages.safe import markdown_text, markdown_url

__all__ = ["comparison_to_markdown"]


def comparison_to_markdown(comparison: Comparison, links: Mapping[str, str]) -> str:
    """Return `comparison` as CommonMark, ending in a newline; see `comparison_to_html` for `links`."""
    page = build_comparison_page(comparison, links)
    return "\n\n".join(block for block in _blocks(page) if block) + "\n"


def _blocks(page: ComparisonPage) -> Iterator[str]:
    yield f"# {markdown_text(page.title)}"
    yield markdown_text(page.standfirst)
    yield "\n>\n".join(f"> {markdown_text(notice)}" for notice in page.notices)
    if page.since:
        yield f"## Since {page.since}"
        yield "New: " + (", ".join(map(markdown_text, page.new)) or "nothing")
        yield "Fading: " + (", ".join(map(markdown_text, page.fading)) or "nothing")
    for view in page.views:
        yield f"## {view.name}"
        yield markdown_text(view.headline)
        yield _table(page, view)
        yield "\n".join(f"- {markdown_text(line)}" for line in view.words)
        yield markdown_text(view.meaning)
        for family in view.detailed:
            yield f"### {markdown_text(family.heading)}"
            yield "\n".join(_cell(cell) for cell in (*family.cells, *family.rest))
        for alone in view.alone:
            yield f"### Only in {markdown_text(alone.short)}"
            yield "\n".join(_cell(cell, named=False) for cell in alone.themes)
    yield "## The events"
    yield "\n".join(
        f"- {markdown_text(event.label)} · " + " · ".join(filter(None, (event.days, event.size)))
        for event in page.events
    )
    yield "## How this was made"
    yield markdown_text(page.method)


def _table(page: ComparisonPage, view: ViewView) -> str:
    if not view.families:
        return ""
    head = ["", *(markdown_text(event.short) for event in page.events)]
    rows = [head, ["---", *("---:" for _ in page.events)]]
    for family in view.families:
        row = [markdown_text(family.heading) + ("" if family.certain else " (?)")]
        row += [f"{cell.percent} ({cell.interval})" if cell else "" for cell in family.row]
        rows.append(row)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(cell: CellView, *, named: bool = True) -> str:
    headings = " · ".join(markdown_text(heading) for heading, _ in cell.headings)
    doubt = "" if cell.certain else ", uncertain match"
    where = f"**{markdown_text(cell.short)}**: " if named else ""
    line = f"- {where}{headings} ({cell.percent}, {cell.taking}, {cell.interval}{doubt})"
    if cell.quote is not None:
        line += f": {markdown_text(cell.quote.text)}"
        name = markdown_text(cell.quote.name or "comment")
        if target := markdown_url(cell.quote.url):
            line += f" — [{name}]({target})"
        elif cell.quote.name:
            line += f" — {name}"
    return line
