"""Where the comments went and how the digest was made, as rows the page prints."""

from __future__ import annotations

from typing import Any

from threadgist.pages.words import minute, percent, reason_words
from threadgist.printable import visible
from threadgist.records import Digest
from threadgist.translations import gettext as _


def ledger_rows(digest: Digest) -> list[dict[str, Any]]:
    """Return how many comments went where, what that means, and why some were skipped; `offset` adds up `percent`."""
    counts = digest.counts
    unthemed = _("read, and in no theme") if digest.mode == "themes" else _("read, and not cited")
    rows, offset = [], 0.0
    for status, number, meaning in (
        ("cited", counts.cited, _("cited above")),
        ("grouped", counts.grouped, _("in a theme, not cited")),
        ("one_off", counts.one_off, unthemed),
        ("duplicate", counts.duplicate, _("say again what an earlier comment says")),
        ("skipped", counts.skipped, _("not read")),
    ):
        share = percent(number, counts.comments)
        row = {"status": status, "number": number, "percent": share, "offset": round(offset, 1)}
        if number:
            reasons = reason_words(digest) if status == "skipped" else ""
            rows.append({**row, "meaning": meaning, "reasons": reasons})
        offset += share
    return rows


def provenance_rows(digest: Digest) -> list[tuple[str, str]]:
    """Return what made the digest, name by name."""
    made = digest.provenance
    rows = [("threadgist", made.threadgist), (_("Writer"), made.writer)]
    if (model := made.writer_model) is not None:
        rows += [(_("Writer runs on"), " ".join(filter(None, (model.backend, model.recipe))))]
        rows += [(_("Writer revision"), model.revision)] if model.revision else []
        rows += [(_("Writer sha256"), model.sha256)] if model.sha256 else []
    if (encoder := made.encoder) is not None:
        rows += [(_("Encoder"), encoder.name), (_("Model revision"), encoder.revision)]
        rows += [(_("Model sha256"), encoder.sha256)] if encoder.sha256 else []
    rows += [(_("Settings hash"), made.settings_hash)]
    if digest.retrieved_at is not None:
        rows += [(_("Thread retrieved"), f"{minute(digest.retrieved_at)} UTC")]
    if made.versions:
        rows += [(_("Versions"), ", ".join(f"{name} {version}" for name, version in made.versions))]
    return [(name, visible(value)) for name, value in rows]
