"""A plan written by a language model: all themes in as few rounds of calls as there can be."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from threadgist.ground.gate.tokens import content
from threadgist.orders import is_order, ordering
from threadgist.people import author_key
from threadgist.speakers import SOMEBODY, WRITTEN_LANGUAGES
from threadgist.write.ask import About, ThemePoint, ask_heading, ask_sentence, ask_theme
from threadgist.write.read import Reading, read_heading, read_sentence, read_theme
from threadgist.writing.calls import BUDGET, Budget, complete
from threadgist.writing.decide import Outcome, reject, settle
from threadgist.writing.drafts import with_claims, with_names
from threadgist.writing.estimate import Estimate, Speeds, measure
from threadgist.writing.short import in_short
from threadgist.writing.tasks import Group, Task, make_group

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threadgist.ground.gate import Judge
    from threadgist.progress import Progress
    from threadgist.records import (
        Brief,
        Comment,
        Corpus,
        Draft,
        DraftBullet,
        Passage,
        Point,
        Rejection,
        SummarySentence,
    )
    from threadgist.write.model import Completion, LanguageModel, Request

__all__ = ["Writer", "Written", "estimate", "write"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model and all that writing with it takes; shared by threads that write at the same time.

    `style` is how it is asked ("point": a sentence a call; "theme": a theme a call). `language` is the ISO 639-1 code
    to write in, None for that of the comments; `translates` says that the judge can hold a sentence in one language
    against comments in another, without which nothing is written in another than theirs. `tell` hears, before the
    first call, how long it will take. `judge_notices` grows where the judge's own model does not run as asked.
    """

    model: LanguageModel
    judge: Judge
    style: Literal["point", "theme"] = "point"
    language: str | None = None
    translates: bool = False
    summary: bool = True
    budget: Budget = field(default_factory=Budget)
    speeds: Speeds = field(default_factory=lambda: Speeds(None))
    tell: Callable[[str], None] | None = None
    judge_notices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: drafts with claims where the gate let them through, quotations where not."""

    drafts: tuple[Draft, ...]
    points: tuple[DraftBullet, ...]
    summary: tuple[SummarySentence, ...]
    rejections: tuple[Rejection, ...]


def write(
    corpus: Corpus,
    briefs: Sequence[Brief],
    points: Sequence[Point],
    writer: Writer,
    progress: Progress,
) -> Written:
    """Write headings, bullets and "In short" of a thread.

    Three rounds of calls: everything, what failed once more with the reason, and "In short" over what then stands.
    Whatever is not let through twice is quoted instead.

    Args:
        corpus: The cleaned thread.
        briefs: Its themes.
        points: What to say of a thread without themes.
        writer: The model, the judge and the bounds.
        progress: Who watches: each round of calls is a stage.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    language = _language(corpus, writer)
    groups = _groups(corpus, briefs, points, language)
    outcome = Outcome()
    if _cannot_be_checked(corpus, writer, language):
        for task in (task for group in groups for task in group.tasks):
            reject(outcome, task, 1, "language", "")
        groups = ()
    for task in (task for group in groups for task in group.tasks):
        if task.orders:
            reject(outcome, task, 1, "orders", "")
    if writer.tell is not None and groups:
        writer.tell(str(_estimate(groups, writer, language)))

    _round(groups, writer, outcome, language, 1, progress)
    _round(groups, writer, outcome, language, 2, progress)
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    drafts, bullets = with_claims(briefs, points, texts, outcome.accepted)
    short: tuple[SummarySentence, ...] = ()
    if writer.summary and drafts and groups:
        progress.stage("write in short")
        lonely = groups[0].lonely
        short = in_short(drafts, writer.model, writer.judge, writer.budget, outcome, language, lonely)
    authors = {comment.id: comment.author for comment in corpus.thread.comments}
    return Written(
        drafts=tuple(replace(one, bullets=with_names(one.bullets, authors, language)) for one in drafts),
        points=with_names(bullets, authors, language),
        summary=short,
        rejections=tuple(outcome.rejections),
    )


def estimate(corpus: Corpus, briefs: Sequence[Brief], points: Sequence[Point], writer: Writer) -> Estimate:
    """Say what `write` would ask of the model, without asking it."""
    language = _language(corpus, writer)
    return _estimate(_groups(corpus, briefs, points, language), writer, language)


def _estimate(groups: Sequence[Group], writer: Writer, language: str) -> Estimate:
    requests = [request for request, _ in _ask(groups, writer, Outcome(), language, 1)]
    return measure(writer.model, requests, writer.speeds.get(writer.model.info))


def _language(corpus: Corpus, writer: Writer) -> str:
    if writer.language is not None:
        return writer.language
    return corpus.language if corpus.language in WRITTEN_LANGUAGES else "en"


def _cannot_be_checked(corpus: Corpus, writer: Writer, language: str) -> bool:
    return not writer.translates and corpus.language is not None and corpus.language != language


def _about(corpus: Corpus) -> About:
    """The thread's title and the article's first lines, unless they tell a machine what to do."""
    title = corpus.thread.title
    lead = corpus.thread.article.lead if corpus.thread.article else ""
    return About("" if is_order(title) else title, "" if is_order(lead) else lead)


