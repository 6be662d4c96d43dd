"""A page made of all comments at once, and the recount of who says what it says."""

import re
from dataclasses import replace

import pytest

from threadgist.flow import finish
from threadgist.records import walk
from threadgist.write.checkers import ModelChecker
from threadgist.write.model import Budget, Completion
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
    assert [kind(requests[0]) for requests in model.rounds] == ["edit", "recount", "check", "revise"]
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


def test_a_recount_without_room_is_told_of(plan, monkeypatch):
    monkeypatch.setattr("threadgist.write.recount.LEAST_ROOM", 100_000)
    digest, model = written(plan, faithful)
    assert claimed(digest) and not model.of("recount")
    assert any("too few tokens" in one.text for one in digest.rejections)


def test_an_answer_that_leaves_most_out_is_no_recount(plan):
    digest, _ = written(plan, but(recount=lambda request: {"sentences": {}, "headings": {}}))
    assert any(one.reason == "form" for one in digest.rejections)
    # What nobody was asked about goes with its theme.
    assert digest.counts.coverage > 0.5


def test_headings_beyond_the_alphabet_are_asked_about_too(plan):
    def many(request):
        made = edited(request)
        rows = [row for part in made["headings"] for row in part["bullets"]]
        headings = [
            {"heading": f"Part {at} of it", "bullets": [row], "more": []} for at, row in enumerate(rows)
        ]
        also = [{"heading": "The bypass", "ids": list(shown(request))[20:30]}] * 20
        return made | {"headings": headings, "also": also, "short": []}

    _, model = written(plan, but(edit=many))
    assert "AA" in model.of("recount")[0].schema["properties"]["headings"]["properties"]


def test_what_happened_needs_no_comment_that_says_it(plan):
    lead = "The village had a meeting."

    def short(request):
        return edited(request) | {
            "short": [{"text": one, "headings": [1]} for one in (lead, "The moon is full.")]
        }

    def nobody(request):
        verdicts = checked(request)
        for number, text, _ in claims(request):
            if text in (lead, "The moon is full."):
                verdicts[number] |= {"says": [], "whole": True}
        return verdicts

    digest, _ = written(plan, but(edit=short, check=nobody))
    assert [sentence.text for sentence in digest.summary] == [lead]
    assert digest.summary[0].bullet_ids and not digest.summary[0].comment_ids


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

    def sides(says, against, plan=plan):
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

    assert sides(30, 2).text == "Nearly all who take a side say that the village has changed."
    assert sides(30, 0).text == "Most commenters say that the village has changed."
    wide = sides(24, 8)
    assert wide.text == "Most who take a side say that the village has changed."
    assert len(wide.comment_ids) >= 20 and wide.against and not set(wide.against) & set(wide.comment_ids)
    assert sides(18, 13).text == "A majority of those who take a side say that the village has changed."
    assert sides(16, 16).text == "About half of those who take a side say that the village has changed."
    assert sides(12, 18).text == "Many say that the village has changed."
    assert sides(2, 0).text == "Two commenters say that the village has changed."
    # Where people voted, those who wrote do not tell how the whole is divided.
    thread = plan.corpus.thread
    comments = tuple(replace(comment, agrees=9, disagrees=1) for comment in thread.comments)
    voted = replace(plan, corpus=replace(plan.corpus, thread=replace(thread, comments=comments)))
    assert sides(18, 13, voted).text == "Many say that the village has changed."


