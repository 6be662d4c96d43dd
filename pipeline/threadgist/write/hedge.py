"""Words for how many people say something, set by code where a sentence leaves a place for them.

A model writes “{who} doubt that …”; the people behind what it cites are counted, and "{who}" becomes "Several". Where
it is a single person, “{who: a former cook}” says what they are. Words for a number that a model set itself are
replaced by those that fit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from threadgist.speakers import LANGUAGES
from threadgist.write.rules.tokens import FUNCTION_WORDS, english, english_pairs

SLOT: Final = "{who}"
_NUMBERS: Final = ("two", "some", "several", "many")
_SLOT: Final = re.compile(r"\{who(?::\s*([^{}|]{2,60}?))?\s*\}")
# In a prompt a slot stands in round brackets, for braces are defused there.
_DEFUSED_SLOT: Final = re.compile(r"\((who(?::[^()]{2,60})?)\)")
# What may stand in a sentence as the name of a person.
_NAME: Final = re.compile(r"[^\W_][\w.-]{0,38}")
PAIR: Final = 2
_DEFUSED_FORMS: Final = re.compile(r"\(([\w’']+)¦([\w’']+)\)")
SEVERAL: Final = 4
# So large a part of all are many, if they are so many at least; so many are in any thread.
MANY: Final = 7
MANY_PART: Final = 0.06
MANY_ANYWHERE: Final = 12
# Fewer are many, too, where they are so large a part of all.
MANY_OF_FEW: Final = 5
MANY_SHARE: Final = 0.25
# "Most" is for more than half of all people of the thread, where that is more than a handful; or of those who take a
# side on the whole, where they are so large a part of all, and so many times as many as the others.
MOST_SHARE: Final = 0.5
TAKE_A_SIDE: Final = 0.1
MAJORITY_TIMES: Final = 1.25
HALF_TIMES: Final = 0.8
MOST_TIMES: Final = 2
NEARLY_ALL_TIMES: Final = 9

_FORMS: Final = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_PEOPLE: Final = r"(?:commenters?|commentators?|users?|people|posters?|participants?|readers?|respondents?)"
_SPEAK: Final = frozenset(english("verbs", "speaking"))
_COUNTED: Final = (
    r"(?:many|most|several|some|a few|few|others|a number of|a couple of|various|two|three|four|"
    r"five|one|another)"
)
# "Several commenters argue", "Several argue": words for a number that a model set in spite of what it was told.
_SET: Final = re.compile(
    rf"^(?:{_COUNTED}\s+{_PEOPLE}|{_COUNTED}(?=\s+(?:\w+ly\s+|also\s+)?(?:{'|'.join(sorted(_SPEAK))})\b)|commenters)(?=\s)",
    re.IGNORECASE,
)
# People at large, who are no commenters.
_ANYBODY: Final = re.compile(r"\w+ (?:people|readers|users) ", re.IGNORECASE)
# "Prices are too high, many complain": the same within a sentence.
_SET_WITHIN: Final = re.compile(rf",\s{_COUNTED}(?=\s(?:{'|'.join(sorted(_SPEAK))})\b)", re.IGNORECASE)
# What a single person is called in English.
_ARTICLE: Final = re.compile(r"(?:an?|the)\s", re.IGNORECASE)
_SINGLE: Final = re.compile(
    r"(?:an?|the|its|their|one of (?:the|its|their)|someone|somebody)\s", re.IGNORECASE
)
_NOUN: Final = re.compile(
    r"(?:an?|the)\s[\w'’-]+(?:\s[\w'’-]+)*?(?=,|\s(?:of|who|whose|with|without|in|from|at|for|on|unable)(?![\w-]))",
    re.IGNORECASE,
)
# "Several Europeans are": a number of people of a kind.
_KIND: Final = re.compile(r"^(many|most|several|a few|some)\s+(?=[\w-]+s\b)", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z]+")
_ADVERB: Final = re.compile(
    r"(?:\w+ly|also|still|even|just|rather|instead|both|each|all|not|first|once|twice|never|always|often|now|then|already|soon|sometimes)$"
)
# "... and fear that", "..., but want prices": a second verb of the same people. What may be a noun as well is a verb
# before an object or a clause only.
_JOIN: Final = r"\s(?:and|but|or|yet)\s(?:still\s|also\s|then\s)?"
_VERBS: Final = _SPEAK.difference(english("verbs", "nouns"))
_AND: Final = re.compile(
    rf"(,?{_JOIN}(?=(?:{'|'.join(sorted(_SPEAK))})\s(?:that|to|of|about|against|whether|how|why|the|a|an|it|this|no)\b)|"
    rf",?{_JOIN}(?=(?:{'|'.join(sorted(_VERBS))})\b))([a-z]+)"
)
# "hopes to find and keep", "can see and decide": the second verb belongs to the one before it.
_HELPED: Final = re.compile(
    r"\b(?:to(?!\s\w+ing\b)|can|could|cannot|will|would|should|may|might|must|do(?:es)? not|lets?|helps?)\s[a-z]+"
    r"(?:\s[^,]*)?$"
)
# "A former cook, now retired, says": what stands between the people and their verb.
_ASIDE: Final = re.compile(r",[^,]{2,80},(?=\s)")
_IRREGULAR: Final = english_pairs("verbs", "irregular")
_NO_VERBS: Final = frozenset(english("verbs", "none"))


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people behind a sentence: `number` of them, of `everybody` in the thread.

    `signed` is whether the thread names authors; `other_side` whether the sentence stands against the one before it;
    `host` whether one of them answers for the site or was asked to answer; `against` are those who say the opposite,
    None where nobody looked for all of them.
    """

    number: int
    everybody: int
    signed: bool = True
    other_side: bool = False
    host: bool = False
    against: int | None = None


