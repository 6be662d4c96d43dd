"""The suites as a user runs them: on the slice in the repository, with real vectors where floors are asked."""

import json
import math
import os

import pytest
from quality import run
from suites.data_argkp import load_argkp
from suites.data_summaries import load_convosumm, load_opinosis
from suites.maker import Maker
from suites.speed import speed
from suites.stability import stability

from threadgist.errors import InputError
from threadgist.progress import Progress
from threads import TINY as TINY_SETTINGS
from threads import village

TINY = ("--set", "encoder.name=tiny-hash")


@pytest.mark.parametrize(
    ("suite", "against"),
    [("argkp", "kmeans,ward"), ("opinosis", "lead,centroid,lexrank")],
)
def test_the_floors_hold(suite, against, measured, slice_dir, floors_file):
    outcome = measured(suite, "--data", slice_dir, "--against", against, "--floors", floors_file)
    assert outcome.code == 0, outcome.err
    for name in against.split(","):
        assert any(line.startswith(name) for line in outcome.out.splitlines())


def test_a_missed_floor_fails_the_run(measured, slice_dir, tmp_path):
    floors = tmp_path / "high.toml"
    floors.write_text("[opinosis.all]\nR1 = { least = 0.99 }\n[argkp.all]\nAMI = { least = 2 }\n")
    outcome = measured("opinosis", "--data", slice_dir, *TINY, "--floors", floors)
    assert outcome.code == 1
    assert "R1" in outcome.err
    assert "AMI" not in outcome.err
    floors.write_text("[opinosis.all]\nR1 = 0.9\n")
    assert measured("opinosis", "--data", slice_dir, *TINY, "--floors", floors).code == 3


def test_a_figure_that_is_not_there_misses_its_floor(measured, slice_dir, tmp_path):
    floors = tmp_path / "unknown.toml"
    floors.write_text("[opinosis.all]\nelegance = { most = 1.0 }\n")
    assert measured("opinosis", "--data", slice_dir, *TINY, "--floors", floors).code == 1


def test_configurations_side_by_side_in_table_json_and_plot(measured, slice_dir, tmp_path):
    for name, points in (("few", 2), ("many", 4)):
        (tmp_path / f"{name}.toml").write_text(
            f'[encoder]\nname = "tiny-hash"\n[select]\nmax_points = {points}\n'
        )
    outcome = measured(
        "argkp", "--data", slice_dir / "kpa", "--against", "kmeans",
        "--config", tmp_path / "few.toml", "--config", tmp_path / "many.toml",
        "--json", tmp_path / "out" / "figures.json", "--plot", tmp_path / "out" / "figures.svg",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    (report,) = json.loads((tmp_path / "out" / "figures.json").read_text())
    assert report["command"].startswith("python bench/quality.py argkp")
    bullets = {
        score["system"]: score["figures"]["bullets"] for score in report["scores"] if score["subset"] == "all"
    }
    assert bullets["kmeans"] is None
    assert bullets["few"] < bullets["many"]
    rows = [line.split()[0] for line in outcome.out.splitlines() if " all " in line]
    assert rows == ["few", "many", "kmeans"]
    svg = (tmp_path / "out" / "figures.svg").read_text()
    assert "<svg" in svg
    assert measured("argkp", "--data", slice_dir, *TINY, "--plot", "figures.doc").code == 3


@pytest.mark.parametrize("suite", ["argkp", "opinosis", "convosumm", "stability"])
def test_wrong_folders_are_named(suite, measured, tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        outcome = measured(suite, "--data", folder, *TINY)
        assert outcome.code == 3
        assert str(folder) in outcome.err
        assert outcome.err.count("\n") == 1


def test_unknown_names_are_refused(slice_dir, measured):
    with pytest.raises(InputError, match="--data"):
        run("argkp")
    outcome = measured("argkp", "--data", slice_dir, *TINY, "--against", "kmeens")
    assert outcome.code == 3
    assert "kmeens" in outcome.err


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("labels_dev.csv", "arg_id,key_point_id\nx,y\n", "label"),
        ("labels_dev.csv", "arg_id,key_point_id,label\n", "no rows"),
        ("key_points_dev.csv", "key_point_id,key_point,topic,stance\nk,Something,Else,1\n", "key points"),
    ],
)
def test_damaged_tables_are_named(name, text, word, slice_dir, tmp_path):
    for path in (slice_dir / "kpa").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=word) as caught:
        load_argkp(tmp_path)
    assert name in str(caught.value)


