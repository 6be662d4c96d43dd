"""Learned projections: a matrix that brings out, in the vectors of one encoder, what tells arguments apart.

Vectors of an encoder hold much that does not matter for who makes the same point. A linear discriminant analysis of
texts that people sorted says what does (bench/fit_projection.py). It belongs to one revision of one encoder; others
run without.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from threadgist.errors import ModelError
from threadgist.resources import resource_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import EncoderInfo

__all__ = ["Projection", "projection_for"]


@dataclass(frozen=True, slots=True)
class Projection:
    """`matrix` is `(d, m)` float32, read-only; `name` says what it was fitted on and which it is."""

    name: str
    matrix: NDArray[np.float32]


def projection_for(encoder: EncoderInfo) -> Projection | None:
    """Return the projection that was fitted on the vectors of `encoder`, or None where there is none.

    Raises:
        ModelError: the file is damaged.
    """
    if encoder.sha256 is None:
        return None
    return _load(encoder.name, encoder.sha256, encoder.dimension)


@cache
def _load(name: str, sha256: str, dimension: int) -> Projection | None:
    """Read `models/NAME.projection.npz`, if it is there and for the weights of this sha256."""
    import zipfile
    from hashlib import sha256 as digest

    import numpy as np

    if "/" in name or "\\" in name:
        return None
    path = resource_dir("models") / f"{name}.projection.npz"
    if not path.is_file():
        return None
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            matrix = np.asarray(file["matrix"], dtype=np.float32)
            encoder, fitted_on = str(file["encoder_sha256"]), str(file["fitted_on"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"the projection {path} cannot be read ({error}): reinstall threadgist") from error
    if encoder != sha256:
        return None
    if matrix.ndim != 2 or len(matrix) != dimension or not np.isfinite(matrix).all():
        raise ModelError(
            f"the projection {path} has shape {matrix.shape}, not ({dimension}, m): reinstall threadgist"
        )
    matrix.flags.writeable = False
    return Projection(f"{fitted_on}, {digest(matrix.tobytes()).hexdigest()[:8]}", matrix)
