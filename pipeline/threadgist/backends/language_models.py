"""From the name that a user gave a writer to the model behind it."""

import os
from pathlib import Path
from typing import Literal

from threadgist.backends.llama import LlamaModel, llama_installed
from threadgist.backends.model_files import is_hub_id
from threadgist.errors import ModelError
from threadgist.model_cards import WriterCard, find_card, load_cards
from threadgist.settings import WriterSettings
from threadgist.write.model import LanguageModel

# Billions of parameters from which a model is asked for whole themes.
_FULL_FROM = 4.0


def open_language_model(settings: WriterSettings) -> LanguageModel:
    """Return the language model that `settings.name` names; nothing is loaded or asked before its first call.

    The name is that of a card, the path of one, a hub id ("owner/name"), the folder of a model, a GGUF file, or
    "server:MODEL" for what an OpenAI-compatible server calls MODEL. Raises what `writer_card` does.
    """
    card = writer_card(settings)
    if card.base_url is not None:
        from threadgist.backends.server import ServerModel

        return ServerModel(card, settings)
    gguf = (card.file or card.path or "").endswith(".gguf")
    if settings.backend == "llama.cpp" or (settings.backend == "auto" and gguf and llama_installed()):
        return LlamaModel(card, settings)
    from threadgist.backends.causal import CausalModel

    return CausalModel(card, settings)


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
