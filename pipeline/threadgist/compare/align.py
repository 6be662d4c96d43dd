"""Two debates: which theme of one is which of the other, one to one, and what was split or merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.compare.records import ViewKind


@dataclass(frozen=True, slots=True)
class Bars:
    """How alike two themes must be: `match` to be lined up at all, `certain` to be so without a question mark."""

    match: float
    certain: float


# Fitted by `python bench/compare.py --data DIR`, never by hand: the lowest cosines at which at most 5% (match) and
# 1% (certain) of the themes of unrelated threads are taken for one another. They belong to this encoder.
CALIBRATED_FOR: Final = "all-MiniLM-L6-v2"
BARS: Final[dict[ViewKind, Bars]] = {
    "argument": Bars(0.20, 0.27),
    "subject": Bars(0.36, 0.49),
}

# Joining leftovers finds more of what two halves share and more that is not the same; at 0.9 the themes found grow by
# 1-3 points while one match in a hundred more is wrong (the same bench).
JOIN: Final = 0.9


def align(similarity: NDArray[np.float32], bar: float) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Line up the themes of two debates.

    Pairs are chosen one to one so that their similarities above `bar` add up to the most (Kuhn, "The Hungarian
    method", 1955). A theme left over joins the pair that holds its nearest theme of the other debate, where it is
    about as near to that as the pair is (`JOIN`), and above `bar`: one theme here is several there.

    Args:
        similarity: `(m, n)` cosines between the themes of the two debates.
        bar: what a match must reach.

    Returns:
        Groups of rows and columns; each of either has at least one member, and no theme is in two groups.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not similarity.size:
        return ()
    gain = np.maximum(np.asarray(similarity, dtype=np.float64) - bar, 0.0)
    rows, columns = linear_sum_assignment(-gain)
    pairs = [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if similarity[row, column] >= bar
    ]
    groups = [({row}, {column}) for row, column in pairs]
    of_row = {row: group for (row, _), group in zip(pairs, groups, strict=True)}
    of_column = {column: group for (_, column), group in zip(pairs, groups, strict=True)}
    near_column = {column: float(similarity[row, column]) for row, column in pairs}
    near_row = {row: float(similarity[row, column]) for row, column in pairs}
    for row in range(similarity.shape[0]):
        column = int(np.argmax(similarity[row]))
        if (
            row not in of_row
            and column in of_column
            and similarity[row, column] >= max(bar, JOIN * near_column[column])
        ):
            of_column[column][0].add(row)
    for column in range(similarity.shape[1]):
        row = int(np.argmax(similarity[:, column]))
        if (
            column not in of_column
            and row in of_row
            and similarity[row, column] >= max(bar, JOIN * near_row[row])
        ):
            of_row[row][1].add(column)
    return tuple((tuple(sorted(left)), tuple(sorted(right))) for left, right in groups)
