"""Where the weights of a card are on this machine, and whether they are those of the card."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from threadgist.bounds import open_regular
from threadgist.errors import ModelError, SourceError

if TYPE_CHECKING:
    from threadgist.model_cards import AnyCard

WEIGHTS = "model.safetensors"
Source = Literal["package", "folder", "hub cache", "not here"]


@dataclass(frozen=True, slots=True)
class InstalledState:
    """Whether a model is on this machine, where, and whether its weights are those of the card.

    `where` is a folder, or the GGUF file of a card that names one. `verified` is None where there is nothing
    to verify: no weights here, or no sha256 in the card.
    """

    installed: bool
    where: Path | None
    source: Source
    verified: bool | None


def installed_state(card: AnyCard, verify: bool = True) -> InstalledState:
    """Say where the weights of a card are on this machine; looks at the disk only, never at the network.

    Asked in this order: the card's `path`; `weights/NAME` beside the card or in the folder of the user's own cards,
    where `models pull --to DIR/weights` puts them; the package; the hub cache. With `verify`, weights whose sha256 the
    card states are hashed (about a tenth of a second per 100 MB). Raises ModelError: the weights are there but cannot
    be read.
    """
    for place, source in _places(card):
        where = _usable(place, card.file)
        if where is None:
            continue
        verified = None
        if verify and card.sha256 is not None:
            weights = weights_file(where)
            verified = weights is not None and file_sha256(weights) == card.sha256
        return InstalledState(installed=True, where=where, source=source, verified=verified)
    return InstalledState(installed=False, where=None, source="not here", verified=None)


def weights_file(where: Path) -> Path | None:
    """The one file that a card's sha256 speaks of; None where the weights are in several."""
    if where.is_file():
        return where
    single = where / WEIGHTS
    return single if single.is_file() else None


def own_cards() -> Path | None:
    """The folder of the user's own cards, which THREADGIST_MODELS_DIR names; None where it names none."""
    named = os.environ.get("THREADGIST_MODELS_DIR")
    return Path(named) if named else None


def weights_homes(card: AnyCard) -> list[Path]:
    """The folders that hold weights by the names of cards: beside the card, and beside the user's own cards."""
    return [home / "weights" for home in (card.beside, own_cards()) if home is not None]


def weights_folder(card: AnyCard) -> str:
    """The name of the folder below `models/weights` that is this card's, whatever its name holds."""
    return re.sub(r"[^\w.+-]+", "--", card.name).lstrip(".") or "_"


def file_sha256(path: Path) -> str:
    """Hash a file; raises ModelError where it cannot be read."""
    try:
        with open_regular(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except SourceError as error:
        raise ModelError(f"model weights {error}") from error


def hub_cache() -> Path:
    """The folder where huggingface_hub keeps what it downloaded, as the environment says.

    It is read here because importing huggingface_hub costs more than the rest of a warm run's start.
    """
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or f"{caches}/huggingface"
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE") or f"{home}/hub"
    return Path(os.path.expandvars(named)).expanduser()


def hub_folder(hub: str) -> Path:
    """The folder of that cache where a model of the hub is kept, if it is.

    The layout `models--OWNER--NAME/{refs,snapshots}` is documented in huggingface_hub's guide "Manage cache".
    """
    return hub_cache() / ("models--" + hub.replace("/", "--"))


def _places(card: AnyCard) -> list[tuple[Path, Source]]:
    if card.path is not None:
        return [(Path(card.path), "folder")]
    places: list[tuple[Path, Source]] = []
    folder = weights_folder(card)
    places += [(home / folder, "folder") for home in weights_homes(card)]
    if card.module is not None and (found := _module_folder(card.module)) is not None:
        places.append((found / card.folder, "package"))
    if card.hub is not None and (snapshot := _hub_snapshot(card.hub, card.revision)) is not None:
        places.append((snapshot, "hub cache"))
    return places


def _usable(place: Path, file: str | None) -> Path | None:
    """The folder or GGUF file that a model is loaded from; None where this place has none."""
    if place.is_file():
        return place if place.suffix == ".gguf" else None
    if file is not None:
        return place / file if (place / file).is_file() else None
    if (place / "modules.json").is_file() or (place / "config.json").is_file():
        return place
    return None


def _module_folder(module: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(module)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _hub_snapshot(hub: str, revision: str | None) -> Path | None:
    """The folder where huggingface_hub keeps a downloaded revision; `main` without one."""
    folder = hub_folder(hub)
    if revision is None:
        reference = folder / "refs" / "main"
        if not reference.is_file():
            return None
        revision = reference.read_text(encoding="utf-8").strip()
    snapshot = folder / "snapshots" / revision
    return snapshot if snapshot.is_dir() else None
