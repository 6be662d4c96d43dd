"""From proposals to sentences that may stand: rules, the check of what is cited, one repair, the count of people."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from threadgist.write.alone import Speech, related
from threadgist.write.answers import Proposal, Sentence, read_repair
from threadgist.write.ask import Claim, ask_repair, own_words
from threadgist.write.calls import why_unanswered
from threadgist.write.checkers import Sheet, Unchecked
from threadgist.write.hedge import Crowd, hedged, plain, uncounted
from threadgist.write.rules import Fault, broken_rule, with_true_quotations
from threadgist.write.written import rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Rejection
    from threadgist.write.answers import Verdict
    from threadgist.write.material import Material
    from threadgist.write.stage import Writer

__all__ = ["Desk", "Stood", "examine", "examine_short", "heading_fault", "make_sheet"]


@dataclass(frozen=True, slots=True)
class Stood:
    """A sentence that may stand: its keys are those found to say it, `against` those found to say the opposite."""

    sentence: Sentence
    against: tuple[str, ...] = ()
    children: tuple[Stood, ...] = ()


@dataclass(slots=True)
class Desk:
    """What examining takes, and the rejections it makes.

    `everybody` is how many people the thread has, `signed` whether it names them; `encode` gives `(n, d)` float32 unit
    vectors of texts, None where sentence and comments are in two languages.
    """

    writer: Writer
    material: Material
    language: str
    everybody: int
    signed: bool
    encode: Callable[[Sequence[str]], NDArray[np.float32]] | None = None
    rejections: list[Rejection] = field(default_factory=list)
    speech: Speech = field(init=False)

    def __post_init__(self) -> None:
        self.speech = Speech(self.material)

    def crowd(self, keys: Iterable[str], *, other_side: bool = False) -> Crowd:
        """Return who is behind passages."""
        keys = tuple(keys)
        return Crowd(
            self.material.people(keys),
            self.everybody,
            self.signed,
            other_side,
            any(map(self.material.by_host, keys)),
        )

    def reject(
        self, part: Literal["heading", "bullet", "summary"], reason: str, text: str, *, repaired: bool = False
    ) -> None:
        """Note that something was not let through."""
        self.rejections.append(rejection(part, reason, text, repaired=repaired))


@dataclass(slots=True)
class _Case:
    """A sentence on its way, from its `origin` in a proposal to the one written again, if it was.

    `lead` is the one it is nested in; `reason` and `wrong` say why it cannot stand as it is.
    """

    proposal: int
    origin: Sentence
    lead: Sentence | None
    sentence: Sentence
    wrong: str = ""
    reason: str = ""
    stands: Stood | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return self.sentence.keys or self.sentence.all_keys

    @property
    def claimed(self) -> str:
        """The sentence as it is checked: an item goes on from what leads in, a side answers what it stands below."""
        text = plain(self.sentence.text)
        if self.lead is None:
            return text
        above = plain(self.lead.text)
        if self.sentence.role == "side":
            return f"In answer to “{above.rstrip(':')}”: {text}"
        return f"{above} {text}" if above.endswith(":") else text


def examine(proposals: Sequence[Proposal], desk: Desk) -> tuple[tuple[str, tuple[Stood, ...]], ...]:
    """Return for each proposal its heading ("" where that cannot stand) and the sentences that may stand.

    What breaks a rule, is not said by what it cites, or speaks of several people where there is one, is written once
    more with the reason, and left out where it fails again.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    cases = [list(_cases(number, proposal)) for number, proposal in enumerate(proposals)]
    _judge([case for row in cases for case in row], desk)
    _repair(proposals, cases, desk)
    made = []
    for proposal, row in zip(proposals, cases, strict=True):
        wrong = heading_fault(proposal, desk)
        nested = _nested(proposal, {id(case.origin): case for case in row}, desk)
        made.append(("" if wrong else proposal.heading, nested))
    return tuple(made)


