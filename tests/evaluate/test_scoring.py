"""The evaluator cannot be fooled: perfect, random and empty output come out in that order."""

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suites.agreement import agreement
from suites.argkp import argkp
from suites.data_argkp import load_argkp
from suites.data_summaries import load_opinosis, own_summaries
from suites.keypoints import fit_match, found_by_similarity, size_correlation
from suites.rouge import rouge
from suites.shorten import count_tokens, printed, shorten
from suites.summaries import summaries

from evaluate.made import Writer, bullet_of, digest_of
from threadgist.evaluate.checks import grounding, ledger, mean, redundancy
from threadgist.pages import render
from threadgist.progress import Progress
from threadgist.records import SummarySentence

SLICE = Path(__file__).parent / "slice"
DEBATES = {debate.thread.id: debate for debate in load_argkp(SLICE)}


def perfect(thread):
    debate = DEBATES[thread.id]
    groups = {}
    for id_ in debate.single:
        groups.setdefault(debate.matches[id_][0], []).append(id_)
    return digest_of(thread, [groups[point] for point in sorted(groups)])


def at_random(thread):
    chance = random.Random(thread.id)
    ids = [comment.id for comment in thread.comments]
    chance.shuffle(ids)
    return digest_of(thread, [ids[:9], ids[9:17], ids[17:]], quoted=set(ids[:2]))


def empty(thread):
    return digest_of(thread, [])


def scored(make, suite=argkp):
    report = suite(SLICE, [Writer("it", make)], (), Progress())
    return next(score for score in report.scores if score.subset == "all")


def test_themes_and_key_points_rank_perfect_random_empty():
    best, middle, worst = scored(perfect), scored(at_random), scored(empty)
    assert best.figure("AMI") == best.figure("ARI") == best.figure("quoted") == best.figure("sizes") == 1
    assert best.figure("noise") == 0
    assert abs(middle.figure("AMI")) < 0.2
    assert abs(middle.figure("ARI")) < 0.2
    assert middle.figure("quoted") < best.figure("quoted")
    assert worst.figure("AMI") == pytest.approx(0, abs=1e-9)
    assert worst.figure("ARI") == worst.figure("quoted") == worst.figure("found") == 0
    assert worst.figure("noise") == 1
    # Nothing was said, so nothing was said twice, and nothing was made up: not scorable, not perfect.
    assert math.isnan(worst.figure("redundant"))
    assert math.isnan(worst.figure("grounding"))


def test_summaries_rank_perfect_random_empty():
    threads = load_opinosis(SLICE)
    golds = {one.thread.id: one.references[0] for one in threads}

    def figures(make):
        report = summaries("opinosis", threads, [Writer("it", make)], (), Progress())
        return next(score for score in report.scores if score.system == "it" and score.subset == "all")

    def in_their_words(thread):
        comment = replace(thread.comments[0], text=golds[thread.id])
        told = replace(thread, comments=(comment, *thread.comments[1:]))
        return digest_of(told, [[comment.id]])

    best, middle, worst = figures(in_their_words), figures(at_random_one), figures(empty)
    for name in ("R1", "R2", "RL"):
        assert best.figure(name) > middle.figure(name) > worst.figure(name) == 0


def at_random_one(thread):
    chosen = random.Random(thread.id).choice(thread.comments)
    return digest_of(thread, [[chosen.id]])


def test_nothing_of_a_digest_is_changed():
    kept = []

    def remembered(thread):
        kept.append(perfect(thread))
        return kept[-1]

    report = argkp(SLICE, [Writer("it", remembered)], (), Progress())
    assert report.scores
    assert [render(digest, "json") for digest in kept] == [
        render(perfect(DEBATES[digest.thread_id].thread), "json") for digest in kept
    ]


