"""A digest in a small model's sentences: one for each quotation, in the comment's own words, and headings.

A small model is shown one comment and asked for one sentence whose first words are given. What the rules do not let
through is quoted; nothing is asked twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from threadgist.orders import without_orders
from threadgist.people import author_key
from threadgist.speakers import reported, signed
from threadgist.words import UNSPACED, count_words
from threadgist.write import extractive
from threadgist.write.ask import ask_heading, ask_report, own_words
from threadgist.write.calls import why_unanswered
from threadgist.write.material import make_about
from threadgist.write.rules import Fault, broken_rule, with_true_quotations
from threadgist.write.rules.close import strays
from threadgist.write.rules.leak import quotes_prompt
from threadgist.write.rules.overgeneral import overgeneral
from threadgist.write.rules.tokens import content
from threadgist.write.written import Written, rejection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.progress import Progress
    from threadgist.records import Brief, Clustering, Comment, Corpus, Draft, DraftBullet, Point, Theme
    from threadgist.write.model import Completion, Request
    from threadgist.write.stage import Writer

__all__ = ["small_requests", "write_small"]

LEAST_WORDS: Final = 4
MOST_WORDS: Final = 50
# One of a heading's words is used by such a part of the theme's people, and each of them by two.
NAMED_BY: Final = 0.2

_SPACE: Final = re.compile(r"\s+")
_END: Final = re.compile(r"(?:[.!?](?:[”’\"')]*)(?=\s+[\W_]*[^\W\d_a-zß-ÿ]|\s*$))|[。！？]")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|vs|etc|Mr|Mrs|Ms|Dr|St|No|Art|bzw|z\.B|u\.a|cf|approx))\.$"
)
_UNSPACED_START: Final = re.compile(rf"^[{UNSPACED}]")
_PERSON: Final = re.compile(r"\b(?:i|i'm|i've|my|me|you|your|we|our)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Task:
    """A sentence to ask for: `place` is the path to its point, theme first (None for a thread without themes)."""

    place: tuple[int | None, ...]
    point: Point
    answer: bool


def write_small(
    corpus: Corpus,
    clustering: Clustering | None,
    briefs: Sequence[Brief],
    points: Sequence[Point],
    writer: Writer,
    language: str,
    progress: Progress,
) -> Written:
    """Write a sentence for each quotation that is to be printed, and a heading for each theme.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    comments = {comment.id: comment for comment in corpus.thread.comments}
    texts = {comment_id: comment.text for comment_id, comment in comments.items()}
    tasks, hidden = _tasks(corpus, briefs, points, texts)
    rejections = [rejection("bullet", "orders", "")] * hidden
    requests = _requests(corpus, briefs, tasks, texts, language)
    progress.stage("write", len(requests))
    answers = writer.complete(requests, progress.done)
    sentences: dict[tuple[int | None, ...], str] = {}
    for task, answer in zip(tasks, answers, strict=False):
        text, fault = _report(task, answer, texts, language)
        if fault is None:
            sentences[task.place] = text
        else:
            rejections.append(rejection("bullet", fault.reason, text or fault.detail))
    drafts: list[Draft] = []
    themes = clustering.themes if clustering is not None else ()
    rows = zip(briefs, themes, answers[len(tasks) :], strict=True)
    for number, (brief, theme, answer) in enumerate(rows):
        heading, fault = _heading(answer, theme, corpus, comments)
        if fault is not None:
            rejections.append(rejection("heading", fault.reason, heading or fault.detail))
        draft = extractive.write(brief, texts)
        bullets = _written(draft.bullets, (number,), sentences, comments, language)
        drafts.append(replace(draft, heading=draft.heading if fault else heading, bullets=bullets))
    quoted = tuple(extractive.bullet(point, texts) for point in points)
    return Written(
        None,
        tuple(drafts),
        _written(quoted, (None,), sentences, comments, language),
        (),
        tuple(rejections),
    )


def small_requests(
    corpus: Corpus, briefs: Sequence[Brief], points: Sequence[Point], language: str
) -> list[Request]:
    """Return all calls of `write_small`."""
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    return _requests(corpus, briefs, _tasks(corpus, briefs, points, texts)[0], texts, language)


def _tasks(
    corpus: Corpus, briefs: Sequence[Brief], points: Sequence[Point], texts: Mapping[str, str]
) -> tuple[list[_Task], int]:
    """List the sentences to ask for, and count the points that no model is shown for the orders they give."""
    tasks: list[_Task] = []
    hidden = 0

    def add(found: Sequence[Point], place: tuple[int | None, ...], *, shown: bool) -> None:
        nonlocal hidden
        for number, point in enumerate(found):
            span = point.span
            text = texts[span.comment_id]
            said = (text[span.start : span.end], text[: span.start])
            fit = shown and not any(
                without_orders(one) != one or quotes_prompt(one, own_words()) for one in said
            )
            hidden += not fit
            if fit:
                tasks.append(_Task((*place, number), point, answer=len(place) > 1))
            add(point.answers, (*place, number), shown=fit)

    for number, brief in enumerate(briefs):
        add(brief.points, (number,), shown=True)
    add(points, (None,), shown=True)
    return tasks, hidden


