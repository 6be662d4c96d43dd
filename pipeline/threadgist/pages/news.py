"""What is new since the digest before, in words."""

from __future__ import annotations

from collections.abc import Mapping

from threadgist.pages.words import count, joined, minute, quoted, spelled
from threadgist.records import Digest

__all__ = ["news", "theme_news"]


def news(digest: Digest) -> str:
    """Return what is new in the whole digest, in one or two sentences; "" where there was none before."""
    told = digest.refresh
    if told is None:
        return ""
    parts = [count(len(told.new_comment_ids), "new comment")]
    new = sum(history.is_new for history in told.themes)
    if new:
        parts.append(f"{spelled(new)} new {'theme' if new == 1 else 'themes'}")
    when = f", retrieved {minute(told.previous_retrieved_at)} UTC" if told.previous_retrieved_at else ""
    before = count(told.previous_comments, "comment")
    line = f"Since the digest before, of {before}{when}: {joined(parts)}."
    if told.gone:
        names = joined([quoted(heading) for heading in told.gone])
        line += f" {names} {'is' if len(told.gone) == 1 else 'are'} no theme of its own any more."
    return line.replace("are no theme of its own", "are no themes of their own")


def theme_news(digest: Digest) -> Mapping[str, str]:
    """Return what is new in a theme, by its id; themes without anything new are left out."""
    told = digest.refresh
    found: dict[str, str] = {}
    for history in told.themes if told is not None else ():
        parts = []
        if history.is_new:
            parts.append("new theme")
        elif history.new_comments:
            parts.append(f"{history.new_comments:,} new")
        if history.former_heading is not None:
            parts.append(f"before: {quoted(history.former_heading)}")
        if parts:
            found[history.theme_id] = ", ".join(parts)
    return found
