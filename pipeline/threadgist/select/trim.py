"""Trimming a sentence to the part that says something: spans only, so that the result stays verbatim."""

from __future__ import annotations

import re

from threadgist.words import LINK, count_words

__all__ = ["trim"]

MAX_WORDS = 34
MIN_WORDS = 5

_OPENERS = (
    r"(?:well|so|yes|yeah|yep|no|nope|ok|okay|right|sure|true|indeed|actually|honestly|frankly|basically|"
    r"seriously|"
    r"personally|also|and|but|or|plus|though|still|anyway|besides|however|moreover|furthermore|additionally|"
    r"meanwhile|again|agreed|exactly|correct|obviously|clearly|unfortunately|sadly|hopefully|fwiw|imho|"
    r"imo|afaik|"
    r"iirc|tbh|btw|edit|update|note|ps|tl;?dr|hmm+|lol|haha|oh|ah|eh|ugh|hey|hi|hello|thanks|for one|for me|"
    r"to be fair|to be honest|to be clear|in fact|of course|in my opinion|in my experience|in my view|for "
    r"what it'?s worth|"
    r"as far as i know|as far as i can tell|if anything|the thing is|the point is|my point is|having said "
    r"that|"
    r"that said|that being said|on the other hand|on the contrary|by the way|as i said|like i said|at the "
    r"end of the day|"
    r"as others have said|as others have pointed out|as you say|as you said|as mentioned|don't get me wrong)"
)
_HEDGES = (
    r"(?:i (?:really |honestly |personally |just |also |still |do |would |'d |strongly |certainly )*"
    r"(?:think|believe|feel|guess|suppose|assume|suspect|reckon|imagine|figure|agree|mean|say|argue|find|"
    r"know)"
    r"(?: that|,)?(?= (?:the|a|an|it's|they|we|people|most|many|some|there|if|this|these|those|any|all|no|"
    r"[a-z]+s)\b)"
    r"|i(?:'m| am) (?:pretty |quite |fairly |almost )?(?:sure|convinced|certain|afraid)(?: that)?"
    r"|(?:it )?(?:seems|looks|sounds) (?:to me )?(?:like|that)"
    r"|(?:it|that) (?:is|'s) (?:just |only )?(?:worth noting|worth remembering|important to note|true|"
    r"interesting)(?: that)?"
    r"|(?:the )?(?:problem|issue|thing|fact|reality|truth|point) (?:here )?is(?: that)?,?"
    r"|not to mention(?: that)?|keep in mind(?: that)?|remember(?: that|,)|note(?: that|,)|let's not "
    r"forget(?: that)?"
    r"|in other words|(?:just )?my (?:two cents|2c|2 cents):?)"
)
_LEAD = re.compile(
    rf"\s*(?:[\"'“”‘’(*_~–—-]*\s*)?(?:(?:{_OPENERS}(?:\s*(?:[,:;.!…–—-]|\.\.\.)+\s+|\s+(?=(?:{_OPENERS}|"
    rf"{_HEDGES})\b)))|(?:{_HEDGES}[,:]?\s+))",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(
    r"(?:and|but|so|or|because|also|plus|then|iirc|afaik|afaict|imh?o|tbh|fwiw|btw|tl;?dr:?)\s+(?=\w)",
    re.IGNORECASE,
)
_EDGE = " \t\n\"“”‘'*_~–—-"
_TAIL_EDGE = ' \t\n"“”*_~–—-:;,('
_CLAUSE = re.compile(
    r"[;:](?=\s)|\s[–—-]{1,3}\s|,\s(?=(?:but|and|so|which|because|while|whereas|although|though|or|then|"
    r"not)\b)|\s\(|,\s"
)
_ASIDE = re.compile(r"\s*(?:\[\d+\]|\((?:lol|haha|sic|imo|imho)\)|[:;]-?[)D(P]|\blol\b)\s*$", re.IGNORECASE)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow the sentence `text[start:end]` to its message.

    Takes away throat-clearing at the front ("Honestly, I think that …"), links and asides at the back, and
    what runs on after `MAX_WORDS` words at a clause border.

    Returns:
        The narrowed (start, end); the same characters in between, never empty for a non-empty sentence.
    """
    start = _skip_front(text, start, end)
    end = _drop_back(text, start, end)
    if count_words(text[start:end]) > MAX_WORDS:
        end = _clause_end(text, start, end)
    return start, end


def _skip_front(text: str, start: int, end: int) -> int:
    while True:
        match = _LEAD.match(text, start, end)
        if match is None:
            match = _CONJUNCTION.match(text, start, end)
        if match is None or match.end() == match.start():
            break
        if count_words(text[match.end() : end]) < MIN_WORDS:
            break
        start = match.end()
    while start < end and text[start] in _EDGE and not _opens_quotation(text, start, end):
        start += 1
    return start


def _opens_quotation(text: str, start: int, end: int) -> bool:
    """Whether the mark at `start` opens a quotation that is closed later: then it belongs to the sentence."""
    closing = {'"': '"', "“": "”", "‘": "’", "'": "'"}.get(text[start])
    return closing is not None and text.find(closing, start + 1, end) > 0


def _drop_back(text: str, start: int, end: int) -> int:
    while True:
        piece = text[start:end]
        links = [match for match in LINK.finditer(piece) if not piece[match.end() :].strip(" \t\n.,;)]>")]
        if links and count_words(piece[: links[-1].start()]) >= MIN_WORDS:
            end = start + len(piece[: links[-1].start()].rstrip(_TAIL_EDGE + "[<"))
            continue
        aside = _ASIDE.search(piece)
        if aside and aside.start() > 0 and count_words(piece[: aside.start()]) >= MIN_WORDS:
            end = start + aside.start()
            continue
        return start + len(piece.rstrip())


def _clause_end(text: str, start: int, end: int) -> int:
    """Return the last clause border that leaves between 10 and `MAX_WORDS` words, strong borders first."""
    piece = text[start:end]
    best: tuple[int, int] | None = None
    for match in _CLAUSE.finditer(piece):
        words = count_words(piece[: match.start()])
        if 10 <= words <= MAX_WORDS:
            weak = match[0] == ", "
            rank = (0 if weak else 1, match.start())
            best = max(best, rank) if best else rank
    if best is not None:
        return start + best[1]
    ends = [match.end() for match in re.finditer(r"\S+", piece)]
    if len(ends) > MAX_WORDS:
        return start + ends[MAX_WORDS - 1]
    return end
