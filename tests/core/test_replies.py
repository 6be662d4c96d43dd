import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.backends.tiny import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.select.context import prepare
from threadgist.select.replies import disagreement, opposing_reply
from threads import SENTENCES, TINY, comment, thread


@pytest.mark.parametrize(
    "reply",
    [
        "No, the pool makes money in the summer.",
        "That is not true, the pool makes money.",
        "I disagree, the pool makes money.",
        "But the pool makes money in summer.",
        "On the contrary: the pool makes money.",
    ],
)
def test_a_reply_that_opens_against_contradicts(reply):
    assert disagreement(reply, opposite_sign=False) >= 0.8
    assert disagreement(reply, opposite_sign=True) == 1.0


@pytest.mark.parametrize(
    "reply", ["Yes, and it is cold too.", "Exactly. Not one visitor.", "I agree, no doubt."]
)
def test_agreement_is_no_contradiction(reply):
    assert disagreement(reply, opposite_sign=True) == 0.0


def test_a_denial_alone_is_too_little():
    assert disagreement("The pool has a new roof now.", opposite_sign=True) == 0.0
    assert disagreement("The pool has a roof, however, and it leaks.", opposite_sign=False) > 0


@given(st.text(), st.booleans())
def test_it_is_a_share(reply, sign):
    assert 0 <= disagreement(reply, opposite_sign=sign) <= 1


POINT = "The swimming pool loses money every year because the boiler is forty years old."
AGAINST = "No, the swimming pool loses money because the boiler burns oil and tickets are too cheap."


def answer(*comments):
    """The comment that answers the first one back, in the company of a village's quarrels."""
    others = [comment(f"v{number}", text) for number, text in enumerate(SENTENCES)]
    corpus = make_corpus(thread(*comments, *others), TINY)
    context = prepare(corpus, embed(corpus, TinyEncoder()))
    span = opposing_reply(context, (context.of_comment["1"][0],), set())
    return span and span.comment_id


def test_the_reply_against_a_point_is_found():
    assert answer(comment(1, POINT), comment(2, AGAINST, parent_id="1")) == "2"


def test_only_replies_oppose_and_nobody_opposes_himself():
    assert answer(comment(1, POINT), comment(2, AGAINST)) is None
    assert answer(comment(1, POINT, "ann"), comment(2, AGAINST, "ann", parent_id="1")) is None


def test_who_repeats_a_point_does_not_oppose_it():
    people = comment(1, POINT, "ann"), comment(2, AGAINST, "bob", parent_id="1"), comment(3, POINT, "bob")
    assert answer(*people) is None


def test_a_reply_about_something_else_does_not_oppose():
    about = "No, Gerald, azaleas want shade."
    assert answer(comment(1, POINT), comment(2, about, parent_id="1")) is None


def test_a_reply_that_agrees_does_not_oppose():
    agreeing = "Yes, the swimming pool loses money because the boiler is forty years old and burns oil."
    assert answer(comment(1, POINT), comment(2, agreeing, parent_id="1")) is None
