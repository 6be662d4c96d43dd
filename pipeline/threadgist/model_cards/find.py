"""Reading cards and finding the one that a user named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from threadgist.errors import SettingsError, SourceError
from threadgist.model_cards.cards import AnyCard, ModelCard, parse_card
from threadgist.model_cards.installed import own_cards
from threadgist.resources import resource_dir
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes

if TYPE_CHECKING:
    from threadgist.records import EncoderInfo


def load_card(path: Path) -> AnyCard:
    """Read one card.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or a key is wrong.
    """
    try:
        said = parse_toml(read_bytes(path, TOML_BYTES))
    except SourceError as error:
        raise SettingsError(f"model card {error}") from error
    except ValueError as error:
        raise SettingsError(f"model card {path} is not TOML: {error}") from error
    try:
        card = parse_card({**said, "beside": path.parent.resolve()})
    except ValidationError as error:
        first = error.errors()[0]
        # The kind that told the cards apart comes first in the location of what is wrong below it.
        parts = [str(part) for part in first["loc"] if part not in ("encoder", "writer", "entailment")]
        key = ".".join(parts) or "kind"
        raise SettingsError(
            f"model card {path}, key {key!r}: {first['msg']}: see models/README.md"
        ) from error
    if card.path is not None and not Path(card.path).is_absolute():
        card = card.model_copy(update={"path": str((path.parent / card.path).resolve())})
    return card


def load_cards(extra_dir: Path | None = None) -> tuple[AnyCard, ...]:
    """Return every card, by name: those that travel with threadgist, then those in `extra_dir`.

    Without `extra_dir` that is the folder of the user's own cards, where one is named.

    Raises:
        SettingsError: a card is wrong, or two cards of one folder bear the same name.
    """
    own = extra_dir if extra_dir is not None else own_cards()
    folders = [resource_dir("models"), *([own] if own is not None else [])]
    cards: dict[str, AnyCard] = {}
    for folder in folders:
        seen: dict[str, Path] = {}
        for path in sorted(folder.glob("*.toml")):
            card = load_card(path)
            if card.name in seen:
                raise SettingsError(
                    f"model cards {seen[card.name]} and {path} bear the same name {card.name!r}"
                )
            seen[card.name] = path
            cards[card.name] = card
    return tuple(cards[name] for name in sorted(cards))


def encoder_cards() -> tuple[ModelCard, ...]:
    """Return the cards of encoders, by name; raises what `load_cards` does."""
    return tuple(card for card in load_cards() if isinstance(card, ModelCard))


def find_card(name: str, extra_dir: Path | None = None) -> AnyCard | None:
    """Return the card called `name`, of the hub id `name`, or in the TOML file `name`; None without one.

    Raises:
        SettingsError: `name` is the path of a card that is wrong.
    """
    if name.endswith(".toml"):
        return load_card(Path(name))
    cards = load_cards(extra_dir)
    by_name = [card for card in cards if card.name == name]
    # A card with a file of its own is one way to run a hub's model, not what the hub's id stands for.
    by_hub = [card for card in cards if card.hub == name and card.file is None]
    return next(iter([*by_name, *by_hub]), None)


def other_card(language: str | None, encoder: EncoderInfo) -> str | None:
    """Name the first card of an encoder for a language that `encoder` does not cover.

    None where it covers it, where the language is unknown and where there is no such card; raises what `load_cards`
    does.
    """
    covered = encoder.languages
    if language is None or language in covered or "multi" in covered:
        return None
    fitting = (
        card.name for card in encoder_cards() if "multi" in card.languages or language in card.languages
    )
    return next(fitting, None)