def _cases(number: int, proposal: Proposal) -> Iterable[_Case]:
    for sentence in proposal.sentences:
        yield _Case(number, sentence, None, sentence)
        for child in sentence.children:
            yield _Case(number, child, sentence, child)


def _judge(cases: Sequence[_Case], desk: Desk) -> None:
    """Hold cases against the rules, then ask the checker about those that break none."""
    left: dict[int, list[_Case]] = {}
    for case in cases:
        case.wrong = case.reason = ""
        if not _breaks_rule(case, case.keys, desk):
            left.setdefault(case.proposal, []).append(case)
    sheets = [
        make_sheet([Claim(case.claimed, case.keys) for case in row], desk.material) for row in left.values()
    ]
    backed: list[tuple[_Case, Verdict]] = []
    for row, verdicts in zip(left.values(), desk.writer.checker.check(sheets), strict=True):
        for case, verdict in zip(row, verdicts, strict=True):
            if isinstance(verdict, Unchecked):
                case.reason, case.wrong = verdict.reason, verdict.detail
            elif not verdict.says:
                case.reason, case.wrong = "citation", "None of the comments cited says it."
            elif not verdict.whole:
                case.reason = "unsupported"
                case.wrong = f"The comments cited do not say all of it{_missing(verdict)}."
            else:
                backed.append((case, verdict))
    said = _related(backed, desk)
    for (case, verdict), says in zip(backed, said, strict=True):
        _stand(case, says, verdict.against, desk)


def _related(backed: Sequence[tuple[_Case, Verdict]], desk: Desk) -> Sequence[tuple[str, ...]]:
    """Return for each case what says it, without what has next to nothing to do with it."""
    found = [verdict.says for _, verdict in backed]
    if desk.encode is None:
        return found
    kept = related(
        [(case.claimed, says) for (case, _), says in zip(backed, found, strict=True)],
        desk.material,
        desk.speech,
        desk.encode,
    )
    return [
        own if case.sentence.keys else says for (case, _), says, own in zip(backed, found, kept, strict=True)
    ]


def _missing(verdict: Verdict) -> str:
    return f": “{verdict.missing}” is backed by nothing" if verdict.missing else ""


def _breaks_rule(case: _Case, keys: tuple[str, ...], desk: Desk) -> bool:
    evidence = (*desk.material.evidence(keys), *desk.material.about.texts)
    fault = broken_rule(uncounted(case.sentence.text).removesuffix(":"), evidence, own_words())
    if fault is not None:
        case.reason, case.wrong = fault.reason, fault.detail
    return fault is not None


def _stand(case: _Case, says: tuple[str, ...], against: tuple[str, ...], desk: Desk) -> None:
    """Let a sentence stand on what says it, in the words that fit the number of people."""
    if not says:
        case.reason, case.wrong = "citation", "None of the comments cited says it."
        return
    if says != case.keys and _breaks_rule(case, says, desk):
        return
    crowd = desk.crowd(says, other_side=case.sentence.role == "side")
    # What leads in speaks for the people of what it leads in, who are known when those stand.
    leads = not case.sentence.keys
    text = case.sentence.text if leads else hedged(case.sentence.text, crowd, desk.language)
    if text is None:
        case.reason, case.wrong = "unsupported", "Only one person is behind it."
        return
    # In prompts the marks of markup are written otherwise.
    text = text.replace("‹", "<").replace("›", ">")
    text = with_true_quotations(text, [desk.material.lines[key].passage.text for key in says])
    ended = text.endswith((".", ":", "?", "!", "”", "。", "？", "！", "…"))
    text = text if ended else f"{text}{'。' if desk.language in ('zh', 'ja') else '.'}"
    text = text if leads else text[:1].upper() + text[1:]
    case.stands = Stood(replace(case.sentence, text=text, keys=says), against)


def make_sheet(claims: Sequence[Claim], material: Material) -> Sheet:
    """Return claims with the lines that they cite, each after the one that it replies to."""
    keys = {key for claim in claims for key in claim.keys}
    lines = {key: material.lines[key] for key in keys}
    return Sheet(
        material.about,
        {key: line.passage.text for key, line in lines.items()},
        {key: tuple(map(str, material.with_answered([key]))) for key in lines},
        tuple(claims),
    )


