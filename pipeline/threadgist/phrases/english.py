"""What `english.toml` lists: closed classes, common words, empty words, and the subjects of public talk."""

from threadgist.resources import package_table

TABLE = package_table("phrases/english.toml")


def words(name: str) -> frozenset[str]:
    """Return the words of a list of `english.toml`."""
    return frozenset(TABLE["words"][name].split())


ADJECTIVES = words("adjectives")
BE_FORMS = words("be_forms")
COMMON_NOUNS = words("common_nouns")
EMPTY_ADJECTIVES = words("empty_adjectives")
GENERIC_NOUNS = words("generic_nouns")
GERUND_NOUNS = words("gerund_nouns")
NEVER = words("never")
PARTITIVES = words("partitives")
SUBJECTS = words("subjects")
TELLING_ADJECTIVES = words("telling_adjectives")
TIME_NOUNS = words("time_nouns")
VERBAL_NOUNS = words("verbal_nouns")
VERBS = words("verbs")
VERB_FORMS = words("verb_forms")
VERB_LEANING = words("verb_leaning")
STOP = frozenset().union(*map(words, ("determiners", "pronouns", "prepositions", "conjunctions", "adverbs")))
# What people say, and what that is about.
ASPECTS: dict[str, str] = {word: aspect for aspect, text in TABLE["aspects"].items() for word in text.split()}


def words_for(heading: str) -> tuple[str, ...]:
    """Return the words that people say of an aspect, none where the heading is no aspect."""
    return tuple(TABLE["aspects"].get(heading.lower(), "").split())
