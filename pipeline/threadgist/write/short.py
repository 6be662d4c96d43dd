"""“In short” in a model's own sentences: each must be said by the bullets of the digest that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.people import distinct_authors
from threadgist.records import Draft, DraftBullet, SummarySentence
from threadgist.words import counted
from threadgist.write.answers import Short, read_repair
from threadgist.write.ask import Claim, ask_repair, own_words
from threadgist.write.checkers import Sheet
from threadgist.write.examine import make_sheet, partly
from threadgist.write.hedge import SLOT, hedged, plain
from threadgist.write.rules import Fault, broken_rule, with_true_quotations

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# Among fewer people than this what one of them says may say the thread in short.
FEW_PEOPLE: Final = 8
_OF_ONE: Final = Fault("unsupported", "No bullet of several people says it.")


def write_short(
    short: Sequence[Short], drafts: Sequence[Draft | None], desk: Desk
) -> tuple[SummarySentence, ...]:
    """Return the sentences of "In short" that the bullets they rest on say, with the ids of those bullets.

    `drafts` are what stands under each heading, None where nothing does. A sentence without headings rests on all.
    Where a sentence tells what people make of the whole, they are counted, and those who say the opposite.
    """
    ids: dict[str, str] = {}
    lines: dict[str, str] = {}
    evidence: dict[str, tuple[str, ...]] = {}
    shown: dict[str, tuple[str]] = {}
    under: list[list[str]] = []
    for draft in drafts:
        under.append([])
        for bullet_id, bullet in () if draft is None else _printed(draft.bullets, draft.theme_id):
            key = str(len(ids) + 1)
            ids[key], lines[key] = bullet_id, bullet.text
            people = distinct_authors(desk.comments[comment_id] for comment_id in bullet.comment_ids)
            shown[key] = (f"{key} ({counted(people, 'person', 'people')}): {bullet.text}",)
            under[-1].append(key)
            if people > 1 or desk.everybody < FEW_PEOPLE:
                evidence[key] = (bullet.text, *(desk.comments[one].text for one in bullet.comment_ids))
    claims: dict[int, Claim] = {}
    for number, one in enumerate(short):
        cited = tuple(key for place in (one.places or range(len(under))) for key in under[place])
        if not evidence.keys().isdisjoint(cited):
            claims[number] = Claim(one.text, cited)
    sheet = Sheet(desk.material.about, lines, shown, (), bullets=True)
    stood: dict[int, Claim] = {}
    failed = _judged(claims, sheet, evidence, desk, stood)
    if failed:
        rows = (line for row in shown.values() for line in row)
        wrong = [replace(claims[number], wrong=fault.detail) for number, fault in failed.items()]
        request = ask_repair(desk.material.about, rows, wrong, desk.language, bullets=True)
        (answer,) = desk.writer.complete([request])
        again = read_repair(answer.text, len(failed), lines) if answer.error is None else []
        mended = {number: Claim(*one) for number, one in zip(failed, again, strict=False) if all(one)}
        failed_again = _judged(mended, sheet, evidence, desk, stood)
        for number, fault in failed.items():
            desk.reject("summary", fault.reason, claims[number].text, repaired=number in stood)
        for number, fault in failed_again.items():
            desk.reject("summary", fault.reason, mended[number].text)
    counts = _counted({number: claim.text for number, claim in stood.items()}, short, desk)
    return tuple(
        SummarySentence(
            with_true_quotations(
                counts[number].text, [*(lines[key] for key in claim.keys), *desk.material.about.texts]
            ),
            tuple(ids[key] for key in claim.keys),
            counts[number].comment_ids,
            counts[number].against,
        )
        for number, claim in sorted(stood.items())
    )


def _counted(texts: Mapping[int, str], short: Sequence[Short], desk: Desk) -> dict[int, SummarySentence]:
    """Put words for the people into sentences that leave a place for them, by the comments found to say them."""
    found = {number: SummarySentence(plain(text, desk.language), ()) for number, text in texts.items()}
    asked = [number for number, text in texts.items() if SLOT in text and short[number].keys]
    claims = [Claim(found[number].text, short[number].keys) for number in asked]
    sheets = [make_sheet(claims, desk.material)] if claims else []
    (verdicts,) = desk.writer.checker.check(sheets) if sheets else ([],)
    for number, verdict in zip(asked, verdicts, strict=True):
        if isinstance(verdict, Fault) or desk.material.people(verdict.says) < 2:
            continue
        crowd = replace(desk.crowd(verdict.says), against=desk.material.people(verdict.against))
        says, against = map(desk.comment_ids, (verdict.says, verdict.against))
        text = hedged(texts[number], crowd, desk.language) or found[number].text
        found[number] = SummarySentence(text, (), says, tuple(one for one in against if one not in says))
    return found


def _judged(
    claims: Mapping[int, Claim],
    empty: Sheet,
    evidence: Mapping[str, tuple[str, ...]],
    desk: Desk,
    stood: dict[int, Claim],
) -> dict[int, Fault]:
    """Add what stands to `stood` with the bullets that say it; return what is wrong with what does not.

    `evidence` are the texts of the bullets that several people say and of the comments behind these. The others may
    tell between which views people are divided, and nothing else: a sentence takes no names or numbers from them and
    does not rest on them alone, whatever the checker says.
    """
    failed: dict[int, Fault] = {}
    left: dict[int, Claim] = {}
    for number, claim in claims.items():
        several = (text for key in claim.keys for text in evidence.get(key, ()))
        text = plain(claim.text, desk.language)
        # In prompts the marks of markup are written otherwise; no thread in short needs any.
        printed = text.replace("‹", "<").replace("›", ">")
        fault = broken_rule(printed, (*several, *desk.material.about.texts), own_words())
        if fault is None:
            left[number] = replace(claim, text=text)
        else:
            failed[number] = fault
    (verdicts,) = desk.writer.checker.check([replace(empty, claims=tuple(left.values()))]) if left else ([],)
    for (number, claim), verdict in zip(left.items(), verdicts, strict=True):
        if isinstance(verdict, Fault):
            # Nothing was found out about it, so there is nothing to mend.
            desk.reject("summary", verdict.reason, claim.text)
        elif evidence.keys().isdisjoint(verdict.says):
            failed[number] = _OF_ONE
        elif verdict.whole:
            stood[number] = replace(claims[number], keys=verdict.says)
        else:
            failed[number] = partly("bullets", verdict)
    return dict(sorted(failed.items()))


def _printed(bullets: Sequence[DraftBullet], prefix: str) -> Iterator[tuple[str, DraftBullet]]:
    """Yield what a page prints of bullets and what is nested in them, with their ids."""
    for number, bullet in enumerate(bullets, 1):
        if bullet.role != "more":
            yield f"{prefix}-{number}", bullet
            yield from _printed(bullet.children, f"{prefix}-{number}")
