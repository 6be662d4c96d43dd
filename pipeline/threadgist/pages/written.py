"""What a page says in short, and of who wrote the sentences outside quotation marks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from threadgist.printable import one_line
from threadgist.records import Bullet, Digest, walk
from threadgist.speakers import WRITTEN_LANGUAGES

__all__ = ["InShort", "ShortQuotation", "ShortSentence", "in_short", "written_language", "written_note"]


@dataclass(frozen=True, slots=True)
class ShortSentence:
    """One sentence of "In short" and the numbers of the themes whose bullets it rests on."""

    text: str
    themes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShortQuotation:
    """A bullet that "In short" repeats with one answer at most: the `place`-th of theme `number`, from 1."""

    bullet: Bullet
    number: int
    place: int
    heading: str


@dataclass(frozen=True, slots=True)
class InShort:
    """A thread in short: quotations of the comments, or sentences of a language model."""

    quotations: tuple[ShortQuotation, ...] = ()
    sentences: tuple[ShortSentence, ...] = ()


def in_short(digest: Digest) -> InShort | None:
    """Return "In short", None where there is none."""
    if not digest.summary:
        return None
    quotations = _quotations(digest)
    if quotations:
        return InShort(quotations=quotations)
    themes = {
        bullet.id: number for number, theme in enumerate(digest.themes, 1) for bullet in walk(theme.bullets)
    }
    sentences = tuple(
        ShortSentence(
            one_line(sentence.text),
            tuple(sorted({themes[bullet_id] for bullet_id in sentence.bullet_ids if bullet_id in themes})),
        )
        for sentence in digest.summary
    )
    return InShort(sentences=sentences)


def _quotations(digest: Digest) -> tuple[ShortQuotation, ...]:
    """Return the bullets that "In short" repeats; none where a sentence of it is not what its first bullet says."""
    places = {
        bullet.id: (bullet, number, place, theme)
        for number, theme in enumerate(digest.themes, 1)
        for place, bullet in enumerate(theme.bullets, 1)
    }
    found = []
    for sentence in digest.summary:
        if sentence.bullet_ids[0] not in places:
            return ()
        bullet, number, place, theme = places[sentence.bullet_ids[0]]
        if bullet.text != sentence.text:
            return ()
        answers = tuple(
            replace(child, children=()) for child in bullet.children if child.id in sentence.bullet_ids
        )
        found.append(
            ShortQuotation(replace(bullet, children=answers), number, place, one_line(theme.heading))
        )
    return tuple(found)


def written_language(digest: Digest) -> str:
    """Return the ISO 639-1 code of the writer's sentences, "" where no language model wrote."""
    made = digest.provenance
    if made.writer_model is None:
        return ""
    asked = dict(made.settings).get("writer.language", "null").strip('"')
    if asked != "null":
        return asked
    return digest.language if digest.language in WRITTEN_LANGUAGES else "en"


def written_note(digest: Digest) -> str:
    """Return who wrote the sentences outside quotation marks, "" where nobody did."""
    model = digest.provenance.writer_model
    if model is None:
        return ""
    return (
        f"Sentences outside quotation marks were written by the language model {one_line(model.name)} "
        f"({one_line(model.backend)}), which saw the comment below each of them. A sentence stands here only where a "
        "check found that the comment says so; the name before it was put there by the program."
    )
