"""`threadgist fetch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["AllowPrivate", "MaxPages", "command"]

AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private", help="Also fetch from addresses inside a network (refused, as links may be traps)."
    ),
]
MaxPages = Annotated[
    int,
    typer.Option("--max-pages", metavar="N", min=1, help="How many answers of a site to fetch for a thread."),
]


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
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Store threads as their sites' APIs answer, for `threadgist digest DIR` without a network.

    An interrupted fetch goes on where it stopped. Tokens come from THREADGIST_GITHUB_TOKEN (or GITHUB_TOKEN)
    and THREADGIST_REDDIT_TOKEN (or REDDIT_TOKEN); they are sent to their own site only, and never stored.
    The folders go to standard output, one a line.
    """
    from threadgist.cli.console import Watch
    from threadgist.errors import ThreadgistError
    from threadgist.fetch import FetchOptions, fetch_to_folder

    options = FetchOptions(allow_private=allow_private, max_pages=max_pages)
    failures, last_code = 0, 0
    for url in urls:
        try:
            with Watch(url, timings=False) as watch:
                watch.stage("fetch")
                folder, thread, sent = fetch_to_folder(url, out, options, refresh=refresh, progress=watch)
        except ThreadgistError as error:
            if debug or len(urls) == 1:
                raise
            failures, last_code = failures + 1, error.exit_code
            typer.echo(f"threadgist: {error}", err=True)
            continue
        typer.echo(str(folder))
        stated = thread.stated_count
        known = f" of {stated} stated" if stated is not None and stated > len(thread.comments) else ""
        asked = f"{sent} requests" if sent else "all stored already"
        typer.echo(f"threadgist: {thread.title}: {len(thread.comments)} comments{known}, {asked}", err=True)
        for repair in thread.repairs:
            typer.echo(f"threadgist: {thread.title}: {repair}", err=True)
    if failures:
        typer.echo(f"threadgist: {failures} of {len(urls)} threads failed, see above", err=True)
        raise typer.Exit(last_code)