def test_topics_are_split_and_dev_is_apart(slice_dir):
    debates = load_argkp(slice_dir)
    assert [debate.subset for debate in debates] == ["dev", "tuning", "held-out"] or sorted(
        debate.subset for debate in debates
    ) == ["dev", "held-out", "tuning"]
    assert all(set(debate.single) <= {comment.id for comment in debate.thread.comments} for debate in debates)


MAIL = (
    'Name: "Ann Other"   Email: "ann@example.org"   To: list@example.org   Subject: "Re: [list] Door colours"'
    "            I would paint the door green.   It hides the dirt.      > What colour?      "
    "Red fades in the sun.   --    Ann, 12 Hill Road   "
)


def test_messages_get_their_lines_back(tmp_path):
    (tmp_path / "val.source").write_text(f"{MAIL}</s>{MAIL.replace('Ann', 'Ben').replace('green', 'blue')}\n")
    (tmp_path / "val.target").write_text("Ann wants green, Ben wants blue.\n")
    (one,) = load_convosumm(tmp_path)
    assert one.thread.title == "Door colours"
    assert one.subset == "held-out"
    assert [comment.author for comment in one.thread.comments] == ["Ann Other", "Ben Other"]
    text = one.thread.comments[0].text
    assert "I would paint the door green. It hides the dirt." in text
    assert "> What colour?" in text.splitlines()
    assert "Hill Road" not in text
    assert "example.org" not in text
    report = run("convosumm", tmp_path, [("tiny", TINY_SETTINGS)], ["lead"])
    assert report.scores[0].figure("R1") > 0.1
    assert {score.subset for score in report.scores} == {"held-out"}
    (tmp_path / "val.target").write_text("one\ntwo\n")
    with pytest.raises(InputError, match="2 summaries"):
        load_convosumm(tmp_path)


def test_pairs_that_belong_together_are_scored_beside_all_pairs(tmp_path):
    told = {"green": "What colour?", "boiler": "Is it old?", "bells": "How loud?"}
    mails = [MAIL.replace("green", word).replace("What colour?", told[word]) for word in told]
    (tmp_path / "val.source").write_text("\n".join(mails) + "\n")
    (tmp_path / "val.target").write_text("Somebody likes green.\nThe bells are loud.\nThe boiler is old.\n")
    assert [one.belongs for one in load_convosumm(tmp_path)] == [True, False, False]
    report = run("convosumm", tmp_path, [("tiny", TINY_SETTINGS)], ["lead"])
    items = {
        (score.system, score.subset): score.threads for score in report.scores if "over" not in score.system
    }
    for system in ("tiny", "lead"):
        assert items[system, "held-out"] == 3
        assert items[system, "held-out, own summary"] == 1
    assert any(note.startswith("2 of 3 summaries") for note in report.notes)


def test_topics_need_sentences_and_summaries(tmp_path):
    (tmp_path / "pool" / "gold").mkdir(parents=True)
    (tmp_path / "pool" / "sentences.txt").write_bytes("The café is closed.\n".encode("latin-1"))
    with pytest.raises(InputError, match="no summaries"):
        load_opinosis(tmp_path)
    (tmp_path / "pool" / "gold" / "1.gold").write_text("Closed.\n")
    (one,) = load_opinosis(tmp_path)
    assert one.thread.comments[0].text == "The café is closed."


