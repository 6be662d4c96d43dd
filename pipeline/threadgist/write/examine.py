"""From proposals to sentences that may stand: rules, the check of what is cited, one repair, the count of people."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from threadgist.write.alone import related
from threadgist.write.answers import Proposal, Sentence, Verdict, read_repair
from threadgist.write.ask import Claim, ask_repair, own_words
from threadgist.write.calls import why_unanswered
from threadgist.write.checkers import Sheet
from threadgist.write.hedge import (
    answering,
    brief,
    description,
    hedged,
    named_again,
    plain,
    uncounted,
    varied,
)
from threadgist.write.material import Material
from threadgist.write.rules import Fault, broken_rule, with_true_quotations
from threadgist.write.rules.names import unsupported_names

if TYPE_CHECKING:
    from threadgist.write.desk import Desk, PartName

_BY_NOBODY: Final = Fault("citation", "None of the comments cited says it.")
_BY_OTHERS: Final = Fault(
    "citation", "Too little of it, or a name in it that one person alone uses, is by those who are cited."
)
_BY_ONE: Final = Fault("unsupported", "Only one person is behind it, or it counts people itself.")
# What a side is shown behind.
_EXCHANGE: Final = re.compile(r"^In answer to “.*?”:\s*")
# Among fewer people than this what one of them says may say the thread in short.
FEW_PEOPLE: Final = 8


@dataclass(frozen=True, slots=True)
class Stood:
    """A sentence that may stand: its keys are those found to say it, `against` those found to say the opposite.

    `origin` is the text that was proposed, `who` what a single person is called in it.
    """

    sentence: Sentence
    against: tuple[str, ...] = ()
    children: tuple[Stood, ...] = ()
    origin: str = ""
    who: str = ""


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
        """The sentence as it is checked: an item goes on from what leads in, a side answers what it stands below.

        A detail is checked by itself.
        """
        text = plain(self.sentence.text, self.language)
        if self.lead is None:
            return text
        above = plain(self.lead.sentence.text, self.language)
        if self.sentence.role == "side":
            return f"In answer to “{above.rstrip(':')}”: {text}"
        return f"{above} {text}" if self.sentence.role == "item" and above.endswith(":") else text


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
        heading = "" if not proposal.heading or heading_fault(proposal, desk) else proposal.heading
        stood = {id(case.origin): case.stands for case in row if case.stands is not None}
        made.append((heading, _nested(proposal, stood, desk)))
    called = Counter(brief(who) for who in _descriptions(row for _, row in made))
    known: dict[str, str] = {}
    return tuple(
        (heading, tuple(_known_again(one, known, called, desk) for one in row)) for heading, row in made
    )


def _descriptions(rows: Iterable[Iterable[Stood]]) -> Iterator[str]:
    """What single persons are called, each description once."""
    found = (one.who for row in rows for stood in row for one in (stood, *stood.children) if one.who)
    yield from dict.fromkeys(found)


def _known_again(
    stood: Stood,
    known: dict[str, str],
    called: Mapping[str, int],
    desk: Desk,
    before: frozenset[str] = frozenset(),
) -> Stood:
    """Call a single person what the page has called them before; `known` is that by author, and grows.

    `called` says how many descriptions of the page are the same without what follows the noun; `before` are those who
    say the sentence before it.
    """
    authors = desk.material.authors(stood.sentence.keys)
    if len(authors) == 1:
        (author,) = authors
        text = named_again(
            stood.sentence.text,
            stood.who,
            known.get(author, ""),
            desk.language,
            again_at_once=authors == before,
        )
        stood = replace(stood, sentence=replace(stood.sentence, text=text))
        if stood.who:
            short = brief(stood.who)
            known.setdefault(author, short if called[short] == 1 else stood.who)
    children = []
    for child in stood.children:
        children.append(_known_again(child, known, called, desk, authors))
        authors = desk.material.authors(child.sentence.keys)
    return replace(stood, children=tuple(children))


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
    if case.sentence.short:
        # It may name what others name: two people at least.
        if fault is not None and fault.reason == "name" and not unsupported_names(text, desk.everything):
            fault = None
        if lonely := desk.speech.lonely(text) | desk.speech.capitals(text):
            fault = fault or Fault("name", f"One person alone speaks of {', '.join(sorted(lonely))}.")
    if fault is not None and case.leads and fault.reason == "number":
        # "Two other parts of the draft:" counts what follows.
        fault = None
    case.fault = fault or case.fault
    return fault is not None


def _stand(case: _Case, says: tuple[str, ...], against: tuple[str, ...], desk: Desk) -> None:
    """Let a sentence stand on what says it, in the words that fit the number of people."""
    if not says:
        return
    if says != case.keys and _breaks_rule(case, says, desk):
        return
    crowd = desk.crowd(says, other_side=case.sentence.role == "side")
    if case.sentence.short:
        # Who answers for the site tells what happened.
        if crowd.number < 2 and not crowd.host and desk.everybody >= FEW_PEOPLE:
            case.fault = _BY_ONE
            return
        crowd = replace(crowd, against=desk.material.people(against))
    text = case.sentence.text if case.leads else hedged(case.sentence.text, crowd, desk.language)
    if text is None:
        case.fault = _BY_ONE
        return
    # In prompts the marks of markup are written otherwise.
    text = text.replace("‹", "<").replace("›", ">")
    passages = [desk.material.lines[key].passage.text for key in says]
    background = desk.material.about.texts if case.sentence.short else ()
    text = with_true_quotations(text, [*passages, *background])
    if not text.endswith((".", ":", "?", "!", "”", "。", "？", "！", "…")):
        text += "。" if desk.language in ("zh", "ja") else "."
    text = text if case.leads else text[:1].upper() + text[1:]
    who = description(case.sentence.text, crowd, desk.language)
    stood = replace(case.sentence, text=text, keys=says)
    case.stands = Stood(stood, against, origin=case.origin.text, who=who)


def make_sheet(claims: Sequence[Claim], material: Material) -> Sheet:
    """Return claims with the lines that they cite, each after the one that it replies to."""
    keys = {key for claim in claims for key in claim.keys}
    return Sheet(
        material.about,
        {key: material.lines[key].passage.text for key in keys},
        {key: tuple(map(str, material.with_answered([key]))) for key in keys},
        tuple(claims),
    )


def heading_fault(proposal: Proposal, desk: Desk) -> Fault | None:
    """Return what is wrong with a heading: it must be made of what is cited below it, and not by one person alone."""
    evidence = (*desk.material.evidence(proposal.keys or proposal.about), *desk.material.about.texts)
    fault = broken_rule(proposal.heading, evidence, own_words(), heading=True)
    if fault is None and desk.speech.one_persons(proposal.heading):
        fault = Fault("name", "It is in the words of one person alone.")
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
    requests = [
        ask_repair(
            desk.material.about,
            map(str, desk.material.with_answered(proposal.keys)),
            [Claim(case.told, case.keys, case.fault.detail) for case in row],
            desk.language,
        )
        for proposal, row in failed
    ]
    again: list[tuple[_Case, str]] = []
    for (proposal, row), answer in zip(failed, desk.writer.complete(requests), strict=True):
        said: list[tuple[str, tuple[str, ...]]] = [("", ())] * len(row)
        shown = {line.key for line in desk.material.with_answered(proposal.keys)}
        if answer.error is None:
            said = read_repair(answer.text, len(row), shown)
        for case, (text, cited) in zip(row, said, strict=True):
            text = _EXCHANGE.sub("", text)
            if text and (cited or case.leads):
                keys = () if case.leads else cited
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


def _nested(proposal: Proposal, stood: Mapping[int, Stood], desk: Desk) -> tuple[Stood, ...]:
    """Put what stands together again.

    Of what does not stand its items and details are left, for an answer answers nothing.
    """
    made: dict[str, Stood] = {}
    for sentence in proposal.sentences:
        own = stood.get(id(sentence))
        children = _following(sentence, stood)
        if own is not None and own.sentence.text.endswith(":"):
            own = _led(own, children, desk)
        elif own is not None:
            own = replace(own, children=children)
        items = (child for child in children if child.sentence.role != "side")
        alone = [replace(child, sentence=replace(child.sentence, role=sentence.role)) for child in items]
        for one in alone if own is None else (_in_turn(own, desk),):
            first = made.setdefault(one.sentence.text, one)
            if first is not one:
                made[one.sentence.text] = replace(first, children=(*first.children, *one.children))
    row = _varied(made.values(), desk)
    if any(one.sentence.role == "point" for one in row) or not proposal.headed:
        return row
    # What the editor left out stands in for what does not stand.
    return tuple(replace(one, sentence=replace(one.sentence, role="point")) for one in row)


def _following(sentence: Sentence, stood: Mapping[int, Stood]) -> tuple[Stood, ...]:
    """What stands of what goes on from a sentence, without an answer to an answer that does not stand."""
    found, lost = [], False
    for child in sentence.children:
        if child.role != "side":
            lost = False
        if id(child) not in stood:
            lost = child.role == "side"
        elif not lost:
            found.append(stood[id(child)])
    return tuple(found)


def _varied(row: Iterable[Stood], desk: Desk) -> tuple[Stood, ...]:
    """Let sentences not begin with the same words for people again and again."""
    found: list[Stood] = []
    for one in row:
        before = [earlier.sentence.text for earlier in found]
        text = varied(one.sentence.text, before, desk.language)
        found.append(replace(one, sentence=replace(one.sentence, text=text)))
    return tuple(found)


def _in_turn(own: Stood, desk: Desk) -> Stood:
    """Put the answers to a sentence in words that go on from it: "Another replies", "One of them adds"."""
    before = [(own.sentence.text, desk.material.authors(own.sentence.keys))]
    children = []
    for child in own.children:
        if child.sentence.role in ("side", "detail"):
            crowd = desk.crowd(child.sentence.keys, other_side=True)
            authors = desk.material.authors(child.sentence.keys)
            text = answering(child.sentence.text, crowd, authors, before, desk.language)
            child = replace(child, sentence=replace(child.sentence, text=text))
        before.append((child.sentence.text, desk.material.authors(child.sentence.keys)))
        children.append(child)
    return replace(own, children=tuple(children))


def _led(lead: Stood, children: tuple[Stood, ...], desk: Desk) -> Stood | None:
    """A sentence that leads in, over what it leads in; with a single item it becomes one sentence, without any none."""
    items = [child for child in children if child.sentence.role == "item"]
    keys = tuple(dict.fromkeys(key for item in items for key in item.sentence.keys))
    text = hedged(lead.sentence.text, desk.crowd(keys), desk.language) if items else None
    if text is None:
        return None
    text = text[:1].upper() + text[1:]
    if len(items) > 1:
        return replace(lead, sentence=replace(lead.sentence, text=text, keys=keys), children=children)
    (item,) = items
    whole = replace(item.sentence, text=f"{text} {item.sentence.text}", role=lead.sentence.role)
    return replace(item, sentence=whole, children=tuple(child for child in children if child is not item))
