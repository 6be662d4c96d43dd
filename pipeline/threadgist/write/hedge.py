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
from threadgist.write.rules.tokens import english, english_pairs

SLOT: Final = "{who}"
_SLOT: Final = re.compile(r"\{who(?::\s*([^{}|]{2,60}?))?\s*\}")
# In a prompt a slot stands in round brackets, for braces are defused there.
_DEFUSED_SLOT: Final = re.compile(r"\((who(?::[^()]{2,60})?)\)")
PAIR: Final = 2
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
_SINGLE: Final = re.compile(r"(?:an?|the|someone|somebody)\s", re.IGNORECASE)
_AFTER_NOUN: Final = re.compile(
    r",|\s(?:of|who|whose|with|without|in|from|at|for|on|unable|raised|writing)\b"
)
# "Several Europeans are": a number of people of a kind.
_KIND: Final = re.compile(r"^(many|most|several|a few|some)\s+(?=[\w-]+s\b)", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z]+")
_ADVERB: Final = re.compile(
    r"(?:\w+ly|also|still|even|just|rather|instead|once|twice|never|always|often|now|then|already|soon|sometimes)$"
)
# "... and fear that", "..., but want prices": a second verb of the same people. What may be a noun as well is a verb
# before an object or a clause only.
_JOIN: Final = r"\s(?:and|but|or|yet)\s"
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
        fit = _fit(crowd, language) if kind[1].casefold() in ("many", "most", "several") else kind[1]
        return f"{fit.removesuffix(' commenters')} {text[kind.end() :]}"
    if len(slots) > 1:
        return None
    before, after = _SLOT.sub(SLOT, text).split(SLOT)
    described = description(text, crowd, language)
    people = _headed(described or _within(_fit(crowd, language), before), before)
    return f"{before}{people}{_for_one(after) if language == 'en' and one else after}"


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
    crowd: Crowd,
    authors: Set[str],
    before: Sequence[tuple[str, Set[str]]],
    language: str,
) -> str:
    """Return a hedged sentence of a `crowd` of `authors` in words that go on from the sentences `before` it.

    The first of these is the one it answers, each with who says it. "One commenter" becomes "One" or, behind one more,
    "Another", "One of them" or "The same commenter" where the sentence before tells of them, and "Others" says how many
    where it answers a single person or stands behind others.
    """
    words = LANGUAGES[language]
    one, others = f"{words['one']} ", f"{words['others']} "
    single = f"{words.get('single', words['one'])} "
    answered, behind = before[0]
    if crowd.number > 1:
        alone = len(behind) <= 1 and not answered.startswith(one)
        if text.startswith(others) and (alone or any(said.startswith(others) for said, _ in before)):
            return f"{_fit(replace(crowd, other_side=False), language)} {text.removeprefix(others)}"
        return text
    within = f" {words['one'].lower()} "
    if "another" not in words or not (text.startswith(one) or within in text):
        return text
    last = before[-1][1]
    if authors <= last:
        people = words["same" if len(last) <= 1 else "one_of_them"]
    elif any(authors <= who for _, who in before):
        return text
    elif any(said.startswith((one, single, f"{words['another']} ")) or within in said for said, _ in before):
        people = words["another"]
    else:
        people = single.rstrip()
    if text.startswith(one):
        return f"{people} {text.removeprefix(one)}"
    return text.replace(within, f" {people.lower()} ", 1)


def opposing(text: str, language: str, *, minority: bool) -> str:
    """Return a hedged sentence as one of those who are against what was said before, `minority` if much fewer."""
    words = LANGUAGES[language]
    for name in ("some", "several", "many"):
        if text.startswith(f"{words[name]} "):
            people = words.get("minority", words["others"]) if minority else words["others"]
            return f"{people} {text.removeprefix(words[name]).lstrip()}"
    return text


def varied(text: str, before: Sequence[str], language: str) -> str:
    """Return a hedged sentence with other words for people where the one before begins with the same.

    Who takes a side is said once of the sentences `before` and this one.
    """
    words = LANGUAGES[language]
    siding = tuple(people for name, people in words.items() if name.endswith("_siding"))
    if text.startswith(siding) and any(said.startswith(siding) for said in before):
        (people,) = (people for people in siding if text.startswith(people))
        return f"{words['many']} {text.removeprefix(people).lstrip()}"
    for name in ("two", "some", "several"):
        people, other = f"{words.get(name, '')} ", f"{name}_again"
        if other in words and text.startswith(people) and before and before[-1].startswith(people):
            return f"{words[other]} {text.removeprefix(people)}"
    return text


def brief(who: str) -> str:
    """Return what a person is called without what follows the noun: “the maintainer” of “the maintainer of a tool”."""
    return _AFTER_NOUN.split(who, maxsplit=1)[0] if _ARTICLE.match(who) else who


def named_again(text: str, who: str, known: str, language: str, *, again_at_once: bool = False) -> str:
    """Return a hedged sentence of one person whom the page has called `known`: “a former cook” is “the former cook”.

    `who` is what this sentence calls them; either is "" where nothing is said. `again_at_once` is whether the sentence
    before is theirs: “that commenter”.
    """
    words = LANGUAGES[language]
    if not known or "another" not in words or text.startswith(words["one_of_them"]):
        return text
    again = known
    if article := _SINGLE.match(known):
        again = f"the {'' if _ARTICLE.match(known) else 'commenter '}{known[article.end() :]}"
    names = (who,) if who else (words["one"], words["same"], words["single"])
    if again_at_once:
        again = words["that"]
    for name in names:
        if text.startswith(f"{name[:1].upper()}{name[1:]} "):
            return f"{again[:1].upper()}{again[1:]}{text[len(name) :]}"
        within = f" {name[:1].lower()}{name[1:]} " if not who else f" {name} "
        if within in text and name != words["single"]:
            return text.replace(within, f" {again} ", 1)
    return text


def restored(text: str) -> str:
    """Return a defused sentence with its slot as a model is to write it."""
    return _DEFUSED_SLOT.sub(r"{\1}", text)


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
    if number <= PAIR:
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
