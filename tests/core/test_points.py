"""Lines of themes, of threads without themes, and one-offs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from threadgist.backends.encoders import TinyEncoder
from threadgist.cluster import cluster
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Clustering, Theme, Thread
from threadgist.select import Context, select_one_offs, select_points, select_theme_points
from threadgist.settings import SelectSettings
from threadgist.write.extractive import bullet, quotation
from threads import SENTENCES, TINY, TOPICS, comment, thread, threads, village

modest = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
POOL = "The boiler of the swimming pool is forty years old and should be replaced by a heat pump."


def prepared(source):
    corpus = make_corpus(source, TINY)
    return corpus, embed(corpus, TinyEncoder())


def grouped(corpus, *themes, parts=()):
    """A clustering of these comments; what is in no theme is a one-off."""
    passages = {
        one: [p.id for p in corpus.passages if p.comment_id == one] for theme in themes for one in theme
    }
    made = tuple(
        Theme(
            f"t{number}",
            tuple(p for one in theme for p in passages[one]),
            tuple(theme),
            len(theme),
            parts,
        )
        for number, theme in enumerate(themes)
    )
    left = tuple(p.id for p in corpus.passages if p.comment_id not in passages)
    return Clustering(made, left, np.zeros((len(corpus.passages), 2), np.float32))


def chosen(source, *themes, most=4, parts=()):
    corpus, vectors = prepared(source)
    points = lines(
        Context(corpus, vectors), grouped(corpus, *themes, parts=parts), SelectSettings(max_points=most)
    )
    return [[point.span.comment_id for point in theme] for theme in points]


def lines(context, clustering, limits=TINY.select):
    """All lines of each theme, whatever its heading would let stand below it."""
    above = [("Anything", ["A part"] * len(theme.parts)) for theme in clustering.themes]
    found = select_theme_points(context, clustering, limits, above, {})
    return [(*below, *aside) for below, aside in found]


def walk(points):
    for point in points:
        yield point
        yield from walk(point.answers)


def check_point(point, corpus, above=None):
    comments = {one.id: one for one in corpus.thread.comments}
    usable = {one.comment_id for one in corpus.admissions if one.status == "used"}
    said = comments[point.span.comment_id]
    text = said.text[point.span.start : point.span.end]
    assert point.span.comment_id in usable
    assert text.strip() == text != ""
    assert quotation(point.span, said.text)[1:-1].strip("…") in said.text
    assert point.copies == corpus.copies.get(point.span.comment_id, ())
    if above is not None:
        assert said.parent_id == above.id
        assert said.author != above.author or said.author is None
    for answer in point.answers:
        check_point(answer, corpus, said)


@modest
@given(threads())
def test_points_rest_on_what_was_said(source):
    corpus, vectors = prepared(source)
    points = select_points(Context(corpus, vectors))
    for point in points:
        check_point(point, corpus)
    used = {one.comment_id for one in corpus.admissions if one.status == "used"}
    if len(used) <= 7:
        assert used == {point.span.comment_id for point in points}
    else:
        assert len(points) <= 7


@pytest.mark.parametrize("people", [60, 100])
def test_points_of_themes_are_few_and_rest_on_the_theme(people):
    corpus, vectors = prepared(village(people))
    clustering = cluster(corpus, vectors, TINY.cluster)
    assert clustering.themes
    themes = lines(Context(corpus, vectors), clustering)
    assert len(themes) == len(clustering.themes)
    assert any(themes)
    for theme, points in zip(clustering.themes, themes, strict=True):
        assert len(points) <= 4
        for point in points:
            check_point(point, corpus)
            assert point.span.comment_id in theme.comment_ids
    everything = [point.span.comment_id for theme in themes for point in walk(theme)]
    assert len(set(everything)) == len(everything)


def test_the_order_of_comments_changes_nothing():
    source = village(60)
    corpus, vectors = prepared(source)
    clustering = cluster(corpus, vectors, TINY.cluster)
    ahead = lines(Context(corpus, vectors), clustering)
    turned, again = prepared(Thread(source.id, source.title, source.source, source.comments[::-1]))
    assert lines(Context(turned, again), clustering) == ahead


def test_without_replies_few_lines_stand_below_no_heading_and_every_theme_has_its_turn():
    source = village(160)
    source = replace(source, comments=tuple(replace(one, parent_id=None) for one in source.comments))
    corpus, vectors = prepared(source)
    every = [one.id for one in source.comments]
    context = Context(corpus, vectors)
    clustering = grouped(corpus, *(every[at::8] for at in range(8)))
    found = select_theme_points(context, clustering, SelectSettings(), [(None, ())] * 8, {})
    numbers = [len(aside) for _, aside in found]
    assert sum(numbers) == 12
    assert set(numbers) == {1, 2}


def test_a_theme_without_a_printable_line_has_none():
    idle = [comment(f"i{n}", "Ha, that is what they all say, lol!!!") for n in range(4)]
    source = thread(POOL, *idle, *TOPICS[1][:3])
    assert chosen(source, ["i0", "i1", "i2", "i3"]) == [[]]


def test_what_nothing_names_stands_by_itself_and_so_does_a_single_line():
    corpus, vectors = prepared(village(80))
    every = [one.id for one in corpus.thread.comments]
    context, clustering = Context(corpus, vectors), grouped(corpus, every)
    ((below, aside),) = select_theme_points(context, clustering, SelectSettings(), [("Anything", ())], {})
    assert len(below) > 1
    assert aside == ()
    ((none, alone),) = select_theme_points(context, clustering, SelectSettings(), [(None, ())], {})
    assert none == ()
    assert alone == below
    corpus, vectors = prepared(thread(*SENTENCES))
    context, clustering = (
        Context(corpus, vectors),
        grouped(corpus, [one.id for one in corpus.thread.comments]),
    )
    few = SelectSettings(max_points=1)
    ((none, single),) = select_theme_points(context, clustering, few, [("Anything", ())], {})
    assert (none, len(single)) == ((), 1)


def test_large_themes_have_more_lines_than_small_ones_and_none_has_too_many():
    corpus, _ = prepared(village(80))
    every = [one.id for one in corpus.thread.comments]
    (large,) = chosen(village(80), every)
    (small,) = chosen(village(80), every[:2])
    assert len(small) <= 1 < len(large) <= 4
    (few,) = chosen(village(80), every, most=2)
    assert len(few) <= 2


def test_one_person_speaks_twice_in_a_theme_at_most():
    said = [comment(n, text, "ann") for n, text in enumerate([*TOPICS[1], *TOPICS[2]])]
    (ids,) = chosen(thread(*said), [one.id for one in said])
    assert len(ids) == 2


def test_what_says_the_same_is_printed_once_in_a_theme_and_in_a_digest():
    again = "The boiler of the swimming pool is forty years old and must be replaced by a heat pump."
    other = [comment(f"o{n}", text) for n, text in enumerate(TOPICS[2])]
    source = thread(comment("a", POOL), comment("b", again), *other)
    (ids,) = chosen(source, ["a", "b", *(one.id for one in other)])
    assert len({"a", "b"} & set(ids)) == 1
    first, second = chosen(source, ["a"], ["b"])
    assert len(first + second) == 1


def test_a_line_with_an_answer_comes_before_one_without():
    plain = "The boiler of the market hall is thirty years old and should be replaced by a heat pump."
    answer = "No, a heat pump for the swimming pool costs more than the boiler, which is not forty years old."
    source = thread(
        comment("a", plain), comment("b", POOL), comment("c", answer, parent_id="b"), *TOPICS[0], *TOPICS[2]
    )
    corpus, vectors = prepared(source)
    ((best,),) = lines(
        Context(corpus, vectors), grouped(corpus, ["a", "b", "c"]), SelectSettings(max_points=1)
    )
    assert best.span.comment_id == "b"
    assert [one.span.comment_id for one in best.answers] == ["c"]


ON = "Nobody has counted what the old boiler burns in a winter of forty swimming days."
AGAINST = "No, a heat pump for the swimming pool costs more than the boiler, which is not forty years old."


@pytest.mark.parametrize(("on", "answered"), [(ON, True), (ON, False), ("", True), ("", False)])
def test_below_a_heading_in_somebodys_words_they_say_it_first_unless_that_adds_nothing(on, answered):
    said = [comment("a", f"{POOL} {on}".strip()), *([comment("b", AGAINST, parent_id="a")] * answered)]
    corpus, vectors = prepared(thread(*said, *TOPICS[0], *TOPICS[2]))
    clustering = grouped(corpus, [one.id for one in corpus.thread.comments])
    ((below, _),) = select_theme_points(
        Context(corpus, vectors), clustering, SelectSettings(), [(f"“{POOL}”", ())], {}
    )
    first = below[0] if below else None
    if not on and not answered:
        assert first is None or first.span.comment_id != "a"
        return
    assert (first.span.comment_id, first.span.start) == ("a", 0)
    assert [one.span.comment_id for one in first.answers] == ["b"] * answered


def test_votes_choose_between_equals():
    texts = (
        "The bypass would take the lorries out of the high street and send the traffic across the wettest fields.",
        "The bypass would keep the lorries in the high street, since the traffic avoids the wettest roads.",
    )
    for liked in (0, 1):
        said = [comment(n, text, score=500 if n == liked else 1) for n, text in enumerate(texts)]
        (ids,) = chosen(thread(*said, *TOPICS[0], *TOPICS[1]), ["0", "1"], most=1)
        assert ids == [str(liked)]


def test_each_part_of_a_theme_has_its_lines():
    pool = [comment(f"p{n}", text) for n, text in enumerate(TOPICS[1])]
    market = [comment(f"m{n}", text) for n, text in enumerate(TOPICS[2])]
    parts = (tuple(one.id for one in pool), tuple(one.id for one in market))
    (ids,) = chosen(thread(*pool, *market), [*parts[0], *parts[1]], parts=parts)
    assert [one[0] for one in ids][:2] == ["p", "m"]


def test_a_question_is_printed_only_with_an_answer():
    question = "Should the boiler of the swimming pool be replaced by a heat pump this winter?"
    answer = "The boiler of the swimming pool is forty years old, so a heat pump should replace it."
    people = [comment(n, text) for n, text in enumerate(TOPICS[2])]
    asked, told = comment("q", question), comment("r", answer, parent_id="q")
    assert chosen(thread(asked, *people), ["q"]) == [[]]
    assert chosen(thread(asked, told, *people), ["q"]) == [["q"]]


def test_copies_stand_behind_their_original():
    said = TOPICS[0][0]
    corpus, vectors = prepared(thread(said, comment("copy", said, "copycat"), TOPICS[1][0]))
    points = select_points(Context(corpus, vectors))
    (point,) = [point for point in points if point.span.comment_id == "1"]
    assert point.comment_ids == ("1", "copy")


def test_one_offs_are_of_no_theme_by_different_people():
    others = [comment(f"o{n}", topic[4], "ann" if n < 2 else None) for n, topic in enumerate(TOPICS)]
    themed = [comment(f"t{n}", text) for n, text in enumerate(one for topic in TOPICS for one in topic[:4])]
    corpus, vectors = prepared(thread(*themed, *others))
    clustering = grouped(corpus, [one.id for one in themed])
    for most in (0, 1, 6):
        found = select_one_offs(Context(corpus, vectors), clustering, SelectSettings(max_one_offs=most))
        ids = {point.span.comment_id for point in found}
        assert len(ids) == len(found) <= most
        assert ids <= {one.id for one in others}
        assert len(ids & {"o0", "o1"}) <= 1
        assert bool(ids) == bool(most)


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
    made = bullet(Point(span), {"c": comment("c", text)})
    assert (made.kind, made.text, made.cites, made.comment_ids) == ("quote", quoted, (span,), ("c",))
