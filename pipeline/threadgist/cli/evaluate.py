"""`threadgist evaluate`: labelled threads, single digests, and two of one thread."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from threadgist.cli.console import show
from threadgist.cli.options import Json, argument, option

if TYPE_CHECKING:
    from threadgist.evaluate.card import Card
    from threadgist.records import Digest

app = typer.Typer(
    name="evaluate",
    help="Measure digests: one by itself, two side by side, or many against what careful readers found.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Names = Annotated[
    str | None,
    option("--names A,B", "What to call the two; by default what tells their paths apart."),
]
Digests = Annotated[Path, argument("A", "A digest.json.")]
Other = Annotated[Path, argument("B", "Another digest.json of the same thread.")]


@app.command("digest", no_args_is_help=True)
def card(
    digest: Annotated[Path, argument("DIGEST", "A digest.json.")],
    stability: Annotated[
        int,
        option("--stability N", "Find themes again in N resamples of nine tenths.", min=0),
    ] = 0,
    json: Json = None,
) -> None:
    """Score one digest without references, and name its weakest bullets."""
    from threadgist.digest_file import load_digest
    from threadgist.errors import GroundingError
    from threadgist.outputs import write_whole

    found = _card(load_digest(digest), stability)
    figures = dict(found.figures)
    show(f"# {found.title}")
    for name, value in found.figures:
        show(f"{name:<12}{_shown(value):>8}")
    for heading, value in found.themes:
        show(f"theme       {_shown(value):>8}  {heading}")
    for weak in found.weakest:
        show(f"weak        {weak.weight:>8.2f}  {weak.bullet_id} {weak.text}")
        for reason in weak.reasons:
            show(f"{'':<22}{reason}")
    for note in found.notes:
        show(f"# {note}")
    if json is not None:
        write_whole(json.parent, {json.name: _card_json(found)})
    broken = [name for name in ("grounding", "ledger") if figures[name] < 1]
    if broken:
        raise GroundingError(
            f"{digest}: {' and '.join(broken)} below 1: the file was changed, or this is a bug"
        )


@app.command("themes", no_args_is_help=True)
def themes(
    one: Digests,
    two: Other,
    out: Annotated[Path, option("--out FILE", "The page to write.")] = Path("outputs/themes.html"),
    names: Names = None,
) -> None:
    """Set two digests of one thread side by side, theme by theme, as one page."""
    from threadgist.digest_file import load_digest
    from threadgist.evaluate.sides import themes_page
    from threadgist.outputs import write_whole

    left, right = load_digest(one), load_digest(two)
    page = themes_page(left, right, _names(one, two, names), (_card(left, 0), _card(right, 0)))
    typer.echo(str(write_whole(out.parent, {out.name: page})[0]))


@app.command("blind", no_args_is_help=True)
def blind(
    one: Digests,
    two: Other,
    out: Annotated[Path, option("--out FILE", "The page; its key goes beside it as FILE.key.json.")] = Path(
        "outputs/blind.html"
    ),
    names: Names = None,
) -> None:
    """Set two digests of one thread side by side without telling which is which."""
    from threadgist.digest_file import load_digest
    from threadgist.evaluate.sides import blind_page, key_text
    from threadgist.outputs import write_whole

    made = blind_page(load_digest(one), load_digest(two), _names(one, two, names))
    files = {out.name: made.page, f"{out.stem}.key.json": key_text(made)}
    for path in write_whole(out.parent, files):
        typer.echo(str(path))


@app.command("verdict", no_args_is_help=True)
def verdict(
    page: Annotated[str, argument("PAGE", "The id of a blind page, as it prints it, or its key file.")],
    choice: Annotated[str, argument("left|right|tie", "Which is better.")],
    out: Annotated[Path, option("--out FILE", "The file of verdicts to add to.")] = Path(
        "outputs/verdicts.jsonl"
    ),
    why: Annotated[str, option("--why TEXT", "The reason.")] = "",
    judge: Annotated[str, option("--judge NAME", "Who judged.")] = "",
) -> None:
    """Add a verdict on a blind page to a file, as the page's own form would write it."""
    from threadgist.errors import OutputError
    from threadgist.evaluate.verdicts import read_keys, verdict_line

    if page.endswith(".json"):
        page = next(iter(read_keys([Path(page)])))
    line = verdict_line(page, choice, why, judge)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror})") from error
    show(line)


