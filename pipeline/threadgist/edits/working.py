"""A digest taken apart to be changed, and put together again with everything counted anew."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from math import hypot
from typing import Any, Final

from threadgist import records
from threadgist.edits.records import POINTS, Misfit
from threadgist.errors import EditsError, GroundingError
from threadgist.ground.verify import check_bullet, count, count_flows, make_ledger, verify, with_figures
from threadgist.people import distinct_authors
from threadgist.records import Bullet, Digest, DigestTheme, Notice, walk
from threadgist.speakers import in_running_text

_DECIMALS: Final = 4
# The lists of a digest that are no themes.
LISTS: Final = (POINTS, "one_offs", "agreed", "disputed")


class MisfitError(EditsError):
    """An edit does not fit the digest; says why and what to do."""


@contextmanager
def fitting(
    tell: Callable[[Misfit], None], table: str, key: str = "", field: str = "", value: str | None = None
) -> Iterator[None]:
    """Tell of an edit that does not fit with its place and value; whatever is left to do of it is left out."""
    try:
        yield
    except (MisfitError, GroundingError) as error:
        tell(Misfit(table, key, field, value, str(error)))


class Working:
    """The themes, lines and comments of a digest, to be changed in place."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.comments = {comment.id: comment for comment in digest.comments}
        self.themes = {theme.id: theme for theme in digest.themes}
        self.lines = {theme.id: list(theme.bullets) for theme in digest.themes}
        self.lines |= {name: list(getattr(digest, name)) for name in LISTS}
        self.members = {theme.id: list(theme.comment_ids) for theme in digest.themes}
        self.dots = list(digest.dots)
        self.summary = list(digest.summary)
        self._merged = {theme.id: [theme.id] for theme in digest.themes}
        self._copies: defaultdict[str | None, list[str]] = defaultdict(list)
        for entry in digest.ledger:
            self._copies[entry.duplicate_of].append(entry.comment_id)

    def all_lines(self) -> Iterator[Bullet]:
        """Return every line and what is nested in it."""
        return walk(chain.from_iterable(self.lines.values()))

    def home(self, line_id: str) -> str:
        """Return the theme or list that a line stands in, at whatever depth."""
        return next(name for name in self.lines for one in walk(self.lines[name]) if one.id == line_id)

    def with_copies(self, comment_ids: Iterable[str]) -> tuple[str, ...]:
        """Return comments and those that say the same word for word."""
        return tuple(dict.fromkeys(one for id_ in comment_ids for one in (id_, *self._copies[id_])))

    def change(self, line_id: str, make: Callable[[Bullet, Bullet | None], Bullet | None]) -> None:
        """Put what `make` returns of a line, and of the one above it, in its place; None takes it away."""

        def below(
            bullets: Iterable[Bullet], above: Bullet | None = None, *, parted: bool = False
        ) -> Iterator[Bullet]:
            for bullet in bullets:
                new: Bullet | None = bullet
                if bullet.id == line_id:
                    new = make(bullet, above)
                elif parted and bullet.kind == "claim":
                    # What went on in a sentence that is gone stands by itself.
                    new = replace(bullet, text=in_running_text([bullet.text])[0])
                parted = bullet.id == line_id and (new is None or new.text != bullet.text)
                if new is not None:
                    children = tuple(below(new.children, new, parted=parted))
                    if line := self._led(replace(new, children=children)):
                        yield line

        name = self.home(line_id)
        self.lines[name] = list(below(self.lines[name]))

    def _led(self, line: Bullet) -> Bullet | None:
        """Let a claim that only leads in rest on the items that are left of it; None where there are none."""
        if line.kind != "claim" or not line.text.endswith(":"):
            return line
        items = (child for child in line.children if child.role == "item")
        cites = tuple(dict.fromkeys(span for item in items for span in item.cites))
        if not cites:
            return None
        if set(cites) == set(line.cites):
            return line
        ids = self.with_copies(span.comment_id for span in cites)
        people = distinct_authors(self.comments[comment_id] for comment_id in ids)
        return replace(line, cites=cites, comment_ids=ids, people=people)

    def holds(self, line: Bullet, above: Bullet | None = None) -> Bullet:
        """Return a line without the answers that are none to it any more.

        Raises GroundingError: the line itself does not hold.
        """
        check_bullet(line, self.comments, above)
        kept = []
        for child in line.children:
            with suppress(GroundingError):
                kept.append(self.holds(child, line))
        return replace(line, children=tuple(kept))

    def take_comments(self, comment_ids: Iterable[str], source: str, target: str) -> None:
        """Let comments belong to the theme `target`, and to `source` no more unless a line there cites them."""
        cited = {one for bullet in self.lines.get(source, ()) for one in bullet.comment_ids}
        for comment_id in comment_ids:
            if comment_id not in self.members[target]:
                self.members[target].append(comment_id)
            if source in self.members and source != target and comment_id not in cited:
                self.members[source] = [one for one in self.members[source] if one != comment_id]
                self._paint(source, target, comment_id)
            self._paint(None, target, comment_id)

    def _paint(self, source: str | None, target: str | None, comment_id: str | None = None) -> None:
        """Give the passages of a theme, all or those of one comment, to another."""
        for at, dot in enumerate(self.dots):
            if dot.theme_id == source and comment_id in (None, dot.span.comment_id):
                self.dots[at] = replace(dot, theme_id=target)

    def merge(self, source: str, target: str) -> None:
        """Add the lines, parts and comments of one theme to those of another."""
        weights = Counter(dot.theme_id for dot in self.dots)
        from_, into = self.themes[source], self.themes[target]
        self.lines[target] += self.lines.pop(source)
        self.members[target] = list(dict.fromkeys((*self.members[target], *self.members.pop(source))))
        self.themes[target] = replace(
            into,
            parts=(*into.parts, *from_.parts),
            banter=into.banter and from_.banter,
            centroid=_middle(into.centroid, weights[target], from_.centroid, weights[source]),
        )
        self._merged[target] += self._merged.pop(source)
        self._paint(source, target)
        del self.themes[source]

    def drop(self, theme_id: str) -> None:
        """Take a theme away; its comments are in no theme then."""
        del self.themes[theme_id], self.lines[theme_id], self.members[theme_id]
        self._paint(theme_id, None)

    def finish(self, key: Callable[[DigestTheme], Any], notices: tuple[Notice, ...] = ()) -> Digest:
        """Return the digest: people, shares, ledger, counts, replies and what is new follow from what is there.

        Themes are sorted by `key`, and `notices` stand before those there are. Raises GroundingError: it does not hold,
        which is a bug.
        """
        for theme_id in [one for one, members in self.members.items() if not members and not self.lines[one]]:
            self.drop(theme_id)
        digest = self.digest
        themes = tuple(sorted(map(self._counted, self.themes.values()), key=key))
        lists: dict[str, Any] = {name: tuple(self.lines[name]) for name in LISTS}
        changed = replace(digest, themes=themes, **lists)
        ledger = make_ledger(digest.ledger, themes, changed.quoted)
        counts = count(digest.comments, ledger, themes, digest.counts.stated, digest.counts.missing)
        order, made = [theme.id for theme in themes], {theme.id: theme.heading for theme in digest.themes}
        told = digest.refresh
        if told is not None:
            said, fresh = {history.theme_id: history for history in told.themes}, set(told.new_comment_ids)
            histories = [
                records.ThemeHistory(
                    theme.id,
                    is_new=all(said[one].is_new for one in self._merged[theme.id]),
                    new_comments=len(fresh.intersection(theme.comment_ids)),
                    # An editor's heading was there before, so nothing is said of it.
                    former_heading=said[theme.id].former_heading if theme.heading == made[theme.id] else None,
                )
                for theme in themes
            ]
            told = replace(told, themes=tuple(histories))
        result = replace(
            changed,
            notices=(*notices, *digest.notices),
            ledger=ledger,
            counts=counts,
            dots=tuple(self.dots),
            flows=count_flows(self.dots, digest.comments, order) if digest.flows else (),
            summary=tuple(self.summary),
            refresh=told,
        )
        verify(result)
        return result

    def _counted(self, theme: DigestTheme) -> DigestTheme:
        ids, parts = self.members[theme.id], []
        for part in theme.parts:
            held = tuple(comment_id for comment_id in part.comment_ids if comment_id in ids)
            if held and part.heading:
                parts.append(replace(part, comment_ids=held))
        lines = tuple(self.lines[theme.id])
        theme = replace(theme, bullets=lines, comment_ids=tuple(ids), parts=tuple(parts))
        return with_figures(theme, self.comments, self.digest.counts.commenters)


def _middle(
    first: tuple[float, ...], weight: int, second: tuple[float, ...], other: int
) -> tuple[float, ...]:
    """Return the unit mean of two weighted unit vectors; the first where they do not fit."""
    if len(first) != len(second):
        return first
    summed = [one * max(1, weight) + two * max(1, other) for one, two in zip(first, second, strict=True)]
    length = hypot(*summed)
    return tuple(round(value / length, _DECIMALS) for value in summed) if length else first
