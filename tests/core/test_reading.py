"""What is told from a sentence, and what spans of a comment could be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.records import Span
from threadgist.select.reading import read
from threadgist.select.windows import FEATURES, MOST_SENTENCES, MOST_WORDS, Facts, Reader, features, value

GOOD = "The swimming pool loses money every year because its boiler is forty years old."


def of(text, *, english=True, answer=False):
    """The windows of a comment whose sentences end in full stops."""
    spans, start = [], 0
    for piece in (
        text.replace("! ", "!|").replace("? ", "?|").replace(". ", ".|").replace("\n\n", "|").split("|")
    ):
        start = text.index(piece, start)
        spans.append(Span("c", start, start + len(piece)))
        start += len(piece)
    return list(Reader(text, spans, english=english).windows(answer=answer))


def worth(text, **rest):
    return value(of(text)[0], Facts(**rest))


@pytest.mark.parametrize(
    "worse",
    [
        "It loses money every year because of that.",
        "Why does the swimming pool lose money every year?",
        "Your comment says that the swimming pool loses money every year.",
        "You are wrong, the swimming pool loses money every year.",
        "lol the swimming pool loses money every year!!!",
        "The pool loses money.",
        "I went to the swimming pool once with my brother.",
        "This is why the swimming pool loses money every year.",
        "In that case, the swimming pool loses money for its boiler.",
        "None of which keeps the swimming pool from losing money.",
        "The swimming pool loses money for that same reason, the boiler.",
        "A swimming pool, a boiler, forty winters, no money, no heat.",
    ],
)
def test_what_cannot_stand_alone_is_worth_less(worse):
    assert worth(worse) < worth(GOOD)


def test_votes_replies_and_place_count():
    assert worth(GOOD, votes=1.0) > worth(GOOD) > worth(GOOD, votes=-1.0)
    assert worth(GOOD, replies=5) > worth(GOOD) > worth(GOOD, depth=4)
    later = next(one for one in of(f"Baking is hard. {GOOD}") if one.text == GOOD)
    assert value(later, Facts()) < worth(GOOD)


def test_below_what_it_answers_a_span_may_point_back():
    (answer,) = of("It loses money every year because the boiler is old.", answer=True)
    assert value(answer, Facts(), answer=True) > value(answer, Facts())


def test_it_without_a_meaning_does_not_point_back():
    assert read("It is hard to heat a pool with oil.").points_back < 0.5
    assert read("It heats the pool with oil.").points_back == 1


def test_features_have_names():
    (window,) = of(GOOD)
    assert len(features(window, Facts())) == len(FEATURES)


def test_a_curly_apostrophe_is_an_apostrophe():
    for text in ("That's the trouble with the pool in this town.", "The pool doesn't pay, and it isn't new."):
        assert read(text.replace("'", "\u2019")) == read(text)
    curly = "Honestly, I\u2019m pretty sure that the pool in this town never pays."
    assert of(curly)[0].text == "the pool in this town never pays."


@given(st.text(), st.booleans())
def test_anything_can_be_read(text, english):
    found = read(text, english=english)
    assert found.words >= 0
    assert 0 <= found.points_back <= 1
    if not english:
        assert (found.points_back, found.addresses, found.verbless) == (0, 0, 0)


def test_windows_are_neighbouring_sentences_and_not_too_long():
    text = "The first is short. The second is short too. The third one ends it. A fourth stands here."
    texts = [window.text for window in of(text)]
    assert "The first is short. The second is short too." in texts
    assert "The first is short. The second is short too. The third one ends it." in texts
    assert text not in texts
    long = " ".join(["Forty words of a sentence" + " that goes on" * 10 + "."] * 3)
    found = of(long)
    assert all(len(window.readings) <= MOST_SENTENCES for window in found)
    assert all(window.words <= MOST_WORDS for window in found)


def test_windows_do_not_bridge_what_is_left_out():
    text = "The pool is old.\n> The boiler is new.\nThe boiler is older."
    spans = [Span("c", 0, 16), Span("c", text.index("The boiler is older"), len(text))]
    assert [window.text for window in Reader(text, spans, english=True).windows()] == [
        "The pool is old.",
        "The boiler is older.",
    ]


def test_the_front_is_trimmed_above_and_kept_below():
    text = "No, the pool loses money every year."
    assert of(text)[0].text == "the pool loses money every year."
    assert of(text, answer=True)[0].text == text
    assert of("Nein, das Bad verliert jedes Jahr Geld.", english=False)[0].text.startswith("Nein")


def test_a_window_knows_what_follows_it():
    first = of("The pool is cheap. But the boiler is not.")[0]
    assert (first.text, first.following) == ("The pool is cheap.", "But the boiler is not.")
    assert of("The pool is cheap.\n\nthe boiler is not.")[0].following.startswith("\n")
