"""Where the comments went and how the digest was made, as rows the page prints."""

from __future__ import annotations

from dataclasses import dataclass

from threadgist.pages.words import minute, reason_words
from threadgist.printable import visible
from threadgist.records import Digest, Status
from threadgist.translations import gettext as _

__all__ = ["LedgerRow", "ledger_rows", "percent", "provenance_rows"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the account: how many comments went where, what that means, and the reasons among them."""

    status: Status
    number: int
    percent: float
    offset: float
    meaning: str
    reasons: str = ""


def percent(part: int, whole: int) -> float:
    """Return `part` of `whole` in per cent, rounded to one decimal, 0 of nothing."""
    return round(min(100.0, 100 * part / whole), 1) if whole else 0.0


def ledger_rows(digest: Digest) -> tuple[LedgerRow, ...]:
    """Return one row for each status that a comment has, in the order of use."""
    counts = digest.counts
    themed = digest.mode == "themes"
    meanings: tuple[tuple[Status, int, str], ...] = (
        ("cited", counts.cited, _("cited above")),
        ("grouped", counts.grouped, _("in a theme, not cited")),
        ("one_off", counts.one_off, _("read, and in no theme") if themed else _("read, and not cited")),
        ("duplicate", counts.duplicate, _("say again what an earlier comment says")),
        ("skipped", counts.skipped, _("not read")),
    )
    rows: list[LedgerRow] = []
    offset = 0.0
    for status, number, meaning in meanings:
        share = percent(number, counts.comments)
        if number:
            why = reason_words(digest) if status == "skipped" else ""
            rows.append(LedgerRow(status, number, share, round(offset, 1), meaning, why))
        offset += share
    return tuple(rows)


def provenance_rows(digest: Digest) -> tuple[tuple[str, str], ...]:
    """Return what made the digest, name by name."""
    made = digest.provenance
    rows = [("threadgist", made.threadgist), (_("Writer"), made.writer)]
    if (model := made.writer_model) is not None:
        rows += [(_("Writer runs on"), " ".join(part for part in (model.backend, model.recipe) if part))]
        rows += [(_("Writer revision"), model.revision)] if model.revision else []
        rows += [(_("Writer sha256"), model.sha256)] if model.sha256 else []
    if (encoder := made.encoder) is not None:
        rows += [(_("Encoder"), encoder.name), (_("Model revision"), encoder.revision)]
        rows += [(_("Model sha256"), encoder.sha256)] if encoder.sha256 else []
    rows += [(_("Settings hash"), made.settings_hash)]
    if digest.retrieved_at is not None:
        rows.append((_("Thread retrieved"), f"{minute(digest.retrieved_at)} UTC"))
    rows += (
        [(_("Versions"), ", ".join(f"{name} {version}" for name, version in made.versions))]
        if made.versions
        else []
    )
    return tuple((name, visible(value)) for name, value in rows)
