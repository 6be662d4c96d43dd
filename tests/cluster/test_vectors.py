"""What is written for speed, against the same thing written plainly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from threadgist.cluster import graph
from threadgist.cluster.vectors import diffused, reply_links

from .helpers import noise, thread_of, unit


@given(st.data())
def test_the_largest_entries_are_those_of_a_sort(data) -> None:
    wide = data.draw(st.integers(1, 6), "wide")
    count = data.draw(st.integers(wide + 1, 60), "count")
    # The fewer the levels, the more entries are equal.
    levels, seed = data.draw(st.integers(1, 50), "levels"), data.draw(st.integers(0, 9), "seed")
    similar = np.random.default_rng(seed).integers(levels, size=(3, count)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "GROUPED_FROM", 0)
        patch.setattr(graph, "GROUP", 4)
        columns = graph._largest(similar, wide)
    assert columns.shape == (3, wide)
    for row, chosen in zip(similar, columns.tolist(), strict=True):
        assert len(set(chosen)) == wide
        assert sorted(row[chosen]) == sorted(row)[-wide:]


@pytest.mark.parametrize("grouped_from", [0, 10**9])
@pytest.mark.parametrize("block", [1, 10**9])
def test_neighbours_are_those_of_a_sort(monkeypatch, grouped_from, block) -> None:
    monkeypatch.setattr(graph, "GROUPED_FROM", grouped_from)
    monkeypatch.setattr(graph, "BLOCK_CELLS", block)
    rows = noise(300, dimension=16)
    index, value = graph.nearest(rows, 5, csr_matrix((len(rows), len(rows))))
    similar = rows @ rows.T
    for row in range(len(rows)):
        others = [other for other in range(len(rows)) if other != row]
        others.sort(key=lambda other: (-round(float(similar[row, other]), graph.DECIMALS), other))
        assert index[row].tolist() == others[:5]
        assert value[row] == pytest.approx(similar[row, others[:5]], abs=1e-5)


def test_excluded_pairs_are_no_neighbours() -> None:
    rows = noise(40, dimension=16)
    apart = np.zeros((40, 40))
    apart[0, 1:30] = apart[1:30, 0] = 1.0
    index, value = graph.nearest(rows, 12, csr_matrix(apart))
    named = index[0][np.isfinite(value[0])]
    assert len(named) == 10
    assert named.min() >= 30


@st.composite
def talks(draw):
    """Comments that answer each other, in any order and however deep, and which comment each passage is of."""
    count = draw(st.integers(1, 12))
    place = draw(st.permutations(range(count)))
    ups = [draw(st.integers(-1, number - 1)) for number in range(count)]
    parents: list[int | None] = [None] * count
    for number, up in enumerate(ups):
        parents[place[number]] = place[up] if up >= 0 else None
    comment_of = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=20))
    return parents, [*range(count), *comment_of]


@given(talks())
def test_a_comment_and_what_it_answers_are_linked_by_a_weight_of_one(talk) -> None:
    parents, comment_of = talk
    corpus, _ = thread_of(np.zeros((len(comment_of), 4)), parents=parents, comment_of=comment_of)
    links = reply_links(corpus.passages, {c.id: c for c in corpus.thread.comments}).toarray()
    assert links.shape == (len(comment_of), len(comment_of))
    assert (links == links.T).all()
    owner = np.array(comment_of)
    for comment, up in enumerate(parents):
        rows = np.flatnonzero(owner == comment)
        if up is not None:
            assert links[np.ix_(rows, np.flatnonzero(owner == up))].sum() == pytest.approx(1.0)
        assert links[np.ix_(rows, rows)].sum() == pytest.approx(2.0 * (len(rows) - 1))


def test_a_comment_without_passages_passes_on_what_it_answers() -> None:
    corpus, _ = thread_of(np.zeros((3, 4)), parents=[None, 0, 1])
    kept = tuple(passage for passage in corpus.passages if passage.comment_id != "c00001")
    links = reply_links(kept, {c.id: c for c in corpus.thread.comments})
    assert links.shape == (3, 3)
    rows = np.array([[1, 0], [0, 1], [0, 0]], dtype=np.float32)
    [moved] = diffused([rows], links, 0.5, 10)
    assert moved[0] @ moved[1] > 0.2


@given(talks(), st.integers(0, 9), st.floats(0.1, 0.9), st.integers(0, 6))
def test_diffusion_is_the_mean_of_neighbours_again_and_again(talk, seed, share, hops) -> None:
    parents, comment_of = talk
    corpus, _ = thread_of(np.zeros((len(comment_of), 4)), parents=parents, comment_of=comment_of)
    links = reply_links(corpus.passages, {c.id: c for c in corpus.thread.comments})
    rows = unit(np.random.default_rng(seed).standard_normal((len(comment_of), 8)))
    plain = rows.astype(float)
    for _ in range(hops):
        moved = []
        for row, near in enumerate(links.toarray()):
            around = near @ plain / near.sum() if near.any() else rows[row]
            moved.append((1 - share) * rows[row] + share * around)
        plain = np.array(moved)
    [made] = diffused([rows], links, share, hops)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, plain / np.linalg.norm(plain, axis=1, keepdims=True), atol=2e-5)
