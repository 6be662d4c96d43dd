"""Proposals become claims only through the gate; whatever fails is quoted, once, and told."""

import threading
from dataclasses import replace

import pytest

from threadgist import render
from threadgist.errors import ModelError
from threadgist.flow import finish
from threadgist.ground.gate import Verdict
from threadgist.records import Article, walk
from threadgist.speakers import SOMEBODY, reported, signed
from threadgist.write.model import Completion
from threadgist.writing import Budget, Writer, estimate
from write.conftest import SETTINGS
from write.fakes import BAD, Scripted, faithful, kind, wanted


class Recorder:
    """A judge that remembers what it let through and what not."""

    def __init__(self, judge):
        self.judge_of = judge
        self.passed, self.failed, self.lock = [], [], threading.Lock()

    def judge(self, claims):
        verdicts = self.judge_of.judge(claims)
        with self.lock:
            for claim, verdict in zip(claims, verdicts, strict=True):
                (self.passed if verdict.ok else self.failed).append(claim)
        return verdicts


class Nodding:
    def judge(self, claims):
        return [Verdict(ok=True) for _ in claims]


class Refusing:
    def judge(self, claims):
        return [Verdict(False, "unsupported", "Say what they say.") for _ in claims]


def bullets(digest):
    return [*walk(tuple(bullet for theme in digest.themes for bullet in theme.bullets)), *walk(digest.points)]


def places(digest):
    return [(bullet.id, bullet.cites[0].comment_id, bullet.comment_ids) for bullet in bullets(digest)]


@pytest.fixture(scope="module")
def quoted(plan):
    return finish(plan, SETTINGS)


@pytest.mark.parametrize("style", ["point", "theme"])
def test_a_faithful_model_writes_the_digest(plan, gate, quoted, style):
    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, gate, style=style))
    claims = [bullet for bullet in bullets(digest) if bullet.kind == "claim"]
    assert len(claims) > len(bullets(digest)) / 2
    names = {comment.id: comment.author for comment in digest.comments}
    for bullet in claims:
        said = "says that" if bullet.role == "point" or style == "theme" else "answers that"
        assert bullet.text.startswith(f"{names[bullet.cites[0].comment_id]} {said} ")
    # No model is shown a name.
    assert not any(name in request.messages[-1].content for request in model.calls for name in names.values())
    assert [bullet.comment_ids for bullet in bullets(digest)] == [
        bullet.comment_ids for bullet in bullets(quoted)
    ]
    assert digest.provenance.writer == "scripted"
    assert digest.provenance.writer_model == model.info
    assert len(model.rounds[0]) == (
        len(plan.briefs) if style == "theme" else len(plan.briefs) + len(bullets(digest))
    )


@pytest.mark.parametrize("style", ["point", "theme"])
@pytest.mark.parametrize("bad", BAD)
def test_no_model_can_harm(plan, gate, quoted, bad, style):
    judge = Recorder(gate)
    digest = finish(plan, SETTINGS, writer=Writer(Scripted(BAD[bad]), judge, style=style))
    authors = {comment.author for comment in digest.comments}
    passed = {claim.text for claim in judge.passed}
    passed |= {signed(text, author, "en") for text in passed for author in authors}
    printed = [bullet.text for bullet in bullets(digest) if bullet.kind == "claim"]
    assert set(printed) <= passed
    assert {sentence.text for sentence in digest.summary} <= passed | {
        bullet.text for theme in digest.themes for bullet in theme.bullets
    }
    phrases = {brief.theme_id: brief.phrases[0] for brief in plan.briefs}
    assert all(theme.heading in (*passed, phrases[theme.id]) for theme in digest.themes)
    assert [one[0] for one in places(digest)] == [one[0] for one in places(quoted)]
    assert [one[2] for one in places(digest)] == [one[2] for one in places(quoted)]
    for theme in digest.themes:
        texts = [bullet.text for bullet in walk(theme.bullets) if bullet.kind == "claim"]
        assert len(texts) == len(set(texts))
    # Sentences in plain words about the village may pass: that is for the gate's own tests to weigh.
    if bad not in ("one sentence for all", "quotation"):
        assert not printed
    assert not any("vanity of swimmers”" in text for text in printed)
    assert digest.rejections
    assert any(notice.code == "rejected" for notice in digest.notices)
    for fmt in ("html", "txt", "md", "json"):
        assert "\x00" not in render(digest, fmt)


def test_what_is_refused_twice_is_quoted_as_without_a_model(plan, quoted):
    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, Refusing()))
    assert digest.themes == quoted.themes
    assert digest.summary == quoted.summary != ()
    attempts = [(one.where, one.attempt) for one in digest.rejections if one.where != "summary"]
    expected = [theme.id for theme in quoted.themes] + [bullet.id for bullet in bullets(quoted)]
    assert sorted(attempts) == sorted((where, attempt) for where in expected for attempt in (1, 2))
    notice = next(notice for notice in digest.notices if notice.code == "rejected")
    assert f"{len(digest.rejections):,} proposals of the writer “scripted”" in notice.text
    assert f"{len(expected)} bullets and headings are made of the comments’ own words instead" in notice.text


