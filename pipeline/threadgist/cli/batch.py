"""`threadgist batch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli import options

__all__ = ["command"]

_ENGINES = ("local", "ray")


def command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Folders, patterns, manifests (CSV or JSONL of path or url, title, event, date), dumps of many "
            "threads, files, links.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="One folder a thread goes here, and run.json.")
    ],
    config: options.Config = None,
    setting: options.Setting = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Processes beside the one that encodes."),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", metavar="NAME", help="local (this machine) or ray (a cluster, or this machine)."
        ),
    ] = "local",
    ray_address: Annotated[
        str | None,
        typer.Option(
            "--ray-address", metavar="ADDRESS", help="The cluster; `auto` finds the one this machine is in."
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh/--resume", help="Make everything again, or only what is missing, changed, failed."
        ),
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Make at most N threads in this run.")
    ] = None,
    formats: options.Formats = "html,md,txt,json",
    writer: options.Writer = None,
    pseudonyms: options.Pseudonyms = False,
    min_comments: Annotated[
        int, typer.Option("--min-comments", metavar="N", min=1, help="Leave out smaller threads of a dump.")
    ] = 1,
    column: options.Column = None,
    max_pages: options.MaxPages = 500,
    allow_private: options.AllowPrivate = False,
    json_log: Annotated[
        bool,
        typer.Option("--json-log", help="Tell how it goes as JSON, one object a line, on standard output."),
    ] = False,
) -> None:
    """Make the digests of many threads; the same command again does what is missing, changed or failed.

    Leaves with 0 if all are done, with 4 if some failed (DIR/failures.jsonl says which and why).
    """
    from threadgist.batch import run_batch
    from threadgist.batch.watch import BatchWatch
    from threadgist.errors import SOME_FAILED, SettingsError
    from threadgist.fetch import FetchOptions
    from threadgist.pages import FORMATS

    if engine not in _ENGINES:
        raise SettingsError(f"--engine {engine!r}: choose {' or '.join(_ENGINES)}")
    wanted = options.chosen(formats, list(FORMATS))
    given = {"writer.name": writer, "page.pseudonyms": pseudonyms or None}
    settings = options.read_settings(config, setting, given)
    columns = options.read_columns(column)
    with BatchWatch(json_log=json_log) as watch:
        result = run_batch(
            sources,
            out,
            settings,
            watch,
            columns=columns,
            fetch=FetchOptions(allow_private=allow_private, max_pages=max_pages),
            formats=wanted,
            engine="ray" if engine == "ray" else "local",
            ray_address=ray_address,
            workers=workers,
            fresh=fresh,
            limit=limit,
            min_comments=min_comments,
        )
    watch.end()
    if result.failed:
        raise typer.Exit(SOME_FAILED)
