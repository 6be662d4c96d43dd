"""From proposals to sentences and headings that may stand: rules, the check of what is cited, the count of people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from threadgist.speakers import parted
from threadgist.votes import contradicts_votes, tells_votes, without_votes
from threadgist.write.answers import Proposal, Sentence, Verdict
from threadgist.write.arrange import Stood, nested, without_words
from threadgist.write.ask import Claim, own_words
from threadgist.write.desk import Desk, PartName
from threadgist.write.hedge import FEW, PAIR, Crowd, claimed, hedged, is_counted, people_in, plain, uncounted
from threadgist.write.rules import Fault, broken_rule, with_true_quotations
from threadgist.write.rules.names import unsupported_names
from threadgist.write.rules.tokens import content

_BY_NOBODY: Final = Fault("citation", "None of the comments cited says it.")
_OF_OTHERS: Final = "Too little of it, or a name in it that one person alone uses, is by those who are cited."
_BY_OTHERS: Final = Fault("citation", _OF_OTHERS)
_NOT_FEW: Final = Fault("unsupported", "More than a few say it, or it was not counted.")
_BY_ONE: Final = Fault("unsupported", "Only one person is behind it, or it counts people itself.")
# What is told, rather than held.
_STORY: Final = re.compile(
    r"\b(?:reports?|recalls?|tells?|told|cites?|quotes?|remembers?|describes?|heard|learn(?:ed|t|s)?|met|saw|noticed)\b"
)
# Marks of markup, which prompts write otherwise.
_MARKS: Final = str.maketrans("‹›", "<>")
# What happened may be told without a comment that says it where so many of its content words stand in title or article.
BACKGROUND: Final = 0.6
# An answer of so many content words says by itself what it is about: not “some call them harmless or badly treated”.
OWN_WORDS: Final = 6
# Among fewer people than this what one of them says may say the thread in short.
FEW_PEOPLE: Final = 8


@dataclass(slots=True)
class Case:
    """A sentence on its way from its `origin` in a proposal to its outcome, nested in `lead` and behind `before`."""

    proposal: int
    origin: Sentence
    sentence: Sentence
    language: str
    lead: Case | None = None
    before: Case | None = None
    outcome: Stood | Fault = _BY_NOBODY

    @property
    def part(self) -> PartName:
        """What it was to be, as a record of what was not let through names it."""
        return "summary" if self.sentence.short else "bullet"

    @property
    def fault(self) -> Fault | None:
        """Why it does not stand, where it does not."""
        return self.outcome if isinstance(self.outcome, Fault) else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it cites, or where it leads in those of what it leads in."""
        return self.sentence.keys or self.sentence.all_keys

    @property
    def leads(self) -> bool:
        """Whether it leads in: then it speaks for the people of what it leads in, known when those stand."""
        return not self.sentence.keys and self.sentence.text.endswith(":")

    @property
    def claim(self) -> Claim:
        """The sentence with what it cites, as the checker is asked."""
        return Claim(self.claimed, self.keys)

    @property
    def claimed(self) -> str:
        """The sentence as it is checked."""
        above = [case.sentence.text for case in (self.lead, self.before) if case is not None]
        return claimed(self.sentence.text, self.sentence.role, above, self.language)

    @property
    def plain(self) -> str:
        """The sentence by itself."""
        return plain(self.sentence.text, self.language)

    @property
    def told(self) -> str:
        """The sentence as a repair is asked for: a side behind what it answers."""
        return self.claimed if self.sentence.role == "side" else self.plain


@dataclass(frozen=True, slots=True)
class Judged:
    """Proposals after the rules and the check, with all their sentences (`cases`); of a page the last is "In short".

    `unanswered` are the keys of lines that nobody was asked about when those who say it were counted.
    """

    proposals: tuple[Proposal, ...]
    cases: tuple[Case, ...]
    unanswered: frozenset[str]

    @property
    def standing(self) -> int:
        """How many sentences stand."""
        return sum(isinstance(case.outcome, Stood) for case in self.cases)

    def arranged(self, desk: Desk) -> tuple[tuple[Stood, ...], ...]:
        """Return what stands of each proposal, nested."""
        stood = {id(case.origin): case.outcome for case in self.cases if isinstance(case.outcome, Stood)}
        return tuple(nested(proposal, stood, desk) for proposal in self.proposals)


def judge(proposals: Sequence[Proposal], desk: Desk, unanswered: Iterable[str] = ()) -> Judged:
    """Hold the sentences of proposals against the rules and what they cite."""
    cases = tuple(case for at, one in enumerate(proposals) for case in cases_of(one, desk.language, at))
    judge_cases(cases, desk)
    return Judged(tuple(proposals), cases, frozenset(unanswered))


