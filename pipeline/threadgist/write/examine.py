"""From proposals to sentences that may stand: rules, the check of what is cited, one repair, the count of people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from threadgist.speakers import parted
from threadgist.write.alone import related
from threadgist.write.answers import Proposal, Sentence, Verdict, read_repair
from threadgist.write.arrange import Stood, nested, with_known
from threadgist.write.ask import CLAIM_TOKENS, Claim, ask_repair, own_words
from threadgist.write.calls import LONGEST, room, why_unanswered
from threadgist.write.checkers import Sheet
from threadgist.write.hedge import claimed, description, hedged, people_in, plain, uncounted
from threadgist.write.material import Line, Material
from threadgist.write.mentions import without_words
from threadgist.write.rules import Fault, broken_rule, with_true_quotations
from threadgist.write.rules.names import unsupported_names
from threadgist.write.rules.tokens import content

if TYPE_CHECKING:
    from threadgist.write.desk import Desk, PartName

_BY_NOBODY: Final = Fault("citation", "None of the comments cited says it.")
_BY_OTHERS: Final = Fault(
    "citation", "Too little of it, or a name in it that one person alone uses, is by those who are cited."
)
_BY_ONE: Final = Fault("unsupported", "Only one person is behind it, or it counts people itself.")
# What a side is shown behind.
_EXCHANGE: Final = re.compile(r"^In answer to “.*?”:\s*")
# What happened may be told without a comment that says it where so many of its content words stand in title or article.
BACKGROUND: Final = 0.6
# Among fewer people than this what one of them says may say the thread in short.
FEW_PEOPLE: Final = 8


@dataclass(slots=True)
class _Case:
    """A sentence on its way, from its `origin` in a proposal to the one written again, if it was.

    `lead` is the one it is nested in; `fault` says why it cannot stand as it is.
    """

    proposal: int
    origin: Sentence
    lead: _Case | None
    sentence: Sentence
    language: str
    fault: Fault = _BY_NOBODY
    stands: Stood | None = None

    @property
    def part(self) -> PartName:
        """What it was to be, as a record of what was not let through names it."""
        return "summary" if self.sentence.short else "bullet"

    @property
    def keys(self) -> tuple[str, ...]:
        return self.sentence.keys or self.sentence.all_keys

    @property
    def leads(self) -> bool:
        """Whether it leads in: then it speaks for the people of what it leads in, known when those stand."""
        return not self.sentence.keys

    @property
    def told(self) -> str:
        """The sentence as a repair is asked for: a side behind what it answers."""
        return self.claimed if self.sentence.role == "side" else plain(self.sentence.text, self.language)

    @property
    def claimed(self) -> str:
        """The sentence as it is checked."""
        above = None if self.lead is None else self.lead.sentence.text
        return claimed(self.sentence.text, self.sentence.role, above, self.language)


def examine(proposals: Sequence[Proposal], desk: Desk) -> tuple[tuple[str, tuple[Stood, ...]], ...]:
    """Return for each proposal its heading ("" where that cannot stand) and the sentences that may stand.

    What breaks a rule, is not said by what it cites, or speaks of several people where there is one, is written once
    more with the reason, and left out where it fails again.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    cases = [list(_cases(number, proposal, desk.language)) for number, proposal in enumerate(proposals)]
    _judge([case for row in cases for case in row], desk)
    _repair(proposals, cases, desk)
    made = []
    for proposal, row in zip(proposals, cases, strict=True):
        heading = _heading(proposal, desk)
        stood = {id(case.origin): case.stands for case in row if case.stands is not None}
        made.append((heading, nested(proposal, stood, desk)))
    return with_known(made, desk)


def _cases(number: int, proposal: Proposal, language: str) -> Iterator[_Case]:
    for sentence in proposal.sentences:
        lead = _Case(number, sentence, None, sentence, language)
        yield lead
        for child in sentence.children:
            yield _Case(number, child, lead, child, language)


