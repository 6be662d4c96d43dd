"""A configuration under test: what the suites have digests and vectors made by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from threadgist.embed import Encoder, embed, embed_texts
from threadgist.flow import digest
from threadgist.records import Corpus, Digest, Embeddings, Thread
from threadgist.settings import Settings
from threadgist.tools import open_tools
from threadgist.vector_cache import VectorCache

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Maker:
    """One configuration with its encoder and cache; nothing is loaded before the first text the cache lacks."""

    def __init__(
        self, name: str, settings: Settings, encoder: Encoder | None = None, cache: VectorCache | None = None
    ) -> None:
        self.name = name
        self.settings = settings
        self._encoder, self._cache = (encoder, cache) if encoder is not None else open_tools(settings)

    def digest(self, thread: Thread) -> Digest:
        """Make the digest of a thread."""
        return digest(thread, self.settings, encoder=self._encoder, cache=self._cache)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(len(texts), d)` unit vectors."""
        return embed_texts(texts, self._encoder, self._cache)

    def embed(self, corpus: Corpus) -> Embeddings:
        """Return the passage vectors of a corpus."""
        return embed(corpus, self._encoder, self._cache)
