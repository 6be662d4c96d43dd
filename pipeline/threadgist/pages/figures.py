"""What the page shows beside the lines: where comments went, and when they were written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from threadgist.pages.words import clock, comments, day, minute, percent, reason_words, utc
from threadgist.records import Digest
from threadgist.translations import gettext as _
from threadgist.words import visible


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


BARS: Final = 40
WIDTH: Final = 320
HEIGHT: Final = 56
FEWEST: Final = 8


def build_timeline(digest: Digest) -> dict[str, Any] | None:
    """Return the comments in equal stretches of time, None where too few are dated or all at one time.

    `bars` are (x, y, width, height), `label` says it in words.
    """
    moments = sorted(utc(c.created_at) for c in digest.comments if c.created_at is not None)
    if len(moments) < FEWEST or moments[0] == moments[-1]:
        return None
    first, length = moments[0], (moments[-1] - moments[0]).total_seconds()
    tally = [0] * BARS
    for moment in moments:
        tally[min(BARS - 1, int(BARS * (moment - first).total_seconds() / length))] += 1
    step, peak = WIDTH / BARS, max(tally)
    busiest = first + timedelta(seconds=length * tally.index(peak) / BARS)
    said = clock if length < timedelta(days=2).total_seconds() else day
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "bars": [
            (round(at * step, 1), round(HEIGHT - high, 1), round(step - 1.5, 1), round(high, 1))
            for at, number in enumerate(tally)
            if (high := HEIGHT * number / peak)
        ],
        "first": said(first),
        "last": said(moments[-1]),
        "label": _(
            "%(comments)s from %(first)s to %(last)s UTC, most of them around %(busiest)s",
            comments=comments(len(moments)),
            first=minute(first),
            last=minute(moments[-1]),
            busiest=minute(busiest),
        ),
    }
