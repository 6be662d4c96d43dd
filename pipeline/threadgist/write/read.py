"""What a language model answered, made into a sentence or a heading, or a reason why it is none.

Counting is not the model's: words for how many people there are are taken out where it adds them.
Quotation marks stay where they hold what a comment says letter by letter, and go where they do not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from threadgist.words import UNSPACED, count_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


__all__ = ["Reading", "read_heading", "read_sentence", "read_theme"]

MAX_WORDS: Final = 50
MIN_WORDS: Final = 4
MAX_HEADING_WORDS: Final = 10
MAX_HEADING_CHARS: Final = 90

_SPACE: Final = re.compile(r"\s+")
_STRAIGHT: Final = re.compile(r'"([^"“”]*)"')
_CURLY: Final = re.compile(r"“([^“”]*)”")
_END: Final = re.compile(r"(?:[.!?](?:[”’\"')]*)(?=\s+[\W_]*[^\W\d_a-zß-ÿ]|\s*$))|[。！？]")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|vs|etc|Mr|Mrs|Ms|Dr|St|No|Art|bzw|z\.B|u\.a|cf|approx))\.$"
)
# A second group of people that nobody counted: "..., while others say ...".
_SPEAK: Final = (
    r"(?:say|argue|think|believe|feel|point|suggest|note|claim|see|disagree|agree|are|find|worry|fear|want|wonder|question|"
    r"prefer|express|counter|mention|insist|doubt|consider|call|commenters?|users?|people)"
)
_OTHERS: Final = re.compile(
    r"[,;:]?\s+(?:while|whereas|and|but|although|though)\s+(?:some|others?|many|most|several|a few|another|"
    rf"other (?:people|commenters|users))\b(?=\s+(?:\w+ly\s+)?{_SPEAK})[^.!?]*",
    re.IGNORECASE,
)
_PEOPLE: Final = (
    r"(?:commenters?|commentators?|users?|posters?|participants?|contributors?|redditors?|respondents?|reviewers?|"
    r"people (?:here|in (?:this|the) (?:thread|discussion)))"
)
_COUNTS: Final = re.compile(
    rf"\b(?:most|many|several|some|few|all|both|other|two|three|four|five|six|seven|eight|nine|ten|\d+|dozens of|"
    rf"hundreds of|the majority of|a number of)\s+(?:of\s+)?(?:the\s+|these\s+|other\s+)?{_PEOPLE}\b",
    re.IGNORECASE,
)
_UNFIT: Final = re.compile(
    r"https?://|www\.|[<>{}\[\]`|\\]|\*\*|^#|data [0-9a-f]{8}|\b[0-9a-f]{8}\b", re.IGNORECASE
)
_LABEL: Final = re.compile(
    r"^(?:\W*(?:heading|title|sentence|answer|summary|überschrift|titre|título)\W*:\s*)", re.IGNORECASE
)
_AS_ASKED: Final = re.compile(
    r"\b(?:the|this|these|first|second|other|another) comments?\b|\bas an ai\b|\bi cannot\b|\bi can't\b|\bsorry\b",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(rf"^[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of an answer: `text` may be judged where `problem` is "", else `problem` says what is wrong.

    `proposed` is what the model said, on one line, for the record.
    """

    text: str
    proposed: str
    problem: str = ""


def read_sentence(said: str, subject: str, evidence: Sequence[str], *, cut: bool = False) -> Reading:
    """Make one sentence that begins with `subject` of what a model said after it.

    Args:
        said: The completion, without the `subject` it was to go on from.
        subject: The words at the sentence's head.
        evidence: What quotations in it must stand in, letter by letter.
        cut: Whether the model was stopped before it ended.
    """
    line = _one_line(said)
    if line.startswith(subject):
        line = line[len(subject) :].lstrip()
    if line[:2].strip().lower() in ("'s", "’s") or line[:1] in ("'", "’"):
        line = "" if len(line) < 3 else line
    proposed = f"{subject} {line}".strip()
    sentence = _first_sentence(line)
    if sentence is None:
        if cut or not line:
            return Reading("", proposed, "The sentence must be short and come to an end.")
        sentence = line
    sentence = _OTHERS.sub("", sentence)
    sentence = _quotations(sentence, evidence).rstrip(" .!?,;:。！？")
    gap = "" if _ARTICLE.match(subject) else " "
    full_stop = "。" if _ARTICLE.match(sentence[-1:]) else "."
    text = f"{subject}{gap}{sentence}{full_stop}"
    return Reading(text, proposed, _problem(text, sentence))


