"""What a reader must know before trusting a digest, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.records import BY_WORDS, Notice
from threadgist.translations import gettext as _
from threadgist.translations import grouped, in_row, language_name, ngettext

if TYPE_CHECKING:
    from threadgist.records import Corpus, Counts, EncoderInfo, Mode, Rejection

__all__ = ["make_notices"]

# Reasons of rejections that say nothing about what was proposed: nothing was.
NOT_JUDGED = ("budget", "call", "language", "orders")


def make_notices(
    corpus: Corpus,
    counts: Counts,
    mode: Mode,
    encoder: EncoderInfo | None,
    *,
    small: bool,
    other_card: str | None,
    pseudonyms: bool,
    fallbacks: tuple[str, ...],
    rejections: tuple[Rejection, ...] = (),
    writer: str = "",
    checker: str = "",
) -> tuple[Notice, ...]:
    """Collect the notices of a digest, the weightiest first."""
    notices: list[Notice] = []
    if mode == "empty":
        notices.append(Notice("empty", _("No comment could be read, so there is nothing to report.")))
    elif mode == "points" and small:
        few = ngettext(
            "Only %(n)s comment could be read: too few to group, so points are listed.",
            "Only %(n)s comments could be read: too few to group, so points are listed.",
            counts.usable,
        )
        notices.append(Notice("small", few))
    elif mode == "points":
        unclear = (
            _("The comments show no clear themes: no group stands out. The main points are listed.")
            if counts.cited
            else _(
                "The comments show no clear themes: no group stands out. No line of them stands by itself, either."
            )
        )
        notices.append(Notice("no_themes", unclear))
    if counts.stated is not None and counts.stated > counts.comments:
        notices.append(
            Notice(
                "incomplete",
                _(
                    "The forum states %(stated)s comments; %(comments)s are in the data this digest was made from.",
                    stated=grouped(counts.stated),
                    comments=grouped(counts.comments),
                ),
            )
        )
    elif counts.missing:
        notices.append(
            Notice(
                "incomplete",
                ngettext(
                    "%(n)s comment is missing from the data.",
                    "%(n)s comments are missing from the data.",
                    counts.missing,
                ),
            )
        )
    if encoder is not None and corpus.language is not None and not _speaks(encoder, corpus.language):
        rough = _(
            "Most comments are in %(language)s; the encoder “%(encoder)s” was made for %(languages)s, so grouping is "
            "rough.",
            language=language_name(corpus.language) or _("the language “%(code)s”", code=corpus.language),
            encoder=encoder.name,
            languages=in_row(language_name(code) or code for code in encoder.languages),
        )
        if other_card:
            rough += " " + _("The model card “%(card)s” covers it.", card=other_card)
        notices.append(Notice("language", rough))
    if pseudonyms:
        notices.append(
            Notice(
                "pseudonyms",
                _(
                    "Author names are replaced by pseudonyms; links to the original comments still lead to the real "
                    "ones."
                ),
            )
        )
    notices += _writer_notices(rejections, writer, checker)
    notices += [Notice("repair", repair.rstrip(".") + ".") for repair in corpus.thread.repairs]
    notices += [Notice("fallback", fallback.rstrip(".") + ".") for fallback in fallbacks]
    return tuple(notices)


def _writer_notices(rejections: tuple[Rejection, ...], writer: str, checker: str) -> list[Notice]:
    """Say what a language model did not get onto the page, why, and how the rest was checked."""
    notices = []
    if checker == BY_WORDS:
        notices.append(
            Notice(
                "checked_by_words",
                _(
                    "No model checked the sentences of the writer “%(writer)s”: they were compared with the comments "
                    "word by word, which does not notice a view that is turned round.",
                    writer=writer,
                ),
            )
        )
    refused = [one for one in rejections if one.reason not in NOT_JUDGED]
    if refused:
        mended = sum(one.repaired for one in refused)
        told = ngettext(
            "%(n)s proposal of the writer “%(writer)s” did not pass the check against the comments",
            "%(n)s proposals of the writer “%(writer)s” did not pass the check against the comments",
            len(refused),
            writer=writer,
        )
        if mended:
            told = ngettext(
                "%(told)s, and %(n)s of them was written again",
                "%(told)s, and %(n)s of them were written again",
                mended,
                told=told,
            )
        notices.append(Notice("rejected", _("%(words)s.", words=told)))
    notices += [
        Notice(code, text)
        for reason, code, text in (
            (
                "budget",
                "budget",
                _(
                    "The bound on calls or time was reached before the writer “%(writer)s” was done; what it did not "
                    "write is quoted or left out.",
                    writer=writer,
                ),
            ),
            (
                "language",
                "writer_language",
                _(
                    "The writer “%(writer)s” was not asked: sentences in another language than the comments’ can only "
                    "be checked by a model.",
                    writer=writer,
                ),
            ),
            (
                "call",
                "call",
                _(
                    "Calls of the writer “%(writer)s” failed; what it did not write is quoted or left out.",
                    writer=writer,
                ),
            ),
            (
                "orders",
                "orders",
                _("Some comments give orders to a program, and no language model was shown them."),
            ),
        )
        if any(one.reason == reason for one in rejections)
    ]
    return notices


def _speaks(encoder: EncoderInfo, language: str) -> bool:
    return "multi" in encoder.languages or language in encoder.languages
