import numpy as np
import pytest
from debates import direction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from threadgist.compare.align import BARS, align, gather

similarities = arrays.arrays(
    np.float32,
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
    elements=st.integers(-20, 20).map(lambda value: value / 20),
)


def test_the_best_pairs_together_not_the_best_pair_first() -> None:
    table = np.array([[0.9, 0.8], [0.85, 0.1]], dtype=np.float32)
    assert align(table, 0.5) == (((0,), (1,)), ((1,), (0,)))


def test_one_theme_here_is_two_there() -> None:
    table = np.array([[0.8, 0.78, 0.1], [0.0, 0.1, 0.2]], dtype=np.float32)
    assert align(table, 0.5) == (((0,), (0, 1)),)


def test_a_leftover_that_is_less_like_it_stays_alone() -> None:
    table = np.array([[0.8, 0.6]], dtype=np.float32)
    assert align(table, 0.5) == (((0,), (0,)),)


def test_nothing_above_the_bar() -> None:
    assert align(np.full((3, 2), 0.4, dtype=np.float32), 0.5) == ()
    assert align(np.zeros((0, 4), dtype=np.float32), 0.5) == ()


@given(similarities)
def test_no_theme_in_two_groups_and_none_below_the_bar(table: np.ndarray) -> None:
    groups = align(table, 0.3)
    rows = [row for left, _ in groups for row in left]
    columns = [column for _, right in groups for column in right]
    assert len(set(rows)) == len(rows)
    assert len(set(columns)) == len(columns)
    for left, right in groups:
        assert left
        assert right
        for row in left:
            assert max(table[row, column] for column in right) >= np.float32(0.3)
        for column in right:
            assert max(table[row, column] for row in left) >= np.float32(0.3)


def test_a_likeness_of_neighbours_does_not_run_through() -> None:
    # Each of five directions is like the next, the first not like the last: no family holds all.
    angles = np.linspace(0, np.pi, 5)
    chain = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    families = gather(chain, list("abcde"), 0.6)
    assert len(families) > 1
    assert sorted(row for family in families for row in family) == list(range(5))


@pytest.mark.parametrize("kind", ["argument", "subject"])
def test_certain_is_stricter(kind: str) -> None:
    assert 0 < BARS[kind][0] < BARS[kind][1] < 1


def test_single_themes() -> None:
    one = np.array([direction("powers")], dtype=np.float32)
    assert gather(one, ["a"], 0.5) == ((0,),)
    assert gather(one[:0], [], 0.5) == ()