def _judge(cases: Sequence[_Case], desk: Desk) -> None:
    """Hold cases against the rules, then ask the checker about those that break none."""
    left: defaultdict[int, list[_Case]] = defaultdict(list)
    for case in cases:
        if not _breaks_rule(case, case.keys, desk):
            left[case.proposal].append(case)
    sheets = [
        make_sheet([Claim(case.claimed, case.keys) for case in row], desk.material) for row in left.values()
    ]
    backed: list[tuple[_Case, Verdict]] = []
    for row, verdicts in zip(left.values(), desk.writer.checker.check(sheets), strict=True):
        for case, verdict in zip(row, verdicts, strict=True):
            if isinstance(verdict, Fault):
                case.fault = verdict
            elif not verdict.says and verdict.whole and _is_background(case, desk):
                told = _with_marks(case.claimed)
                case.stands = Stood(replace(case.sentence, text=told, keys=()), origin=case.origin.text)
            elif not verdict.says:
                case.fault = _BY_NOBODY
            elif not verdict.whole:
                missing = f" ({verdict.missing.rstrip('.')})" if verdict.missing else ""
                case.fault = Fault("unsupported", f"The comments cited do not say all of it{missing}.")
            else:
                backed.append((case, verdict))
    for (case, verdict), says in zip(backed, _related(backed, desk), strict=True):
        case.fault = _BY_OTHERS
        _stand(case, says, verdict.against, desk)


def _is_background(case: _Case, desk: Desk) -> bool:
    """Whether a sentence of "In short" tells what title and article tell, which no comment need say."""
    told = {stem for text in desk.material.about.texts for stem in content(text)}
    own = set(content(case.claimed))
    return case.sentence.short and bool(own) and len(own & told) >= BACKGROUND * len(own)


def _related(backed: Sequence[tuple[_Case, Verdict]], desk: Desk) -> Sequence[tuple[str, ...]]:
    """Return for each case what says it, without what has next to nothing to do with it."""
    if desk.encode is None:
        return [verdict.says for _, verdict in backed]
    # Not with what a side answers: whoever answers has words of their own.
    said = [
        (
            plain(case.sentence.text, desk.language) if case.sentence.role == "side" else case.claimed,
            verdict.says,
        )
        for case, verdict in backed
        if not case.leads
    ]
    kept = iter(related(said, desk.material, desk.speech, desk.encode))
    return [verdict.says if case.leads else next(kept) for case, verdict in backed]


def _breaks_rule(case: _Case, keys: tuple[str, ...], desk: Desk) -> bool:
    evidence = (*desk.material.evidence(keys), *desk.material.about.texts)
    text = uncounted(case.sentence.text, desk.language).removesuffix(":")
    fault = broken_rule(text, evidence, own_words())
    if fault is not None and fault.reason == "name" and _is_named_so(text, evidence, case, desk):
        fault = None
    if case.sentence.short and (alone := desk.speech.alone_with(text)):
        fault = fault or Fault("name", f"One person alone speaks of {', '.join(alone)}.")
    if fault is not None and case.leads and fault.reason == "number":
        # "Two other parts of the draft:" counts what follows.
        fault = None
    case.fault = fault or case.fault
    return fault is not None


def _is_named_so(text: str, evidence: tuple[str, ...], case: _Case, desk: Desk) -> bool:
    """Whether names that are not in the evidence are the thread's, and are called there by a shorter name.

    "In short" may name whatever the thread names.
    """
    if unsupported_names(text, desk.everything):
        return False
    return case.sentence.short or not unsupported_names(text, evidence, shortened=True)


