"""What a text is that no source reads, in one line, with the one thing to do."""

from __future__ import annotations

import re
from collections.abc import Callable

from threadgist.sources.payload import Payload
from threadgist.sources.table import DELIMITERS

__all__ = ["own_file", "what_it_is"]

_SAVE = "save the thread itself, with its comments, or put them into a CSV table with a row for each"
_KINDS: tuple[tuple[Callable[[Payload], bool], str], ...] = (
    (
        lambda payload: payload.looks_like_json,
        "it is JSON without objects; hand over an array of objects, one a comment",
    ),
    (
        lambda payload: (
            payload.root_tag.lower().startswith(("<html", "<!doctype html"))
            or "<body" in payload.text[:20_000]
        ),
        "it is a web page of a site that is not known; give its link instead, or save the page's comments as CSV",
    ),
    (
        lambda payload: payload.looks_like_markup,
        "it is XML of a kind that is not known; export it as JSON or CSV",
    ),
    (
        lambda payload: re.match(r"WEBVTT|1\s*\r?\n[0-9:,]+ -->", payload.text) is not None,
        f"it holds subtitles; {_SAVE}",
    ),
    (
        lambda payload: payload.text.startswith("BEGIN:V"),
        f"it is a calendar or an address book; {_SAVE}",
    ),
    (
        lambda payload: "\0" in payload.text[:4096] or _controls(payload.text[:4096]) > 0.05,
        "it is no text; export it as CSV or JSON",
    ),
    (
        lambda payload: _rows(payload.text) > 0,
        "it looks like a table, but no row is a header; put the names of the columns, such as id,author,comment, "
        "into a first row",
    ),
)
_PLAIN = (
    "it is plain text in which comments cannot be told apart; put them into a CSV table with a row for each, "
    "or name the format with --source (threadgist sources lists them)"
)


def own_file(payload: Payload) -> str | None:
    """Say what to do with a file that threadgist itself made out of threads; None of any other."""
    ours = payload.looks_like_json and '"schema_version"' in payload.text and not payload.json_problem
    document = payload.document if ours else None
    if isinstance(document, dict) and {"ledger", "provenance"} <= document.keys():
        return (
            "is a digest, not a thread: name the thread it was made of; `threadgist compare` and `threadgist site` "
            "take digests"
        )
    if isinstance(document, dict) and {"events", "views"} <= document.keys():
        return "is a comparison of digests, not a thread: name a thread"
    return None


def what_it_is(payload: Payload) -> str:
    """Say what a text is, as far as it can be told, and what to do with it."""
    return next((said for fits, said in _KINDS if fits(payload)), _PLAIN)


def _controls(text: str) -> float:
    bad = sum(character < " " and character not in "\t\r\n\f" for character in text)
    return bad / max(1, len(text))


def _rows(text: str) -> int:
    """Return how many columns the first lines have, if all have as many, and more than two."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    if len(lines) < 3:
        return 0
    for delimiter in DELIMITERS:
        counts = {line.count(delimiter) for line in lines[:-1]}
        if len(counts) == 1 and (columns := counts.pop()) > 1:
            return columns
    return 0
