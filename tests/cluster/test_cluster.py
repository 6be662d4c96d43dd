"""The clustering stage: what it finds, what it leaves alone, and that nothing is lost or shaken by order."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cluster.helpers import clumps, noise, thread_of

from threadgist.cluster import cluster
from threadgist.records import Clustering, Corpus, Embeddings
from threadgist.settings import ClusterSettings

SETTINGS = ClusterSettings()


def run(corpus: Corpus, embeddings: Embeddings, **changes: object) -> Clustering:
    return cluster(corpus, embeddings, SETTINGS.model_copy(update=changes))


def members(result: Clustering) -> list[set[int]]:
    return [{int(id_[1:]) for id_ in theme.passage_ids} for theme in result.themes]


def everything_is_somewhere_once(result: Clustering, embeddings: Embeddings) -> bool:
    named = [id_ for theme in result.themes for id_ in theme.passage_ids] + list(result.one_off_ids)
    return sorted(named) == sorted(embeddings.ids)


def test_clumps_are_found_and_ordered_by_authors() -> None:
    sizes = [30, 25, 20, 15, 12]
    corpus, embeddings = thread_of(clumps(sizes))
    result = run(corpus, embeddings)
    assert result.themes
    starts = np.cumsum([0, *sizes])
    truth = np.repeat(np.arange(len(sizes)), sizes)
    for theme in members(result):
        counts = np.bincount(truth[sorted(theme)], minlength=len(sizes))
        assert counts.max() >= 0.9 * len(theme)
    assert len(sizes) <= len(result.themes) <= len(sizes) + 2
    assert len(result.one_off_ids) <= 0.15 * starts[-1]
    authors = [theme.author_count for theme in result.themes]
    assert authors == sorted(authors, reverse=True)


@pytest.mark.parametrize("count", [8, 15, 30, 60, 120, 300, 1000])
@pytest.mark.parametrize("seed", [1, 2])
def test_random_vectors_show_no_themes(count: int, seed: int) -> None:
    corpus, embeddings = thread_of(noise(count, seed=seed))
    result = run(corpus, embeddings)
    assert not result.themes
    assert result.themes == ()
    assert sorted(result.one_off_ids) == sorted(embeddings.ids)


def test_replies_alone_do_not_make_themes_of_random_vectors() -> None:
    parents = [None if number % 10 == 0 else number - 1 for number in range(100)]
    corpus, embeddings = thread_of(noise(100), parents=parents)
    assert not run(corpus, embeddings).themes


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_few_comments_are_not_clustered(count: int) -> None:
    corpus, embeddings = thread_of(clumps([count]) if count else np.zeros((0, 64), dtype=np.float32))
    result = run(corpus, embeddings)
    assert not result.themes
    assert result.one_off_ids == embeddings.ids
    assert result.layout.shape == (count, 2)
    assert np.isfinite(result.layout).all()


@pytest.mark.parametrize("count", [8, 9, 20, 70])
def test_equal_vectors_break_nothing(count: int) -> None:
    corpus, embeddings = thread_of(np.repeat(clumps([1]), count, axis=0))
    result = run(corpus, embeddings)
    assert everything_is_somewhere_once(result, embeddings)
    assert np.isfinite(result.layout).all()


def test_a_crumb_of_one_person_is_no_theme() -> None:
    sizes = [25, 25, 25, 4]
    authors = [f"person {number}" for number in range(75)] + ["one"] * 4
    corpus, embeddings = thread_of(clumps(sizes, spread=0.3), authors=authors)
    result = run(corpus, embeddings)
    assert result.themes
    assert all(theme.author_count >= 2 for theme in result.themes)


def test_what_one_person_says_alone_may_be_a_theme() -> None:
    corpus, embeddings = thread_of(clumps([25, 25, 25, 25]), authors=["diary"] * 100)
    result = run(corpus, embeddings)
    assert len(result.themes) >= 4
    assert all(theme.author_count == 1 for theme in result.themes)


def test_nameless_comments_count_as_a_person_each() -> None:
    corpus, embeddings = thread_of(clumps([25, 25, 25, 25]), authors=[None] * 100)
    for theme in run(corpus, embeddings).themes:
        assert theme.author_count == len(theme.comment_ids)


def test_a_long_comment_may_speak_to_two_themes() -> None:
    # One comment in ten passages, the first half about one subject and the second about another.
    vectors = clumps([30, 30, 30], spread=0.3)
    comment_of = [*range(25), *[90] * 5, *[90] * 5, *range(25, 80)]
    corpus, embeddings = thread_of(vectors, comment_of=comment_of)
    result = run(corpus, embeddings)
    assert any(set(a.comment_ids) & set(b.comment_ids) for a, b in itertools.combinations(result.themes, 2))


def test_a_vague_reply_goes_where_it_answers() -> None:
    sizes = [20, 20, 20, 20]
    vague = clumps([20], seed=9, spread=3.0)
    vectors = np.vstack([clumps(sizes), vague])
    answered = [number * 4 for number in range(20)]

    def together(parents: list[int | None]) -> int:
        result = run(*thread_of(vectors, parents=[None] * 80 + parents))
        place = {row: number for number, theme in enumerate(members(result)) for row in theme}
        return sum(place.get(80 + n, -1) == place.get(up, -2) for n, up in enumerate(answered))

    assert together(answered) >= 18
    assert together(answered) >= together([None] * 20) + 5


def test_a_large_theme_is_told_in_parts() -> None:
    corpus, embeddings = thread_of(clumps([30] * 12, spread=0.4))
    result = run(corpus, embeddings, max_themes=3)
    assert len(result.themes) == 3
    parted = [theme for theme in result.themes if theme.parts]
    assert parted
    for theme in parted:
        inside = [comment for part in theme.parts for comment in part]
        assert len(inside) == len(set(inside))
        assert set(inside) <= set(theme.comment_ids)
        assert all(len(part) >= 8 for part in theme.parts)
        assert len(theme.parts) > 1


@settings(max_examples=15)
@given(
    sizes=st.lists(st.integers(2, 25), min_size=1, max_size=6),
    spread=st.floats(0.1, 4.0),
    seed=st.integers(0, 5),
    shuffle=st.randoms(use_true_random=False),
)
def test_order_changes_nothing(sizes: list[int], spread: float, seed: int, shuffle: object) -> None:
    vectors = clumps(sizes, spread=spread, seed=seed)
    authors = [f"person {number % 17}" for number in range(len(vectors))]
    corpus, embeddings = thread_of(vectors, authors=authors)
    straight = run(corpus, embeddings)
    assert everything_is_somewhere_once(straight, embeddings)
    order = list(range(len(vectors)))
    shuffle.shuffle(order)
    turned = replace(
        corpus,
        thread=replace(corpus.thread, comments=tuple(corpus.thread.comments[i] for i in order)),
        passages=tuple(corpus.passages[i] for i in order),
        admissions=tuple(corpus.admissions[i] for i in order),
    )
    mixed = replace(
        embeddings, ids=tuple(embeddings.ids[i] for i in order), vectors=embeddings.vectors[order]
    )
    other = run(turned, mixed)
    assert other.themes == straight.themes
    assert other.one_off_ids == straight.one_off_ids
    assert np.array_equal(other.layout, straight.layout[order])


def test_names_do_not_matter_only_who_is_who() -> None:
    vectors = clumps([30, 25, 20, 15])
    some = [f"person {number % 40}" for number in range(90)]
    first = run(*thread_of(vectors, authors=some))
    second = run(*thread_of(vectors, authors=[name[::-1] for name in some]))
    assert first.themes == second.themes


@pytest.mark.parametrize(("count", "most"), [(10, 3), (18, 3), (40, 8), (160, 12)])
def test_number_of_themes_fits_the_thread(count: int, most: int) -> None:
    corpus, embeddings = thread_of(clumps([count // 10] * 10, spread=0.6))
    assert len(run(corpus, embeddings).themes) <= most


def test_layout_keeps_themes_apart() -> None:
    sizes = [30, 25, 20, 15]
    result = run(*thread_of(clumps(sizes)))
    layout = result.layout
    assert layout.dtype == np.float32
    assert layout.min() >= 0.0
    assert layout.max() <= 1.0
    centres = [layout[sorted(theme)].mean(axis=0) for theme in members(result)]
    apart = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(centres, 2))
    within = max(
        float(np.median(np.linalg.norm(layout[sorted(theme)] - centre, axis=1)))
        for theme, centre in zip(members(result), centres, strict=True)
    )
    assert apart > within


def test_embeddings_of_other_passages_are_refused() -> None:
    corpus, embeddings = thread_of(clumps([10, 10]))
    with pytest.raises(ValueError, match=r"embeddings\.ids"):
        run(corpus, replace(embeddings, ids=("x", *embeddings.ids[1:])))
