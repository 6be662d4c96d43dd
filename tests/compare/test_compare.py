"""What comparing finds, and that the order of the debates does not matter."""

from dataclasses import replace

import pytest
from debates import COMMENTERS, ENCODER, forty, pair, side, six, theme
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.compare import compare
from threadgist.errors import SourceError
from threadgist.pages.comparison import Findings, recurring, render_comparison


def sentences(comparison):
    """What a page says of the first view in words."""
    return Findings(comparison, comparison.views[0]).words


def found(comparison, kind="argument"):
    """Headings of recurring families, with the share of each event by label."""
    labels = {event.id: event.label for event in comparison.events}
    view = next(view for view in comparison.views if view.kind == kind)
    return {
        family.heading: {labels[cell.event]: cell.share for cell in family.cells}
        for family in recurring(view)
    }


def test_two_debates() -> None:
    comparison = compare(pair())
    assert [event.label for event in comparison.events] == ["Treaty", "Vote"]
    assert found(comparison) == {
        "Powers": {"Treaty": 0.31, "Vote": 0.12},
        "Drift": {"Treaty": 0.06, "Vote": 0.27},
    }
    families = {family.heading: family for family in comparison.views[0].families}
    assert (families["Powers"].change, families["Powers"].rose) == ("less", "")
    assert (families["Drift"].change, families["Drift"].rose) == ("more", "major")
    assert len(families["Costs"].cells) == len(families["Children"].cells) == 1
    lines = sentences(comparison)
    assert "Powers: 31% in Treaty, 12% in Vote; clearly less in Vote." in lines
    assert "Drift: 6% in Treaty, 27% in Vote; clearly more in Vote: from minor to major." in lines
    assert "Only in Treaty: Costs (12%)." in lines
    assert "Only in Vote: Children (20%)." in lines


def test_a_small_difference_is_no_difference() -> None:
    comparison = compare([side("a", {"powers": 20}), side("b", {"powers": 26}, subject=1)])
    assert comparison.views[0].families[0].change == ""
    assert "no difference that chance could not make" in " ".join(sentences(comparison))


def test_a_theme_that_is_two_there() -> None:
    split = [
        theme("powers", range(10), number=1, subject=1, heading="Police powers"),
        theme("powers", range(5, 25), number=2, subject=1, turn=0.1, heading="Secret powers"),
    ]
    comparison = compare(
        [side("a", {"powers": 30}, label="A"), side("b", split, subject=1, days=3, label="B")]
    )
    (family,) = comparison.views[0].families
    assert [len(cell.themes) for cell in family.cells] == [1, 2]
    assert family.cells[1].people == 25  # those who take part in both count once
    assert any(line.startswith("One theme in A (“Powers”) is two in B") for line in sentences(comparison))


def test_what_each_side_adds() -> None:
    new = theme("powers", range(9), subject=1, text="Scanners upload holiday pictures towards strangers.")
    comparison = compare([side("a", {"powers": 30}), side("b", [new], subject=1, days=3)])
    (family,) = comparison.views[0].families
    assert [cell.adds for cell in family.cells] == [("d1/t1.1",), ("d2/t1.1",)]
    same = compare([side("a", {"powers": 30}), side("b", {"powers": 30}, subject=1, days=3)])
    assert [cell.adds for cell in same.views[0].families[0].cells] == [(), ()]


def test_by_argument_and_by_subject() -> None:
    # The same subject makes all themes of the two alike; the argument tells them apart.
    comparison = compare([side("a", {"powers": 30}, subject=3), side("b", {"trees": 30}, subject=3)])
    assert found(comparison, "argument") == {}
    assert len(found(comparison, "subject")) == 1


def test_an_uncertain_match_is_marked() -> None:
    near = [theme("powers", range(20), subject=1, turn=3.7)]
    comparison = compare([side("a", {"powers": 30}), side("b", near, subject=1)])
    (family,) = recurring(comparison.views[0])
    assert not family.certain
    assert not any(cell.certain for cell in family.cells)
    assert "(uncertain match)" in " ".join(sentences(comparison))
    assert "uncertain match" in render_comparison(comparison, "html")


def test_six_debates() -> None:
    comparison = compare(six())
    families = found(comparison)
    assert set(families) == {"Powers", "Drift", "Noise", "Parking"}
    assert len(families["Powers"]) == 4
    near = {n.event: n for n in reversed(comparison.views[0].neighbours)}
    assert near["e4"].other == "e5"
    headings = {family.id: family.heading for family in comparison.views[0].families}
    assert {headings[name] for name in near["e4"].families} == {"Noise", "Parking"}
    assert "e6" not in near
    assert "Nothing in common with any other: “Debate e5”." in sentences(comparison)


@settings(max_examples=15)
@given(st.permutations(range(6)), st.permutations(range(2)))
def test_order_does_not_matter(order: list[int], two: list[int]) -> None:
    sides = six()
    assert compare([sides[at] for at in order]) == compare(sides)
    assert compare([pair()[at] for at in two]) == compare(pair())


