"""The themes of a thread after editing: every passage follows the sentence that cites it or that it belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.people import commenters
from threadgist.themes import make_theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threadgist.records import Clustering, Comment, Corpus, Passage, Theme
    from threadgist.write.answers import Proposal, Sentence
    from threadgist.write.material import Material

__all__ = ["regrouped"]

# What no sentence is about stays with its group where so much of the group went to one heading.
STAYS: Final = 0.5
# A subject that the editor left out is named where so many people talk about it.
LEFT_OUT: Final = 3


def regrouped(
    corpus: Corpus,
    material: Material,
    groups: Sequence[Sequence[str]],
    drafts: Sequence[Sequence[Proposal]],
    final: Sequence[Proposal],
    stands: Sequence[Proposal],
    kept: Sequence[Theme],
    clustering: Clustering,
) -> tuple[Clustering, tuple[int | None, ...], dict[str, int]]:
    """Return the themes under the headings of a digest.

    A passage goes where it is cited most, in what stands if it is cited there. What is cited nowhere goes where the
    draft sentence went that it was said to
    belong to, else where what it replies to went, else where most of its group went.

    Args:
        corpus: The thread.
        material: Its passages by key.
        groups: The passages (ids) that were shown together, a group for each entry of `drafts`; the last are those of
            no theme.
        drafts: What was drafted of each group.
        final: The headings of the digest, with all that was proposed below them.
        stands: The same with what stands of that.
        kept: Themes that stay as they were.
        clustering: The clustering before; its layout stays.

    What of a group then is nowhere is a theme of its own where it is enough, for the editor left its subject out.

    Returns:
        The clustering; the place in `final` of each of its themes, None for others; and by its id the place in `groups`
        of each theme that the editor left out.
    """
    key_of = {line.passage.id: key for key, line in material.lines.items()}
    place = _cited(final) | _cited(stands)
    staying: dict[str, int] = {}
    for proposals, group in zip(drafts, groups, strict=True):
        own = Counter(place[key] for key in (key_of.get(id_, "") for id_ in group) if key in place)
        home = min(own, key=lambda one: (-own[one], one)) if own else None
        for sentence in (sentence for proposal in proposals for sentence in proposal.sentences):
            goes = _follows(sentence, final, home)
            if goes is not None:
                for key in (*sentence.all_keys, *sentence.also):
                    place.setdefault(key, goes)
        if home is not None and own[home] >= STAYS * sum(own.values()):
            staying |= dict.fromkeys(group, home)
    grouped = {id_ for group in groups for id_ in group}
    taken = {passage_id for theme in kept for passage_id in theme.passage_ids}
    at = {line.passage.id: place[key] for key, line in material.lines.items() if key in place}
    at = {id_: where for id_, where in at.items() if id_ not in taken}
    left = [passage for passage in corpus.passages if passage.id in grouped and passage.id not in taken]
    _with_what_they_answer(at, left, corpus, material.comments)
    for passage in left:
        if passage.id not in at and passage.id in staying:
            at[passage.id] = staying[passage.id]
    left_out: dict[Theme, int] = {}
    everybody = commenters(corpus)
    nowhere = {passage.id: passage for passage in left if passage.id not in at}
    for number, group in enumerate(groups[:-1]):
        # The parts in which a large theme was drafted share all of its passages: they make one theme, not one each.
        passages = [nowhere[id_] for id_ in nowhere.keys() & set(group)]
        if passages:
            theme = make_theme(_by_comment(passages), material.comments, everybody)
            if theme.author_count >= LEFT_OUT:
                left_out.setdefault(theme, number)
    found, places = _clustering(corpus, at, [*kept, *left_out], clustering)
    return found, places, {theme.id: number for theme, number in left_out.items()}


def _by_comment(passages: Iterable[Passage]) -> list[Passage]:
    """Sort passages as themes hold them, whatever their order in the thread."""
    return sorted(passages, key=lambda one: (one.comment_id, one.span.start, one.id))


def _cited(final: Sequence[Proposal]) -> dict[str, int]:
    """The place of the heading under which each key is cited most, the first of equals."""
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, proposal in enumerate(final):
        for sentence in proposal.sentences:
            for one in (sentence, *sentence.children):
                for key in one.keys:
                    votes[key][place] += 1
    return {key: min(tally, key=lambda one: (-tally[one], one)) for key, tally in votes.items()}


def _follows(sentence: Sentence, final: Sequence[Proposal], home: int | None) -> int | None:
    """Where a draft sentence went: under the heading that cites most of what it cites."""
    own = set(sentence.all_keys)
    shared = [len(own & set(proposal.keys)) for proposal in final]
    best = max(shared, default=0)
    return shared.index(best) if best else home


def _with_what_they_answer(
    at: dict[str, int], left: Iterable[Passage], corpus: Corpus, comments: Mapping[str, Comment]
) -> None:
    """Send passages that nothing is about to where the nearest comment above them went."""
    of_comment: dict[str, int] = {}
    for passage in corpus.passages:
        if passage.id in at:
            of_comment.setdefault(passage.comment_id, at[passage.id])
    for passage in left:
        if passage.id in at:
            continue
        above: str | None = passage.comment_id
        while above is not None and above not in of_comment:
            above = comments[above].parent_id
        if above is not None:
            at[passage.id] = of_comment[above]


def _clustering(
    corpus: Corpus, at: Mapping[str, int], kept: Sequence[Theme], clustering: Clustering
) -> tuple[Clustering, tuple[int | None, ...]]:
    comments = {comment.id: comment for comment in corpus.thread.comments}
    everybody = commenters(corpus)
    members: defaultdict[int, list[Passage]] = defaultdict(list)
    for passage in _by_comment(corpus.passages):
        if passage.id in at:
            members[at[passage.id]].append(passage)
    themes: list[tuple[Theme, int | None]] = [
        (make_theme(passages, comments, everybody), place) for place, passages in sorted(members.items())
    ]
    themes += [(theme, None) for theme in kept]
    inside = {passage_id for theme, _ in themes for passage_id in theme.passage_ids}
    one_offs = tuple(passage.id for passage in corpus.passages if passage.id not in inside)
    found = replace(
        clustering, themes=tuple(theme for theme, _ in themes), one_off_ids=one_offs, found=bool(themes)
    )
    return found, tuple(place for _, place in themes)