def _stand(case: _Case, says: tuple[str, ...], against: tuple[str, ...], desk: Desk) -> None:
    """Let a sentence stand on what says it, in the words that fit the number of people."""
    if not says:
        return
    if says != case.keys and _breaks_rule(case, says, desk):
        return
    crowd = desk.crowd(says, other_side=case.sentence.role == "side")
    if case.sentence.short:
        # What happened is told by whoever answers for the site, and by title and article.
        told = crowd.host or _is_background(case, desk)
        if crowd.number < 2 and not told and desk.everybody >= FEW_PEOPLE:
            case.fault = _BY_ONE
            return
        crowd = replace(crowd, against=desk.material.people(against))
    text = case.sentence.text if case.leads else hedged(case.sentence.text, crowd, desk.language)
    if text is None:
        case.fault = _BY_ONE
        return
    text = _with_marks(text)
    passages = [desk.material.lines[key].passage.text for key in says]
    background = desk.material.about.texts if case.sentence.short else ()
    text = with_true_quotations(text, [*passages, *background])
    # A model may end a sentence with a comma where the next one goes on from it.
    text = text.rstrip(" ,;")
    if not text.rstrip("”’").endswith((".", ":", "?", "!", "。", "？", "！", "…")):
        text += "。" if desk.language in ("zh", "ja") else "."
    goes_on = parted(text, desk.language)[0] and (case.lead is not None or case.sentence.short)
    text = text if case.leads or goes_on else text[:1].upper() + text[1:]
    case.stands = Stood(
        replace(case.sentence, text=text, keys=says),
        against,
        origin=case.origin.text,
        people=people_in(case.sentence.text, crowd, desk.language),
        who=description(case.sentence.text, crowd, desk.language),
    )


def _with_marks(text: str) -> str:
    """Return a sentence with the marks of markup, which prompts write otherwise."""
    return text.replace("‹", "<").replace("›", ">")


def make_sheet(claims: Sequence[Claim], material: Material) -> Sheet:
    """Return claims with the lines that they cite, each after the one that it replies to."""
    keys = {key for claim in claims for key in claim.keys}
    return Sheet(
        material.about,
        {key: material.lines[key].passage.text for key in keys},
        {key: tuple(map(str, material.with_answered([key]))) for key in keys},
        tuple(claims),
    )


def _heading(proposal: Proposal, desk: Desk) -> str:
    """A heading that may stand, if need be without names that one person alone uses; "" where little is left."""
    if not proposal.heading or heading_fault(proposal, desk) is None:
        return proposal.heading
    alone = desk.speech.alone_with(proposal.heading)
    left = replace(proposal, heading=without_words(proposal.heading, alone))
    stands = alone and left.heading and heading_fault(left, desk) is None
    return left.heading if stands else ""


def heading_fault(proposal: Proposal, desk: Desk) -> Fault | None:
    """Return what is wrong with a heading: it must be made of what is cited below it, and not by one person alone."""
    evidence = (*desk.material.evidence(proposal.keys or proposal.about), *desk.material.about.texts)
    fault = broken_rule(proposal.heading, evidence, own_words(), heading=True)
    if fault is None and desk.speech.alone_with(proposal.heading):
        fault = Fault("name", "It has a name that one person alone uses.")
    if fault is not None:
        desk.reject("heading", fault.reason, proposal.heading)
    return fault


def _repair(proposals: Sequence[Proposal], cases: Sequence[Sequence[_Case]], desk: Desk) -> None:
    """Ask once more for what cannot stand, a call a heading, and judge what comes back."""
    failed: list[tuple[Proposal, list[_Case]]] = []
    for proposal, row in zip(proposals, cases, strict=True):
        mendable = []
        for case in row:
            # What was not checked for want of an answer would not be checked the second time.
            if case.stands is None and case.fault.reason in ("call", "budget"):
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
    again: list[tuple[_Case, str]] = []
    for shown, (_, row), answer in zip(lines, failed, desk.writer.complete(requests), strict=True):
        said: list[tuple[str, tuple[str, ...]]] = [("", ())] * len(row)
        if answer.error is None:
            said = read_repair(answer.text, len(row), {line.key for line in shown})
        for case, (text, cited) in zip(row, said, strict=True):
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
    _judge([case for case, _ in again], desk)
    for case, reason in again:
        desk.reject(case.part, reason, case.origin.text, repaired=case.stands is not None)
        if case.stands is None:
            desk.reject(case.part, case.fault.reason, case.sentence.text)


def _shown(proposal: Proposal, row: Sequence[_Case], desk: Desk) -> tuple[Line, ...]:
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
