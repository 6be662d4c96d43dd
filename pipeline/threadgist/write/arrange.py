"""What stands of a proposal put together again, in words for people that go on from sentence to sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from threadgist.records import RUNNING, BulletRole
from threadgist.speakers import LANGUAGES, parted
from threadgist.write.answers import Proposal, Sentence
from threadgist.write.desk import Desk
from threadgist.write.hedge import PAIR, SEVERAL, SPEAKING, Crowd, fitting, hedged, standing
from threadgist.write.rules.tokens import FUNCTION_WORDS

# What begins so says nothing without the sentence before it.
_LEANING: Final = re.compile(r"(?i)(?:[a-z]+ )?(?:another|the (?:reply|answer|same|first|other))\b")
_NUMBERS: Final = ("two", "some", "several", "many")
# The words for people of the sentences before one in its paragraph, each with who says it.
Before: TypeAlias = Sequence[tuple[str, Set[str]]]


@dataclass(frozen=True, slots=True)
class Stood:
    """A sentence that may stand: `keys` were found to say it, `against` the opposite; `origin` is what was proposed.

    `people` are the words for those who say it that code put into it.
    """

    text: str
    keys: tuple[str, ...]
    role: BulletRole
    against: tuple[str, ...] = ()
    children: tuple[Stood, ...] = ()
    origin: str = ""
    people: str = ""


def nested(proposal: Proposal, stood: Mapping[int, Stood], desk: Desk) -> tuple[Stood, ...]:
    """Put what stands together again; of what does not stand items and details are left, for none answers nothing."""
    made: dict[tuple[str, ...], Stood] = {}
    for sentence in proposal.sentences:
        own = stood.get(id(sentence))
        children = tuple(_following(sentence, stood, desk.language))
        if own is not None and own.text.endswith(":"):
            own = _led(own, children, desk)
        elif own is not None:
            own = replace(own, children=children)
        items = (child for child in children if child.role != "side" and not _LEANING.match(child.text))
        alone = [replace(one, text=standing(one.text, desk.language), role=sentence.role) for one in items]
        for one in alone if own is None else (_in_turn(own, desk),):
            # What leads in rests on what it leads in: one over other comments is another, whatever its words.
            same = (one.text, *one.keys) if one.text.endswith(":") else (one.text,)
            first = made.setdefault(same, one)
            if first is not one:
                made[same] = replace(first, children=(*first.children, *one.children))
    row = _varied(made.values(), desk)
    if any(one.role == "point" for one in row) or not proposal.headed:
        return row
    # What the editor left out stands in for what does not stand.
    return tuple(replace(one, role="point") for one in row)


def _following(sentence: Sentence, stood: Mapping[int, Stood], language: str) -> Iterator[Stood]:
    """What stands of what goes on from a sentence, without an answer to an answer that does not stand.

    What went on in the sentence of one that does not stand is a sentence of its own, or goes with it if it answers it.
    """
    lost: Sentence | None = None
    for child in sentence.children:
        own = stood.get(id(child))
        answers_lost = lost is not None and (lost.role == "side" or parted(child.text, language)[0])
        if own is None or (child.role == "side" and answers_lost):
            lost = child
        else:
            yield own if lost is None else replace(own, text=standing(own.text, language))
            lost = None


def _varied(row: Iterable[Stood], desk: Desk) -> tuple[Stood, ...]:
    """Let sentences not begin with the same words for people again and again."""
    found: list[Stood] = []
    before: list[str] = []
    for one in row:
        plainly = fitting(replace(desk.crowd(one.keys), host=False), desk.language)
        first = not any(done.people for done in found)
        one = varied(one, before, plainly, desk.language, first=first)
        found.append(one)
        before.append(one.people if standing(one.text, desk.language).startswith(one.people) else "")
    return tuple(found)


def _in_turn(own: Stood, desk: Desk) -> Stood:
    """Put the answers to a sentence in words that go on from it: "Another replies", "One of them adds"."""
    before = [(own.people, desk.material.authors(own.keys))]
    children = []
    for child in own.children:
        authors = desk.material.authors(child.keys)
        if child.role in RUNNING:
            crowd = desk.crowd(child.keys, other_side=True)
            child = answering(child, crowd, authors, before, desk.language)
        before.append((child.people, authors))
        children.append(child)
    return replace(own, children=tuple(children))


def _led(lead: Stood, children: tuple[Stood, ...], desk: Desk) -> Stood | None:
    """A sentence that leads in, over what it leads in; with a single item it becomes one sentence, without any none."""
    items = [child for child in children if child.role == "item"]
    keys = tuple(dict.fromkeys(key for item in items for key in item.keys))
    text = hedged(lead.text, desk.crowd(keys), desk.language) if items else None
    if text is None:
        return None
    text = text[:1].upper() + text[1:]
    if len(items) > 1:
        return replace(lead, text=text, keys=keys, children=children)
    (item,) = items
    text = f"{text} {parted(item.text, desk.language)[1]}"
    rest = tuple(one for one in children if one is not item)
    return replace(item, text=text, role=lead.role, children=rest)


def answering(own: Stood, crowd: Crowd, authors: Set[str], before: Before, language: str) -> Stood:
    """Return a hedged sentence of a `crowd` of `authors` in words for them that go on from what is `before` it.

    The first before it is what it answers. "One commenter" becomes "One of them"
    or "The same commenter" where the sentence before tells of them, "Another" behind one who is somebody else, "The
    first commenter" who spoke before others. "Two commenters" becomes "Two", and the people of the sentence before
    "They". "Others" becomes "Two others" or "Even more", and says how many where it answers a single person, stands
    behind others, or is none.
    """
    return _exchanged(own, _going_on(own.text, own.people, crowd, authors, before, language))


def _going_on(text: str, people: str, crowd: Crowd, authors: Set[str], before: Before, language: str) -> str:
    words = LANGUAGES[language]
    (answered, behind), (said, last) = before[0], before[-1]
    if people == words["others"]:
        alone = len(behind) <= 1 and answered != words["one"]
        same = 2 * len(authors & behind) >= len(authors)
        two = words.get("two_others", people)
        larger = answered and len(authors) > len(behind) >= SEVERAL and not same
        if "more" in words and larger and len(before) == 1:
            return words["more"]
        if not (alone or same or any(told in (people, two, words.get("more")) for told, _ in before)):
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
    if people != words["one"] or "another" not in words:
        return people
    if authors <= last and (said or len(last) == 1):
        return words["same" if len(last) <= 1 else "one_of_them"]
    spoke = [who for _, who in before if len(who) == 1]
    if authors in spoke:
        # Behind others, who began is the first again.
        return words["first"] if authors == behind and said else people
    # Behind “a former cook”, who is told of in the writer's own words, “another” would be a cook.
    return words["another" if said else "one_more"] if spoke else people


def _exchanged(own: Stood, other: str) -> Stood:
    """Put other words for people into a sentence, at its head or within it."""
    text, people = own.text, own.people
    large, small = (re.escape(f"{first}{people[1:]}") for first in (people[:1].upper(), people[:1].lower()))
    matches = list(re.finditer(rf"(?:^{large}|(?<= ){small})(?![\w'’-])", text))
    if not matches:
        return own
    # Behind a comma or the word that joins a clause stand those that code set: “in some towns, some say”.
    joint = re.match(r"[a-z]+ ", text)
    heads = {joint.end() if joint else 0, *(comma.end() for comma in re.finditer(", ", text))}
    within = next((one for one in matches if one.start() in heads), matches[0])
    first = other[:1].lower() if within.start() else other[:1].upper()
    text = f"{text[: within.start()]}{first}{other[1:]}{text[within.end() :]}"
    return replace(own, text=text, people=other)


def opposing(own: Stood, language: str, *, minority: bool) -> Stood:
    """Return a hedged sentence as one of those who are against what was said before, `minority` if much fewer."""
    words = LANGUAGES[language]
    numbers = {words[name] for name in (*_NUMBERS, *(f"{name}_again" for name in _NUMBERS)) if name in words}
    if own.people not in numbers or not standing(own.text, language).startswith(own.people):
        return own
    two = own.people in (words.get("two"), words.get("two_again"))
    others = words.get("two_others", words["others"]) if two else words["others"]
    return _exchanged(own, words.get("minority", others) if minority else others)


def varied(own: Stood, before: Sequence[str], plainly: str, language: str, *, first: bool) -> Stood:
    """Return a hedged sentence, with other words for people in it where the one before begins with the same.

    `before` are those that the sentences before it begin with, or "". Who takes a side is said of the `first` view
    alone, which is that on the whole matter, else `plainly` how many.
    """
    words = LANGUAGES[language]
    if own.people in {said for name, said in words.items() if name.endswith("_siding")}:
        return own if first else _exchanged(own, plainly)
    at_head = own.people and standing(own.text, language).startswith(own.people)
    if not at_head or own.people not in before[-1:]:
        return own
    again = {words[name]: words[f"{name}_again"] for name in _NUMBERS if f"{name}_again" in words}
    return _exchanged(own, again.get(own.people, own.people))


def without_words(heading: str, words: Sequence[str]) -> str:
    """Return a heading without some of its words, and without what only led to them; "" where one word is left."""
    left = [word for word in re.split(r"\s+", heading) if not any(one in word for one in words)]
    telling = [at for at, word in enumerate(left) if word.casefold() not in FUNCTION_WORDS]
    left = left[telling[0] : telling[-1] + 1] if telling else []
    text = " ".join(left)
    return f"{text[:1].upper()}{text[1:]}" if len(left) > 1 else ""
