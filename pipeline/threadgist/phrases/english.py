"""What `english.toml` lists: closed classes, common words, empty words, and the subjects of public talk."""

from threadgist.resources import package_table

TABLE = package_table("phrases/english.toml")
WORDS: dict[str, frozenset[str]] = {name: frozenset(text.split()) for name, text in TABLE["words"].items()}
BE_FORMS = WORDS["be_forms"]
EMPTY_ADJECTIVES = WORDS["empty_adjectives"]
GENERIC_NOUNS = WORDS["generic_nouns"]
GERUND_NOUNS = WORDS["gerund_nouns"]
NEVER = WORDS["never"]
PARTITIVES = WORDS["partitives"]
SUBJECTS = WORDS["subjects"]
TELLING_ADJECTIVES = WORDS["telling_adjectives"]
TIME_NOUNS = WORDS["time_nouns"]
VERBAL_NOUNS = WORDS["verbal_nouns"]
VERBS = WORDS["verbs"]
VERB_LEANING = WORDS["verb_leaning"]
_OF_GRAMMAR = ("determiners", "pronouns", "prepositions", "conjunctions", "adverbs")
STOP = frozenset().union(*map(WORDS.__getitem__, _OF_GRAMMAR))
# What people say, and what that is about.
ASPECTS: dict[str, str] = {word: aspect for aspect, text in TABLE["aspects"].items() for word in text.split()}


def words_for(heading: str) -> tuple[str, ...]:
    """Return the words that people say of an aspect, none where the heading is no aspect."""
    return tuple(TABLE["aspects"].get(heading.lower(), "").split())
