"""What is new since the digest before, in words."""

from __future__ import annotations

from collections.abc import Mapping

from threadgist.pages.words import comments, minute, quoted, spelled
from threadgist.records import Digest
from threadgist.translations import gettext as _
from threadgist.translations import grouped, in_row, listed, ngettext


def news(digest: Digest) -> str:
    """Return what is new in the whole digest, in one or two sentences; "" where there was none before."""
    told = digest.refresh
    if told is None:
        return ""
    parts = [ngettext("%(n)s new comment", "%(n)s new comments", len(told.new_comment_ids))]
    new = sum(history.is_new for history in told.themes)
    if new:
        parts.append(ngettext("%(n)s new theme", "%(n)s new themes", new, n=spelled(new)))
    values = {"comments": comments(told.previous_comments), "changes": listed(parts)}
    if told.previous_retrieved_at is None:
        line = _("Since the digest before, of %(comments)s: %(changes)s.", **values)
    else:
        line = _(
            "Since the digest before, of %(comments)s, retrieved %(moment)s UTC: %(changes)s.",
            moment=minute(told.previous_retrieved_at),
            **values,
        )
    if told.gone:
        gone = ngettext(
            "%(themes)s is no theme of its own any more.",
            "%(themes)s are no themes of their own any more.",
            len(told.gone),
            themes=listed([quoted(heading) for heading in told.gone]),
        )
        return f"{line} {gone}"
    return line


def theme_news(digest: Digest) -> Mapping[str, str]:
    """Return what is new in a theme, by its id; themes without anything new are left out."""
    told = digest.refresh
    found: dict[str, str] = {}
    for history in told.themes if told is not None else ():
        parts = []
        if history.is_new:
            parts.append(_("new theme"))
        elif history.new_comments:
            parts.append(_("%(n)s new", n=grouped(history.new_comments)))
        if history.former_heading is not None:
            parts.append(_("before: %(heading)s", heading=quoted(history.former_heading)))
        if parts:
            found[history.theme_id] = in_row(parts)
    return found
