"""From answers to what may stand: readings are judged in the order of the page, so that nothing is said twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from threadgist.ground.gate import Claim
from threadgist.records import Rejection
from threadgist.write.ask import own_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.ground.gate import Judge
    from threadgist.write.read import Reading
    from threadgist.writing.tasks import Group, Task

__all__ = ["Outcome", "judge_one", "reject", "settle"]

PROPOSAL_CHARS: Final = 300


@dataclass(slots=True)
class Outcome:
    """What has been decided so far: accepted texts by `where`, why the others failed, and what was rejected."""

    accepted: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)


def reject(outcome: Outcome, task: Task, attempt: int, reason: str, text: str) -> None:
    """Note that a proposal was not let through."""
    shown = text if len(text) <= PROPOSAL_CHARS else text[: PROPOSAL_CHARS - 1].rstrip() + "…"
    outcome.rejections.append(Rejection(task.where, task.part, attempt, reason, shown))


def settle(
    groups: Sequence[Group],
    readings: dict[str, Reading],
    judge: Judge,
    outcome: Outcome,
    *,
    attempt: int,
    language: str,
    close: bool,
) -> None:
    """Judge the readings of one round and enter the verdicts into `outcome`.

    Wave by wave: the first task of every theme that has a reading, then the second, so that a claim is held against
    everything that was accepted in its theme before it, and one call of the judge serves many themes.

    Args:
        groups: All themes.
        readings: What was proposed, by the task's `where`; tasks without one are left as they are.
        judge: Decides.
        outcome: What was decided before; changed in place.
        attempt: Which round this is, from 1.
        language: ISO 639-1 code the texts should be in.
        close: Whether sentences must keep to the words of the comment they report.
    """
    queues = [[task for task in group.tasks if task.where in readings] for group in groups]
    for position in range(max(map(len, queues), default=0)):
        wave: list[tuple[Task, Claim]] = []
        for group, queue in zip(groups, queues, strict=True):
            if position >= len(queue):
                continue
            task = queue[position]
            reading = readings[task.where]
            if reading.problem:
                reject(outcome, task, attempt, "form", reading.proposed)
                outcome.failed[task.where] = reading.problem
            else:
                wave.append((task, _claim(task, reading.text, group, groups, outcome, language, close)))
        verdicts = judge.judge([claim for _, claim in wave]) if wave else []
        for (task, claim), verdict in zip(wave, verdicts, strict=True):
            if verdict.ok:
                outcome.accepted[task.where] = claim.text
                outcome.failed.pop(task.where, None)
            else:
                reject(outcome, task, attempt, verdict.reason, claim.text)
                outcome.failed[task.where] = verdict.detail


def _claim(
    task: Task,
    text: str,
    group: Group,
    groups: Sequence[Group],
    outcome: Outcome,
    language: str,
    close: bool,
) -> Claim:
    accepted = outcome.accepted
    if task.part == "heading":
        beside = [other.theme_id for other in groups if other.theme_id != group.theme_id]
    else:
        beside = [
            other.where for other in group.tasks if other.part != "heading" and other.where != task.where
        ]
    siblings = tuple(accepted[where] for where in beside if where in accepted)
    return Claim(
        text=text,
        # The phrases stand in the theme's comments, of which the exemplars are a few.
        evidence=(*task.evidence, *group.phrases) if task.part == "heading" else task.evidence,
        siblings=siblings,
        prompt=own_words(),
        part=task.part,
        two_sided=group.two_sided,
        language=language,
        lonely=group.lonely,
        close=close and task.part != "heading",
    )


def judge_one(
    task: Task,
    reading: Reading,
    siblings: tuple[str, ...],
    judge: Judge,
    outcome: Outcome,
    *,
    attempt: int,
    language: str,
    lonely: frozenset[str] = frozenset(),
) -> str | None:
    """Judge one reading that belongs to no theme; return None where it may stand, else what is wrong with it."""
    if reading.problem:
        reject(outcome, task, attempt, "form", reading.proposed)
        return reading.problem
    claim = Claim(
        reading.text, task.evidence, siblings, own_words(), task.part, language=language, lonely=lonely
    )
    (verdict,) = judge.judge([claim])
    if verdict.ok:
        return None
    reject(outcome, task, attempt, verdict.reason, reading.text)
    return verdict.detail
