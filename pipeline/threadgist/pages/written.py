"""What a page says of sentences that a language model wrote: "In short", two sides, and who wrote."""

from __future__ import annotations

from dataclasses import dataclass

from threadgist.pages.safe import one_line
from threadgist.quantifiers import WRITTEN_LANGUAGES
from threadgist.records import Bullet, Digest

__all__ = ["IN_SHORT", "ShortSentence", "in_short", "side", "written_language", "written_note"]

IN_SHORT = "In short"


@dataclass(frozen=True, slots=True)
class ShortSentence:
    """One sentence of "In short" and the numbers of the themes whose bullets it rests on."""

    text: str
    themes: tuple[int, ...]


def in_short(digest: Digest) -> tuple[ShortSentence, ...]:
    """Return "In short", each sentence with the themes it rests on."""
    themes = {
        bullet.id: number
        for number, theme in enumerate(digest.themes, 1)
        for top in theme.bullets
        for bullet in (top, *top.children)
    }
    return tuple(
        ShortSentence(
            one_line(sentence.text),
            tuple(sorted({themes[bullet_id] for bullet_id in sentence.bullet_ids if bullet_id in themes})),
        )
        for sentence in digest.summary
    )


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
