"""A digest beside the one made before of the same thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Refresh", "ThemeHistory"]


@dataclass(frozen=True, slots=True)
class ThemeHistory:
    """What became of one theme since the digest before: `new_comments` of its comments were not in that one."""

    theme_id: str
    is_new: bool
    new_comments: int
    former_heading: str | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a digest differs from the one made before of the same thread.

    `themes` has one entry for each theme of the digest, in its order; `gone` the headings of themes that persist no
    longer; `new_comment_ids` the comments the digest before did not have, in thread order.
    """

    previous_comments: int
    previous_retrieved_at: datetime | None
    new_comment_ids: tuple[str, ...]
    themes: tuple[ThemeHistory, ...]
    gone: tuple[str, ...] = ()
