"""Are there themes at all? Random points fall into clusters too, so what was found is held against what chance gives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["clarity", "clear_from"]


def clarity(nearest_value: NDArray[np.float32], own_affinity: NDArray[np.float32]) -> float:
    """Mean similarity to the nearest passage plus mean affinity to the own theme, of centred vectors.

    Centring makes unrelated vectors repel each other by 1 / (n - 1); that much is given back.
    """
    count = len(own_affinity)
    return float(nearest_value.mean()) + float(own_affinity.mean()) + 1.0 / max(1, count - 1)


def clear_from(count: int) -> float:
    """The `clarity` from which `count` passages are said to have themes.

    Measured (see the lab notes): unrelated texts reach .51 at most, random vectors .24, real threads .61 and more
    from 40 passages on; fewer passages are further apart, related or not.
    """
    return min(0.56, 0.30 + 0.26 * math.log(max(1.0, count / 20)) / math.log(3.0))