def test_shuffles_and_resamples():
    thread = village(60)
    maker = Maker("tiny", TINY_SETTINGS)
    report = stability({"it": thread}, [maker], Progress(), resamples=3, shuffles=2)
    (score,) = report.scores
    assert score.figure("shuffles") == 1
    assert -0.5 <= score.figure("worst") <= score.figure("ARI") <= 1
    assert not report.broken
    small = stability({"it": village(5)}, [maker], Progress(), resamples=2, shuffles=1).scores[0]
    assert math.isnan(small.figure("ARI"))


def test_another_order_that_matters_is_seen(monkeypatch):
    thread = village(12)
    maker = Maker("tiny", TINY_SETTINGS)
    seen = []

    def moody(given_thread):
        seen.append(given_thread)
        from dataclasses import replace

        return replace(Maker.digest(maker, given_thread), title=str(len(seen)))

    monkeypatch.setattr(maker, "digest", moody)
    report = stability({"it": thread}, [maker], Progress(), resamples=0, shuffles=2)
    assert report.scores[0].figure("shuffles") == 0
    assert report.broken


def test_speed_times_every_stage():
    maker = Maker("tiny", TINY_SETTINGS)
    (score,) = speed([maker], Progress(), sizes=(20,)).scores
    figures = dict(score.figures)
    assert {"embed", "cluster", "render", "total"} <= set(figures)
    parts = [value for name, value in figures.items() if name not in ("total", "comments/s")]
    assert figures["total"] == pytest.approx(sum(parts))
    assert all(value >= 0 for value in parts)


def test_reports_are_written_as_one_page(measured, slice_dir, tmp_path):
    page = tmp_path / "quality.md"
    assert measured("opinosis", "argkp", "--data", slice_dir, *TINY, "--out", page).code == 0
    text = page.read_text()
    assert "$ python bench/quality.py opinosis argkp" in text
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## opinosis", "## argkp"]
    assert "| threadgist | all | 3 |" in text


@pytest.mark.skipif(
    os.environ.get("THREADGIST_TEST_EXTRAS") != "1",
    reason="a minute of compiling; set THREADGIST_TEST_EXTRAS=1",
)
def test_bertopic_runs_where_it_is_installed():
    pytest.importorskip("umap")
    pytest.importorskip("bertopic")
    from suites.baselines import group, rank

    maker = Maker("tiny", TINY_SETTINGS)
    texts = [comment.text for comment in village(60).comments]
    vectors = maker.encode(texts)
    labels = group("bertopic", texts, vectors, 5)
    assert len(labels) == 60
    assert min(labels) >= -1
    assert group("bertopic", texts, vectors, 5) == labels
    ranked = rank("mmr", texts, vectors)
    assert set(ranked) <= set(texts)
    assert len(ranked) == min(60, len(set(texts)))


@pytest.mark.parametrize("name", ["lead", "centroid", "lexrank"])
def test_rankings_are_of_the_sentences(name):
    from suites.baselines import rank

    maker = Maker("tiny", TINY_SETTINGS)
    texts = [comment.text for comment in village(20).comments] + ["…"]
    ranked = rank(name, texts, maker.encode(texts))
    assert sorted(ranked) == sorted(texts[:-1])
    assert rank(name, [], maker.encode([])) == []


@pytest.mark.shared
def test_the_real_sets_are_read(shared):
    assert len(load_argkp(shared)) == 56
    assert len(load_opinosis(shared)) == 26
    threads = load_convosumm(shared)
    assert len(threads) == 265
    assert sum(not one.belongs for one in threads if one.subset == "held-out") == 16
    assert sum(not one.belongs for one in threads if one.subset == "tuning") == 50
    assert all(comment.text or comment.author for one in threads for comment in one.thread.comments)
    assert sum("Email:" in comment.text for one in threads for comment in one.thread.comments) < 40
