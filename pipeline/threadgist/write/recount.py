"""Who else says what a page says: asked of all comments, since whoever wrote a sentence cites only some of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from string import ascii_uppercase
from typing import Final

from threadgist.write.answers import Page, Proposal, Sentence, read_recount
from threadgist.write.ask import CLAIM_CHARS, IDS, an_object, defuse, fenced, request
from threadgist.write.desk import Desk
from threadgist.write.examine import cases_of
from threadgist.write.hedge import is_counted
from threadgist.write.material import Line
from threadgist.write.model import LONGEST, Request, portions, room

RECOUNT_TOKENS: Final = 4_000
HEADING_CHARS: Final = 240
# Three words and more: fewer are a name or a term.
_QUOTES: Final = re.compile(
    r"“[^”]*\s[^”]*\s[^”]*”|«[^»]*\s[^»]*\s[^»]*»|„[^“”]*\s[^“”]*\s[^“”]*[“”]|"
    r"(?<!\w)\"(?=\w)[^\"]*\s[^\"]*\s[^\"]*\"(?!\w)"
)
# Where a call has room for fewer tokens of comments, beside the page, there would be one for every few comments.
LEAST_ROOM: Final = 1_000


def recounted(page: Page, desk: Desk) -> tuple[Page, frozenset[str]]:
    """Return a page whose sentences cite all lines that may say them, and whose headings know what is about them.

    What says the opposite of a sentence is cited too: the check tells them apart. A sentence that was counted before is
    not asked about again. Beside the page are the keys of the lines that no answer came for.
    """
    cases = [one for proposal in page for one in cases_of(proposal, desk.language) if _is_shared(one.origin)]
    texts = [text for text in dict.fromkeys(case.claimed for case in cases) if text not in desk.said]
    names = ("".join(name) for size in (1, 2) for name in product(ascii_uppercase, repeat=size))
    letters = dict(zip(names, (proposal.heading for proposal in page[:-1]), strict=False))
    lines = tuple(desk.material.lines.values())
    shown = desk.tokens((*desk.material.about, *texts, *letters.values()))
    most = min(LONGEST, room(desk.writer.model, RECOUNT_TOKENS)) - shown
    if most < LEAST_ROOM:
        desk.reject(
            "bullet", "form", "The model takes too few tokens at once to go through the comments again."
        )
        return page, frozenset(desk.material.lines)
    parts = portions(lines, [desk.tokens([line]) for line in lines], most, evenly=True)
    desk.progress.stage("recount", len(parts))
    requests = [_recount_request(part, texts, letters, desk) for part in parts]
    said: list[list[str]] = [[] for _ in (*texts, *letters)]
    unanswered: set[str] = set()
    for part, answer in zip(parts, desk.writer.complete(requests, desk.progress.done), strict=True):
        known = {line.key for line in part}
        found = read_recount(answer.text, len(texts), list(letters), known)
        if found is None:
            desk.reject_answer(answer)
            unanswered |= known
        for row, keys in zip(said, found or (), strict=False):
            row.extend(keys)
    heard = desk.said | dict(zip(texts, map(tuple, said), strict=False))
    if not unanswered:
        desk.said.update(heard)
    more = {id(case.origin): heard[case.claimed] for case in cases}
    return _added(page, more, said[len(texts) :]), frozenset(unanswered)


def _recount_request(
    lines: Sequence[Line], texts: Sequence[str], letters: Mapping[str, str], desk: Desk
) -> Request:
    """Ask which of all lines say each sentence of a page (by number, from 1) or belong below each heading."""
    numbered = {str(number): text for number, text in enumerate(texts, 1)}
    rows = [f"{letter}. {defuse(heading, HEADING_CHARS)}" for letter, heading in letters.items()]
    rows += [f"{number}. {defuse(text, CLAIM_CHARS)}" for number, text in numbered.items()]
    sentences = an_object(**dict.fromkeys(numbered, an_object(says=IDS, against=IDS)))
    schema = an_object(sentences=sentences, headings=an_object(**dict.fromkeys(letters, IDS)))
    blocks = {"about": fenced(desk.material.about), "lines": fenced(lines), "page": fenced(rows)}
    return request("recount", RECOUNT_TOKENS, None, schema, **blocks)


def _is_shared(sentence: Sentence) -> bool:
    """Whether others may say it: what a single person tells of themselves, or is quoted with, nobody else does."""
    told = (is_counted(sentence.text) or sentence.role == "item") and not _QUOTES.search(sentence.text)
    return sentence.short or (bool(sentence.keys) and told)


def _added(page: Page, more: Mapping[int, Sequence[str]], below: Sequence[Sequence[str]]) -> Page:
    """Return the page with who says its sentences, by the id of their objects, and what belongs below its headings."""

    def cited(sentence: Sentence) -> Sentence:
        keys = tuple(dict.fromkeys((*sentence.keys, *more.get(id(sentence), ()))))
        children = tuple(map(cited, sentence.children))
        return replace(sentence, keys=keys, chosen=sentence.keys, children=children)

    return tuple(
        Proposal(proposal.heading, tuple(map(cited, proposal.sentences)), (*proposal.about, *keys))
        for proposal, keys in zip(page, (*below, ()), strict=True)
    )
