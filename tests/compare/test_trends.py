from datetime import timedelta

from debates import START, side

from threadgist.compare import compare, trends


def test_new_and_fading() -> None:
    sides = [
        side("a", {"powers": 30, "costs": 10, "trees": 5}, subject=0, days=0),
        side("b", {"powers": 20, "costs": 12}, subject=1, days=10),
        side("c", {"powers": 25, "drift": 12}, subject=2, days=20),
        side("d", {"drift": 25, "noise": 12}, subject=3, days=30),
    ]
    comparison = compare(sides)
    assert trends(comparison).trends.since == START + timedelta(days=20)
    result = trends(comparison, START + timedelta(days=15)).trends
    headings = {family.id: family.heading for family in comparison.views[0].families}
    assert [headings[name] for name in result.new] == ["Drift"]
    assert [headings[name] for name in result.fading] == ["Costs"]
    nothing_later = trends(comparison, START + timedelta(days=99)).trends
    assert (nothing_later.new, nothing_later.fading) == ((), ())


def test_families_keep_their_ids_when_the_archive_grows() -> None:
    sides = [side(f"e{at}", {"powers": 20, "costs": 9 + at}, subject=at, days=at) for at in range(6)]
    before = {f.heading: f.id for f in compare(sides[:4]).views[0].families}
    after = {f.heading: f.id for f in compare(sides).views[0].families}
    assert before == after