def cases_of(proposal: Proposal, language: str, number: int = 0) -> Iterator[Case]:
    """Yield the sentences of a proposal, each before what is nested in it; `number` is the place of the proposal."""
    for sentence in proposal.sentences:
        yield (lead := Case(number, sentence, sentence, language))
        before: Case | None = None
        for child in sentence.children:
            yield (before := Case(number, child, child, language, lead, before))


def judge_cases(cases: Sequence[Case], desk: Desk) -> None:
    """Hold cases against the rules, then ask the checker about those that break none."""
    left: list[Case] = []
    for case in cases:
        if fault := _fault(case, case.keys, desk):
            case.outcome = fault
        else:
            left.append(case)
    found = _verdicts(left, desk)
    backed: list[tuple[Case, Verdict]] = []
    for case in left:
        verdict = found[case.claim]
        if isinstance(verdict, Fault):
            case.outcome = verdict
        elif verdict.says and verdict.whole:
            backed.append((case, verdict))
        elif verdict.says:
            missing = f" ({verdict.missing.rstrip('.')})" if verdict.missing else ""
            case.outcome = Fault("unsupported", f"The comments cited do not say all of it{missing}.")
        else:
            told = _said_by_nobody(case, desk)
            if not told and verdict.whole and _is_background(case, desk):
                told = case.claimed.translate(_MARKS)
            stood = Stood(told, (), case.sentence.role, origin=case.origin.text)
            case.outcome = stood if told else _BY_NOBODY
    for (case, verdict), says in zip(backed, _related(backed, desk), strict=True):
        case.outcome = _counted(case, _by_one(case, says, desk), verdict.against, desk)


def _verdicts(cases: Sequence[Case], desk: Desk) -> dict[Claim, Verdict | Fault]:
    """Return what the checker finds of each claim, a sheet a heading; what it was asked before is not asked again."""
    asked: defaultdict[int, dict[Claim, None]] = defaultdict(dict)
    for case in cases:
        if case.claim not in desk.verdicts:
            asked[case.proposal][case.claim] = None
    sheets = [(desk.material, tuple(claims)) for claims in asked.values()]
    found: dict[Claim, Verdict | Fault] = {}
    for claims, verdicts in zip(asked.values(), desk.writer.checker.check(sheets), strict=True):
        found |= dict(zip(claims, verdicts, strict=True))
    desk.verdicts |= {claim: one for claim, one in found.items() if isinstance(one, Verdict)}
    return desk.verdicts | found


def _said_by_nobody(case: Case, desk: Desk) -> str:
    """A sentence of "In short" on what hardly anybody says, where all comments were asked and none does; else ""."""
    own = case.sentence
    if not own.short or FEW not in own.text or case.plain not in desk.said:
        return ""
    told = hedged(own.text, Crowd(0, desk.everybody), desk.language)
    return _finished(told, desk.material.about, desk.language) if told else ""


def _is_background(case: Case, desk: Desk) -> bool:
    """Whether a sentence of "In short" tells what title and article tell, which no comment need say."""
    told = {stem for text in desk.material.about for stem in content(text)}
    own = set(content(case.claimed))
    return case.sentence.short and bool(own) and len(own & told) >= BACKGROUND * len(own)


def _related(backed: Sequence[tuple[Case, Verdict]], desk: Desk) -> Sequence[tuple[str, ...]]:
    if desk.encode is None:
        return [verdict.says for _, verdict in backed]
    said = []
    for case, verdict in backed:
        if not case.leads:
            # Without what a side answers, for whoever answers has words of their own; with it where it has few.
            alone = case.sentence.role == "side" and len(set(content(case.plain))) >= OWN_WORDS
            said.append((case.plain if alone else case.claimed, verdict.says))
    kept = iter(desk.speech.related(said, desk.encode))
    return [verdict.says if case.leads else next(kept) for case, verdict in backed]


def _fault(case: Case, keys: tuple[str, ...], desk: Desk) -> Fault | None:
    """Return the first rule that a sentence breaks where passages are behind it."""
    authors = desk.material.authors(keys)
    if len(authors) == 1 and not is_counted(case.sentence.text):
        # What a single person is, they may have told elsewhere.
        keys = tuple(key for key in desk.material.lines if desk.material.authors([key]) == authors)
    evidence = (*desk.material.evidence(keys), *desk.material.about)
    if case.sentence.short:
        evidence = (*evidence, desk.material.kind)
    text = uncounted(case.sentence.text, desk.language).removesuffix(":")
    text = without_votes(text, map(desk.material.comment, keys))
    fault = broken_rule(text, evidence, own_words())
    if fault is not None and fault.reason == "name" and not unsupported_names(text, desk.everything):
        # A name of the thread may be called by a shorter one there.
        named = case.sentence.short or not unsupported_names(text, evidence, shortened=True)
        fault = None if named else fault
    if fault is None and case.sentence.short and (alone := desk.speech.alone_with(text)):
        fault = Fault("name", f"One person alone speaks of {', '.join(alone)}.")
    # "Two other parts of the draft:" counts what follows.
    return None if fault is not None and case.leads and fault.reason == "number" else fault


