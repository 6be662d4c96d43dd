"""The stage: every passage its vector, each text encoded once, the cache asked first."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from embed_samples import SENTENCES, make_corpus
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from threadgist.backends.encoders import SentenceEncoder, TinyEncoder
from threadgist.embed import embed
from threadgist.errors import ModelError
from threadgist.records import EncoderInfo
from threadgist.vector_cache import VectorCache


class Counting(TinyEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return super().encode(texts, progress)


@given(texts=st.lists(st.sampled_from(SENTENCES) | st.text(min_size=1, max_size=30), max_size=25))
def test_every_passage_gets_the_vector_of_its_text(texts: list[str]) -> None:
    encoder = Counting()
    seen: list[int] = []
    embeddings = embed(make_corpus(texts), encoder, None, seen.append)
    assert embeddings.ids == tuple(f"p{row}" for row in range(len(texts)))
    assert embeddings.vectors.shape == (len(texts), 64)
    assert embeddings.vectors.tobytes() == TinyEncoder().encode(texts).tobytes()
    assert len(encoder.asked) == len(set(texts))
    assert seen == sorted(seen)
    assert seen[-1] == len(texts)
    assert not embeddings.vectors.flags.writeable


def test_only_what_the_cache_lacks_is_encoded(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    embed(make_corpus(SENTENCES[:4]), Counting(), cache)
    encoder = Counting()
    warm = embed(make_corpus(SENTENCES), encoder, cache)
    assert sorted(encoder.asked) == sorted(SENTENCES[4:])
    assert warm.vectors.tobytes() == embed(make_corpus(SENTENCES), TinyEncoder()).vectors.tobytes()
    assert cache.notices == []


@pytest.mark.parametrize(
    "other",
    [
        EncoderInfo("other", "1", 64),
        EncoderInfo("tiny-hash", "2", 64),
        EncoderInfo("tiny-hash", "1", 64, prefix="query: "),
        EncoderInfo("tiny-hash", "1", 64, sha256="0" * 64),
    ],
)
def test_another_model_revision_or_prefix_shares_nothing(tmp_path: Path, other: EncoderInfo) -> None:
    embed(make_corpus(SENTENCES), Counting(), VectorCache(tmp_path))
    encoder = Counting()
    encoder.info = other
    embed(make_corpus(SENTENCES), encoder, VectorCache(tmp_path))
    assert len(encoder.asked) == len(SENTENCES)


def test_a_wrong_dimension_is_an_error() -> None:
    encoder = Counting()
    encoder.info = EncoderInfo("tiny-hash", "1", 32)
    with pytest.raises(ModelError, match="dimension"):
        embed(make_corpus(SENTENCES), encoder)


WARM_RUN = """
import sys
from hashlib import sha256
from pathlib import Path
from embed_samples import SENTENCES, make_corpus
from threadgist.backends.encoders import open_encoder
from threadgist.embed import embed
from threadgist.settings import EncoderSettings
from threadgist.vector_cache import VectorCache

cache = VectorCache(Path(sys.argv[1]))
vectors = embed(make_corpus(SENTENCES[:3]), open_encoder(EncoderSettings(device="cpu")), cache).vectors
heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "sklearn"} & set(sys.modules)
print(sorted(heavy), sha256(vectors).hexdigest())
"""


def test_a_warm_run_imports_no_torch(tmp_path: Path, minilm: SentenceEncoder) -> None:
    cold = embed(make_corpus(SENTENCES[:3]), minilm, VectorCache(tmp_path)).vectors
    here = Path(__file__).resolve().parent
    run = [sys.executable, "-c", WARM_RUN, str(tmp_path)]
    # Whether the working directory is looked in depends on what ran before: the command line turns that off.
    paths = os.pathsep.join(filter(None, (str(here), os.environ.get("PYTHONPATH"))))
    warm = subprocess.run(run, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True)
    assert warm.returncode == 0, warm.stderr
    assert warm.stdout.split(maxsplit=1) == ["[]", f"{sha256(cold).hexdigest()}\n"]
