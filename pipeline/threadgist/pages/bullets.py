"""Bullets as the page's template prints them: the line, the comment it is from, the answers below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from threadgist.pages.account import percent
from threadgist.pages.lines import Line, Lines, leads_in
from threadgist.pages.listing import Piece, pieces
from threadgist.pages.safe import one_line, safe_url
from threadgist.pages.words import author_name, minute
from threadgist.records import Bullet, Comment, Digest, Span, walk

__all__ = ["BulletView", "Bullets", "wanted"]

EVIDENCE_SHOWN: Final = 4
AGAINST_SHOWN: Final = 2
EVIDENCE_CHARS: Final = 220


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comment behind a bullet: an excerpt around what it says, and the way to the whole."""

    author: str
    date: str
    url: str | None
    anchor: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class BulletView:
    """A bullet; `more` are the names and anchors of comments behind it that are not excerpted.

    `evidence` is empty where a sentence only leads in what is nested in it; `against` are comments that say the
    opposite. `votes` are how many of a hundred votes on a statement agree and disagree.
    """

    line: Line
    comments: int
    evidence: tuple[Evidence, ...]
    more: tuple[tuple[str, str], ...]
    unlisted: int
    children: tuple[BulletView, ...]
    against: tuple[Evidence, ...] = ()
    votes: tuple[float, float] | None = None
    anchor: str = ""


def wanted(digest: Digest, dotted: Iterable[str]) -> list[str]:
    """Return the ids the page links to: quoted ones, one-offs, excerpted ones, then those on the map."""
    printed = list(walk((*digest.quoted, *digest.one_offs)))
    quoted_ids = [span.comment_id for bullet in printed for span in bullet.cites]
    behind = [i for bullet in printed for i in (*bullet.comment_ids[: 4 * EVIDENCE_SHOWN], *bullet.against)]
    return [*quoted_ids, *behind, *dotted]


class Bullets:
    """Makes bullet views of one digest."""

    def __init__(self, digest: Digest, anchors: Mapping[str, str]) -> None:
        self._comments = {comment.id: comment for comment in digest.comments}
        self._anchors = anchors
        self._lines = Lines(digest)

    def views(self, bullets: Iterable[Bullet]) -> tuple[BulletView, ...]:
        """Return the views of bullets."""
        return tuple(self.view(bullet) for bullet in bullets)

    def view(self, bullet: Bullet, anchor: str = "") -> BulletView:
        """Return the view of `bullet`, which can be linked to as `anchor`."""
        cited: dict[str, list[Span]] = {}
        for span in bullet.cites:
            cited.setdefault(span.comment_id, []).append(span)
        ids = list(dict.fromkeys((*cited, *bullet.comment_ids)))
        rest = [i for i in ids[EVIDENCE_SHOWN:] if i in self._anchors]
        shown = () if leads_in(bullet) else ids[:EVIDENCE_SHOWN]
        return BulletView(
            line=self._lines.line(bullet),
            comments=len(ids),
            evidence=tuple(self._evidence(i, cited.get(i, [])) for i in shown),
            more=tuple((author_name(self._comments[i]), self._anchors[i]) for i in rest),
            unlisted=len(ids[EVIDENCE_SHOWN:]) - len(rest),
            children=self.views(bullet.children),
            against=tuple(self._evidence(i, []) for i in bullet.against[:AGAINST_SHOWN]),
            votes=_votes(self._comments[bullet.cites[0].comment_id]) if bullet.kind == "quote" else None,
            anchor=anchor,
        )

    def _evidence(self, comment_id: str, cites: list[Span]) -> Evidence:
        comment = self._comments[comment_id]
        focus = min(cites) if cites else Span(comment_id, 0, 0)
        return Evidence(
            author=author_name(comment),
            date=minute(comment.created_at) if comment.created_at else "",
            url=safe_url(comment.url),
            anchor=self._anchors.get(comment_id),
            pieces=_excerpt(comment, focus, cites),
        )


def _votes(comment: Comment) -> tuple[float, float] | None:
    if comment.agrees is None or comment.disagrees is None or not comment.agrees + comment.disagrees:
        return None
    return percent(comment.agrees, whole := comment.agrees + comment.disagrees), percent(
        comment.disagrees, whole
    )


def _excerpt(comment: Comment, focus: Span, cites: list[Span]) -> tuple[Piece, ...]:
    """Return some `EVIDENCE_CHARS` characters of a comment around `focus`, with "…" where it is cut."""
    text = comment.text
    room = max(0, EVIDENCE_CHARS - (focus.end - focus.start)) // 2
    start = max(0, focus.start - room)
    if start:
        space = text.find(" ", start, focus.start)
        start = focus.start if space < 0 else space + 1
    end = min(len(text), max(start + EVIDENCE_CHARS, focus.end))
    if end - start > 2 * EVIDENCE_CHARS:
        end = start + 2 * EVIDENCE_CHARS
    if end < len(text):
        space = text.rfind(" ", max(start, end - 40), end + 1)
        end = space if space > focus.start else end
    found = tuple((_spaced(piece), cited) for piece, cited in pieces(text, start, end, cites))
    return ((("… ", False),) if start else ()) + found + (((" …", False),) if end < len(text) else ())


def _spaced(piece: str) -> str:
    """Return a piece on one line, keeping the space that parts it from its neighbours."""
    line = one_line(piece)
    left = " " if piece[:1].isspace() else ""
    right = " " if piece[-1:].isspace() and line else ""
    return f"{left}{line}{right}"
