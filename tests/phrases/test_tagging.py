"""Which words may stand in a noun phrase."""

from __future__ import annotations

import pytest

from threadgist.phrases.candidates import noun_phrases, phrase_key
from threadgist.phrases.tagging import clauses, singular, tag_clause


def phrases_of(text):
    return {
        " ".join(token.lower for token in tokens[start:end])
        for tokens in clauses(text)
        for start, end, whole in noun_phrases(tokens, tag_clause(tokens))
        if whole
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The privacy laws make that illegal.", "privacy laws"),
        ("Workers pay income tax on time.", "income tax"),
        ("It is a matter of freedom of speech here.", "freedom of speech"),
        ("They banned plant-based burgers last week.", "plant-based burgers"),
        ("We moved to New Zealand because of that.", "new zealand"),
        ("The tax increase hits everyone.", "tax increase"),
        ("She asked for a refund policy.", "refund policy"),
    ],
)
def test_noun_phrases_are_found(text, expected):
    assert expected in phrases_of(text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("It doesn't taste good.", "taste"),
        ("People who eat meat know.", "eat meat"),
        ("A lot of people agree.", "lot of people"),
        ("That was years ago.", "years"),
        ("Workers pay income tax.", "workers pay income tax"),
        ("This helps people.", "helps people"),
        ("Cannabis helps with pain.", "cannabis helps"),
        ("I live in New Zealand now.", "zealand"),
        ("They increased the fees.", "increased"),
    ],
)
def test_half_sentences_are_not(text, unwanted):
    assert unwanted not in phrases_of(text)


def test_phrases_do_not_cross_punctuation():
    assert not any(
        "bread" in phrase and "cheese" in phrase for phrase in phrases_of("fresh bread, goat cheese")
    )


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("laws", "law"),
        ("policies", "policy"),
        ("boxes", "box"),
        ("women", "woman"),
        ("glass", "glass"),
        ("bus", "bus"),
    ],
)
def test_singular(plural, expected):
    assert singular(plural) == expected


def test_number_case_and_hyphens_make_one_phrase():
    spaced, joined = clauses("Privacy Laws, privacy-law")
    assert phrase_key(spaced) == phrase_key(joined) == ("privacy", "law")
