"""The digest "in short": two or three sentences, each resting on the grounded bullets of one theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from threadgist.ground.gate.rules import bare
from threadgist.orders import is_order
from threadgist.records import SummarySentence
from threadgist.speakers import OPENERS
from threadgist.write.ask import ask_summary
from threadgist.write.read import read_sentence
from threadgist.writing.calls import BUDGET, Budget, complete
from threadgist.writing.decide import Outcome, judge_one, reject
from threadgist.writing.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.ground.gate import Judge
    from threadgist.records import Draft, DraftBullet
    from threadgist.write.model import LanguageModel

__all__ = ["in_short"]

SENTENCES: Final = 3
LEAST: Final = 2
BULLETS: Final = 4


@dataclass(frozen=True, slots=True)
class _Basis:
    """The grounded bullets of one theme that a sentence may rest on."""

    opener: str
    bullet_ids: tuple[str, ...]
    texts: tuple[str, ...]


def in_short(
    drafts: Sequence[Draft],
    model: LanguageModel,
    judge: Judge,
    budget: Budget,
    outcome: Outcome,
    language: str,
    lonely: frozenset[str],
) -> tuple[SummarySentence, ...]:
    """Write "In short" from the bullets of the themes that most people take part in.

    A sentence is held against the bullets it rests on as a bullet is against its comments, and tried once more.

    Args:
        drafts: The themes as they will be printed, most people first.
        model: Proposes.
        judge: Decides.
        budget: The bounds on calls.
        outcome: Takes the rejections; changed in place.
        language: ISO 639-1 code of the language to write in.
        lonely: Stems of the words that no two people of the thread use: nobody sums up a thread in a word of their own.

    Returns:
        Two or three sentences, or none where fewer were let through, or not the first.
    """
    told = [draft for draft in drafts if draft.bullets and not draft.banter]
    bases = [basis for basis in map(_basis, told[:SENTENCES], OPENERS[language]) if basis is not None]
    if len(bases) < LEAST:
        return ()
    tasks = tuple(Task("summary", "summary", basis.texts, basis.opener) for basis in bases)
    accepted: dict[int, str] = {}
    reasons = dict.fromkeys(range(len(bases)), "")
    for attempt in (1, 2):
        wanted = list(reasons)
        answers = complete(
            model,
            [
                ask_summary(tasks[place].evidence, tasks[place].head, language, reason=reasons[place])
                for place in wanted
            ],
            budget,
        )
        reasons = {}
        for place, answer in zip(wanted, answers, strict=True):
            task = tasks[place]
            if answer.error is not None:
                reject(outcome, task, attempt, "budget" if answer.error == BUDGET else "call", answer.error)
                continue
            reading = read_sentence(answer.text, task.head, task.evidence, cut=answer.cut)
            wrong = judge_one(
                task,
                reading,
                tuple(accepted.values()),
                judge,
                outcome,
                attempt=attempt,
                language=language,
                lonely=lonely,
            )
            if wrong is None:
                accepted[place] = reading.text
            else:
                reasons[place] = wrong
        if not reasons:
            break
    # The others go on from the first: "The comments are also about ...".
    if 0 not in accepted or len(accepted) < LEAST:
        return ()
    return tuple(SummarySentence(accepted[place], bases[place].bullet_ids) for place in sorted(accepted))


def _basis(draft: Draft, opener: str) -> _Basis | None:
    """What a theme's bullets say, replies with them; None where a machine must be shown none of it."""
    bullets: list[tuple[str, DraftBullet]] = []
    for number, bullet in enumerate(draft.bullets[:BULLETS], 1):
        bullets.append((f"{draft.theme_id}-{number}", bullet))
        bullets += [
            (f"{draft.theme_id}-{number}-{place}", child) for place, child in enumerate(bullet.children, 1)
        ]
    # What is said counts here, not that people say it.
    said = [
        (bullet_id, bare(bullet.text) if bullet.kind == "claim" else bullet.text[1:-1])
        for bullet_id, bullet in bullets
    ]
    kept = [(bullet_id, text[:1].upper() + text[1:]) for bullet_id, text in said if not is_order(text)]
    if not kept:
        return None
    return _Basis(opener, tuple(bullet_id for bullet_id, _ in kept), tuple(text for _, text in kept))
