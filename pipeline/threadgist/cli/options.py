"""Options that several commands share, and what they stand for. Each is said here once, help text and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from threadgist.errors import SettingsError

if TYPE_CHECKING:
    from threadgist.settings import Settings
    from threadgist.sources import Columns

# The headings of options in a command's help; those without one come first.
READING = "What is read"
WRITING = "A language model that writes"
RUNNING = "Settings and the run"


def option(names: str, text: str, panel: str | None = None, *, default: Any = None, **more: Any) -> Any:
    """Return an option of a command: `names` with the word for its value, as help shows them; its help and heading."""
    flags = [name for name in names.split() if name.startswith("-")]
    metavar = next((name for name in names.split() if not name.startswith("-")), None)
    return typer.Option(default, *flags, metavar=metavar, help=text, rich_help_panel=panel, **more)


def flag(names: str, text: str, panel: str | None = None, **more: Any) -> Any:
    """Return an option that is on where it is given."""
    return option(names, text, panel, default=False, **more)


def argument(metavar: str, text: str, default: Any = ...) -> Any:
    """Return an argument of a command, as its help shows it."""
    return typer.Argument(default, metavar=metavar, help=text)


CONFIG = option("--config FILE", "A TOML file of settings; may be repeated, the last one wins.", RUNNING)
SETTING = option("--set KEY=VALUE", "One setting, as in `--set select.max_points=3`.", RUNNING)
ENCODER = option("--encoder NAME", "A model card, a sentence-transformers hub id, or a folder.", RUNNING)
FORMATS = option(
    "--format LIST",
    "What to write, separated by commas: html, md, txt, json, email, embed, png, csv, parquet, sqlite.",
    default="html,md,txt,json",
)
PSEUDONYMS = flag(
    "--pseudonyms",
    "Replace author names by stable pseudonyms, in texts as well (links still lead to the forum).",
)
JSON = option("--json FILE", "Write the figures as JSON as well.")
ALLOW_PRIVATE = flag(
    "--allow-private", "Also fetch from addresses inside a network (refused, as links may be traps).", READING
)
MAX_PAGES = option(
    "--max-pages N", "How many answers of a site to fetch for a thread.", READING, default=500, min=1
)
WRITER = option(
    "--writer NAME",
    "Who writes: extractive, or a language model (card, hub id, folder, GGUF file, server:MODEL).",
    WRITING,
)
LANGUAGE = option(
    "--language CODE",
    "The language of the page's own words (de, fr, es, ja, else English) and of what a language model writes "
    "(by default that of the comments).",
)
COLUMN = option(
    "--column ROLE=NAME",
    "Tables and JSON: which column holds what, as in `--column text=remarks`. Roles: text (may be repeated, "
    "each cell is a comment then), id, parent, author, time, score, url, thread.",
    READING,
)
THREAD_CHOICE = option(
    "--thread ID",
    "Which conversation to read of an archive or dump: its id, link or title; `all` for all as one.",
    READING,
)
SOURCE_NAME = option("--source NAME", "Read the input as this format (see `threadgist sources`).", READING)
ENCODING = option(
    "--encoding NAME", "The encoding of a file that is not UTF-8, such as cp1251 or shift_jis.", READING
)
TABLE = option("--table NAME", "Which sheet of a workbook or table of a database; or a SELECT.", READING)


def read_columns(named: Sequence[str] | None, table: str | None = None) -> Columns:
    """Return which columns hold what, as `--column` and `--table` say; raises SettingsError for a wrong role."""
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
    for role, (first, *others) in found.items():
        if others:
            raise SettingsError(
                f"--column {role}={others[0]}: {role} is {first!r} already; only text may be several"
            )
    text = texts[0] if len(texts) == 1 else tuple(texts) or None
    return Columns(text=text, table=table, **{role: names[0] for role, names in found.items()})


def chosen(listed: str, known: Sequence[str], what: str = "format") -> tuple[str, ...]:
    """Read a list with commas of `known` names, each once; raises SettingsError for others, or none (of `what`)."""
    names = tuple(dict.fromkeys(name.strip() for name in listed.split(",") if name.strip()))
    for name in names:
        if name not in known:
            raise SettingsError(f"unknown {what} {name!r}: there are {', '.join(known)}")
    if not names:
        raise SettingsError(f"no {what} named: there are {', '.join(known)}")
    return names


# Settings that have an option of their own, by its name.
_OWN = {
    "encoder": "encoder.name",
    "writer": "writer.name",
    "language": "writer.language",
    "pseudonyms": "page.pseudonyms",
}


def read_settings(
    config: Sequence[Path] | None, setting: Sequence[str] | None, **own: str | bool | None
) -> Settings:
    """Return the settings of `--config` and `--set`; those of `own` options, by their names in `_OWN`, win."""
    from threadgist.settings import load_settings, read_overrides

    named = {_OWN[name]: value for name, value in own.items() if value not in (None, False)}
    return load_settings(config or [], read_overrides(setting or []) | named)[0]
