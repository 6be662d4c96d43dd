"""What the template of the desk is handed: themes and lines with what can be done to each."""

from __future__ import annotations

from dataclasses import dataclass

from threadgist.desk.actions import groups
from threadgist.desk.folder import State
from threadgist.edits import LineEdit, ThemeEdit, reference
from threadgist.edits.find import find_line
from threadgist.edits.records import POINTS
from threadgist.edits.working import MisfitError, Working
from threadgist.pages.lines import Lines, votes
from threadgist.pages.safe import safe_url
from threadgist.pages.words import author_name, crowd, minute
from threadgist.printable import one_line, visible
from threadgist.records import Bullet, Digest, DigestTheme, walk

__all__ = ["Choice", "DeskView", "build_choice", "build_desk"]

_WHAT = {
    "quote": "quotation",
    "report": "written by a model",
    "claim": "written by a model",
    "editor": "your sentence",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """A line; `what` is "" where it stands as it was made; `first` and `last` among those it is printed with."""

    key: str
    name: str
    said: str
    what: str
    own: bool
    locked: bool
    short: bool
    first: bool
    last: bool
    children: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Lines that stand together; `part` is the heading of their part as it was made, `heading` as it is now."""

    part: str
    heading: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme; `number` is that of its section on the page, None for a list of lines that is no theme."""

    id: str
    number: int | None
    heading: str
    former: str
    note: str
    locked: bool
    first: bool
    last: bool
    groups: tuple[GroupView, ...]
    out: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class DeskView:
    """The whole desk."""

    title: str
    changes: str
    misfits: tuple[str, ...]
    themes: tuple[ThemeView, ...]
    gone: tuple[tuple[str, str, str], ...]
    others: tuple[ThemeView, ...]
    can_undo: bool
    is_written: bool
    path: str


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment to choose words from."""

    id: str
    author: str
    about: str
    url: str | None
    text: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The page on which the words of a line are chosen; `key` is "" for a line to be added to `theme`."""

    title: str
    theme: str
    key: str
    line: LineView | None
    words: str
    changed: bool
    comments: tuple[CommentView, ...]


class _Views:
    def __init__(self, state: State) -> None:
        self._state = state
        self._lines = Lines(state.digest)
        self._made_lines = Lines(state.made)
        made = (*state.made.quoted, *state.made.one_offs)
        self._made = {line.id: line for line in walk(made)}
        self._now = {line.id: line for line in walk((*state.digest.quoted, *state.digest.one_offs))}
        self._short = {one for sentence in state.digest.summary for one in sentence.bullet_ids}

    def line(self, line_id: str, *, first: bool = True, last: bool = True, gone: bool = False) -> LineView:
        """Return the view of a line as it is, or of one that was left out as it was made."""
        bullet = self._made[line_id] if gone else self._now[line_id]
        made = self._made.get(line_id)
        key = reference(made) if made is not None else line_id
        edit = self._state.edits.lines.get(key, LineEdit())
        line = (self._made_lines if gone else self._lines).line(bullet)
        changed = made is None or edit.quote is not None or edit.text is not None
        return LineView(
            key=key,
            name=line.name,
            said=line.said,
            what=_WHAT[bullet.kind] if changed or bullet.kind != "quote" else "",
            own=made is None,
            locked=edit.lock,
            short=line_id in self._short,
            first=first,
            last=last,
            children=() if gone else tuple(self.line(child.id) for child in bullet.children),
        )

    def groups(self, theme: DigestTheme | None) -> tuple[GroupView, ...]:
        """Return the lines of a theme, or of the list of points."""
        edit = self._state.edits.themes.get(theme.id, ThemeEdit()) if theme is not None else ThemeEdit()
        found = []
        for heading, ids in groups(self._state.digest, theme.id if theme is not None else POINTS):
            part = next((key for key, one in edit.parts.items() if one_line(one) == heading), heading)
            lines = (self.line(one, first=one == ids[0], last=one == ids[-1]) for one in ids)
            found.append(GroupView(part, one_line(heading), tuple(lines)))
        return tuple(found)

    def out(self, theme_id: str) -> tuple[LineView, ...]:
        """Return the lines left out of a theme, or of a list."""
        work = Working(self._state.made)
        found = []
        for key, edit in self._state.edits.lines.items():
            if edit.drop:
                try:
                    line_id = find_line(key, work)
                except MisfitError:
                    continue
                if work.home(line_id) == theme_id:
                    found.append(self.line(line_id, gone=True))
        return tuple(found)


def build_desk(state: State, *, can_undo: bool, is_written: bool, path: str) -> DeskView:
    """Return everything the page of the desk shows."""
    views = _Views(state)
    digest, edits = state.digest, state.edits
    former = {theme.id: one_line(theme.heading) for theme in state.made.themes}
    lined = [theme.id for theme in digest.themes if theme.bullets]
    themes = tuple(
        ThemeView(
            id=theme.id,
            number=number,
            heading=one_line(theme.heading),
            former=former[theme.id] if former[theme.id] != one_line(theme.heading) else "",
            note=crowd(theme.author_count, len(theme.comment_ids), signed=True),
            locked=edits.themes.get(theme.id, ThemeEdit()).lock,
            first=theme.id not in lined[1:],
            last=theme.id not in lined[:-1],
            groups=views.groups(theme),
            out=views.out(theme.id),
        )
        for number, theme in enumerate(digest.themes, 1)
    )
    there = {theme.id for theme in digest.themes}
    return DeskView(
        title=one_line(digest.title),
        changes=digest.notices[0].text if digest.edited else "Nothing is edited yet.",
        misfits=tuple(map(str, state.misfits)),
        themes=themes,
        gone=tuple(
            (theme.id, one_line(theme.heading), _went(state, theme.id))
            for theme in state.made.themes
            if theme.id not in there
        ),
        others=tuple(
            _other(views, digest, name, heading) for name, heading in _LISTS if getattr(state.made, name)
        ),
        can_undo=can_undo,
        is_written=is_written,
        path=path,
    )


_LISTS = (
    ("points", "Points made"),
    ("agreed", "Most agreed"),
    ("disputed", "Most disputed"),
    ("one_offs", "One-off comments"),
)


def _other(views: _Views, digest: Digest, name: str, heading: str) -> ThemeView:
    bullets: tuple[Bullet, ...] = getattr(digest, name)
    lines = tuple(
        views.line(
            one.id, first=name != POINTS or one == bullets[0], last=name != POINTS or one == bullets[-1]
        )
        for one in bullets
    )
    group = GroupView("", "", lines)
    return ThemeView(
        name, None, heading, "", "", False, True, True, (group,) if lines else (), views.out(name)
    )


def _went(state: State, theme_id: str) -> str:
    edit = state.edits.themes.get(theme_id, ThemeEdit())
    if edit.into is None:
        return "left out" if edit.drop else "has no line any more"
    into = next((one_line(theme.heading) for theme in state.made.themes if theme.id == edit.into), edit.into)
    return f"merged into {into}"


def build_choice(state: State, theme_id: str, key: str, words: str = "") -> Choice:
    """Return the page on which words are chosen, for a line or for one to be added.

    Raises:
        KeyError: There is no such line or theme.
    """
    digest = state.digest
    made = {reference(line): line.id for line in walk((*state.made.quoted, *state.made.one_offs))}
    now = {line.id: line for line in walk((*digest.quoted, *digest.one_offs))}
    work = Working(digest)
    line = None
    if key:
        line = now[made.get(key, key)]
        theme_id = work.home(line.id)
    elif theme_id != POINTS and theme_id not in work.members:
        raise KeyError(theme_id)
    top = line is None or any(one.id == line.id for one in work.lines[theme_id])
    cited = {span.comment_id for span in line.cites} if line is not None else set()
    entries = {entry.comment_id: entry for entry in digest.ledger}
    usable = [one for one, entry in entries.items() if entry.status in ("cited", "grouped", "one_off")]
    ids = work.members.get(theme_id, usable) if top else list(cited)
    order = {comment.id: at for at, comment in enumerate(digest.comments)}
    chosen = sorted(dict.fromkeys((*cited, *ids)), key=lambda one: (one not in cited, order[one]))
    heading = next((one_line(theme.heading) for theme in digest.themes if theme.id == theme_id), "")
    comments = [work.comments[one] for one in chosen if entries[one].status != "duplicate"]
    edit = state.edits.lines.get(key, LineEdit())
    return Choice(
        title=heading or one_line(digest.title),
        theme=theme_id,
        key=key,
        line=_Views(state).line(line.id) if line is not None else None,
        words=words or (line.text if line is not None and line.kind == "editor" else ""),
        changed=edit.quote is not None or edit.text is not None,
        comments=tuple(
            CommentView(
                id=comment.id,
                author=author_name(comment),
                about=", ".join(
                    filter(None, (minute(comment.created_at) if comment.created_at else "", votes(comment)))
                ),
                url=safe_url(comment.url),
                text=visible(comment.text),
                cited=comment.id in cited,
            )
            for comment in comments
            if comment.text
        ),
    )
