"""What a reader must know before trusting a digest, in sentences."""

from typing import Final

from threadgist.records import BY_WORDS, Digest, Notice, Plan
from threadgist.translations import gettext as _
from threadgist.translations import grouped, in_row, language_name, later, ngettext

# By reasons of rejections that say nothing about what was proposed: nothing was.
_NOT_WRITTEN: Final = {
    "budget": later(
        "The bound on calls or time was reached before the writer “%(writer)s” was done; what it did not write is "
        "quoted or left out."
    ),
    "language": later(
        "The writer “%(writer)s” was not asked: sentences in another language than the comments’ can only be checked "
        "by a model."
    ),
    "call": later("Calls of the writer “%(writer)s” failed; what it did not write is quoted or left out."),
    "first_page": later(
        "The page is as the writer “%(writer)s” first wrote it: calls to write it once more failed or were not made."
    ),
    "orders": later("Some comments give orders to a program, and no language model was shown them."),
}


def make_notices(
    digest: Digest, plan: Plan, *, pseudonyms: bool, other_card: str | None
) -> tuple[Notice, ...]:
    """Collect the notices of a digest, the weightiest first."""
    counts, mode = digest.counts, digest.mode
    said: dict[str, str] = {}
    if mode == "empty":
        said["empty"] = _("No comment could be read, so there is nothing to report.")
    elif mode == "points" and plan.small:
        said["small"] = ngettext(
            "Only %(n)s comment could be read: too few to group, so points are listed.",
            "Only %(n)s comments could be read: too few to group, so points are listed.",
            counts.usable,
        )
    elif mode == "points" and counts.cited:
        said["no_themes"] = _(
            "The comments show no clear themes: no group stands out. The main points are listed."
        )
    elif mode == "points":
        said["no_themes"] = _(
            "The comments show no clear themes: no group stands out. No line of them stands by itself, either."
        )
    if counts.stated is not None and counts.stated > counts.comments:
        said["incomplete"] = _(
            "The forum states %(stated)s comments; %(comments)s are in the data this digest was made from.",
            stated=grouped(counts.stated),
            comments=grouped(counts.comments),
        )
    elif counts.missing:
        said["incomplete"] = ngettext(
            "%(n)s comment is missing from the data.",
            "%(n)s comments are missing from the data.",
            counts.missing,
        )
    language, encoder = digest.language, digest.provenance.encoder
    if encoder and language is not None and {"multi", language}.isdisjoint(encoder.languages):
        said["language"] = _(
            "Most comments are in %(language)s; the encoder “%(encoder)s” was made for %(languages)s, so grouping is "
            "rough.",
            language=language_name(language) or _("the language “%(code)s”", code=language),
            encoder=encoder.name,
            languages=in_row(language_name(code) or code for code in encoder.languages),
        )
        if other_card:
            said["language"] += " " + _("The model card “%(card)s” covers it.", card=other_card)
    if pseudonyms:
        said["pseudonyms"] = _(
            "Author names are replaced by pseudonyms; links to the original comments still lead to the real ones."
        )
    said |= _writer_notices(digest)
    rows = [*said.items(), *(("repair", one.rstrip(".") + ".") for one in plan.corpus.thread.repairs)]
    rows += [("fallback", one.rstrip(".") + ".") for one in digest.provenance.fallbacks]
    return tuple(Notice(code, text) for code, text in rows)


def _writer_notices(digest: Digest) -> dict[str, str]:
    """Say what a language model did not get onto the page, why, and how the rest was checked."""
    said: dict[str, str] = {}
    writer = digest.provenance.writer
    if digest.provenance.checker == BY_WORDS:
        said["checked_by_words"] = _(
            "No model checked the sentences of the writer “%(writer)s”: they were compared with the comments word by "
            "word, which does not notice a view that is turned round.",
            writer=writer,
        )
    refused = [one for one in digest.rejections if one.reason not in _NOT_WRITTEN]
    if refused:
        told = ngettext(
            "%(n)s proposal of the writer “%(writer)s” did not pass the check against the comments",
            "%(n)s proposals of the writer “%(writer)s” did not pass the check against the comments",
            len(refused),
            writer=writer,
        )
        mended = sum(one.repaired for one in refused)
        if mended == len(refused):
            told = ngettext(
                "%(told)s, and was written again", "%(told)s, and were written again", mended, told=told
            )
        elif mended:
            told = ngettext(
                "%(told)s, and %(n)s of them was written again",
                "%(told)s, and %(n)s of them were written again",
                mended,
                told=told,
            )
        said["rejected"] = _("%(words)s.", words=told)
    reasons = {one.reason for one in digest.rejections}
    for reason, message in _NOT_WRITTEN.items():
        if reason in reasons:
            said["writer_language" if reason == "language" else reason] = _(message, writer=writer)
    return said
