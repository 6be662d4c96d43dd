"""Which themes are alike: where they are compared, two debates lined up one to one, several into families."""

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence
from math import hypot, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from threadgist.compare.records import Side, ViewKind

Z: Final = 1.959964

# How alike two themes must be to be lined up at all, and to be so without a question mark. Fitted by
# `python bench/compare.py --data DIR`, never by hand: the lowest cosines at which at most 5% and 1% of the themes of
# unrelated threads are taken for one another. They belong to this encoder.
CALIBRATED_FOR: Final = "all-MiniLM-L6-v2"
BARS: Final[dict[ViewKind, tuple[float, float]]] = {"argument": (0.20, 0.27), "subject": (0.36, 0.49)}

# Joining leftovers finds more of what two halves share and more that is not the same; at 0.9 the themes found grow by
# 1-3 points while one match in a hundred more is wrong (the same bench).
JOIN: Final = 0.9
# The order in which cosines are summed up must not tip a tie.
DECIMALS: Final = 6
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_STEM: Final = 6


def directions(sides: Sequence[Side], kind: ViewKind) -> NDArray[np.float32]:
    """Return the unit rows in which themes are compared: `(themes of all sides in order, d)` float32.

    For "subject" these are the centroids. For "argument" the direction of a debate's mean is projected out of
    its centroids: all of a thread is about the same thing, and what is left tells one argument from another.
    """
    blocks = [np.zeros((0, 1))]
    for side in sides:
        if side.themes:
            block = np.array([theme.centroid for theme in side.themes], dtype=np.float64)
            mean = np.array(side.mean, dtype=np.float64)
            length = float(np.linalg.norm(mean))
            if kind == "argument" and length > 0:
                mean /= length
                block = block - np.outer(block @ mean, mean)
            blocks.append(block / np.maximum(np.linalg.norm(block, axis=1, keepdims=True), 1e-9))
    return np.concatenate(blocks[1:] or blocks).astype(np.float32)


def cosines(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `(rows, columns)` cosines, rounded."""
    return np.round(rows @ columns.T, DECIMALS)


def align(similarity: NDArray[np.float32], bar: float) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Line up the themes of two debates.

    Pairs are chosen one to one so that their similarities above `bar` add up to the most (Kuhn, "The Hungarian method",
    1955). A theme left over joins the pair that holds its nearest theme of the other debate, where it is about as near
    to that as the pair is (`JOIN`), and above `bar`: one theme here is several there. `similarity` are the `(m, n)`
    cosines between the themes of the two debates. Returns groups of rows and columns; each of either has at least one
    member, and no theme is in two groups.
    """
    from scipy.optimize import linear_sum_assignment

    if not similarity.size:
        return ()
    gain = np.maximum(np.asarray(similarity, dtype=np.float64) - bar, 0.0)
    best = np.transpose(linear_sum_assignment(-gain)).tolist()
    pairs = [(row, column) for row, column in best if similarity[row, column] >= bar]
    groups = [({row}, {column}) for row, column in pairs]
    for side, matrix in ((0, similarity), (1, similarity.T)):
        paired = {pair[side] for pair in pairs}
        homes = {pair[1 - side]: (pair[side], group) for pair, group in zip(pairs, groups, strict=True)}
        for one in range(len(matrix)):
            near = int(np.argmax(matrix[one]))
            if one not in paired and near in homes:
                mate, group = homes[near]
                if matrix[one, near] >= max(bar, JOIN * float(matrix[mate, near])):
                    group[side].add(one)
    return tuple((tuple(sorted(left)), tuple(sorted(right))) for left, right in groups)


def gather(vectors: NDArray[np.float32], sides: Sequence[str], bar: float) -> tuple[tuple[int, ...], ...]:
    """Group themes into families.

    The themes of two debates are lined up one to one, see `align`. Those of three or more are clustered by average
    linkage, cut where two groups are on average less alike than `bar` (Sokal and Michener, "A statistical method for
    evaluating systematic relationships", 1958): no debate is the one that others are held against, so their order does
    not matter, and a chain of chance likenesses does not run families together. `vectors` are `(n, d)` unit rows,
    `sides` the debate of each; rows of a debate stand together. Returns the rows of each family, ascending; families in
    the order of their first row; a theme alone is one too.
    """
    count = len(sides)
    if count < 2:
        return tuple((row,) for row in range(count))
    if len(set(sides)) == 2:
        second = next(row for row in range(count) if sides[row] != sides[0])
        lined_up = align(cosines(vectors[:second], vectors[second:]), bar)
        groups = [(*rows, *(second + column for column in columns)) for rows, columns in lined_up]
        groups += [(row,) for row in set(range(count)).difference(*groups)]
        return tuple(sorted(groups))
    from scipy.cluster.hierarchy import average, fcluster

    # Row by row: the square matrix of thousands of themes and its indices would take gigabytes.
    rows = (1.0 - cosines(vectors[at : at + 1], vectors[at + 1 :])[0] for at in range(count - 1))
    distances = np.maximum(np.concatenate(list(rows)), 0.0, dtype=np.float64)
    labels = fcluster(average(distances), t=1.0 - bar + 1e-9, criterion="distance")
    members = defaultdict[int, list[int]](list)
    for row, label in enumerate(labels.tolist()):
        members[label].append(row)
    return tuple(sorted(map(tuple, members.values())))


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95% interval of the share `part / whole`; (0, 1) where nobody was asked.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    scale = 1 + Z * Z / whole
    middle = (share + Z * Z / (2 * whole)) / scale
    reach = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole)) / scale
    return max(0.0, middle - reach), min(1.0, middle + reach)


def measured(part: int, whole: int) -> tuple[float, float, float]:
    """Return a share, 0 of nothing, and its interval, with the decimals that are kept."""
    low, high = wilson(part, whole)
    return round(part / whole, 4) if whole else 0.0, round(low, 4), round(high, 4)


def difference(part: int, whole: int, other_part: int, other_whole: int) -> tuple[float, float]:
    """Return the 95% interval of the first share less the second.

    Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998), method 10: the two Wilson intervals combined. (-1, 1) where one of the two asked nobody.
    """
    if whole <= 0 or other_whole <= 0:
        return -1.0, 1.0
    first, second = part / whole, other_part / other_whole
    low, high = wilson(part, whole)
    other_low, other_high = wilson(other_part, other_whole)
    below, above = hypot(first - low, other_high - second), hypot(high - first, second - other_low)
    return first - second - below, first - second + above


def word_codes(text: str) -> list[int]:
    """Return a number for each longer word of a text, the same for words that begin alike."""
    return [zlib.crc32(word[:_STEM].casefold().encode("utf-8", "replace")) for word in _WORD.findall(text)]
