"""Commands that show what there is: sources, models, schemas, settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from threadgist.cli.console import show
from threadgist.cli.options import Config, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["config", "print_table", "schema", "sources"]


def sources(
    sites: Annotated[
        bool, typer.Option("--sites", help="List the sites whose links can be fetched.")
    ] = False,
) -> None:
    """List the formats that can be read, as docs/sources.md has them, or the sites that can be fetched from."""
    from threadgist.fetch import list_sites
    from threadgist.sources import list_sources

    rows = [("SOURCE", "READS", "LINK OF A COMMENT")]
    rows += [(i.name, i.description, i.link) for i in (list_sites() if sites else list_sources())]
    print_table(rows)


def schema(
    of: Annotated[
        str, typer.Argument(metavar="digest|comparison|tables", help="What to print the schema of.")
    ] = "digest",
) -> None:
    """Print the JSON Schema of digest.json or comparison.json, or the columns of the tables (csv, parquet, sqlite)."""
    from threadgist.errors import SettingsError
    from threadgist.pages import digest_schema
    from threadgist.pages.comparison import comparison_schema
    from threadgist.records.tables import TABLES

    schemas = {"digest": digest_schema, "comparison": comparison_schema}
    if of == "tables":
        columns = [(table, column) for table in TABLES for column in table.columns]
        rows = [(table.name, column.name, column.kind, column.meaning) for table, column in columns]
        print_table([("TABLE", "COLUMN", "KIND", "HOLDS"), *rows])
        return
    if of not in schemas:
        raise SettingsError(f"no schema called {of!r}: there are {', '.join(schemas)}, tables")
    typer.echo(json.dumps(schemas[of](), indent=2, ensure_ascii=False))


def config(
    files: Config = None,
    setting: Setting = None,
) -> None:
    """Show the settings in force and where each came from."""
    from threadgist.configuration import flatten, load_settings, read_overrides

    settings, origins = load_settings(files or [], read_overrides(setting or []))
    rows = [("SETTING", "VALUE", "FROM")]
    for key, value in flatten(settings.model_dump(mode="json")):
        rows.append((key, json.dumps(value, ensure_ascii=False), origins[key]))
    print_table(rows)


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns as wide as their widest cell, the last one free: good for grep and cut."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        show("  ".join([*cells, row[-1]]).rstrip())
