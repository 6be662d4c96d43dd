import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from threadgist.backends.encoders import open_encoder
from threadgist.settings import EncoderSettings


@given(st.lists(st.text(max_size=60), max_size=8))
def test_unit_rows_that_depend_on_their_text_alone(texts: list[str]) -> None:
    encoder = open_encoder(EncoderSettings(name="tiny-hash"))
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), encoder.info.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    alone = [encoder.encode([text])[0].tobytes() for text in texts]
    assert [row.tobytes() for row in vectors] == alone


def test_texts_with_the_same_words_are_nearer() -> None:
    encoder = open_encoder(EncoderSettings(name="tiny-hash"))
    beef, more_beef, trains = encoder.encode(
        ["the ground beef was cheap", "cheap ground beef again", "our trains never run on sundays"]
    )
    assert beef @ more_beef > beef @ trains + 0.2
