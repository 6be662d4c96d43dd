"""Options that several commands share, and what they stand for. Each is said here once, help text and all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.settings import Settings
    from threadgist.sources import Columns

__all__ = [
    "READING",
    "RUNNING",
    "WRITING",
    "AllowPrivate",
    "Column",
    "Config",
    "Encoding",
    "Formats",
    "Json",
    "Language",
    "MaxPages",
    "Pseudonyms",
    "Setting",
    "SourceName",
    "Table",
    "ThreadChoice",
    "Writer",
    "chosen",
    "read_columns",
    "read_settings",
]

# The headings of options in a command's help; those without one come first.
READING = "What is read"
WRITING = "A language model that writes"
RUNNING = "Settings and the run"

Config = Annotated[
    list[Path] | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="A TOML file of settings; may be repeated, the last one wins.",
        rich_help_panel=RUNNING,
    ),
]
Setting = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="One setting, as in `--set select.max_points=3`.",
        rich_help_panel=RUNNING,
    ),
]
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="LIST",
        help="What to write, separated by commas: html, md, txt, json, email, embed, png, csv, parquet, sqlite.",
    ),
]
Pseudonyms = Annotated[
    bool,
    typer.Option(
        "--pseudonyms",
        help="Replace author names by stable pseudonyms, in texts as well (links still lead to the forum).",
    ),
]
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON as well.")
]

AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private",
        help="Also fetch from addresses inside a network (refused, as links may be traps).",
        rich_help_panel=READING,
    ),
]
MaxPages = Annotated[
    int,
    typer.Option(
        "--max-pages",
        metavar="N",
        min=1,
        help="How many answers of a site to fetch for a thread.",
        rich_help_panel=READING,
    ),
]

Writer = Annotated[
    str | None,
    typer.Option(
        "--writer",
        metavar="NAME",
        help="Who writes: extractive, or a language model (card, hub id, folder, GGUF file, server:MODEL).",
        rich_help_panel=WRITING,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE",
        help="The language of the page's own words (de, fr, es, ja, else English) and of what a language model writes "
        "(by default that of the comments).",
    ),
]


Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=NAME",
        help="Tables and JSON: which column holds what, as in `--column text=remarks`. Roles: text (may be repeated, "
        "each cell is a comment then), id, parent, author, time, score, url, thread.",
        rich_help_panel=READING,
    ),
]
ThreadChoice = Annotated[
    str | None,
    typer.Option(
        "--thread",
        metavar="ID",
        help="Which conversation to read of an archive or dump: its id, link or title; `all` for all as one.",
        rich_help_panel=READING,
    ),
]
SourceName = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="NAME",
        help="Read the input as this format (see `threadgist sources`).",
        rich_help_panel=READING,
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of a file that is not UTF-8, such as cp1251 or shift_jis.",
        rich_help_panel=READING,
    ),
]
Table = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="NAME",
        help="Which sheet of a workbook or table of a database; or a SELECT.",
        rich_help_panel=READING,
    ),
]


def read_columns(named: Sequence[str] | None, table: str | None = None) -> Columns:
    """Return which columns hold what.

    Args:
        named: What `--column` said.
        table: What `--table` said.

    Raises:
        SettingsError: A role is not known, named twice, or without a column.
    """
    from dataclasses import fields

    from threadgist.errors import SettingsError
    from threadgist.sources import Columns

    roles = [field.name for field in fields(Columns) if field.name != "table"]
    found: dict[str, list[str]] = {}
    for one in named or ():
        role, _, name = (part.strip() for part in one.partition("="))
        if role not in roles or not name:
            raise SettingsError(
                f"--column {one!r}: write ROLE=NAME, as in text=remarks; roles are {', '.join(roles)}"
            )
        found.setdefault(role, []).append(name)
    texts = found.pop("text", [])
    for role, names in found.items():
        if len(names) > 1:
            raise SettingsError(
                f"--column {role}={names[1]}: {role} is {names[0]!r} already; only text may be several"
            )
    single = {role: names[0] for role, names in found.items()}
    return Columns(text=texts[0] if len(texts) == 1 else tuple(texts) or None, table=table, **single)


def chosen(listed: str, known: Sequence[str], what: str = "format") -> tuple[str, ...]:
    """Read a list with commas, each name once.

    Args:
        listed: The list.
        known: What may be in it.
        what: What one of them is, for messages.

    Raises:
        SettingsError: A name is not known, or there is none.
    """
    from threadgist.errors import SettingsError

    names = tuple(dict.fromkeys(name.strip() for name in listed.split(",") if name.strip()))
    for name in names:
        if name not in known:
            raise SettingsError(f"unknown {what} {name!r}: there are {', '.join(known)}")
    if not names:
        raise SettingsError(f"no {what} named: there are {', '.join(known)}")
    return names


def read_settings(
    config: Sequence[Path] | None, setting: Sequence[str] | None, given: Mapping[str, Any]
) -> Settings:
    """Return the settings in force.

    Args:
        config: What `--config` named.
        setting: What `--set` said.
        given: Settings that have an option of their own, by their dotted key, and win; None where it was not given.

    Raises:
        SettingsError: A file or a setting is wrong.
    """
    from threadgist.configuration import load_settings, read_overrides

    own = {key: value for key, value in given.items() if value is not None}
    return load_settings(config or [], read_overrides(setting or []) | own)[0]