def _counted(case: Case, says: tuple[str, ...], against: tuple[str, ...], desk: Desk) -> Stood | Fault:
    """Let a sentence stand on what says it, in the words that fit the number of people."""
    own = case.sentence
    # Votes are on what a comment states, whichever way people voted.
    voted_on = [key for key in case.keys if tells_votes(own.text, [desk.material.comment(key)])]
    says = tuple(dict.fromkeys((*says, *voted_on)))
    if not says:
        return _BY_OTHERS
    if says != case.keys and (fault := _fault(case, says, desk)):
        return fault
    # A comment may be cited by several of its passages.
    statements = {comment.id: comment for comment in map(desk.material.comment, voted_on)}
    if len(statements) == 1 and contradicts_votes(own.text, *statements.values()):
        return Fault("unsupported", "Most voted otherwise than it says.")
    few, voted = FEW in own.text, bool(voted_on)
    crowd = replace(desk.crowd(says, other_side=own.role == "side"), voted=voted)
    if few and case.plain not in desk.said:
        return _NOT_FEW
    background = desk.material.about if own.short else ()
    if own.short:
        # What happened is told by whoever answers for the site, and by title and article.
        told = crowd.host or _is_background(case, desk)
        if crowd.number < 2 and not (few or voted or told) and desk.everybody >= FEW_PEOPLE:
            return _BY_ONE
        # Where people voted, those who wrote are no measure of how the whole is divided.
        crowd = replace(crowd, against=None if desk.material.voted else desk.people(against))
    text = own.text if case.leads else hedged(own.text, crowd, desk.language)
    if text is None:
        return _NOT_FEW if few else _BY_ONE
    text = _finished(text, (*desk.material.texts(says), *background), desk.language, leads=case.leads)
    goes_on = parted(text, desk.language)[0] and (case.lead is not None or own.short)
    if not (case.leads or goes_on):
        text = text[:1].upper() + text[1:]
    people = people_in(own.text, crowd, desk.language)
    return Stood(text, says, own.role, against, origin=case.origin.text, people=people)


def _finished(text: str, quoted: Sequence[str], language: str, *, leads: bool = False) -> str:
    """Return a sentence with true quotations of what is `quoted`, and a full stop in place of a comma at its end.

    A colon stays at the end of what `leads` in alone.
    """
    text = with_true_quotations(text.translate(_MARKS), quoted).rstrip(" ,;" if leads else " ,;:")
    text = re.sub(r"([.!?]”)\.$", r"\1", text)
    ends = text.rstrip("”’").endswith((".", ":", "?", "!", "。", "？", "！", "…"))
    return text if ends else text + ("。" if language in ("zh", "ja") else ".")


def _by_one(case: Case, says: tuple[str, ...], desk: Desk) -> tuple[str, ...]:
    """Leave a story to the one person whom its writer cites where one other was found to say it: most often a part."""
    own = desk.material.authors(case.sentence.chosen)
    is_story = not case.sentence.short and _STORY.search(case.sentence.text)
    if not is_story or len(own) != 1 or len(desk.material.authors(says)) != PAIR:
        return says
    return tuple(key for key in says if desk.material.authors([key]) == own) or says


def standing_heading(proposal: Proposal, desk: Desk) -> str:
    """Return a heading that may stand, if need be without names that one person alone uses; "" where little is left."""
    proposal = replace(proposal, heading=_truly_quoting(proposal.heading, desk))
    fault = heading_fault(proposal, desk) if proposal.heading else None
    if fault is None:
        return proposal.heading
    desk.reject("heading", fault.reason, proposal.heading)
    alone = desk.speech.alone_with(proposal.heading)
    left = without_words(proposal.heading, alone) if alone else ""
    return left if left and heading_fault(replace(proposal, heading=left), desk) is None else ""


def _truly_quoting(heading: str, desk: Desk) -> str:
    """Return a heading without quotation marks where it stands between two, and nobody wrote it like that."""
    quoted = heading.startswith("“") and heading.endswith("”")
    if not quoted or any(heading[1:-1] in comment.text for comment in desk.comments.values()):
        return heading
    bare = re.sub("[“”]", "", heading).strip()
    return bare[:1].upper() + bare[1:]


def heading_fault(proposal: Proposal, desk: Desk) -> Fault | None:
    """Return what is wrong with a heading: it must be made of what is cited below it, and not by one person alone."""
    evidence = (*desk.material.evidence(proposal.keys or proposal.about), *desk.material.about)
    alone = desk.speech.alone_with(proposal.heading)
    lonely = Fault("name", "It has a name that one person alone uses.") if alone else None
    return broken_rule(proposal.heading, evidence, own_words(), heading=True) or lonely
