"""`threadgist render` and `threadgist edit`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli.console import say

__all__ = ["edit", "render"]


def render(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of a digest, as `digest` wrote it.")
    ],
    edits: Annotated[
        Path | None,
        typer.Option(
            "--edits", metavar="FILE", help="The file of edits; by default DIR/edits.toml, if there is one."
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="Which formats to write, separated by commas; by default those that are there.",
        ),
    ] = None,
    lenient: Annotated[
        bool,
        typer.Option(
            "--lenient", help="Leave out edits that do not fit the digest, and say so, instead of an error."
        ),
    ] = False,
    ids: Annotated[
        bool,
        typer.Option(
            "--ids", help="Only print the ids of themes and lines, as they stand in a file of edits."
        ),
    ] = False,
) -> None:
    """Make the pages of a digest again with the edits beside it, without any model; see docs/edit.md.

    The paths written go to standard output.
    """
    from threadgist.cli import options
    from threadgist.edits import skeleton
    from threadgist.edits.folder import EDITS, publish, read_made, revised
    from threadgist.errors import EditsError
    from threadgist.pages import FORMATS

    if edits is not None and not edits.is_file():
        raise EditsError(f"--edits {edits}: no such file")
    folder = _folder(folder)
    made = read_made(folder)
    if ids:
        typer.echo(skeleton(made), nl=False)
        return
    there = [name for name, form in FORMATS.items() if (folder / f"digest.{form.ends[0]}").is_file()]
    wanted = options.chosen(formats, tuple(FORMATS)) if formats is not None else tuple(there)
    revision = revised(made, edits or folder / EDITS, lenient=lenient)
    for misfit in revision.misfits:
        say(f"{edits or folder / EDITS}: left out: {misfit}")
    for path in publish(folder, revision, wanted):
        typer.echo(str(path))


def edit(
    digest: Annotated[Path, typer.Argument(metavar="DIGEST", help="A digest.json, or the folder of one.")],
    port: Annotated[int, typer.Option("--port", metavar="N", help="The port; 0 takes any that is free.")] = 0,
    browse: Annotated[
        bool, typer.Option("--browse/--no-browse", help="Open the page in the browser of this machine.")
    ] = True,
) -> None:
    """Edit a digest on a page of this machine: headings, lines, order; what is saved is edits.toml beside it.

    The page is for whoever has the link that is printed; Ctrl-C ends it. See docs/edit.md.
    """
    from threadgist.desk import DeskServer

    with DeskServer(_folder(digest), port) as server:
        say(f"edit at {server.url} (Ctrl-C ends it)")
        # Without a screen a browser of the terminal would take it over.
        if browse and (
            sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
        ):
            typer.launch(server.url)
        server.run()


def _folder(named: Path) -> Path:
    """Return the folder of a digest that was named itself or by its digest.json."""
    return named.parent if named.name == "digest.json" and not named.is_dir() else named
