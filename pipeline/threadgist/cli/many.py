"""Commands on many threads or digests: `batch`, `compare`, `trends`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer

from threadgist.cli import options
from threadgist.cli.console import say, show_paths
from threadgist.cli.options import argument, chosen, flag, option
from threadgist.errors import SOME_FAILED, SettingsError, SourceError
from threadgist.outputs import ensure_writable, write_whole

if TYPE_CHECKING:
    from threadgist.compare import Comparison, Side
    from threadgist.records import Digest

_ENGINES = ("local", "ray")


def batch(
    sources: list[str] = argument(
        "SOURCE...",
        "Folders, patterns, manifests (CSV or JSONL of path or url, title, event, date), dumps of many "
        "threads, files, links.",
    ),
    out: Path = option("--out DIR", "One folder a thread goes here, and run.json.", default=...),
    config: list[Path] | None = options.CONFIG,
    setting: list[str] | None = options.SETTING,
    workers: int | None = option("--workers N", "Processes beside the one that encodes.", min=1),
    engine: str = option(
        "--engine NAME", "local (this machine) or ray (a cluster, or this machine).", default="local"
    ),
    ray_address: str | None = option(
        "--ray-address ADDRESS", "The cluster; `auto` finds the one this machine is in."
    ),
    fresh: bool = flag(
        "--fresh/--resume", "Make everything again, or only what is missing, changed, failed."
    ),
    limit: int | None = option("--limit N", "Make at most N threads in this run.", min=1),
    formats: str = options.FORMATS,
    encoder: str | None = options.ENCODER,
    writer: str | None = options.WRITER,
    pseudonyms: bool = options.PSEUDONYMS,
    min_comments: int = option("--min-comments N", "Leave out smaller threads of a dump.", default=1, min=1),
    column: list[str] | None = options.COLUMN,
    max_pages: int = options.MAX_PAGES,
    allow_private: bool = options.ALLOW_PRIVATE,
    json_log: bool = flag("--json-log", "Tell how it goes as JSON, one object a line, on standard output."),
) -> None:
    """Make the digests of many threads; the same command again does what is missing, changed or failed.

    Leaves with 0 if all are done, with 4 if some failed (DIR/failures.jsonl says which and why).
    """
    from threadgist.batch import run_batch
    from threadgist.batch.watch import BatchWatch
    from threadgist.fetch import FetchOptions
    from threadgist.pages import FORMATS

    if engine not in _ENGINES:
        raise SettingsError(f"--engine {engine!r}: choose {' or '.join(_ENGINES)}")
    wanted = options.chosen(formats, list(FORMATS))
    settings = options.read_settings(config, setting, encoder=encoder, writer=writer, pseudonyms=pseudonyms)
    with BatchWatch(json_log=json_log) as watch:
        counts = run_batch(
            sources,
            out,
            settings,
            watch,
            columns=options.read_columns(column),
            fetch=FetchOptions(allow_private=allow_private, max_pages=max_pages),
            formats=wanted,
            engine=engine,
            ray_address=ray_address,
            workers=workers,
            fresh=fresh,
            limit=limit,
            min_comments=min_comments,
        )
    watch.end()
    if counts["failed"]:
        raise typer.Exit(SOME_FAILED)


_OF_COMPARISONS = ("html", "md", "json")
COMPARISON_FORMATS = option(
    "--format LIST", f"Any of {', '.join(_OF_COMPARISONS)}, separated by commas.", default="html,md,json"
)


def compare(
    digests: list[Path] = argument("DIGEST|DIR...", "digest.json files, or folders that hold some."),
    out: Path = option("--out DIR", "Where the comparison goes.", default=Path("outputs/comparison")),
    labels: str | None = option(
        "--labels LIST",
        "What to call the events, one for each digest, separated by commas; digests with the same label "
        "are debates of one event.",
    ),
    formats: str = COMPARISON_FORMATS,
    reencode: bool = flag("--reencode", "Encode digests again that another encoder made."),
    encoder: str | None = option("--encoder NAME", "With --reencode: the encoder to use."),
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
    folder: Path = argument("DIR", "An archive of digests, however deep."),
    out: Path | None = option("--out DIR", "Where the result goes; DIR by default."),
    since: str | None = option(
        "--since DATE", "From when a family is new, as 2025-11-01; by default the middle event."
    ),
    formats: str = COMPARISON_FORMATS,
    no_cache: bool = flag("--no-cache", "Neither read nor keep what was read of digests before."),
) -> None:
    """Follow families of themes through a growing archive: new ones, fading ones, shares over time.

    Digests that have not changed are not read again; one that cannot be read is named and left out.
    """
    from threadgist.compare import compare as line_up
    from threadgist.compare import find_digests, read_side
    from threadgist.compare import trends as follow
    from threadgist.resources import default_cache_dir

    wanted = chosen(formats, _OF_COMPARISONS)
    try:
        moment = datetime.fromisoformat(since) if since is not None else None
    except ValueError as error:
        raise SettingsError(f"--since {since!r}: no date; write it as 2025-11-01") from error
    moment = moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
    sides, left_out = [], []
    for path in find_digests([folder]):
        try:
            sides.append(read_side(path, cache=None if no_cache else default_cache_dir()))
        except SourceError as error:
            left_out.append(str(error))
            say(f"left out: {error}")
    comparison = follow(line_up(sides), moment)
    if comparison.trends is None:
        raise SourceError(f"{folder}: fewer than two digests are dated, so there is no trend; try compare")
    notices = (*comparison.notices, *(f"Left out: {line}" for line in left_out))
    _write(replace(comparison, notices=notices), sides, out or folder, "trends", wanted)


def _reencoder(name: str | None) -> Callable[[Digest], Digest]:
    """Return what encodes a digest again, unless it was made with the encoder wanted."""
    from threadgist.compare import reencode
    from threadgist.tools import open_tools

    encoder, cache = open_tools(options.read_settings(None, None, encoder=name))

    def prepare(digest: Digest) -> Digest:
        same = digest.provenance.encoder == encoder.info
        return digest if same else reencode(digest, encoder=encoder, cache=cache)

    return prepare


def _write(
    comparison: Comparison, sides: Sequence[Side], out: Path, stem: str, formats: Sequence[str]
) -> None:
    from threadgist.pages.comparison import render_comparison

    ensure_writable(out)
    links = _links(sides, out)
    pages = {f"{stem}.{name}": render_comparison(comparison, name, links) for name in formats}
    show_paths(write_whole(out, pages))
    for notice in comparison.notices:
        if not notice.startswith("Left out: "):
            say(notice)


def _links(sides: Sequence[Side], out: Path) -> Mapping[str, str]:
    found = {}
    for side in sides:
        page = Path(side.name).resolve().with_suffix(".html")
        # On another drive, on Windows, there is no relative way.
        with suppress(ValueError):
            if page.is_file():
                found[side.debate.key] = quote(Path(os.path.relpath(page, out.resolve())).as_posix())
    return found
