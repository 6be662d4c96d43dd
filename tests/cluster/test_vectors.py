"""What is written for speed, against the same thing written plainly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.cluster import graph
from threadgist.cluster.vectors import in_context, parents_first

from .helpers import noise, unit


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
    index, value = graph.nearest(rows, 5)
    similar = rows @ rows.T
    for row in range(len(rows)):
        others = [other for other in range(len(rows)) if other != row]
        others.sort(key=lambda other: (-round(float(similar[row, other]), graph.DECIMALS), other))
        assert index[row].tolist() == others[:5]
        assert value[row] == pytest.approx(similar[row, others[:5]], abs=1e-5)


@st.composite
def talks(draw):
    """Comments that answer each other, in any order and however deep, and which comment each passage is of."""
    count = draw(st.integers(1, 12))
    place = draw(st.permutations(range(count)))
    ups = [draw(st.integers(-1, number - 1)) for number in range(count)]
    parent_of = [-1] * count
    for number, up in enumerate(ups):
        parent_of[place[number]] = place[up] if up >= 0 else -1
    comment_of = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=20))
    return parent_of, comment_of


def plainly(rows, comment_of, parent_of, *, own, parent, decay, replies):
    """`in_context` passage by passage, up the tree and down it."""

    def mean(comment):
        total = sum((rows[row].astype(float) for row in range(len(rows)) if comment_of[row] == comment), 0.0)
        length = np.linalg.norm(total)
        return total / length if length > 1e-9 else np.zeros(rows.shape[1])

    def answers(comment):
        own_replies = [mean(other) for other, up in enumerate(parent_of) if up == comment]
        spoken = [vector for vector in own_replies if vector.any()]
        return sum(spoken) / len(spoken) if spoken else np.zeros(rows.shape[1])

    result = []
    for row, comment in enumerate(comment_of):
        vector = rows[row] + own * mean(comment) + replies * answers(comment)
        weight, up = parent, parent_of[comment]
        while up >= 0:
            vector = vector + weight * mean(up)
            weight, up = weight * decay, parent_of[up]
        length = np.linalg.norm(vector)
        result.append(vector / length if length > 1e-6 else np.zeros(rows.shape[1]))
    return np.array(result)


WEIGHTS = st.floats(0, 1, width=16)


@given(
    talks(),
    st.integers(0, 9),
    st.fixed_dictionaries(dict.fromkeys(("own", "parent", "decay", "replies"), WEIGHTS)),
)
def test_context_is_what_stands_around_a_passage(talk, seed, weights) -> None:
    parent_of, comment_of = talk
    # More columns than are added up at a time.
    rows = unit(np.random.default_rng(seed).standard_normal((len(comment_of), 150)))
    made = in_context(rows, np.array(comment_of), parent_of, **weights)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, plainly(rows, comment_of, parent_of, **weights), atol=2e-5)


@given(talks())
def test_parents_come_first_and_nobody_is_left_out(talk) -> None:
    parent_of, _ = talk
    order = parents_first(parent_of)
    assert sorted(order) == list(range(len(parent_of)))
    place = {comment: at for at, comment in enumerate(order)}
    assert all(place[up] < place[comment] for comment, up in enumerate(parent_of) if up >= 0)
