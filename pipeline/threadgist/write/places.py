"""Where each passage of a thread goes once its digest is written: under a heading, to what was left out, or nowhere.

Drafts say which comments belong to the discussion at all, the digest which of them stand under which heading; the
others go with what is like them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from threadgist.people import distinct_authors, reply_depths
from threadgist.records import Passage, Theme
from threadgist.write.answers import Proposal
from threadgist.write.material import Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.write.desk import Desk

# What a draft that tells of less of its lines passes over may belong to the discussion all the same.
TELLS: Final = 0.5
# A subject was left out where no more of it is cited, and is named where so many people talk about it. It was not
# where a heading has more than this of what it cites from there.
BARELY: Final = 0.2
LEFT_OUT: Final = 3
HEADED: Final = 0.5
# How much of what a passage is about is what stands above it in the tree of replies: docs/lab-notes.md.
FROM_ABOVE: Final = 0.8
# So that the last bit of a product of matrices decides nothing.
DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are shown together, the theme they are of (None: of none), and what was drafted of them."""

    lines: tuple[Line, ...]
    theme: int | None
    draft: Proposal | None = None

    def told(self) -> list[tuple[str, ...]]:
        """The passages that its draft tells of, together where one sentence does; see `TELLS`."""
        of_key = {line.key: line.passage.id for line in self.lines}
        rows = [(*one.all_keys, *one.also) for one in self.draft.sentences] if self.draft is not None else []
        keys = dict.fromkeys(key for row in rows for key in row)
        if self.theme is not None and len(keys) < TELLS * len(self.lines):
            rows += [(key,) for key in of_key if key not in keys]
        return [tuple(dict.fromkeys(of_key[key] for key in row)) for row in rows]


def find_places(
    groups: Sequence[Group],
    final: Sequence[Proposal],
    kept: Iterable[Theme],
    desk: Desk,
) -> tuple[dict[str, int], list[Group]]:
    """Return the place of each passage that has one: in `final`, or behind it among the subjects that were left out.

    A passage goes where it is cited most. Of what drafts tell of beside that, a theme that is hardly cited and that no
    heading is about stays a theme where it is enough, and is returned by its first group; the rest goes where most is
    cited that is like it. What drafts pass over goes nowhere: jokes, thanks, remarks on something else. Passages of
    `kept` themes stay there.
    """
    taken = {passage_id for theme in kept for passage_id in theme.passage_ids}
    place = _cited(final)
    of_key = {key: line.passage.id for key, line in desk.material.lines.items()}
    at = {of_key[key]: where for key, where in place.items() if of_key[key] not in taken}
    passages = {passage.id: passage for passage in desk.plan.corpus.passages}
    # The parts in which a large theme was drafted make one subject, not one each.
    subjects: defaultdict[tuple[int | None, int], list[Group]] = defaultdict(list)
    for number, group in enumerate(groups):
        subjects[group.theme, number if group.theme is None else 0].append(group)
    told = [ids for group in groups for ids in group.told()]
    left_out: dict[str, int] = {}
    apart: list[Group] = []
    loose: set[str] = set()
    sizes = Counter(at.values())
    for parts in subjects.values():
        uncited = {id_ for group in parts for ids in group.told() for id_ in ids} - at.keys() - taken
        lines = [line.passage.id for group in parts for line in group.lines]
        cited = Counter(at[id_] for id_ in lines if id_ in at)
        headed = any(count > HEADED * sizes[one] for one, count in cited.items())
        if uncited and not headed and cited.total() <= BARELY * len(lines):
            comments = (desk.comments[passages[id_].comment_id] for id_ in uncited)
            if distinct_authors(comments) >= LEFT_OUT:
                left_out |= dict.fromkeys(uncited, len(final) + len(apart))
                apart.append(next((group for group in parts if group.draft is not None), parts[0]))
                continue
        loose |= uncited
    # What no model may be shown stays in the thread's themes.
    shown = {line.passage.id for line in desk.material.lines.values()}
    drafted = {theme for theme, _ in subjects if theme is not None}
    loose |= {id_ for theme in drafted for id_ in desk.themes[theme].passage_ids if id_ not in shown} - taken
    return at | _by_likeness(loose, at, told, desk) | left_out, apart


def by_comment(passages: Iterable[Passage]) -> list[Passage]:
    """Sort passages as themes hold them, whatever their order in the thread."""
    return sorted(passages, key=lambda one: (one.comment_id, one.span.start, one.id))


def _cited(final: Sequence[Proposal]) -> dict[str, int]:
    """The place of the heading under which each key is cited most."""
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, proposal in enumerate(final):
        for sentence in proposal.sentences:
            for key in (key for one in (sentence, *sentence.children) for key in one.keys):
                votes[key][place] += 1
    return {key: most_voted(tally) for key, tally in votes.items()}


def most_voted(places: Counter[int]) -> int:
    """Return the place that is counted most, the first of equals."""
    return min(places, key=lambda place: (-places[place], place))


def _by_likeness(
    loose: Iterable[str], at: Mapping[str, int], told: Iterable[tuple[str, ...]], desk: Desk
) -> dict[str, int]:
    """The place of each loose passage that is like any that has one: each of these votes with its cosine squared."""
    import numpy as np

    loose, placed = sorted(loose), sorted(at)
    if not loose or not placed:
        return {}
    vectors = _subjects(told, desk)
    likeness = np.stack([vectors[id_] for id_ in loose]) @ np.stack([vectors[id_] for id_ in placed]).T
    places = sorted(set(at.values()))
    votes = np.square(np.round(np.maximum(likeness, 0.0), DECIMALS))
    tally = np.round(votes @ np.array([[at[id_] == place for place in places] for id_ in placed]), DECIMALS)
    return {id_: places[int(row.argmax())] for id_, row in zip(loose, tally, strict=True) if row.max() > 0.0}


def _subjects(told: Iterable[tuple[str, ...]], desk: Desk) -> dict[str, NDArray[np.float64]]:
    """A unit vector of what each passage is about, by its id: its own within all that stands above it.

    What one sentence of a draft tells of shares the mean of it, so that it stays together.
    """
    import numpy as np

    def unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9))

    passages = by_comment(desk.plan.corpus.passages)
    row_of = {id_: row for row, id_ in enumerate(desk.plan.embeddings.ids)}
    rows = desk.plan.embeddings.vectors[[row_of[one.id] for one in passages]].astype(np.float64)
    # All comments of a thread share its subject.
    rows = unit(rows - rows.mean(axis=0))
    own: defaultdict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        own[passage.comment_id].append(row)
    nothing = np.zeros(rows.shape[1])
    branch: dict[str | None, NDArray[np.float64]] = {}
    depths = reply_depths(desk.comments.values())
    for comment_id in sorted(depths, key=lambda one: depths[one]):
        above = FROM_ABOVE * branch.get(desk.comments[comment_id].parent_id, nothing)
        said = rows[own[comment_id]].mean(axis=0) if own[comment_id] else nothing
        branch[comment_id] = above + (1.0 - FROM_ABOVE) * said
        rows[own[comment_id]] = above + (1.0 - FROM_ABOVE) * rows[own[comment_id]]
    found = dict(zip((one.id for one in passages), unit(rows), strict=True))
    shared: dict[str, NDArray[np.float64]] = {}
    for ids in told:
        mean = unit(np.mean([found[id_] for id_ in ids], axis=0))
        for id_ in ids:
            shared.setdefault(id_, mean)
    return found | shared
