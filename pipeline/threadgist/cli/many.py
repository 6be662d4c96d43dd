"""Commands on many threads or digests: `batch`, `compare`, `trends`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from threadgist.cli import options
from threadgist.cli.console import say
from threadgist.cli.options import argument, chosen, option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from threadgist.compare import Comparison, Side
    from threadgist.records import Digest

_ENGINES = ("local", "ray")


def batch(
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


_OF_COMPARISONS = ("html", "md", "json")
ComparisonFormats = Annotated[
    str, option("--format LIST", f"Any of {', '.join(_OF_COMPARISONS)}, separated by commas.")
]


def compare(
    digests: Annotated[
        list[Path], argument("DIGEST|DIR...", "digest.json files, or folders that hold some.")
    ],
    out: Annotated[Path, option("--out DIR", "Where the comparison goes.")] = Path("outputs/comparison"),
    labels: Annotated[
        str | None,
        option(
            "--labels LIST",
            "What to call the events, one for each digest, separated by commas; digests with the same label "
            "are debates of one event.",
        ),
    ] = None,
    formats: ComparisonFormats = "html,md,json",
    reencode: Annotated[
        bool, option("--reencode", "Encode digests again that another encoder made.")
    ] = False,
    encoder: Annotated[str | None, option("--encoder NAME", "With --reencode: the encoder to use.")] = None,
) -> None:
    """Line up the themes of several digests: what they share, what only one has, how much of each.

    Two digests are set side by side; three or more make a matrix. The paths written go to standard output.
    """
    from threadgist.compare import compare as line_up
    from threadgist.compare import find_digests, labelled, read_side

    wanted = chosen(formats, _OF_COMPARISONS)
    prepare = _reencoder(encoder) if reencode else None
    sides = [read_side(path, prepare=prepare) for path in find_digests(digests)]
    names = [label.strip() for label in labels.split(",")] if labels else []
    comparison = line_up(labelled(sides, names))
    _write(comparison, sides, out, "comparison", wanted)


def trends(
    folder: Annotated[Path, argument("DIR", "An archive of digests, however deep.")],
    out: Annotated[Path | None, option("--out DIR", "Where the result goes; DIR by default.")] = None,
    since: Annotated[
        str | None,
        option("--since DATE", "From when a family is new, as 2025-11-01; by default the middle event."),
    ] = None,
    formats: ComparisonFormats = "html,md,json",
    no_cache: Annotated[
        bool, option("--no-cache", "Neither read nor keep what was read of digests before.")
    ] = False,
) -> None:
    """Follow families of themes through a growing archive: new ones, fading ones, shares over time.

    Digests that have not changed are not read again; one that cannot be read is named and left out.
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from threadgist.compare import compare as line_up
    from threadgist.compare import find_digests, read_side, read_side_once
    from threadgist.compare import trends as follow
    from threadgist.compare.stage import middle_date
    from threadgist.errors import SettingsError, SourceError
    from threadgist.vector_cache import default_cache_dir

    wanted = chosen(formats, _OF_COMPARISONS)
    try:
        moment = datetime.fromisoformat(since) if since is not None else None
    except ValueError as error:
        raise SettingsError(f"--since {since!r}: no date; write it as 2025-11-01") from error
    moment = moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
    sides, left_out = [], []
    for path in find_digests([folder]):
        try:
            sides.append(read_side(path) if no_cache else read_side_once(path, default_cache_dir()))
        except SourceError as error:
            left_out.append(str(error))
            say(f"left out: {error}")
    comparison = line_up(sides)
    moment = moment or middle_date(comparison)
    if moment is None:
        raise SourceError(f"{folder}: fewer than two digests are dated, so there is no trend; try compare")
    notices = (*comparison.notices, *(f"Left out: {line}" for line in left_out))
    comparison = replace(follow(comparison, moment), notices=notices)
    _write(comparison, sides, out or folder, "trends", wanted)


def _reencoder(name: str | None) -> Callable[[Digest], Digest]:
    """Return what encodes a digest again, unless it was made with the encoder wanted."""
    from functools import partial

    from threadgist.compare import reencode
    from threadgist.configuration import load_settings
    from threadgist.tools import open_tools

    settings, _ = load_settings([], {} if name is None else {"encoder.name": name})
    encoder, cache = open_tools(settings)
    again = partial(reencode, encoder=encoder, cache=cache)

    def prepare(digest: Digest) -> Digest:
        return digest if digest.provenance.encoder == encoder.info else again(digest)

    return prepare


def _write(
    comparison: Comparison, sides: Sequence[Side], out: Path, stem: str, formats: Sequence[str]
) -> None:
    from threadgist.outputs import ensure_writable, write_whole
    from threadgist.pages.comparison import render_comparison

    ensure_writable(out)
    links = _links(sides, out)
    pages = {f"{stem}.{name}": render_comparison(comparison, name, links) for name in formats}
    for path in write_whole(out, pages):
        typer.echo(str(path))
    for notice in comparison.notices:
        if not notice.startswith("Left out: "):
            say(notice)


def _links(sides: Sequence[Side], out: Path) -> Mapping[str, str]:
    """Return the way from the comparison to each digest's own page, where it lies beside its JSON."""
    import os
    from urllib.parse import quote

    found = {}
    for side in sides:
        page = Path(side.name).resolve().with_suffix(".html")
        if page.is_file():
            try:
                relative = os.path.relpath(page, out.resolve())
            except ValueError:
                continue  # Another drive, on Windows: no relative way there.
            found[side.key] = quote(Path(relative).as_posix())
    return found
