"""Who answers a line, and with what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Point
from threadgist.select import Context
from threadgist.select.answers import AGAINST, AGREES, answers, gathered, stance
from threads import SENTENCES, TINY, comment, thread

POINT = "The swimming pool loses money every year because the boiler is forty years old."
AGAINST_IT = "No, the swimming pool loses money because the boiler burns oil and tickets are too cheap."


@pytest.mark.parametrize(
    "reply",
    [
        "No, the pool makes money in the summer.",
        "That is not true, the pool makes money.",
        "I disagree, the pool makes money.",
        "But the pool makes money in summer.",
        "Yes, but the pool makes money.",
    ],
)
def test_a_reply_that_opens_against_contradicts(reply):
    assert stance(reply) == AGAINST


@pytest.mark.parametrize(
    "reply", ["Yes, and it is cold too.", "Exactly. Not one visitor.", "I agree, no doubt."]
)
def test_agreement_is_no_contradiction(reply):
    assert stance(reply) == AGREES


@given(st.text())
def test_stance_is_bounded(reply):
    assert AGREES <= stance(reply) <= AGAINST


def below(*comments, taken=()):
    """The answers to the first comment, in the company of a village's quarrels."""
    others = [comment(f"v{number}", text) for number, text in enumerate(SENTENCES)]
    corpus = make_corpus(thread(*comments, *others), TINY)
    context = Context(corpus, embed(corpus, TinyEncoder()))
    (line, *_) = context.lines(comments[0].id)
    return answers(context, line.span, set(taken))


def ids(points):
    return [point.span.comment_id for point in points]


def test_a_direct_reply_that_answers_is_found():
    (answer,) = below(comment(1, POINT), comment(2, AGAINST_IT, parent_id="1"))
    assert answer.span.comment_id == "2"


def test_only_replies_answer_and_nobody_answers_himself():
    assert below(comment(1, POINT), comment(2, AGAINST_IT)) == ()
    assert below(comment(1, POINT), comment(3, POINT), comment(2, AGAINST_IT, parent_id="3")) == ()
    assert below(comment(1, POINT, "ann"), comment(2, AGAINST_IT, "ann", parent_id="1")) == ()


def test_what_is_printed_already_is_not_printed_below():
    assert below(comment(1, POINT), comment(2, AGAINST_IT, parent_id="1"), taken=("2",)) == ()


def test_a_reply_about_something_else_does_not_answer():
    about = "No, Gerald, azaleas prefer the shade of tall trees in a garden without much wind."
    assert below(comment(1, POINT), comment(2, about, parent_id="1")) == ()


def test_a_contradiction_comes_before_agreement_and_three_are_enough():
    agreeing = "Yes, the swimming pool loses money because the boiler is forty years old and burns oil."
    against = (
        AGAINST_IT,
        "Actually the swimming pool loses money because the council closed the boiler every winter.",
        "Not true, the swimming pool loses money because the council sells tickets for the boiler.",
    )
    replies = [comment(n, text, parent_id="1") for n, text in enumerate((agreeing, *against), 2)]
    found = below(comment(1, POINT), *replies)
    assert len(found) == 3
    assert "2" not in ids(found)


def test_who_speaks_for_the_thread_comes_first():
    third = "No, the swimming pool loses money because the boiler burns oil and nobody buys tickets."
    found = below(
        comment(1, POINT),
        comment(2, AGAINST_IT, parent_id="1"),
        comment(3, third, parent_id="1", role="host"),
    )
    assert ids(found)[0] == "3"


def test_what_answers_a_printed_comment_moves_below_it_and_no_further_than_that():
    deeper = "But the boiler of the swimming pool burns oil because it is forty years old."
    asked = [
        comment(1, POINT), comment(2, AGAINST_IT, parent_id="1"), comment(3, deeper, parent_id="2"),
        comment(4, "Yes, the boiler of the swimming pool burns oil, and nobody replaced it.", parent_id="3"),
    ]  # fmt: skip
    corpus = make_corpus(thread(*asked, *SENTENCES), TINY)
    context = Context(corpus, embed(corpus, TinyEncoder()))
    said = [Point(context.lines(one.id, answer=True)[0].span) for one in asked]
    for loose in (said[1:], said[:0:-1]):
        (headed,), (aside,) = gathered(context, [said[:1]], [loose])
        assert ids(headed) == ["1"]
        assert ids(headed[0].answers) == ["2"]
        assert ids(headed[0].answers[0].answers) == ["3"]
        assert ids(aside) == ["4"]