def test_the_second_try_is_told_why(plan):
    class Once:
        def __init__(self):
            self.seen = 0

        def judge(self, claims):
            self.seen += len(claims)
            fresh = self.seen <= len(claims)
            return [Verdict(not fresh, "number" if fresh else "", "There is no 13 in it.") for _ in claims]

    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, Once(), summary=False))
    again = model.rounds[1]
    assert len(again) == len(plan.briefs)
    assert all("Take care: There is no 13 in it." in request.messages[-1].content for request in again)
    assert {one.attempt for one in digest.rejections} == {1}
    assert {one.reason for one in digest.rejections} == {"number"}


def test_themes_that_fail_are_asked_again_sentence_by_sentence(plan, gate):
    model = Scripted(lambda request: "{" if kind(request) == "theme" else faithful(request))
    digest = finish(plan, SETTINGS, writer=Writer(model, gate, style="theme", summary=False))
    assert {kind(request) for request in model.rounds[1]} == {"sentence", "heading"}
    assert any(bullet.kind == "claim" for bullet in bullets(digest))


def test_few_rounds(plan, gate):
    model = Scripted(faithful)
    finish(plan, SETTINGS, writer=Writer(model, gate))
    assert len(model.rounds) <= 4


def test_failed_calls_fall_back(plan, gate, quoted):
    model = Scripted(lambda request: Completion("", error="503 from the server, four times"))
    digest = finish(plan, SETTINGS, writer=Writer(model, gate))
    assert digest.themes == quoted.themes
    assert {(one.reason, one.attempt) for one in digest.rejections if one.part != "summary"} == {("call", 1)}
    assert any(notice.code == "call" for notice in digest.notices)


def test_every_other_call_fails_and_nothing_is_lost_or_doubled(plan, gate, quoted):
    turns = iter(range(10_000))
    answer = lambda request: Completion("", error="timed out") if next(turns) % 2 else faithful(request)  # noqa: E731
    digest = finish(plan, SETTINGS, writer=Writer(Scripted(answer), gate))
    assert [one[0] for one in places(digest)] == [one[0] for one in places(quoted)]
    failed = {one.where for one in digest.rejections if one.reason == "call" and one.part != "summary"}
    for bullet in bullets(digest):
        assert not (bullet.id in failed and bullet.kind == "claim")


def test_a_model_that_cannot_be_had_is_an_error(plan, gate):
    def missing(request):
        raise ModelError("no such server")

    with pytest.raises(ModelError, match="no such server"):
        finish(plan, SETTINGS, writer=Writer(Scripted(missing), gate))


@pytest.mark.parametrize("most", [0, 1, 5])
def test_calls_are_bounded_and_the_rest_is_quoted(plan, gate, quoted, most):
    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, gate, budget=Budget(max_calls=most)))
    assert len(model.calls) == most
    assert len({bullet.id for bullet in bullets(digest) if bullet.kind == "claim"}) <= most
    assert any(one.reason == "budget" for one in digest.rejections)
    assert any(notice.code == "budget" for notice in digest.notices)
    assert [one[0] for one in places(digest)] == [one[0] for one in places(quoted)]


def test_seconds_are_bounded(plan, gate, quoted):
    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, gate, budget=Budget(max_seconds=0)))
    assert not model.calls
    assert digest.themes == quoted.themes


def test_under_a_bound_on_seconds_the_first_calls_are_few(plan, gate):
    model = Scripted(faithful)
    finish(plan, SETTINGS, writer=Writer(model, gate, budget=Budget(max_seconds=600)))
    assert len(model.rounds[0]) == 4
    assert len(model.rounds) < 20


