"""What there is to write of a plan: one task for each heading, bullet and opposing reply, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.ground.gate.leak import quotes_prompt
from threadgist.orders import without_orders
from threadgist.speakers import reported
from threadgist.write.ask import About, own_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.ground.gate.records import Part
    from threadgist.records import Brief, Comment, Passage, Point, Span

__all__ = ["Group", "Task", "make_group"]


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence or heading to write.

    `where` is the id of the bullet it is for, or of the theme whose heading it is; `evidence` what it rests on; `head`
    the words a sentence begins with, which name nobody. `orders` says that its evidence tells a machine what to do, or
    that its comment does before it, so that no model is shown it.
    """

    where: str
    part: Part
    evidence: tuple[str, ...]
    head: str = ""
    orders: bool = False


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
        language: ISO 639-1 code of the language to write in.
        prefix: What the ids of its bullets begin with: those that `ground` will give them.
        lonely: Stems of the words that no two people use.
    """

    def cut(span: Span) -> str:
        return comments[span.comment_id].text[span.start : span.end]

    def orders(*spans: Span) -> bool:
        return any(_gives_orders(span, cut(span), passages.get(span.comment_id, ())) for span in spans)

    tasks: list[Task] = []
    if brief is not None and points:
        shown = tuple(cut(point.span) for point in points if not orders(point.span))
        tasks.append(Task(brief.theme_id, "heading", shown, orders=not shown))

    def add(point: Point, where: str, above: tuple[Span, ...]) -> None:
        part: Part = "reply" if above else "bullet"
        head = reported(language, reply=bool(above))
        tasks.append(Task(where, part, (cut(point.span),), head, orders=orders(point.span, *above)))
        for number, answer in enumerate(point.answers, 1):
            add(answer, f"{where}-{number}", (*above, point.span))

    for number, point in enumerate(points, 1):
        add(point, f"{prefix}-{number}", ())
    phrases = brief.phrases if brief is not None else ()
    theme_id = brief.theme_id if brief is not None else ""
    two_sided = any(point.answers for point in points)
    return Group(theme_id, about, phrases, tuple(tasks), two_sided, lonely)


def _gives_orders(span: Span, text: str, passages: Sequence[Passage]) -> bool:
    """Whether a span, or what its comment says before it, speaks to a machine or as our prompts do."""
    before = (passage.text for passage in passages if passage.span.start < span.end)
    return any(without_orders(said) != said or quotes_prompt(said, own_words()) for said in (text, *before))
