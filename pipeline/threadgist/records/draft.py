"""What is to be said of a theme, and how a writer proposes to say it: nothing in here is grounded yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from threadgist.records.thread import Span

__all__ = ["Brief", "Draft", "DraftBullet", "Point"]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that people in a theme say. `exemplars` are verbatim spans, best first.

    `comment_ids` are those who make the point (exemplars included); `reply` the span that answers it back.
    """

    exemplars: tuple[Span, ...]
    comment_ids: tuple[str, ...]
    reply: Span | None = None
    children: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What a writer is given for one theme: heading phrases best first, and points in the order to print them."""

    theme_id: str
    phrases: tuple[str, ...]
    points: tuple[Point, ...]
    thread_title: str
    article_lead: str = ""


@dataclass(frozen=True, slots=True)
class DraftBullet:
    """A bullet as a writer proposes it, without counts. Text inside “ ” must be verbatim, with … for what is left out.

    `cites` are the spans it rests on, `comment_ids` everyone who makes the point, `kind` whether the text is a
    quotation or a sentence of the writer's own.
    """

    kind: Literal["quote", "claim"]
    text: str
    cites: tuple[Span, ...]
    comment_ids: tuple[str, ...]
    children: tuple[DraftBullet, ...] = ()
    role: Literal["point", "reply"] = "point"


@dataclass(frozen=True, slots=True)
class Draft:
    """A theme as a writer proposes it. Nothing of it reaches a page before `ground` has passed it."""

    theme_id: str
    heading: str
    bullets: tuple[DraftBullet, ...]