def test_a_broken_digest_fails_the_run():
    def lying(thread):
        digest = perfect(thread)
        theme = digest.themes[0]
        false = replace(theme.bullets[0], text="“Nobody wrote this.”")
        return replace(digest, themes=(replace(theme, bullets=(false,)), *digest.themes[1:]))

    def forgetful(thread):
        digest = perfect(thread)
        return replace(digest, ledger=digest.ledger[1:])

    for make, word in ((lying, "grounding"), (forgetful, "ledger")):
        report = argkp(SLICE, [Writer("it", make)], (), Progress())
        assert len(report.broken) == len(DEBATES)
        assert all(word in fault for fault in report.broken)
    assert not argkp(SLICE, [Writer("it", perfect)], (), Progress()).broken


THREAD = next(iter(DEBATES.values())).thread
FIRST = THREAD.comments[0]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "“something else”"},
        {"children": (replace(bullet_of(FIRST, "t1-1-1"), role="reply"),)},
        {"comment_ids": ("nobody",)},
        {"cites": ()},
        {"comment_ids": ()},
    ],
    ids=str,
)
def test_what_is_not_grounded_is_seen(change):
    digest = digest_of(THREAD, [[FIRST.id]])
    assert grounding(digest) == 1
    bullet = replace(bullet_of(FIRST, "t1-1"), **change)
    assert grounding(replace(digest, themes=(replace(digest.themes[0], bullets=(bullet,)),))) < 1


def test_the_ledger_is_asked_about_what_was_handed_in():
    digest = digest_of(THREAD, [[FIRST.id]])
    given_in = frozenset(comment.id for comment in THREAD.comments)
    assert ledger(digest, given_in) == 1
    assert ledger(digest, given_in | {"lost"}) == pytest.approx(len(given_in) / (len(given_in) + 1))
    twice = replace(digest, ledger=(*digest.ledger, digest.ledger[0]))
    assert ledger(twice, given_in) < 1
    misplaced = replace(digest, themes=())
    assert ledger(misplaced, given_in) < 1


def test_what_cannot_be_scored_is_nan():
    assert math.isnan(agreement(["a", "a"], [1, 2])["AMI"])
    assert math.isnan(agreement([], [])["noise"])
    assert math.isnan(size_correlation({"a": "x", "b": "y", "c": "z"}, {"a": "1"}))
    assert math.isnan(size_correlation({"a": "x", "b": "x"}, {}))
    assert math.isnan(mean([]))
    assert math.isnan(mean([math.nan]))
    assert mean([math.nan, 0.5]) == 0.5
    assert all(math.isnan(value) for value in rouge("words", ()).values())
    encode = Writer("it", perfect).encode
    assert math.isnan(redundancy(encode(["only one"])))
    assert math.isnan(found_by_similarity(encode(["a point"]), encode([]), math.nan))
    assert fit_match([0.1, 0.9], [True, True]) is None


def test_sizes_of_random_themes_say_nothing_about_the_sizes_of_groups():
    gold = {str(number): "large" if number < 60 else f"small {number % 5}" for number in range(100)}
    assert size_correlation(gold, gold) == pytest.approx(1)
    assert size_correlation(gold, dict.fromkeys(gold, "everything")) == 0
    assert size_correlation(gold, dict.fromkeys(gold)) == 0
    halves = {
        thing: group if group != "large" else f"large {int(thing) % 2}" for thing, group in gold.items()
    }
    assert size_correlation(gold, halves) == pytest.approx(1)
    turned = {thing: f"alone {thing}" if group == "large" else "rest" for thing, group in gold.items()}
    assert size_correlation(gold, turned) == pytest.approx(-1)
    chance = random.Random(1)
    drawn = [size_correlation(gold, {thing: chance.choice("aaaabbc") for thing in gold}) for _ in range(200)]
    assert abs(mean(drawn)) < 0.03


