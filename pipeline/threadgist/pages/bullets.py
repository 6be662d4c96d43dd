"""Comments and bullets as templates print them: the line, what stands behind it, the list of all comments."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final

from markupsafe import escape

from threadgist.pages.lines import ROLES, Lines, leads_in, votes
from threadgist.pages.safe import cut_at, safe_url
from threadgist.pages.words import REASONS, STATUS_NAMES, author_name, minute, percent
from threadgist.records import RUNNING, Bullet, Comment, Digest, SkipReason, Span, Status
from threadgist.speakers import in_running_text
from threadgist.translations import gettext as _
from threadgist.translations import in_row, listed, ngettext
from threadgist.words import one_line, visible

MAX_LISTED: Final = 2_000
MIN_CHARS: Final = 160
# A part of a text, and whether it was cited.
Piece = tuple[str, bool]


def build_listing(digest: Digest, chars: int, dotted: Iterable[str]) -> dict[str, Any]:
    """Return the comments on the page in thread order, and the anchor of each by comment id.

    `pieces` are the text of one, cut where it was cited and where not, and at `chars`; `unlisted` ones are in
    digest.json only. `dotted` are the ids of those on the map.
    """
    chosen = _chosen(digest, dotted)
    anchors = {c.id: f"c{at}" for at, c in enumerate(digest.comments, 1) if c.id in chosen}
    cited = defaultdict[str, list[Span]](list)
    for span in (span for bullet in digest.printed for span in bullet.cites):
        cited[span.comment_id].append(span)
    numbers = {theme.id: at for at, theme in enumerate(digest.themes, 1)}
    by_id = {comment.id: comment for comment in digest.comments}
    fresh = frozenset(digest.refresh.new_comment_ids if digest.refresh is not None else ())
    label = cache(_label)
    shown: list[dict[str, Any]] = []
    for comment, entry in zip(digest.comments, digest.ledger, strict=True):
        if comment.id not in chosen:
            continue
        themes = tuple(numbers[i] for i in entry.theme_ids if i in numbers)
        end = cut_at(comment.text, chars)
        parent, original = by_id.get(comment.parent_id or ""), by_id.get(entry.duplicate_of or "")
        view = {
            "anchor": anchors[comment.id],
            "author": author_name(comment),
            "date": minute(comment.created_at) if comment.created_at else "",
            "role": _(ROLES[comment.role]) if comment.role is not None else "",
            "votes": votes(comment),
            "url": safe_url(comment.url),
            "status": entry.status,
            "label": label(entry.status, entry.reason, original, themes, new=comment.id in fresh),
            "themes": themes,
            "pieces": pieces(comment.text, 0, end, cited[comment.id]),
            "cut": end < len(comment.text),
            "parent": parent and parent.id in anchors and (author_name(parent), anchors[parent.id]),
        }
        shown.append(view)
    return {
        "comments": shown,
        "anchors": anchors,
        "unlisted": len(digest.comments) - len(shown),
        "chars": chars,
        "any_cut": any(item["cut"] for item in shown),
        "dated": any(item["date"] for item in shown),
        "linked": any(item["url"] and item["date"] for item in shown),
    }


def _label(
    became: Status, reason: SkipReason | None, original: Comment | None, themes: tuple[int, ...], *, new: bool
) -> str:
    """Return what became of a comment: "Duplicate of a comment by ann, theme 3, new"."""
    status = _(STATUS_NAMES[became])
    if reason is not None:
        status = _("%(status)s: %(reason)s", status=status, reason=_(REASONS[reason]))
    elif original is not None:
        status = _("%(status)s of a comment by %(author)s", status=status, author=author_name(original))
    numbers = listed(list(map(str, themes)))
    places = ngettext("theme %(numbers)s", "themes %(numbers)s", len(themes), numbers=numbers)
    return in_row((status, places if themes else "", _("new") if new else ""))


def _chosen(digest: Digest, dotted: Iterable[str]) -> frozenset[str]:
    """Return the ids to list, as many as may be: those the page links to first, then by status, in thread order.

    It links to quoted ones, one-offs, excerpted ones, then those on the map.
    """
    printed, order = digest.printed, list(STATUS_NAMES)
    quoted_ids = (span.comment_id for bullet in printed for span in bullet.cites)
    behind = (i for bullet in printed for i in (*bullet.comment_ids[: 4 * EVIDENCE_SHOWN], *bullet.against))
    rest = sorted(digest.ledger, key=lambda entry: order.index(entry.status))
    queue = dict.fromkeys((*quoted_ids, *behind, *dotted, *(entry.comment_id for entry in rest)))
    return frozenset(list(queue)[:MAX_LISTED])


def shorter(digest: Digest, listing: Mapping[str, Any], excess: int) -> int:
    """Return where to cut the comments of `listing` to save about `excess` bytes, but never below `MIN_CHARS`."""
    texts = [comment.text for comment in digest.comments if comment.id in listing["anchors"]]
    sizes = [(len(text), len(escape(text).encode("utf-8", "replace"))) for text in texts if text]

    def total(chars: int) -> float:
        return sum(size * min(1.0, chars / length) for length, size in sizes)

    high: int = listing["chars"]
    low = min(MIN_CHARS, high)
    fitting = bisect_right(range(low, high + 1), total(high) - excess, key=total)
    return low + max(0, fitting - 1)


def pieces(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Piece]:
    """Return `text[start:end]` in pieces, each with whether one of `spans` covers it."""
    found: list[Piece] = []
    at = start
    for left, right in sorted((max(span.start, start), min(span.end, end)) for span in spans):
        if right <= max(left, at):
            continue
        found += [(visible(text[at:left]), False)] if left > at else []
        found.append((visible(text[max(left, at) : right]), True))
        at = right
    return [*found, (visible(text[at:end]), False)] if at < end else found


EVIDENCE_SHOWN: Final = 4
AGAINST_SHOWN: Final = 2
EVIDENCE_CHARS: Final = 220


class Bullets(Lines):
    """Makes views of bullets, at most `most` below one heading or line; `anchors` are those of the listed comments.

    Where comments are not `excerpted`, nothing is behind a line.
    """

    def __init__(
        self, digest: Digest, anchors: Mapping[str, str], most: int | None = None, *, excerpted: bool = True
    ) -> None:
        super().__init__(digest)
        self.anchors = anchors
        self._most = most
        self._excerpted = excerpted

    def views(
        self, bullets: Sequence[Bullet], places: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Return the views of bullets, which can be linked to at `places`, by bullet id."""
        return [self.view(bullet, (places or {}).get(bullet.id, "")) for bullet in bullets[: self._most]]

    def view(self, bullet: Bullet, anchor: str = "", said: str = "") -> dict[str, Any]:
        """Return the view of a bullet.

        `evidence` is empty where a sentence only leads in what is nested in it; `more` are the names and anchors of
        comments behind it that are not excerpted; `sides` are sentences that answer it, which go on from it, and
        `children` everything else that is nested in it; `against` are comments that say the opposite; `votes` is how
        many of a hundred votes on a statement agree. `said` is its text as its paragraph has it.
        """
        running = [child for child in bullet.children if child.role in RUNNING][: self._most]
        nested = [child for child in bullet.children if child.role not in RUNNING]
        # What is nested stands between a sentence and those that go on from it.
        own = [] if nested or bullet.role in RUNNING else [bullet]
        told = list(_in_paragraph([*own, *running]))
        said = told[0] if own else said
        sides = [self.view(child, said=text) for child, text in zip(running, told[len(own) :], strict=True)]
        ids = list(dict.fromkeys((*(span.comment_id for span in bullet.cites), *bullet.comment_ids)))
        rest = [i for i in ids[EVIDENCE_SHOWN:] if i in self.anchors]
        shown = ids[:EVIDENCE_SHOWN] if self._excerpted and not leads_in(bullet) else ()
        first = self._comments[bullet.cites[0].comment_id]
        voters = 0
        if first.agrees is not None and first.disagrees is not None:
            voters = first.agrees + first.disagrees
        return {
            "line": self.line(bullet, said),
            "comments": len(ids),
            "url": safe_url(first.url),
            "evidence": [self._evidence(i, bullet.cites) for i in shown],
            "more": [(author_name(self._comments[i]), self.anchors[i]) for i in rest],
            "unlisted": len(ids[EVIDENCE_SHOWN:]) - len(rest),
            "sides": sides,
            "children": self.views(nested),
            "against": [self._evidence(i) for i in bullet.against[:AGAINST_SHOWN]],
            "votes": percent(first.agrees or 0, voters) if voters and bullet.kind == "quote" else None,
            "anchor": anchor,
        }

    def _evidence(self, comment_id: str, cites: Sequence[Span] = ()) -> dict[str, Any]:
        comment = self._comments[comment_id]
        return {
            "author": author_name(comment),
            "date": minute(comment.created_at) if comment.created_at else "",
            "url": safe_url(comment.url),
            "anchor": self.anchors.get(comment_id),
            "pieces": _excerpt(comment, [span for span in cites if span.comment_id == comment_id]),
        }


