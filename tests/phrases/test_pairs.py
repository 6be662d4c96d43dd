"""Which phrases a heading puts side by side, and how it writes them."""

from __future__ import annotations

from collections import defaultdict

import pytest
from heading_cases import POOL, TREES, Case, encode

from threadgist.phrases import headings
from threadgist.phrases.candidates import Phrase
from threadgist.phrases.casing import settle
from threadgist.phrases.compose import proposals
from threadgist.phrases.scoring import Scored


def scored(words, score, authors):
    phrase = Phrase(tuple(words.lower().split()), words, True)
    phrase.authors = defaultdict(set, {"t": set(authors)})
    return Scored(phrase, score, len(authors))


def first(*ranked, near=0.3, people=8, topic=frozenset()):
    return proposals(list(ranked), lambda one, two: near, "t", people, topic=topic)[0]


def test_two_phrases_that_one_person_uses_both_go_together():
    assert first(scored("ferry", 1.0, "abc"), scored("season tickets", 0.8, "cd"), near=0.0) == (
        "Ferry and season tickets"
    )


def test_of_two_partners_the_one_that_has_to_do_with_it_is_taken():
    ranked = [scored("ferry", 1.0, "abc"), scored("wasps", 0.8, "de"), scored("timetables", 0.75, "af")]
    assert first(*ranked, near=0.0) == "Ferry and timetables"


def test_a_phrase_that_hardly_belongs_to_the_theme_is_no_partner():
    assert first(scored("ferry", 1.0, "abc"), scored("lost umbrella", 0.1, "bd")) == "Ferry"


@pytest.mark.parametrize("near", [0.9, 0.95])
def test_the_same_thing_is_not_said_twice(near):
    ranked = [scored("ferry crossings", 1.0, "abc"), scored("boat trips", 0.5, "bd")]
    assert first(*ranked, near=near) == "Ferry crossings"
    assert first(*ranked, near=0.4) == "Ferry crossings and boat trips"


def test_a_word_and_a_longer_word_it_begins_are_no_pair():
    assert first(scored("harbour", 1.0, "abc"), scored("harbourmaster", 0.9, "abd")) == "Harbour"


def test_words_of_one_person_each_do_not_head_a_theme_of_many():
    ranked = [scored("anchor", 0.2, "a"), scored("biscuit", 0.19, "b"), scored("crow", 0.18, "c")]
    assert " and " in first(*ranked, people=4)
    assert " and " not in first(*ranked, people=30)


def test_what_a_third_of_the_theme_says_may_head_it_though_the_thread_says_it_too():
    topic = frozenset({"tide", "gate"})
    assert first(scored("Tide Gate", 1.0, "abc"), scored("gate paint", 0.7, "ad"), topic=topic) == "Tide Gate"
    assert (
        first(scored("Tide Gate", 1.0, "abc"), scored("gate paint", 0.7, "ad"), people=40, topic=topic)
        == "Gate paint"
    )


def test_a_name_that_only_opens_sentences_keeps_its_capital():
    phrases = [Phrase(("lisbon",), "lisbon", True), Phrase(("sardine",), "sardines", True)]
    texts = ["Lisbon is far.", "Well. Lisbon again!", "Sardines are cheap and sardines are good."]
    assert settle(phrases, texts) == {"lisbon": "Lisbon"}


def test_a_word_cut_out_of_a_name_is_written_small():
    phrase = Phrase(("pier", "ticket"), "Pier tickets", True)
    texts = [
        "The Grand Pier tickets are dear.",
        "I like the Grand Pier.",
        "A pier is a pier, and this pier rusts.",
    ]
    assert settle([phrase], texts) == {"Pier tickets": "pier tickets"}


def test_names_and_abbreviations_stay_as_they_are():
    phrases = [
        Phrase((word.lower(),), word, True) for word in ("NATO", "iPhone", "Tromsø", "McGill", "Oslo fjord")
    ]
    texts = ["NATO, an iPhone, Tromsø and the Oslo fjord: McGill saw all of them.", "We saw Oslo."]
    assert settle(phrases, texts) == {}


def test_including_is_no_part_of_a_subject():
    texts = [
        "They closed everything, including village libraries.",
        "Including village libraries in the cuts was mean.",
        "Village libraries are all we have.",
    ]
    case = Case([texts, POOL, TREES])
    for heading in headings(case.corpus, case.embeddings, case.clustering, encode)[0]:
        assert "including" not in heading.lower()
