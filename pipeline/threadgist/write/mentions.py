"""Words for people in sentences that go on from another, in the place of those that `hedge.py` set: “One of them”."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Final, TypeAlias

from threadgist.speakers import LANGUAGES
from threadgist.write.hedge import PAIR, SINGLE, Crowd, fitting, standing
from threadgist.write.rules.tokens import FUNCTION_WORDS
from threadgist.write.verbs import SPEAKING, SPEAKS

_NUMBERS: Final = ("two", "some", "several", "many")
# Words for one person of those before, and for any of whom nothing is said.
_OF_THEM: Final = ("one_of_them", "one_of_two", "other", "other_of_two")
_UNKNOWN: Final = ("one", "single", "another", "same", "first", "the_one", *_OF_THEM)
# Where so many people say a sentence, one of them who is described behind it is taken for one more.
_COUNTABLE: Final = 3
# What may stand in a sentence as the name of a person.
_NAME: Final = re.compile(r"[^\W_][\w.-]{0,38}")
# Such a description says itself who it is.
_TELLS_WHICH: Final = ("the ", "one of ", "another ")
_SOMEONE: Final = re.compile(
    r"some(?:one|body)\s(?=who\b|whose\b|with|from\b|in\b|at\b|\w+ing\b)", re.IGNORECASE
)
_ARTICLE: Final = re.compile(r"^an?\s", re.IGNORECASE)
_AFTER_ASIDE: Final = re.compile(r",([,.;:?!])")
_OWNED: Final = re.compile(
    r"(?:(?:an?|the|another)\s)?"
    r"(?:(?!(?:of|in|at|on|for|from|with|to|by|near|behind|under|running|who|whose|one)\s)[\w-]+\s){0,3}[\w-]+['’]s\s"
    r"([\w-]+(?:\s[\w-]+)?)$"
)
# What ends so is no noun: "a nurse based", "a reader not".
_NO_NOUN: Final = re.compile(r"(?:ed|ing|\bborn|\bgrown|\bnot)$")
_NOUN: Final = re.compile(
    r"(?:an?|the)\s[\w'’-]+(?:\s[\w'’-]+)*?(?=,|\s(?:of|who|whose|with|without|in|from|at|for|on|unable|behind|proposing|running|working|living)(?![\w-]))",
    re.IGNORECASE,
)
# The words for people of the sentences before one in its paragraph, each with who says it.
Before: TypeAlias = Sequence[tuple[str, Set[str]]]


def answering(
    text: str, people: str, crowd: Crowd, authors: Set[str], before: Before, language: str
) -> tuple[str, str]:
    """Return a hedged sentence of a `crowd` of `authors`, and the words for them, going on from what is `before` it.

    `people` are the words for them in it; the first before it is what it answers. "One commenter" becomes "One" or,
    behind one more, "Another"; "One of them" or "The same commenter" where the sentence before tells of them; "The
    other" where it is one of two and the first was told of; "The first commenter" where they spoke first. "Two
    commenters" becomes "Two", and the people of the sentence before "They". "Others" becomes "Two others", and says
    how many where it answers a single person, stands behind others, or is none.
    """
    return _exchanged(text, people, _going_on(text, people, crowd, authors, before, language))


def _going_on(text: str, people: str, crowd: Crowd, authors: Set[str], before: Before, language: str) -> str:
    words = LANGUAGES[language]
    (answered, behind), (said, last) = before[0], before[-1]
    if people == words["others"]:
        alone = len(behind) <= 1 and answered != words["one"]
        same = 2 * len(authors & behind) >= len(authors)
        two = words.get("two_others", people)
        if not (alone or same or any(told in (people, two) for told, _ in before)):
            return two if crowd.number == PAIR and crowd.signed else people
        plainly = fitting(replace(crowd, other_side=False), language)
        return words.get("two_within", plainly) if plainly == words.get("two") else plainly
    # Whoever is one of the first must not be taken for one of those who have spoken in between.
    between = authors < behind and not last <= behind
    if len(authors) > 1 and authors == last and said and people in map(words.get, _NUMBERS):
        within = re.search(rf", {people[:1].lower()}{people[1:]} (\w+)", text)
        subject = standing(text, language).startswith(people) or (within and within[1] in SPEAKING)
        return words.get("they", people) if subject else people
    if people == words.get("two"):
        return people if between else words.get("two_within", people)
    if "another" not in words or people != words["one"]:
        return people
    if authors <= last and said:
        return words["same"] if len(last) <= 1 else _one_of(last, text, people, words)
    spoke = [who for told, who in before if told and len(who) == 1]
    if authors in spoke:
        unknown = {words[name] for name in _UNKNOWN}
        nameless = {frozenset(who) for told, who in before if len(who) == 1 and told in unknown}
        # Whether two people, and nobody else, answer each other.
        began, exchange = authors == spoke[0], len(set(spoke)) == PAIR and len(last) == 1
        if len(nameless) <= 1 and (began or exchange):
            return words["the_one"]
        other = exchange and len(behind) != PAIR and said != words["other"]
        # “The first commenter” behind “several” would be one of those.
        if began and (authors <= behind or not other):
            return words["first"]
        if other:
            return words["other"]
    if len(behind) == PAIR and answered and authors < behind and last < behind:
        return words["other"]
    if any(authors == who for _, who in before):
        return people
    ones = (words["one"], words["single"], words["another"])
    told_of = any(told in map(words.get, _OF_THEM) for told, _ in before)
    if between and len(behind) == PAIR:
        return words["other_of_two" if any(who < behind for _, who in before) else "one_of_two"]
    if between or (told_of and not authors <= behind):
        # Who answers the one who has just spoken is another, whoever of the first it is.
        answers = said in ones and text.startswith(("but ", "yet ", "though "))
        return words["another"] if answers else people
    if any(told in ones for told, _ in before):
        return words["another"]
    # “One was there” would be one of those before, unlike “One replies”.
    does = re.match(rf"{re.escape(people)} (\w+)", text)
    return people if does and does[1] not in SPEAKS else words["single"]


def one_of_few(text: str, who: str, authors: Set[str], before: Before, language: str) -> str:
    """Return a hedged sentence of a person described as `who` so that they are no further one of two or three.

    “a parent” becomes “one of them, a parent,”, “one of the two, a parent,” where “them” might be others, or “the
    other, a parent,” where the first was told of.
    """
    words = LANGUAGES[language]
    behind = before[0][1]
    apart = not authors < behind or len(behind) > _COUNTABLE or any(said == authors for _, said in before[1:])
    if not who or "one_of_them" not in words or apart or who.casefold().startswith(_TELLS_WHICH):
        return text
    told = any(said < behind and said != authors for _, said in before[1:])
    if told and len(behind) == PAIR:
        first = words["other"]
    else:
        first = _one_of(behind, text, who, words, parted=not before[-1][1] <= behind)
    own = f"{first[:1].lower()}{first[1:]}, {_SOMEONE.sub('', who)},"
    return _AFTER_ASIDE.sub(r"\1", _exchanged(text, who, own)[0])


def _one_of(
    authors: Set[str], text: str, people: str, words: Mapping[str, str], *, parted: bool = False
) -> str:
    """Return “One of them”, or “One of the two” behind words that “them” might be taken for, in `text` or before it.

    `parted` is whether others have spoken since the two.
    """
    at = text.casefold().find(people.casefold())
    unclear = parted or " " in text[:at].strip()
    return words["one_of_two" if unclear and len(authors) == PAIR else "one_of_them"]


def _exchanged(text: str, people: str, other: str, *, kept: bool = False) -> tuple[str, str]:
    """Put other words for people into a sentence, at its head or within it; `kept` with their own capitals."""
    if re.match(rf"{re.escape(people[:1].upper() + people[1:])}(?![\w'’-])", text):
        head = other if kept else f"{other[:1].upper()}{other[1:]}"
        return f"{head}{text[len(people) :]}", other
    matches = list(re.finditer(rf"(?<= ){re.escape(people[:1].lower() + people[1:])}(?![\w'’-])", text))
    if not matches:
        return text, people
    # Behind a comma or the word that joins a clause stand those that code set: “in some towns, some say”.
    joint = re.match(r"[a-z]+ ", text)
    heads = {joint.end() if joint else 0, *(comma.end() for comma in re.finditer(", ", text))}
    within = next((one for one in matches if one.start() in heads), matches[0])
    body = other if kept else f"{other[:1].lower()}{other[1:]}"
    return f"{text[: within.start()]}{body}{text[within.end() :]}", other


def opposing(text: str, people: str, language: str, *, minority: bool) -> str:
    """Return a hedged sentence as one of those who are against what was said before, `minority` if much fewer."""
    words = LANGUAGES[language]
    numbers = {words[name] for name in (*_NUMBERS, *(f"{name}_again" for name in _NUMBERS)) if name in words}
    if people not in numbers or not standing(text, language).startswith(people):
        return text
    two = people in (words.get("two"), words.get("two_again"))
    others = words.get("two_others", words["others"]) if two else words["others"]
    return _exchanged(text, people, words.get("minority", others) if minority else others)[0]


def varied(
    text: str, people: str, before: Sequence[str], plainly: str, language: str, *, first: bool
) -> tuple[str, str]:
    """Return a hedged sentence, and the words for people in it, others where the one before begins with the same.

    `before` are those that the sentences before it begin with, or "". Who takes a side is said of the `first` view
    alone, which is that on the whole matter, else `plainly` how many.
    """
    words = LANGUAGES[language]
    if people in {said for name, said in words.items() if name.endswith("_siding")}:
        return _exchanged(text, people, people if first else plainly)
    if not people or not standing(text, language).startswith(people):
        return text, people
    again = {words[name]: words[f"{name}_again"] for name in _NUMBERS if f"{name}_again" in words}
    return _exchanged(text, people, again.get(people, people) if people in before[-1:] else people)


def brief(who: str) -> str:
    """Return a description in short: “the maintainer” for “a tool's maintainer” and “the maintainer of a tool”."""
    if owned := _OWNED.match(who):
        return f"the {owned[1]}"
    noun = _NOUN.match(who)
    return noun[0] if noun and not noun[0].endswith(" one") and not _NO_NOUN.search(noun[0]) else who


