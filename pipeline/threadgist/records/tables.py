"""A digest as tables: rows for data frames, CSV, Parquet and SQLite, which all have this one schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from threadgist.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from threadgist.records.digest import Bullet, Digest

__all__ = ["TABLES", "Column", "Table", "rows_of", "to_frames"]

Kind = Literal["text", "integer", "real", "boolean", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds and of which kind; times are in UTC. `of` names the table whose key it holds."""

    name: str
    kind: Kind
    meaning: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its `key` tells its rows apart, also those of several threads together."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


_THREAD: Final = Column("thread_id", "text", "the thread's id", "threads")
_THEME: Final = Column(
    "theme_id", "text", "its theme; for a comment in several, the one that comes first", "themes"
)
_HEADING: Final = Column("theme", "text", "the heading of that theme")

TABLES: Final[tuple[Table, ...]] = (
    Table(
        "threads",
        ("thread_id",),
        (
            Column("thread_id", "text", "the thread's id"),
            Column("title", "text", "its title"),
            Column("source", "text", "the format or site it was read from"),
            Column("url", "text", "its link"),
            Column("language", "text", "ISO 639-1 code of the language of most comments"),
            Column("comments", "integer", "comments in the thread"),
            Column("people", "integer", "distinct authors"),
            Column("coverage", "real", "share of the readable comments that belong to a theme, 0 to 1"),
            Column("first_at", "time", "when the first comment was written"),
            Column("last_at", "time", "when the last comment was written"),
        ),
    ),
    Table(
        "themes",
        ("thread_id", "theme_id"),
        (
            _THREAD,
            Column("theme_id", "text", "the theme's id, which stays when the thread grows"),
            Column("number", "integer", "its place on the page, from 1"),
            Column("heading", "text", "its heading"),
            Column("people", "integer", "distinct authors of its comments"),
            Column("comments", "integer", "comments in it"),
            Column("share", "real", "share of the readable comments that are in it, 0 to 1"),
            Column("banter", "boolean", "whether it is jokes more than arguments"),
            Column("dominant_author", "text", "who wrote half of it or more"),
            Column("dominant_share", "real", "that author's share of its comments, 0 to 1"),
        ),
    ),
    Table(
        "lines",
        ("thread_id", "line_id"),
        (
            _THREAD,
            Column("line_id", "text", "the line's id"),
            Column("number", "integer", "its place on the page, from 1"),
            Column("section", "text", "theme, agreed, disputed, point or one_off: where it stands"),
            _THEME,
            _HEADING,
            Column("answers", "text", "the line above it that it answers or belongs to", "lines"),
            Column("role", "text", "point, reply, item or side: what it is to that line"),
            Column("kind", "text", "quote (verbatim), report or claim (a language model's sentence)"),
            Column("text", "text", "the line"),
            Column("author", "text", "who wrote the comment it rests on first"),
            Column("comment_id", "text", "that comment", "comments"),
            Column("comment_ids", "text", "all comments that say it, as a JSON array"),
            Column("people", "integer", "distinct authors who say it, for a claim"),
            Column("url", "text", "the link of the comment"),
        ),
    ),
    Table(
        "comments",
        ("thread_id", "comment_id"),
        (
            _THREAD,
            Column("comment_id", "text", "the comment's id"),
            Column("parent_id", "text", "the comment it answers", "comments"),
            Column("author", "text", "who wrote it"),
            Column("role", "text", "host, moderator, op or bot: what the author is to the thread"),
            Column("created_at", "time", "when it was written"),
            Column("text", "text", "its text, cleaned"),
            Column("score", "integer", "votes up less votes down, as the forum states them"),
            Column("agrees", "integer", "votes for a statement of a consultation"),
            Column("disagrees", "integer", "votes against it"),
            Column("url", "text", "its link"),
            Column("gone", "text", "deleted or removed, where the forum no longer shows it"),
            Column("status", "text", "cited, grouped, one_off, duplicate or skipped: where it went"),
            Column("reason", "text", "why it was skipped"),
            Column("duplicate_of", "text", "the comment that it repeats", "comments"),
            _THEME,
            _HEADING,
            Column("theme_ids", "text", "all its themes, as a JSON array"),
        ),
    ),
)


def rows_of(digest: Digest) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each of `TABLES`, in the order of its columns and of the page; None where nothing is known."""
    counts, thread = digest.counts, digest.thread_id
    headings = {theme.id: theme.heading for theme in digest.themes}
    comments = {comment.id: comment for comment in digest.comments}
    people = counts.commenters if counts.signed else None
    about = (thread, digest.title, digest.source, digest.url, digest.language, counts.comments, people)
    lines: list[tuple[Any, ...]] = []
    for number, (section, theme_id, above, bullet) in enumerate(_lines(digest), 1):
        first = comments[bullet.comment_ids[0]]
        lines.append((
            thread, bullet.id, number, section, theme_id, headings.get(theme_id or ""), above, bullet.role,
            bullet.kind, bullet.text, first.author, first.id, _array(bullet.comment_ids), bullet.people or None,
            first.url,
        ))  # fmt: skip
    return {
        "threads": [(*about, counts.coverage, digest.first_at, digest.last_at)],
        "themes": [
            (
                thread, theme.id, number, theme.heading, theme.author_count if counts.signed else None,
                len(theme.comment_ids), theme.share, theme.banter, theme.dominant_author,
                theme.dominant_share if theme.dominant_author is not None else None,
            )
            for number, theme in enumerate(digest.themes, 1)
        ],
        "lines": lines,
        "comments": [
            (
                thread, one.id, one.parent_id, one.author, one.role, one.created_at, one.text, one.score, one.agrees,
                one.disagrees, one.url, one.gone, entry.status, entry.reason, entry.duplicate_of,
                next(iter(entry.theme_ids), None), headings.get(next(iter(entry.theme_ids), "")),
                _array(entry.theme_ids),
            )
            for one, entry in zip(digest.comments, digest.ledger, strict=True)
        ],
    }  # fmt: skip


def to_frames(digest: Digest) -> dict[str, pd.DataFrame]:
    """Return `rows_of` as data frames, with columns of pandas' types that know missing values.

    Raises:
        SettingsError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise SettingsError(
            "data frames need pandas: pip install 'threadgist[pandas]'; --format csv goes without"
        ) from error
    types = {
        "text": "string",
        "integer": "Int64",
        "real": "Float64",
        "boolean": "boolean",
        "time": "datetime64[us, UTC]",
    }
    rows = rows_of(digest)
    return {
        table.name: pd.DataFrame(rows[table.name], columns=[column.name for column in table.columns]).astype(
            {column.name: types[column.kind] for column in table.columns}
        )
        for table in TABLES
    }


def _lines(digest: Digest) -> Iterator[tuple[str, str | None, str | None, Bullet]]:
    """Yield every line with its section, its theme and the line it is nested in, in the order of the page."""
    sections: list[tuple[str, str | None, Sequence[Bullet]]] = [
        ("agreed", None, digest.agreed),
        ("disputed", None, digest.disputed),
        *(("theme", theme.id, theme.bullets) for theme in digest.themes),
        ("point", None, digest.points),
        ("one_off", None, digest.one_offs),
    ]
    for section, theme_id, bullets in sections:
        waiting: list[tuple[str | None, Bullet]] = [(None, bullet) for bullet in reversed(bullets)]
        while waiting:
            above, bullet = waiting.pop()
            yield section, theme_id, above, bullet
            waiting.extend((bullet.id, child) for child in reversed(bullet.children))


def _array(ids: Sequence[str]) -> str:
    return json.dumps(list(ids), ensure_ascii=False)
