"""The commands about models: what there are cards for, fetching weights, checking and removing them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from threadgist.cli.console import print_table, say
from threadgist.cli.options import argument, option

if TYPE_CHECKING:
    from threadgist.model_cards import AnyCard

app = typer.Typer(
    help="List the models there are cards for, and fetch, check or remove their weights.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Name = Annotated[str, argument("NAME", "A card's name, its path, or its hub id.")]
Verify = Annotated[bool, typer.Option(help="Hash the weights that are here and compare with the card.")]
_SOUND = {True: "yes", False: "NO: damaged", None: "-"}
_HIDDEN = {"kind", "name", "beside", "tested", "measured"}


@app.callback(invoke_without_command=True)
def models(context: typer.Context, verify: Verify = True) -> None:
    """List the models there are cards for, and fetch, check or remove their weights."""
    if context.invoked_subcommand is None:
        list_models(verify)


@app.command("list")
def list_models(verify: Verify = True) -> None:
    """List the cards: encoders, writers, entailment models; what is installed, from where, verified or not."""
    from threadgist.backends.model_files import installed_state
    from threadgist.model_cards import load_cards

    rows = [("MODEL", "KIND", "LANGUAGES", "MB", "RUN", "INSTALLED", "VERIFIED", "LICENCE")]
    for card in load_cards():
        state = installed_state(card, verify)
        row = (
            card.name,
            card.kind,
            ",".join(card.languages) or "?",
            str(card.size_mb) if card.size_mb is not None else "?",
            "yes" if card.tested else "not run",
            state.source if getattr(card, "base_url", None) is None else "server",
            _SOUND[state.verified],
            card.licence or "?",
        )
        rows.append(row)
    print_table(rows)


@app.command()
def show(name: Name) -> None:
    """Show everything that a card says, and where the weights are."""
    from threadgist.backends.model_files import installed_state

    card = _card(name)
    state = installed_state(card)
    rows = [("name", card.name), ("kind", card.kind)]
    for key, value in card.model_dump(mode="json", exclude=_HIDDEN).items():
        if value not in (None, "", [], {}):
            rows.append((key, value if isinstance(value, str) else json.dumps(value)))
    rows.append(("measured", card.measured or ("run" if card.tested else "not run")))
    rows.append(("installed", f"{state.source}: {state.where}" if state.where is not None else state.source))
    rows.append(("verified", _SOUND[state.verified]))
    print_table(rows)


@app.command()
def pull(
    name: Name,
    to: Annotated[
        Path | None,
        option(
            "--to DIR",
            "Put the weights into DIR/NAME instead of the hub cache; a card looks in weights/ beside it.",
        ),
    ] = None,
) -> None:
    """Fetch the weights of a card from its hub, at its revision, and check them."""
    from threadgist.backends.weights import pull as fetch
    from threadgist.words import counted

    card = _card(name)
    receipt = fetch(card, to)
    stated = sum(bool(said) for said in receipt.files.values())
    typer.echo(
        f"{receipt.where}: {counted(len(receipt.files), 'file')}, {stated} of them with a sha256 of the hub, checked"
    )
    if card.revision is None:
        say(f"the card names no revision: this is {receipt.revision}")


@app.command()
def verify(names: Annotated[list[str] | None, argument("NAME...", "Cards.")] = None) -> None:
    """Hash the weights that are here and compare with their card and with what the hub said; all cards without NAME."""
    from threadgist.backends.weights import verify as check
    from threadgist.errors import ModelError
    from threadgist.model_cards import load_cards

    cards = [_card(name) for name in names] if names else list(load_cards())
    rows = [("MODEL", "SOUND", "FILE")]
    damaged = []
    for card in cards:
        checks = check(card)
        if names and not checks:
            rows.append((card.name, "-", "not here"))
        for path, sound in checks:
            rows.append((card.name, {True: "yes", False: "NO", None: "-"}[sound], str(path)))
            damaged += [card.name] if sound is False else []
    print_table(rows)
    if damaged:
        raise ModelError(
            f"damaged or missing weights: {', '.join(sorted(set(damaged)))}: remove and pull them again"
        )


@app.command()
def remove(name: Name, yes: Annotated[bool, option("--yes -y", "Do not ask.")] = False) -> None:
    """Delete what `pull` put on this machine for a card, and nothing else."""
    from threadgist.backends.weights import pulled
    from threadgist.backends.weights import remove as delete
    from threadgist.errors import ModelError
    from threadgist.words import counted

    card = _card(name)
    receipts = [receipt for _, receipt in pulled(card)]
    if not receipts:
        raise ModelError(f"model {card.name!r}: nothing here was put there by `threadgist models pull`")
    for receipt in receipts:
        say(f"{receipt.where}: {counted(len(receipt.files), 'file')}")
    if not yes and not typer.confirm("Delete them?", err=True):
        raise typer.Exit(1)
    for path in delete(card):
        typer.echo(str(path))


def _card(name: str) -> AnyCard:
    from threadgist.errors import SettingsError
    from threadgist.model_cards import find_card, load_cards

    card = find_card(name)
    if card is None:
        known = ", ".join(card.name for card in load_cards())
        raise SettingsError(f"no model card {name!r}: there are {known}; or give the path of one")
    return card