def named_again(text: str, people: str, known: str, language: str, *, again_at_once: bool = False) -> str:
    """Return a hedged sentence of one whom the page has called `known`: “a former cook” is “the former cook”.

    `again_at_once` is whether the sentence before is theirs: “that commenter”.
    """
    words = LANGUAGES[language]
    if not known or not people or "another" not in words:
        return text
    again, article = known, SINGLE.match(known)
    first = article[0].split()[0].casefold() if article else ""
    if article and first != "one" and not first.endswith(("'s", "’s")):
        commenter = "commenter " if first in ("someone", "somebody") else ""
        again = f"the {commenter}{known[article.end() :]}"
    return _exchanged(text, people, words["that"] if again_at_once else again)[0]


def host_named(text: str, people: str, name: str, language: str, *, again: bool, called: str = "") -> str:
    """Return a hedged sentence with what the page has `called` who answers for the site, or their name."""
    words = LANGUAGES[language]
    hosts = {words[key] for key in ("host", "host_and_one", "host_and") if key in words}
    if people not in hosts or "another" not in words:
        return text
    if called:
        own = _ARTICLE.sub("the ", called)
        return _exchanged(text, people, people.replace(words["host"], own))[0]
    if _NAME.fullmatch(name) is None:
        return text
    own = name if again else f"{name}, who answers here,"
    return _AFTER_ASIDE.sub(r"\1", _exchanged(text, people, people.replace(words["host"], own), kept=True)[0])


def without_words(heading: str, words: Sequence[str]) -> str:
    """Return a heading without some of its words, and without what only led to them; "" where one word is left."""
    left = [word for word in re.split(r"\s+", heading) if not any(one in word for one in words)]
    telling = [at for at, word in enumerate(left) if word.casefold() not in FUNCTION_WORDS]
    left = left[telling[0] : telling[-1] + 1] if telling else []
    text = " ".join(left)
    return f"{text[:1].upper()}{text[1:]}" if len(left) > 1 else ""


def is_unnamed(people: str, language: str) -> bool:
    """Whether words are for one person of whom nothing is said, or nothing but that they answer for the site."""
    unnamed = ("one", "single", "same", "first", "the_one", "other", "host")
    return people in map(LANGUAGES[language].get, unnamed)
