"""`threadgist inspect`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from threadgist.cli import options
from threadgist.cli.console import show
from threadgist.cli.each import one_by_one

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["command"]

_LISTED = 100


def command(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files, folders of `fetch`; - is standard input."),
    ],
    thread: options.ThreadChoice = None,
    source: options.SourceName = None,
    encoding: options.Encoding = None,
    table: options.Table = None,
    column: options.Column = None,
    config: options.Config = None,
    setting: options.Setting = None,
) -> None:
    """Show what would be read: format, comments, authors, replies, dates, what is left out, the first comments."""
    from threadgist.cli.inspection import print_table
    from threadgist.errors import ChoiceError
    from threadgist.sources import read_thread
    from threadgist.sources.summary import summary

    settings = options.read_settings(config, setting, {})
    columns = options.read_columns(column, table)

    def one(name: str | Path) -> None:
        try:
            found = read_thread(
                name,
                name=source,
                columns=columns,
                limits=settings.limits,
                stdin=sys.stdin.buffer,
                thread=thread,
                encoding=encoding,
            )
        except ChoiceError as error:
            typer.echo(f"{name}: {len(error.choices):,} conversations; choose one with --thread ID")
            rows = [(key, f"{comments:,}", title) for key, title, comments in error.choices[:_LISTED]]
            print_table([("ID", "COMMENTS", "TITLE"), *rows])
            return
        for line in summary(found, str(name)):
            show(line)

    one_by_one(sources, one)