def heading_fault(proposal: Proposal, desk: Desk) -> str:
    """Return what is wrong with a heading: it must be made of what is cited below it, and not by one person alone.

    Args:
        proposal: The heading and the sentences below it.
        desk: What examining takes; hears of a heading that cannot stand.
    """
    evidence = (*desk.material.evidence(proposal.keys), *desk.material.about.texts)
    fault = broken_rule(proposal.heading, evidence, own_words(), heading=True)
    if fault is None and desk.speech.one_persons(proposal.heading):
        fault = Fault("name", "It is in the words of one person alone.")
    if fault is None:
        return ""
    desk.reject("heading", fault.reason, proposal.heading)
    return fault.detail


def _repair(proposals: Sequence[Proposal], cases: Sequence[Sequence[_Case]], desk: Desk) -> None:
    """Ask once more for what cannot stand, a call a heading, and judge what comes back."""
    failed: list[tuple[Proposal, list[_Case]]] = []
    for proposal, row in zip(proposals, cases, strict=True):
        fallen = [case for case in row if case.stands is None]
        # What was not checked for want of an answer would not be checked the second time.
        for case in fallen:
            if case.reason in ("call", "budget"):
                desk.reject("bullet", case.reason, case.origin.text)
        mendable = [case for case in fallen if case.reason not in ("call", "budget")]
        if mendable:
            failed.append((proposal, mendable))
    requests = [
        ask_repair(
            desk.material.about,
            map(str, desk.material.with_answered(proposal.keys)),
            [Claim(plain(case.sentence.text), case.keys, case.wrong) for case in row],
            desk.language,
        )
        for proposal, row in failed
    ]
    again: list[_Case] = []
    for (proposal, row), answer in zip(failed, desk.writer.complete(requests), strict=True):
        if answer.error is not None:
            for case in row:
                desk.reject("bullet", case.reason, case.origin.text)
            desk.reject("bullet", why_unanswered(answer), answer.error)
            continue
        for case, (text, cited) in zip(row, read_repair(answer.text, len(row), proposal.keys), strict=True):
            leads = not case.sentence.keys
            if text and (cited or leads):
                case.sentence = replace(case.sentence, text=text, keys=() if leads else cited)
                again.append(case)
            else:
                desk.reject("bullet", case.reason, case.origin.text)
    reasons = [case.reason for case in again]
    _judge(again, desk)
    for case, reason in zip(again, reasons, strict=True):
        desk.reject("bullet", reason, case.origin.text, repaired=case.stands is not None)
        if case.stands is None:
            desk.reject("bullet", case.reason, case.sentence.text)


def _nested(proposal: Proposal, cases: Mapping[int, _Case], desk: Desk) -> tuple[Stood, ...]:
    """Put what stands together again; what is nested in what does not stand is not nested any more."""
    made: list[Stood] = []
    for sentence in proposal.sentences:
        own = _found(cases, sentence)
        children = tuple(stood for child in sentence.children if (stood := _found(cases, child)) is not None)
        if own is not None and own.sentence.text.endswith(":"):
            own = _led(own, children, desk)
            children = own.children if own is not None else children
        if own is None:
            made += [replace(child, sentence=replace(child.sentence, role="point")) for child in children]
        else:
            made.append(replace(own, children=children))
    return tuple(_once(made))


def _found(cases: Mapping[int, _Case], sentence: Sentence) -> Stood | None:
    case = cases.get(id(sentence))
    return case.stands if case is not None else None


