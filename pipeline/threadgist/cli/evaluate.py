"""`threadgist evaluate`: one command a suite, and those that look at single digests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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

Data = Annotated[
    Path,
    typer.Option(
        "--data", metavar="DIR", help="The folder that holds the data, or folders named after the sets."
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
Against = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="LIST",
        help="Baselines in the same run, separated by commas: bertopic, kmeans, ward; lead, centroid, lexrank, mmr.",
    ),
]
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON as well.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@app.command("argkp", no_args_is_help=True)
def argkp(
    data: Data,
    config: Config = None,
    setting: Setting = None,
    against: Against = "",
    json: Json = None,
    debug: Debug = False,
) -> None:
    """Themes, bullets and sizes against the key points people found in the debates of ArgKP-2021."""
    del debug
    _suite("argkp", data, config, setting, against, json)


@app.command("opinosis", no_args_is_help=True)
def opinosis(
    data: Data,
    config: Config = None,
    setting: Setting = None,
    against: Against = "",
    json: Json = None,
    debug: Debug = False,
) -> None:
    """Bullets against what people wrote of opinions on products and hotels (Opinosis), by ROUGE."""
    del debug
    _suite("opinosis", data, config, setting, against, json)


@app.command("convosumm", no_args_is_help=True)
def convosumm(
    data: Data,
    config: Config = None,
    setting: Setting = None,
    against: Against = "",
    json: Json = None,
    debug: Debug = False,
) -> None:
    """Bullets against what people wrote of mailing lists (ConvoSumm), by ROUGE."""
    del debug
    _suite("convosumm", data, config, setting, against, json)


def _suite(
    suite: str,
    data: Path | None,
    config: list[Path] | None,
    setting: list[str] | None,
    against: str,
    json: Path | None,
) -> None:
    from dataclasses import replace

    from threadgist.cli.console import Watch
    from threadgist.evaluate import run

    with Watch(suite, timings=False) as watch:
        report = run(suite, data, _variants(config or [], setting or []), _names(against), progress=watch)
    _show([replace(report, command=_command())], json)


def _variants(files: Sequence[Path], settings: Sequence[str]) -> list[Variant]:
    from threadgist.configuration import load_settings, read_overrides
    from threadgist.evaluate import Variant

    overrides = read_overrides(settings)
    if not files:
        return [Variant("threadgist", load_settings([], overrides)[0])]
    return [Variant(path.stem, load_settings([path], overrides)[0]) for path in files]


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _command() -> str:
    import shlex

    return shlex.join(["threadgist", *sys.argv[1:]])


def _show(reports: Sequence[Report], json: Path | None) -> None:
    """Print reports, write them as JSON where asked, and fail where a digest was broken."""
    from threadgist.errors import GroundingError
    from threadgist.evaluate.report import to_json, to_table
    from threadgist.outputs import write_whole

    for report in reports:
        typer.echo(to_table(report), nl=False)
    if json is not None:
        write_whole(json.parent, {json.name: to_json(reports)})
    broken = [fault for report in reports for fault in report.broken]
    if broken:
        raise GroundingError(f"{len(broken)} faults of grounding or ledger, the first: {broken[0]}")
