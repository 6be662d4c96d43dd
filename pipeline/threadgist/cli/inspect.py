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


def command(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files, folders of `fetch`; - is standard input."),
    ],
    thread: options.ThreadChoice = None,
    source: options.SourceName = None,
    encoding: options.Encoding = None,
    table: options.Table = None,
    text_column: options.TextColumn = None,
    id_column: options.IdColumn = None,
    parent_column: options.ParentColumn = None,
    author_column: options.AuthorColumn = None,
    time_column: options.TimeColumn = None,
    score_column: options.ScoreColumn = None,
    url_column: options.UrlColumn = None,
    thread_column: options.ThreadColumn = None,
    config: options.Config = None,
    setting: options.Setting = None,
    debug: options.Debug = False,
) -> None:
    """Show what would be read: format, comments, authors, replies, dates, what is left out, the first comments."""
    from threadgist.sources import Columns, read_thread
    from threadgist.sources.summary import summary

    settings = options.read_settings(config, setting, {})
    columns = Columns(
        text=options.one_or_many(text_column),
        id=id_column,
        parent=parent_column,
        author=author_column,
        time=time_column,
        score=score_column,
        url=url_column,
        thread=thread_column,
        table=table,
    )

    def one(name: str | Path) -> None:
        found = read_thread(
            name,
            name=source,
            columns=columns,
            limits=settings.limits,
            stdin=sys.stdin.buffer,
            thread=thread,
            encoding=encoding,
        )
        for line in summary(found, str(name)):
            show(line)

    one_by_one(sources, one, debug=debug)
