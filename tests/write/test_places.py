"""Where comments go: where they were found to belong, where they are cited, or nowhere."""

from dataclasses import replace

from threadgist.progress import Progress
from threadgist.write.answers import Proposal, Sentence
from threadgist.write.desk import Desk
from threadgist.write.regroup import find_places


def desk_of(plan):
    return Desk(plan, None, "en", Progress())


def heading(*cited, about=()):
    """A heading over sentences that cite a row of keys each."""
    return Proposal("A heading", tuple(Sentence("It is so", tuple(row)) for row in cited), tuple(about))


def ids_of(desk, keys):
    return [desk.material.lines[key].passage.id for key in keys]


def test_a_passage_goes_where_it_belongs_and_else_where_it_is_cited_most(plan):
    desk = desk_of(plan)
    a, b, c, d, *_ = desk.material.lines
    at = find_places([heading([a, b], about=[c]), heading([b], [b], about=[a])], (), frozenset(), desk)
    assert [at.get(id_) for id_ in ids_of(desk, (a, b, c, d))] == [1, 1, 0, None]


def test_a_heading_all_of_whose_comments_belong_elsewhere_keeps_one(plan):
    desk = desk_of(plan)
    a, b, *_ = desk.material.lines
    at = find_places([heading([a, b], [a, b]), heading([b])], (), frozenset(), desk)
    assert [at[id_] for id_ in ids_of(desk, (a, b))] == [0, 1]


def test_a_subject_without_sentences_needs_three_people(plan):
    desk = desk_of(plan)
    first, *keys = desk.material.lines
    for count in (2, 3):
        at = find_places([heading([first]), heading(about=keys[:count])], (), frozenset(), desk)
        assert (1 in at.values()) == (len(desk.material.authors(keys[:count])) >= 3)


def test_themes_that_nobody_wrote_keep_what_they_have(plan):
    desk = desk_of(plan)
    kept = plan.clustering.themes[0]
    at = find_places([heading(list(desk.material.lines))], [kept], frozenset(), desk)
    assert at and set(kept.passage_ids).isdisjoint(at)


def test_what_nobody_was_asked_about_goes_with_its_theme(plan):
    desk = desk_of(plan)
    theme = plan.clustering.themes[0]
    keys = [key for key, line in desk.material.lines.items() if line.passage.id in theme.passage_ids]
    page = [heading(keys[-1:]), heading(keys[:2])]
    assert find_places(page, (), frozenset(), desk).keys() == set(ids_of(desk, [*keys[:2], keys[-1]]))
    at = find_places(page, (), frozenset(keys[2:-1]), desk)
    assert [at[id_] for id_ in ids_of(desk, keys)] == [1] * (len(keys) - 1) + [0]


def test_places_do_not_depend_on_the_order_of_comments(plan):
    def places(one):
        desk = desk_of(one)
        by_id = {line.passage.id: key for key, line in desk.material.lines.items()}
        rows = [[by_id[id_] for id_ in theme.passage_ids[:3]] for theme in one.clustering.themes]
        return find_places([heading(row) for row in rows], (), frozenset(by_id.values()), desk)

    thread = replace(plan.corpus.thread, comments=plan.corpus.thread.comments[::-1])
    turned = replace(plan.corpus, thread=thread, passages=plan.corpus.passages[::-1])
    assert places(replace(plan, corpus=turned)) == places(plan)
