"""Sentences of a model that is asked for a comment's own words: which keep to them."""

from dataclasses import replace

import pytest

from threadgist.ground.gate import Claim
from threadgist.ground.gate.close import strays
from threadgist.ground.gate.rules import broken_rule

KEEPS = (
    (
        "the ferry to the island should run until midnight",
        "The ferry to the island should run until midnight!",
    ),
    ("they'd rather walk than pay for parking", "I'd rather walk than pay for parking."),
    ("the new timetable is no improvement", "I don't think the new timetable is an improvement."),
    ("the tower is not worth saving", "Honestly, the tower is not worth saving. Sell the bricks."),
    ("the market hall smells", "However cheap it is, the market hall smells."),
)
STRAYS = (
    # Two sentences run into one.
    (
        "stone houses are cooled by heat pumps",
        "A stone house. Flats with thin walls are cooled by heat pumps.",
    ),
    # What stood before governs it: somebody else's view, a guess, some of them only, a question.
    (
        "the play is better without music",
        "To everyone saying the play is better without music: you are wrong.",
    ),
    ("the mayor was asleep", "I'm guessing you mean to imply that the mayor was asleep."),
    ("cyclists ignore the lights", "Some of the cyclists ignore the lights."),
    ("the mason is talking about the arch", "I don't see what the mason is talking about with the arch."),
    # Whoever was spoken to becomes whoever speaks, or somebody the comment does not know.
    ("they should have sold their boat in spring", "You should have sold your boat in spring."),
    ("the person fell off their chair at the vote", "I fell off my chair at the vote."),
    ("someone fell off their chair at the vote", "I fell off my chair at the vote."),
    # An explanation that nobody gave.
    ("knocking on wood is a common custom that expresses hope", "I always knock on wood in the office."),
)


@pytest.mark.parametrize(("said", "comment"), KEEPS)
def test_own_words_are_kept(said, comment):
    assert strays(said, (comment, "Another comment about the same.")) == ""


@pytest.mark.parametrize(("said", "comment"), STRAYS)
def test_what_the_comment_does_not_say_in_one_sentence_strays(said, comment):
    assert strays(said, (comment,))


def test_only_the_comment_to_report_counts():
    passages = (
        "I would like to see who is on duty at the pool.",
        "The pool posts its duty list at the door.",
    )
    assert strays("the pool posts its duty list at the door", passages)
    assert strays("the pool posts its duty list at the door", passages[::-1]) == ""


def test_it_is_asked_of_those_alone_who_are_to_keep_to_it():
    evidence = ("A stone house. Flats with thin walls are cooled by heat pumps.",)
    claim = Claim("A commenter says that stone houses are cooled by heat pumps.", evidence, language="en")
    assert broken_rule(claim) is None
    close = Claim(claim.text, evidence, language="en", close=True)
    verdict = broken_rule(close)
    assert verdict is not None and verdict.reason == "unsupported" and verdict.detail.endswith(".")
    # Words of another language, or not told apart by spaces, cannot be held against each other.
    text = "Un comentarista dice que los pisos de paredes finas se enfrían con bombas de calor."
    other = Claim(text, evidence, language="es", close=True)
    assert broken_rule(other) == broken_rule(replace(other, close=False))
    assert strays("石屋由热泵冷却", ("公寓由热泵冷却。",)) == ""
