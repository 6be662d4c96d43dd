"""A digest with the vectors of another encoder: its passages are in it, so the thread is not needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.embed import embed_texts
from threadgist.words import without_links

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.records import Digest
    from threadgist.vector_cache import VectorCache

DECIMALS: Final = 4


def reencode(
    digest: Digest,
    encoder: Encoder,
    cache: VectorCache | None = None,
    progress: Callable[[int], None] | None = None,
) -> Digest:
    """Return `digest` with the mean and the centroids that `encoder` gives its passages; its themes stay.

    Raises:
        ModelError: see `Encoder.encode`.
    """
    texts = {comment.id: comment.text for comment in digest.comments}
    passages = [texts[dot.span.comment_id][dot.span.start : dot.span.end] for dot in digest.dots]
    vectors = embed_texts(
        [without_links(passage) or passage for passage in passages], encoder, cache, progress
    ).astype("float64")
    rows: dict[str, list[int]] = {}
    for row, dot in enumerate(digest.dots):
        if dot.theme_id is not None:
            rows.setdefault(dot.theme_id, []).append(row)
    themes = tuple(
        replace(theme, centroid=_rounded(_unit(vectors[rows[theme.id]].mean(axis=0))))
        if theme.id in rows
        else replace(theme, centroid=())
        for theme in digest.themes
    )
    return replace(
        digest,
        themes=themes,
        mean=_rounded(vectors.mean(axis=0)) if len(vectors) else (),
        provenance=replace(digest.provenance, encoder=encoder.info),
    )


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    unit: NDArray[np.float64] = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return unit


def _rounded(vector: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) for value in vector)
