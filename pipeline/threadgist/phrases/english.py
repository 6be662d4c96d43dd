"""What `english.toml` lists: closed classes, common words, empty words, and the subjects of public talk."""

from __future__ import annotations

from threadgist.resources import package_table

_TABLE = package_table("phrases/english.toml")
_WORDS: dict[str, frozenset[str]] = {name: frozenset(text.split()) for name, text in _TABLE["words"].items()}

ADJECTIVES = _WORDS["adjectives"]
ADVERBS = _WORDS["adverbs"]
AUXILIARIES = _WORDS["auxiliaries"]
BE_FORMS = _WORDS["be_forms"]
BOILERPLATE = _WORDS["boilerplate"]
COMMON_NOUNS = _WORDS["common_nouns"]
CONJUNCTIONS = _WORDS["conjunctions"]
DETERMINERS = _WORDS["determiners"]
EMPTY_ADJECTIVES = _WORDS["empty_adjectives"]
GENERIC_NOUNS = _WORDS["generic_nouns"]
GERUND_NOUNS = _WORDS["gerund_nouns"]
IRREGULAR_SINGULARS: dict[str, str] = dict(pair.split(":") for pair in _WORDS["irregular_singulars"])
LEANING = _WORDS["leaning"]
LY_ADJECTIVES = _WORDS["ly_adjectives"]
NAME_OPENERS = _WORDS["name_openers"]
NEVER = _WORDS["never"]
NUMBERS = _WORDS["numbers"]
PARTITIVES = _WORDS["partitives"]
PREPOSITIONS = _WORDS["prepositions"]
PRONOUNS = _WORDS["pronouns"]
SITES = _WORDS["sites"]
SPEAKERS = _WORDS["speakers"]
STATING = _WORDS["stating"]
SUBJECTS = _WORDS["subjects"]
TALKING = _WORDS["talking"]
TELLING_ADJECTIVES = _WORDS["telling_adjectives"]
TIME_NOUNS = _WORDS["time_nouns"]
VAGUE_ALONE = _WORDS["vague_alone"]
VERBAL_NOUNS = _WORDS["verbal_nouns"]
VERBS = _WORDS["verbs"]
VERB_FORMS = _WORDS["verb_forms"]
VERB_LEANING = _WORDS["verb_leaning"]
STOP = DETERMINERS | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | ADVERBS
# What people say, and what that is about.
_WORDS_FOR: dict[str, tuple[str, ...]] = {
    aspect: tuple(text.split()) for aspect, text in _TABLE["aspects"].items()
}
ASPECTS: dict[str, str] = {word: aspect for aspect, words in _WORDS_FOR.items() for word in words}


def words_for(heading: str) -> tuple[str, ...]:
    """Return the words that people say of an aspect, none where the heading is no aspect."""
    return _WORDS_FOR.get(heading.lower(), ())
