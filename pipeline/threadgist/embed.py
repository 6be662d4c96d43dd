"""Passages in, unit vectors out: each text encoded once, and only where the cache does not know it."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from threadgist.errors import ModelError
from threadgist.records import Embeddings
from threadgist.vector_cache import VectorCache, cache_key
from threadgist.words import without_links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Corpus, EncoderInfo

_CHUNK = 2_048


class Encoder(Protocol):
    """What turns texts into vectors. Making one is cheap: the model is loaded by the first `encode`."""

    @property
    def info(self) -> EncoderInfo:
        """Which model this is, known without loading it."""

    @property
    def recipe(self) -> str:
        """How it computes, as far as bytes depend on it: device, precision, batch shape, versions."""

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return `(len(texts), info.dimension)` float32 unit rows; a row depends on its own text alone.

        `progress` is told how many of the texts are done so far.

        Raises:
            ModelError: the model cannot be loaded, is not the one named, or gives no usable vectors.
        """


def vector_space(encoder: Encoder) -> str:
    """Name everything but the text that a vector of `encoder` depends on."""
    info = encoder.info
    return repr((info.name, info.revision, info.sha256, info.prefix, info.dimension, encoder.recipe))


def embed(
    corpus: Corpus,
    encoder: Encoder,
    cache: VectorCache | None = None,
    progress: Callable[[int], None] | None = None,
) -> Embeddings:
    """Encode every passage of a corpus; web addresses in a passage are left out of what is encoded.

    `progress` is told how many passages have their vector so far; what went wrong with the cache is in `cache.notices`.
    The rows are in the order of `corpus.passages`, and read-only. Raises ModelError: see `Encoder.encode`.
    """
    vectors = embed_texts(encoded_texts(corpus), encoder, cache, progress)
    vectors.flags.writeable = False
    ids = tuple(passage.id for passage in corpus.passages)
    return Embeddings(ids=ids, vectors=vectors, encoder=encoder.info)


def encoded_texts(corpus: Corpus) -> list[str]:
    """Return what is encoded of each passage, in order: its text without web addresses, unless it is all address."""
    return [without_links(passage.text) or passage.text for passage in corpus.passages]


def embed_texts(
    texts: Sequence[str],
    encoder: Encoder,
    cache: VectorCache | None = None,
    progress: Callable[[int], None] | None = None,
    chunk_size: int = _CHUNK,
) -> NDArray[np.float32]:
    """Return `(len(texts), d)` float32 unit rows; each text encoded once, and those that `cache` knows not at all.

    Where the cache knows all of them the model is never loaded. The longest come first, `chunk_size` at a time; what
    is done goes to the cache after each chunk. Raises what `Encoder.encode` does.
    """
    import numpy as np

    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(text, []).append(row)
    dimension = encoder.info.dimension
    vectors = np.empty((len(texts), dimension), dtype=np.float32)
    done = 0

    # Longest first, so that a chunk holds texts of like length and the time left is not underestimated.
    missing = sorted(rows, key=lambda text: (-len(text), text))
    if cache is not None and rows:
        space = vector_space(encoder)
        keys = {text: cache_key(space, text) for text in missing}
        known = cache.get(list(keys.values()), dimension)
        for text in (text for text in missing if keys[text] in known):
            vectors[rows[text]] = known[keys[text]]
            done += len(rows[text])
        missing = [text for text in missing if keys[text] not in known]
    if progress is not None:
        progress(done)

    for start in range(0, len(missing), chunk_size):
        chunk = missing[start : start + chunk_size]
        weights = [len(rows[text]) for text in chunk]
        fresh = encoder.encode(chunk, None if progress is None else _shifted(progress, done, weights))
        if fresh.shape != (len(chunk), dimension):
            raise ModelError(
                f"encoder {encoder.info.name!r} gave vectors of shape {fresh.shape}, not {(len(chunk), dimension)}: "
                "correct `dimension` in its model card"
            )
        for text, vector in zip(chunk, fresh, strict=True):
            vectors[rows[text]] = vector
        done += sum(weights)
        if cache is not None:
            # The recipe is asked again: what the device really is, is known once the model has run.
            space = vector_space(encoder)
            cache.put([(cache_key(space, text), vector) for text, vector in zip(chunk, fresh, strict=True)])
        if progress is not None:
            progress(done)

    return vectors


def _shifted(progress: Callable[[int], None], before: int, weights: Sequence[int]) -> Callable[[int], None]:
    """Translate "texts of this chunk done" into "passages of the corpus done"."""
    totals = list(accumulate(weights, initial=before))
    return lambda count: progress(totals[count])
