"""`threadgist fetch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli.console import Watch, say
from threadgist.cli.each import one_by_one
from threadgist.cli.options import AllowPrivate, MaxPages

__all__ = ["command"]


def command(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Links of threads.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Each thread goes to a folder of its own in DIR.")
    ] = Path("threads"),
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch again what is stored already: threads grow.")
    ] = False,
    max_pages: MaxPages = 500,
    allow_private: AllowPrivate = False,
) -> None:
    """Store threads as their sites' APIs answer, for `threadgist digest DIR` without a network.

    An interrupted fetch goes on where it stopped. Tokens come from THREADGIST_GITHUB_TOKEN (or GITHUB_TOKEN)
    and THREADGIST_REDDIT_TOKEN (or REDDIT_TOKEN); they are sent to their own site only, and never stored.
    The folders go to standard output, one a line.
    """
    from threadgist.fetch import FetchOptions, fetch_to_folder
    from threadgist.words import counted

    options = FetchOptions(allow_private=allow_private, max_pages=max_pages)

    def one(url: str) -> None:
        with Watch(url, timings=False) as watch:
            watch.stage("fetch")
            folder, thread, sent = fetch_to_folder(url, out, options, refresh=refresh, progress=watch)
        typer.echo(str(folder))
        stated = thread.stated_count
        known = f" of {stated} stated" if stated is not None and stated > len(thread.comments) else ""
        asked = counted(sent, "request") if sent else "all stored already"
        say(f"{thread.title}: {counted(len(thread.comments), 'comment')}{known}, {asked}")
        for repair in thread.repairs:
            say(f"{thread.title}: {repair}")

    one_by_one(urls, one)
