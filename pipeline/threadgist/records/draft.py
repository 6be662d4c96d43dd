"""What is to be said of a theme, and how a writer proposes to say it: nothing in here is grounded yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from threadgist.records.thread import Span
from threadgist.translations import later

__all__ = ["NAMELESS", "Brief", "BulletKind", "BulletRole", "Draft", "DraftBullet", "Point"]

BulletKind = Literal["quote", "report", "claim", "editor"]
BulletRole = Literal["point", "reply", "item", "side"]

# What heads a theme that nothing its people say would name; it stands behind the others.
NAMELESS = later("Various remarks")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a person in a theme says: `span`, one to three neighbouring sentences of one comment, verbatim.

    `copies` are other comments that say the same word for word. `answers` are direct replies to that very comment that
    are worth printing, each with its own answers.
    """

    span: Span
    copies: tuple[str, ...] = ()
    answers: tuple[Point, ...] = ()

    @property
    def comment_ids(self) -> tuple[str, ...]:
        """The comment it is from, and those that say the same word for word."""
        return (self.span.comment_id, *self.copies)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a writer is given for one theme: heading phrases best first, and points in the order to print them.

    `aside` are points of the theme that its heading does not stand for: all of them where nothing names it.
    `part_headings` are the headings of the theme's parts, in their order; `banter` says that its lines are jokes.
    """

    theme_id: str
    phrases: tuple[str, ...]
    points: tuple[Point, ...]
    aside: tuple[Point, ...] = ()
    part_headings: tuple[str, ...] = ()
    banter: bool = False


@dataclass(frozen=True, slots=True)
class DraftBullet:
    """A bullet as a writer proposes it, without counts. Text inside “ ” must be verbatim, with … for what is left out.

    `cites` are the spans it rests on, `comment_ids` the comments those are from and word-for-word copies of them;
    `kind`, `role` and `against` are those of the `Bullet` it is to become.
    """

    kind: BulletKind
    text: str
    cites: tuple[Span, ...]
    comment_ids: tuple[str, ...]
    children: tuple[DraftBullet, ...] = ()
    role: BulletRole = "point"
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A theme as a writer proposes it. Nothing of it reaches a page before `ground` has passed it."""

    theme_id: str
    heading: str
    bullets: tuple[DraftBullet, ...]
    part_headings: tuple[str, ...] = ()
    banter: bool = False
