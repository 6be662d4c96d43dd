"""Bullets of a digest as a comparison prints them, with some of the comments behind each."""

from __future__ import annotations

from dataclasses import dataclass

from threadgist.compare.records import Saying
from threadgist.pages.safe import one_line, safe_url
from threadgist.pages.words import minute, quoted

__all__ = ["SayingView", "WitnessView", "saying_view"]


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A comment behind a bullet."""

    author: str
    date: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class SayingView:
    """A bullet; `rest` comments behind it are not shown."""

    text: str
    quote: bool
    reply: bool
    people: int
    witnesses: tuple[WitnessView, ...]
    rest: int


def saying_view(saying: Saying, witnesses: int) -> SayingView:
    """Return the view of a bullet with at most so many of the comments behind it."""
    shown = saying.witnesses[:witnesses]
    return SayingView(
        text=quoted(saying.text) if saying.kind == "quote" else one_line(saying.text),
        quote=saying.kind == "quote",
        reply=saying.reply,
        people=saying.people,
        witnesses=tuple(
            WitnessView(
                author=one_line(w.author or "") or "unnamed",
                date=minute(w.created_at) if w.created_at else "",
                text=one_line(w.text),
                url=safe_url(w.url),
            )
            for w in shown
        ),
        rest=saying.comments - len(shown),
    )
