"""Digests of a configuration under test, made as `threadgist digest` makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.embed import embed, embed_texts
from threadgist.flow import digest
from threadgist.tools import open_tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.records import Corpus, Digest, Embeddings, EncoderInfo, Thread
    from threadgist.settings import Settings
    from threadgist.vector_cache import VectorCache


class Maker:
    """One configuration with its encoder and cache; nothing is loaded before the first text the cache lacks."""

    def __init__(
        self, name: str, settings: Settings, encoder: Encoder | None = None, cache: VectorCache | None = None
    ) -> None:
        self.name = name
        self.settings = settings
        if encoder is None:
            encoder, cache = open_tools(settings)
        self._encoder = encoder
        self._cache = cache

    def digest(self, thread: Thread) -> Digest:
        """Make the digest of a thread."""
        return digest(thread, self.settings, encoder=self._encoder, cache=self._cache)

    @property
    def encoder(self) -> EncoderInfo:
        """What makes the vectors."""
        return self._encoder.info

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(len(texts), d)` unit vectors."""
        return embed_texts(texts, self._encoder, self._cache)

    def embed(self, corpus: Corpus) -> Embeddings:
        """Return the passage vectors of a corpus."""
        return embed(corpus, self._encoder, self._cache)
