"""`threadgist mcp`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli import options

__all__ = ["command"]


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder whose threads may be read.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where digests go, and are read.")] = Path(
        "outputs"
    ),
    config: options.Config = None,
    setting: options.Setting = None,
    writer: options.Writer = None,
) -> None:
    """Let an assistant read threads, make digests and compare them: a server of the Model Context Protocol on stdio.

    The assistant reaches the two folders and nothing else, no network either.
    """
    from threadgist.mcp_server import make_server

    settings = options.read_settings(config, setting, {"writer.name": writer})
    make_server(folder, out, settings).run()
