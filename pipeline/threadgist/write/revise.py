"""What is written once more: the page, when its writer knows what was counted, and sentences that did not stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from threadgist.speakers import in_running_text, tells_how_many
from threadgist.votes import tells_votes
from threadgist.words import count_words
from threadgist.write.answers import UNANSWERED, Page, Proposal, Sentence, read_repair
from threadgist.write.arrange import Stood
from threadgist.write.ask import A_TEXT, CLAIM_TOKENS, IDS, Claim, an_object, ask_of_claims, defuse, fenced
from threadgist.write.desk import Desk
from threadgist.write.examine import Case, Judged, judge_cases
from threadgist.write.hedge import restored
from threadgist.write.material import Line
from threadgist.write.model import LONGEST, room
from threadgist.write.rules import Fault

TEXT_CHARS: Final = 700
_NUMBER: Final = re.compile(r"\(\d+(?:, \d+ against)?\)")
_REPAIRED: Final = an_object(text=A_TEXT, ids=IDS)
# What a side is shown behind.
_EXCHANGE: Final = re.compile(r"^In answer to [“\"«„].*?[”\"»]:\s*")


def first_draft(page: Page, judged: Judged, desk: Desk) -> dict[str, object]:
    """Return a page for a prompt: as it would be printed, what was refused and why, its source, how many words."""
    *rows, short = judged.arranged(desk)
    printed = [f"In short: {_paragraph(short, desk)}"]
    for proposal, row in zip(judged.proposals, rows, strict=False):
        if proposal.headed:
            printed.append(f"# {again(proposal.heading)}")
            printed += (line for one in row if one.role != "more" for line in _printed(one, desk))
    refused = (
        f"- {again(case.told)} Wrong: {again(case.fault.detail)}"
        for case in judged.cases
        if case.fault is not None and case.fault.reason not in UNANSWERED
    )
    words = sum(count_words(_NUMBER.sub("", line)) for line in printed[1:])
    blocks = {"printed": printed, "refused": refused, "source": _source(page)}
    return {name: fenced(lines) for name, lines in blocks.items()} | {"words": words}


def again(text: str) -> str:
    """Return what a model wrote as a prompt shows it: as foreign as what it read, with its places for people."""
    return restored(defuse(text, TEXT_CHARS))


def _printed(stood: Stood, desk: Desk) -> Iterator[str]:
    """A bullet as a paragraph, and the items in it below."""
    running = (child for child in stood.children if child.role != "item")
    yield f"- {_paragraph((stood, *running), desk)}"
    yield from (f"  - {_paragraph((item,), desk)}" for item in stood.children if item.role == "item")


def _paragraph(sentences: Sequence[Stood], desk: Desk) -> str:
    return " ".join(in_running_text([_counted(one, desk) for one in sentences]))


def _counted(stood: Stood, desk: Desk) -> str:
    """A sentence with the people behind it and against it, before its full stop so that it can go on in the next."""
    text = again(stood.text)
    people, against = map(desk.people, (stood.keys, stood.against))
    if people <= 1 or not tells_how_many(text) or tells_votes(text, map(desk.material.comment, stood.keys)):
        return text
    number = f"{people}, {against} against" if against else str(people)
    return f"{text[:-1]} ({number}){text[-1]}" if text.endswith((".", ":", "。")) else f"{text} ({number})"


def _source(page: Page) -> Iterator[str]:
    *headed, short = page
    yield from (f"short: {_cited(one)}" for one in short.sentences)
    for proposal in headed:
        heading = again(proposal.heading)
        yield f"# {heading}" if proposal.sentences else f"also: {heading} (ids {', '.join(proposal.about)})"
        for sentence in proposal.sentences:
            yield f"- {'more: ' if sentence.role == 'more' else ''}{_cited(sentence)}"
            yield from (f"  - {child.role}: {_cited(child)}" for child in sentence.children)


def _cited(sentence: Sentence) -> str:
    text = again(sentence.text)
    return f"{text} (ids {', '.join(sentence.keys)})" if sentence.keys else text


def repair(judged: Judged, desk: Desk) -> None:
    """Ask once more for sentences that do not stand, a call a heading; what fails again is left out."""
    asked: list[tuple[list[tuple[Case, Fault]], tuple[Line, ...]]] = []
    for at, proposal in enumerate(judged.proposals):
        row = (case for case in judged.cases if case.proposal == at)
        failed = [(case, case.fault) for case in row if case.fault is not None]
        # What was not checked for want of an answer would not be checked the second time.
        for case, fault in failed:
            if fault.reason in UNANSWERED:
                desk.reject(case.part, fault.reason, case.origin.text)
        if mendable := [(case, fault) for case, fault in failed if fault.reason not in UNANSWERED]:
            asked.append((mendable, _shown(proposal, [case for case, _ in mendable], desk)))
    requests = []
    for cases, lines in asked:
        claims = [Claim(case.told, case.keys, fault.detail) for case, fault in cases]
        blocks = {"about": fenced(desk.material.about), "lines": fenced(lines)}
        requests.append(ask_of_claims("repair", claims, _REPAIRED, desk.language, **blocks))
    written: list[tuple[Case, Fault]] = []
    for (cases, lines), answer in zip(asked, desk.writer.complete(requests), strict=True):
        said = read_repair(answer.text, len(cases), {line.key for line in lines})
        for (case, fault), (text, cited) in zip(cases, said, strict=True):
            text = _EXCHANGE.sub("", text)
            if text and (cited or case.leads):
                # Who was found to say it before may still say it.
                keys = () if case.leads else tuple(dict.fromkeys((*cited, *case.keys)))
                case.sentence = replace(case.sentence, text=text, keys=keys)
                written.append((case, fault))
            else:
                desk.reject(case.part, fault.reason, case.origin.text)
        if answer.error is not None:
            desk.reject_answer(answer)
    judge_cases([case for case, _ in written], desk)
    for case, fault in written:
        desk.reject(case.part, fault.reason, case.origin.text, repaired=case.fault is None)
        if case.fault is not None:
            desk.reject(case.part, case.fault.reason, case.sentence.text)


def _shown(proposal: Proposal, row: Sequence[Case], desk: Desk) -> tuple[Line, ...]:
    """The lines to write sentences again by, as many as are read well: those they cite first, then their heading's."""
    most = min(LONGEST, room(desk.writer.model, CLAIM_TOKENS * (1 + len(row))))
    wanted: dict[str, Line] = {}
    used = 0
    for key in dict.fromkeys((*(key for case in row for key in case.keys), *proposal.keys)):
        more = [line for line in desk.material.with_answered(key) if line.key not in wanted]
        used += desk.tokens(more)
        if used > most and wanted:
            break
        wanted |= {line.key: line for line in more}
    return tuple(line for key, line in desk.material.lines.items() if key in wanted)
