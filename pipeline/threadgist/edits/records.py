"""What an editor changes in a digest, keyed by ids that stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from threadgist.pages.safe import clip
from threadgist.records import Bullet
from threadgist.words import one_line

# What stands for a theme's id where a thread has no themes and its points are listed.
POINTS = "points"


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """What is changed in one theme.

    `parts` gives parts another heading, by the one they have; "" takes the heading away. `into` is the theme that it is
    merged into. `order` are references to its lines: those first, the others after. `lock` keeps heading and lines as
    they stand when the thread grows. `note` is the editor's own and printed nowhere.
    """

    heading: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    into: str | None = None
    order: tuple[str, ...] = ()
    lock: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What is changed in one line, or in an answer below one.

    `quote` are other words to quote, verbatim, `text` is a sentence of the editor's to stand in its place; `comments`
    are the comments those are from or about, where they are not those of the line. `move` is the theme it goes to.
    `short` says whether "In short" repeats it. `lock` keeps the line when the thread grows.
    """

    drop: bool = False
    move: str | None = None
    quote: str | None = None
    text: str | None = None
    comments: tuple[str, ...] = ()
    short: bool | None = None
    lock: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A line that an editor adds at the end of a theme: a quotation, or a sentence about `comments`."""

    theme: str
    comments: tuple[str, ...]
    quote: str | None = None
    text: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """All that an editor changes in one digest.

    `order` are ids of themes: those first, the others after. `themes` are keyed by theme id, `lines` by a reference
    (see `reference`), `added` by names that the editor chose; such a name is the id of its line.
    """

    order: tuple[str, ...] = ()
    themes: Mapping[str, ThemeEdit] = field(default_factory=dict)
    lines: Mapping[str, LineEdit] = field(default_factory=dict)
    added: Mapping[str, Added] = field(default_factory=dict)

    @property
    def locks(self) -> bool:
        """Whether anything is to stay as it stands."""
        return any(one.lock for one in self.themes.values()) or any(one.lock for one in self.lines.values())


@dataclass(frozen=True, slots=True)
class Misfit:
    """An edit that does not fit the digest: where it stands in the file, its value, and why with the way out.

    `table` is "themes", "lines", "added" or "order"; `field` is "" where all of an entry is meant, `value` None there.
    """

    table: str
    key: str
    field: str
    value: str | None
    why: str

    def __str__(self) -> str:
        place = self.table + (f'."{clip(one_line(self.key), 80)}"' if self.key else "")
        place += f".{self.field}" if self.field else ""
        shown = f' = "{clip(one_line(self.value), 80)}"' if self.value is not None else ""
        return f"{place}{shown}: {self.why}"


def reference(bullet: Bullet) -> str:
    """Return what names a line in a file of edits: its id and, since ids change with ranks, the comment it cites."""
    return f"{bullet.id} {bullet.cites[0].comment_id}"
