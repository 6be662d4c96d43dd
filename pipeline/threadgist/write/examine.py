"""From proposals to sentences that may stand: rules, the check of what is cited, one repair, the count of people."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from threadgist.records import Rejection
from threadgist.write.answers import Proposal, Sentence, read_repair
from threadgist.write.ask import Claim, ask_repair, own_words
from threadgist.write.calls import BUDGET, complete
from threadgist.write.checkers import Sheet, Unchecked
from threadgist.write.fence import defuse
from threadgist.write.hedge import Crowd, hedged, plain
from threadgist.write.rules import broken_rule, with_true_quotations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threadgist.write.calls import Budget
    from threadgist.write.checkers import Checker
    from threadgist.write.material import Material
    from threadgist.write.model import LanguageModel

__all__ = ["Desk", "Stood", "examine", "examine_short"]

REJECTION_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Stood:
    """A sentence that may stand: its keys are those found to say it, `against` those found to say the opposite."""

    sentence: Sentence
    against: tuple[str, ...] = ()
    children: tuple[Stood, ...] = ()


@dataclass(slots=True)
class Desk:
    """What examining takes, and the rejections it makes.

    `everybody` is how many people the thread has, `signed` whether it names them.
    """

    material: Material
    model: LanguageModel
    checker: Checker
    budget: Budget
    language: str
    everybody: int
    signed: bool
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, part: str, reason: str, text: str, *, repaired: bool = False) -> None:
        """Note that something was not let through."""
        kind = "heading" if part == "heading" else "summary" if part == "summary" else "bullet"
        self.rejections.append(Rejection(kind, reason, defuse(text, REJECTION_CHARS), repaired))  # type: ignore[arg-type]


@dataclass(slots=True)
class _Case:
    """A sentence on its way: `lead` is the one it is nested in; `wrong` why it cannot stand as it is."""

    proposal: int
    origin: Sentence
    lead: Sentence | None
    sentence: Sentence
    wrong: str = ""
    reason: str = ""
    stands: Stood | None = None
    first: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return self.sentence.keys or self.sentence.all_keys

    @property
    def claimed(self) -> str:
        """The sentence as it is checked: an item goes on from what leads in."""
        text = plain(self.sentence.text)
        if self.lead is not None and self.sentence.role == "item" and self.lead.text.endswith(":"):
            return f"{plain(self.lead.text)} {text}"
        return text


def examine(proposals: Sequence[Proposal], desk: Desk) -> tuple[tuple[str, tuple[Stood, ...]], ...]:
    """Return for each proposal its heading ("" where that cannot stand) and the sentences that may stand.

    What breaks a rule, is not said by what it cites, or speaks of several people where there is one, is written once
    more with the reason, and left out where it fails again.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    cases = [list(_cases(number, proposal)) for number, proposal in enumerate(proposals)]
    _judge([case for row in cases for case in row], desk)
    headings = [_heading_fault(proposal, desk) for proposal in proposals]
    _repair(proposals, cases, headings, desk)
    made = []
    for proposal, row, wrong in zip(proposals, cases, headings, strict=True):
        made.append(
            (
                "" if wrong else proposal.heading,
                _nested(proposal, {id(case.origin): case for case in row}, desk),
            )
        )
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
        _sheet([Claim(case.claimed, case.keys) for case in row], desk.material) for row in left.values()
    ]
    for row, verdicts in zip(left.values(), desk.checker.check(sheets), strict=True):
        for case, verdict in zip(row, verdicts, strict=True):
            if isinstance(verdict, Unchecked):
                case.reason, case.wrong = verdict.reason, verdict.detail
            elif not verdict.says:
                case.reason, case.wrong = "citation", "None of the comments cited says it."
            elif not verdict.whole:
                missing = f": “{verdict.missing}” is backed by nothing" if verdict.missing else ""
                case.reason, case.wrong = "unsupported", f"The comments cited do not say all of it{missing}."
            else:
                _stand(case, verdict.says, verdict.against, desk)


def _breaks_rule(case: _Case, keys: tuple[str, ...], desk: Desk) -> bool:
    evidence = (*desk.material.evidence(keys), *desk.material.about.texts)
    fault = broken_rule(case.claimed.removesuffix(":"), evidence, own_words())
    if fault is not None:
        case.reason, case.wrong = fault.reason, fault.detail
    return fault is not None


