import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.records import Span
from threadgist.select.windows import MOST_WORDS, Reader
from threadgist.words import count_words
from threads import HOSTILE, SENTENCES


def trimmed(text, before="", after=""):
    """What is left of the only sentence of a comment."""
    span = Span("c", len(before), len(before) + len(text))
    (window,) = Reader(f"{before}{text}{after}", [span], english=True).windows()
    assert span.start <= window.span.start < window.span.end <= span.end
    return window.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The pool loses money every year.", "The pool loses money every year."),
        ("Honestly, the pool loses money every year.", "the pool loses money every year."),
        ("Well, I think that the pool loses money every year.", "the pool loses money every year."),
        ("And yes, the pool loses money every year.", "the pool loses money every year."),
        ("The pool loses money every year: https://example.org/x", "The pool loses money every year"),
        ("The pool loses money every year [1]", "The pool loses money every year"),
        ("So what?", "So what?"),
        ("I think so.", "I think so."),
        ('"The pool" loses money every single year.', '"The pool" loses money every single year.'),
    ],
)
def test_throat_clearing_and_links_go_and_the_message_stays(text, left):
    assert trimmed(text) == left


def test_a_sentence_that_runs_on_is_cut_at_a_clause():
    clause = "the council has promised the people of the town a new bridge over the river for twenty years"
    text = f"Everybody knows that {clause}; {clause}, and {clause}, and {clause}."
    short = trimmed(text)
    assert 10 <= count_words(short) <= MOST_WORDS
    assert text[text.index(short) + len(short)] in ";,"


def test_without_a_clause_it_is_cut_between_words():
    short = trimmed("word " * 80)
    assert count_words(short) == MOST_WORDS
    assert short.endswith("word")


@settings(max_examples=100)
@given(
    st.one_of(st.sampled_from(SENTENCES + HOSTILE), st.text(min_size=1)),
    st.sampled_from(("", "Well, ", "> ", "(")),
)
def test_what_is_left_lies_inside_and_is_not_empty(sentence, before):
    body = sentence.strip()
    if not body:
        return
    if any(character.isalnum() for character in body):
        left = trimmed(body, before, " And more after it.")
        assert left.strip() == left != ""
