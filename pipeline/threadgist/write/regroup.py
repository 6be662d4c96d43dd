"""The digest put together: where passages go, the themes after editing, what stands under each, and “In short”."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Final

from threadgist.people import make_theme
from threadgist.records import NAMELESS, Brief, Bullet, Clustering, Draft, SummarySentence, Theme, Written
from threadgist.write import extractive
from threadgist.write.answers import Page, Proposal
from threadgist.write.arrange import Stood, opposing
from threadgist.write.desk import Desk
from threadgist.write.examine import Judged, standing_heading
from threadgist.write.hedge import standing
from threadgist.write.rules import without_false_quotations

# A subject that the page leaves out is named where so many people talk about it.
LEFT_OUT: Final = 3
# What is quoted at most of a theme none of whose sentences stands.
MOST_QUOTED: Final = 4


def short_resting(page: Page) -> Page:
    """Return a page whose sentences of "In short" cite what their headings do where they cite nothing."""
    *headed, short = page
    sentences = []
    for one in short.sentences:
        below = [headed[place] for place in one.places] or headed
        keys = dict.fromkeys(key for proposal in below for key in proposal.keys)
        sentences.append(replace(one, keys=one.keys or tuple(keys)))
    return (*headed, Proposal("", tuple(sentences)))


def find_places(
    proposals: Sequence[Proposal], kept: Iterable[Theme], unanswered: Set[str], desk: Desk
) -> dict[str, int]:
    """Return the place among `proposals` of each passage that has one; passages of `kept` themes stay there.

    A passage goes where it was found to belong, or is cited most if it was found nowhere; thanks and remarks on
    something else go nowhere. What nobody was asked about (the keys `unanswered`, and what no model may be shown) goes
    where most of its theme before writing goes.
    """
    taken = {passage_id for theme in kept for passage_id in theme.passage_ids}
    lines = desk.material.lines
    votes, belonging = defaultdict[str, Counter[int]](Counter), defaultdict[str, Counter[int]](Counter)
    for place, proposal in enumerate(proposals):
        for key in (key for one in proposal.sentences for key in one.all_keys):
            votes[lines[key].passage.id][place] += 1
        if proposal.sentences or len(desk.material.authors(proposal.about)) >= LEFT_OUT:
            for key in proposal.about:
                belonging[lines[key].passage.id][place] += 1
    at = {id_: _first_of_most(tally) for id_, tally in (votes | belonging).items() if id_ not in taken}
    for place in range(len(proposals)):
        own = [id_ for id_, tally in votes.items() if tally[place] and id_ not in taken]
        if own and place not in at.values():
            # A heading whose comments all belong below others keeps one of them, and with it what it says.
            at[max(own, key=lambda id_: votes[id_][place])] = place
    asked = {line.passage.id for key, line in lines.items() if key not in unanswered}
    for theme in desk.themes:
        places = Counter(at[id_] for id_ in theme.passage_ids if id_ in at)
        if places:
            others = (id_ for id_ in theme.passage_ids if id_ not in asked and id_ not in taken)
            at |= dict.fromkeys((id_ for id_ in others if id_ not in at), _first_of_most(places))
    return at


def _first_of_most(places: Counter[int]) -> int:
    return min(places, key=lambda place: (-places[place], place))


def put_together(page: Judged, kept: Mapping[Theme, Brief], desk: Desk) -> Written:
    """Return themes after editing, their drafts, and "In short" over what stands; `kept` are those not drafted."""
    *proposals, in_short = page.proposals
    place_of = find_places(proposals, kept, page.unanswered, desk)
    *rows, short = page.arranged(desk)
    examined = [(standing_heading(one, desk), row) for one, row in zip(proposals, rows, strict=True)]
    clustering = desk.plan.clustering
    if clustering is None or not any(rows):
        return desk.written()
    outcome, places = _clustering(place_of, kept, clustering, desk)
    at_place: dict[int, Draft] = {}
    nameless = 0
    for theme, place in zip(outcome.themes, places, strict=False):
        heading, row = examined[place]
        heading = heading or _phrase(theme, clustering, desk)
        if heading.startswith(NAMELESS):
            nameless += 1
            heading = NAMELESS if nameless == 1 else f"{NAMELESS} {nameless}"
        bullets = tuple(bullet_of(stood, desk) for stood in row)
        if not bullets and proposals[place].headed:
            bullets = _quotations(theme, desk)
        at_place[place] = Draft(theme.id, heading, bullets)
    summary = tuple(_in_short(in_short, short, at_place, desk))
    quoted = (extractive.write(brief, desk.comments) for brief in kept.values())
    aside = (desk.quotation(point) for brief in kept.values() for point in brief.aside)
    return desk.written((*at_place.values(), *quoted), aside, summary, outcome)


def bullet_of(stood: Stood, desk: Desk) -> Bullet:
    """Return a sentence that stands as a bullet, with the comments that say the same as those it rests on."""
    ids = desk.comment_ids(stood.keys)
    cites = tuple(desk.material.lines[key].passage.span for key in stood.keys)
    children = tuple(bullet_of(child, desk) for child in stood.children)
    against = dict.fromkeys(desk.material.comment(key).id for key in stood.against)
    others = tuple(comment_id for comment_id in against if comment_id not in ids)
    # Words for people may have been set between quotation marks, and what led in was held against more than its item.
    text = without_false_quotations(stood.text, desk.material.texts(stood.keys))
    return Bullet("", "claim", stood.role, text, ids, cites, children, against=others)


def _phrase(theme: Theme, clustering: Clustering, desk: Desk) -> str:
    """The heading of the theme before editing that most of a theme's passages are from."""
    own = set(theme.passage_ids)
    shared = [len(own.intersection(before.passage_ids)) for before in clustering.themes]
    return desk.plan.briefs[shared.index(max(shared))].phrases[0] if any(shared) else NAMELESS


