"""`threadgist evaluate`: single digests, and two of one thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from threadgist.cli.console import show, show_paths
from threadgist.cli.options import JSON, argument, option, read_settings
from threadgist.errors import GroundingError, InputError, ModelError
from threadgist.evaluate.checks import shown, to_json
from threadgist.evaluate.verdicts import read_keys, verdict_line
from threadgist.evaluate.verdicts import tally as count
from threadgist.outputs import write_whole, writing

if TYPE_CHECKING:
    from threadgist.evaluate.card import Card
    from threadgist.records import Digest

app = typer.Typer(
    name="evaluate",
    help="Measure digests: one by itself, or two side by side.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NAMES = option("--names A,B", "What to call the two; by default what tells their paths apart.")
DIGESTS = argument("A", "A digest.json.")
OTHER = argument("B", "Another digest.json of the same thread.")


@app.command("digest", no_args_is_help=True)
def card(
    digest: Path = argument("DIGEST", "A digest.json."),
    stability: int = option(
        "--stability N", "Find themes again in N resamples of nine tenths.", default=0, min=0
    ),
    json: Path | None = JSON,
) -> None:
    """Score one digest without references, and name its weakest bullets."""
    from threadgist.digest_file import load_digest

    found = _card(load_digest(digest), stability)
    show(f"# {found.title}")
    for name, value in found.figures.items():
        show(f"{name:<12}{shown(value):>8}")
    for theme in found.themes:
        show(f"theme       {shown(theme.coherence):>8}  {theme.heading}")
    for weak in found.weakest:
        show(f"weak        {weak.weight:>8.2f}  {weak.bullet} {weak.text}")
        for reason in weak.reasons:
            show(f"{'':<22}{reason}")
    for note in found.notes:
        show(f"# {note}")
    if json is not None:
        write_whole(json.parent, {json.name: to_json(found)})
    if broken := " and ".join(name for name in ("grounding", "ledger") if found.figures[name] < 1):
        raise GroundingError(f"{digest}: {broken} below 1: the file was changed, or this is a bug")


@app.command("themes", no_args_is_help=True)
def themes(
    one: Path = DIGESTS,
    two: Path = OTHER,
    out: Path = option("--out FILE", "The page to write.", default=Path("outputs/themes.html")),
    names: str | None = NAMES,
) -> None:
    """Set two digests of one thread side by side, theme by theme, as one page."""
    from threadgist.digest_file import load_digest
    from threadgist.evaluate.sides import themes_page

    left, right = load_digest(one), load_digest(two)
    page = themes_page(left, right, _names(one, two, names), (_card(left, 0), _card(right, 0)))
    show_paths(write_whole(out.parent, {out.name: page}))


@app.command("blind", no_args_is_help=True)
def blind(
    one: Path = DIGESTS,
    two: Path = OTHER,
    out: Path = option(
        "--out FILE", "The page; its key goes beside it as FILE.key.json.", default=Path("outputs/blind.html")
    ),
    names: str | None = NAMES,
) -> None:
    """Set two digests of one thread side by side without telling which is which."""
    import json

    from threadgist.digest_file import load_digest
    from threadgist.evaluate.sides import blind_page

    page, made = blind_page(load_digest(one), load_digest(two), _names(one, two, names))
    key = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    show_paths(write_whole(out.parent, {out.name: page, f"{out.stem}.key.json": key}))


@app.command("verdict", no_args_is_help=True)
def verdict(
    page: str = argument("PAGE", "The id of a blind page, as it prints it, or its key file."),
    choice: str = argument("left|right|tie", "Which is better."),
    out: Path = option(
        "--out FILE", "The file of verdicts to add to.", default=Path("outputs/verdicts.jsonl")
    ),
    why: str = option("--why TEXT", "The reason.", default=""),
    judge: str = option("--judge NAME", "Who judged.", default=""),
) -> None:
    """Add a verdict on a blind page to a file, as the page's own form would write it."""
    if page.endswith(".json"):
        page = next(iter(read_keys([Path(page)])))
    line = verdict_line(page, choice, why, judge)
    with writing(out, "name another file with --out"):
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
    show(line)


@app.command("tally", no_args_is_help=True)
def tally(
    verdicts: Path = argument("VERDICTS", "A file of verdicts, one a line."),
    keys: list[Path] = option("--keys FILE|DIR", "Key files of the pages, or folders of them.", default=...),
) -> None:
    """Count which digest won, now that verdicts are given: the only command that reads the keys."""
    found = count(verdicts, read_keys(keys))
    for line in found.lines:
        show(f"# {line}")
    for name, wins in found.wins:
        show(f"{wins:>4}  {name}")
    show(f"{found.ties:>4}  tie")
    show(f"# two-sided sign test: {shown(found.chance)}")


def _card(digest: Digest, stability: int) -> Card:
    """Judge a digest with the encoder and settings it was made with; only a model of a card is fetched for it."""
    from threadgist.backends.encoders import TINY_NAME
    from threadgist.evaluate.card import make_card, settings_of
    from threadgist.model_cards import encoder_cards
    from threadgist.tools import open_tools

    settings = read_settings(None, settings_of(digest))
    name = settings.encoder.name
    if name not in {TINY_NAME, *(one.name for one in encoder_cards())}:
        # Whoever wrote the file named it, not the user.
        raise ModelError(
            f"the digest was made with the encoder {name!r}, which has no model card, and nothing is read or fetched "
            "because a digest names it: write a card for it (see models/README.md)"
        )
    return make_card(digest, settings, *open_tools(settings), stability)


def _names(one: Path, two: Path, listed: str | None) -> tuple[str, str]:
    if listed is not None:
        names = [name.strip() for name in listed.split(",")]
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            raise InputError(f"--names {listed!r}: give two different names, as in --names before,after")
        return names[0], names[1]
    own = "/".join(part for part in one.parts if part not in two.parts) or str(one)
    other = "/".join(part for part in two.parts if part not in one.parts) or str(two)
    return own.removesuffix(".json"), other.removesuffix(".json")
