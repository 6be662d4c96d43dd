"""`threadgist digest`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli import options
from threadgist.cli.console import say
from threadgist.cli.each import one_by_one

__all__ = ["command"]


def command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Links, files that hold a thread each, folders of `fetch`; - is standard input.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR", help="Each thread goes to DIR/<slug>/digest.html, .md, .txt, .json."
        ),
    ] = Path("outputs"),
    formats: options.Formats = "html,md,txt,json",
    stdout: Annotated[
        str | None,
        typer.Option(
            "--stdout", metavar="FORMAT", help="Print one format to standard output and write no files."
        ),
    ] = None,
    config: options.Config = None,
    setting: options.Setting = None,
    thread: options.ThreadChoice = None,
    article: Annotated[
        str | None,
        typer.Option(
            "--article",
            metavar="URL|FILE",
            help="The article under discussion (a link, text or HTML), for the masthead.",
        ),
    ] = None,
    with_article: Annotated[
        bool, typer.Option("--with-article", help="Fetch the article that the thread links to.")
    ] = False,
    source: options.SourceName = None,
    encoding: options.Encoding = None,
    table: options.Table = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="The title, where the data has none or a poor one."),
    ] = None,
    column: options.Column = None,
    writer: options.Writer = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Only say how many calls a language model would get and how long they would take.",
            rich_help_panel=options.WRITING,
        ),
    ] = False,
    language: options.Language = None,
    pseudonyms: options.Pseudonyms = False,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="Take no account of an earlier digest of the thread in its folder; edits beside it are applied.",
            rich_help_panel=options.RUNNING,
        ),
    ] = False,
    allow_private: options.AllowPrivate = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "-v",
            "--verbose",
            help="Show how long each stage took.",
            rich_help_panel=options.RUNNING,
        ),
    ] = False,
) -> None:
    """Make the digest of one or more threads; the paths written go to standard output, one a line."""
    from threadgist.cli.threads import ThreadRun
    from threadgist.fetch import FetchOptions, expand
    from threadgist.pages import FORMATS

    if stdout is not None:
        wanted = options.chosen(
            stdout, [name for name, known in FORMATS.items() if known.text], "format to print"
        )
    else:
        wanted = options.chosen(formats, list(FORMATS))
    given = {
        "page.pseudonyms": pseudonyms or None,
        "writer.name": writer,
        "writer.language": language,
    }
    settings = options.read_settings(config, setting, given)
    columns = options.read_columns(column, table)
    run = ThreadRun(
        settings,
        wanted,
        out if stdout is None and not dry_run else None,
        FetchOptions(allow_private=allow_private),
        verbose=verbose,
        fresh=fresh,
        dry_run=dry_run,
    )
    run.prepare()
    work = partial(
        run.one,
        source=source,
        thread=thread,
        encoding=encoding,
        columns=columns,
        article=article,
        with_article=with_article,
        title=title,
    )
    one_by_one(expand(sources), work)
    if len(run.pages) == 1 and sys.stderr.isatty():
        say(f"open {run.pages[0]} in a browser")
