"""Several debates: themes gathered into families, the same whatever the order of the debates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.compare.align import align
from threadgist.compare.space import cosines

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


def gather(vectors: NDArray[np.float32], sides: Sequence[int], bar: float) -> tuple[tuple[int, ...], ...]:
    """Group themes into families.

    The themes of two debates are lined up one to one, see `align.align`. Those of three or more are clustered by
    average linkage, cut where two groups are on average less alike than `bar` (Sokal and Michener, "A statistical
    method for evaluating systematic relationships", 1958): no debate is the one that others are held against, so
    their order does not matter, and a chain of chance likenesses does not run families together.

    Args:
        vectors: `(n, d)` unit rows.
        sides: the debate of each row; rows of a debate stand together.
        bar: what a match must reach.

    Returns:
        The rows of each family, ascending; families in the order of their first row; a theme alone is one too.
    """
    import numpy as np

    count = len(sides)
    if count == 0:
        return ()
    if len(set(sides)) == 2:
        first = [row for row in range(count) if sides[row] == sides[0]]
        second = [row for row in range(count) if sides[row] != sides[0]]
        groups = [
            tuple(sorted((*(first[row] for row in rows), *(second[column] for column in columns))))
            for rows, columns in align(cosines(vectors[first], vectors[second]), bar)
        ]
        taken = {row for group in groups for row in group}
        groups += [(row,) for row in range(count) if row not in taken]
        return tuple(sorted(groups))
    if count == 1:
        return ((0,),)
    from scipy.cluster.hierarchy import average, fcluster

    # Row by row: the square matrix of thousands of themes and its indices would take gigabytes.
    distances = np.empty(count * (count - 1) // 2, dtype=np.float64)
    at = 0
    for row in range(count - 1):
        distances[at : at + count - 1 - row] = 1.0 - cosines(vectors[row : row + 1], vectors[row + 1 :])[0]
        at += count - 1 - row
    np.maximum(distances, 0.0, out=distances)
    labels = fcluster(average(distances), t=1.0 - bar + 1e-9, criterion="distance")
    members: dict[int, list[int]] = {}
    for row, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(row)
    return tuple(sorted(tuple(rows) for rows in members.values()))