def _led(lead: Stood, children: tuple[Stood, ...], desk: Desk) -> Stood | None:
    """A sentence that leads in, over what it leads in; with a single item it becomes one sentence, without any none."""
    items = [child for child in children if child.sentence.role == "item"]
    keys = tuple(dict.fromkeys(key for item in items for key in item.sentence.keys))
    crowd = desk.crowd(keys)
    text = hedged(lead.sentence.text, crowd, desk.language) if items else None
    if text is None:
        return None
    text = text[:1].upper() + text[1:]
    if len(items) > 1:
        return replace(lead, sentence=replace(lead.sentence, text=text, keys=keys), children=children)
    (item,) = items
    whole = replace(item.sentence, text=f"{text} {item.sentence.text}", role="point")
    sides = tuple(child for child in children if child is not item)
    return replace(item, sentence=whole, children=sides)


def _once(made: Iterable[Stood]) -> Iterable[Stood]:
    seen: set[str] = set()
    for stood in made:
        if stood.sentence.text not in seen:
            seen.add(stood.sentence.text)
            yield stood


def examine_short(
    short: Sequence[tuple[str, tuple[int, ...]]], bullets: Sequence[Mapping[str, str]], desk: Desk
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sentences of "In short" that the bullets they rest on say, with the ids of those bullets.

    Args:
        short: Sentences with the places of the headings they rest on; all headings where there are none.
        bullets: For each heading the texts of its bullets by id.
        desk: What examining takes.
    """
    lines: dict[str, str] = {}
    ids: dict[str, str] = {}
    keys_of: list[tuple[str, ...]] = []
    for row in bullets:
        keys = []
        for bullet_id, text in row.items():
            key = str(len(ids) + 1)
            ids[key], lines[key] = bullet_id, text
            keys.append(key)
        keys_of.append(tuple(keys))
    asked: dict[int, Claim] = {}
    for number, (text, places) in enumerate(short):
        cited = tuple(key for place in (places or range(len(keys_of))) for key in keys_of[place])
        if cited:
            asked[number] = Claim(plain(text), cited)
    shown = {key: (f"{key}: {text}",) for key, text in lines.items()}
    sheet = Sheet(desk.material.about, lines, shown, (), bullets=True)
    stood: dict[int, Claim] = {}
    failed = _judged_short(asked, sheet, desk, stood)
    if failed:
        rows = (line for row in shown.values() for line in row)
        request = ask_repair(desk.material.about, rows, list(failed.values()), desk.language, bullets=True)
        (answer,) = desk.writer.complete([request])
        again = read_repair(answer.text, len(failed), lines) if answer.error is None else []
        mended = {number: Claim(*one) for number, one in zip(failed, again, strict=False) if all(one)}
        _judged_short(mended, sheet, desk, stood)
    about = desk.material.about.texts
    return tuple(
        (
            with_true_quotations(claim.text, [*(lines[key] for key in claim.keys), *about]),
            tuple(ids[key] for key in claim.keys),
        )
        for _, claim in sorted(stood.items())
    )


def _judged_short(
    claims: Mapping[int, Claim], empty: Sheet, desk: Desk, stood: dict[int, Claim]
) -> dict[int, Claim]:
    """Add what stands to `stood` with the bullets that say it; return what does not, each with the reason."""
    failed: dict[int, Claim] = {}
    left: dict[int, Claim] = {}
    for number, claim in claims.items():
        evidence = (*(empty.lines[key] for key in claim.keys), *desk.material.about.texts)
        fault = broken_rule(claim.text, evidence, own_words())
        if fault is None:
            left[number] = claim
        else:
            desk.reject("summary", fault.reason, claim.text)
            failed[number] = replace(claim, wrong=fault.detail)
    (verdicts,) = desk.writer.checker.check([replace(empty, claims=tuple(left.values()))]) if left else ([],)
    for (number, claim), verdict in zip(left.items(), verdicts, strict=True):
        if not isinstance(verdict, Unchecked) and verdict.whole:
            stood[number] = replace(claim, keys=verdict.says)
            continue
        reason = verdict.reason if isinstance(verdict, Unchecked) else "unsupported"
        desk.reject("summary", reason, claim.text)
        if not isinstance(verdict, Unchecked):
            failed[number] = replace(claim, wrong=f"The bullets do not say all of it{_missing(verdict)}.")
    return failed
