"""Kialo: a debate exported as text, claims numbered by their place in the tree."""

import re

from threadgist.errors import SourceError
from threadgist.sources.archive import counts
from threadgist.sources.base import RawComment, RawThread, TextSource
from threadgist.sources.payload import Payload

_TITLE = re.compile(r"\ufeff?\s*Discussion (?:Title|Name)\s*:\s*(.+)")
_CLAIM = re.compile(r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,6})*)\.\s+(?P<text>(?:(?:Pro|Con)\s*:)?.*)")
_SIDED = re.compile(r"^[0-9]{1,6}(?:\.[0-9]{1,6})+\.\s+(?:Pro|Con)\s*:", re.MULTILINE)
_LINK = re.compile(r"(?:(?:Pro|Con)\s*:)?\s*->\s*See\s+[0-9.]+\s*")


def _fits(payload: Payload) -> bool:
    head = payload.text[:20_000]
    titled = _TITLE.match(head) or _CLAIM.fullmatch(head.lstrip("\ufeff \t\r\n").partition("\n")[0].strip())
    return bool(titled and _SIDED.search(head))


def _read(payload: Payload) -> RawThread:
    """Read the claims; one that only points to another is left out, and counted."""
    title = _TITLE.match(payload.text[:2_000])
    claims: list[tuple[str, list[str]]] = []
    for line in payload.text.splitlines():
        if found := _CLAIM.fullmatch(line.strip()):
            claims.append((found["number"], [found["text"]]))
        elif claims and line.strip():
            claims[-1][1].append(line.strip())
    if not claims:
        raise SourceError(f"{payload.name}: no numbered claim; export the debate as text again")
    # `1.2.1.` answers `1.2.`
    said = [
        RawComment(body, id=number, parent=number.rpartition(".")[0] or None, markup="markdown")
        for number, lines in claims
        if not _LINK.fullmatch(body := "\n\n".join(lines))
    ]
    left = (len(claims) - len(said), "link to other claims left out", "links to other claims left out")
    notes = ("the export names nobody: claims are counted, and no people", *counts(left))
    return RawThread(tuple(said), title=title[1].strip() if title else None, repairs=notes)


KIALO = TextSource("kialo", _fits, _read)
