"""What belongs below a heading: lines that share its words, or are about as near to it as its theme."""

import numpy as np
import pytest

from threadgist.records import Admission, Comment, Corpus, Embeddings, EncoderInfo, Passage, Span, Thread
from threadgist.select import Context
from threadgist.select.points import below
from threads import TOPICS

# Vectors in three directions: the pool, the market, and what everybody talks about.
SAID = (
    (TOPICS[1][0], (1.0, 0.0, 1.0)),
    (TOPICS[1][1], (0.9, 0.1, 1.0)),
    (TOPICS[1][2], (0.7, 0.3, 1.0)),
    (TOPICS[2][0], (-0.3, 1.0, 1.0)),
    (TOPICS[2][1], (-0.1, 0.9, 1.0)),
    (TOPICS[3][2], (0.0, -1.0, 1.0)),
)
POOL = np.array([1.0, 0.0, 0.2], dtype=np.float32)


def standing(heading, vector=POOL, members=range(5), backwards=False, words=()):
    """The comments of the theme `members` whose lines belong below a heading."""
    comments = tuple(Comment(f"c{n}", None, f"p{n}", text) for n, (text, _) in enumerate(SAID))
    spans = [Span(comment.id, 0, len(comment.text)) for comment in comments]
    passages = [Passage(f"{s.comment_id}:1", s, text, (s,)) for s, (text, _) in zip(spans, SAID, strict=True)]
    rows = np.array([vector for _, vector in SAID], dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    if backwards:
        passages, rows = passages[::-1], rows[::-1]
    admissions = tuple(Admission(comment.id, "used") for comment in comments)
    corpus = Corpus(Thread("t", "Town", "test", comments), tuple(passages), admissions, "en")
    context = Context(
        corpus, Embeddings(tuple(one.id for one in passages), rows, EncoderInfo("made", "0", 3))
    )
    ids = [f"c{n}" for n in members]
    fits = below(context, ids, heading, vector, words)
    return [one for one in ids if fits(context.lines(one)[0])]


@pytest.mark.parametrize("backwards", [False, True])
def test_lines_about_something_else_do_not_stand_below_a_heading(backwards):
    assert standing("Public baths", backwards=backwards) == ["c0", "c1", "c2"]


def test_the_words_of_a_heading_make_up_for_some_distance():
    market = np.array([0.3, 1.0, 0.4], dtype=np.float32)
    assert standing("Trade", market, range(2, 5)) == ["c3", "c4"]
    assert standing("Heat pump", market, range(2, 5)) == ["c2", "c3", "c4"]


def test_nothing_far_stands_below_a_heading_unless_it_has_a_word_of_its_subject():
    nowhere = np.array([0.0, -0.2, 1.0], dtype=np.float32)
    assert standing("Odds and ends", nowhere) == []
    assert standing("Heating", nowhere, words=("pump", "boiler")) == ["c0", "c2"]
