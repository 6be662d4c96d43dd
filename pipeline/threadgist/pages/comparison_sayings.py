"""Bullets of a digest as a comparison prints them: who says it, and the words."""

from __future__ import annotations

from dataclasses import dataclass

from threadgist.compare.records import Saying
from threadgist.pages.lines import EDITOR, ROLES, UNNAMED
from threadgist.pages.safe import one_line, safe_url
from threadgist.pages.words import minute, quoted

__all__ = ["SayingView", "saying_view"]


@dataclass(frozen=True, slots=True)
class SayingView:
    """A bullet; `name` is "" where the debate names nobody, or where a written sentence names its speaker itself."""

    text: str
    quote: bool
    reply: bool
    name: str
    role: str
    date: str
    url: str | None


def saying_view(saying: Saying, *, signed: bool) -> SayingView:
    """Return the view of a bullet of a debate that names its commenters, or does not."""
    quote = saying.kind == "quote"
    return SayingView(
        text=quoted(saying.text) if quote else one_line(saying.text),
        quote=quote,
        reply=saying.reply,
        name=(one_line(saying.author or "") or (UNNAMED if signed else ""))
        if quote
        else EDITOR
        if saying.kind == "editor"
        else "",
        role=ROLES[saying.role] if quote and saying.role is not None else "",
        date=minute(saying.created_at) if saying.created_at else "",
        url=safe_url(saying.url),
    )
