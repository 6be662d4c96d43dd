"""What the template of the desk is handed: themes and lines with what can be done to each."""

from contextlib import suppress
from typing import Any, Final

from threadgist.desk.actions import groups
from threadgist.edits.folder import Revision
from threadgist.edits.lines import find_line
from threadgist.edits.records import POINTS, LineEdit, ThemeEdit, reference
from threadgist.edits.working import MisfitError, Working
from threadgist.pages.lines import Lines, votes
from threadgist.pages.safe import safe_url
from threadgist.pages.words import author_name, crowd, minute
from threadgist.records import Bullet, DigestTheme
from threadgist.translations import in_row
from threadgist.words import one_line, visible

_WHAT: Final = {
    "quote": "quotation",
    "report": "written by a model",
    "claim": "written by a model",
    "editor": "your sentence",
}
_LISTS: Final = {
    POINTS: "Points made",
    "agreed": "Most agreed",
    "disputed": "Most disputed",
    "one_offs": "One-off comments",
}


class _Views:
    def __init__(self, state: Revision) -> None:
        self._state = state
        self._work = Working(state.made)
        self._lines, self._made_lines = Lines(state.digest), Lines(state.made)
        self._made = {one.id: one for one in state.made.printed}
        self._short = {one for sentence in state.digest.summary for one in sentence.bullet_ids}

    def line(self, bullet: Bullet) -> dict[str, Any]:
        """Return the view of a line as it is; `what` says what was changed."""
        made = self._made.get(bullet.id)
        key = reference(made) if made is not None else bullet.id
        edit = self._state.edits.lines.get(key, LineEdit())
        changed = made is None or edit.quote is not None or edit.text is not None
        what = _WHAT[bullet.kind] if changed or bullet.kind != "quote" else ""
        return {
            "key": key,
            "line": self._lines.line(bullet),
            "what": in_row((what, "on demand" if bullet.role == "more" else "")),
            "own": made is None,
            "locked": edit.lock,
            "short": bullet.id in self._short,
            "children": [self.line(child) for child in bullet.children],
        }

    def theme(self, theme: DigestTheme, number: int, lined: list[str]) -> dict[str, Any]:
        """Return the view of a theme; `lined` are the ids of those with lines."""
        heading, made = one_line(theme.heading), one_line(self._work.themes[theme.id].heading)
        return {
            **self.section(theme.id, heading),
            "number": number,
            "former": made if made != heading else "",
            "note": crowd(theme.author_count, len(theme.comment_ids), signed=True),
            "locked": self._state.edits.themes.get(theme.id, ThemeEdit()).lock,
            "first": theme.id not in lined[1:],
            "last": theme.id not in lined[:-1],
        }

    def section(self, name: str, heading: str) -> dict[str, Any]:
        """Return the lines of a theme or a list as the page groups them, and those left out of it as they were made.

        `part` of a group is the heading of its part as it was made. Of lists, lines of points alone change places.
        """
        parts = self._state.edits.themes.get(name, ThemeEdit()).parts
        found = []
        for now, bullets in groups(self._state.digest, name):
            part = next((key for key, one in parts.items() if one_line(one) == now), now)
            found.append({"part": part, "heading": one_line(now), "lines": list(map(self.line, bullets))})
        out = []
        for key, edit in self._state.edits.lines.items():
            with suppress(MisfitError):
                if edit.drop and self._work.home(line_id := find_line(key, self._work)) == name:
                    out.append((key, self._made_lines.line(self._made[line_id])))
        stays = name in _LISTS and name != POINTS
        return {"id": name, "number": None, "heading": heading, "groups": found, "out": out, "stays": stays}


def build_desk(state: Revision) -> dict[str, Any]:
    """Return what the page of the desk shows of themes and lines."""
    views, digest = _Views(state), state.digest
    lined = [theme.id for theme in digest.themes if theme.bullets]
    there = {theme.id for theme in digest.themes}
    gone = [theme for theme in state.made.themes if theme.id not in there]
    return {
        "title": one_line(digest.title),
        "changes": digest.notices[0].text if digest.edited else "Nothing is edited yet.",
        "misfits": state.misfits,
        "themes": [views.theme(theme, number, lined) for number, theme in enumerate(digest.themes, 1)],
        "gone": [(one.id, one_line(one.heading), _went(state, one.id)) for one in gone],
        "others": [views.section(name, said) for name, said in _LISTS.items() if getattr(state.made, name)],
    }


def _went(state: Revision, theme_id: str) -> str:
    edit = state.edits.themes.get(theme_id, ThemeEdit())
    if edit.into is None:
        return "left out" if edit.drop else "has no line any more"
    into = next((one_line(theme.heading) for theme in state.made.themes if theme.id == edit.into), edit.into)
    return f"merged into {into}"


def build_choice(state: Revision, theme_id: str, key: str, words: str = "") -> dict[str, Any]:
    """Return the page on which words are chosen for a line, or for one to be added where `key` is "".

    Raises KeyError: there is no such line or theme.
    """
    digest, work = state.digest, Working(state.digest)
    line = None
    if key:
        ids = {reference(one): one.id for one in state.made.printed}
        line = {one.id: one for one in digest.printed}[ids.get(key, key)]
        theme_id = work.home(line.id)
    elif theme_id != POINTS and theme_id not in work.members:
        raise KeyError(theme_id)
    cited = {span.comment_id for span in line.cites} if line is not None else set()
    choices = {entry.comment_id for entry in digest.ledger if entry.status not in ("duplicate", "skipped")}
    if line is not None and line not in work.lines[theme_id]:
        choices &= cited
    elif theme_id in work.members:
        choices &= cited.union(work.members[theme_id])
    comments = [one for one in digest.comments if one.id in choices]
    edit = state.edits.lines.get(key, LineEdit())
    heading = work.themes[theme_id].heading if theme_id in work.themes else ""
    return {
        "title": one_line(heading) or one_line(digest.title),
        "theme": theme_id,
        "key": key,
        "line": Lines(digest).line(line) if line is not None else None,
        "words": words or (line.text if line is not None and line.kind == "editor" else ""),
        "changed": edit.quote is not None or edit.text is not None,
        "comments": [
            {
                "id": one.id,
                "author": author_name(one),
                "about": in_row((minute(one.created_at) if one.created_at else "", votes(one))),
                "url": safe_url(one.url),
                "text": visible(one.text),
                "cited": one.id in cited,
            }
            for one in sorted(comments, key=lambda one: one.id not in cited)
        ],
    }
