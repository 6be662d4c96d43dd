"""`threadgist evaluate`: labelled threads; single digests and two of one thread are in `judge`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadgist.cli import judge
from threadgist.cli.options import Json

__all__ = ["app"]

app = typer.Typer(
    name="evaluate",
    help="Measure digests: one by itself, two side by side, or many against what careful readers found.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("digest", no_args_is_help=True)(judge.card)
app.command("themes", no_args_is_help=True)(judge.themes)
app.command("blind", no_args_is_help=True)(judge.blind)
app.command("verdict", no_args_is_help=True)(judge.verdict)
app.command("tally", no_args_is_help=True)(judge.tally)


@app.command("threads", no_args_is_help=True)
def threads(
    data: Annotated[
        Path,
        typer.Option("--data", metavar="DIR", help="The folder of the labels and of the threads they name."),
    ],
    config: Annotated[
        list[Path] | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="A TOML file of settings to measure; may be repeated, and each is measured by itself.",
        ),
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="One setting, on top of every configuration."),
    ] = None,
    json: Json = None,
) -> None:
    """Themes and lines of real threads against what careful readers found in them."""
    from threadgist.cli.console import Watch
    from threadgist.configuration import load_settings, read_overrides
    from threadgist.errors import GroundingError
    from threadgist.evaluate.data_gold import load_gold
    from threadgist.evaluate.maker import Maker
    from threadgist.evaluate.report import to_json, to_table
    from threadgist.evaluate.threads import threads as measure
    from threadgist.outputs import write_whole

    overrides = read_overrides(setting or [])
    makers = [Maker(path.stem, load_settings([path], overrides)[0]) for path in config or ()]
    with Watch("threads", timings=False) as watch:
        readings, absent = load_gold(data)
        report = measure(
            readings, makers or [Maker("threadgist", load_settings([], overrides)[0])], watch, absent
        )
    typer.echo(to_table(report), nl=False)
    if json is not None:
        write_whole(json.parent, {json.name: to_json([report])})
    if report.broken:
        raise GroundingError(f"{len(report.broken)} faults that must never be, the first: {report.broken[0]}")