def _in_paragraph(bullets: Sequence[Bullet]) -> Iterator[str]:
    """Yield the texts of a model's sentences as they stand one behind the other; "" for lines that are none."""
    for summed_up, row in groupby(bullets, lambda bullet: bullet.kind == "claim"):
        yield from in_running_text([one_line(bullet.text) if summed_up else "" for bullet in row])


def _excerpt(comment: Comment, cites: list[Span]) -> list[Piece]:
    """Return some `EVIDENCE_CHARS` characters of a comment around the first citation, with "…" where it is cut."""
    text, focus = comment.text, min(cites, default=Span(comment.id, 0, 0))
    room = max(0, EVIDENCE_CHARS - (focus.end - focus.start)) // 2
    start = max(0, focus.start - room)
    if start:
        space = text.find(" ", start, focus.start)
        start = focus.start if space < 0 else space + 1
    end = min(len(text), start + 2 * EVIDENCE_CHARS, max(start + EVIDENCE_CHARS, focus.end))
    end = cut_at(text, end)
    found = [("… ", False)] if start else []
    for piece, cited in pieces(text, start, end, cites):
        # The space that parts it from its neighbours stays.
        line = one_line(piece)
        left, right = " " * piece[:1].isspace(), " " * (piece[-1:].isspace() and line != "")
        found.append((f"{left}{line}{right}", cited))
    return [*found, (" …", False)] if end < len(text) else found