def _stand(case: _Case, says: tuple[str, ...], against: tuple[str, ...], desk: Desk) -> None:
    """Let a sentence stand on what says it, in the words that fit the number of people."""
    if says != case.keys and _breaks_rule(case, says, desk):
        return
    crowd = Crowd(
        desk.material.people(says),
        desk.everybody,
        signed=desk.signed,
        other_side=case.sentence.role == "side",
    )
    # What leads in speaks for the people of what it leads in, who are known when those stand.
    leads = not case.sentence.keys
    text = case.sentence.text if leads else hedged(case.sentence.text, crowd, desk.language)
    if text is None:
        case.reason, case.wrong = "unsupported", "Only one person is behind it."
        return
    text = with_true_quotations(text, [desk.material.lines[key].passage.text for key in says])
    ended = text.endswith((".", ":", "?", "!", "”", "。", "？", "！", "…"))
    text = text if ended else f"{text}{'。' if desk.language in ('zh', 'ja') else '.'}"
    text = text if leads else text[:1].upper() + text[1:]
    case.stands = Stood(replace(case.sentence, text=text, keys=says), against)


def _sheet(claims: Sequence[Claim], material: Material) -> Sheet:
    keys = {key for claim in claims for key in claim.keys}
    lines = {key: material.lines[key] for key in keys}
    return Sheet(
        material.about,
        {key: line.passage.text for key, line in lines.items()},
        {key: str(line) for key, line in lines.items()},
        tuple(claims),
    )


def _heading_fault(proposal: Proposal, desk: Desk) -> str:
    """What is wrong with a heading: its names and numbers must stand in what is cited below it."""
    evidence = (*desk.material.evidence(proposal.keys), *desk.material.about.texts)
    fault = broken_rule(proposal.heading, evidence, own_words(), heading=True)
    if fault is None:
        return ""
    desk.reject("heading", fault.reason, proposal.heading)
    return fault.detail


def _repair(
    proposals: Sequence[Proposal], cases: Sequence[Sequence[_Case]], headings: list[str], desk: Desk
) -> None:
    """Ask once more for what cannot stand, a call a heading, and judge what comes back."""
    failed = [[case for case in row if case.stands is None] for row in cases]
    # What was not checked for want of an answer would not be checked the second time.
    failed = [[case for case in row if case.reason not in ("call", "budget")] for row in failed]
    asked = [at for at, row in enumerate(failed) if row]
    for row in cases:
        for case in row:
            if case.stands is None:
                case.first = case.sentence.text
                if case.reason in ("call", "budget"):
                    desk.reject("bullet", case.reason, case.first)
    known = [_shown(proposals[at], desk.material) for at in asked]
    requests = [
        ask_repair(
            desk.material.about,
            [desk.material.lines[key] for key in keys],
            [Claim(plain(case.sentence.text), case.keys, case.wrong) for case in failed[at]],
            desk.language,
        )
        for at, keys in zip(asked, known, strict=True)
    ]
    answers = complete(desk.model, requests, desk.budget)
    again: list[_Case] = []
    for at, keys, answer in zip(asked, known, answers, strict=True):
        if answer.error is not None:
            for case in failed[at]:
                desk.reject("bullet", case.reason, case.first)
            desk.reject("bullet", "budget" if answer.error == BUDGET else "call", answer.error)
            continue
        for case, (text, cited) in zip(
            failed[at], read_repair(answer.text, len(failed[at]), keys), strict=True
        ):
            leads = not case.sentence.keys
            if text and (cited or leads):
                case.sentence = replace(case.sentence, text=text, keys=() if leads else cited)
                again.append(case)
            else:
                desk.reject("bullet", case.reason, case.first)
    first = [(case, case.reason) for case in again]
    _judge(again, desk)
    for case, reason in first:
        desk.reject("bullet", reason, case.first, repaired=case.stands is not None)
        if case.stands is None:
            desk.reject("bullet", case.reason, case.sentence.text)


def _shown(proposal: Proposal, material: Material) -> list[str]:
    return [key for key in material.lines if key in set(proposal.keys)]


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
    crowd = Crowd(desk.material.people(keys), desk.everybody, signed=desk.signed)
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
    claims: list[Claim] = []
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
    for text, places in short:
        cited = tuple(key for place in (places or range(len(keys_of))) for key in keys_of[place])
        evidence = (*(lines[key] for key in cited), *desk.material.about.texts)
        fault = broken_rule(plain(text), evidence, own_words()) if cited else None
        if fault is not None:
            desk.reject("summary", fault.reason, text)
        elif cited:
            claims.append(Claim(plain(text), cited))
    if not claims:
        return ()
    shown = {key: f"{key}: {text}" for key, text in lines.items()}
    (verdicts,) = desk.checker.check([Sheet(desk.material.about, lines, shown, tuple(claims), bullets=True)])
    stood = []
    for claim, verdict in zip(claims, verdicts, strict=True):
        if isinstance(verdict, Unchecked) or not verdict.whole:
            reason = verdict.reason if isinstance(verdict, Unchecked) else "unsupported"
            desk.reject("summary", reason, claim.text)
        else:
            text = with_true_quotations(claim.text, [lines[key] for key in verdict.says])
            stood.append((text, tuple(ids[key] for key in verdict.says)))
    return tuple(stood)