def test_summaries_of_other_threads_are_told():
    threads = [f"The {word} and the {other} are of interest here." for word, other in RARE]
    own = [f"Somebody asks about the {word}, others name the {other}." for word, other in RARE]
    assert own_summaries(threads, own) == [True] * len(RARE)
    assert own_summaries(threads, own[1:] + own[:1]) == [False] * len(RARE)
    assert own_summaries(threads, [own[0], own[2], own[1], *own[3:]]) == [True, False, False, True]
    # What fits nowhere is not taken away from its pair.
    assert own_summaries(threads, ["Nothing."] * len(RARE)) == [True] * len(RARE)
    assert own_summaries([], []) == []


RARE = (("boiler", "chlorine"), ("bypass", "lorries"), ("bells", "parish"), ("market", "cheese"))


def test_an_empty_summary_scores_nothing_but_is_scored():
    assert set(rouge("", ("some words",)).values()) == {0.0}
    assert set(rouge("some words", ("some words",)).values()) == {1.0}


def test_the_threshold_is_fitted_on_dev_and_on_nothing_else(tmp_path):
    for path in (SLICE / "kpa").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())

    def told():
        report = argkp(tmp_path, [Writer("it", perfect)], (), Progress())
        return next(note for note in report.notes if "cosine" in note)

    before = told()
    labels = tmp_path / "labels_train.csv"
    turned = {"0": "1", "1": "0"}
    head, *rows = labels.read_text().splitlines()
    labels.write_text("\n".join([head, *(row[:-1] + turned[row[-1]] for row in rows)]) + "\n")
    assert told() == before
    head, *rows = (tmp_path / "labels_dev.csv").read_text().splitlines()
    (tmp_path / "labels_dev.csv").write_text(
        "\n".join([head, *(row[:-1] + turned[row[-1]] for row in rows)]) + "\n"
    )
    assert told() != before
    for name in ("arguments", "key_points", "labels"):
        (tmp_path / f"{name}_dev.csv").unlink()
    report = argkp(tmp_path, [Writer("it", perfect)], (), Progress())
    assert all(math.isnan(score.figure("found")) for score in report.scores)


def test_redundancy_counts_pairs():
    encode = Writer("it", perfect).encode
    texts = ["the pool is closed", "the pool is closed", "bread and cheese", "night trains run"]
    assert redundancy(encode(texts)) == pytest.approx(1 / 6)
    assert redundancy(encode(texts[1:])) == 0


def test_a_theme_for_each_argument_earns_nothing():
    labels = list(range(10))
    gold = ["a"] * 5 + ["b"] * 5
    assert agreement(gold, labels)["ARI"] == 0
    assert agreement(gold, [None] * 10)["ARI"] == 0
    assert agreement(gold, [0] * 10)["AMI"] == 0


@given(st.lists(st.text("ab .'é\n", max_size=30), max_size=6), st.integers(0, 12))
def test_every_text_is_cut_to_the_same_length(units, words):
    text = shorten(units, words)
    assert count_tokens(text) == min(words, sum(map(count_tokens, units)))


def test_the_cut_is_after_a_word():
    assert shorten(["One two three.", "Four, five six."], 5) == "One two three.\nFour, five"
    assert shorten([], 5) == ""
    assert shorten(["One."], 0) == ""


def test_what_is_printed_is_scored_once_and_in_its_order():
    debate = next(iter(DEBATES.values()))
    digest = perfect(debate.thread)
    plain = printed(digest)
    bullets = [bullet for theme in digest.themes for bullet in theme.bullets]
    last = bullets[-1]
    short = replace(digest, summary=(SummarySentence(last.text, (last.id,)),))
    assert printed(short) == (plain[-1], *plain[:-1])
    assert grounding(short) == 1
    # A sentence of a language model's own is printed beside the bullets, and does not take their place.
    own = replace(digest, summary=(SummarySentence("All of them want it.", (last.id,)),))
    assert printed(own) == ("All of them want it.", *plain)
    assert grounding(own) < 1
    assert grounding(replace(digest, summary=(SummarySentence(last.text, ("nothing",)),))) < 1
