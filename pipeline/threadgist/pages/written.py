"""What a page says in short, of two sides, and of who wrote the sentences outside quotation marks."""

from __future__ import annotations

from dataclasses import dataclass

from threadgist.pages.safe import one_line
from threadgist.pages.words import of_commenters, quoted
from threadgist.quantifiers import WRITTEN_LANGUAGES
from threadgist.records import Bullet, Digest

__all__ = [
    "InShort",
    "ShortQuotation",
    "ShortSentence",
    "in_short",
    "side",
    "written_language",
    "written_note",
]

IN_SHORT = "In short"
IN_THEIR_WORDS = "In short, in the commenters’ words"


@dataclass(frozen=True, slots=True)
class ShortSentence:
    """One sentence of "In short" and the numbers of the themes whose bullets it rests on."""

    text: str
    themes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShortQuotation:
    """One quotation of "In short", which is a bullet of theme `number`: the `place`-th there, counted from 1."""

    text: str
    number: int
    place: int
    heading: str
    counted: str


@dataclass(frozen=True, slots=True)
class InShort:
    """A thread in short: quotations of the comments, or sentences of a language model."""

    title: str
    quotations: tuple[ShortQuotation, ...] = ()
    sentences: tuple[ShortSentence, ...] = ()


def in_short(digest: Digest) -> InShort | None:
    """Return "In short", None where there is none."""
    if not digest.summary:
        return None
    quotations = _quotations(digest)
    if quotations:
        return InShort(IN_THEIR_WORDS, quotations=quotations)
    themes = {
        bullet.id: number
        for number, theme in enumerate(digest.themes, 1)
        for top in theme.bullets
        for bullet in (top, *top.children)
    }
    sentences = tuple(
        ShortSentence(
            one_line(sentence.text),
            tuple(sorted({themes[bullet_id] for bullet_id in sentence.bullet_ids if bullet_id in themes})),
        )
        for sentence in digest.summary
    )
    return InShort(IN_SHORT, sentences=sentences)


def _quotations(digest: Digest) -> tuple[ShortQuotation, ...]:
    """Return the quotations of "In short"; none where a sentence of it is not what a bullet quotes."""
    bullets = {
        bullet.id: (bullet, number, place, theme)
        for number, theme in enumerate(digest.themes, 1)
        for place, bullet in enumerate(theme.bullets, 1)
    }
    found = []
    for sentence in digest.summary:
        known = [bullets[bullet_id] for bullet_id in sentence.bullet_ids if bullet_id in bullets]
        said = [one for one in known if one[0].kind == "quote" and one[0].text == sentence.text]
        if not said:
            return ()
        bullet, number, place, theme = said[0]
        counted = of_commenters(bullet.author_count, digest.counts.commenters)
        found.append(ShortQuotation(quoted(bullet.text), number, place, one_line(theme.heading), counted))
    return tuple(found)


def side(bullet: Bullet, parent: Bullet | None) -> str:
    """Return "One side" or "The other side" where two written sentences contradict each other, else ""."""
    if bullet.kind != "claim":
        return ""
    if parent is not None:
        return "The other side" if bullet.role == "reply" and parent.kind == "claim" else ""
    contradicted = any(child.role == "reply" and child.kind == "claim" for child in bullet.children)
    return "One side" if contradicted else ""


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
        f"({one_line(model.backend)}), which saw the comments quoted below each of them. A sentence stands here only "
        "where a check found that those comments say so; the words for how many people say it are counted, not written."
    )
