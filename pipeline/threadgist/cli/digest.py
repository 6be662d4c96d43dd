"""`threadgist digest`: one thread after the other, read, digested, rendered, written."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from threadgist.cli import options
from threadgist.cli.console import Watch, one_by_one, say, show
from threadgist.cli.options import argument, option

if TYPE_CHECKING:
    from threadgist.edits.folder import Revision
    from threadgist.progress import Progress
    from threadgist.records import Thread
    from threadgist.settings import Settings

# How long other runs may take to write their threads, in seconds.
_PATIENCE = 60.0


def command(
    sources: Annotated[
        list[str],
        argument(
            "SOURCE...", "Links, files that hold a thread each, folders of `fetch`; - is standard input."
        ),
    ],
    out: Annotated[
        Path, option("--out DIR", "Each thread goes to DIR/<slug>/digest.html, .md, .txt, .json.")
    ] = Path("outputs"),
    formats: options.Formats = "html,md,txt,json",
    stdout: Annotated[
        str | None, option("--stdout FORMAT", "Print one format to standard output and write no files.")
    ] = None,
    config: options.Config = None,
    setting: options.Setting = None,
    encoder: options.Encoder = None,
    thread: options.ThreadChoice = None,
    article: Annotated[
        str | None,
        option(
            "--article URL|FILE", "The article under discussion (a link, text or HTML), for the masthead."
        ),
    ] = None,
    with_article: Annotated[
        bool, option("--with-article", "Fetch the article that the thread links to.")
    ] = False,
    source: options.SourceName = None,
    encoding: options.Encoding = None,
    table: options.Table = None,
    title: Annotated[
        str | None, option("--title TEXT", "The title, where the data has none or a poor one.")
    ] = None,
    column: options.Column = None,
    writer: options.Writer = None,
    dry_run: Annotated[
        bool,
        option(
            "--dry-run",
            "Only say how many calls a language model would get and how long they would take.",
            options.WRITING,
        ),
    ] = False,
    language: options.Language = None,
    pseudonyms: options.Pseudonyms = False,
    fresh: Annotated[
        bool,
        option(
            "--fresh",
            "Take no account of an earlier digest of the thread in its folder; edits beside it are applied.",
            options.RUNNING,
        ),
    ] = False,
    allow_private: options.AllowPrivate = False,
    verbose: Annotated[
        bool, option("-v --verbose", "Show how long each stage took.", options.RUNNING)
    ] = False,
) -> None:
    """Make the digest of one or more threads; the paths written go to standard output, one a line."""
    from threadgist.article import add_linked_article, headed
    from threadgist.edits.folder import EDITS
    from threadgist.errors import SettingsError, ThreadgistError
    from threadgist.fetch import FetchOptions, expand, fetch_page
    from threadgist.pages import FORMATS
    from threadgist.sources import read_thread

    if stdout is not None:
        printable = [name for name, known in FORMATS.items() if known.text]
        wanted = options.chosen(stdout, printable, "format to print")
    else:
        wanted = options.chosen(formats, list(FORMATS))
    own = {
        "encoder.name": encoder,
        "page.pseudonyms": pseudonyms or None,
        "writer.name": writer,
        "writer.language": language,
    }
    settings = options.read_settings(config, setting, own)
    columns = options.read_columns(column, table)
    fetch = FetchOptions(allow_private=allow_private)
    page = partial(fetch_page, options=fetch)
    run = _Run(settings, wanted, out if stdout is None and not dry_run else None, fresh=fresh)
    if dry_run and run.writer is None:
        raise SettingsError("--dry-run tells what a language model would cost: name one with --writer")
    pages: list[Path] = []

    def one(name: str) -> None:
        """Read, digest, render and write one thread."""
        with Watch(name, timings=verbose) as watch:
            watch.stage("read")
            found = read_thread(
                name,
                name=source,
                columns=columns,
                limits=settings.limits,
                stdin=sys.stdin.buffer,
                thread=thread,
                encoding=encoding,
                fetch=fetch,
                progress=watch,
            )
            found = headed(found, title if (title or "").strip() else None, article, page)
            if with_article and article is None:
                found = add_linked_article(found, page)
            if dry_run:
                show(f"{found.title}: {run.estimate(found, watch)}")
                return
            try:
                result, paths = run.made(found, watch)
            except (MemoryError, RecursionError) as error:
                raise ThreadgistError(
                    f"{name}: there is not enough memory to make its digest; lower limits.max_comments"
                ) from error
        said = [notice.text for notice in result.digest.notices if notice.code != "pseudonyms"]
        for line in (*said, *(f"{EDITS}: left out: {misfit}" for misfit in result.misfits)):
            say(f"{result.digest.title}: {line}")
        pages.extend(path for path in paths if path.suffix == ".html")
        for path in paths:
            typer.echo(str(path))

    one_by_one(expand(sources), one)
    if len(pages) == 1 and sys.stderr.isatty():
        say(f"open {pages[0]} in a browser")


class _Run:
    """Several threads through the flow with one encoder, one cache and one writer."""

    def __init__(
        self, settings: Settings, formats: tuple[str, ...], out: Path | None, *, fresh: bool
    ) -> None:
        """Make sure that results can be written and the encoder is known, before any work starts.

        `out` is None where nothing is written.
        """
        from threadgist.outputs import LOCK, ensure_writable, locked
        from threadgist.pages import check_formats
        from threadgist.tools import open_tools, open_writer

        check_formats(formats)
        if out is not None:
            ensure_writable(out)
            if (out / LOCK).exists():
                with locked(out):
                    pass
        self._settings, self._formats, self._out, self._fresh = settings, formats, out, fresh
        self._encoder, self._cache = open_tools(settings)
        self.writer = open_writer(settings, self._encoder, self._cache)
        self._written: set[Path] = set()

    def made(self, thread: Thread, watch: Progress) -> tuple[Revision, list[Path]]:
        """Digest a thread, and write or print it; return the digest and the paths written.

        It is set beside the one made before, where that can be read, and the edits there are applied.
        """
        from threadgist.edits.folder import Revision, continued, publish
        from threadgist.errors import SourceError
        from threadgist.flow import digest
        from threadgist.outputs import folder_for, locked
        from threadgist.pages import render_files

        settings, writer = self._settings, self.writer
        if writer is not None:
            name = writer.model.info.name
            writer = replace(writer, tell=lambda said: say(f"{thread.title}: {name}: {said}"))
        result = digest(
            thread, settings, encoder=self._encoder, cache=self._cache, writer=writer, progress=watch
        )
        watch.stage("render")
        if self._out is None:
            texts = render_files(result, self._formats, settings.page)
            sys.stdout.writelines(map(str, texts.values()))
            return Revision(result, result), []
        with locked(self._out, _PATIENCE):
            folder = folder_for(self._out, result, self._written)
            try:
                revision = continued(result, folder, fresh=self._fresh)
            except SourceError as error:
                say(f"not compared with the digest before: {error}")
                revision = continued(result, folder, fresh=True)
            return revision, publish(folder, revision, self._formats, settings.page)

    def estimate(self, thread: Thread, watch: Progress) -> object:
        """Say what writing a thread would ask of the language model."""
        from threadgist.flow import plan_thread
        from threadgist.write.stage import estimate

        assert self.writer is not None
        return estimate(plan_thread(thread, self._settings, self._encoder, self._cache, watch), self.writer)
