"""Options that several commands share, and what they stand for. Each is said here once, help text and all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.settings import Settings
    from threadgist.sources import Columns

# The headings of options in a command's help; those without one come first.
READING = "What is read"
WRITING = "A language model that writes"
RUNNING = "Settings and the run"


def option(names: str, text: str, panel: str | None = None, **more: Any) -> Any:
    """Return an option of a command: its names and the word for its value, as help shows them; help; heading."""
    *flags, last = names.split()
    metavar = None if last.startswith("-") else last
    return typer.Option(
        *flags, *([] if metavar else [last]), metavar=metavar, help=text, rich_help_panel=panel, **more
    )


def argument(metavar: str, text: str) -> Any:
    """Return an argument of a command, as its help shows it."""
    return typer.Argument(metavar=metavar, help=text)


Config = Annotated[
    list[Path] | None,
    option("--config FILE", "A TOML file of settings; may be repeated, the last one wins.", RUNNING),
]
Setting = Annotated[
    list[str] | None,
    option("--set KEY=VALUE", "One setting, as in `--set select.max_points=3`.", RUNNING),
]
Encoder = Annotated[
    str | None,
    option("--encoder NAME", "A model card, a sentence-transformers hub id, or a folder.", RUNNING),
]
Formats = Annotated[
    str,
    option(
        "--format LIST",
        "What to write, separated by commas: html, md, txt, json, email, embed, png, csv, parquet, sqlite.",
    ),
]
Pseudonyms = Annotated[
    bool,
    option(
        "--pseudonyms",
        "Replace author names by stable pseudonyms, in texts as well (links still lead to the forum).",
    ),
]
Json = Annotated[Path | None, option("--json FILE", "Write the figures as JSON as well.")]
AllowPrivate = Annotated[
    bool,
    option(
        "--allow-private",
        "Also fetch from addresses inside a network (refused, as links may be traps).",
        READING,
    ),
]
MaxPages = Annotated[
    int, option("--max-pages N", "How many answers of a site to fetch for a thread.", READING, min=1)
]
Writer = Annotated[
    str | None,
    option(
        "--writer NAME",
        "Who writes: extractive, or a language model (card, hub id, folder, GGUF file, server:MODEL).",
        WRITING,
    ),
]
Language = Annotated[
    str | None,
    option(
        "--language CODE",
        "The language of the page's own words (de, fr, es, ja, else English) and of what a language model writes "
        "(by default that of the comments).",
    ),
]
Column = Annotated[
    list[str] | None,
    option(
        "--column ROLE=NAME",
        "Tables and JSON: which column holds what, as in `--column text=remarks`. Roles: text (may be repeated, "
        "each cell is a comment then), id, parent, author, time, score, url, thread.",
        READING,
    ),
]
ThreadChoice = Annotated[
    str | None,
    option(
        "--thread ID",
        "Which conversation to read of an archive or dump: its id, link or title; `all` for all as one.",
        READING,
    ),
]
SourceName = Annotated[
    str | None,
    option("--source NAME", "Read the input as this format (see `threadgist sources`).", READING),
]
Encoding = Annotated[
    str | None,
    option(
        "--encoding NAME", "The encoding of a file that is not UTF-8, such as cp1251 or shift_jis.", READING
    ),
]
Table = Annotated[
    str | None,
    option("--table NAME", "Which sheet of a workbook or table of a database; or a SELECT.", READING),
]


def read_columns(named: Sequence[str] | None, table: str | None = None) -> Columns:
    """Return which columns hold what, as `--column` and `--table` say; raises SettingsError for a wrong role."""
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
    """Read a list with commas of what is `known`, each name once; `what` is what one of them is, for messages.

    Raises SettingsError where a name is not known, or there is none.
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
    config: Sequence[Path] | None, setting: Sequence[str] | None, own: Mapping[str, Any]
) -> Settings:
    """Return the settings of `--config` and `--set`; `own` are those with an option of their own, and win."""
    from threadgist.settings import load_settings, read_overrides

    named = {key: value for key, value in own.items() if value is not None}
    return load_settings(config or [], read_overrides(setting or []) | named)[0]
