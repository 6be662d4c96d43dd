"""`threadgist site` and `threadgist serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli.console import say

__all__ = ["command", "serve"]


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of digests, however deep.")],
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="What the site is called.")
    ] = "Discussion digests",
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="Where the site will be published; needed for sitemap.xml and for absolute links in the feed.",
        ),
    ] = None,
) -> None:
    """Make an index, an Atom feed and a sitemap of all digests in a folder: static files, written into it.

    A digest that cannot be read is named and left out. The paths written go to standard output.
    """
    from threadgist.errors import SourceError
    from threadgist.site import Entry, build_site, read_entries
    from threadgist.site.write import base_address, write_site

    base = base_address(base_url) if base_url is not None else None
    entries: list[Entry] = []
    for found in read_entries(folder):
        if isinstance(found, SourceError):
            say(f"left out: {found}")
        else:
            entries.append(found)
    if not entries:
        raise SourceError(f"{folder}: no digest.json that can be read; make some with `threadgist batch`")
    site = build_site(entries, title.strip() or "Discussion digests", base)
    for path in write_site(folder, site):
        typer.echo(str(path))
    for notice in site.notices:
        say(notice)


def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that `threadgist site` was run on.")
    ],
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="The port; 0 takes any that is free.")
    ] = 8000,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Where to listen; by default this machine alone."),
    ] = "127.0.0.1",
) -> None:
    """Look at a site in the browser: serves its files until Ctrl-C, to this machine alone unless told otherwise."""
    from threadgist.site.serve import make_server

    with make_server(folder, host, port) as server:
        try:
            say(f"{folder} is at {server.url} (Ctrl-C ends it)")
            if server.public:
                say("whoever can reach this machine can read it")
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            return