def read_heading(completion: str, evidence: Sequence[str]) -> Reading:
    """Make a heading of what a model said."""
    line = next((_one_line(line) for line in completion.splitlines() if line.strip()), "")
    proposed = line
    line = _LABEL.sub("", line).strip(" #*-•")
    line = _quotations(line, evidence)
    if line.startswith("“") and line.endswith("”") and line.count("“") == 1:
        line = line[1:-1]
    line = line.rstrip(" .:;,。")
    problem = ""
    if not line or count_words(line) > MAX_HEADING_WORDS or len(line) > MAX_HEADING_CHARS:
        problem = "The heading must be a noun phrase of 2 to 6 words."
    elif _UNFIT.search(line) or _COUNTS.search(line) or _AS_ASKED.search(line):
        problem = "The heading must name the subject, and nothing else."
    else:
        line = line[0].upper() + line[1:]
    return Reading(line, proposed, problem)


def read_theme(completion: str, subject: str, evidence: Mapping[str, Sequence[str]]) -> dict[str, Reading]:
    """Take a JSON answer for a whole theme apart: one reading for "heading" and for each key of `evidence`.

    What is missing, no text, or said of a key that was not asked for, is a reading with a problem or is ignored.
    """
    said: Any = None
    try:
        said = json.loads(_braces(completion))
    except (ValueError, RecursionError):
        said = None
    fields = said if isinstance(said, dict) else {}
    everything = [text for texts in evidence.values() for text in texts]
    readings = {"heading": read_heading(_text(fields.get("heading")), everything)}
    for key in evidence:
        text = _text(fields.get(key))
        if not text:
            readings[key] = Reading(
                "", _one_line(completion)[:300], "There must be one sentence for each point."
            )
            continue
        line = _one_line(text)
        if line.lower().startswith(subject.lower()):
            readings[key] = read_sentence(line[len(subject) :].lstrip(" ,"), subject, evidence[key])
        else:
            readings[key] = Reading("", line, f"The sentence must begin with “{subject}”.")
    return readings


def _problem(text: str, sentence: str) -> str:
    words = count_words(sentence)
    if words < MIN_WORDS:
        return "The sentence must say something."
    if words > MAX_WORDS:
        return "The sentence must be shorter."
    if _UNFIT.search(text):
        return "The sentence must be plain text, without links or markup."
    if _COUNTS.search(sentence):
        return "The sentence must not count people."
    if _AS_ASKED.search(sentence):
        return "The sentence must say what is said, not speak of the comment."
    if _repeats(sentence):
        return "The sentence must not repeat itself."
    return ""


def _repeats(sentence: str) -> bool:
    words = sentence.lower().split()
    return any(words[at : at + 4] == words[at + 4 : at + 8] for at in range(len(words) - 7)) or any(
        words[at] == words[at + 1] == words[at + 2] for at in range(len(words) - 2)
    )


def _first_sentence(line: str) -> str | None:
    """Return the first sentence of a line, None where no sentence ends in it."""
    for end in _END.finditer(line):
        until = line[: end.end()]
        if not _ABBREVIATION.search(until.rstrip("”’\"')")) or end.end() == len(line):
            return until
    return None


def _quotations(text: str, evidence: Sequence[str]) -> str:
    """Keep quotation marks around what stands in the evidence letter by letter, and take the others away."""

    def checked(match: re.Match[str]) -> str:
        inside = match[1]
        bare = inside.rstrip(".,;:!?")
        ending = inside[len(bare) :]
        if bare.strip() and any(bare in source for source in evidence):
            return f"“{bare}”{ending}"
        return inside

    text = _STRAIGHT.sub(lambda match: f"“{match[1]}”", text)
    text = _CURLY.sub(checked, text)
    return text if text.count("“") == text.count("”") else text.replace("“", "").replace("”", "")


def _braces(text: str) -> str:
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text[:4_000]).strip()
