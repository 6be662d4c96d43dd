"""A tiny deterministic encoder for tests, not for publishing: letters hashed into 64 numbers.

Texts are alike where they share letters. The hashing trick is that of Weinberger et al., "Feature hashing for large
scale multitask learning" (ICML 2009).
"""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from threadgist.progress import Told
from threadgist.records import EncoderInfo

TINY_NAME = "tiny-hash"
_DIMENSION = 64
_WORD = re.compile(r"\w+")
_MAX_CHARS = 4_000


class TinyEncoder:
    """Hashes words (weight 1) and character trigrams of words (weight 0.4) into signed buckets."""

    info = EncoderInfo(name=TINY_NAME, revision="1", dimension=_DIMENSION, languages=("multi",))
    recipe = "hash"

    def encode(self, texts: Sequence[str], progress: Told = None) -> NDArray[np.float32]:
        """Return `(len(texts), 64)` float32 unit rows; only the first 4,000 characters of a text count."""
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float64)
        # The constant keeps a text without any word off the zero vector.
        vectors[:, 0] = 0.1
        for vector, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text[:_MAX_CHARS].lower()):
                marked = f"<{word}>"
                _add(vector, marked, 1.0)
                for start in range(len(marked) - 2):
                    _add(vector, marked[start : start + 3], 0.4)
        vectors /= np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        if progress is not None:
            progress(len(texts))
        return vectors.astype(np.float32)


def _add(vector: NDArray[np.float64], feature: str, weight: float) -> None:
    code = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
    # Bit 31 gives the sign, the low bits the bucket; bucket 0 is the constant's.
    vector[1 + code % (_DIMENSION - 1)] += weight if code >> 31 else -weight
