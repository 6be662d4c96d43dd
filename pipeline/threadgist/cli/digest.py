"""`threadgist digest`: one thread after the other, read, digested, rendered, written."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from threadgist.cli import options
from threadgist.cli.console import Watch, one_by_one, say, show
from threadgist.cli.options import argument, option

if TYPE_CHECKING:
    from threadgist.edits.folder import Revision
    from threadgist.fetch import FetchOptions
    from threadgist.progress import Progress
    from threadgist.records import Digest, Thread
    from threadgist.settings import Settings
    from threadgist.write.estimate import Estimate

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
    from threadgist.fetch import FetchOptions, expand
    from threadgist.pages import FORMATS

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
    fetch = FetchOptions(allow_private=allow_private)
    run = _Run(
        settings,
        wanted,
        out if stdout is None and not dry_run else None,
        fetch,
        {
            "name": source,
            "columns": options.read_columns(column, table),
            "limits": settings.limits,
            "stdin": sys.stdin.buffer,
            "thread": thread,
            "encoding": encoding,
            "fetch": fetch,
        },
        article=article,
        with_article=with_article,
        title=title,
        verbose=verbose,
        fresh=fresh,
        dry_run=dry_run,
    )
    run.prepare()
    one_by_one(expand(sources), run.one)
    if len(run.pages) == 1 and sys.stderr.isatty():
        say(f"open {run.pages[0]} in a browser")


@dataclass
class _Run:
    """Several threads through the flow with one encoder, one cache and one writer.

    `out` is None where nothing is written, `reading` what `read_thread` takes; `pages` are those written.
    """

    settings: Settings
    formats: tuple[str, ...]
    out: Path | None
    fetch: FetchOptions
    reading: dict[str, Any]
    article: str | None
    with_article: bool
    title: str | None
    verbose: bool
    fresh: bool
    dry_run: bool
    written: set[Path] = field(default_factory=set)
    pages: list[Path] = field(default_factory=list)

    def prepare(self) -> None:
        """Make sure that results can be written and the encoder is known, before any work starts."""
        from threadgist.errors import SettingsError
        from threadgist.outputs import LOCK, ensure_writable, locked
        from threadgist.pages import check_formats
        from threadgist.tools import open_tools, open_writer

        check_formats(self.formats)
        if self.out is not None:
            ensure_writable(self.out)
            if (self.out / LOCK).exists():
                with locked(self.out):
                    pass
        self.encoder, self.cache = open_tools(self.settings)
        self.writer = open_writer(self.settings, self.encoder, self.cache)
        if self.dry_run and self.writer is None:
            raise SettingsError("--dry-run tells what a language model would cost: name one with --writer")

    def one(self, name: str) -> None:
        """Read, digest, render and write one thread."""
        from threadgist.article import add_linked_article, named_article
        from threadgist.edits.folder import EDITS
        from threadgist.errors import ThreadgistError
        from threadgist.sources import read_thread

        with Watch(name, timings=self.verbose) as watch:
            watch.stage("read")
            thread = read_thread(name, **self.reading, progress=watch)
            if self.title is not None and self.title.strip():
                thread = replace(thread, title=self.title)
            if self.article is not None:
                thread = replace(thread, article=named_article(self.article, self._page))
            elif self.with_article:
                thread = add_linked_article(thread, self._page)
            if self.dry_run:
                show(f"{thread.title}: {self._estimate(thread, watch)}")
                return
            try:
                result, paths = self._made(thread, watch)
            except (MemoryError, RecursionError) as error:
                raise ThreadgistError(
                    f"{name}: there is not enough memory to make its digest; lower limits.max_comments"
                ) from error
        said = [notice.text for notice in result.digest.notices if notice.code != "pseudonyms"]
        said += [f"{EDITS}: left out: {misfit}" for misfit in result.misfits]
        for line in said:
            say(f"{result.digest.title}: {line}")
        self.pages += [path for path in paths if path.suffix == ".html"]
        for path in paths:
            typer.echo(str(path))

    def _made(self, thread: Thread, watch: Progress) -> tuple[Revision, list[Path]]:
        """Digest a thread, and write or print it; return the digest and the paths written."""
        from threadgist.edits.folder import Revision, publish
        from threadgist.flow import digest
        from threadgist.outputs import folder_for, locked
        from threadgist.pages import render_files

        writer = self.writer
        if writer is not None:
            name = writer.model.info.name
            writer = replace(writer, tell=lambda said: say(f"{thread.title}: {name}: {said}"))
        result = digest(
            thread, self.settings, encoder=self.encoder, cache=self.cache, writer=writer, progress=watch
        )
        watch.stage("render")
        if self.out is None:
            texts = render_files(result, self.formats, self.settings.page)
            sys.stdout.writelines(map(str, texts.values()))
            return Revision(result, result), []
        with locked(self.out, _PATIENCE):
            folder = folder_for(self.out, result, self.written)
            revision = self._continued(result, folder)
            return revision, publish(folder, revision, self.formats, self.settings.page)

    def _estimate(self, thread: Thread, watch: Progress) -> Estimate:
        """Say what writing a thread would ask of the language model."""
        from threadgist.flow import plan_thread
        from threadgist.write.stage import estimate

        assert self.writer is not None
        plan = plan_thread(thread, self.settings, self.encoder, self.cache, watch)
        return estimate(plan, self.writer)

    def _continued(self, digest: Digest, folder: Path) -> Revision:
        """Set a digest beside the one made before, where that can be read, and apply the edits there."""
        from threadgist.edits.folder import continued
        from threadgist.errors import SourceError

        try:
            return continued(digest, folder, fresh=self.fresh)
        except SourceError as error:
            say(f"not compared with the digest before: {error}")
            return continued(digest, folder, fresh=True)

    def _page(self, url: str) -> bytes:
        from threadgist.fetch import fetch_page

        return fetch_page(url, self.fetch)
