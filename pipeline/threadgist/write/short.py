"""“In short” in a model's own sentences: each must be said by the bullets of the digest that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.people import distinct_authors
from threadgist.records import Draft, DraftBullet, SummarySentence
from threadgist.write.answers import read_repair
from threadgist.write.ask import Claim, ask_repair, own_words
from threadgist.write.checkers import Sheet
from threadgist.write.examine import partly
from threadgist.write.hedge import plain
from threadgist.write.rules import Fault, broken_rule, with_true_quotations

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# Among fewer people than this what one of them says may say the thread in short.
FEW_PEOPLE: Final = 8


def write_short(
    short: Sequence[tuple[str, tuple[int, ...]]], drafts: Sequence[Draft | None], desk: Desk
) -> tuple[SummarySentence, ...]:
    """Return the sentences of "In short" that the bullets they rest on say, with the ids of those bullets.

    `short` are sentences with the places of the headings they rest on, all where there are none; `drafts` what stands
    under each heading, None where nothing does.
    """
    ids: dict[str, str] = {}
    lines: dict[str, str] = {}
    under: list[list[str]] = []
    for draft in drafts:
        under.append([])
        for bullet_id, text in () if draft is None else _texts(draft.bullets, draft.theme_id, desk):
            key = str(len(ids) + 1)
            ids[key], lines[key] = bullet_id, text
            under[-1].append(key)
    claims: dict[int, Claim] = {}
    for number, (text, places) in enumerate(short):
        if cited := tuple(key for place in (places or range(len(under))) for key in under[place]):
            claims[number] = Claim(plain(text), cited)
    shown = {key: (f"{key}: {text}",) for key, text in lines.items()}
    sheet = Sheet(desk.material.about, lines, shown, (), bullets=True)
    stood: dict[int, Claim] = {}
    failed = _judged(claims, sheet, desk, stood)
    if failed:
        rows = (line for row in shown.values() for line in row)
        request = ask_repair(desk.material.about, rows, list(failed.values()), desk.language, bullets=True)
        (answer,) = desk.writer.complete([request])
        again = read_repair(answer.text, len(failed), lines) if answer.error is None else []
        mended = {number: Claim(*one) for number, one in zip(failed, again, strict=False) if all(one)}
        _judged(mended, sheet, desk, stood)
    return tuple(
        SummarySentence(
            with_true_quotations(
                claim.text, [*(lines[key] for key in claim.keys), *desk.material.about.texts]
            ),
            tuple(ids[key] for key in claim.keys),
        )
        for _, claim in sorted(stood.items())
    )


def _judged(
    claims: Mapping[int, Claim], empty: Sheet, desk: Desk, stood: dict[int, Claim]
) -> dict[int, Claim]:
    """Add what stands to `stood` with the bullets that say it; return what does not, each with the reason."""
    failed: dict[int, Claim] = {}
    left: dict[int, Claim] = {}

    def fail(number: int, fault: Fault) -> None:
        desk.reject("summary", fault.reason, claims[number].text)
        failed[number] = replace(claims[number], wrong=fault.detail)

    for number, claim in claims.items():
        evidence = (*(empty.lines[key] for key in claim.keys), *desk.material.about.texts)
        fault = broken_rule(claim.text, evidence, own_words())
        if fault is None:
            left[number] = claim
        else:
            fail(number, fault)
    (verdicts,) = desk.writer.checker.check([replace(empty, claims=tuple(left.values()))]) if left else ([],)
    for (number, claim), verdict in zip(left.items(), verdicts, strict=True):
        if isinstance(verdict, Fault):
            # Nothing was found out about it, so there is nothing to mend.
            desk.reject("summary", verdict.reason, claim.text)
        elif verdict.whole:
            stood[number] = replace(claim, keys=verdict.says)
        else:
            fail(number, partly("bullets", verdict))
    return failed


def _texts(bullets: Sequence[DraftBullet], prefix: str, desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield the ids and texts of bullets and what is nested in them that may say the thread in short."""
    for number, bullet in enumerate(bullets, 1):
        if bullet.role == "more":
            continue
        people = distinct_authors(desk.comments[comment_id] for comment_id in bullet.comment_ids)
        if people > 1 or desk.everybody < FEW_PEOPLE:
            yield f"{prefix}-{number}", bullet.text
        yield from _texts(bullet.children, f"{prefix}-{number}", desk)
