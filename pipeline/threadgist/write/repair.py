"""What did not pass the check, written once more with the reason, and left out where it fails again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.write.answers import Proposal, read_repair
from threadgist.write.ask import CLAIM_TOKENS, Claim, ask_repair
from threadgist.write.calls import LONGEST, UNANSWERED, room, why_unanswered
from threadgist.write.examine import Case, Judged, judge_cases
from threadgist.write.material import Line

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# What a side is shown behind.
_EXCHANGE: Final = re.compile(r"^In answer to [“\"«„].*?[”\"»]:\s*")


def repair(judged: Judged, desk: Desk) -> None:
    """Ask once more for what does not stand, a call a heading, and judge what comes back.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    failed: list[tuple[Proposal, list[Case]]] = []
    for proposal, row in zip(judged.proposals, judged.cases, strict=True):
        mendable = []
        for case in row:
            # What was not checked for want of an answer would not be checked the second time.
            if case.stands is None and case.fault.reason in UNANSWERED:
                desk.reject(case.part, case.fault.reason, case.origin.text)
            elif case.stands is None:
                mendable.append(case)
        if mendable:
            failed.append((proposal, mendable))
    lines = [_shown(proposal, row, desk) for proposal, row in failed]
    requests = [
        ask_repair(
            desk.material.about,
            map(str, shown),
            [Claim(case.told, case.keys, case.fault.detail) for case in row],
            desk.language,
        )
        for shown, (_, row) in zip(lines, failed, strict=True)
    ]
    again: list[tuple[Case, str]] = []
    for shown, (_, cases), answer in zip(lines, failed, desk.writer.complete(requests), strict=True):
        said: list[tuple[str, tuple[str, ...]]] = [("", ())] * len(cases)
        if answer.error is None:
            said = read_repair(answer.text, len(cases), {line.key for line in shown})
        for case, (text, cited) in zip(cases, said, strict=True):
            text = _EXCHANGE.sub("", text)
            if text and (cited or case.leads):
                # Who was found to say it before may still say it.
                keys = () if case.leads else tuple(dict.fromkeys((*cited, *case.keys)))
                case.sentence = replace(case.sentence, text=text, keys=keys)
                again.append((case, case.fault.reason))
            else:
                desk.reject(case.part, case.fault.reason, case.origin.text)
        if answer.error is not None:
            desk.reject("bullet", why_unanswered(answer), answer.error)
    judge_cases([case for case, _ in again], desk)
    for case, reason in again:
        desk.reject(case.part, reason, case.origin.text, repaired=case.stands is not None)
        if case.stands is None:
            desk.reject(case.part, case.fault.reason, case.sentence.text)


def _shown(proposal: Proposal, row: Sequence[Case], desk: Desk) -> tuple[Line, ...]:
    """The lines to write sentences again by, as many as are read well: those they cite first, then their heading's."""
    model = desk.writer.model
    most = min(LONGEST, room(model, CLAIM_TOKENS * (1 + len(row))))
    keys = dict.fromkeys(key for case in row for key in case.keys)
    wanted: dict[str, Line] = {}
    used = 0
    for key in dict.fromkeys((*keys, *proposal.keys)):
        more = [line for line in desk.material.with_answered([key]) if line.key not in wanted]
        used += sum(model.count_tokens(str(line)) + 1 for line in more)
        if used > most and wanted:
            break
        wanted |= {line.key: line for line in more}
    return tuple(line for key, line in desk.material.lines.items() if key in wanted)
