"""A digest as tables: rows for data frames, CSV, Parquet and SQLite, which all have this one schema."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from threadgist.records.digest import Bullet, Digest, walk
from threadgist.resources import package_table

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


TABLES: Final = tuple(
    Table(table["name"], tuple(table["key"]), tuple(Column(**column) for column in table["columns"]))
    for table in package_table("records/tables.toml")["tables"]
)


def rows_of(digest: Digest) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each of `TABLES`, in the order of its columns and of the page; None where nothing is known."""
    counts, thread, array = digest.counts, digest.thread_id, partial(json.dumps, ensure_ascii=False)
    headings = {theme.id: theme.heading for theme in digest.themes}
    comments = {comment.id: comment for comment in digest.comments}
    people = counts.commenters if counts.signed else None
    about = (thread, digest.title, digest.source, digest.url, digest.language, counts.comments, people)
    lines: list[tuple[Any, ...]] = []
    for number, (section, theme_id, above, bullet) in enumerate(_lines(digest), 1):
        first = comments[bullet.comment_ids[0]]
        lines.append((
            thread, bullet.id, number, section, theme_id, headings.get(theme_id or ""), above, bullet.role,
            bullet.kind, bullet.text, first.author, first.id, array(bullet.comment_ids), bullet.people or None,
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
                array(entry.theme_ids),
            )
            for one, entry in zip(digest.comments, digest.ledger, strict=True)
        ],
    }  # fmt: skip


def _lines(digest: Digest) -> Iterator[tuple[str, str | None, str | None, Bullet]]:
    """Yield every line with its section, its theme and the line it is nested in, in the order of the page."""
    sections: list[tuple[str, str | None, Sequence[Bullet]]] = [
        ("agreed", None, digest.agreed), ("disputed", None, digest.disputed),
        *(("theme", theme.id, theme.bullets) for theme in digest.themes),
        ("point", None, digest.points), ("one_off", None, digest.one_offs),
    ]  # fmt: skip
    for section, theme_id, bullets in sections:
        above = {child.id: bullet.id for bullet in walk(bullets) for child in bullet.children}
        for bullet in walk(bullets):
            yield section, theme_id, above.get(bullet.id), bullet
