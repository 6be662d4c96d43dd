"""The default encoder, loaded once a session."""

import pytest

from threadgist.backends.encoders import SentenceEncoder, open_encoder
from threadgist.settings import EncoderSettings


@pytest.fixture(scope="session")
def minilm() -> SentenceEncoder:
    encoder = open_encoder(EncoderSettings(device="cpu"))
    assert isinstance(encoder, SentenceEncoder)
    import torch

    # Test workers share the cores: threads that wait for each other would take several times as long.
    torch.set_num_threads(1)
    return encoder
