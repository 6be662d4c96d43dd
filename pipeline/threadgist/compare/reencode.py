"""A digest with the vectors of another encoder: its passages are in it, so the thread is not needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.embed import embed_texts
from threadgist.words import without_links

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.records import Digest
    from threadgist.vector_cache import VectorCache

DECIMALS: Final = 4


def reencode(digest: Digest, encoder: Encoder, cache: VectorCache | None = None) -> Digest:
    """Return `digest` with the mean and the centroids that `encoder` gives its passages; its themes stay.

    Raises ModelError: see `Encoder.encode`.
    """
    import numpy as np

    texts = {comment.id: comment.text for comment in digest.comments}
    passages = [texts[dot.span.comment_id][dot.span.start : dot.span.end] for dot in digest.dots]
    bare = [without_links(passage) or passage for passage in passages]
    vectors = embed_texts(bare, encoder, cache).astype("float64")
    rows: dict[str | None, list[int]] = {}
    for row, dot in enumerate(digest.dots):
        rows.setdefault(dot.theme_id, []).append(row)

    def centroid(theme_id: str) -> tuple[float, ...]:
        if theme_id not in rows:
            return ()
        mean = vectors[rows[theme_id]].mean(axis=0)
        return _rounded(mean / max(float(np.linalg.norm(mean)), 1e-12))

    return replace(
        digest,
        themes=tuple(replace(theme, centroid=centroid(theme.id)) for theme in digest.themes),
        mean=_rounded(vectors.mean(axis=0)) if len(vectors) else (),
        provenance=replace(digest.provenance, encoder=encoder.info),
    )


def _rounded(vector: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) for value in vector)
