"""Words for how many people say something, set by code where a sentence leaves a place for them.

“{who} doubt that …” becomes “Several doubt that …” by counting. Words for a number that a model set itself are replaced
by those that fit. Single people are told of in the model's own words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from threadgist.records import BulletRole
from threadgist.speakers import LANGUAGES, parted
from threadgist.write.rules.tokens import ENGLISH, english, english_pairs

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
_PLACE: Final = "{who}"
# “{few} speak of the price”: what hardly anybody says, which the program grants by the count.
FEW: Final = "{few}"
# A model may add what somebody is, which is no word of its own then.
_SLOT: Final = re.compile(r"\{who(?::[^{}|]{0,80})?\}")
# In a prompt a slot stands in round brackets, for braces are defused there.
_DEFUSED_SLOT: Final = re.compile(r"\((few|who(?::[^()]{0,80})?)\)")
_DEFUSED_FORMS: Final = re.compile(r"\(([\w’']+)¦([\w’']+)\)")
PAIR: Final = 2
SEVERAL: Final = 4
# Where people are so large a part of all, so many of them are many. Judges minded “many” of 7 in 95 and in 101.
MANY: Final = ((0.25, 5), (0.08, 7), (0.0, 12))
# So large a part of all, or of so many where they are fewer, is hardly anybody.
FEW_PART: Final = 0.05
FEW_OF: Final = 20
# "Most" is for more than half of all people of the thread, where that is more than a handful.
MOST_SHARE: Final = 0.5
# Where those who take a side are so large a part of all, words for so many times as many as the others; within these
# times both sides are about half.
TAKE_A_SIDE: Final = 0.25
SIDES: Final = ((9, "nearly_all_siding"), (2, "most_siding"), (1.25, "majority_siding"))
HALF_TIMES: Final = (0.8, 1.25)
_FORMS: Final = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_COUNTED, _PEOPLE, _FOR_WHOM = (
    "|".join(ENGLISH["phrases"][name]) for name in ("counted", "people", "for_whom")
)
_SPEAK: Final = "|".join(sorted(SPEAKING))
# "Several commenters argue", "Several argue": words for a number that a model set in spite of what it was told.
# "Two people slammed into each other" is a story.
_NOT_TOLD: Final = rf"(?!(?:two|three|four|five) (?:people|readers|users) (?!(?:{_SPEAK})\b))"
_SET: Final = re.compile(
    rf"^{_NOT_TOLD}(?:(?:{_COUNTED})\s+(?:{_PEOPLE})|(?:{_COUNTED})(?=\s+(?:\w+ly\s+|also\s+)?(?:{_SPEAK})\b)|commenters)"
    r"(?=\s)",
    re.IGNORECASE,
)
# People at large, who are no commenters.
_ANYBODY: Final = re.compile(r"\w+ (?:people|readers|users) ", re.IGNORECASE)
# "Prices are too high, many complain": the same within a sentence.
_SET_WITHIN: Final = re.compile(rf",\s(?:{_COUNTED})(?=\s(?:{_SPEAK})\b)", re.IGNORECASE)
# "That settles it for {who}", "It leaves {who} cold": no verb of theirs follows, unlike behind "once it is made".
_FOR: Final = re.compile(rf"(?i)(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\b(?:{_FOR_WHOM})\s$")
# "Several Europeans are": a number of people of a kind.
_KIND: Final = re.compile(r"^(many|most|several|a few|some)\s+(?=[\w-]+s\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people behind a sentence: `number` of them, of `everybody` in the thread, which names authors if `signed`.

    `other_side` is whether the sentence stands against the one before it; `host` whether one of them answers for the
    site or was asked to; `against` are those who say the opposite, None where nobody looked for all of them; `voted`
    whether the sentence tells how people voted, in the writer's own words for how many.
    """

    number: int
    everybody: int
    signed: bool = True
    other_side: bool = False
    host: bool = False
    against: int | None = None
    voted: bool = False


def hedged(text: str, crowd: Crowd, language: str) -> str | None:
    """Return a sentence in words that fit the number of people behind it; None where no words can."""
    joint, own = parted(text, language)
    made = _filled_in(own, crowd, language)
    if made is None or not joint:
        return made
    # What code puts at the head of a clause begins with a small letter.
    first = made[:1] if made[:1] == own[:1] else made[:1].lower()
    return f"{joint}{first}{made[1:]}"


