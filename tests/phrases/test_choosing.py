"""Which heading is chosen, and how it is written."""

from __future__ import annotations

from collections import defaultdict

import pytest
from heading_cases import BUSES, POOL, TREES, Case, headings

from threadgist.phrases import candidates, distinct, proposals
from threadgist.phrases.candidates import Phrase
from threadgist.phrases.casing import settle
from threadgist.phrases.scoring import share_factor
from threadgist.records import NAMELESS

BEES = [
    "The beehives on the roof were a good idea.",
    "Who pays for the beehives when they swarm?",
    "Beehives need somebody who knows them.",
    "I like honey but not beside a school.",
]


def scored(words, score):
    phrase = Phrase(tuple(words.lower().split()), words, True)
    phrase.authors = defaultdict(set, {"t": {"a", "b"}})
    return phrase, score


def best(*ranked, quoted=(), title=frozenset()):
    return max(proposals(ranked, quoted, title, names=True))[1]


def test_what_more_people_say_is_worth_more_up_to_a_third():
    shares = [0.05, 0.15, 0.25, 0.4]
    assert [share_factor(share) for share in shares] == sorted({share_factor(share) for share in shares})
    assert share_factor(0.4) == share_factor(0.9)


def test_a_name_alone_steps_behind_what_says_something():
    assert best(scored("Burger Barn", 1.0), scored("opening hours", 0.6)) == "Opening hours"
    assert best(scored("EU", 1.0), scored("opening hours", 0.6)) == "EU"


def test_what_only_repeats_the_title_steps_behind():
    ranked = [scored("harbour bridge", 1.0), scored("toll booths", 0.5)]
    assert best(*ranked) == "Harbour bridge"
    assert best(*ranked, title=frozenset({"harbour", "bridge", "vote"})) == "Toll booths"


def test_a_sentence_stands_in_quotation_marks():
    assert (
        best(scored("ferry", 0.3), quoted=[(0.5, "Who pays for the ferry?")]) == "“Who pays for the ferry?”"
    )
    assert best(scored("ferry fares", 0.6), quoted=[(0.5, "Who pays for the ferry?")]) == "Ferry fares"


def test_a_heading_that_is_taken_is_not_taken_again():
    offered = [[(1.0, "Ferry fares")], [(1.0, "Ferry fares"), (0.4, "Piers")], [(1.0, "Ferry fares")]]
    chosen = [found.headings[0] for found in distinct(offered)]
    assert chosen == ["Ferry fares", "Piers", NAMELESS]


def test_what_is_worth_little_names_nothing_but_may_be_mentioned():
    offered = [
        [(1.0, "Ferry fares")],
        [(0.05, "Piers")],
        [],
        [(0.25, "“Who feeds the gulls?”"), (0.2, "Gulls")],
    ]
    chosen = distinct(offered)
    assert [found.named for found in chosen] == [True, False, False, False]
    assert [found.headings[0] for found in chosen] == ["Ferry fares", NAMELESS, f"{NAMELESS} (2)", "Gulls"]


def test_a_poor_heading_is_not_taken_only_because_it_shares_no_word():
    offered = [[(1.0, "Ferry fares")], [(1.0, "Ferry fares in winter"), (0.05, "Piers")]]
    assert distinct(offered)[1].headings[0] == "Ferry fares in winter"


def test_one_persons_phrase_does_not_head_a_theme_that_shares_another():
    found = headings(Case([[*BEES, "The hydrofoil timetable confuses me."], POOL, TREES])).themes[0]
    assert "beehives" in found[0].lower()
    assert "hydrofoil" not in found[0].lower()


def test_parts_have_headings_that_differ_from_the_themes():
    parts = [list(range(len(BUSES))), list(range(len(BUSES), len(BUSES) + len(POOL)))]
    found = headings(Case([[*BUSES, *POOL], TREES], parts=[parts, []]))
    (buses, pool), none = found.parts
    firsts = [*(theme[0] for theme in found.themes), buses[0], pool[0]]
    assert none == ()
    assert len({heading.casefold() for heading in firsts}) == 4
    assert "bus" in buses[0].lower() or buses[0] == "Public transport"
    assert "pool" in pool[0].lower() or "fees" in pool[0].lower()


def test_different_words_of_one_subject_are_named_by_it():
    texts = [
        "That is far too expensive for what it is.",
        "I could not afford it last summer either.",
        "Cheaper in the next village, and warmer.",
        "The price doubled within two years.",
    ]
    assert headings(Case([texts, TREES, BEES])).themes[0][0] == "Prices"


def test_a_subject_that_hardly_anybody_speaks_of_names_nothing():
    texts = [*TREES, *TREES, "Too expensive for me.", "Cheaper elsewhere.", "What a price!"]
    case = Case([texts, POOL, BEES])
    offered = candidates(case.corpus, case.clustering, frozenset()).ranked[0]
    assert offered
    assert "prices" not in {phrase.surface for phrase, _ in offered}


def test_third_party_and_old_and_new_stay_with_their_noun():
    texts = [
        "Will third party apps still work?",
        "I only read it in third party apps.",
        "Without third party apps I am gone.",
        "Third party apps were there first.",
    ]
    assert headings(Case([texts, TREES, POOL])).themes[0][0] == "Third party apps"


def test_a_name_that_only_opens_sentences_keeps_its_capital():
    phrases = [Phrase(("lisbon",), "lisbon", True), Phrase(("sardine",), "sardines", True)]
    texts = ["Lisbon is far.", "Well. Lisbon again!", "Sardines are cheap and sardines are good."]
    settle(phrases, texts)
    assert [phrase.surface for phrase in phrases] == ["Lisbon", "sardines"]


def test_a_word_cut_out_of_a_name_is_written_small():
    phrase = Phrase(("pier", "ticket"), "Pier tickets", True)
    texts = [
        "The Grand Pier tickets are dear.",
        "I like the Grand Pier.",
        "A pier is a pier, and this pier rusts.",
    ]
    settle([phrase], texts)
    assert phrase.surface == "pier tickets"


@pytest.mark.parametrize("word", ["NATO", "iPhone", "Tromsø", "McGill", "Oslo fjord"])
def test_names_and_abbreviations_stay_as_they_are(word):
    texts = ["NATO, an iPhone, Tromsø and the Oslo fjord: McGill saw all of them.", "We saw Oslo."]
    phrase = Phrase((word.lower(),), word, True)
    settle([phrase], texts)
    assert phrase.surface == word
