"""`threadgist digest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli.fetch import AllowPrivate, MaxPages
from threadgist.cli.writing import Language, MaxCalls, MaxSeconds, WriterName, writer_overrides

__all__ = ["command", "read_formats"]

_FORMATS = ("html", "md", "txt", "json")


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
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Which formats to write, separated by commas.")
    ] = "html,md,txt,json",
    stdout: Annotated[
        str | None,
        typer.Option(
            "--stdout", metavar="FORMAT", help="Print one format to standard output and write no files."
        ),
    ] = None,
    config: Annotated[
        list[Path] | None,
        typer.Option(
            "--config", metavar="FILE", help="A TOML file of settings; may be repeated, the last one wins."
        ),
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="One setting, as in `--set select.max_points=3`."),
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder", metavar="NAME", help="A model card, a sentence-transformers hub id, or a folder."
        ),
    ] = None,
    thread: Annotated[
        str | None,
        typer.Option(
            "--thread",
            metavar="ID",
            help="Which conversation to read of an archive or dump: its id, link or title; `all` for all as one.",
        ),
    ] = None,
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
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="NAME", help="Read the input as this format (see `threadgist sources`)."
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="The title, where the data has none or a poor one."),
    ] = None,
    text_column: Annotated[
        str | None, typer.Option("--text-column", metavar="NAME", help="Tables and JSON: where the text is.")
    ] = None,
    id_column: Annotated[str | None, typer.Option("--id-column", metavar="NAME", help="... the id.")] = None,
    parent_column: Annotated[
        str | None,
        typer.Option("--parent-column", metavar="NAME", help="... the id of the comment answered."),
    ] = None,
    author_column: Annotated[
        str | None, typer.Option("--author-column", metavar="NAME", help="... the author.")
    ] = None,
    time_column: Annotated[
        str | None, typer.Option("--time-column", metavar="NAME", help="... the time.")
    ] = None,
    score_column: Annotated[
        str | None, typer.Option("--score-column", metavar="NAME", help="... the votes.")
    ] = None,
    url_column: Annotated[
        str | None, typer.Option("--url-column", metavar="NAME", help="... the link to the comment.")
    ] = None,
    writer: WriterName = None,
    language: Language = None,
    max_calls: MaxCalls = None,
    max_seconds: MaxSeconds = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Only say how many calls a language model would get and how long they would take.",
        ),
    ] = False,
    pseudonyms: Annotated[
        bool,
        typer.Option(
            "--pseudonyms",
            help="Replace author names by stable pseudonyms, in texts as well (links still lead to the forum).",
        ),
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither read nor keep vectors in the cache.")
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Take no account of an earlier digest of the thread in its folder."),
    ] = False,
    max_pages: MaxPages = 500,
    allow_private: AllowPrivate = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show how long each stage took.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Make the digest of one or more threads; the paths written go to standard output, one a line."""
    wanted = read_formats(stdout if stdout is not None else formats)
    from threadgist.configuration import load_settings, read_overrides

    overrides = read_overrides(setting or [])
    if encoder is not None:
        overrides["encoder.name"] = encoder
    if pseudonyms:
        overrides["page.pseudonyms"] = True
    if no_cache:
        overrides["encoder.cache"] = False
    overrides |= writer_overrides(writer, language, max_calls, max_seconds)
    from threadgist.sources import Columns

    settings, _ = load_settings(config or [], overrides)
    columns = Columns(
        text=text_column,
        id=id_column,
        parent=parent_column,
        author=author_column,
        time=time_column,
        score=score_column,
        url=url_column,
    )
    from threadgist.cli.threads import ThreadRun
    from threadgist.fetch import FetchOptions, expand

    run = ThreadRun(
        settings,
        wanted,
        out if stdout is None and not dry_run else None,
        FetchOptions(allow_private=allow_private, max_pages=max_pages),
        verbose=verbose,
        fresh=fresh,
        dry_run=dry_run,
    )
    run.prepare()
    failures = 0
    last_code = 0
    from threadgist.errors import ThreadgistError

    sources = expand(sources)
    for name in sources:
        try:
            run.one(
                name,
                source=source,
                thread=thread,
                columns=columns,
                article=article,
                with_article=with_article,
                title=title,
            )
        except ThreadgistError as error:
            if debug or len(sources) == 1:
                raise
            failures += 1
            last_code = error.exit_code
            typer.echo(f"threadgist: {error}", err=True)
    if failures:
        typer.echo(f"threadgist: {failures} of {len(sources)} threads failed, see above", err=True)
        raise typer.Exit(last_code)


def read_formats(listed: str) -> tuple[str, ...]:
    """Read a list of formats.

    Raises:
        SettingsError: One of them is none, or there are none.
    """
    from threadgist.errors import SettingsError

    names = tuple(dict.fromkeys(name.strip() for name in listed.split(",") if name.strip()))
    for name in names:
        if name not in _FORMATS:
            raise SettingsError(f"unknown format {name!r}: there are {', '.join(_FORMATS)}")
    if not names:
        raise SettingsError(f"no format named: there are {', '.join(_FORMATS)}")
    return names