def _filled_in(text: str, crowd: Crowd, language: str) -> str | None:
    words, one = LANGUAGES[language], crowd.number <= 1
    if FEW in text:
        if "few" not in words or crowd.number > FEW_PART * max(crowd.everybody, FEW_OF):
            return None
        few = words["few" if crowd.number else "nobody"]
        return _filled(_formed(text.replace(FEW, _PLACE), one=True), few, one=True)
    if language == "en" and _SLOT.search(text) and _SET.match(text) and not _ANYBODY.match(text):
        return None
    text = text if crowd.voted else _with_slot(text, language)
    slots = len(_SLOT.findall(text))
    text = _formed(text, one=one)
    if slots:
        filled = _filled(text, fitting(crowd, language), one=one and language == "en")
        return filled if slots == 1 else None
    kind = _KIND.match(text) if language == "en" and not crowd.voted else None
    if kind is None:
        return text
    fit = kind[1]
    if fit.casefold() in ("many", "most", "several"):
        fit = fitting(Crowd(crowd.number, crowd.everybody), language)
    return None if one else f"{fit.removesuffix(' commenters')} {text[kind.end() :]}"


def standing(text: str, language: str) -> str:
    """Return a sentence that goes on from another as one that stands by itself."""
    own = parted(text, language)[1]
    return f"{own[:1].upper()}{own[1:]}"


def _with_slot(text: str, language: str) -> str:
    if language != "en" or _SLOT.search(text):
        return text
    found = _SET.sub(_PLACE, text, count=1)
    return found if _PLACE in found else _SET_WITHIN.sub(f", {_PLACE}", found, count=1)


def _filled(text: str, people: str, *, one: bool) -> str:
    """Put words for people into the slot; their verb gets the form for `one`."""
    before, after = _SLOT.split(text, maxsplit=1)
    # Words of ours begin with a small letter within a sentence, all words with a capital at its head.
    at_head = not before.strip() or before.rstrip().endswith((".", "?", "!"))
    people = f"{people[:1].upper() if at_head else people[:1].lower()}{people[1:]}"
    if one and _FOR.search(before) is None:
        after = for_one(after, inserted=before.rstrip().endswith(","))
    return f"{before}{people}{after}"


def _formed(text: str, *, one: bool) -> str:
    """Put “want|wants” in the form for one person or for several, whichever order a model gives them in."""

    def form(match: re.Match[str]) -> str:
        several, single = match.groups()
        turned = several.endswith("s") and not single.endswith("s")
        if turned or several in (f"{single}s", f"{single}es"):
            several, single = single, several
        return single if one else several

    return _FORMS.sub(form, text)


def people_in(text: str, crowd: Crowd, language: str) -> str:
    """Return the words for people that `hedged` puts into a sentence, "" where it leaves no place for them."""
    own = parted(text, language)[1]
    slot = _SLOT.search(own if crowd.voted else _with_slot(own, language))
    return "" if slot is None else fitting(crowd, language)


def is_counted(text: str) -> bool:
    """Whether a sentence that a model wrote leaves a place for those who say it, who are counted then."""
    own = parted(text)[1]
    return FEW in own or any(form.search(own) for form in (_SLOT, _SET, _SET_WITHIN))


def restored(text: str) -> str:
    """Return a defused sentence with its slot and forms as a model is to write them."""
    return _DEFUSED_FORMS.sub(r"{\1|\2}", _DEFUSED_SLOT.sub(r"{\1}", text))


def plain(text: str, language: str) -> str:
    """Return a sentence as it is held against comments: with nothing left for code to fill in."""
    text = standing(text, language) if parted(text, language)[0] else text
    text = _formed(text.replace(FEW, _PLACE), one=False)
    return text if _SLOT.search(text) is None else _filled(text, "Some", one=False)


def claimed(text: str, role: BulletRole, above: Sequence[str], language: str) -> str:
    """Return a sentence as it is held against comments, with what it needs of those `above` it in its paragraph.

    An item goes on from what leads in, a side answers the sentence it is nested in or the one before it.
    """
    own = plain(text, language)
    if not above or role not in ("item", "side"):
        return own
    before = [plain(one, language).rstrip(":") for one in above]
    if role == "side":
        return f"In answer to {' or '.join(f'“{one}”' for one in before)}: {own}"
    return f"{before[0]}: {own}" if above[0].endswith(":") else own


def uncounted(text: str, language: str) -> str:
    """Return a plain sentence without the number of people that a model set in spite of what it was told."""
    return _SET.sub("Some", plain(text, language), count=1)


def fitting(crowd: Crowd, language: str) -> str:
    """Return the words for people that fit their number and side."""
    words, number = LANGUAGES[language], crowd.number
    if number <= 1:
        if crowd.host and "host" in words:
            return words["host"]
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
    """Return the key of the words for the larger of two sides, "" where it is not that large or is the only one."""
    against = crowd.against or 0
    if not against or crowd.number + against < TAKE_A_SIDE * crowd.everybody:
        return ""
    least, most = HALF_TIMES
    if min(crowd.number, against) >= SEVERAL and least < crowd.number / against < most:
        return "half_siding"
    sides = (side for times, side in SIDES if crowd.number >= times * against)
    return next(sides, "") if _is_many(crowd) else ""


def _is_many(crowd: Crowd) -> bool:
    share = crowd.number / max(1, crowd.everybody)
    return any(share >= part and crowd.number >= least for part, least in MANY)


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
