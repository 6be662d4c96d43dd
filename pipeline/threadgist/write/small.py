"""A digest in a small model's sentences: headings, and for each quotation one sentence in the comment's own words.

Its first words are given. What the rules do not let through is quoted; nothing is asked twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from threadgist.orders import without_orders
from threadgist.people import author_key
from threadgist.records import Bullet, Draft, Theme, Written, walk
from threadgist.speakers import reported, signed
from threadgist.words import UNSPACED, count_words
from threadgist.write.answers import failure
from threadgist.write.ask import defuse, fenced, own_words, request
from threadgist.write.desk import Desk
from threadgist.write.material import make_about
from threadgist.write.model import Completion, Request
from threadgist.write.rules import Fault, broken_rule, quotes_prompt, with_true_quotations
from threadgist.write.rules.close import overgeneral, strays
from threadgist.write.rules.tokens import content, english_phrases

SENTENCE_TOKENS: Final = 80
HEADING_TOKENS: Final = 24
# What is shown of a comment that is reported, of comments for a heading and of the article beside them, in characters.
COMMENT_CHARS: Final = 600
HEADING_COMMENT_CHARS: Final = 240
ARTICLE_CHARS: Final = 360
HEADING_COMMENTS: Final = 6
PHRASES: Final = 4
LEAST_WORDS: Final = 4
MOST_WORDS: Final = 50
# One of a heading's words is used by such a part of the theme's people, and each of them by two.
NAMED_BY: Final = 0.2

_END: Final = re.compile(r"(?:[.!?](?:[”’\"')]*)(?=\s+[\W_]*[^\W\d_a-zß-ÿ]|\s*$))|[。！？]")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|vs|etc|Mr|Mrs|Ms|Dr|St|No|Art|bzw|z\.B|u\.a|cf|approx))\.$"
)
_UNSPACED_START: Final = re.compile(rf"^[{UNSPACED}]")
_PERSON: Final = english_phrases("person")


def write_small(desk: Desk) -> Written:
    """Write a sentence for each quotation that is to be printed, and a heading for each theme."""
    quoted = desk.written()
    rows = _shown(quoted, desk)
    requests = list(_requests(rows, desk))
    desk.progress.stage("write", len(requests))
    answers = iter(desk.writer.complete(requests, desk.progress.done))
    reports: dict[Bullet, Bullet] = {}
    for bullet, answer in zip(chain.from_iterable(rows), answers, strict=False):
        text, fault = _report(bullet, answer, desk)
        if fault is None:
            text = signed(text, desk.comments[bullet.cites[0].comment_id].author, desk.language)
            reports[bullet] = replace(bullet, kind="report", text=text)
        else:
            desk.reject("bullet", fault.reason, text or fault.detail)
    drafts: list[Draft] = []
    for draft, theme, answer in zip(quoted.drafts, desk.themes, answers, strict=True):
        heading, fault = _heading(answer, theme, desk)
        if fault is not None:
            desk.reject("heading", fault.reason, heading or fault.detail)
            heading = draft.heading
        drafts.append(replace(draft, heading=heading, bullets=_reported(draft.bullets, reports)))
    return desk.written(drafts, _reported(quoted.points, reports))


def small_requests(desk: Desk) -> list[Request]:
    """Return all calls of `write_small`."""
    return list(_requests(_shown(desk.written(), desk), desk))


def _shown(quoted: Written, desk: Desk) -> list[list[Bullet]]:
    """The quotations below each heading and those below none, with those nested in them.

    What gives orders is shown to no model, nor are answers to that.
    """

    def shown(bullets: Iterable[Bullet]) -> Iterator[Bullet]:
        for bullet in bullets:
            (span,) = bullet.cites
            said = (_said(bullet, desk), desk.comments[span.comment_id].text[: span.start])
            if any(without_orders(one) != one or quotes_prompt(one, own_words()) for one in said):
                for _ in walk([bullet]):
                    desk.reject("bullet", "orders")
            else:
                yield bullet
                yield from shown(bullet.children)

    return [list(shown(row)) for row in (*(draft.bullets for draft in quoted.drafts), quoted.points)]


def _requests(rows: Sequence[Sequence[Bullet]], desk: Desk) -> Iterator[Request]:
    """Ask for a sentence about each comment, which is all that is shown, and for a heading over those of each theme."""
    (title, article), language = make_about(desk.plan.corpus), desk.language
    background = fenced((title, defuse(article, ARTICLE_CHARS)))
    for bullet in chain.from_iterable(rows):
        head = reported(language, reply=bullet.role == "reply")
        comment = fenced([defuse(_said(bullet, desk), COMMENT_CHARS)])
        asked = request("report", SENTENCE_TOKENS, language, main=comment, subject=head)
        yield replace(asked, prefill=head, stop=("\n",))
    for brief, row in zip(desk.plan.briefs, rows, strict=False):
        shown = (defuse(_said(bullet, desk), HEADING_COMMENT_CHARS) for bullet in row[:HEADING_COMMENTS])
        comments = fenced(f"{at}. {said}" for at, said in enumerate(shown, 1))
        phrases = fenced([defuse(", ".join(brief.phrases[:PHRASES]), HEADING_COMMENT_CHARS)])
        blocks = {"about": background, "comments": comments, "phrases": phrases}
        yield replace(request("heading", HEADING_TOKENS, language, **blocks), stop=("\n",))


def _said(bullet: Bullet, desk: Desk) -> str:
    (span,) = bullet.cites
    return desk.comments[span.comment_id].text[span.start : span.end]


def _report(bullet: Bullet, answer: Completion, desk: Desk) -> tuple[str, Fault | None]:
    """Make a sentence of an answer and say what is wrong with it."""
    if failed := failure(answer):
        return "", failed
    said, head = _said(bullet, desk), reported(desk.language, reply=bullet.role == "reply")
    own = _first_sentence(" ".join(answer.text.split()).removeprefix(head).lstrip(), cut=answer.cut)
    own = with_true_quotations(own, [said]).rstrip(" .!?,;:。！？")
    gap = "" if _UNSPACED_START.match(head) else " "
    text = f"{head}{gap}{own}{'。' if _UNSPACED_START.match(own[-1:]) else '.'}"
    if not LEAST_WORDS <= count_words(own) <= MOST_WORDS:
        return text, Fault("form", "it is no sentence")
    if desk.language == "en" and _PERSON.search(re.sub("“[^“”]*”|\\bUS\\b", "", own)):
        return text, Fault("form", "it speaks as the comment does")
    fault = broken_rule(own, (said,), own_words())
    if fault is None and (strays(own, said) or overgeneral(own, (said,))):
        fault = Fault("unsupported", "it does not keep to the comment's words")
    return text, fault


def _first_sentence(line: str, *, cut: bool) -> str:
    for end in _END.finditer(line):
        until = line[: end.end()]
        if not _ABBREVIATION.search(until.rstrip("”’\"')")) or end.end() == len(line):
            return until
    return "" if cut else line


def _heading(answer: Completion, theme: Theme, desk: Desk) -> tuple[str, Fault | None]:
    """Make a heading of an answer and say what is wrong with it: its words must be the people's."""
    if failed := failure(answer):
        return "", failed
    line = next((" ".join(line.split()) for line in answer.text.splitlines() if line.strip()), "")
    heading = line.strip(' "“”#*-•').rstrip(" .:;,。")
    heading = heading[:1].upper() + heading[1:]
    by_id = {passage.id: passage for passage in desk.plan.corpus.passages}
    passages = [by_id[passage_id] for passage_id in theme.passage_ids]
    fault = broken_rule(heading, tuple(passage.text for passage in passages), own_words(), heading=True)
    if fault is not None:
        return heading, fault
    said = [(author_key(desk.comments[one.comment_id]), set(content(one.text))) for one in passages]
    everybody = len({author for author, _ in said})
    counts = [len({author for author, stems in said if stem in stems}) for stem in content(heading)]
    if not counts or min(counts) < min(2, everybody) or max(counts) < NAMED_BY * everybody:
        return heading, Fault("unsupported", "it names what few speak of")
    return heading, None


def _reported(bullets: Iterable[Bullet], reports: Mapping[Bullet, Bullet]) -> tuple[Bullet, ...]:
    """Put the reports that stand in the place of their quotations."""
    rows = ((reports.get(one, one), _reported(one.children, reports)) for one in bullets)
    return tuple(replace(told, children=children) for told, children in rows)
