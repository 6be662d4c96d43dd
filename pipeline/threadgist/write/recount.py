"""Who else says what a page says: asked of all comments, since whoever wrote a sentence cites only some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

from threadgist.write.answers import Edited, Proposal, Sentence, read_recount
from threadgist.write.ask import RECOUNT_TOKENS, ask_recount
from threadgist.write.calls import LONGEST, portions, room, why_unanswered
from threadgist.write.hedge import claimed, describes_one, plain
from threadgist.write.material import Line

# Three words and more: fewer are a name or a term.
_QUOTES: Final = re.compile(
    r"“[^”]*\s[^”]*\s[^”]*”|«[^»]*\s[^»]*\s[^»]*»|„[^“”]*\s[^“”]*\s[^“”]*[“”]|"
    r"(?<!\w)\"(?=\w)[^\"]*\s[^\"]*\s[^\"]*\"(?!\w)"
)
# Where a call has room for fewer tokens of comments, beside the page, there would be one for every few comments.
LEAST_ROOM: Final = 1_000

if TYPE_CHECKING:
    from threadgist.write.desk import Desk


def recounted(edited: Edited, lines: Sequence[Line], desk: Desk) -> tuple[Edited, frozenset[str]]:
    """Return a page whose sentences cite all of `lines` that may say them, and whose headings know what is about them.

    A call takes as many lines as are read well at once. What says the opposite of a sentence is cited too: the check
    tells them apart. A sentence that was counted before is not asked about again.

    Returns:
        The page, and the keys of the lines that no answer came for.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    every = list(_texts(edited, desk.language))
    texts = [text for text in dict.fromkeys(every) if text not in desk.said]
    names = ("".join(name) for size in (1, 2) for name in product(ascii_uppercase, repeat=size))
    letters = dict(zip(names, (proposal.heading for proposal in edited.proposals), strict=False))
    about, model = desk.material.about, desk.writer.model
    shown = sum(model.count_tokens(text) + 1 for text in (*about.texts, *texts, *letters.values()))
    most = min(LONGEST, room(model, RECOUNT_TOKENS)) - shown
    if most < LEAST_ROOM:
        desk.reject(
            "bullet", "form", "The model takes too few tokens at once to go through the comments again."
        )
        return edited, frozenset(line.key for line in lines)
    parts = portions(lines, [model.count_tokens(str(line)) + 1 for line in lines], most, evenly=True)
    desk.progress.stage("recount", len(parts))
    requests = [ask_recount(about, part, texts, letters) for part in parts]
    said: list[list[str]] = [[] for _ in texts]
    below: list[list[str]] = [[] for _ in edited.proposals]
    unanswered: set[str] = set()
    for part, answer in zip(parts, desk.writer.complete(requests, desk.progress.done), strict=True):
        known = {line.key for line in part}
        found = read_recount(answer.text, len(texts), list(letters), known) if answer.error is None else None
        if found is None:
            reason = "form" if answer.error is None else why_unanswered(answer)
            desk.reject("bullet", reason, answer.error or answer.text)
            unanswered |= known
            continue
        for row, keys in zip((*said, *below), found, strict=True):
            row.extend(keys)
    heard = desk.said | {text: tuple(keys) for text, keys in zip(texts, said, strict=True)}
    if not unanswered:
        desk.said.update(heard)
    return _added(edited, map(heard.__getitem__, every), below), frozenset(unanswered)


def _texts(edited: Edited, language: str) -> Iterator[str]:
    """The sentences that others can say, as they are checked, in their order."""
    for proposal in edited.proposals:
        for sentence in proposal.sentences:
            if _is_shared(sentence):
                yield plain(sentence.text, language)
            before: tuple[str, ...] = (sentence.text,)
            for child in sentence.children:
                if _is_shared(child):
                    yield claimed(child.text, child.role, before, language)
                before = (sentence.text, child.text)
    yield from (plain(one.text, language) for one in edited.short)


def _is_shared(sentence: Sentence) -> bool:
    """Whether others may say it: what a single person tells of themselves, or is quoted with, nobody else does."""
    return bool(sentence.keys) and not describes_one(sentence.text) and not _QUOTES.search(sentence.text)


def _added(edited: Edited, said: Iterable[Sequence[str]], below: Sequence[Sequence[str]]) -> Edited:
    rows = iter(said)

    def cited(sentence: Sentence) -> Sentence:
        keys = sentence.keys
        if _is_shared(sentence):
            keys = tuple(dict.fromkeys((*keys, *next(rows))))
        return replace(
            sentence, keys=keys, chosen=sentence.keys, children=tuple(map(cited, sentence.children))
        )

    proposals = [
        Proposal(proposal.heading, tuple(map(cited, proposal.sentences)), (*proposal.about, *keys))
        for proposal, keys in zip(edited.proposals, below, strict=True)
    ]
    short = (
        replace(one, keys=tuple(dict.fromkeys((*one.keys, *keys))))
        for one, keys in zip(edited.short, rows, strict=True)
    )
    return Edited(tuple(proposals), tuple(short))