def _requests(
    corpus: Corpus, briefs: Sequence[Brief], tasks: Sequence[_Task], texts: Mapping[str, str], language: str
) -> list[Request]:
    about = make_about(corpus)
    shown: dict[int, list[str]] = {number: [] for number in range(len(briefs))}
    for task in tasks:
        theme = task.place[0]
        if theme is not None:
            shown[theme].append(_said(task, texts))
    return [
        *(ask_report(_said(task, texts), reported(language, reply=task.answer), language) for task in tasks),
        *(ask_heading(about, shown[number], brief.phrases, language) for number, brief in enumerate(briefs)),
    ]


def _said(task: _Task, texts: Mapping[str, str]) -> str:
    span = task.point.span
    return texts[span.comment_id][span.start : span.end]


def _report(
    task: _Task, answer: Completion, texts: Mapping[str, str], language: str
) -> tuple[str, Fault | None]:
    """Make a sentence of an answer and say what is wrong with it."""
    if answer.error is not None:
        return "", Fault(why_unanswered(answer), answer.error)
    head = reported(language, reply=task.answer)
    said = _said(task, texts)
    own = _first_sentence(_SPACE.sub(" ", answer.text).strip().removeprefix(head).lstrip(), cut=answer.cut)
    own = with_true_quotations(own, [said]).rstrip(" .!?,;:。！？")
    gap = "" if _UNSPACED_START.match(head) else " "
    text = f"{head}{gap}{own}{'。' if _UNSPACED_START.match(own[-1:]) else '.'}"
    if not LEAST_WORDS <= count_words(own) <= MOST_WORDS:
        return text, Fault("form", "it is no sentence")
    if language == "en" and _PERSON.search(re.sub("“[^“”]*”|\\bUS\\b", "", own)):
        return text, Fault("form", "it speaks as the comment does")
    fault = broken_rule(own, (said,), own_words())
    if fault is None and (strays(own, (said,)) or overgeneral(own, (said,))):
        fault = Fault("unsupported", "it does not keep to the comment's words")
    return text, fault


def _first_sentence(line: str, *, cut: bool) -> str:
    for end in _END.finditer(line):
        until = line[: end.end()]
        if not _ABBREVIATION.search(until.rstrip("”’\"')")) or end.end() == len(line):
            return until
    return "" if cut else line


def _heading(
    answer: Completion, theme: Theme, corpus: Corpus, comments: Mapping[str, Comment]
) -> tuple[str, Fault | None]:
    """Make a heading of an answer and say what is wrong with it: its words must be the people's."""
    if answer.error is not None:
        return "", Fault(why_unanswered(answer), answer.error)
    line = next((_SPACE.sub(" ", line).strip() for line in answer.text.splitlines() if line.strip()), "")
    heading = line.strip(' "“”#*-•').rstrip(" .:;,。")
    heading = heading[:1].upper() + heading[1:]
    passages = {passage.id: passage for passage in corpus.passages}
    evidence = tuple(passages[id_].text for id_ in theme.passage_ids)
    fault = broken_rule(heading, evidence, own_words(), heading=True)
    if fault is not None:
        return heading, fault
    users = {stem: set[str]() for stem in content(heading)}
    everybody = set()
    for id_ in theme.passage_ids:
        author = author_key(comments[passages[id_].comment_id])
        everybody.add(author)
        for stem in users.keys() & set(content(passages[id_].text)):
            users[stem].add(author)
    counts = [len(people) for people in users.values()]
    if not counts or min(counts) < min(2, len(everybody)) or max(counts) < NAMED_BY * len(everybody):
        return heading, Fault("unsupported", "it names what few speak of")
    return heading, None


def _written(
    bullets: tuple[DraftBullet, ...],
    place: tuple[int | None, ...],
    sentences: Mapping[tuple[int | None, ...], str],
    comments: Mapping[str, Comment],
    language: str,
) -> tuple[DraftBullet, ...]:
    """Put the sentences that stand in the place of their quotations, signed by who is reported."""
    made = []
    for number, bullet in enumerate(bullets):
        where = (*place, number)
        text = sentences.get(where)
        if text is not None:
            author = comments[bullet.cites[0].comment_id].author
            bullet = replace(bullet, kind="report", text=signed(text, author, language))
        made.append(replace(bullet, children=_written(bullet.children, where, sentences, comments, language)))
    return tuple(made)
