"""The digest put together: the themes of a thread after editing, with what stands and what is quoted under each.

Every passage follows the sentence that cites it or that it belongs to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from threadgist.people import make_theme
from threadgist.records import NAMELESS, Clustering, Draft, DraftBullet, Passage, Theme, Written
from threadgist.write import extractive
from threadgist.write.answers import Edited, Proposal, Sentence
from threadgist.write.examine import Stood, heading_fault
from threadgist.write.material import Line
from threadgist.write.short import write_short

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# What no sentence is about stays with its group where so much of the group went to one heading.
STAYS: Final = 0.5
# A subject that the editor left out is named where so many people talk about it.
LEFT_OUT: Final = 3
# What is quoted at most of a theme none of whose sentences stands.
MOST_QUOTED: Final = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are shown together, the theme they are of (None: of none), and what was drafted of them."""

    lines: tuple[Line, ...]
    theme: int | None
    draft: Proposal | None = None

    def passage_ids(self, themes: Sequence[Theme]) -> tuple[str, ...]:
        """All passages of its theme, with those that were withheld from the model; else those that were shown."""
        if self.theme is None:
            return tuple(line.passage.id for line in self.lines)
        return themes[self.theme].passage_ids


def put_together(
    groups: Sequence[Group],
    rest: tuple[Line, ...],
    edited: Edited,
    examined: Sequence[tuple[str, tuple[Stood, ...]]],
    clustering: Clustering,
    desk: Desk,
) -> Written:
    """Return themes after editing, their drafts, and "In short" over what stands.

    `groups` were drafted, and `rest` is what the editor saw beside them; `examined` is what stands of what `edited`
    proposes; `clustering` are the themes before.
    """
    if not any(row for _, row in examined):
        return desk.written()
    drafted = {group.theme for group in groups if group.draft is not None}
    kept = {theme: desk.plan.briefs[at] for at, theme in enumerate(clustering.themes) if at not in drafted}
    stands = [Proposal(heading, tuple(_flat(row))) for heading, row in examined]
    shown = [*groups, Group(rest, None)]
    place_of, left_out = _regrouped(shown, edited.proposals, stands, [*kept], clustering, desk)
    outcome, places = _clustering(place_of, [*kept, *left_out], clustering, desk)
    made: list[Draft] = []
    at_place: dict[int, Draft] = {}
    nameless = 0
    for theme, place in zip(outcome.themes, places, strict=True):
        if theme in left_out:
            # It is called as in its draft, where that may stand.
            draft = left_out[theme].draft
            named = draft is not None and heading_fault(draft, desk) is None
            heading = draft.heading if draft is not None and named else _phrase(theme, clustering, desk)
            made.append(Draft(theme.id, heading, ()))
        elif place is None:
            made.append(extractive.write(kept[theme], desk.texts))
        else:
            heading, row = examined[place]
            heading = heading or _phrase(theme, clustering, desk)
            if heading.startswith(NAMELESS):
                nameless += 1
                heading = NAMELESS if nameless == 1 else f"{NAMELESS} {nameless}"
            bullets = tuple(bullet_of(stood, desk) for stood in row)
            at_place[place] = Draft(theme.id, heading, bullets or _quotations(theme, desk))
            made.append(at_place[place])
    short = [at_place.get(place) for place in range(len(edited.proposals))]
    summary = write_short(edited.short, short, desk) if desk.writer.summary else ()
    aside = (desk.quotation(point) for brief in kept.values() for point in brief.aside)
    return desk.written(made, aside, summary, outcome)


def bullet_of(stood: Stood, desk: Desk) -> DraftBullet:
    """Return a sentence that stands as a bullet, with the comments that say the same as those it rests on."""
    lines = desk.material.lines
    spans = tuple(lines[key].passage.span for key in stood.sentence.keys)
    ids = dict.fromkeys(span.comment_id for span in spans)
    ids |= dict.fromkeys(copy for comment_id in tuple(ids) for copy in desk.copies.get(comment_id, ()))
    against = dict.fromkeys(lines[key].passage.comment_id for key in stood.against)
    return DraftBullet(
        "claim",
        stood.sentence.text,
        spans,
        tuple(ids),
        tuple(bullet_of(child, desk) for child in stood.children),
        stood.sentence.role,
        tuple(comment_id for comment_id in against if comment_id not in ids),
    )


def _flat(row: Sequence[Stood]) -> Iterator[Sentence]:
    for stood in row:
        if not stood.sentence.text.endswith(":"):
            yield stood.sentence
        yield from (child.sentence for child in stood.children)


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


