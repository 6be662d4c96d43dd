"""The commands about models: what there are cards for, fetching weights, checking and removing them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from threadgist.cli.console import print_table, say, show_paths
from threadgist.cli.options import argument, flag, option
from threadgist.errors import ModelError, SettingsError
from threadgist.words import counted

if TYPE_CHECKING:
    from threadgist.model_cards import AnyCard

app = typer.Typer(
    help="List the models there are cards for, and fetch, check or remove their weights.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

NAME = argument("NAME", "A card's name, its path, or its hub id.")
VERIFY = option(
    "--verify/--no-verify", "Hash the weights that are here and compare with the card.", default=True
)
_SOUND = {True: "yes", False: "NO: damaged", None: "-"}
_HIDDEN = {"kind", "name", "beside", "tested", "measured"}


@app.callback(invoke_without_command=True)
def models(context: typer.Context, verify: bool = VERIFY) -> None:
    """List the models there are cards for, and fetch, check or remove their weights."""
    if context.invoked_subcommand is None:
        list_models(verify)


@app.command("list")
def list_models(verify: bool = VERIFY) -> None:
    """List the cards: encoders, writers, entailment models; what is installed, from where, verified or not."""
    from threadgist.backends.model_files import installed, is_sound
    from threadgist.model_cards import load_cards

    rows = [("MODEL", "KIND", "LANGUAGES", "MB", "RUN", "INSTALLED", "VERIFIED", "LICENCE")]
    for card in load_cards():
        place, source = installed(card)
        sound = is_sound(card, place) if verify else None
        languages, licence = ",".join(card.languages) or "?", card.licence or "?"
        size = str(card.size_mb) if card.size_mb is not None else "?"
        run = "yes" if card.tested else "not run"
        where = source if getattr(card, "base_url", None) is None else "server"
        rows.append((card.name, card.kind, languages, size, run, where, _SOUND[sound], licence))
    print_table(rows)


@app.command()
def show(name: str = NAME) -> None:
    """Show everything that a card says, and where the weights are."""
    from threadgist.backends.model_files import installed, is_sound

    card = _card(name)
    where, source = installed(card)
    rows = [("name", card.name), ("kind", card.kind)]
    for key, value in card.model_dump(mode="json", exclude=_HIDDEN).items():
        if value not in (None, "", [], {}):
            rows.append((key, value if isinstance(value, str) else json.dumps(value)))
    rows.append(("measured", card.measured or ("run" if card.tested else "not run")))
    rows.append(("installed", f"{source}: {where}" if where is not None else source))
    rows.append(("verified", _SOUND[is_sound(card, where)]))
    print_table(rows)


@app.command()
def pull(
    name: str = NAME,
    to: Path | None = option(
        "--to DIR",
        "Put the weights into DIR/NAME instead of the hub cache; a card looks in weights/ beside it.",
    ),
) -> None:
    """Fetch the weights of a card from its hub, at its revision, and check them."""
    from threadgist.backends.weights import pull as fetch

    card = _card(name)
    receipt = fetch(card, to)
    stated = sum(bool(said) for said in receipt.files.values())
    files = counted(len(receipt.files), "file")
    typer.echo(f"{receipt.where}: {files}, {stated} of them with a sha256 of the hub, checked")
    if card.revision is None:
        say(f"the card names no revision: this is {receipt.revision}")


@app.command()
def verify(names: list[str] | None = argument("NAME...", "Cards.", None)) -> None:
    """Hash the weights that are here and compare with their card and with what the hub said; all cards without NAME."""
    from threadgist.backends.weights import verify as check
    from threadgist.model_cards import load_cards

    cards = [_card(name) for name in names] if names else list(load_cards())
    rows = [("MODEL", "SOUND", "FILE")]
    damaged = []
    for card in cards:
        checks = check(card)
        if names and not checks:
            rows.append((card.name, "-", "not here"))
        rows += ((card.name, {True: "yes", False: "NO", None: "-"}[sound], str(at)) for at, sound in checks)
        damaged += [card.name for _, sound in checks if sound is False]
    print_table(rows)
    if damaged:
        names = sorted(set(damaged))
        raise ModelError(f"damaged or missing weights: {', '.join(names)}: remove and pull them again")


@app.command()
def remove(name: str = NAME, yes: bool = flag("--yes -y", "Do not ask.")) -> None:
    """Delete what `pull` put on this machine for a card, and nothing else."""
    from threadgist.backends.weights import pulled
    from threadgist.backends.weights import remove as delete

    card = _card(name)
    receipts = [receipt for _, receipt in pulled(card)]
    if not receipts:
        raise ModelError(f"model {card.name!r}: nothing here was put there by `threadgist models pull`")
    for receipt in receipts:
        say(f"{receipt.where}: {counted(len(receipt.files), 'file')}")
    if not yes and not typer.confirm("Delete them?", err=True):
        raise typer.Exit(1)
    show_paths(delete(card))


def _card(name: str) -> AnyCard:
    from threadgist.model_cards import find_card, load_cards

    card = find_card(name)
    if card is None:
        known = ", ".join(card.name for card in load_cards())
        raise SettingsError(f"no model card {name!r}: there are {known}; or give the path of one")
    return card