def test_one_budget_for_threads_at_once(plan, gate):
    model, budget = Scripted(faithful), Budget(max_calls=25)
    digests = []
    writer = Writer(model, gate, budget=budget)
    threads = [
        threading.Thread(target=lambda: digests.append(finish(plan, SETTINGS, writer=writer)))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(model.calls) == 25
    assert len(digests) == 4


def test_threads_at_once_write_what_one_writes(plan, gate):
    alone = render(finish(plan, SETTINGS, writer=Writer(Scripted(faithful), gate)), "json")
    writer, pages = Writer(Scripted(faithful), gate), []
    threads = [
        threading.Thread(target=lambda: pages.append(render(finish(plan, SETTINGS, writer=writer), "json")))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert pages == [alone] * 4


def test_in_short_rests_on_bullets(plan, gate):
    digest = finish(plan, SETTINGS, writer=Writer(Scripted(faithful), Nodding()))
    assert 2 <= len(digest.summary) <= 3
    known = {bullet.id for bullet in bullets(digest)}
    for sentence, theme in zip(digest.summary, digest.themes, strict=False):
        assert set(sentence.bullet_ids) <= known
        assert all(bullet_id.startswith(theme.id) for bullet_id in sentence.bullet_ids)
    without = finish(plan, SETTINGS, writer=Writer(Scripted(faithful), Nodding(), summary=False))
    assert not without.summary


def test_in_short_is_judged_against_the_bullets_printed(plan, gate):
    judge = Recorder(Nodding())
    digest = finish(plan, SETTINGS, writer=Writer(Scripted(faithful), judge))
    texts = {bullet.text.strip("“”").rpartition(" that ")[2].lower() for bullet in bullets(digest)}
    judged = [claim for claim in judge.passed if claim.part == "summary"]
    assert judged
    assert all({one.rpartition(" that ")[2].lower() for one in claim.evidence} <= texts for claim in judged)


def test_siblings_are_what_stands_already(plan):
    judge = Recorder(Nodding())
    digest = finish(plan, SETTINGS, writer=Writer(Scripted(faithful), judge))
    theme = digest.themes[0]
    judged = {(claim.text, claim.siblings) for claim in judge.passed}
    seen: list[str] = []
    names = {comment.id: comment.author for comment in digest.comments}
    for bullet in walk(theme.bullets):
        text = bullet.text.replace(names[bullet.cites[0].comment_id], "A commenter", 1)
        assert (text, tuple(seen)) in judged
        seen.append(text)


def test_german_words_for_german_sentences(plan, gate):
    model = Scripted(lambda request: " die Glocken laut sind." if request.prefill else "Glocken")
    german = Writer(model, Nodding(), language="de", translates=True)
    digest = finish(plan, SETTINGS, writer=german)
    names = {comment.id: comment.author for comment in digest.comments}
    claims = [bullet for bullet in bullets(digest) if bullet.kind == "claim"]
    assert claims
    for bullet in claims:
        name = names[bullet.cites[0].comment_id]
        said = "sagt, dass" if bullet.role == "point" else "entgegnet, dass"
        assert bullet.text == f"{name} {said} die Glocken laut sind."
    assert all("in German" in request.messages[-1].content for request in model.calls)
    assert 'class="claim" dir="auto" lang="de"' in render(
        replace(digest, provenance=replace(digest.provenance, settings=(("writer.language", '"de"'),))),
        "html",
    )


def test_what_cannot_be_checked_is_not_written(plan, gate, quoted):
    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, gate, language="fr"))
    assert not model.calls
    assert digest.themes == quoted.themes
    assert any(notice.code == "writer_language" for notice in digest.notices)


def test_without_a_model_nothing_is_said_of_one(quoted):
    assert quoted.provenance.writer == "extractive"
    assert quoted.provenance.writer_model is None
    assert not quoted.rejections
    assert all(not key.startswith("writer.") or key == "writer.name" for key, _ in quoted.provenance.settings)


def test_the_estimate_is_what_is_then_asked(plan, gate):
    model = Scripted(faithful)
    writer = Writer(model, Nodding(), summary=False)
    told = []
    guess = estimate(plan.corpus, plan.briefs, plan.points, writer)
    assert not model.calls
    finish(plan, SETTINGS, writer=replace(writer, tell=told.append))
    assert guess.calls == len(model.calls)
    assert guess.prompt_tokens == sum(
        model.count_tokens(message.content) for request in model.calls for message in request.messages
    )
    assert told == [str(guess)]
    assert "not known yet" in told[0]


def test_the_title_and_the_article_are_background_of_headings_and_blend_into_no_sentence(plan, gate):
    thread = replace(
        plan.corpus.thread, title="Bells & whistles", article=Article("A", lead="The parish met.")
    )
    changed = replace(plan, corpus=replace(plan.corpus, thread=thread))
    model = Scripted(faithful)
    finish(changed, SETTINGS, writer=Writer(model, gate, summary=False))
    assert {kind(request) for request in model.calls} == {"heading", "sentence"}
    for request in model.calls:
        background = "1. Bells & whistles\n2. The parish met.\n" in request.messages[-1].content
        assert background == (kind(request) == "heading")


def test_what_is_asked_for_is_the_quotation(plan, gate):
    model = Scripted(faithful)
    finish(plan, SETTINGS, writer=Writer(model, gate, summary=False))
    texts = {comment.id: comment.text for comment in plan.corpus.thread.comments}
    best = [point.span for brief in plan.briefs for point in brief.points]
    said = [wanted(request) for request in model.rounds[0] if request.prefill]
    for span in best:
        assert any(texts[span.comment_id][span.start : span.end] in one for one in said)


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


def test_in_short_does_not_begin_with_its_second_sentence(plan):
    class NotTheFirst(Nodding):
        def judge(self, claims):
            return [
                Verdict(not claim.text.startswith("The discussion is above all"), "unsupported", "No.")
                for claim in claims
            ]

    model = Scripted(faithful)
    digest = finish(plan, SETTINGS, writer=Writer(model, NotTheFirst()))
    bullets = {bullet.id: bullet.text for theme in digest.themes for bullet in theme.bullets}
    assert digest.summary
    assert all(sentence.text == bullets[sentence.bullet_ids[0]] for sentence in digest.summary)
    assert {(one.where, one.attempt) for one in digest.rejections} == {("summary", 1), ("summary", 2)}