def hedged(text: str, crowd: Crowd, language: str) -> str | None:
    """Return a sentence with the words that fit the number of people behind it.

    Returns:
        The sentence, or None where it speaks of several people and one is behind it, which words alone do not mend.
    """
    if language == "en" and _SLOT.search(text) is None:
        text = _SET.sub(SLOT, text, count=1)
        text = text if SLOT in text else _SET_WITHIN.sub(f", {SLOT}", text, count=1)
    elif language == "en" and _SET.match(text) and not _ANYBODY.match(text):
        return None
    slots = _SLOT.findall(text)
    one = crowd.number <= 1
    text = _FORMS.sub(lambda match: match[2] if one else match[1], text)
    if not slots:
        kind = _KIND.match(text) if language == "en" else None
        if kind is None:
            return text
        if one:
            return None
        fit = kind[1]
        if fit.casefold() in ("many", "most", "several"):
            fit = _fit(Crowd(crowd.number, crowd.everybody), language)
        return f"{fit.removesuffix(' commenters')} {text[kind.end() :]}"
    if len(slots) > 1:
        return None
    before, after = _SLOT.sub(SLOT, text).split(SLOT)
    described = description(text, crowd, language)
    people = _headed(described or _within(_fit(crowd, language), before), before)
    return f"{before}{people}{_for_one(after) if language == 'en' and one else after}"


def people_in(text: str, crowd: Crowd, language: str) -> str:
    """Return the words for people that `hedged` puts into a sentence, "" where it leaves no place for them."""
    if _SLOT.search(text) is None:
        if language != "en" or (_SET.match(text) is None and _SET_WITHIN.search(text) is None):
            return ""
        return _fit(crowd, language)
    return description(text, crowd, language) or _fit(crowd, language)


def describes_one(text: str) -> bool:
    """Whether a sentence that a model wrote calls who says it what they are: “{who: a former cook}”."""
    slot = _SLOT.search(text)
    return slot is not None and bool(slot[1])


def description(text: str, crowd: Crowd, language: str) -> str:
    """Return what a sentence that a model wrote calls the single person behind it, "" where it says nothing fit.

    In Japanese a particle would be missing behind it.
    """
    slot = _SLOT.search(text)
    people = (slot[1] or "") if slot is not None else ""
    fit = language != "ja" and (language != "en" or _SINGLE.match(people) is not None)
    return people if fit and crowd.number <= 1 and not crowd.host else ""


def _headed(people: str, before: str) -> str:
    """Begin the words for people with a capital at the head of a sentence."""
    head = not before.strip() or before.rstrip().endswith((".", "?", "!"))
    return f"{people[:1].upper()}{people[1:]}" if head else people


def _within(people: str, before: str) -> str:
    """Begin words of ours with a small letter within a sentence."""
    return f"{people[:1].lower()}{people[1:]}" if before.strip() else people


