"""`threadgist batch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from threadgist.cli import options
from threadgist.cli.options import argument, option

_ENGINES = ("local", "ray")


def command(
    sources: Annotated[
        list[str],
        argument(
            "SOURCE...",
            "Folders, patterns, manifests (CSV or JSONL of path or url, title, event, date), dumps of many "
            "threads, files, links.",
        ),
    ],
    out: Annotated[Path, option("--out DIR", "One folder a thread goes here, and run.json.")],
    config: options.Config = None,
    setting: options.Setting = None,
    workers: Annotated[
        int | None, option("--workers N", "Processes beside the one that encodes.", min=1)
    ] = None,
    engine: Annotated[
        str, option("--engine NAME", "local (this machine) or ray (a cluster, or this machine).")
    ] = "local",
    ray_address: Annotated[
        str | None,
        option("--ray-address ADDRESS", "The cluster; `auto` finds the one this machine is in."),
    ] = None,
    fresh: Annotated[
        bool,
        option("--fresh/--resume", "Make everything again, or only what is missing, changed, failed."),
    ] = False,
    limit: Annotated[int | None, option("--limit N", "Make at most N threads in this run.", min=1)] = None,
    formats: options.Formats = "html,md,txt,json",
    encoder: options.Encoder = None,
    writer: options.Writer = None,
    pseudonyms: options.Pseudonyms = False,
    min_comments: Annotated[
        int, option("--min-comments N", "Leave out smaller threads of a dump.", min=1)
    ] = 1,
    column: options.Column = None,
    max_pages: options.MaxPages = 500,
    allow_private: options.AllowPrivate = False,
    json_log: Annotated[
        bool,
        option("--json-log", "Tell how it goes as JSON, one object a line, on standard output."),
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
    own = {"encoder.name": encoder, "writer.name": writer, "page.pseudonyms": pseudonyms or None}
    settings = options.read_settings(config, setting, own)
    how: dict[str, Any] = {
        "columns": options.read_columns(column),
        "fetch": FetchOptions(allow_private=allow_private, max_pages=max_pages),
        "formats": wanted,
        "engine": engine,
        "ray_address": ray_address,
        "workers": workers,
        "fresh": fresh,
        "limit": limit,
        "min_comments": min_comments,
    }
    with BatchWatch(json_log=json_log) as watch:
        result = run_batch(sources, out, settings, watch, **how)
    watch.end()
    if result.failed:
        raise typer.Exit(SOME_FAILED)
