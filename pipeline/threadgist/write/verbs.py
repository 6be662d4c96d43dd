"""English verbs behind the words for people: in the plural as a model writes them."""

import re
from typing import Final

from threadgist.write.rules.tokens import english, english_pairs

SPEAKING: Final = frozenset(english("verbs", "speaking"))
_WORD: Final = re.compile(r"[a-z]+")
_NO_LONGER: Final = re.compile(r"\sno longer(?=\s)")
_ADVERB: Final = re.compile(rf"(?:\w+ly|{'|'.join(english('verbs', 'adverbs'))})$")
# "... and fear that", "..., but want prices": a second verb of the same people. What may be a noun as well is a verb
# before an object or a clause only.
_AND: Final = re.compile(
    r"(,?\s(?:and|but|or|yet)\s(?:still\s|also\s|then\s)?"
    rf"(?=(?:{'|'.join(sorted(SPEAKING))})\s(?:that|to|of|about|against|whether|how|why|the|a|an|it|this|no)\b|"
    rf"(?:{'|'.join(sorted(SPEAKING.difference(english('verbs', 'nouns'))))})\b))([a-z]+)"
)
# "hopes to find and keep", "can see and decide": the second verb belongs to the one before it.
_HELPED: Final = re.compile(
    r"\b(?:to(?!\s\w+ing\b)|can|could|cannot|will|would|should|may|might|must|do(?:es)? not|lets?|helps?)\s[a-z]+"
    r"(?:\s[^,]*)?$"
)
# "A former cook, now retired, says": what stands between the people and their verb.
_ASIDE: Final = re.compile(r",[^,]{2,80},(?=\s)")
# "They, one objects, are hit and get nothing": the people and their verb stand in the sentence of others.
_INSERTED: Final = re.compile(r",\s(?!(?:and|but|or|yet)\s)")
_IRREGULAR: Final = english_pairs("verbs", "irregular")
_NO_VERBS: Final = frozenset(english("verbs", "none"))


def for_one(rest: str, *, inserted: bool = False) -> str:
    """Put the verbs of what follows people into the form for one; only the first if `inserted` in others' sentence."""
    if before := _ASIDE.match(rest) or _NO_LONGER.match(rest):
        return f"{before[0]}{for_one(rest[before.end() :], inserted=inserted)}"
    for match in _WORD.finditer(rest):
        word = match[0]
        if word in _NO_VERBS:
            return rest
        if word in SPEAKING or word in _IRREGULAR or not _ADVERB.fullmatch(word):
            after = rest[match.end() :]
            if not (inserted and _INSERTED.match(after)):
                after = _AND.sub(_second, after)
            return f"{rest[: match.start()]}{_singular(word)}{after}"
    return rest


def _second(found: re.Match[str]) -> str:
    """A second verb of the same person, in the form for one; an infinitive stays as it is."""
    helped = not found[1].startswith(",") and _HELPED.search(found.string[: found.start()])
    return found[0] if helped else f"{found[1]}{_singular(found[2])}"


def _singular(verb: str) -> str:
    """Return the form of an English verb for one person; what is no verb in the present stays as it is."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb not in SPEAKING and re.search(r"(?<!s)s$|ed$|ly$", verb):
        return verb
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return f"{verb[:-1]}ies"
    return f"{verb}s"
