"""From sides to a comparison: checked, events in order, themes lined up twice; what is new and what has gone quiet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count, groupby
from math import inf

from threadgist import __version__
from threadgist.compare import align, cells
from threadgist.compare.records import Comparison, Event, Method, Side, ThemeRef, Trends, View, ViewKind
from threadgist.errors import SourceError
from threadgist.pages.safe import clip
from threadgist.pages.words import source_name, utc
from threadgist.words import one_line


def check(sides: Sequence[Side]) -> tuple[tuple[Side, ...], tuple[str, ...]]:
    """Return the sides to compare, each once, in an order of their own, and notices for the reader.

    Raises SourceError: fewer than two digests, the same one twice and no other, several encoders, or no vectors.
    """
    kept: list[Side] = []
    notices: list[str] = []
    threads = defaultdict[tuple[str, str], list[Side]](list)
    ordered = sorted(sides, key=lambda side: (side.debate.key, side.label or "", side.name))
    for _key, group in groupby(ordered, key=lambda side: side.debate.key):
        first, *others = group
        if any(other.label != first.label for other in others):
            raise SourceError(
                f"{first.name} and {others[0].name} are the same digest under two labels: name it once"
            )
        if others:
            notices.append(f"“{first.debate.title}” was given {1 + len(others)} times and counts once.")
        kept.append(first)
        threads[first.debate.source, first.thread_id].append(first)
    if len(sides) < 2:
        one = sides[0].name if sides else "no digest"
        raise SourceError(f"{one}: one debate cannot be compared; name two or more digests")
    if len(kept) < 2:
        both = f"{sides[0].name} and {sides[1].name}"
        raise SourceError(f"{both} are the same digest: name the digest of another debate")
    themed = sorted((side for side in kept if side.themes), key=lambda side: (side.name, side.debate.key))
    for side in themed:
        if side.encoder != themed[0].encoder:
            one, other = (
                f"{encoder.name} ({encoder.revision[:12]})" if encoder is not None else "none"
                for encoder in (themed[0].encoder, side.encoder)
            )
            raise SourceError(
                f"{themed[0].name} was made with the encoder {one}, {side.name} with {other}: their vectors cannot be "
                "compared; make the digests again with one encoder, or compare with --reencode"
            )
    for side in kept:
        if side.encoder and any(len(theme.centroid) != side.encoder.dimension for theme in side.themes):
            raise SourceError(
                f"{side.name}: its themes carry no vectors; make the digest again or use --reencode"
            )
        if not side.themes:
            debate = side.debate
            what = "has no comment that could be read" if debate.mode == "empty" else "shows no clear themes"
            notices.append(f"“{debate.title}” {what}, so there is nothing in it to line up.")
    for (_source, thread_id), twice in threads.items():
        if len(twice) > 1 and thread_id:
            notices.append(
                f"“{twice[0].debate.title}” is here as {len(twice)} digests of one thread: what they share is partly "
                "the same comments."
            )
    return tuple(kept), tuple(sorted(notices))


def compare(sides: Sequence[Side]) -> Comparison:
    """Line up the themes of several digests; the order of `sides` does not change the result.

    Sides with the same label are debates of one event. Where all have the same label the debates themselves are
    compared, each as an event of its own. Raises SourceError: see `check`.
    """
    sides, notices = check(sides)
    # What all debates are about, where all name the same event.
    about = sides[0].label if len({side.label for side in sides}) == 1 else None
    events, ordered = _events(sides, about)
    encoder = next((side.encoder for side in ordered if side.encoder is not None), None)
    calibrated = encoder is None or encoder.name == align.CALIBRATED_FOR
    if encoder is not None and not calibrated:
        notices += (
            f"What counts as a match was measured for the encoder {align.CALIBRATED_FOR}, not for {encoder.name}: "
            "all matches are uncertain.",
        )
    return Comparison(
        events=events,
        views=tuple(_view(kind, events, ordered, calibrated) for kind in align.BARS),
        notices=notices,
        method=Method(*align.BARS["argument"], *align.BARS["subject"], calibrated),
        encoder=encoder,
        threadgist=__version__,
        about=about,
    )


def _events(sides: Sequence[Side], about: str | None) -> tuple[tuple[Event, ...], tuple[Side, ...]]:
    """Return the events in order, and the sides in the order of their debates; see `_labels`."""
    labels = _labels(sides, about)
    dated = all(side.debate.first_at is not None for side in sides)

    def order(side: Side) -> tuple[datetime, str, str, str]:
        debate = side.debate
        begun = debate.first_at if dated and debate.first_at is not None else datetime.min
        return utc(begun), debate.source, debate.title, debate.key

    groups = defaultdict[str, list[Side]](list)
    for side in sorted(sides, key=order):
        groups[labels[side.debate.key]].append(side)
    ordered = sorted(groups, key=lambda label: (order(groups[label][0])[0], label))
    events, number = [], count(1)
    for place, label in enumerate(ordered, 1):
        debates = [
            replace(side.debate, id=f"d{next(number)}", themes=tuple(theme.theme for theme in side.themes))
            for side in groups[label]
        ]
        events.append(
            Event(
                id=f"e{place}",
                label=label,
                debates=tuple(debates),
                commenters=sum(debate.commenters for debate in debates),
                comments=sum(debate.comments for debate in debates),
                first_at=min((one.first_at for one in debates if one.first_at is not None), default=None),
                last_at=max((one.last_at for one in debates if one.last_at is not None), default=None),
            )
        )
    return tuple(events), tuple(side for label in ordered for side in groups[label])


def _labels(sides: Sequence[Side], about: str | None) -> dict[str, str]:
    """Return what to call the event of each debate, by its key: its label, else its title, told apart from others.

    Where all are `about` one event, a debate is called by its source.
    """
    labels = {side.debate.key: side.label for side in sides if side.label is not None and about is None}
    rest = defaultdict[str, list[Side]](list)
    for side in sides:
        if side.debate.key not in labels:
            title, source = one_line(side.debate.title), source_name(side.debate.source)
            rest[(title if about is None else source) or side.name].append(side)
    taken = set(labels.values())
    for base, same in sorted(rest.items()):
        debates = [side.debate for side in same]
        forms = (
            [base for _ in same],
            [f"{base} ({source_name(debate.source)})" for debate in debates],
            [f"{base} ({clip(one_line(debate.title), 60)})" for debate in debates],
            [f"{base} ({side.thread_id})" for side in same],
            [f"{base} ({debate.key})" for debate in debates],
        )
        names = next(form for form in forms if len(set(form)) == len(form) and taken.isdisjoint(form))
        labels |= {debate.key: name for debate, name in zip(debates, names, strict=True)}
        taken |= set(names)
    return labels


def _view(kind: ViewKind, events: Sequence[Event], sides: Sequence[Side], calibrated: bool) -> View:
    """Line up the themes of `sides`, which stand in the order of the debates of the events."""
    placed = [(event.id, debate.id) for event in events for debate in event.debates]
    themes = [
        cells.Member(ThemeRef(debate, theme.theme.id), event, theme)
        for (event, debate), side in zip(placed, sides, strict=True)
        for theme in side.themes
    ]
    vectors, by_id = align.directions(sides, kind), {event.id: event for event in events}
    match, certain = align.BARS[kind]
    families = [
        cells.make_family(
            [themes[row] for row in rows], vectors[list(rows)], by_id, certain if calibrated else inf
        )
        for rows in align.gather(vectors, [theme.ref.debate for theme in themes], match)
    ]
    if len(events) == 2:
        families = [cells.changed(family, events) for family in families]
    families.sort(key=lambda f: (-len(f.cells), -round(sum(cell.share for cell in f.cells), 6), f.id))
    return View(kind, tuple(families), cells.neighbours([event.id for event in events], families))


def trends(comparison: Comparison, since: datetime | None = None) -> Comparison:
    """Return `comparison` with the families that appear first at or after `since`, and those that appear no more.

    `since` is by default when the later half of the dated events begins; where fewer than two are dated, there are no
    trends. A family is fading where two or more events before `since` have it and none after. Events without a date are
    left out. Families of the view by argument; a theme of one event alone is new only together with others.
    """
    begun = {event.id: utc(event.first_at) for event in comparison.events if event.first_at is not None}
    if since is None and len(begun) < 2:
        return comparison
    limit = sorted(begun.values())[len(begun) // 2] if since is None else utc(since)
    later = any(moment >= limit for moment in begun.values())
    new, fading = [], []
    for family in comparison.views[0].families:
        moments = [begun[cell.event] for cell in family.cells if cell.event in begun]
        if len(moments) > 1 and min(moments) >= limit:
            new.append(family.id)
        elif len(moments) > 1 and later and max(moments) < limit:
            fading.append(family.id)
    return replace(comparison, trends=Trends(limit, tuple(new), tuple(fading)))
