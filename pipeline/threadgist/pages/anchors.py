"""Where links to a theme lead: the theme's own id, which stays when the thread grows and its rank changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from threadgist.records import DigestTheme

__all__ = ["bullet_anchor", "theme_anchor", "theme_anchors"]

_ID: Final = re.compile(r"t-?[0-9a-f]{1,40}(-\d{1,3})?")


def theme_anchor(theme_id: str, number: int) -> str:
    """Return the anchor of the `number`-th theme of a page: its id, or its number where that cannot be one."""
    return theme_id if _ID.fullmatch(theme_id) else f"theme-{number}"


def theme_anchors(themes: Sequence[DigestTheme]) -> dict[str, str]:
    """Return the anchors of a digest's themes by theme id."""
    return {theme.id: theme_anchor(theme.id, number) for number, theme in enumerate(themes, 1)}


def bullet_anchor(theme: str, place: int) -> str:
    """Return the anchor of the `place`-th bullet of the theme with this anchor."""
    return f"{theme}_{place}"
