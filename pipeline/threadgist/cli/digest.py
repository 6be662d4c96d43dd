"""`threadgist digest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from threadgist.cli.fetch import AllowPrivate, MaxPages

if TYPE_CHECKING:
    from threadgist.fetch import FetchOptions
    from threadgist.records import Article, Digest
    from threadgist.settings import Settings

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
    from threadgist.fetch import FetchOptions, expand

    run = _Run(
        settings,
        wanted,
        out if stdout is None else None,
        FetchOptions(allow_private=allow_private, max_pages=max_pages),
        verbose=verbose,
        fresh=fresh,
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


class _Run:
    """Several threads through the flow with one encoder and one cache."""

    def __init__(
        self,
        settings: Settings,
        formats: tuple[str, ...],
        out: Path | None,
        fetch: FetchOptions,
        *,
        verbose: bool,
        fresh: bool,
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._formats = formats
        self._out = out
        self._verbose = verbose
        self._fresh = fresh
        self._written: set[Path] = set()

    def prepare(self) -> None:
        """Make sure that results can be written and the encoder is known, before any work starts."""
        from threadgist.flow import open_tools
        from threadgist.outputs import ensure_writable

        if self._out is not None:
            ensure_writable(self._out)
        self._encoder, self._cache = open_tools(self._settings)

    def one(
        self,
        name: str,
        *,
        source: str | None,
        thread: str | None,
        columns: Any,
        article: str | None,
        with_article: bool,
        title: str | None,
    ) -> None:
        """Read, digest, render and write one thread."""
        from dataclasses import replace

        from threadgist.cli.console import Watch
        from threadgist.flow import digest
        from threadgist.outputs import folder_for, write_whole
        from threadgist.pages import render
        from threadgist.sources import read_thread

        with Watch(name, timings=self._verbose) as watch:
            watch.stage("read")
            found = read_thread(
                name,
                name=source,
                columns=columns,
                limits=self._settings.limits,
                stdin=sys.stdin.buffer,
                thread=thread,
                fetch=self._fetch,
                progress=watch,
            )
            if title is not None and title.strip():
                found = replace(found, title=title)
            if article is not None:
                found = replace(found, article=self._article(article))
            elif with_article:
                from threadgist.article import add_linked_article

                found = add_linked_article(found, self._page)
            result = digest(found, self._settings, encoder=self._encoder, cache=self._cache, progress=watch)
            watch.stage("render")
            folder = folder_for(self._out, result, self._written) if self._out is not None else None
            if folder is not None and not self._fresh:
                result = self._refreshed(result, folder)
            pages = {name: render(result, name, self._settings.page) for name in self._formats}  # type: ignore[arg-type]
            if folder is None:
                for page in pages.values():
                    sys.stdout.write(page)
                paths = []
            else:
                paths = write_whole(folder, {f"digest.{name}": page for name, page in pages.items()})
        for notice in result.notices:
            if notice.code != "pseudonyms":
                typer.echo(f"threadgist: {result.title}: {notice.text}", err=True)
        for path in paths:
            typer.echo(str(path))

    def _refreshed(self, digest: Digest, folder: Path) -> Digest:
        """Set a digest beside the one made before, where that can be read."""
        from threadgist.errors import SourceError
        from threadgist.refresh import refreshed

        try:
            return refreshed(digest, folder)
        except SourceError as error:
            typer.echo(f"threadgist: not compared with the digest before: {error}", err=True)
            return digest

    def _article(self, named: str) -> Article:
        """Read the article that was named by link or file."""
        from threadgist.article import fetch_article, read_article
        from threadgist.fetch import is_link

        return fetch_article(named, self._page) if is_link(named) else read_article(Path(named))

    def _page(self, url: str) -> bytes:
        """Fetch a page within the limits that hold for threads."""
        from threadgist.fetch.client import Client
        from threadgist.fetch.exchange import PAGE, Request

        with Client(self._fetch) as client:
            return client.send(Request(url, accept=PAGE)).text.encode("utf-8")
