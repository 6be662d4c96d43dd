"""What a line answers, printed above it."""

import pytest

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Point
from threadgist.select import Context
from threadgist.select.answers import is_about
from threadgist.select.points import Printed, opened
from threadgist.select.windows import folded
from threads import SENTENCES, TINY, comment, thread

CLAIM = "The swimming pool loses money every year because the boiler is forty years old."
REPLY = "No, the swimming pool loses money because the boiler burns oil and tickets are too cheap."
ELSEWHERE = "Azaleas prefer the shade of tall trees in a garden without much wind."


def lines(*said, already=()):
    """The last comment as a line, after what stands above it was looked for."""
    corpus = make_corpus(thread(*said, *SENTENCES), TINY)
    context = Context(corpus, embed(corpus, TinyEncoder()))
    printed = Printed()
    printed.comments |= set(already)
    (line, *_) = context.lines(said[-1].id)
    made = opened(context, Point(line.span), printed)
    return [(made.span.comment_id, [below.span.comment_id for below in made.answers])]


@pytest.mark.parametrize("above", [CLAIM, "What is wrong with the pool?"])
def test_a_claim_or_a_question_stands_above_its_answer(above):
    assert lines(comment(1, above), comment(2, REPLY, parent_id="1")) == [("1", ["2"])]


@pytest.mark.parametrize("above", [ELSEWHERE, "This!", "lol, no it is not!!!", ""])
def test_what_is_about_something_else_or_cannot_be_printed_does_not(above):
    assert lines(comment(1, above), comment(2, REPLY, parent_id="1")) == [("2", [])]


def test_what_is_printed_already_is_not_printed_again_and_nobody_introduces_himself():
    said = comment(1, CLAIM, "ann"), comment(2, REPLY, "ben", parent_id="1")
    assert lines(*said, already=("1",)) == [("2", [])]
    assert lines(comment(1, CLAIM, "ann"), comment(2, REPLY, "ann", parent_id="1")) == [("2", [])]
    assert lines(comment(2, REPLY)) == [("2", [])]


def test_a_reply_keeps_its_words_where_they_answer_and_is_cut_anew_where_they_do_not():
    corpus = make_corpus(
        thread(comment(1, CLAIM), comment(2, f"{ELSEWHERE} {REPLY}", parent_id="1"), *SENTENCES), TINY
    )
    context = Context(corpus, embed(corpus, TinyEncoder()))
    for line in context.lines("2"):
        made = opened(context, Point(line.span), Printed())
        (below,) = made.answers
        said = context.comments["2"].text[below.span.start : below.span.end]
        assert below.span == line.span if REPLY in line.text else REPLY in said


@pytest.mark.parametrize(
    ("reply", "about"),
    [
        ("> The swimming pool loses money\n\nIt does not.", True),
        ("> the library should  open on Sundays.\nIt should.", False),
        ("> Said elsewhere.\nNo.", None),
        ("No quotation.", None),
    ],
)
def test_what_a_reply_quotes_tells_what_it_answers(reply, about):
    assert is_about(reply, CLAIM, folded(f"{CLAIM} The library should open on Sundays.")) is about