def _regrouped(
    groups: Sequence[Group],
    final: Sequence[Proposal],
    stands: Sequence[Proposal],
    kept: Sequence[Theme],
    clustering: Clustering,
    desk: Desk,
) -> tuple[dict[str, int], dict[Theme, Group]]:
    """Return the place in `final` of each passage, and the themes that the editor left out.

    A passage goes where it is cited most, in what stands if it is cited there. What is cited nowhere goes where the
    draft sentence went that it was said to belong to, else where what it replies to went, else where most of its group
    went. What of a group (but the last, of no theme) then is nowhere is a theme of its own where it is enough, for the
    editor left its subject out. Passages of `kept` themes stay there.
    """
    lines = desk.material.lines
    key_of = {line.passage.id: key for key, line in lines.items()}
    place = _cited(final) | _cited(stands)
    staying: dict[str, int] = {}
    shown = [group.passage_ids(clustering.themes) for group in groups]
    for group, ids in zip(groups, shown, strict=True):
        own = Counter(place[key] for key in (key_of.get(id_, "") for id_ in ids) if key in place)
        home = _most(own) if own else None
        for sentence in group.draft.sentences if group.draft is not None else ():
            goes = _follows(sentence, final, home)
            if goes is not None:
                for key in (*sentence.all_keys, *sentence.also):
                    place.setdefault(key, goes)
        if home is not None and own[home] >= STAYS * own.total():
            staying |= dict.fromkeys(ids, home)
    taken = {passage_id for theme in kept for passage_id in theme.passage_ids}
    grouped = {id_ for ids in shown for id_ in ids} - taken
    at = {line.passage.id: place[key] for key, line in lines.items() if key in place}
    at = {id_: where for id_, where in at.items() if id_ not in taken}
    left = [passage for passage in desk.plan.corpus.passages if passage.id in grouped]
    _send_after_answered(at, left, desk)
    for passage in left:
        if passage.id in staying:
            at.setdefault(passage.id, staying[passage.id])
    left_out: dict[Theme, Group] = {}
    nowhere = {passage.id: passage for passage in left if passage.id not in at}
    for group, ids in zip(groups[:-1], shown, strict=False):
        # The parts in which a large theme was drafted share all of its passages: they make one theme, not one each.
        if passages := [nowhere[id_] for id_ in nowhere.keys() & set(ids)]:
            theme = make_theme(_by_comment(passages), desk.comments, desk.everybody)
            if theme.author_count >= LEFT_OUT:
                left_out.setdefault(theme, group)
    return at, left_out


def _by_comment(passages: Iterable[Passage]) -> list[Passage]:
    """Sort passages as themes hold them, whatever their order in the thread."""
    return sorted(passages, key=lambda one: (one.comment_id, one.span.start, one.id))


def _most(tally: Counter[int]) -> int:
    """The place that is counted most, the first of equals."""
    return min(tally, key=lambda one: (-tally[one], one))


def _cited(final: Sequence[Proposal]) -> dict[str, int]:
    """The place of the heading under which each key is cited most."""
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, proposal in enumerate(final):
        for sentence in proposal.sentences:
            for key in (key for one in (sentence, *sentence.children) for key in one.keys):
                votes[key][place] += 1
    return {key: _most(tally) for key, tally in votes.items()}


def _follows(sentence: Sentence, final: Sequence[Proposal], home: int | None) -> int | None:
    """Where a draft sentence went: under the heading that cites most of what it cites."""
    own = set(sentence.all_keys)
    shared = [len(own.intersection(proposal.keys)) for proposal in final]
    best = max(shared, default=0)
    return shared.index(best) if best else home


def _send_after_answered(at: dict[str, int], left: Iterable[Passage], desk: Desk) -> None:
    """Send passages that nothing is about to where the nearest comment above them went."""
    of_comment: dict[str | None, int] = {}
    for passage in desk.plan.corpus.passages:
        if passage.id in at:
            of_comment.setdefault(passage.comment_id, at[passage.id])
    for passage in left:
        above: str | None = passage.comment_id
        while above is not None and above not in of_comment:
            above = desk.comments[above].parent_id
        if above is not None:
            at.setdefault(passage.id, of_comment[above])


def _clustering(
    place_of: Mapping[str, int], kept: Sequence[Theme], clustering: Clustering, desk: Desk
) -> tuple[Clustering, tuple[int | None, ...]]:
    """Return the themes of the digest, and the place of the heading of each; None for those that are `kept`."""
    members: defaultdict[int, list[Passage]] = defaultdict(list)
    for passage in _by_comment(desk.plan.corpus.passages):
        if passage.id in place_of:
            members[place_of[passage.id]].append(passage)
    places = sorted(members)
    themes = (*(make_theme(members[place], desk.comments, desk.everybody) for place in places), *kept)
    inside = {passage_id for theme in themes for passage_id in theme.passage_ids}
    one_offs = tuple(passage.id for passage in desk.plan.corpus.passages if passage.id not in inside)
    found = replace(clustering, themes=themes, one_off_ids=one_offs, found=bool(themes))
    return found, (*places, *(None for _ in kept))
