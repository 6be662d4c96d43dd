"""Passages as themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Clustering", "Theme"]


@dataclass(frozen=True, slots=True)
class Theme:
    """One cluster of passages. `comment_ids` are the comments that contributed one of `passage_ids`.

    `author_count` counts distinct authors; `share` is their share of the thread's commenters, 0 to 1. `parts` are the
    comments of its parts, largest first, where the theme is large enough to have some; what is in no part is in the
    theme all the same.
    """

    id: str
    passage_ids: tuple[str, ...]
    comment_ids: tuple[str, ...]
    author_count: int
    share: float
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Clustering:
    """Themes ordered by distinct authors, what belongs to none, and a 2-d layout of all passages.

    `layout` is `(n, 2)` float32 in [0, 1], rows in the order of `Embeddings.ids`.
    `found` is False where the thread shows no clear themes (`themes` is then empty).
    """

    themes: tuple[Theme, ...]
    one_off_ids: tuple[str, ...]
    layout: NDArray[np.float32]
    found: bool
