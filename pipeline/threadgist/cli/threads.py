"""One thread after the other: read, digested, rendered, written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from threadgist.cli.console import Watch, say, show

if TYPE_CHECKING:
    from threadgist.edits.folder import Revision
    from threadgist.fetch import FetchOptions
    from threadgist.progress import Progress
    from threadgist.records import Article, Digest, Thread
    from threadgist.settings import Settings
    from threadgist.sources import Columns
    from threadgist.write.estimate import Estimate

__all__ = ["ThreadRun"]

# How long other runs may take to write their threads, in seconds.
_PATIENCE = 60.0


class ThreadRun:
    """Several threads through the flow with one encoder, one cache and one writer; `pages` are those written."""

    def __init__(
        self,
        settings: Settings,
        formats: tuple[str, ...],
        out: Path | None,
        fetch: FetchOptions,
        *,
        verbose: bool,
        fresh: bool,
        dry_run: bool,
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._formats = formats
        self._out = out
        self._verbose = verbose
        self._fresh = fresh
        self._dry_run = dry_run
        self._written: set[Path] = set()
        self.pages: list[Path] = []

    def prepare(self) -> None:
        """Make sure that results can be written and the encoder is known, before any work starts."""
        from threadgist.errors import SettingsError
        from threadgist.lock import LOCK, locked
        from threadgist.outputs import ensure_writable
        from threadgist.pages import check_formats
        from threadgist.tools import open_tools, open_writer

        check_formats(self._formats)
        if self._out is not None:
            ensure_writable(self._out)
            if (self._out / LOCK).exists():
                with locked(self._out):
                    pass
        self._encoder, self._cache = open_tools(self._settings)
        self._writer = open_writer(self._settings, self._encoder, self._cache)
        if self._dry_run and self._writer is None:
            raise SettingsError("--dry-run tells what a language model would cost: name one with --writer")

    def one(
        self,
        name: str,
        *,
        source: str | None,
        thread: str | None,
        encoding: str | None,
        columns: Columns,
        article: str | None,
        with_article: bool,
        title: str | None,
    ) -> None:
        """Read, digest, render and write one thread."""
        from dataclasses import replace

        from threadgist.edits.folder import EDITS
        from threadgist.errors import ThreadgistError
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
                encoding=encoding,
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
            if self._dry_run:
                show(f"{found.title}: {self._estimate(found, watch)}")
                return
            try:
                result, paths = self._made(found, watch)
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
        from dataclasses import replace

        from threadgist.edits.folder import Revision, publish
        from threadgist.flow import digest
        from threadgist.lock import locked
        from threadgist.outputs import folder_for
        from threadgist.pages import render_files

        writer = self._writer
        if writer is not None:
            name = writer.model.info.name
            writer = replace(writer, tell=lambda said: say(f"{thread.title}: {name}: {said}"))
        result = digest(
            thread, self._settings, encoder=self._encoder, cache=self._cache, writer=writer, progress=watch
        )
        watch.stage("render")
        if self._out is None:
            texts = render_files(result, self._formats, self._settings.page)
            sys.stdout.writelines(map(str, texts.values()))
            return Revision(result, result), []
        with locked(self._out, _PATIENCE):
            folder = folder_for(self._out, result, self._written)
            revision = self._continued(result, folder)
            return revision, publish(folder, revision, self._formats, self._settings.page)

    def _estimate(self, thread: Thread, watch: Progress) -> Estimate:
        """Say what writing a thread would ask of the language model."""
        from threadgist.flow import plan_thread
        from threadgist.write.stage import estimate

        assert self._writer is not None
        plan = plan_thread(thread, self._settings, self._encoder, self._cache, watch)
        return estimate(plan, self._writer)

    def _continued(self, digest: Digest, folder: Path) -> Revision:
        """Set a digest beside the one made before, where that can be read, and apply the edits there."""
        from threadgist.edits.folder import continued
        from threadgist.errors import SourceError

        try:
            return continued(digest, folder, fresh=self._fresh)
        except SourceError as error:
            say(f"not compared with the digest before: {error}")
            return continued(digest, folder, fresh=True)

    def _article(self, named: str) -> Article:
        """Read the article that was named by link or file."""
        from threadgist.article import fetch_article, read_article
        from threadgist.fetch import is_link

        return fetch_article(named, self._page) if is_link(named) else read_article(Path(named))

    def _page(self, url: str) -> bytes:
        """Fetch a page within the limits that hold for threads."""
        from threadgist.fetch import fetch_page

        return fetch_page(url, self._fetch)
