"""Where comments go that no sentence cites: with what is like them, to a subject of their own, or nowhere."""

import random
from dataclasses import replace

import numpy as np
import pytest

from threadgist.flow import plan_thread
from threadgist.progress import Silent
from threadgist.write.answers import Proposal, Sentence
from threadgist.write.desk import Desk
from threadgist.write.places import Group, find_places
from threads import village
from write.conftest import SETTINGS

TOPICS = 4


def desk_of(plan):
    return Desk(plan, None, "en", Silent())


def keys_of(desk, topic):
    """The keys of the comments of a topic of the village that stand in one passage, in the order of their ids."""
    lines = sorted(desk.material.lines.values(), key=lambda line: int(line.passage.comment_id))
    return [line.key for line in lines if int(line.passage.comment_id) % TOPICS == topic]


def group(desk, keys, *rows, theme=None):
    """Lines, and a draft that tells of `rows` of them: each a sentence that cites the first, the others beside it."""
    sentences = tuple(Sentence("{who} say so", row[:1], also=row[1:]) for row in map(tuple, rows))
    lines = tuple(desk.material.lines[key] for key in keys)
    return Group(lines, theme, Proposal("A subject", sentences) if sentences else None)


def headings(*rows):
    return [
        Proposal(f"Heading {number}", (Sentence("It is so", tuple(row)),)) for number, row in enumerate(rows)
    ]


def comments_at(desk, at):
    """The place of each comment that has one."""
    place = {passage.id: passage.comment_id for passage in desk.plan.corpus.passages}
    return {place[id_]: where for id_, where in at.items()}


def test_what_a_draft_tells_of_goes_with_what_is_like_it_and_what_it_passes_over_nowhere(plan):
    desk = desk_of(plan)
    pool, other = keys_of(desk, 0), keys_of(desk, 1)
    mixed = [*pool, *other]
    one = group(desk, mixed, *[(key,) for key in (*pool[:-1], *other[:-1])])
    final = headings(pool[:6], other[:6])
    at, left_out = find_places([one], final, (), desk)
    ids = {key: desk.material.lines[key].passage.id for key in mixed}
    assert not left_out
    assert [at[ids[key]] for key in pool[:6]] == [0] * 6 and [at[ids[key]] for key in other[:6]] == [1] * 6
    right = [at[ids[key]] == 0 for key in pool[6:-1]] + [at[ids[key]] == 1 for key in other[6:-1]]
    assert sum(right) > 0.8 * len(right)
    assert ids[pool[-1]] not in at and ids[other[-1]] not in at


def test_what_one_sentence_tells_of_stays_together(plan):
    desk = desk_of(plan)
    pool, other = keys_of(desk, 0), keys_of(desk, 1)
    both = (*other[6:9], pool[6])
    one = group(desk, [*pool, *other], pool[:6], other[:6], both)
    at, _ = find_places([one], headings(pool[:6], other[:6]), (), desk)
    assert {at[desk.material.lines[key].passage.id] for key in both} == {1}


def test_a_draft_that_tells_of_little_does_not_say_what_belongs_to_nothing(plan):
    desk = desk_of(plan)
    pool = keys_of(desk, 0)
    ids = {desk.material.lines[key].passage.id for key in pool}
    final = headings(pool[:3])
    for one in (group(desk, pool, pool[:3], theme=0), group(desk, pool, theme=0)):
        at, _ = find_places([one], final, (), desk)
        assert ids <= at.keys()


@pytest.mark.parametrize(("cited", "named"), [(0, True), (2, True), (6, False)])
def test_a_subject_hardly_any_of_which_is_cited_is_a_theme_of_its_own(plan, cited, named):
    desk = desk_of(plan)
    pool, other = keys_of(desk, 0), keys_of(desk, 1)
    first, second = group(desk, pool, pool), group(desk, other, other)
    final = headings([*pool[:6], *other[:cited]])
    at, left_out = find_places([first, second], final, (), desk)
    rest = {desk.material.lines[key].passage.id for key in other[cited:]}
    assert left_out == ([second] if named else [])
    assert {at[id_] for id_ in rest} == ({len(final)} if named else {0})


def test_a_subject_that_a_heading_is_about_was_not_left_out(plan):
    desk = desk_of(plan)
    pool, other = keys_of(desk, 0), keys_of(desk, 1)
    final = headings(pool[:6], other[:2])
    at, left_out = find_places([group(desk, pool, pool), group(desk, other, other)], final, (), desk)
    assert not left_out
    assert {at[desk.material.lines[key].passage.id] for key in other} == {1}


def test_what_two_people_talk_about_is_no_subject_of_its_own(plan):
    desk = desk_of(plan)
    pool, other = keys_of(desk, 0), keys_of(desk, 1)[:2]
    final = headings(pool[:6])
    groups = [group(desk, pool, pool), group(desk, other, other)]
    _, left_out = find_places(groups, final, (), desk)
    assert not left_out


def test_themes_that_nobody_drafted_keep_what_they_have(plan):
    desk = desk_of(plan)
    kept = plan.clustering.themes[0]
    keys = [key for key, line in desk.material.lines.items() if line.passage.id in kept.passage_ids]
    pool = keys_of(desk, 0)
    final = headings([*pool[:6], *keys])
    at, left_out = find_places([group(desk, [*pool, *keys], [*pool, *keys])], final, [kept], desk)
    assert not left_out
    assert set(kept.passage_ids).isdisjoint(at)


def test_places_do_not_depend_on_the_order_of_comments(encoder):
    plan = plan_thread(village(48), SETTINGS, encoder, None, Silent())

    def places(one):
        desk = desk_of(one)
        topics = [keys_of(desk, topic) for topic in range(TOPICS)]
        groups = [group(desk, keys, *(keys[at : at + 3] for at in range(0, 9, 3))) for keys in topics]
        final = headings(topics[0][:3], topics[1][:4], topics[2][:5])
        at, left_out = find_places(groups, final, (), desk)
        return comments_at(desk, at), len(left_out)

    thread, embeddings = plan.corpus.thread, plan.embeddings
    order = list(range(len(embeddings.ids)))
    random.Random(7).shuffle(order)
    shuffled = replace(thread, comments=tuple(random.Random(8).sample(thread.comments, len(thread.comments))))
    corpus = replace(plan.corpus, thread=shuffled, passages=tuple(plan.corpus.passages[at] for at in order))
    rows = np.ascontiguousarray(embeddings.vectors[order])
    moved = replace(embeddings, ids=tuple(embeddings.ids[at] for at in order), vectors=rows)
    assert places(replace(plan, corpus=corpus, embeddings=moved)) == places(plan)
