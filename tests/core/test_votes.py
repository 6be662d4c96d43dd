import random

import pytest

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.select import Context
from threadgist.select.votes import (
    agreed_and_disputed,
    agreement,
    dispute,
    is_rejected,
    most_votes,
    vote_worth,
)
from threads import SENTENCES, TINY, comment, thread


def statement(number, agrees, disagrees, text=None):
    return comment(number, text or SENTENCES[int(number)], agrees=agrees, disagrees=disagrees)


def chosen(*statements):
    corpus = make_corpus(thread(*statements), TINY)
    agreed, disputed = agreed_and_disputed(Context(corpus, embed(corpus, TinyEncoder(), None)))
    return [point.span.comment_id for point in agreed], [point.span.comment_id for point in disputed]


VOTED = (
    statement(0, 180, 20),
    statement(5, 150, 50),
    statement(7, 19, 1),
    statement(9, 100, 100),
    statement(11, 12, 11),
    statement(13, 20, 180),
    statement(15, 95, 105),
    statement(17, 2, 0),
    statement(19, 70, 130),
)


def test_the_most_agreed_and_the_most_disputed_with_enough_votes_to_say_so():
    assert chosen(*VOTED) == (["0", "7", "5"], ["9", "15", "11", "19"])


def test_the_lists_are_the_same_in_any_order():
    shuffled = random.Random(5).sample(VOTED, len(VOTED))
    assert chosen(*shuffled) == chosen(*VOTED)


def test_two_hundred_votes_say_more_than_twenty_of_the_same_share():
    assert agreement(statement(0, 180, 20)) > agreement(statement(0, 18, 2)) > 0.6
    assert dispute(statement(0, 100, 100)) > dispute(statement(0, 10, 10)) > dispute(statement(0, 180, 20))
    assert agreement(comment(1, "Nobody voted on this.")) == dispute(comment(1, "Nor on that.")) == 0


def test_a_bound_is_wilsons():
    assert agreement(statement(0, 8, 2)) == pytest.approx(0.490, abs=0.001)
    assert dispute(statement(0, 30, 10)) == pytest.approx(0.142, abs=0.001)


def test_no_votes_no_lists():
    assert chosen(*(comment(n, text) for n, text in enumerate(SENTENCES[:8]))) == ([], [])
    few = [statement(0, 90, 10), *(comment(n, SENTENCES[n]) for n in range(1, 8))]
    assert chosen(*few) == ([], [])
    assert chosen(statement(0, 3, 1), statement(5, 4, 4)) == ([], [])


def test_what_cannot_be_read_makes_a_consultation_no_less_one():
    unread = [comment(number, "👍") for number in range(50, 62)]
    assert chosen(*VOTED, *unread) == chosen(*VOTED)


def test_nothing_is_said_twice_and_not_much_is_listed():
    again = SENTENCES[0].replace("would take", "will take")
    agreed, _ = chosen(statement(0, 180, 20), statement(1, 170, 20, again), statement(5, 100, 20))
    assert agreed == ["0", "5"]
    agreed, _ = chosen(*(statement(n, 100 - n, 5) for n in range(12)))
    assert len(agreed) == 5


def test_what_voters_are_is_no_statement():
    personal = ["I live in the old town.", "I'm between 30 and 50 years old.", "I voted for the bypass."]
    opinions = ["I am in favour of a bypass on stilts.", "I think the bells should ring later in winter."]
    votes = [statement(n, 80 + n, 80, text) for n, text in enumerate([*personal, *opinions])]
    assert sorted(chosen(*votes)[1]) == ["3", "4"]


def test_a_long_statement_is_printed_as_far_as_its_sentences_fit():
    text = " ".join(SENTENCES[:6])
    corpus = make_corpus(thread(statement(0, 90, 5, text), statement(7, 50, 50)), TINY)
    (point,), _ = agreed_and_disputed(Context(corpus, embed(corpus, TinyEncoder(), None)))
    assert text[: point.span.end] == " ".join(SENTENCES[:3])


def test_votes_rank_statements_and_what_most_reject_comes_last():
    most = most_votes(VOTED)
    assert most == 200
    ranked = sorted(VOTED, key=lambda one: -vote_worth(one, most))
    assert {one.id for one in ranked[:2]} == {"0", "9"}
    assert [one.id for one in VOTED if is_rejected(one)] == ["13"]
    assert ranked[-1].id in ("13", "17")
    assert vote_worth(statement(13, 20, 180), most) == 0
    assert all(0 <= vote_worth(one, most) <= 1 for one in VOTED)


def test_what_moderators_took_out_does_not_count():
    gone = [comment(n, "", agrees=500, disagrees=0, gone="removed") for n in range(50)]
    assert most_votes([*gone, statement(0, 12, 3)]) == 15


def test_in_a_consultation_votes_choose_the_lines_of_themes_and_those_most_reject_are_not_printed():
    texts = [f"{text} Number {n} says so." for n, text in enumerate(SENTENCES)]
    statements = [statement(n, 20 + 8 * n, 100, text) for n, text in enumerate(texts)]
    statements[3] = statement(3, 190, 5, texts[3])
    corpus = make_corpus(thread(*statements), TINY)
    context = Context(corpus, embed(corpus, TinyEncoder(), None))
    assert max(context.facts, key=lambda one: context.facts[one].votes) == "3"
    assert "0" in context.barred
    assert not {"3", "10", "12"} & context.barred
    assert context.lines("3")
    assert not context.lines("0")
