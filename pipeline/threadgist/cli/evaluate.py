"""`threadgist evaluate`: the suites. What looks at single digests is in `judge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from threadgist.cli import judge
from threadgist.cli.options import Debug, Json, chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.evaluate import Report, Variant

__all__ = ["app"]

app = typer.Typer(
    name="evaluate",
    help="Measure digests: on sets that people labelled, beside baselines, or one digest by itself.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("digest", no_args_is_help=True)(judge.card)
app.command("themes", no_args_is_help=True)(judge.themes)
app.command("blind", no_args_is_help=True)(judge.blind)
app.command("verdict", no_args_is_help=True)(judge.verdict)
app.command("tally", no_args_is_help=True)(judge.tally)

Data = Annotated[
    Path,
    typer.Option(
        "--data", metavar="DIR", help="The folder of the data, or one with folders named after the sets."
    ),
]
Config = Annotated[
    list[Path] | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="A TOML file of settings to measure; may be repeated, and each is measured by itself.",
    ),
]
Setting = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="One setting, on top of every configuration."),
]
Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE", help="Draw the figures: a .svg, .png or .pdf.")
]
Floors = Annotated[
    Path | None,
    typer.Option(
        "--floors", metavar="FILE", help="A TOML file of floors; the run fails where one is missed."
    ),
]

Against = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="LIST",
        help="Baselines in the same run, with commas: bertopic, kmeans, ward for argkp; lead, centroid, lexrank, mmr "
        "for the others.",
    ),
]

ALL_BASELINES = "bertopic,kmeans,ward,lead,centroid,lexrank,mmr"


def _against_people(suite: str, about: str) -> None:
    """Add the command of a suite that people labelled and that baselines can be held against."""

    def command(
        data: Data,
        config: Config = None,
        setting: Setting = None,
        against: Against = "",
        json: Json = None,
        plot: Plot = None,
        floors: Floors = None,
        debug: Debug = False,
    ) -> None:
        del debug
        _suite(suite, data, config, setting, against, json, plot, floors)

    app.command(suite, help=about, no_args_is_help=True)(command)


def _by_itself(suite: str, about: str) -> None:
    """Add the command of a suite that needs no data."""

    def command(
        config: Config = None,
        setting: Setting = None,
        json: Json = None,
        plot: Plot = None,
        floors: Floors = None,
        debug: Debug = False,
    ) -> None:
        del debug
        _suite(suite, None, config, setting, "", json, plot, floors)

    app.command(suite, help=about)(command)


_against_people("threads", "Themes and lines of real threads against what careful readers found in them.")
_against_people(
    "argkp", "Themes, bullets and sizes against the key points people found in the debates of ArgKP-2021."
)
_against_people(
    "opinosis",
    "Bullets against what people wrote of opinions on products and hotels (Opinosis), by ROUGE.",
)
_against_people("convosumm", "Bullets against what people wrote of mailing lists (ConvoSumm), by ROUGE.")


@app.command("stability", no_args_is_help=True)
def stability(
    data: Data,
    config: Config = None,
    setting: Setting = None,
    json: Json = None,
    plot: Plot = None,
    floors: Floors = None,
    debug: Debug = False,
) -> None:
    """Every thread below a folder: the same bytes when shuffled, the same themes from nine tenths of it."""
    del debug
    _suite("stability", data, config, setting, "", json, plot, floors)


_by_itself("injection", "A thousand hostile comments: the share that changes anything but its own quotation.")
_by_itself("speed", "Seconds of each stage on debates of 100, 300 and 1,000 comments.")


@app.command("report", no_args_is_help=True)
def report(
    data: Data,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The Markdown file to write.")],
    suites: Annotated[
        str, typer.Option("--suites", metavar="LIST", help="Which suites, separated by commas.")
    ] = "threads,argkp,opinosis,convosumm,injection,stability",
    config: Config = None,
    setting: Setting = None,
    json: Json = None,
    floors: Floors = None,
    debug: Debug = False,
) -> None:
    """Run suites against all baselines, and write what they found as one Markdown page."""
    del debug
    from threadgist.evaluate import SUITES
    from threadgist.evaluate.report import to_page
    from threadgist.outputs import write_whole

    reports: list[Report] = []
    for suite in chosen(suites, SUITES, "suite"):
        reports.append(_run(suite, data, config, setting, ALL_BASELINES))
        # Written anew after each suite: hours of work do not hang on the last one.
        write_whole(out.parent, {out.name: to_page(reports, _command())})
    _show(reports, json, floors)


def _suite(
    suite: str,
    data: Path | None,
    config: list[Path] | None,
    setting: list[str] | None,
    against: str,
    json: Path | None,
    plot: Path | None,
    floors: Path | None,
) -> None:
    from dataclasses import replace

    found = replace(_run(suite, data, config, setting, against), command=_command())
    if plot is not None:
        from threadgist.evaluate.plot import plot as draw

        draw(found, plot)
    _show([found], json, floors)


def _run(
    suite: str, data: Path | None, config: list[Path] | None, setting: list[str] | None, against: str
) -> Report:
    from threadgist.cli.console import Watch
    from threadgist.evaluate import run

    names = [name.strip() for name in against.split(",") if name.strip()]
    with Watch(suite, timings=False) as watch:
        return run(suite, data, _variants(config or [], setting or []), names, progress=watch)


def _variants(files: Sequence[Path], settings: Sequence[str]) -> list[Variant]:
    from threadgist.configuration import load_settings, read_overrides
    from threadgist.evaluate import Variant

    overrides = read_overrides(settings)
    if not files:
        return [Variant("threadgist", load_settings([], overrides)[0])]
    return [Variant(path.stem, load_settings([path], overrides)[0]) for path in files]


def _command() -> str:
    import shlex

    return shlex.join(["threadgist", *sys.argv[1:]])


def _show(reports: Sequence[Report], json: Path | None, floors: Path | None) -> None:
    """Print reports, write them as JSON where asked, and fail where a digest was broken or a floor missed."""
    from threadgist.errors import GroundingError, ThreadgistError
    from threadgist.evaluate.floors import below_floors, load_floors
    from threadgist.evaluate.report import to_json, to_table
    from threadgist.outputs import write_whole

    bars = load_floors(floors) if floors is not None else {}
    for one in reports:
        typer.echo(to_table(one), nl=False)
    if json is not None:
        write_whole(json.parent, {json.name: to_json(reports)})
    broken = [fault for one in reports for fault in one.broken]
    if broken:
        raise GroundingError(f"{len(broken)} faults that must never be, the first: {broken[0]}")
    missed = [line for one in reports for line in below_floors(one, bars)]
    if missed:
        raise ThreadgistError(f"{len(missed)} floors of {floors} missed: {'; '.join(missed)}")
