"""A digest in a small model's sentences: one for each quotation, in the comment's own words, and headings.

A small model is shown one comment and asked for one sentence whose first words are given. What the rules do not let
through is quoted; nothing is asked twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from threadgist.orders import without_orders
from threadgist.people import author_key
from threadgist.records import Draft, DraftBullet, Point, Theme, Written
from threadgist.speakers import reported, signed
from threadgist.words import UNSPACED, count_words
from threadgist.write import extractive
from threadgist.write.ask import ask_heading, ask_report, own_words
from threadgist.write.calls import why_unanswered
from threadgist.write.material import make_about
from threadgist.write.model import Completion, Request
from threadgist.write.rules import Fault, broken_rule, quotes_prompt, with_true_quotations
from threadgist.write.rules.close import overgeneral, strays
from threadgist.write.rules.tokens import content, english_phrases

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

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


# The path to a point: its theme (None for a thread without themes), its number there, the number of an answer to it.
_Place = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """A sentence to ask for, about what is `said` in a comment."""

    place: _Place
    said: str
    answer: bool


def write_small(desk: Desk) -> Written:
    """Write a sentence for each quotation that is to be printed, and a heading for each theme.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    tasks, hidden = _tasks(desk)
    for _ in range(hidden):
        desk.reject("bullet", "orders")
    requests = _requests(tasks, desk)
    desk.progress.stage("write", len(requests))
    answers = desk.writer.complete(requests, desk.progress.done)
    sentences: dict[_Place, str] = {}
    for task, answer in zip(tasks, answers, strict=False):
        text, fault = _report(task, answer, desk.language)
        if fault is None:
            sentences[task.place] = text
        else:
            desk.reject("bullet", fault.reason, text or fault.detail)
    drafts: list[Draft] = []
    for number, (brief, theme) in enumerate(zip(desk.plan.briefs, desk.themes, strict=True)):
        heading, fault = _heading(answers[len(tasks) + number], theme, desk)
        draft = extractive.write(brief, desk.texts)
        if fault is None:
            draft = replace(draft, heading=heading)
        else:
            desk.reject("heading", fault.reason, heading or fault.detail)
        drafts.append(replace(draft, bullets=_written(draft.bullets, (number,), sentences, desk)))
    quoted = tuple(map(desk.quotation, desk.plan.below_no_heading))
    return desk.written(drafts, _written(quoted, (None,), sentences, desk))


def small_requests(desk: Desk) -> list[Request]:
    """Return all calls of `write_small`."""
    return _requests(_tasks(desk)[0], desk)


def _tasks(desk: Desk) -> tuple[list[_Task], int]:
    """List the sentences to ask for, and count the points that no model is shown for the orders they give."""
    tasks: list[_Task] = []
    hidden = 0

    def add(found: Sequence[Point], place: _Place, *, shown: bool) -> None:
        nonlocal hidden
        for number, point in enumerate(found):
            span = point.span
            text = desk.texts[span.comment_id]
            said = text[span.start : span.end]
            fit = shown and not any(
                without_orders(one) != one or quotes_prompt(one, own_words())
                for one in (said, text[: span.start])
            )
            hidden += not fit
            if fit:
                tasks.append(_Task((*place, number), said, answer=len(place) > 1))
            add(point.answers, (*place, number), shown=fit)

    for number, brief in enumerate(desk.plan.briefs):
        add(brief.points, (number,), shown=True)
    add(desk.plan.below_no_heading, (None,), shown=True)
    return tasks, hidden


def _requests(tasks: Sequence[_Task], desk: Desk) -> list[Request]:
    about, language = make_about(desk.plan.corpus), desk.language
    reports = [ask_report(task.said, reported(language, reply=task.answer), language) for task in tasks]
    for number, brief in enumerate(desk.plan.briefs):
        shown = [task.said for task in tasks if task.place[0] == number]
        reports.append(ask_heading(about, shown, brief.phrases, language))
    return reports


def _report(task: _Task, answer: Completion, language: str) -> tuple[str, Fault | None]:
    """Make a sentence of an answer and say what is wrong with it."""
    if answer.error is not None:
        return "", Fault(why_unanswered(answer), answer.error)
    head = reported(language, reply=task.answer)
    own = _first_sentence(" ".join(answer.text.split()).removeprefix(head).lstrip(), cut=answer.cut)
    own = with_true_quotations(own, [task.said]).rstrip(" .!?,;:。！？")
    gap = "" if _UNSPACED_START.match(head) else " "
    text = f"{head}{gap}{own}{'。' if _UNSPACED_START.match(own[-1:]) else '.'}"
    if not LEAST_WORDS <= count_words(own) <= MOST_WORDS:
        return text, Fault("form", "it is no sentence")
    if language == "en" and _PERSON.search(re.sub("“[^“”]*”|\\bUS\\b", "", own)):
        return text, Fault("form", "it speaks as the comment does")
    evidence = (task.said,)
    fault = broken_rule(own, evidence, own_words())
    if fault is None and (strays(own, evidence) or overgeneral(own, evidence)):
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
    if answer.error is not None:
        return "", Fault(why_unanswered(answer), answer.error)
    line = next((" ".join(line.split()) for line in answer.text.splitlines() if line.strip()), "")
    heading = line.strip(' "“”#*-•').rstrip(" .:;,。")
    heading = heading[:1].upper() + heading[1:]
    by_id = {passage.id: passage for passage in desk.plan.corpus.passages}
    passages = [by_id[passage_id] for passage_id in theme.passage_ids]
    fault = broken_rule(heading, tuple(passage.text for passage in passages), own_words(), heading=True)
    if fault is not None:
        return heading, fault
    users = {stem: set[str]() for stem in content(heading)}
    everybody = set()
    for passage in passages:
        author = author_key(desk.comments[passage.comment_id])
        everybody.add(author)
        for stem in users.keys() & set(content(passage.text)):
            users[stem].add(author)
    counts = [len(people) for people in users.values()]
    if not counts or min(counts) < min(2, len(everybody)) or max(counts) < NAMED_BY * len(everybody):
        return heading, Fault("unsupported", "it names what few speak of")
    return heading, None


def _written(
    bullets: tuple[DraftBullet, ...], place: _Place, sentences: Mapping[_Place, str], desk: Desk
) -> tuple[DraftBullet, ...]:
    """Put the sentences that stand in the place of their quotations, signed by who is reported."""
    made = []
    for number, bullet in enumerate(bullets):
        where = (*place, number)
        if where in sentences:
            author = desk.comments[bullet.cites[0].comment_id].author
            text = signed(sentences[where], author, desk.language)
            bullet = replace(bullet, kind="report", text=text)
        made.append(replace(bullet, children=_written(bullet.children, where, sentences, desk)))
    return tuple(made)
