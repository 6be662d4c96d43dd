"""Shares of people with what chance allows: intervals for one share and for the difference of two."""

from __future__ import annotations

from math import sqrt
from typing import Final

Z: Final = 1.959964


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
    gap = first - second
    return (
        gap - sqrt((first - low) ** 2 + (other_high - second) ** 2),
        gap + sqrt((high - first) ** 2 + (second - other_low) ** 2),
    )
