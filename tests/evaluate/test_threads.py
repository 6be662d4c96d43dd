"""The suite of labelled threads: what it measures, on readings made by hand and on the examples' own."""

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suites.baselines import group
from suites.threads import Reading, bcubed, load_gold, threads
from tests.evaluate.made import Writer, digest_of

from threadgist.errors import InputError
from threadgist.progress import Progress
from threadgist.records import Comment, Thread

GOLD = Path(__file__).parents[2] / "bench" / "gold"

NAMES = st.frozensets(st.sampled_from("abc"), max_size=2)


def plainly(gold, found):
    """Extended BCubed by its definition, over all pairs."""

    def shared(groups, one, two):
        return max(1, len(groups[one])) if one == two else len(groups[one] & groups[two])

    def side(own, other):
        total = 0.0
        for one in gold:
            near = [two for two in gold if shared(own, one, two)]
            parts = [
                min(shared(own, one, two), shared(other, one, two)) / shared(own, one, two) for two in near
            ]
            total += sum(parts) / len(parts)
        return total / len(gold)

    precision, recall = side(found, gold), side(gold, found)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8))
def test_bcubed_is_what_its_definition_says(pairs):
    gold = {str(number): pair[0] for number, pair in enumerate(pairs)}
    found = {str(number): pair[1] for number, pair in enumerate(pairs)}
    assert bcubed(gold, found) == pytest.approx(plainly(gold, found))
    assert bcubed(gold, gold) == pytest.approx(1.0)


def reading(points):
    comments = tuple(Comment(f"c{n}", None, f"person {n}", f"What person {n} has to say.") for n in range(8))
    themes = {f"c{n}": frozenset({"one" if n < 4 else "two"}) for n in range(8)}
    return Reading("made", Thread("made", "Made", "test", comments), themes, points)


def scored(made, groups, quoted=None):
    maker = Writer("ours", lambda thread: digest_of(thread, groups, quoted))
    report = threads([made], [maker], Progress(), against={"kmeans": partial(group, "kmeans")})
    assert report.broken == ()
    return report.scores[0]


def test_the_same_themes_agree_and_one_theme_does_not():
    ids = [f"c{n}" for n in range(8)]
    made = reading(())
    assert scored(made, [ids[:4], ids[4:]]).figure("AMI") == pytest.approx(1.0)
    assert scored(made, [ids]).figure("AMI") == pytest.approx(0.0, abs=1e-9)


def test_a_point_is_found_where_a_quoted_comment_makes_it():
    ids = [f"c{n}" for n in range(8)]
    made = reading((frozenset({"c0", "c1"}), frozenset({"c4", "c5"}), frozenset({"c7"})))
    score = scored(made, [ids[:4], ids[4:]], quoted=("c0", "c7"))
    # The point of one person is no point that a digest must have; a line that makes it is a good line all the same.
    assert score.figure("points found") == pytest.approx(0.5)
    assert score.figure("lines that make a point") == pytest.approx(1.0)
    assert scored(made, [ids[:4], ids[4:]], quoted=("c2", "c6")).figure("points found") == 0.0


def test_labels_without_their_thread_are_left_out_and_said(tmp_path):
    label = {"thread": "t", "file": "t.csv", "themes": [], "none": ["1"]}
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "t.a.json").write_text(json.dumps(label))
    with pytest.raises(InputError, match="none of the threads"):
        load_gold(tmp_path)
    (tmp_path / "t.csv").write_text("id,text\n1,A comment about the library\n")
    (tmp_path / "gold" / "gone.a.json").write_text(
        json.dumps({**label, "thread": "gone", "file": "gone.csv"})
    )
    (found,), left_out = load_gold(tmp_path)
    assert found.name == "t"
    assert "gone.a.json" in left_out[0]
    (tmp_path / "gold" / "t.a.json").write_text('{"thread": "t"}')
    with pytest.raises(InputError, match=r"t\.a\.json"):
        load_gold(tmp_path)


def test_the_examples_keep_what_was_measured(measured, floors_file):
    outcome = measured("threads", "--data", GOLD, "--floors", floors_file)
    assert outcome.code == 0, outcome.err


def test_labelled_threads_on_the_command_line(measured, tmp_path):
    label = {
        "thread": "t",
        "file": "t.csv",
        "themes": [{"id": "one", "comments": ["1", "2"], "points": [{"makes": ["1"]}]}],
        "none": [],
    }
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "t.a.json").write_text(json.dumps(label))
    (tmp_path / "t.csv").write_text("id,author,text\n1,a,The library is shut.\n2,b,Open it on Sundays.\n")
    figures = tmp_path / "figures.json"
    outcome = measured("threads", "--data", tmp_path, "--set", "encoder.name=tiny-hash", "--json", figures)
    assert outcome.code == 0, outcome.err
    assert "threadgist" in outcome.out
    (report,) = json.loads(figures.read_text())
    assert report["scores"][0]["figures"]["ledger"] == 1
    assert measured("threads", "--data", tmp_path / "gone").code == 3
