"""Passages in, unit vectors out: each text encoded once, and only where the cache does not know it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from threadgist.errors import ModelError
from threadgist.progress import UNWATCHED, Told
from threadgist.records import Corpus, Embeddings, EncoderInfo, Floats
from threadgist.vector_cache import VectorCache, cache_key
from threadgist.words import without_links


class Encoder(Protocol):
    """What turns texts into vectors. Making one is cheap: the model is loaded by the first `encode`."""

    @property
    def info(self) -> EncoderInfo:
        """Which model this is, known without loading it."""

    @property
    def recipe(self) -> str:
        """How it computes, as far as bytes depend on it: device, precision, batch shape, versions."""

    def encode(self, texts: Sequence[str], progress: Told = UNWATCHED.done) -> Floats:
        """Return `(len(texts), info.dimension)` float32 unit rows; a row depends on its own text alone.

        Raises ModelError: the model cannot be loaded, is not the one named, or gives no usable vectors.
        """


def vector_space(encoder: Encoder) -> str:
    """Name everything but the text that a vector of `encoder` depends on."""
    info = encoder.info
    return repr((info.name, info.revision, info.sha256, info.prefix, info.dimension, encoder.recipe))


def embed(
    corpus: Corpus, encoder: Encoder, cache: VectorCache | None = None, progress: Told = UNWATCHED.done
) -> Embeddings:
    """Encode every passage of a corpus, as `embed_texts` does; what went wrong with the cache is in `cache.notices`.

    The rows are in the order of `corpus.passages`, and read-only.
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
    progress: Told = UNWATCHED.done,
    chunk_size: int = 2_048,
) -> Floats:
    """Return `(len(texts), d)` float32 unit rows; each text encoded once, and those that `cache` knows not at all.

    Where the cache knows all, no model is loaded; what is done is kept after each chunk. Raises what `encode` does.
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
    progress(done)

    totals = [done]

    def tell_of_passages(count: int) -> None:
        progress(totals[count])

    for start in range(0, len(missing), chunk_size):
        chunk = missing[start : start + chunk_size]
        totals = list(accumulate((len(rows[text]) for text in chunk), initial=totals[-1]))
        fresh = encoder.encode(chunk, tell_of_passages)
        if fresh.shape != (len(chunk), dimension):
            raise ModelError(
                f"encoder {encoder.info.name!r} gave vectors of shape {fresh.shape}, not {(len(chunk), dimension)}: "
                "correct `dimension` in its model card"
            )
        for text, vector in zip(chunk, fresh, strict=True):
            vectors[rows[text]] = vector
        if cache is not None:
            # The recipe is asked again: what the device really is, is known once the model has run.
            space = vector_space(encoder)
            cache.put([(cache_key(space, text), vector) for text, vector in zip(chunk, fresh, strict=True)])
        progress(totals[-1])

    return vectors
