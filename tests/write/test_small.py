"""The small style: one sentence about one comment, in its own words, signed by code; what strays is quoted."""

import pytest

from threadgist import render
from threadgist.flow import finish
from threadgist.records import walk
from threadgist.speakers import SOMEBODY, reported, signed
from threadgist.write.checkers import BY_WORDS
from threadgist.write.model import Budget, Completion
from threadgist.write.rules.close import strays
from threadgist.write.stage import estimate
from write.conftest import SETTINGS
from write.fakes import BAD, POISON, Scripted, blocks, faithful, kind, text_of
from write.test_full import bullets, writer_of


def written(plan, answer, **more):
    model = Scripted(answer, 4_096)
    return finish(plan, SETTINGS, writer=writer_of(model, style="small", **more)), model


def reports(digest):
    return [bullet for bullet in bullets(digest) if bullet.kind == "report"]


@pytest.fixture(scope="module")
def quoted(plan):
    return finish(plan, SETTINGS)


def test_a_faithful_model_reports_each_quotation_in_one_round(plan, quoted):
    digest, model = written(plan, faithful)
    assert len(model.rounds) == 1
    assert len(model.calls) == len(plan.briefs) + len(bullets(quoted))
    assert len(reports(digest)) > len(bullets(digest)) / 2
    names = {comment.id: comment.author for comment in digest.comments}
    for bullet in reports(digest):
        said = "says that" if bullet.role == "point" else "answers that"
        assert bullet.text.startswith(f"{names[bullet.cites[0].comment_id]} {said} ")
    assert [bullet.cites for bullet in bullets(digest)] == [bullet.cites for bullet in bullets(quoted)]
    # No model is shown a name, nor anything but the quotation.
    texts = {comment.id: comment.text for comment in plan.corpus.thread.comments}
    asked = [blocks(request)[0][0] for request in model.of("report")]
    assert all(any(one in text for text in texts.values()) for one in asked)
    assert not any(name in text_of(request) for request in model.calls for name in names.values())
    assert digest.provenance.checker == BY_WORDS
    assert digest.summary


@pytest.mark.parametrize("bad", BAD)
def test_no_model_can_harm(plan, quoted, bad):
    digest, _ = written(plan, BAD[bad])
    assert not reports(digest)
    assert [bullet.text for bullet in bullets(digest)] == [bullet.text for bullet in bullets(quoted)]
    for poison in POISON.values():
        assert not any(poison[:40] in theme.heading for theme in digest.themes)
    assert digest.rejections and any(notice.code == "rejected" for notice in digest.notices)
    for fmt in ("html", "txt", "md", "json"):
        assert "\x00" not in render(digest, fmt)


def test_calls_that_fail_are_quoted(plan, quoted):
    digest, _ = written(plan, lambda request: Completion("", error="503 from the server, four times"))
    assert digest.themes == quoted.themes
    assert {one.reason for one in digest.rejections} == {"call"}


@pytest.mark.parametrize("most", [0, 1, 5])
def test_calls_are_bounded_and_the_rest_is_quoted(plan, quoted, most):
    digest, model = written(plan, faithful, budget=Budget(max_calls=most))
    assert len(model.calls) == most
    assert len(reports(digest)) <= most
    assert [bullet.id for bullet in bullets(digest)] == [bullet.id for bullet in bullets(quoted)]
    assert any(notice.code == "budget" for notice in digest.notices)


def test_under_a_bound_on_seconds_the_first_calls_are_few(plan):
    _, model = written(plan, faithful, budget=Budget(max_seconds=600))
    assert len(model.rounds[0]) == 4


def test_the_estimate_is_what_is_then_asked(plan):
    model = Scripted(faithful, 4_096)
    writer = writer_of(model, style="small")
    guess = estimate(plan, writer)
    assert not model.calls
    finish(plan, SETTINGS, writer=writer)
    assert guess.calls == len(model.calls)
    read = sum(model.count_tokens(message.content) for request in model.calls for message in request.messages)
    assert guess.prompt_tokens == read
    assert "not known yet" in str(guess)


def test_a_heading_that_few_speak_of_is_not_taken(plan, quoted):
    digest, _ = written(
        plan, lambda request: "Quarry closed" if kind(request) == "heading" else faithful(request)
    )
    phrases = {theme.heading for theme in quoted.themes}
    assert {theme.heading for theme in digest.themes} <= phrases | {"Quarry closed"}
    digest, _ = written(
        plan, lambda request: "Zanzibar spices" if kind(request) == "heading" else faithful(request)
    )
    assert {theme.heading for theme in digest.themes} == phrases


@pytest.mark.parametrize("language", SOMEBODY)
def test_a_name_takes_the_place_of_somebody(language):
    head = reported(language, reply=False)
    named = signed(f"{head} X.", "ann", language)
    assert named.startswith("annは" if language == "ja" else "ann ")
    assert named.endswith(" X.")
    assert SOMEBODY[language] not in named
    for odd in (None, "", "  ", "a“b", "a\u202eb", "\x00"):
        assert signed(f"{head} X.", odd, language) == f"{head} X."
    assert signed("Everybody knows.", "ann", language) == "Everybody knows."


KEEPS = (
    (
        "the ferry to the island should run until midnight",
        "The ferry to the island should run until midnight!",
    ),
    ("they'd rather walk than pay for parking", "I'd rather walk than pay for parking."),
    ("the new timetable is no improvement", "I don't think the new timetable is an improvement."),
    ("the tower is not worth saving", "Honestly, the tower is not worth saving. Sell the bricks."),
    ("the market hall smells", "However cheap it is, the market hall smells."),
    # Words that no spaces tell apart cannot be held against each other.
    ("石屋由热泵冷却", "公寓由热泵冷却。"),
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
    assert not strays(said, comment)


@pytest.mark.parametrize(("said", "comment"), STRAYS)
def test_what_the_comment_does_not_say_in_one_sentence_strays(said, comment):
    assert strays(said, comment)


def test_in_points_mode_reports_are_points(plan):
    digest, _ = written(plan, faithful)
    assert all(bullet.people == 0 for bullet in walk(digest.points))
