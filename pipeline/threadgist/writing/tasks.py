"""What there is to write of a plan: one task for each heading, bullet and opposing reply, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.ground import quantifier_of
from threadgist.ground.gate.leak import quotes_prompt
from threadgist.orders import without_orders
from threadgist.quantifiers import reported, subject
from threadgist.write.ask import About, own_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.ground.gate.records import Part
    from threadgist.records import Brief, Comment, Passage, Point, Span

__all__ = ["Group", "Task", "make_group"]


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence or heading to write.

    `where` is the id of the bullet it is for, or of the theme whose heading it is; `evidence` the cited passages, best
    first, and `cites` where they stand; `subject` the computed words a sentence begins with, and `head` those with the
    verb that a small model goes on from. `orders` says that its evidence tells a machine what to do, or that its
    comment does before it, so that no model is shown it.
    """

    where: str
    part: Part
    evidence: tuple[str, ...]
    subject: str = ""
    head: str = ""
    orders: bool = False
    cites: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one theme, its heading first, or of the points of a thread without themes.

    `lonely` are the stems of words that no two people of the thread use.
    """

    theme_id: str
    about: About
    phrases: tuple[str, ...]
    tasks: tuple[Task, ...]
    two_sided: bool
    lonely: frozenset[str]


def make_group(
    brief: Brief | None,
    points: Sequence[Point],
    about: About,
    comments: Mapping[str, Comment],
    passages: Mapping[str, Sequence[Passage]],
    commenters: int,
    language: str,
    prefix: str,
    lonely: frozenset[str],
) -> Group:
    """List what there is to write of a theme, or of the points of a thread without themes (`brief` is None).

    Args:
        brief: The theme's brief.
        points: Its points.
        about: What the discussion is about.
        comments: All comments by id.
        passages: The passages of each comment.
        commenters: Distinct authors of the thread.
        language: ISO 639-1 code of the language to write in.
        prefix: What the ids of its bullets begin with: those that `ground` will give them.
        lonely: Stems of the words that no two people use.
    """

    def cut(span: Span) -> str:
        return comments[span.comment_id].text[span.start : span.end]

    def orders(*spans: Span) -> bool:
        return any(_gives_orders(span, cut(span), passages.get(span.comment_id, ())) for span in spans)

    tasks: list[Task] = []
    if brief is not None:
        first = [point.exemplars[0] for point in points]
        rest = [span for point in points for span in point.exemplars[1:]]
        shown = tuple(cut(span) for span in (*first, *rest) if not orders(span))
        tasks.append(Task(brief.theme_id, "heading", shown, orders=not shown))
    for number, point in enumerate(points, 1):
        where = f"{prefix}-{number}"
        cites = point.exemplars
        evidence = tuple(map(cut, cites))
        word = quantifier_of(point.comment_ids, comments, commenters)
        tasks.append(
            Task(
                where,
                "bullet",
                evidence,
                subject(word, language),
                reported(word, language, reply=False),
                orders=orders(*cites),
                cites=cites,
            )
        )
        if point.reply is not None:
            cited = point.reply
            answer = cut(cited)
            word = quantifier_of((point.reply.comment_id,), comments, commenters)
            child = f"{where}-{len(point.children) + 1}"
            tasks.append(
                Task(
                    child,
                    "reply",
                    (answer,),
                    subject(word, language),
                    reported(word, language, reply=True),
                    orders=orders(cited, cites[0]),
                    cites=(cited,),
                )
            )
    phrases = brief.phrases if brief is not None else ()
    theme_id = brief.theme_id if brief is not None else ""
    two_sided = any(point.reply is not None for point in points)
    return Group(theme_id, about, phrases, tuple(tasks), two_sided, lonely)


def _gives_orders(span: Span, text: str, passages: Sequence[Passage]) -> bool:
    """Whether a span, or what its comment says before it, speaks to a machine or as our prompts do."""
    before = (passage.text for passage in passages if passage.span.start < span.end)
    return any(without_orders(said) != said or quotes_prompt(said, own_words()) for said in (text, *before))
