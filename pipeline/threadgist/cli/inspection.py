"""Commands that fetch threads and show what there is: what would be read, sources, schemas, settings."""

import json
import sys
from functools import partial
from pathlib import Path

import typer

from threadgist.cli import options
from threadgist.cli.console import Watch, one_by_one, print_table, say, show
from threadgist.cli.options import argument, flag, option
from threadgist.errors import ChoiceError, SettingsError
from threadgist.words import counted

_LISTED = 100


def inspect(
    sources: list[str] = argument("SOURCE...", "Files, folders of `fetch`; - is standard input."),
    thread: str | None = options.THREAD_CHOICE,
    source: str | None = options.SOURCE_NAME,
    encoding: str | None = options.ENCODING,
    table: str | None = options.TABLE,
    column: list[str] | None = options.COLUMN,
    config: list[Path] | None = options.CONFIG,
    setting: list[str] | None = options.SETTING,
) -> None:
    """Show what would be read: format, comments, authors, replies, dates, what is left out, the first comments."""
    from threadgist.sources import read_thread
    from threadgist.sources.summary import summary

    settings = options.read_settings(config, setting)
    columns = options.read_columns(column, table)
    read = partial(read_thread, name=source, limits=settings.limits, thread=thread, encoding=encoding)

    def one(name: str) -> None:
        try:
            found = read(name, columns=columns, stdin=sys.stdin.buffer)
        except ChoiceError as error:
            typer.echo(f"{name}: {len(error.choices):,} conversations; choose one with --thread ID")
            rows = [(key, f"{comments:,}", title) for key, title, comments in error.choices[:_LISTED]]
            print_table([("ID", "COMMENTS", "TITLE"), *rows])
            return
        for line in summary(found, name):
            show(line)

    one_by_one(sources, one)


def fetch(
    urls: list[str] = argument("URL...", "Links of threads."),
    out: Path = option(
        "--out DIR", "Each thread goes to a folder of its own in DIR.", default=Path("threads")
    ),
    refresh: bool = flag("--refresh", "Fetch again what is stored already: threads grow."),
    max_pages: int = options.MAX_PAGES,
    allow_private: bool = options.ALLOW_PRIVATE,
) -> None:
    """Store threads as their sites' APIs answer, for `threadgist digest DIR` without a network.

    An interrupted fetch goes on where it stopped. Tokens come from THREADGIST_GITHUB_TOKEN (or GITHUB_TOKEN)
    and THREADGIST_REDDIT_TOKEN (or REDDIT_TOKEN); they are sent to their own site only, and never stored.
    The folders go to standard output, one a line.
    """
    from threadgist.fetch import FetchOptions, fetch_to_folder

    limits = FetchOptions(allow_private=allow_private, max_pages=max_pages)

    def one(url: str) -> None:
        with Watch(url, timings=False) as watch:
            watch.stage("fetch")
            folder, thread, sent = fetch_to_folder(url, out, limits, refresh=refresh, progress=watch)
        typer.echo(str(folder))
        stated = thread.stated_count
        known = f" of {stated} stated" if stated is not None and stated > len(thread.comments) else ""
        requests = counted(sent, "request") if sent else "all stored already"
        say(f"{thread.title}: {counted(len(thread.comments), 'comment')}{known}, {requests}")
        for repair in thread.repairs:
            say(f"{thread.title}: {repair}")

    one_by_one(urls, one)


def sources(sites: bool = flag("--sites", "List the sites whose links can be fetched.")) -> None:
    """List the formats that can be read, as docs/sources.md has them, or the sites that can be fetched from."""
    from threadgist.fetch import list_sites
    from threadgist.sources import list_sources

    rows = [("SOURCE", "READS", "LINK OF A COMMENT")]
    rows += [(i.name, i.description, i.link) for i in (list_sites() if sites else list_sources())]
    print_table(rows)


def schema(of: str = argument("digest|comparison|tables", "What to print the schema of.", "digest")) -> None:
    """Print the JSON Schema of digest.json or comparison.json, or the columns of the tables (csv, parquet, sqlite)."""
    from threadgist.compare.records import COMPARISON_VERSION, Comparison
    from threadgist.pages.data import schema_of
    from threadgist.records import SCHEMA_VERSION, Digest
    from threadgist.records.tables import TABLES

    schemas = {"digest": (Digest, SCHEMA_VERSION), "comparison": (Comparison, COMPARISON_VERSION)}
    if of == "tables":
        columns = [(table, column) for table in TABLES for column in table.columns]
        rows = [(table.name, column.name, column.kind, column.meaning) for table, column in columns]
        print_table([("TABLE", "COLUMN", "KIND", "HOLDS"), *rows])
        return
    if of not in schemas:
        raise SettingsError(f"no schema called {of!r}: there are {', '.join(schemas)}, tables")
    kind, version = schemas[of]
    typer.echo(json.dumps(schema_of(kind, of, version), indent=2, ensure_ascii=False))


def config(files: list[Path] | None = options.CONFIG, setting: list[str] | None = options.SETTING) -> None:
    """Show the settings in force and where each came from."""
    from threadgist.settings import flatten, load_settings, read_overrides

    settings, origins = load_settings(files or [], read_overrides(setting or []))
    values = flatten(settings.model_dump(mode="json"))
    rows = ((key, json.dumps(value, ensure_ascii=False), origins[key]) for key, value in values)
    print_table([("SETTING", "VALUE", "FROM"), *rows])
