"""A page made of all comments at once, and the recount of who says what it says."""

import re

from threadgist.flow import finish
from threadgist.records import walk
from threadgist.write.calls import Budget
from threadgist.write.checkers import ModelChecker
from threadgist.write.model import Completion
from threadgist.write.stage import Writer, estimate
from write.conftest import SETTINGS
from write.fakes import Scripted, but, checked, claims, edited, faithful, kind, recounted, shown, text_of


def written(plan, answer, context=32_768):
    model = Scripted(answer, context)
    budget = Budget()
    return finish(plan, SETTINGS, writer=Writer(model, ModelChecker(model, budget), budget=budget)), model


def claimed(digest):
    return [bullet for theme in digest.themes for bullet in walk(theme.bullets) if bullet.kind == "claim"]


def test_a_thread_that_fits_is_written_from_its_comments(plan):
    digest, model = written(plan, faithful)
    assert [kind(requests[0]) for requests in model.rounds] == ["edit", "recount", "check"]
    (page,) = model.of("edit")
    assert len(claimed(digest)) >= 10
    # Every comment is shown to the writer once, and once to who counts.
    for requests in ([page], model.of("recount")):
        keys = [key for request in requests for key in shown(request)]
        assert len(keys) == len(set(keys)) > len(digest.comments) / 2
    assert digest.counts.coverage == 1


def test_a_page_that_cannot_be_read_is_made_of_drafts(plan):
    pages = []

    def unreadable_first(request):
        pages.append(request)
        return "no" if len(pages) == 1 else edited(request)

    for first in (
        unreadable_first,
        lambda request: pages.append(request) or Completion("", error="too long"),
    ):
        pages.clear()
        digest, model = written(plan, but(edit=first))
        assert claimed(digest) and model.of("draft")
        assert "Drafts on the parts" in text_of(pages[-1]) and "Drafts on the parts" not in text_of(pages[0])
        assert any(one.reason in ("form", "call") for one in digest.rejections)


def test_a_model_with_little_room_drafts(plan):
    _, model = written(plan, faithful, context=9_000)
    assert model.of("draft")
    assert not model.of("recount") or len(model.of("recount")) > 1


def everybody_says_the_first(request):
    found = recounted(request)
    found["sentences"]["1"] = {"says": list(shown(request))[:30], "against": list(shown(request))[30:32]}
    return found


def test_who_else_says_a_sentence_is_counted_once_the_check_agrees(plan):
    digest, _ = written(plan, but(recount=everybody_says_the_first))
    first = digest.themes[0].bullets[0]
    assert first.text.startswith("Most commenters say") and first.people >= 30

    def doubtful(request):
        verdicts = checked(request)
        for number, _, keys in claims(request):
            if len(keys) > 20:
                verdicts[number] |= {"says": keys[:5], "against": keys[30:], "other": keys[5:30]}
        return verdicts

    digest, _ = written(plan, but(recount=everybody_says_the_first, check=doubtful))
    first = digest.themes[0].bullets[0]
    assert len({span.comment_id for span in first.cites}) <= 5 and first.against


def test_in_short_says_how_many_take_a_side(plan):
    said = "{who} say that the village has changed."

    def short(request):
        return edited(request) | {"short": [{"text": said, "headings": [1]}]}

    def sides(says, against):
        def recount(request):
            found, keys = everybody_says_the_first(request), list(shown(request))
            (number,) = (
                line.split(".")[0] for line in text_of(request).split("\n") if "has changed." in line
            )
            found["sentences"][number] = {"says": keys[:says], "against": keys[says : says + against]}
            return found

        def check(request):
            verdicts = checked(request)
            for number, text, keys in claims(request):
                if "has changed" in text and len(keys) == says + against:
                    verdicts[number] |= {"says": keys[:says], "against": keys[says:]}
            return verdicts

        digest, _ = written(plan, but(edit=short, recount=recount, check=check))
        (sentence,) = digest.summary
        return sentence

    assert sides(30, 0).text == "Nearly all who take a side say that the village has changed."
    wide = sides(24, 8)
    assert wide.text == "Most who take a side say that the village has changed."
    assert len(wide.comment_ids) >= 20 and wide.against and not set(wide.against) & set(wide.comment_ids)
    assert sides(18, 13).text == "A majority of those who take a side say that the village has changed."
    assert sides(16, 16).text == "About half of those who take a side say that the village has changed."
    assert sides(12, 18).text == "Many say that the village has changed."
    assert sides(2, 0).text == "Two commenters say that the village has changed."


def test_the_estimate_counts_one_page(plan):
    model = Scripted(faithful, 32_768)
    guess = estimate(plan, Writer(model, ModelChecker(model, Budget())))
    _, asked = written(plan, faithful)
    assert guess.calls >= len(asked.calls) and not model.calls
    read = sum(model.count_tokens(message.content) for call in asked.calls for message in call.messages)
    assert re.search(r"about \d+ calls", str(guess)) and 0.5 < guess.prompt_tokens / read < 2
