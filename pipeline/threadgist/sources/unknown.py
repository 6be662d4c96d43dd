"""What a text is that no source reads, in one line, with the one thing to do."""

from __future__ import annotations

import re

from threadgist.sources.payload import Payload
from threadgist.sources.table import DELIMITERS

_SAVE = "save the thread itself, with its comments, or put them into a CSV table with a row for each"


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
    text, head = payload.text, payload.text[:4096]
    if payload.looks_like_json:
        return "it is JSON without objects; hand over an array of objects, one a comment"
    if payload.root_tag.lower().startswith(("<html", "<!doctype html")) or "<body" in text[:20_000]:
        return "it is a web page of a site that is not known; give its link instead, or save the page's comments as CSV"
    if payload.looks_like_markup:
        return "it is XML of a kind that is not known; export it as JSON or CSV"
    if re.match(r"WEBVTT|1\s*\r?\n[0-9:,]+ -->", text):
        return f"it holds subtitles; {_SAVE}"
    if text.startswith("BEGIN:V"):
        return f"it is a calendar or an address book; {_SAVE}"
    controls = sum(character < " " and character not in "\t\r\n\f" for character in head)
    if "\0" in head or controls > 0.05 * len(head):
        return "it is no text; export it as CSV or JSON"
    if _is_table(text):
        return (
            "it looks like a table, but no row is a header; put the names of the columns, such as id,author,comment, "
            "into a first row"
        )
    return (
        "it is plain text in which comments cannot be told apart; put them into a CSV table with a row for each, "
        "or name the format with --source (threadgist sources lists them)"
    )


def _is_table(text: str) -> bool:
    """Whether the first lines have equally many columns, and more than one."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    counts = ({line.count(delimiter) for line in lines[:-1]} for delimiter in DELIMITERS)
    return len(lines) >= 3 and any(len(found) == 1 and max(found) > 1 for found in counts)