@settings(max_examples=25)
@given(st.data())
def test_order_does_not_matter_among_ties(data) -> None:
    """Debates without dates, with equal titles and equal themes, in any order: the same bytes."""
    arguments = st.dictionaries(
        st.sampled_from(["powers", "costs", "drift", "doubts"]), st.integers(1, 30), max_size=3
    )
    made = data.draw(st.lists(arguments, min_size=2, max_size=5))
    sides = [side(f"s{at}", one, subject=at % 2, days=None, title="Same") for at, one in enumerate(made)]
    shuffled = data.draw(st.permutations(sides))
    one, other = compare(sides), compare(shuffled)
    assert render_comparison(one, "json") == render_comparison(other, "json")
    assert render_comparison(one, "html") == render_comparison(other, "html")


@settings(max_examples=25)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["powers", "costs", "drift", "trees"]), st.integers(1, 60)),
        min_size=2,
        max_size=6,
    )
)
def test_every_theme_is_in_one_family_and_shares_add_up(made) -> None:
    sides = [side(f"s{at}", one, subject=at) for at, one in enumerate(made)]
    comparison = compare(sides)
    for view in comparison.views:
        refs = [ref for family in view.families for cell in family.cells for ref in cell.themes]
        assert len(refs) == len(set(refs)) == sum(len(one) for one in made)
        for family in view.families:
            assert len({cell.event for cell in family.cells}) == len(family.cells)
            for cell in family.cells:
                assert cell.low <= cell.share <= cell.high
                assert 0 < cell.people <= cell.commenters == COMMENTERS


def test_several_forums_of_an_event() -> None:
    forums = [
        side("hn", {"powers": 30, "costs": 10}, label="Treaty"),
        side("reddit", {"powers": 10}, label="Treaty", source="reddit", days=1),
        side("vote", {"powers": 20}, subject=1, label="Vote", days=9),
    ]
    comparison = compare(forums)
    assert [len(event.debates) for event in comparison.events] == [2, 1]
    powers = next(family for family in comparison.views[0].families if family.heading == "Powers")
    treaty = powers.cells[0]
    assert (treaty.people, treaty.commenters) == (40, 200)  # people of two forums are two people
    assert [part.share for part in treaty.parts] == [0.3, 0.1]
    assert "Hacker News 30%" in render_comparison(comparison, "html")
    same_event = compare(forums[:2])
    assert same_event.about == "Treaty"
    assert [event.label for event in same_event.events] == ["Hacker News", "Reddit"]


def test_one_digest_is_refused() -> None:
    with pytest.raises(SourceError, match=r"a/digest\.json: one debate cannot be compared"):
        compare([side("a", {"powers": 3})])
    with pytest.raises(SourceError, match="name two or more"):
        compare([])


def test_the_same_digest_twice() -> None:
    twice = side("a", {"powers": 3})
    with pytest.raises(SourceError, match="are the same digest"):
        compare([twice, replace(twice, name="b/digest.json")])
    with pytest.raises(SourceError, match="under two labels"):
        compare([replace(twice, label="A"), replace(twice, label="B"), side("c", {"costs": 3})])
    comparison = compare([twice, twice, side("c", {"costs": 3}, subject=1)])
    assert len(comparison.events) == 2
    assert comparison.notices == ("“Debate a” was given 2 times and counts once.",)


def test_a_later_digest_of_the_same_thread_is_told() -> None:
    comparison = compare([side("a", {"powers": 3}), side("b", {"powers": 9}, thread_id="a", days=1)])
    assert "two digests" not in comparison.notices[0]
    assert "2 digests of one thread" in comparison.notices[0]


def test_different_encoders_are_refused() -> None:
    with pytest.raises(SourceError, match=r"abc123.*def456.*--reencode"):
        compare(
            [side("a", {"powers": 3}), side("b", {"powers": 3}, encoder=replace(ENCODER, revision="def456"))]
        )


def test_a_digest_without_themes_does_not_count_as_another_encoder() -> None:
    comparison = compare([side("a", {"powers": 3}), side("b", [], encoder=None)])
    assert comparison.notices == ("“Debate b” shows no clear themes, so there is nothing in it to line up.",)
    (line,) = sentences(comparison)
    assert line == "There are no themes in “Debate b”, so nothing can be lined up."
    both = compare([side("a", []), side("b", [])])
    assert all(not view.families for view in both.views)
    assert "comparison" in render_comparison(both, "html")


def test_themes_without_vectors_are_refused() -> None:
    bare = side("b", {"powers": 3})
    bare = replace(bare, themes=(replace(bare.themes[0], centroid=()),))
    with pytest.raises(SourceError, match=r"b/digest.json: its themes carry no vectors.*--reencode"):
        compare([side("a", {"powers": 3}), bare])


def test_another_encoder_makes_every_match_uncertain() -> None:
    other = replace(ENCODER, name="own-model")
    comparison = compare([replace(one, encoder=other) for one in pair()])
    assert not comparison.method.calibrated
    assert all(not family.certain for family in recurring(comparison.views[0]))
    assert "not for own-model" in comparison.notices[0]


def test_forty_debates() -> None:
    comparison = compare(forty())
    assert len(comparison.events) == 40
    assert len(recurring(comparison.views[0])) == 10
