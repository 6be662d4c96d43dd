from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from threadgist.backends.tiny import TinyEncoder
from threadgist.cluster import cluster
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Clustering, Theme
from threadgist.select import prepare, select_one_offs, select_points, select_theme_points
from threadgist.select.points import agreements
from threadgist.settings import SelectSettings
from threadgist.write.extractive import bullet, quotation
from threads import TINY, TOPICS, comment, thread, threads, village

modest = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def prepared(source):
    corpus = make_corpus(source, TINY)
    return corpus, embed(corpus, TinyEncoder())


def check_point(point, corpus):
    comments = {one.id: one for one in corpus.thread.comments}
    usable = {one.comment_id for one in corpus.admissions if one.status != "skipped"}
    assert point.exemplars
    assert point.exemplars[0].comment_id in point.comment_ids
    assert len(set(point.comment_ids)) == len(point.comment_ids)
    assert set(point.comment_ids) <= usable
    for span in point.exemplars:
        text = comments[span.comment_id].text[span.start : span.end]
        assert text.strip() == text != ""
        assert (
            quotation(span, comments[span.comment_id].text)[1:-1].strip("…") in comments[span.comment_id].text
        )
    if point.reply is not None:
        makers = {comments[i].author for i in point.comment_ids} - {None}
        assert comments[point.reply.comment_id].author not in makers


@modest
@given(threads())
def test_points_rest_on_what_was_said(source):
    corpus, vectors = prepared(source)
    points = select_points(prepare(corpus, vectors), SelectSettings())
    for point in points:
        check_point(point, corpus)
    used = {one.comment_id for one in corpus.admissions if one.status == "used"}
    assert bool(points) == bool(used)
    if len(used) <= 7:
        heard = {i for point in points for i in point.comment_ids}
        assert used <= heard | {point.reply.comment_id for point in points if point.reply}
    else:
        assert len(points) <= 7


def test_points_of_themes_are_few_and_rest_on_the_theme():
    corpus, vectors = prepared(village(100))
    clustering = cluster(corpus, vectors, TINY.cluster)
    assert clustering.themes
    chosen = select_theme_points(prepare(corpus, vectors), clustering, SelectSettings())
    assert len(chosen) == len(clustering.themes)
    for theme, points in zip(clustering.themes, chosen, strict=True):
        assert 1 <= len(points) <= 4
        for point in points:
            check_point(point, corpus)
            assert set(point.comment_ids) <= set(theme.comment_ids)


def test_what_stands_best_for_all_comes_first_and_what_is_short_before_what_runs_on():
    central = "The boiler of the swimming pool should be replaced."
    long = (
        central[:-1]
        + ", as anybody who ever stood in the cellar of the town hall on a Monday in March can tell."
    )
    others = [f"The swimming pool needs a new boiler, says number {name}." for name in ("ten", "six", "nine")]
    aside = "The baker in the main street sells very good rye bread on Saturdays."
    corpus, vectors = prepared(thread(aside, long, central, *others, *TOPICS[0][:4]))
    (point,) = select_points(prepare(corpus, vectors), SelectSettings(max_small_points=1))
    assert point.exemplars[0].comment_id == "3"


def test_those_who_say_the_same_make_one_point():
    said = "The boiler of the swimming pool is forty years old and should be replaced by a heat pump."
    also = "Replacing the forty years old boiler of the swimming pool by a heat pump is overdue."
    other = [sentence for topic in TOPICS if "pool" not in topic[0] for sentence in topic]
    corpus, vectors = prepared(thread(said, also, *other))
    points = select_points(prepare(corpus, vectors), SelectSettings())
    (point,) = [point for point in points if "1" in point.comment_ids]
    assert {"1", "2"} <= set(point.comment_ids)
    assert set(point.comment_ids) <= {"1", "2"} | {
        one.id for one in corpus.thread.comments if "pool" in one.text or "boiler" in one.text
    }


def test_copies_stand_behind_the_point_of_their_original():
    said = TOPICS[0][0]
    corpus, vectors = prepared(thread(said, comment("copy", said, "copycat"), TOPICS[1][0]))
    points = select_points(prepare(corpus, vectors), SelectSettings())
    (point,) = [point for point in points if "1" in point.comment_ids]
    assert "copy" in point.comment_ids
    assert point.exemplars[0].comment_id == "1"


def test_one_offs_are_of_no_theme_by_different_people():
    corpus, vectors = prepared(village(60))
    clustering = cluster(corpus, vectors, TINY.cluster)
    for most in (0, 1, 6):
        chosen = select_one_offs(prepare(corpus, vectors), clustering, SelectSettings(max_one_offs=most))
        assert len(chosen) <= most
        themed = {i for theme in clustering.themes for i in theme.comment_ids}
        assert not themed & {i for point in chosen for i in point.comment_ids}


