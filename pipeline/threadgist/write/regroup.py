"""The digest put together: the themes of a thread after editing, with what stands and what is quoted under each.

Which passages are of which theme is in `places.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.people import make_theme
from threadgist.records import NAMELESS, Brief, Clustering, Draft, DraftBullet, Passage, Theme, Written
from threadgist.write import extractive
from threadgist.write.answers import Edited
from threadgist.write.arrange import Stood
from threadgist.write.short import in_short

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# What is quoted at most of a theme none of whose sentences stands.
MOST_QUOTED: Final = 4


def put_together(
    edited: Edited,
    examined: Sequence[tuple[str, tuple[Stood, ...]]],
    short: Sequence[Stood],
    place_of: Mapping[str, int],
    kept: Mapping[Theme, Brief],
    desk: Desk,
) -> Written:
    """Return themes after editing, their drafts, and "In short" over what stands.

    `examined` is what stands of what `edited` proposes, `short` what stands of its "In short", `place_of` the place
    there of passages by id; `kept` are the themes that were not drafted.
    """
    clustering = desk.plan.clustering
    if clustering is None or not any(row for _, row in examined):
        return desk.written()
    outcome, places = _clustering(place_of, list(kept), clustering, desk)
    made: list[Draft] = []
    at_place: dict[int, Draft] = {}
    nameless = 0
    for theme, place in zip(outcome.themes, places, strict=True):
        if place is None:
            made.append(extractive.write(kept[theme], desk.texts))
            continue
        heading, row = examined[place]
        heading = heading or _phrase(theme, clustering, desk)
        if heading.startswith(NAMELESS):
            nameless += 1
            heading = NAMELESS if nameless == 1 else f"{NAMELESS} {nameless}"
        bullets = tuple(bullet_of(stood, desk) for stood in row)
        if not bullets and edited.proposals[place].headed:
            bullets = _quotations(theme, desk)
        at_place[place] = Draft(theme.id, heading, bullets)
        made.append(at_place[place])
    summary = in_short(edited, short, at_place, desk)
    aside = (desk.quotation(point) for brief in kept.values() for point in brief.aside)
    return desk.written(made, aside, summary, outcome)


def bullet_of(stood: Stood, desk: Desk) -> DraftBullet:
    """Return a sentence that stands as a bullet, with the comments that say the same as those it rests on."""
    lines = desk.material.lines
    spans = tuple(lines[key].passage.span for key in stood.sentence.keys)
    ids = desk.comment_ids(stood.sentence.keys)
    against = dict.fromkeys(lines[key].passage.comment_id for key in stood.against)
    return DraftBullet(
        "claim",
        stood.sentence.text,
        spans,
        ids,
        tuple(bullet_of(child, desk) for child in stood.children),
        stood.sentence.role,
        tuple(comment_id for comment_id in against if comment_id not in ids),
    )


def _phrase(theme: Theme, clustering: Clustering, desk: Desk) -> str:
    """The heading of the theme before editing that most of a theme's passages are from."""
    own = set(theme.passage_ids)
    shared = [len(own.intersection(before.passage_ids)) for before in clustering.themes]
    return desk.plan.briefs[shared.index(max(shared))].phrases[0] if any(shared) else NAMELESS


def _quotations(theme: Theme, desk: Desk) -> tuple[DraftBullet, ...]:
    """What can be quoted of a theme none of whose sentences stands."""
    points = (point for brief in desk.plan.briefs for point in (*brief.points, *brief.aside))
    own = set(theme.comment_ids)
    return tuple(map(desk.quotation, [one for one in points if one.span.comment_id in own][:MOST_QUOTED]))


def _clustering(
    place_of: Mapping[str, int], kept: Sequence[Theme], clustering: Clustering, desk: Desk
) -> tuple[Clustering, tuple[int | None, ...]]:
    """Return the themes of the digest, and the place of the heading of each; None for those that are `kept`."""
    members: defaultdict[int, list[Passage]] = defaultdict(list)
    # As themes hold them, whatever their order in the thread.
    for passage in sorted(
        desk.plan.corpus.passages, key=lambda one: (one.comment_id, one.span.start, one.id)
    ):
        if passage.id in place_of:
            members[place_of[passage.id]].append(passage)
    places = sorted(members)
    themes = (*(make_theme(members[place], desk.comments, desk.everybody) for place in places), *kept)
    inside = {passage_id for theme in themes for passage_id in theme.passage_ids}
    one_offs = tuple(passage.id for passage in desk.plan.corpus.passages if passage.id not in inside)
    found = replace(clustering, themes=themes, one_off_ids=one_offs, found=bool(themes))
    return found, (*places, *(None for _ in kept))