def test_nobody_says_what_no_comment_was_found_to_say(plan):
    said = "{few} would leave the village for that"

    def short(request):
        return edited(request) | {"short": [{"text": said, "ids": [], "headings": [1]}]}

    def nobody(request):
        verdicts = checked(request)
        for number, text, _ in claims(request):
            if "would leave" in text:
                verdicts[number] |= {"says": [], "whole": False, "missing": "all of it"}
        return verdicts

    digest, _ = written(plan, but(edit=short, check=nobody))
    (sentence,) = digest.summary
    assert sentence.text == "Nobody would leave the village for that."
    assert sentence.bullet_ids and not sentence.comment_ids
    # A language without words for hardly anybody has none for nobody.
    model, budget = Scripted(but(edit=short, check=nobody), 32_768), Budget()
    german = Writer(model, ModelChecker(model, budget), budget=budget, language="de")
    assert not finish(plan, SETTINGS, writer=german).summary
    # Nobody's words stand in quotation marks.
    said = "{few} would leave the village for “a place in hell”"
    digest, _ = written(plan, but(edit=short, check=nobody))
    assert digest.summary[0].text == "Nobody would leave the village for a place in hell."
    said = "{few} would leave the village for that"
    # Where no answer came to who says it, nobody knows that nobody does.
    digest, _ = written(plan, but(edit=short, check=nobody, recount=lambda _: "nothing"))
    assert not any("Nobody" in sentence.text for sentence in digest.summary)


def test_the_estimate_counts_one_page(plan):
    model = Scripted(faithful, 32_768)
    guess = estimate(plan, Writer(model, ModelChecker(model, Budget())))
    _, asked = written(plan, faithful)
    assert guess.calls >= len(asked.calls) and not model.calls
    read = sum(model.count_tokens(message.content) for call in asked.calls for message in call.messages)
    assert re.search(r"about \d+ calls", str(guess)) and 0.5 < guess.prompt_tokens / read < 2


def test_a_quotation_is_nobody_elses_and_a_term_in_quotation_marks_is_none(plan):
    def quoting(request):
        made = edited(request)
        (first, second), *_ = (part["bullets"][:2] for part in made["headings"] if len(part["bullets"]) > 1)
        first["text"] = "{who} would keep the pool “as it always was”."
        second["text"] = "{who} would keep the “old pool” open."
        return made

    _, model = written(plan, but(edit=quoting))
    asked = text_of(model.of("recount")[0])
    assert "as it always was" not in asked and "Some would keep the “old pool” open." in asked


def test_in_short_is_checked_with_the_comments_that_it_cites(plan):
    cited = []

    def citing(request):
        made = edited(request)
        cited.append(made["headings"][-1]["bullets"][-1]["ids"][-1])
        made["short"] = [{"text": "The village met.", "ids": cited, "headings": [1]}]
        return made

    _, model = written(plan, but(edit=citing))
    found = [
        keys
        for request in model.of("check")
        for _, text, keys in claims(request)
        if text == "The village met."
    ]
    assert found == [cited]


def test_a_story_stays_with_the_one_whom_its_writer_cites(plan):
    told = "{who} tell a story of their own."

    def one_more(keys_of_one, number):
        def edit(request):
            page = edited(request)
            page["headings"][0]["bullets"][0] = {"text": told, "ids": keys_of_one(request), "sub": []}
            return page

        def recount(request):
            found = recounted(request)
            found["sentences"]["1"] = {"says": list(shown(request))[:number], "against": []}
            return found

        digest, _ = written(plan, but(edit=edit, recount=recount))
        (story,) = (bullet for bullet in claimed(digest) if "story" in bullet.text)
        return story.people

    first = lambda request: list(shown(request))[:1]  # noqa: E731
    assert one_more(first, 2) == 1
    assert one_more(first, 3) == 3
    assert one_more(lambda request: list(shown(request))[:2], 2) == 2


@pytest.mark.parametrize(("number", "stands"), [(45, True), (46, False)])
def test_what_a_person_is_may_stand_in_another_comment_of_theirs(plan, number, stands):
    told = f"Resident number {number} would rather have it otherwise."

    def edit(request):
        page = edited(request)
        own = [key for key, text in shown(request).items() if "number 0 has to say" in text]
        page["headings"][0]["bullets"][0] = {"text": told, "ids": own[:1], "sub": []}
        return page

    digest, _ = written(plan, but(edit=edit))
    assert any("Resident number" in bullet.text for bullet in claimed(digest)) is stands
