"""From sides to a comparison: checked, events in order, themes lined up twice; what is new and what has gone quiet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import groupby
from math import inf
from typing import Final

from threadgist import __version__
from threadgist.compare.align import BARS, CALIBRATED_FOR, directions, gather
from threadgist.compare.cells import changed, make_family, members, neighbours
from threadgist.compare.records import Comparison, Debate, Event, Method, Side, Trends, View, ViewKind
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
    ordered = sorted(sides, key=lambda side: (side.key, side.label or "", side.name))
    for _key, group in groupby(ordered, key=lambda side: side.key):
        first, *others = group
        if any(other.label != first.label for other in others):
            raise SourceError(
                f"{first.name} and {others[0].name} are the same digest under two labels: name it once"
            )
        if others:
            notices.append(f"“{first.title}” was given {1 + len(others)} times and counts once.")
        kept.append(first)
        threads[first.source, first.thread_id].append(first)
    if len(sides) < 2:
        one = sides[0].name if sides else "no digest"
        raise SourceError(f"{one}: one debate cannot be compared; name two or more digests")
    if len(kept) < 2:
        both = f"{sides[0].name} and {sides[1].name}"
        raise SourceError(f"{both} are the same digest: name the digest of another debate")
    themed = sorted((side for side in kept if side.themes), key=lambda side: (side.name, side.key))
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
            what = "has no comment that could be read" if side.mode == "empty" else "shows no clear themes"
            notices.append(f"“{side.title}” {what}, so there is nothing in it to line up.")
    for (_source, thread_id), twice in threads.items():
        if len(twice) > 1 and thread_id:
            notices.append(
                f"“{twice[0].title}” is here as {len(twice)} digests of one thread: what they share is partly the "
                "same comments."
            )
    return tuple(kept), tuple(sorted(notices))


# What a debate says as its side does.
_SAME: Final = [field.name for field in fields(Debate) if field.name not in ("id", "themes")]


def compare(sides: Sequence[Side]) -> Comparison:
    """Line up the themes of several digests; the order of `sides` does not change the result.

    Sides with the same label are debates of one event. Where all have the same label the debates themselves are
    compared, each as an event of its own. There must be two sides or more, of one encoder, each with another key.
    Raises SourceError: fewer than two digests, the same one twice, or of several encoders.
    """
    sides, notices = check(sides)
    events, ordered = _events(sides)
    encoder = next((side.encoder for side in ordered if side.encoder is not None), None)
    calibrated = encoder is None or encoder.name == CALIBRATED_FOR
    if encoder is not None and not calibrated:
        notices += (
            f"What counts as a match was measured for the encoder {CALIBRATED_FOR}, not for {encoder.name}: "
            "all matches are uncertain.",
        )
    argument, subject = BARS["argument"], BARS["subject"]
    return Comparison(
        events=events,
        views=tuple(_view(kind, events, ordered, calibrated) for kind in BARS),
        notices=notices,
        method=Method(argument.match, argument.certain, subject.match, subject.certain, calibrated),
        encoder=encoder,
        threadgist=__version__,
        about=_about(sides),
    )


def _events(sides: Sequence[Side]) -> tuple[tuple[Event, ...], tuple[Side, ...]]:
    """Return the events in order, and the sides in the order of their debates."""
    labels = _labels(sides)
    dated = all(side.first_at is not None for side in sides)
    when = {s.key: s.first_at.isoformat() if dated and s.first_at is not None else "" for s in sides}
    first = {labels[s.key]: when[s.key] for s in sorted(sides, key=lambda s: when[s.key], reverse=True)}
    ordered = sorted(
        sides, key=lambda s: (first[labels[s.key]], labels[s.key], when[s.key], s.source, s.title, s.key)
    )
    events: list[Event] = []
    for label, group in groupby(enumerate(ordered, 1), key=lambda one: labels[one[1].key]):
        debates = [
            Debate(
                id=f"d{number}",
                themes=tuple(theme.theme for theme in side.themes),
                **{name: getattr(side, name) for name in _SAME},
            )
            for number, side in group
        ]
        events.append(
            Event(
                id=f"e{len(events) + 1}",
                label=label,
                debates=tuple(debates),
                commenters=sum(debate.commenters for debate in debates),
                comments=sum(debate.comments for debate in debates),
                first_at=min((one.first_at for one in debates if one.first_at is not None), default=None),
                last_at=max((one.last_at for one in debates if one.last_at is not None), default=None),
            )
        )
    return tuple(events), tuple(ordered)


def _labels(sides: Sequence[Side]) -> dict[str, str]:
    """Return what to call the event of each side: its label, else its title, told apart where two have the same."""
    about = _about(sides)
    labels = {side.key: side.label for side in sides if side.label is not None and about is None}
    rest = defaultdict[str, list[Side]](list)
    for side in sides:
        if side.key not in labels:
            base = source_name(side.source) if about is not None else one_line(side.title)
            rest[base or side.name].append(side)
    taken = set(labels.values())
    for base, same in sorted(rest.items()):
        forms = (
            [base for _ in same],
            [f"{base} ({source_name(side.source)})" for side in same],
            [f"{base} ({clip(one_line(side.title), 60)})" for side in same],
            [f"{base} ({side.thread_id})" for side in same],
            [f"{base} ({side.key})" for side in same],
        )
        names = next(form for form in forms if len(set(form)) == len(form) and taken.isdisjoint(form))
        labels |= {side.key: name for side, name in zip(same, names, strict=True)}
        taken |= set(names)
    return labels


def _about(sides: Sequence[Side]) -> str | None:
    """Return the event that all sides are about, if they all name the same."""
    return sides[0].label if len({side.label for side in sides}) == 1 else None


def _view(kind: ViewKind, events: Sequence[Event], sides: Sequence[Side], calibrated: bool) -> View:
    themes, vectors = members(events, sides), directions(sides, kind)
    owner = [at for at, side in enumerate(sides) for _ in side.themes]
    by_id = {event.id: event for event in events}
    certain = BARS[kind].certain if calibrated else inf
    families = [
        make_family([themes[row] for row in rows], vectors[list(rows)], by_id, certain)
        for rows in gather(vectors, owner, BARS[kind].match)
    ]
    if len(events) == 2:
        families = [changed(family, events) for family in families]
    families.sort(key=lambda f: (-len(f.cells), -round(sum(cell.share for cell in f.cells), 6), f.id))
    return View(kind, tuple(families), neighbours([event.id for event in events], families))


def trends(comparison: Comparison, since: datetime) -> Comparison:
    """Return `comparison` with the families that appear first at or after `since`, and those that appear no more.

    A family is fading where two or more events before `since` have it and none after. Events without a date are
    left out. Families of the view by argument; a theme of one event alone is new only together with others.
    """
    begun = {event.id: utc(event.first_at) for event in comparison.events if event.first_at is not None}
    limit = utc(since)
    later = any(moment >= limit for moment in begun.values())
    new, fading = [], []
    for family in comparison.views[0].families:
        moments = [begun[cell.event] for cell in family.cells if cell.event in begun]
        if len(moments) > 1 and min(moments) >= limit:
            new.append(family.id)
        elif len(moments) > 1 and later and max(moments) < limit:
            fading.append(family.id)
    return replace(comparison, trends=Trends(limit, tuple(new), tuple(fading)))


def middle_date(comparison: Comparison) -> datetime | None:
    """Return the date from which the later half of the dated events begins, or None where fewer than two are dated."""
    moments = sorted(utc(event.first_at) for event in comparison.events if event.first_at is not None)
    return moments[len(moments) // 2] if len(moments) > 1 else None