@pytest.mark.parametrize(
    ("text", "part", "quoted"),
    [
        ("The pool is old.", "The pool is old.", "“The pool is old.”"),
        ("Honestly, the pool is old.", "the pool is old.", "“…the pool is old.”"),
        ("The pool is old, and so on.", "The pool is old", "“The pool is old…”"),
        ("Right. The pool is old! More.", "The pool is old!", "“The pool is old!”"),
        ("First line\nThe pool is old\nlast", "The pool is old", "“The pool is old”"),
        ("The pool is old", "The pool is old", "“The pool is old”"),
        ('"The pool" is old.', '"The pool" is old.', '“"The pool" is old.”'),
    ],
)
def test_a_quotation_marks_what_was_cut(text, part, quoted):
    from threadgist.records import Point, Span

    start = text.index(part)
    span = Span("c", start, start + len(part))
    assert quotation(span, text) == quoted
    made = bullet(Point((span,), ("c",)), {"c": text})
    assert (made.kind, made.text, made.cites, made.comment_ids) == ("quote", quoted, (span,), ("c",))


@pytest.mark.parametrize(
    ("opening", "weakened"), [("No.", True), ("Wrong.", True), ("Exactly.", False), ("Agreed,", False)]
)
def test_who_answers_a_comment_hardly_makes_its_point_unless_by_agreeing(opening, weakened):
    said = "The boiler of the swimming pool is forty years old and should be replaced by a heat pump."
    text = f"{opening} A heat pump costs the town more than the forty years old boiler of the swimming pool."
    answer = comment("answer", text, "else")

    def agreement(reply):
        corpus, vectors = prepared(thread(said, reply, *(topic[0] for topic in TOPICS)))
        rows = [row for row, one in enumerate(corpus.passages) if one.comment_id in ("1", "answer")]
        members = np.arange(len(corpus.passages))
        return agreements(prepare(corpus, vectors), np.array(rows), members)[0, rows[1]]

    alone, replying = agreement(answer), agreement(replace(answer, parent_id="1"))
    assert alone > 0
    assert (replying < alone - 0.1) == weakened


def test_many_different_words_are_multiplied_in_parts(monkeypatch):
    corpus, vectors = prepared(village(40))
    context, rows = prepare(corpus, vectors), np.arange(len(corpus.passages))
    at_once = agreements(context, rows[::2], rows)
    monkeypatch.setattr("threadgist.select.points.MOST_CELLS", 1)
    assert agreements(context, rows[::2], rows).tobytes() == at_once.tobytes()


def test_no_reply_is_printed_in_two_themes():
    corpus, vectors = prepared(village(100))
    clustering = cluster(corpus, vectors, TINY.cluster)
    chosen = select_theme_points(prepare(corpus, vectors), clustering, SelectSettings())
    points = [point.exemplars[0] for theme in chosen for point in theme]
    replies = [point.reply for theme in chosen for point in theme if point.reply is not None]
    assert len(set(replies)) == len(replies)
    assert not set(replies) & set(points)


def test_a_theme_goes_on_with_what_no_other_theme_has_said():
    said = "The boiler of the swimming pool is old and should be replaced."
    again = "The boiler of the swimming pool is old and must be replaced."
    rooms = [
        f"New changing rooms would cost more than the market earns in {when}." for when in ("May", "June")
    ]
    corpus, vectors = prepared(thread(said, again, *rooms, *TOPICS[1][:5]))
    ids = [passage.id for passage in corpus.passages]
    comments = [passage.comment_id for passage in corpus.passages]

    def second(first_theme):
        places = [place for place in (0, *range(4, 9)) if place or first_theme]
        themes = (
            Theme("t1", tuple(ids[p] for p in places), tuple(comments[p] for p in places), 6, 0.7),
            Theme("t2", tuple(ids[1:4]), tuple(comments[1:4]), 3, 0.3),
        )
        grouped = Clustering(themes, (), np.zeros((len(ids), 2), np.float32), found=True)
        settings = SelectSettings(max_points=7, min_points=6)
        _, points = select_theme_points(prepare(corpus, vectors), grouped, settings)
        return [point.exemplars[0].comment_id for point in points]

    assert second(first_theme=False)[0] in comments[2:4]
    assert comments[1] in second(first_theme=False)
    assert comments[1] not in second(first_theme=True)


def test_a_sentence_repeated_from_the_comment_answered_is_no_point_of_who_answers_it():
    said = "The boiler of the swimming pool should be replaced before next winter."
    answer = "A new boiler for the swimming pool costs more than it could ever save."
    source = thread(comment("1", f"Well. {said}"), comment("2", f"{said}\n\n{answer}", parent_id="1"))
    corpus, vectors = prepared(source)
    context = prepare(corpus, vectors)
    sentences = [one for row in context.of_comment["2"] for one in context.sentences(row)]
    quality = {one.text: one.quality for one in sentences}
    assert quality[said] < 0.3 < quality[answer]
