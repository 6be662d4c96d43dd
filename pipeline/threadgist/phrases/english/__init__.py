"""English word lists for finding noun phrases without a tagger: closed classes, common verbs, empty words.

The lists hold what rules cannot tell. Regular forms (walks, walked, walking) are derived, irregular ones
listed.
"""

from __future__ import annotations

from threadgist.phrases.english.adjectives import (
    ADJECTIVES,
    EMPTY_ADJECTIVES,
    LY_ADJECTIVES,
    TELLING_ADJECTIVES,
)
from threadgist.phrases.english.closed import (
    ADVERBS,
    AUXILIARIES,
    BE_FORMS,
    CONJUNCTIONS,
    DETERMINERS,
    NUMBERS,
    PREPOSITIONS,
    PRONOUNS,
    STOP,
)
from threadgist.phrases.english.forums import BOILERPLATE, NEVER, SITES
from threadgist.phrases.english.nouns import (
    COMMON_NOUNS,
    GENERIC_NOUNS,
    IRREGULAR_SINGULARS,
    NAME_OPENERS,
    PARTITIVES,
    SUBJECTS,
    TIME_NOUNS,
    VAGUE_ALONE,
)
from threadgist.phrases.english.verbs import GERUND_NOUNS, VERB_FORMS, VERB_LEANING, VERBAL_NOUNS, VERBS

__all__ = [
    "ADJECTIVES",
    "ADVERBS",
    "AUXILIARIES",
    "BE_FORMS",
    "BOILERPLATE",
    "COMMON_NOUNS",
    "CONJUNCTIONS",
    "DETERMINERS",
    "EMPTY_ADJECTIVES",
    "GENERIC_NOUNS",
    "GERUND_NOUNS",
    "IRREGULAR_SINGULARS",
    "LY_ADJECTIVES",
    "NAME_OPENERS",
    "NEVER",
    "NUMBERS",
    "PARTITIVES",
    "PREPOSITIONS",
    "PRONOUNS",
    "SITES",
    "STOP",
    "SUBJECTS",
    "TELLING_ADJECTIVES",
    "TIME_NOUNS",
    "VAGUE_ALONE",
    "VERBAL_NOUNS",
    "VERBS",
    "VERB_FORMS",
    "VERB_LEANING",
]
