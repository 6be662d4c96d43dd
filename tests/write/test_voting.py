"""How people voted on a statement: shown to a writer, told by code, and as it was."""

import pytest

from threadgist.flow import finish, plan_thread
from threadgist.pages import render
from threadgist.progress import Progress
from threadgist.records import Comment, Thread, walk
from threadgist.votes import contradicts_votes, tells_votes
from threadgist.write.checkers import ModelChecker
from threadgist.write.model import Budget
from threadgist.write.stage import Writer
from write.conftest import SETTINGS
from write.fakes import Scripted, but, kind, text_of

PROPOSALS = [
    ("Close Mill Lane to cars on market days, but try it for a month first.", 85, 28),
    ("A month of trial would show whether the shops in Mill Lane lose customers.", 40, 12),
    ("Mill Lane should stay open, as the chemist needs its deliveries in the morning.", 31, 64),
    ("Buses could turn in the station yard instead of Mill Lane.", 0, 0),
] * 3


def consultation(encoder):
    records = [
        {"id": str(at), "author": f"p{at}", "text": f"{text} ({at})", "agrees": yes, "disagrees": no}
        for at, (text, yes, no) in enumerate(PROPOSALS, 1)
    ]
    thread = Thread.from_records(records, title="What should become of Mill Lane?")
    return plan_thread(thread, SETTINGS, encoder, None, Progress())


def page_of(encoder, bullets, short=(), language=None):
    """The digest of a consultation whose writer gives this page, and what it was asked."""
    page = {
        "headings": [{"heading": "Mill Lane on market days", "bullets": bullets, "more": []}],
        "also": [],
        "short": [{**one, "headings": [1]} for one in short],
    }
    model, budget = Scripted(but(edit=lambda _: page, repair=lambda _: {}), 32_768), Budget()
    writer = Writer(model, ModelChecker(model, budget), budget=budget, language=language)
    made = finish(consultation(encoder), SETTINGS, writer=writer)
    asked = next(
        text_of(request) for requests in model.rounds for request in requests if kind(request) == "edit"
    )
    return made, asked


def said(text, *ids, sub=(), kind=None):
    row = {"text": text, "ids": list(ids)}
    return row | ({"kind": kind} if kind else {"sub": list(sub)})


@pytest.mark.parametrize(
    ("votes", "stands"),
    [
        ("85 agree, 28 disagree", True),
        ("85 agree with that", True),
        ("95 agree, 28 disagree", False),
        ("28 agree, 85 disagree", False),
        ("85 agree, 12 disagree", False),
        ("85 shops closed", False),
        (f"{'9' * 5_000} agree", False),
    ],
)
def test_votes_are_shown_and_may_be_told_as_they_are(encoder, votes, stands):
    text = f"{{who}} propose a trial of a month first, and {votes}"
    digest, asked = page_of(encoder, [said(text, "1", "2")])
    assert "1 (u1, 85 agree, 28 disagree): Close Mill Lane" in asked and "- Votes: " in asked
    assert "4 (u4): Buses" in asked
    printed = [bullet.text for theme in digest.themes for bullet in theme.bullets]
    assert any(votes in text for text in printed) == stands