def answering(
    text: str,
    people: str,
    crowd: Crowd,
    authors: Set[str],
    before: Sequence[tuple[str, Set[str]]],
    language: str,
) -> tuple[str, str]:
    """Return a hedged sentence of a `crowd` of `authors` in words that go on from the sentences before it.

    `people` are the words for them in it, and `before` those of the sentences before it, each with who says it; the
    first is the one it answers. "One commenter" becomes "One" or, behind one more, "Another", "One of them" or "The
    same commenter" where the sentence before tells of them, and "Others" says how many where it answers a single person
    or stands behind others.

    Returns:
        The sentence, and the words for people in it.
    """
    words = LANGUAGES[language]
    answered, behind = before[0]
    if people == words["others"]:
        alone = len(behind) <= 1 and answered != words["one"]
        if alone or any(said == words["others"] for said, _ in before):
            return _exchanged(text, people, _fit(replace(crowd, other_side=False), language))
        return text, people
    if "another" not in words or people != words["one"]:
        return text, people
    last = before[-1][1]
    single = words["single"]
    if authors <= last:
        return _exchanged(text, people, words["same" if len(last) <= 1 else "one_of_them"])
    if any(authors <= who for _, who in before):
        return text, people
    ones = (words["one"], single, words["another"])
    return _exchanged(text, people, words["another"] if any(said in ones for said, _ in before) else single)


def _exchanged(text: str, people: str, other: str, *, kept: bool = False) -> tuple[str, str]:
    """Put other words for people into a sentence, at its head or within it; `kept` with their own capitals."""
    if text.startswith(f"{people[:1].upper()}{people[1:]} "):
        head = other if kept else f"{other[:1].upper()}{other[1:]}"
        return f"{head}{text[len(people) :]}", other
    within = f" {people[:1].lower()}{people[1:]}"
    at = text.find(within)
    if at < 0 or text[at + len(within) : at + len(within) + 1].isalnum():
        return text, people
    body = other if kept else f"{other[:1].lower()}{other[1:]}"
    return f"{text[:at]} {body}{text[at + len(within) :]}", other


def opposing(text: str, people: str, language: str, *, minority: bool) -> str:
    """Return a hedged sentence as one of those who are against what was said before, `minority` if much fewer."""
    words = LANGUAGES[language]
    numbers = {words[name] for name in (*_NUMBERS, *(f"{name}_again" for name in _NUMBERS)) if name in words}
    if people not in numbers or not text.startswith(people):
        return text
    return _exchanged(text, people, words.get("minority", words["others"]) if minority else words["others"])[
        0
    ]


def varied(text: str, people: str, before: Sequence[str], plainly: str, language: str) -> tuple[str, str]:
    """Return a hedged sentence with other words for people where the one before begins with the same.

    Args:
        text: The sentence.
        people: The words for people in it.
        before: Those that the sentences before it begin with, "" for one that begins otherwise. Who takes a side is
            said once.
        plainly: Words for their number alone.
        language: ISO 639-1 code.

    Returns:
        The sentence, and the words for people in it.
    """
    words = LANGUAGES[language]
    if not people or not text.startswith(people):
        return text, people
    siding = {said for name, said in words.items() if name.endswith("_siding")}
    if people in siding:
        return _exchanged(text, people, plainly) if siding.intersection(before) else (text, people)
    again = {words[name]: words[f"{name}_again"] for name in _NUMBERS if f"{name}_again" in words}
    if people in again and before and before[-1] == people:
        return _exchanged(text, people, again[people])
    return text, people


def brief(who: str) -> str:
    """Return what a person is called without what follows the noun: “the maintainer” of “the maintainer of a tool”."""
    noun = _NOUN.match(who)
    return noun[0] if noun is not None and not noun[0].endswith(" one") else who


def named_again(text: str, people: str, known: str, language: str, *, again_at_once: bool = False) -> str:
    """Return a hedged sentence of one person whom the page has called `known`: “a former cook” is “the former cook”.

    `people` are the words for them in it. `again_at_once` is whether the sentence before is theirs: “that commenter”.
    """
    words = LANGUAGES[language]
    if not known or not people or "another" not in words:
        return text
    again = known
    if article := _SINGLE.match(known):
        noun = known[article.end() :]
        again = {"so": f"the commenter {noun}", "on": known}.get(article[0][:2].casefold(), f"the {noun}")
    return _exchanged(text, people, words["that"] if again_at_once else again)[0]


def host_named(text: str, people: str, name: str, language: str, *, again: bool) -> str:
    """Return a hedged sentence with the name of who answers for the site; in English, and where it can be printed."""
    words = LANGUAGES[language]
    hosts = {words[key] for key in ("host", "host_and_one", "host_and") if key in words}
    if people not in hosts or "another" not in words or _NAME.fullmatch(name) is None:
        return text
    own = name if again else f"{name}, the host,"
    return _exchanged(text, people, people.replace(words["host"], own), kept=True)[0]


