from hypothesis import given
from hypothesis import strategies as st

from threadgist.compare.align import difference, wilson

parts = st.integers(1, 5_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_wilson_of_published_examples() -> None:
    # Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (part, whole), (low, high) in published.items():
        got = wilson(part, whole)
        assert abs(got[0] - low) < 1e-4
        assert abs(got[1] - high) < 1e-4


def test_difference_of_a_published_example() -> None:
    # Newcombe 1998 (differences), table II: 56/70 less 48/80, method 10.
    low, high = difference(56, 70, 48, 80)
    assert abs(low - 0.0524) < 1e-4
    assert abs(high - 0.3339) < 1e-4


def test_nobody_asked() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert difference(0, 0, 3, 4) == (-1.0, 1.0)


@given(parts)
def test_the_share_lies_inside(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] + 1e-12
    assert pair[0] / pair[1] - 1e-12 <= high <= 1


@given(parts, parts)
def test_a_difference_turned_round(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = difference(*one, *other)
    back = difference(*other, *one)
    assert abs(low + back[1]) < 1e-12
    assert abs(high + back[0]) < 1e-12
    assert low <= high