@app.command("tally", no_args_is_help=True)
def tally(
    verdicts: Annotated[Path, argument("VERDICTS", "A file of verdicts, one a line.")],
    keys: Annotated[list[Path], option("--keys FILE|DIR", "Key files of the pages, or folders of them.")],
) -> None:
    """Count which digest won, now that verdicts are given: the only command that reads the keys."""
    from threadgist.evaluate.verdicts import read_keys
    from threadgist.evaluate.verdicts import tally as count

    found = count(verdicts, read_keys(keys))
    for line in found.lines:
        show(f"# {line}")
    for name, wins in found.wins:
        show(f"{wins:>4}  {name}")
    show(f"{found.ties:>4}  tie")
    show(f"# two-sided sign test: {_shown(found.chance)}")


@app.command("threads", no_args_is_help=True)
def threads(
    data: Annotated[Path, option("--data DIR", "The folder of the labels and of the threads they name.")],
    config: Annotated[
        list[Path] | None,
        option(
            "--config FILE",
            "A TOML file of settings to measure; may be repeated, and each is measured by itself.",
        ),
    ] = None,
    setting: Annotated[
        list[str] | None, option("--set KEY=VALUE", "One setting, on top of every configuration.")
    ] = None,
    json: Json = None,
) -> None:
    """Themes and lines of real threads against what careful readers found in them."""
    from threadgist.cli.console import Watch
    from threadgist.errors import GroundingError
    from threadgist.evaluate.card import Maker
    from threadgist.evaluate.report import to_json, to_table
    from threadgist.evaluate.threads import load_gold
    from threadgist.evaluate.threads import threads as measure
    from threadgist.outputs import write_whole
    from threadgist.settings import load_settings, read_overrides

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


def _card(digest: Digest, stability: int) -> Card:
    """Judge a digest with the encoder and settings it was made with; only a model of a card is fetched for it."""
    from threadgist.backends.tiny import TINY_NAME
    from threadgist.errors import ModelError
    from threadgist.evaluate.card import Maker, make_card, settings_of
    from threadgist.model_cards import encoder_cards
    from threadgist.settings import load_settings, read_overrides

    settings, _ = load_settings([], read_overrides(settings_of(digest)))
    name = settings.encoder.name
    if name not in {TINY_NAME, *(one.name for one in encoder_cards())}:
        # Whoever wrote the file named it, not the user.
        raise ModelError(
            f"the digest was made with the encoder {name!r}, which has no model card, and nothing is read or fetched "
            "because a digest names it: write a card for it (see models/README.md)"
        )
    return make_card(digest, Maker("digest", settings), stability)


def _names(one: Path, two: Path, listed: str | None) -> tuple[str, str]:
    """What to call two digests: as asked, or the parts of their paths that tell them apart."""
    if listed is not None:
        from threadgist.errors import InputError

        names = [name.strip() for name in listed.split(",")]
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            raise InputError(f"--names {listed!r}: give two different names, as in --names before,after")
        return names[0], names[1]
    own = [part for part in one.parts if part not in two.parts]
    other = [part for part in two.parts if part not in one.parts]
    first, second = "/".join(own) or str(one), "/".join(other) or str(two)
    return first.removesuffix(".json"), second.removesuffix(".json")


def _shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"


def _card_json(found: Card) -> str:
    import json

    def number(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 6)

    plain = {
        "title": found.title,
        "figures": {name: number(value) for name, value in found.figures},
        "themes": [{"heading": heading, "coherence": number(value)} for heading, value in found.themes],
        "weakest": [
            {"bullet": weak.bullet_id, "text": weak.text, "weight": weak.weight, "reasons": weak.reasons}
            for weak in found.weakest
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
