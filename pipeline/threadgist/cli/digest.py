"""`threadgist digest`: one thread after the other, read, digested, rendered, written."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from threadgist.cli import options
from threadgist.cli.console import Watch, one_by_one, say, show, show_paths
from threadgist.cli.options import argument, flag, option
from threadgist.errors import SettingsError, SourceError, ThreadgistError
from threadgist.outputs import LOCK, ensure_writable, folder_for, locked

if TYPE_CHECKING:
    from threadgist.edits.folder import Revision
    from threadgist.records import Digest
    from threadgist.settings import Settings

# How long other runs may take to write their threads, in seconds.
_PATIENCE = 60.0


def command(
    context: typer.Context,
    sources: list[str] = argument(
        "SOURCE...", "Links, files that hold a thread each, folders of `fetch`; - is standard input."
    ),
    out: Path = option(
        "--out DIR", "Each thread goes to DIR/<slug>/digest.html, .md, .txt, .json.", default=Path("outputs")
    ),
    formats: str = options.FORMATS,
    stdout: str | None = option("--stdout FORMAT", "Print one format to standard output and write no files."),
    config: list[Path] | None = options.CONFIG,
    setting: list[str] | None = options.SETTING,
    encoder: str | None = options.ENCODER,
    thread: str | None = options.THREAD_CHOICE,
    article: str | None = option(
        "--article URL|FILE", "The article under discussion (a link, text or HTML), for the masthead."
    ),
    with_article: bool = flag("--with-article", "Fetch the article that the thread links to."),
    source: str | None = options.SOURCE_NAME,
    encoding: str | None = options.ENCODING,
    table: str | None = options.TABLE,
    title: str | None = option("--title TEXT", "The title, where the data has none or a poor one."),
    column: list[str] | None = options.COLUMN,
    writer: str | None = options.WRITER,
    dry_run: bool = flag(
        "--dry-run",
        "Only say how many calls a language model would get and how long they would take.",
        options.WRITING,
    ),
    language: str | None = options.LANGUAGE,
    pseudonyms: bool = options.PSEUDONYMS,
    fresh: bool = flag(
        "--fresh",
        "Take no account of an earlier digest of the thread in its folder; edits beside it are applied.",
        options.RUNNING,
    ),
    allow_private: bool = options.ALLOW_PRIVATE,
) -> None:
    """Make the digest of one or more threads; the paths written go to standard output, one a line."""
    from threadgist.article import add_linked_article, headed
    from threadgist.edits.folder import EDITS, Revision
    from threadgist.fetch import FetchOptions, expand, fetch_page
    from threadgist.pages import FORMATS, check_formats, render_files
    from threadgist.sources import read_thread
    from threadgist.tools import open_tools, open_writer

    if stdout is not None:
        printable = [name for name, known in FORMATS.items() if known.text]
        wanted = options.chosen(stdout, printable, "format to print")
    else:
        wanted = options.chosen(formats, list(FORMATS))
    settings = options.read_settings(
        config, setting, encoder=encoder, writer=writer, language=language, pseudonyms=pseudonyms
    )
    columns = options.read_columns(column, table)
    fetch = FetchOptions(allow_private=allow_private)
    page = partial(fetch_page, options=fetch)
    read = partial(read_thread, name=source, limits=settings.limits, thread=thread, encoding=encoding)
    check_formats(wanted)
    if stdout is None and not dry_run:
        ensure_writable(out)
        if (out / LOCK).exists():
            with locked(out):
                pass
    encodes, cache = open_tools(settings)
    writes = open_writer(settings, encodes, cache)
    if dry_run and writes is None:
        raise SettingsError("--dry-run tells what a language model would cost: name one with --writer")
    pages: list[Path] = []
    taken: set[Path] = set()

    def one(name: str) -> None:
        with Watch(name, timings=bool(context.obj)) as watch:
            watch.stage("read")
            found = read(name, columns=columns, fetch=fetch, stdin=sys.stdin.buffer, progress=watch)
            found = headed(found, title if (title or "").strip() else None, article, page)
            if with_article and article is None:
                found = add_linked_article(found, page)
            from threadgist.flow import digest, plan_thread

            heard = writes
            if writes is not None:
                about = f"{found.title}: {writes.model.info.name}"
                heard = replace(writes, tell=lambda said: say(f"{about}: {said}"))
            if dry_run and writes is not None:
                from threadgist.write.stage import estimate

                plan = plan_thread(found, settings, encodes, cache, watch)
                show(f"{found.title}: {estimate(plan, writes)}")
                return
            try:
                made = digest(found, settings, encoder=encodes, cache=cache, writer=heard, progress=watch)
                watch.stage("render")
                if stdout is None:
                    result, paths = _publish(made, out, wanted, settings, taken, fresh=fresh)
                else:
                    result, paths = Revision(made, made), []
                    sys.stdout.writelines(map(str, render_files(made, wanted, settings.page).values()))
            except (MemoryError, RecursionError) as error:
                raise ThreadgistError(
                    f"{name}: there is not enough memory to make its digest; lower limits.max_comments"
                ) from error
        said = [notice.text for notice in result.digest.notices if notice.code != "pseudonyms"]
        for line in (*said, *(f"{EDITS}: left out: {misfit}" for misfit in result.misfits)):
            say(f"{result.digest.title}: {line}")
        pages.extend(path for path in paths if path.suffix == ".html")
        show_paths(paths)

    one_by_one(expand(sources), one)
    if len(pages) == 1 and sys.stderr.isatty():
        say(f"open {pages[0]} in a browser")


def _publish(
    result: Digest, out: Path, formats: tuple[str, ...], settings: Settings, taken: set[Path], *, fresh: bool
) -> tuple[Revision, list[Path]]:
    """Set a digest beside the one made before, where that can be read, apply the edits there, and write it."""
    from threadgist.edits.folder import continued, publish

    with locked(out, _PATIENCE):
        folder = folder_for(out, result, taken)
        try:
            revision = continued(result, folder, fresh=fresh)
        except SourceError as error:
            say(f"not compared with the digest before: {error}")
            revision = continued(result, folder, fresh=True)
        return revision, publish(folder, revision, formats, settings.page)
