"""Bullets as templates print them: the line, the comment it is from, the answers below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from threadgist.pages.lines import Lines, leads_in
from threadgist.pages.listing import Piece, pieces
from threadgist.pages.safe import safe_url
from threadgist.pages.words import author_name, minute, percent
from threadgist.printable import one_line
from threadgist.records import Bullet, Comment, Digest, Span

EVIDENCE_SHOWN: Final = 4
AGAINST_SHOWN: Final = 2
EVIDENCE_CHARS: Final = 220


def wanted(digest: Digest, dotted: Iterable[str]) -> list[str]:
    """Return the ids the page links to: quoted ones, one-offs, excerpted ones, then those on the map."""
    printed = digest.printed
    quoted_ids = [span.comment_id for bullet in printed for span in bullet.cites]
    behind = [i for bullet in printed for i in (*bullet.comment_ids[: 4 * EVIDENCE_SHOWN], *bullet.against)]
    return [*quoted_ids, *behind, *dotted]


class Bullets:
    """Makes views of the bullets of one digest.

    Args:
        digest: the digest.
        anchors: of the listed comments, by comment id; empty where the page lists none.
        most: how many lines stand below one heading, and how many answers below a line; None for all.
    """

    def __init__(self, digest: Digest, anchors: Mapping[str, str], most: int | None = None) -> None:
        self.anchors = anchors
        self._most = most
        self._comments = {comment.id: comment for comment in digest.comments}
        self._lines = Lines(digest)

    def views(
        self, bullets: Sequence[Bullet], places: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Return the views of bullets, which can be linked to at `places`, by bullet id."""
        return [self.view(bullet, (places or {}).get(bullet.id, "")) for bullet in bullets[: self._most]]

    def view(self, bullet: Bullet, anchor: str = "") -> dict[str, Any]:
        """Return the view of a bullet.

        `evidence` is empty where a sentence only leads in what is nested in it; `more` are the names and anchors of
        comments behind it that are not excerpted; `against` are comments that say the opposite; `votes` is how many
        of a hundred votes on a statement agree.
        """
        cited: dict[str, list[Span]] = {}
        for span in bullet.cites:
            cited.setdefault(span.comment_id, []).append(span)
        ids = list(dict.fromkeys((*cited, *bullet.comment_ids)))
        rest = [i for i in ids[EVIDENCE_SHOWN:] if i in self.anchors]
        shown = () if leads_in(bullet) else ids[:EVIDENCE_SHOWN]
        first = self._comments[bullet.cites[0].comment_id]
        return {
            "line": self._lines.line(bullet),
            "comments": len(ids),
            "url": safe_url(first.url),
            "evidence": [self._evidence(i, cited.get(i, [])) for i in shown],
            "more": [(author_name(self._comments[i]), self.anchors[i]) for i in rest],
            "unlisted": len(ids[EVIDENCE_SHOWN:]) - len(rest),
            "children": self.views(bullet.children),
            "against": [self._evidence(i, []) for i in bullet.against[:AGAINST_SHOWN]],
            "votes": _agreeing(first) if bullet.kind == "quote" else None,
            "anchor": anchor,
        }

    def _evidence(self, comment_id: str, cites: list[Span]) -> dict[str, Any]:
        comment = self._comments[comment_id]
        return {
            "author": author_name(comment),
            "date": minute(comment.created_at) if comment.created_at else "",
            "url": safe_url(comment.url),
            "anchor": self.anchors.get(comment_id),
            "pieces": _excerpt(comment, cites),
        }


def _agreeing(comment: Comment) -> float | None:
    """Return how many of a hundred votes agree, None where nobody voted."""
    if comment.agrees is None or comment.disagrees is None or not comment.agrees + comment.disagrees:
        return None
    return percent(comment.agrees, comment.agrees + comment.disagrees)


def _excerpt(comment: Comment, cites: list[Span]) -> list[Piece]:
    """Return some `EVIDENCE_CHARS` characters of a comment around the first citation, with "…" where it is cut."""
    text = comment.text
    focus = min(cites) if cites else Span(comment.id, 0, 0)
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
    found = [(_spaced(piece), cited) for piece, cited in pieces(text, start, end, cites)]
    return [*([("… ", False)] if start else []), *found, *([(" …", False)] if end < len(text) else [])]


def _spaced(piece: str) -> str:
    """Return a piece on one line, keeping the space that parts it from its neighbours."""
    line = one_line(piece)
    left = " " if piece[:1].isspace() else ""
    right = " " if piece[-1:].isspace() and line else ""
    return f"{left}{line}{right}"