def _groups(
    corpus: Corpus, briefs: Sequence[Brief], points: Sequence[Point], language: str
) -> tuple[Group, ...]:
    comments: dict[str, Comment] = {comment.id: comment for comment in corpus.thread.comments}
    of_comment: dict[str, list[Passage]] = {}
    for passage in corpus.passages:
        of_comment.setdefault(passage.comment_id, []).append(passage)
    make = partial(
        make_group,
        lonely=_lonely(corpus) if briefs else frozenset(),
        about=_about(corpus),
        comments=comments,
        passages=of_comment,
        language=language,
    )
    themes = (make(brief, brief.points, prefix=brief.theme_id) for brief in briefs)
    return (*themes, *((make(None, points, prefix="p"),) if points else ()))


def _lonely(corpus: Corpus) -> frozenset[str]:
    """Return the stems of words that no two people use; who gives orders to a machine uses none."""
    author_of = {comment.id: author_key(comment) for comment in corpus.thread.comments}
    orders = ordering(corpus.passages)
    users: dict[str, set[str]] = defaultdict(set)
    for passage in corpus.passages:
        who = () if passage.comment_id in orders else (author_of[passage.comment_id],)
        for word in content(passage.text):
            users[word].update(who)
    # Where one person wrote everything, there is nobody to share a word with.
    least = min(2, len({author_of[passage.comment_id] for passage in corpus.passages}))
    return frozenset(word for word, people in users.items() if len(people) < least)


def _ask(
    groups: Sequence[Group], writer: Writer, outcome: Outcome, language: str, attempt: int
) -> list[tuple[Request, tuple[Task, ...]]]:
    """Return the calls of a round, each with the tasks it is for: what fails in a whole theme is asked one by one."""
    calls: list[tuple[Request, tuple[Task, ...]]] = []
    for group in groups:
        open_tasks = [
            task for task in group.tasks if not task.orders and (attempt == 1 or task.where in outcome.failed)
        ]
        whole = writer.style == "theme" and attempt == 1 and group.theme_id
        if whole and any(task.part != "heading" for task in open_tasks):
            calls.append((_ask_theme(group, open_tasks, language), tuple(open_tasks)))
            continue
        calls += [(_ask_one(group, task, outcome, language), (task,)) for task in open_tasks]
    return calls


def _ask_one(group: Group, task: Task, outcome: Outcome, language: str) -> Request:
    reason = outcome.failed.get(task.where, "")
    if task.part == "heading":
        return ask_heading(group.about, task.evidence, group.phrases, language, reason=reason)
    return ask_sentence(task.evidence[0], task.head, language, reason=reason)


def _ask_theme(group: Group, tasks: Sequence[Task], language: str) -> Request:
    sentences = [task for task in tasks if task.part != "heading"]
    keys = {task.where: str(number) for number, task in enumerate(sentences, 1)}
    points = []
    for task in sentences:
        parent = task.where.rpartition("-")[0] if task.part == "reply" else ""
        points.append(ThemePoint(keys[task.where], task.evidence, keys.get(parent, "")))
    return ask_theme(group.about, points, SOMEBODY[language], language)


def _read(request: Request, tasks: tuple[Task, ...], answer: Completion, language: str) -> dict[str, Reading]:
    if request.schema is None:
        (task,) = tasks
        if task.part == "heading":
            return {task.where: read_heading(answer.text, task.evidence)}
        return {task.where: read_sentence(answer.text, task.head, task.evidence, cut=answer.cut)}
    sentences = [task for task in tasks if task.part != "heading"]
    keys = {str(number): task for number, task in enumerate(sentences, 1)}
    evidence = {key: task.evidence for key, task in keys.items()}
    readings = read_theme(answer.text, SOMEBODY[language], evidence)
    found = {task.where: readings[key] for key, task in keys.items()}
    heading = next((task for task in tasks if task.part == "heading"), None)
    return found if heading is None else {heading.where: readings["heading"], **found}


def _round(
    groups: Sequence[Group],
    writer: Writer,
    outcome: Outcome,
    language: str,
    attempt: int,
    progress: Progress,
) -> None:
    """Ask, read and judge: all tasks at the first attempt, at the second those that failed."""
    calls = _ask(groups, writer, outcome, language, attempt)
    if not calls:
        return
    progress.stage("write" if attempt == 1 else "write again", len(calls))
    began = time.monotonic()
    answers = complete(writer.model, [request for request, _ in calls], writer.budget, progress.done)
    writer.speeds.keep(writer.model.info, answers, time.monotonic() - began)
    readings: dict[str, Reading] = {}
    for (request, tasks), answer in zip(calls, answers, strict=True):
        if answer.error is None:
            readings.update(_read(request, tasks, answer, language))
            continue
        for task in tasks:
            # A call that was made and failed was tried again by the backend already.
            reject(outcome, task, attempt, "budget" if answer.error == BUDGET else "call", answer.error)
            outcome.failed.pop(task.where, None)
    settle(
        groups,
        readings,
        writer.judge,
        outcome,
        attempt=attempt,
        language=language,
        # Asked for a sentence alone, a model is asked for the comment's own words; of a theme it may say more freely.
        close=writer.style == "point",
    )
