"""One family: who takes part in each event, how alike its themes are, what each event adds, what has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from threadgist.compare.load import word_codes
from threadgist.compare.records import Cell, Family, Link, Part
from threadgist.compare.shares import difference, wilson
from threadgist.compare.space import cosines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.compare.records import Event, Saying, Side, SideTheme, ThemeRef

MINOR: Final = 0.10
MAJOR: Final = 0.20
LINKS: Final = 12
KNOWN_WORDS: Final = 0.5


def make_family(
    rows: Sequence[int],
    themes: Sequence[SideTheme],
    refs: Sequence[ThemeRef],
    vectors: NDArray[np.float32],
    event_of: Mapping[str, str],
    commenters: Mapping[str, int],
    sides: Mapping[str, Side],
    certain: float,
) -> Family:
    """Return the family of the themes in `rows`.

    Args:
        rows: Which themes, as places in the next three.
        themes: All themes.
        refs: Where each is.
        vectors: The direction of each, `(n, d)` unit rows.
        event_of: The event of each debate.
        commenters: Of each event.
        sides: The side of each debate.
        certain: The cosine from which a match is certain.
    """
    import numpy as np

    alike = cosines(vectors[list(rows)], vectors[list(rows)])
    event = [event_of[refs[row].debate] for row in rows]
    foreign = np.array([[one != other for other in event] for one in event])
    # How like the family's themes of other events each theme is; where there are none, of other debates.
    if not foreign.any():
        foreign = np.array([[refs[one].debate != refs[other].debate for other in rows] for one in rows])
    near = np.where(
        foreign.any(axis=1), (alike * foreign).sum(axis=1) / np.maximum(foreign.sum(axis=1), 1), 0
    )
    middle = min(
        range(len(rows)), key=lambda at: (-round(float(near[at]), 4), -themes[rows[at]].theme.people, at)
    )
    cells = []
    for name in dict.fromkeys(event):
        own = [at for at in range(len(rows)) if event[at] == name]
        people = len({(refs[rows[at]].debate, person) for at in own for person in themes[rows[at]].people})
        low, high = wilson(people, commenters[name])
        similarity = round(float(np.mean([near[at] for at in own])), 4)
        others = [themes[rows[at]] for at in range(len(rows)) if event[at] != name]
        cells.append(
            Cell(
                event=name,
                themes=tuple(refs[rows[at]] for at in own),
                people=people,
                commenters=commenters[name],
                share=round(people / commenters[name], 4) if commenters[name] else 0.0,
                low=round(low, 4),
                high=round(high, 4),
                similarity=similarity,
                certain=similarity >= certain or not others,
                parts=_parts([rows[at] for at in own], themes, refs, event_of, sides, name),
                adds=_adds([themes[rows[at]] for at in own], others, [refs[rows[at]] for at in own]),
            )
        )
    between = [
        (float(alike[one, other]), one, other)
        for one in range(len(rows))
        for other in range(one + 1, len(rows))
        if foreign[one, other]
    ]
    mean = round(float(np.mean([value for value, _, _ in between])), 4) if between else 0.0
    between.sort(key=lambda item: (-item[0], item[1], item[2]))
    return Family(
        id=f"{sides[refs[rows[0]].debate].key}-{refs[rows[0]].theme}",
        heading=themes[rows[middle]].theme.heading,
        cells=tuple(cells),
        certain=len(cells) < 2 or mean >= certain,
        similarity=mean,
        links=tuple(
            Link(refs[rows[one]], refs[rows[other]], round(value, 4)) for value, one, other in between[:LINKS]
        ),
    )


def _parts(
    rows: Sequence[int],
    themes: Sequence[SideTheme],
    refs: Sequence[ThemeRef],
    event_of: Mapping[str, str],
    sides: Mapping[str, Side],
    event: str,
) -> tuple[Part, ...]:
    """Return the share of each debate of an event, where it has several."""
    debates = [] if len(set(event_of.values())) == len(sides) else [d for d in sides if event_of[d] == event]
    if len(debates) < 2:
        return ()
    found = []
    for debate in debates:
        people = len({person for row in rows if refs[row].debate == debate for person in themes[row].people})
        whole = sides[debate].commenters
        low, high = wilson(people, whole)
        share = round(people / whole, 4) if whole else 0.0
        found.append(Part(debate, people, whole, share, round(low, 4), round(high, 4)))
    return tuple(found)


def _adds(own: Sequence[SideTheme], others: Sequence[SideTheme], refs: Sequence[ThemeRef]) -> tuple[str, ...]:
    """Return the bullets of `own` most of whose words nobody uses in `others`, as "debate/bullet"."""
    if not others:
        return ()
    known = {code for theme in others for code in theme.vocabulary}

    def new(saying: Saying) -> bool:
        words = set(word_codes(saying.text))
        return len(words) >= 3 and sum(word in known for word in words) / len(words) < KNOWN_WORDS

    return tuple(
        f"{ref.debate}/{saying.id}"
        for theme, ref in zip(own, refs, strict=True)
        for saying in theme.theme.sayings
        if not saying.reply and new(saying)
    )


def changed(family: Family, events: Sequence[Event]) -> Family:
    """Say whether the second of two events has more or less of a family than the first, beyond chance."""
    cells = {cell.event: cell for cell in family.cells}
    first, second = (cells.get(event.id) for event in events)
    parts = (first.people if first else 0, second.people if second else 0)
    low, high = difference(parts[1], events[1].commenters, parts[0], events[0].commenters)
    shares = (first.share if first else 0.0, second.share if second else 0.0)
    if low > 0:
        rose: Literal["", "major", "minor"] = "major" if shares[0] < MINOR and shares[1] >= MAJOR else ""
        return replace(family, change="more", rose=rose)
    if high < 0:
        rose = "minor" if shares[0] >= MAJOR and shares[1] < MINOR else ""
        return replace(family, change="less", rose=rose)
    return family
