"""What no claim may do, whatever the figures say: each rule gives its own reason, fit for a second try."""

from __future__ import annotations

import re
from functools import cache

from threadgist.ground.gate.asked import only_asked
from threadgist.ground.gate.close import strays
from threadgist.ground.gate.form import form_fault, heading_fault
from threadgist.ground.gate.leak import invented_quotation, overlap, repeated_prompt
from threadgist.ground.gate.names import unsupported_names
from threadgist.ground.gate.numbers import unsupported_numbers
from threadgist.ground.gate.overgeneral import overgeneral
from threadgist.ground.gate.records import Claim, Verdict
from threadgist.ground.gate.stance import read
from threadgist.ground.gate.tokens import FUNCTION_WORDS, content, words
from threadgist.language import main_language
from threadgist.speakers import OPENERS, SOMEBODY

__all__ = ["bare", "broken_rule", "foreign"]

SAME = 0.85
SAME_HEADING = 0.99
_ENGLISH_AT_LEAST = 0.15
_SAYS = re.compile(
    r"^(?:(?:also|strongly|rightly|further)\s+)?(?:say|says|said|argue|argues|think|thinks|"
    r"believe|believes|note|notes|feel|feels|"
    r"state|states|mention|mentions|claim|claims|suggest|suggests|point out|points out|explain|"
    r"explains|report|reports|"
    r"are saying|is saying|express the view|express the opinion|hold|holds|find|finds)(?:\s+that)?\s+(?=\S)",
    re.IGNORECASE,
)
_SPEAKERS = re.compile(
    r"^(?:(?:most|many|several|some|a few|two|three|one|other|another|"
    r"various)\s+)?(?:commenters?|users?|posters?|people|person|"
    r"reply|participants?)\s+(?=\S)|^(?:some|others|several|many|one)\s+(?=(?:say|argue|think|"
    r"believe|note|feel|point|claim|"
    r"suggest|says|argues|thinks|believes|notes|feels|points|claims|suggests)\b)",
    re.IGNORECASE,
)


# What denies a whole clause; the signs of stance look at words within a clause.
_DENIAL = re.compile(
    r"\b(?:(?:not|never|hardly|no longer) (?:true|right|correct|the case|so)|untrue|false|wrong|incorrect|"
    r"a lie|a myth|nonsense) (?:that|to (?:say|think|claim|believe|argue))\b|"
    r"\b(?:nobody|no one|no-one) (?:says|thinks|believes|claims)\b",
    re.IGNORECASE,
)


@cache
def _given() -> re.Pattern[str]:
    """The words that stand at a sentence's head because a writer is given them, in every language, longest first."""
    heads = {*SOMEBODY.values(), *(head for row in OPENERS.values() for head in row)}
    return re.compile(
        rf"^(?:{'|'.join(map(re.escape, sorted(heads, key=lambda head: (-len(head), head))))})\s*"
    )


def bare(text: str) -> str:
    """Return a claim without the words for who says it and that they say it ("A commenter says that ...")."""
    rest = _given().sub("", text)
    if rest == text:
        rest = _SPEAKERS.sub("", text)
    if rest == text:
        return text
    return _SAYS.sub("", rest) or text


def foreign(claim: Claim) -> bool:
    """Whether a claim is asked for in another language than its evidence is in, as far as that can be told."""
    if claim.language is None:
        return False
    spoken = main_language(claim.evidence)
    return spoken is not None and spoken != claim.language


def broken_rule(claim: Claim) -> Verdict | None:
    """Return the verdict of the first rule that a claim breaks, or None. Its evidence must be rid of orders."""
    heading = claim.part == "heading"
    own = claim.text if heading else bare(claim.text)
    fault = heading_fault(claim.text) if heading else form_fault(claim.text, part=claim.part)
    if fault:
        return _no("form", f"The text is not fit to print: {fault}.")
    if not heading and _wrong_language(own, claim.language):
        return _no("form", f"The sentence is not in the language asked for ({claim.language}).")
    if not claim.evidence:
        return _no("unsupported", "There is nothing it could rest on.")
    quoted = invented_quotation(claim.text, claim.evidence)
    if quoted:
        return _no(
            "quotation", f"“{quoted[:80]}” is not in the comments letter by letter; use no quotation marks."
        )
    leaked = repeated_prompt(own, claim.prompt, claim.evidence)
    if leaked:
        return _no("prompt", f"“{leaked[:80]}” is from the task, not from the comments.")
    for sibling in claim.siblings:
        if _says_the_same(own, bare(sibling), SAME_HEADING if heading else SAME):
            return _no("sibling", f"The same is already said: “{sibling[:120]}”.")
    numbers = unsupported_numbers(own, claim.evidence)
    if numbers:
        return _no("number", f"{', '.join(numbers)} is not in the comments; leave numbers out.")
    names = unsupported_names(own, claim.evidence)
    if names:
        return _no("name", f"{', '.join(names)} is not in the comments; name only what they name.")
    general = "" if heading else overgeneral(own, claim.evidence)
    if general:
        return _no("unsupported", f"“{general}” says more than the comments do.")
    if claim.part == "summary" and not claim.lonely.isdisjoint(content(own)):
        return _no("unsupported", "It rests on a word of a single commenter; say what several speak of.")
    denial = None if heading else _DENIAL.search(own)
    if denial and not any(_DENIAL.search(passage) for passage in claim.evidence):
        return _no("stance", f"“{denial[0]}” turns round what the comments say.")
    asked = "" if heading else only_asked(own, claim.evidence)
    if asked:
        return _no("stance", f"The comments ask this and do not say it: “{asked[:120]}”.")
    strayed = strays(own, claim.evidence) if claim.close and not foreign(claim) else ""
    if strayed:
        return _no("unsupported", f"The sentence must keep to the comment's own words: {strayed}.")
    return None


def _no(reason: str, detail: str) -> Verdict:
    return Verdict(ok=False, reason=reason, detail=detail)


def _wrong_language(text: str, language: str | None) -> bool:
    if language is None:
        return False
    found = main_language([text])
    if found is None or found == language:
        return False
    if language == "en":
        own = words(text)
        return sum(word in FUNCTION_WORDS for word in own) < _ENGLISH_AT_LEAST * len(own)
    # Close relatives (Danish and Norwegian, Spanish and Portuguese) are told apart badly in one sentence.
    return found == "en"


def _says_the_same(claim: str, sibling: str, at: float) -> bool:
    if overlap(claim, sibling) < at:
        return False
    # What answers a point may use all of its words and deny it.
    return read(claim).negations % 2 == read(sibling).negations % 2