def test_nothing_is_said_of_votes_where_nobody_voted(plan):
    model, budget = Scripted(but(), 32_768), Budget()
    finish(plan, SETTINGS, writer=Writer(model, ModelChecker(model, budget), budget=budget))
    asked = [text_of(request) for requests in model.rounds for request in requests if kind(request) == "edit"]
    assert asked and not any("- Votes: " in text for text in asked)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Most want a trial first (85 to 28).", True),
        ("Most want a trial first, 85 agree, 28 disagree.", True),
        ("Most want a trial first (85–28).", True),
        ("Most want a trial first, by 85 to 28,", True),
        ("Most want a trial first, 85 against 28.", True),
        ("Most want a trial first (85 for, 28 against).", True),
        ("Die meisten wollen es erst versuchen (85 zu 28).", True),
        ("A toll of 1,500 to 1,000.", True),
        ("Most want a trial first (28 to 85).", False),
        ("Most want a trial first (85 to 12).", False),
        ("It takes 85 to 280 days.", False),
        ("It takes from 85 to 28 days.", False),
        ("Most want a trial first, by 85 votes to 28.", True),
        ("De meesten willen het eerst proberen (85 tegen 28).", True),
        ("A few agree (2 to 1).", False),
        ("It takes 85 days.", False),
        ("", False),
    ],
)
def test_which_words_tell_votes(text, told):
    comments = [
        Comment("1", None, "ann", "Try it.", agrees=85, disagrees=28),
        Comment("2", None, "ben", "Charge for it.", agrees=1_500, disagrees=1_000),
        Comment("3", None, "cem", "Why?"),
        Comment("4", None, "dee", "Ask the school.", agrees=2, disagrees=1),
    ]
    assert tells_votes(text, comments) is told


def test_where_a_sentence_tells_votes_people_are_not_counted(encoder):
    against = said(
        "but most will not have the chemist as a reason to keep it open, 31 to 64.", "3", kind="side"
    )
    bullets = [
        said("Most would close Mill Lane on market days, on trial at first (85 to 28).", "1", sub=[against]),
        said("Most residents would try it first, by 85 votes to 28.", "1"),
        said("Even deliveries find fewer friends, by 31 to 64,", "3"),
        said("Most commenters would let buses turn in the station yard.", "4", "8"),
    ]
    short = [said("Most would close Mill Lane on market days (85 to 28).", "1")]
    made, _ = page_of(encoder, bullets, short)
    sentences = [one.text for theme in made.themes for one in walk(theme.bullets) if one.kind == "claim"]
    assert sentences == [
        "Most would close Mill Lane on market days, on trial at first (85 to 28).",
        "but most will not have the chemist as a reason to keep it open, 31 to 64.",
        "Most residents would try it first, by 85 votes to 28.",
        "Even deliveries find fewer friends, by 31 to 64.",
        # Where nobody voted, words for how many are set by the count of people.
        "Two commenters would let buses turn in the station yard.",
    ]
    assert [one.text for one in made.summary] == ["Most would close Mill Lane on market days (85 to 28)."]
    # The votes are told, so that neither a number of people nor the lists of statements with their votes say it again.
    assert not made.agreed and not made.disputed
    page = render(made, "txt").partition("Mill Lane on market days")[2].partition("About this")[0]
    assert "85 to 28" in page and "[" not in page


def test_votes_that_are_not_those_on_what_is_cited_are_refused(encoder):
    made, _ = page_of(encoder, [said("Most would close Mill Lane on market days (85 to 28).", "2")])
    assert not any("85 to 28" in one.text for theme in made.themes for one in walk(theme.bullets))
    assert made.agreed
    made, _ = page_of(encoder, [said("Most would close Mill Lane on market days (85 to 28).", "1")])
    text = render(made, "txt")
    assert "[n]" not in text and "85 voters agree with what a comment states, 28 disagree" in text


@pytest.mark.parametrize(
    ("text", "contradicts"),
    [
        ("Most want a trial first (85 to 28).", False),
        ("Most would reject a trial (85 to 28).", True),
        ("Most expect empty shops (28 to 85).", True),
        ("The forecast of empty shops just fails (28 to 85).", False),
        ("Most reject the forecast of empty shops (28 to 85).", False),
        ("Most want a trial.", False),
    ],
)
def test_most_may_not_be_said_to_vote_otherwise_than_they_did(text, contradicts):
    agrees, disagrees = (28, 85) if "28 to 85" in text else (85, 28)
    comment = Comment("1", None, "ann", "Try it.", agrees=agrees, disagrees=disagrees)
    assert contradicts_votes(text, comment) is contradicts
