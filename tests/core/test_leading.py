"""The order in which few points would be said: the best for the whole thread first."""

import random

from hypothesis import HealthCheck, given, settings

from threadgist.backends.tiny import TinyEncoder
from threadgist.cluster import cluster
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Point, Span
from threadgist.select import leading, prepare, select_points, select_theme_points
from threadgist.settings import SelectSettings
from threads import TINY, TOPICS, thread, threads, village

modest = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def prepared(source):
    corpus = make_corpus(source, TINY)
    vectors = embed(corpus, TinyEncoder())
    return corpus, vectors, prepare(corpus, vectors)


def said(comment_id, text, *others):
    return Point((Span(comment_id, 0, len(text)),), (comment_id, *others))


@modest
@given(threads())
def test_nothing_is_lost_and_the_order_given_does_not_matter(source):
    _, _, context = prepared(source)
    points = select_points(context, SelectSettings())
    led = leading(context, points)
    assert sorted(led, key=repr) == sorted(points, key=repr)
    shuffled = list(points)
    random.Random(1).shuffle(shuffled)
    assert leading(context, shuffled) == led


def test_points_of_all_themes_are_ranked_together():
    corpus, vectors, context = prepared(village(100))
    clustering = cluster(corpus, vectors, TINY.cluster)
    groups = select_theme_points(context, clustering, SelectSettings())
    assert len(groups) > 1
    points = [point for group in groups for point in group]
    led = leading(context, points)
    assert len(led) == len(points)
    assert set(led) == set(points)
    assert leading(context, ()) == ()


def test_what_the_whole_thread_is_about_comes_before_an_aside():
    aside = "The baker in the main street sells very good rye bread on Saturdays."
    central = "The boiler of the swimming pool should be replaced."
    others = [f"The swimming pool needs a new boiler, says number {name}." for name in ("ten", "six", "nine")]
    _, _, context = prepared(thread(aside, central, *others))
    points = [said("1", aside), said("2", central)]
    assert [point.exemplars[0].comment_id for point in leading(context, points)] == ["2", "1"]


def test_a_repetition_comes_after_all_that_is_new():
    first = "The boiler of the swimming pool is old and should be replaced."
    again = "The boiler of the swimming pool is old and must be replaced."
    new = TOPICS[3][1]
    _, _, context = prepared(thread(first, again, new, *TOPICS[1][:2]))
    points = [said("1", first), said("2", again), said("3", new)]
    places = {point.exemplars[0].comment_id: place for place, point in enumerate(leading(context, points))}
    assert max(places["1"], places["2"]) == 2


def test_of_two_sentences_alike_in_all_else_the_one_more_people_say_comes_first():
    one = "The market should move back to Saturday for people with jobs."
    _, _, context = prepared(thread(one, one.replace("Saturday", "Saturday"), *TOPICS[2][:3], *TOPICS[0][:3]))
    alone, backed = said("1", one), Point((Span("1", 0, len(one)),), ("1", "3", "4"))
    assert leading(context, [alone, backed])[0] == backed
