"""Passages as vectors, and the model that made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Embeddings", "EncoderInfo"]


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Which model made the vectors: everything needed to make them again, and to refuse to mix two models."""

    name: str
    revision: str
    dimension: int
    prefix: str = ""
    languages: tuple[str, ...] = ("en",)
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Passage vectors: `vectors` is `(n, d)` float32 with unit rows, read-only; row i belongs to `ids[i]`."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    encoder: EncoderInfo