def without_words(heading: str, words: Sequence[str]) -> str:
    """Return a heading without some of its words, and without what only led to them; "" where one word is left."""
    left = [word for word in re.split(r"\s+", heading) if not any(one in word for one in words)]
    while left and left[0].casefold() in FUNCTION_WORDS:
        del left[0]
    while left and left[-1].casefold() in FUNCTION_WORDS:
        del left[-1]
    text = " ".join(left)
    return f"{text[:1].upper()}{text[1:]}" if len(left) > 1 else ""


def is_unnamed(people: str, language: str) -> bool:
    """Whether words are for one person of whom nothing is said."""
    words = LANGUAGES[language]
    return people in (words["one"], words.get("single"), words.get("same"))


def restored(text: str) -> str:
    """Return a defused sentence with its slot and forms as a model is to write them."""
    return _DEFUSED_FORMS.sub(r"{\1|\2}", _DEFUSED_SLOT.sub(r"{\1}", text))


def plain(text: str, language: str) -> str:
    """Return a sentence as it is held against comments: with nothing left for code to fill in."""
    slot = _SLOT.search(text)
    described = slot[1] if slot is not None and slot[1] else ""
    text = _FORMS.sub(lambda match: match[2] if described else match[1], text)
    if (slot := _SLOT.search(text)) is None:
        return text
    before, after = text[: slot.start()], text[slot.end() :]
    if described and language == "en":
        after = _for_one(after)
    return f"{before}{_headed(described or _within('Some', before), before)}{after}"


def uncounted(text: str, language: str) -> str:
    """Return a plain sentence without the number of people that a model set in spite of what it was told."""
    return _SET.sub("Some", plain(text, language), count=1)


def number_of(crowd: Crowd, language: str) -> str:
    """Return words for the number of people alone, whatever side they are on."""
    return _fit(Crowd(crowd.number, crowd.everybody, crowd.signed), language)


def _fit(crowd: Crowd, language: str) -> str:
    words, number = LANGUAGES[language], crowd.number
    if crowd.host and "host" in words and (number < SEVERAL or crowd.other_side):
        one_more = "host_and_one" if number == PAIR and "host_and_one" in words else "host_and"
        return words["host" if number <= 1 else one_more]
    if number <= 1:
        unnamed = "comment" in words and not (crowd.signed or crowd.other_side)
        return words["comment" if unnamed else "one"]
    if crowd.other_side:
        return words["others"]
    if crowd.against is not None and (side := _side(crowd)) in words:
        return words[side]
    if _is_many(crowd):
        return words["most" if number > MOST_SHARE * crowd.everybody else "many"]
    if number <= PAIR and crowd.signed:
        return words.get("two", words["some"])
    return words["several" if number >= SEVERAL else "some"]


def _side(crowd: Crowd) -> str:
    """Return the key of the words for the larger of two sides, "" where it is not that large."""
    against = crowd.against or 0
    if crowd.number + against < TAKE_A_SIDE * crowd.everybody:
        return ""
    if min(crowd.number, against) >= SEVERAL and HALF_TIMES < crowd.number / against < MAJORITY_TIMES:
        return "half_siding"
    if not _is_many(crowd):
        return ""
    if crowd.number >= NEARLY_ALL_TIMES * against:
        return "nearly_all_siding"
    if crowd.number >= MOST_TIMES * against:
        return "most_siding"
    return "majority_siding" if crowd.number >= MAJORITY_TIMES * against else ""


def _is_many(crowd: Crowd) -> bool:
    """Whether people are many: by their number, or for a thread of so few."""
    part = crowd.number / max(1, crowd.everybody)
    return (
        crowd.number >= MANY_ANYWHERE
        or (crowd.number >= MANY and part >= MANY_PART)
        or (crowd.number >= MANY_OF_FEW and part >= MANY_SHARE)
    )


def _for_one(rest: str) -> str:
    """Put the first verb of what follows the people into the form for one person."""
    if aside := _ASIDE.match(rest):
        return f"{aside[0]}{_for_one(rest[aside.end() :])}"
    for match in _WORD.finditer(rest):
        word = match[0]
        if word in _NO_VERBS:
            return rest
        if word in _SPEAK or word in _IRREGULAR or not _ADVERB.fullmatch(word):
            after = _AND.sub(_second, rest[match.end() :])
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
    if verb not in _SPEAK and verb.endswith(("s", "ed", "ly")):
        return verb
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return f"{verb[:-1]}ies"
    return f"{verb}s"