def _quotations(theme: Theme, desk: Desk) -> tuple[Bullet, ...]:
    """What can be quoted of a theme none of whose sentences stands."""
    points = (point for brief in desk.plan.briefs for point in (*brief.points, *brief.aside))
    own = set(theme.comment_ids)
    return tuple(map(desk.quotation, [one for one in points if one.span.comment_id in own][:MOST_QUOTED]))


def _clustering(
    place_of: Mapping[str, int], kept: Iterable[Theme], clustering: Clustering, desk: Desk
) -> tuple[Clustering, list[int]]:
    """Return the themes of the digest, and the place of the heading of each but of those that are `kept`, the last."""
    passages = desk.plan.corpus.passages
    # As themes hold them, whatever their order in the thread.
    in_order = sorted(passages, key=lambda one: (one.comment_id, one.span.start, one.id))
    places = sorted({place_of[one.id] for one in passages if one.id in place_of})
    members = ([one for one in in_order if place_of.get(one.id) == place] for place in places)
    themes = (*(make_theme(own, desk.comments) for own in members), *kept)
    inside = {passage_id for theme in themes for passage_id in theme.passage_ids}
    one_offs = tuple(passage.id for passage in passages if passage.id not in inside)
    return replace(clustering, themes=themes, one_off_ids=one_offs), places


def _in_short(
    proposal: Proposal, row: Sequence[Stood], drafts: Mapping[int, Draft], desk: Desk
) -> Iterator[SummarySentence]:
    """Yield the sentences of a `row` that stand of "In short" with the ids of bullets they rest on and their comments.

    These are the printed bullets that share comments with it, under the headings (`drafts`, by place) that the writer
    names if there are such.
    """
    places_of = {one.text: one.places for one in proposal.sentences}
    before_it = {one.text: before.text for before, one in pairwise(proposal.sentences)}
    printed = [(place, *row) for place, one in drafts.items() for row in _printed(one.bullets, one.theme_id)]
    stands: set[str] = set()
    for number, stood in enumerate(row):
        says, against = map(desk.comment_ids, (stood.keys, stood.against))
        for before in row[:number]:
            if 2 * len(set(stood.keys).intersection(before.against)) > len(stood.keys):
                minority = 2 * desk.people(stood.keys) <= desk.people(before.keys)
                stood = opposing(stood, desk.language, minority=minority)
        # What title and article tell rests on what is below the headings.
        shared = [(at, id_) for at, id_, ids in printed if not says or not set(says).isdisjoint(ids)]
        named = tuple(id_ for at, id_ in shared if at in places_of.get(stood.origin, ()))
        if bullet_ids := named or tuple(id_ for _, id_ in shared):
            goes_on = before_it.get(stood.origin) in stands
            text = stood.text if goes_on else standing(stood.text, desk.language)
            stands.add(stood.origin)
            against = tuple(one for one in against if one not in says)
            yield SummarySentence(text, bullet_ids, says, against)


def _printed(bullets: Sequence[Bullet], prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ids and comments of what a page prints of bullets and what is nested in them."""
    for number, bullet in enumerate(bullets, 1):
        if bullet.role != "more":
            yield f"{prefix}-{number}", bullet.comment_ids
            yield from _printed(bullet.children, f"{prefix}-{number}")
