"""`threadgist batch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from threadgist.cli.fetch import AllowPrivate, MaxPages

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["command"]

_ENGINES = ("local", "ray")


def _column(option: str, what: str) -> Any:
    return typer.Option(option, metavar="NAME", help=f"Tables and JSON: where {what} is.")


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
    config: Annotated[
        list[Path] | None,
        typer.Option(
            "--config", metavar="FILE", help="A TOML file of settings; may be repeated, the last one wins."
        ),
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="One setting, as in `--set select.max_points=3`."),
    ] = None,
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
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Which formats to write, separated by commas.")
    ] = "html,md,txt,json",
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder", metavar="NAME", help="A model card, a sentence-transformers hub id, or a folder."
        ),
    ] = None,
    writer: Annotated[
        str | None,
        typer.Option("--writer", metavar="NAME", help="Who writes: `extractive`, or a model card."),
    ] = None,
    pseudonyms: Annotated[
        bool, typer.Option("--pseudonyms", help="Replace author names by stable pseudonyms.")
    ] = False,
    thread_column: Annotated[
        str | None, _column("--thread-column", "the id of the thread a comment belongs to, one of many,")
    ] = None,
    min_comments: Annotated[
        int, typer.Option("--min-comments", metavar="N", min=1, help="Leave out smaller threads of a dump.")
    ] = 1,
    text_column: Annotated[str | None, _column("--text-column", "the text")] = None,
    id_column: Annotated[str | None, _column("--id-column", "the id")] = None,
    parent_column: Annotated[str | None, _column("--parent-column", "the id of the comment answered")] = None,
    author_column: Annotated[str | None, _column("--author-column", "the author")] = None,
    time_column: Annotated[str | None, _column("--time-column", "the time")] = None,
    score_column: Annotated[str | None, _column("--score-column", "the number of votes")] = None,
    url_column: Annotated[str | None, _column("--url-column", "the link to the comment")] = None,
    max_pages: MaxPages = 500,
    allow_private: AllowPrivate = False,
    json_log: Annotated[
        bool,
        typer.Option("--json-log", help="Tell how it goes as JSON, one object a line, on standard output."),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Make the digests of many threads; the same command again does what is missing, changed or failed.

    Leaves with 0 if all are done, with 4 if some failed (DIR/failures.jsonl says which and why).
    """
    del debug
    from threadgist.batch import run_batch
    from threadgist.batch.watch import BatchWatch
    from threadgist.cli.digest import read_formats
    from threadgist.configuration import load_settings, read_overrides
    from threadgist.errors import SOME_FAILED, SettingsError
    from threadgist.fetch import FetchOptions
    from threadgist.sources import Columns

    if engine not in _ENGINES:
        raise SettingsError(f"--engine {engine!r}: choose {' or '.join(_ENGINES)}")
    wanted = read_formats(formats)
    overrides = read_overrides(setting or [])
    if encoder is not None:
        overrides["encoder.name"] = encoder
    if writer is not None:
        overrides["writer.name"] = writer
    if pseudonyms:
        overrides["page.pseudonyms"] = True
    settings, _ = load_settings(config or [], overrides)
    columns = Columns(
        text=text_column,
        id=id_column,
        parent=parent_column,
        author=author_column,
        time=time_column,
        score=score_column,
        url=url_column,
    )
    _stop_on_sigterm()
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
            thread_column=thread_column,
            min_comments=min_comments,
        )
    watch.end()
    if result.failed:
        raise typer.Exit(SOME_FAILED)


def _stop_on_sigterm() -> None:
    """Let a service manager's request to end do what Ctrl-C does."""
    import signal

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
