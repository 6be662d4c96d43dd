"""What a page says in short, and of who wrote the sentences outside quotation marks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from threadgist.pages.anchors import bullet_anchor, theme_anchors
from threadgist.pages.words import as_sentence, points_heading, theme_heading
from threadgist.printable import one_line
from threadgist.records import BY_WORDS, Bullet, Digest, walk
from threadgist.speakers import WRITTEN_LANGUAGES
from threadgist.translations import gettext as _
from threadgist.translations import grouped

__all__ = [
    "InShort",
    "ShortQuotation",
    "ShortSentence",
    "asked_language",
    "in_short",
    "number_note",
    "sums_up",
    "written_language",
    "written_note",
]


@dataclass(frozen=True, slots=True)
class ShortSentence:
    """One sentence of "In short" and the themes whose bullets it rests on: number, anchor, heading."""

    text: str
    themes: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class ShortQuotation:
    """A bullet that "In short" repeats with one answer at most.

    It is from theme `number`, 0 where it stands below no heading of a theme; `anchor` leads there.
    """

    bullet: Bullet
    number: int
    anchor: str
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
    anchors = theme_anchors(digest.themes)
    themes = {
        bullet.id: (number, anchors[theme.id], theme_heading(theme))
        for number, theme in enumerate(digest.themes, 1)
        for bullet in walk(theme.bullets)
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
    anchors = theme_anchors(digest.themes)
    places = {
        bullet.id: (bullet, number, bullet_anchor(anchors[theme.id], place), theme_heading(theme))
        for number, theme in enumerate(digest.themes, 1)
        for place, bullet in enumerate(theme.bullets, 1)
    }
    places |= {bullet.id: (bullet, 0, "points", points_heading(digest)) for bullet in digest.points}
    found = []
    for sentence in digest.summary:
        if sentence.bullet_ids[0] not in places:
            return ()
        bullet, number, anchor, heading = places[sentence.bullet_ids[0]]
        if bullet.text != sentence.text:
            return ()
        answers = tuple(
            replace(child, children=()) for child in bullet.children if child.id in sentence.bullet_ids
        )
        found.append(ShortQuotation(replace(bullet, children=answers), number, anchor, heading))
    return tuple(found)


def asked_language(digest: Digest) -> str | None:
    """Return the ISO 639-1 code of the language that the digest was asked to be in, None where nobody asked."""
    asked = dict(digest.provenance.settings).get("writer.language", "null").strip('"')
    return None if asked == "null" else asked


def written_language(digest: Digest) -> str:
    """Return the ISO 639-1 code of the writer's sentences, "" where no language model wrote."""
    if digest.provenance.writer_model is None:
        return ""
    if asked := asked_language(digest):
        return asked
    return digest.language if digest.language in WRITTEN_LANGUAGES else "en"


def sums_up(digest: Digest) -> bool:
    """Whether the digest says in sentences of its own what several people say."""
    return any(bullet.kind == "claim" for bullet in walk(digest.quoted))


def number_note(digest: Digest) -> str:
    """Return what the number behind a sentence means, "" where there is none."""
    claims = [bullet for bullet in walk(digest.quoted) if bullet.kind == "claim"]
    if not claims:
        return ""
    counts = digest.counts
    if counts.signed:
        note = _(
            "[n]: the number of people, of %(people)s, whose comments say what the sentence says",
            people=grouped(counts.commenters),
        )
    else:
        note = _(
            "[n]: the number of comments, of %(comments)s, that say what the sentence says",
            comments=grouped(counts.comments),
        )
    if any(bullet.against for bullet in claims):
        return _("%(note)s; against: that say the opposite.", note=note)
    return as_sentence(note)


def written_note(digest: Digest) -> str:
    """Return who wrote the sentences outside quotation marks and what checked them, "" where nobody did."""
    made = digest.provenance
    model = made.writer_model
    if model is None:
        return ""
    own = any(bullet.kind == "editor" for bullet in walk(digest.quoted))
    name = f"{one_line(model.name)} ({one_line(model.backend)})"
    wrote = (
        _("Other sentences outside quotation marks were written by the language model %(name)s", name=name)
        if own
        else _("Sentences outside quotation marks were written by the language model %(name)s", name=name)
    )
    if not made.checker:
        return _("%(wrote)s; nothing has checked them against the comments behind them.", wrote=wrote)
    if made.checker == BY_WORDS:
        return _(
            "%(wrote)s and compared by their words only with the comments behind them: read those before you rely "
            "on a sentence.",
            wrote=wrote,
        )
    return _(
        "%(wrote)s. A sentence stands here only where a check by %(reader)s found that the comments behind it say so; "
        "numbers and names were put there by the program.",
        wrote=wrote,
        reader=_("the same model") if made.checker == model.name else one_line(made.checker),
    )
