"""Commands on digests that are there: `render`, `edit`, `site`, `serve`, `mcp`."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import typer

from threadgist.cli import options
from threadgist.cli.console import say, show_paths
from threadgist.cli.options import argument, flag, option
from threadgist.errors import EditsError, SourceError


def render(
    folder: Path = argument("DIR", "The folder of a digest, as `digest` wrote it."),
    edits: Path | None = option(
        "--edits FILE", "The file of edits; by default DIR/edits.toml, if there is one."
    ),
    formats: str | None = option(
        "--format LIST", "Which formats to write, separated by commas; by default those that are there."
    ),
    lenient: bool = flag(
        "--lenient", "Leave out edits that do not fit the digest, and say so, instead of an error."
    ),
    ids: bool = flag("--ids", "Only print the ids of themes and lines, as they stand in a file of edits."),
) -> None:
    """Make the pages of a digest again with the edits beside it, without any model; see docs/edit.md.

    The paths written go to standard output.
    """
    from threadgist.edits import skeleton
    from threadgist.edits.folder import EDITS, applied, edits_in, formats_there, publish, read_made
    from threadgist.pages import FORMATS

    if edits is not None and not edits.is_file():
        raise EditsError(f"--edits {edits}: no such file")
    folder = _folder(folder)
    made = read_made(folder)
    if ids:
        typer.echo(skeleton(made), nl=False)
        return
    wanted = options.chosen(formats, tuple(FORMATS)) if formats is not None else formats_there(folder)
    path = edits or folder / EDITS
    revision = applied(made, edits_in(path))
    for misfit in revision.misfits:
        if not lenient:
            raise EditsError(f"{path}: {misfit}")
        say(f"{path}: left out: {misfit}")
    show_paths(publish(folder, revision, wanted))


def edit(
    digest: Path = argument("DIGEST", "A digest.json, or the folder of one."),
    port: int = option("--port N", "The port; 0 takes any that is free.", default=0),
    browse: bool = option(
        "--browse/--no-browse", "Open the page in the browser of this machine.", default=True
    ),
) -> None:
    """Edit a digest on a page of this machine: headings, lines, order; what is saved is edits.toml beside it.

    The page is for whoever has the link that is printed; Ctrl-C ends it. See docs/edit.md.
    """
    from threadgist.desk import DeskServer

    with DeskServer(_folder(digest), port) as server:
        say(f"edit at {server.url} (Ctrl-C ends it)")
        # Without a screen a browser of the terminal would take it over.
        screen = sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
        if browse and screen:
            typer.launch(server.url)
        server.run()


def _folder(named: Path) -> Path:
    return named.parent if named.name == "digest.json" and not named.is_dir() else named


def site(
    folder: Path = argument("DIR", "A folder of digests, however deep."),
    title: str = option("--title TEXT", "What the site is called.", default="Discussion digests"),
    base_url: str | None = option(
        "--base-url URL",
        "Where the site will be published; needed for sitemap.xml and for absolute links in the feed.",
    ),
) -> None:
    """Make an index, an Atom feed and a sitemap of all digests in a folder: static files, written into it.

    A digest that cannot be read is named and left out. The paths written go to standard output.
    """
    from threadgist.site import Entry, build_site, read_entries
    from threadgist.site.build import base_address, lacks, write_site

    base = base_address(base_url) if base_url is not None else None
    entries: list[Entry] = []
    for found in read_entries(folder):
        if isinstance(found, SourceError):
            say(f"left out: {found}")
        else:
            entries.append(found)
    if not entries:
        raise SourceError(f"{folder}: no digest.json that can be read; make some with `threadgist batch`")
    files = build_site(entries, title.strip() or "Discussion digests", base)
    show_paths(write_site(folder, files))
    for notice in lacks(entries, base):
        say(notice)


def serve(
    folder: Path = argument("DIR", "A folder that `threadgist site` was run on."),
    port: int = option("--port N", "The port; 0 takes any that is free.", default=8000),
    host: str = option(
        "--host ADDRESS", "Where to listen; by default this machine alone.", default="127.0.0.1"
    ),
) -> None:
    """Look at a site in the browser: serves its files until Ctrl-C, to this machine alone unless told otherwise."""
    from threadgist.site.serve import make_server

    with suppress(KeyboardInterrupt), make_server(folder, host, port) as server:
        say(f"{folder} is at {server.url} (Ctrl-C ends it)")
        if server.public:
            say("whoever can reach this machine can read it")
        server.serve_forever(poll_interval=0.2)


def mcp(
    folder: Path = argument("DIR", "The folder whose threads may be read."),
    out: Path = option("--out DIR", "Where digests go, and are read.", default=Path("outputs")),
    config: list[Path] | None = options.CONFIG,
    setting: list[str] | None = options.SETTING,
    writer: str | None = options.WRITER,
) -> None:
    """Let an assistant read threads, make digests and compare them: a server of the Model Context Protocol on stdio.

    The assistant reaches the two folders and nothing else, no network either.
    """
    from threadgist.mcp_server import make_server

    settings = options.read_settings(config, setting, writer=writer)
    make_server(folder, out, settings).run()
