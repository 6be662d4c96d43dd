"""What a reader must know before trusting a digest, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.records import Notice

if TYPE_CHECKING:
    from threadgist.records import Corpus, Counts, EncoderInfo, Mode

__all__ = ["make_notices"]

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
                "The comments show no clear themes: no group stands out. The main points are listed.",
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
    notices += [Notice("repair", repair.rstrip(".") + ".") for repair in corpus.thread.repairs]
    notices += [Notice("fallback", fallback.rstrip(".") + ".") for fallback in fallbacks]
    return tuple(notices)


def _comments(number: int) -> str:
    return "1 comment" if number == 1 else f"{number:,} comments"


def _speaks(encoder: EncoderInfo, language: str) -> bool:
    return "multi" in encoder.languages or language in encoder.languages
