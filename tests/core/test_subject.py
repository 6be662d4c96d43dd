"""Lines of a list are about the heading they stand below."""

from dataclasses import replace

import numpy as np

from threadgist.records import (
    Admission,
    Comment,
    Corpus,
    Embeddings,
    EncoderInfo,
    Passage,
    Point,
    Span,
    Thread,
)
from threadgist.select import on_subject

TEXTS = (
    "More parking is needed near the harbour.",
    "Cars fill every kerb on market days.",
    "The choir deserves a better hall.",
)
# The second line says it in other words, the third is about something else.
VECTORS = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]], dtype=np.float32)
PARKING = {"parking": np.array([1.0, 0.0], dtype=np.float32)}


def made(parent=None):
    comments = tuple(Comment(f"c{n}", parent if n else None, None, text) for n, text in enumerate(TEXTS))
    spans = [Span(comment.id, 0, len(comment.text)) for comment in comments]
    passages = tuple(
        Passage(f"{span.comment_id}:1", span, text, (span,)) for span, text in zip(spans, TEXTS, strict=True)
    )
    admissions = tuple(Admission(comment.id, "used") for comment in comments)
    corpus = Corpus(Thread("t", "Town", "test", comments), passages, admissions, "en")
    embeddings = Embeddings(tuple(passage.id for passage in passages), VECTORS, EncoderInfo("made", "0", 2))
    return corpus, embeddings, (tuple(Point(span) for span in spans),)


def kept(corpus, embeddings, points, *headings, vectors=PARKING):
    (lines,) = on_subject(corpus, embeddings, points, [headings], vectors)
    return [line.span.comment_id for line in lines]


def test_a_line_of_a_list_shares_a_word_with_its_heading_or_is_near_it():
    assert kept(*made(), "Parking") == ["c0", "c1"]


def test_where_people_answer_each_other_the_tree_says_what_belongs_together():
    assert kept(*made(parent="c0"), "Parking") == ["c0", "c1", "c2"]


def test_a_quotation_names_no_subject_and_an_unknown_heading_drops_nothing():
    assert kept(*made(), "“More parking is needed.”") == ["c0", "c1", "c2"]
    assert kept(*made(), "Various remarks") == ["c0", "c1", "c2"]


def test_the_heading_of_a_part_is_enough():
    assert kept(*made(), "Parking", "The choir", vectors={**PARKING, "the choir": -VECTORS[0]}) == [
        "c0",
        "c1",
        "c2",
    ]


def test_the_order_of_passages_changes_nothing():
    corpus, embeddings, points = made()
    turned = replace(embeddings, ids=embeddings.ids[::-1], vectors=VECTORS[::-1])
    assert kept(corpus, turned, points, "Parking") == ["c0", "c1"]
