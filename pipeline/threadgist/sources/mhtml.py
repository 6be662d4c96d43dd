"""Pages that a browser saved as one file (MHTML, RFC 2557): a message whose first page is the one that was seen."""

from __future__ import annotations

import re
from email.parser import BytesParser

_HEAD = 1 << 14
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From: <Saved by )", re.MULTILINE | re.IGNORECASE)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.MULTILINE | re.IGNORECASE)
_MAX_BOUNDARIES = 100


def page_of(data: bytes) -> bytes | None:
    """Return the HTML of a page saved with all that belongs to it, or None where the bytes are something else."""
    head = data[:_HEAD]
    if not _SAVED.search(head) or not _RELATED.search(head) or data.count(b"boundary=") > _MAX_BOUNDARIES:
        return None
    for part in BytesParser().parsebytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) and content.strip() else None
    return None
