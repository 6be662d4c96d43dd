"""What a reader must know before trusting a digest, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.records import BY_WORDS, Notice

if TYPE_CHECKING:
    from threadgist.records import Corpus, Counts, EncoderInfo, Mode, Rejection

__all__ = ["make_notices"]

# Reasons of rejections that say nothing about what was proposed: nothing was.
NOT_JUDGED = ("budget", "call", "language", "orders")

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


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
        notices.append(Notice("empty", "No comment could be read, so there is nothing to report."))
    elif mode == "points" and small:
        notices.append(
            Notice(
                "small",
                f"Only {_comments(counts.usable)} could be read: too few to group, so points are listed.",
            )
        )
    elif mode == "points":
        notices.append(
            Notice(
                "no_themes",
                "The comments show no clear themes: no group stands out. "
                + (
                    "The main points are listed."
                    if counts.cited
                    else "No line of them stands by itself, either."
                ),
            )
        )
    if counts.stated is not None and counts.stated > counts.comments:
        notices.append(
            Notice(
                "incomplete",
                f"The forum states {counts.stated:,} comments; {counts.comments:,} are in the data this "
                f"digest was made from.",
            )
        )
    elif counts.missing:
        notices.append(
            Notice(
                "incomplete",
                f"{_comments(counts.missing)} {'is' if counts.missing == 1 else 'are'} missing from the data.",
            )
        )
    if encoder is not None and corpus.language is not None and not _speaks(encoder, corpus.language):
        language = LANGUAGES.get(corpus.language, f"the language “{corpus.language}”")
        better = f" The model card “{other_card}” covers it." if other_card else ""
        notices.append(
            Notice(
                "language",
                f"Most comments are in {language}; the encoder “{encoder.name}” was made for "
                f"{', '.join(LANGUAGES.get(code, code) for code in encoder.languages)}, so grouping is "
                f"rough.{better}",
            )
        )
    if pseudonyms:
        notices.append(
            Notice(
                "pseudonyms",
                "Author names are replaced by pseudonyms; links to the original comments still lead to the real ones.",
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
                f"No model checked the sentences of the writer “{writer}”: they were compared with the comments word "
                "by word, which does not notice a view that is turned round.",
            )
        )
    refused = [one for one in rejections if one.reason not in NOT_JUDGED]
    if refused:
        mended = sum(one.repaired for one in refused)
        again = f", and {mended:,} of them {'was' if mended == 1 else 'were'} written again" if mended else ""
        notices.append(
            Notice(
                "rejected",
                f"{_proposals(len(refused))} of the writer “{writer}” did not pass the check against the "
                f"comments{again}.",
            )
        )
    notices += [
        Notice(code, text)
        for reason, code, text in (
            (
                "budget",
                "budget",
                f"The bound on calls or time was reached before the writer “{writer}” was done; what it did not write "
                "is quoted or left out.",
            ),
            (
                "language",
                "writer_language",
                f"The writer “{writer}” was not asked: sentences in another language than the comments’ can only be "
                "checked by a model.",
            ),
            (
                "call",
                "call",
                f"Calls of the writer “{writer}” failed; what it did not write is quoted or left out.",
            ),
            (
                "orders",
                "orders",
                "Some comments give orders to a program, and no language model was shown them.",
            ),
        )
        if any(one.reason == reason for one in rejections)
    ]
    return notices


def _proposals(number: int) -> str:
    return "1 proposal" if number == 1 else f"{number:,} proposals"


def _comments(number: int) -> str:
    return "1 comment" if number == 1 else f"{number:,} comments"


def _speaks(encoder: EncoderInfo, language: str) -> bool:
    return "multi" in encoder.languages or language in encoder.languages
