"""Reading settings: files, environment, command line, and where each value came from.

And which of them can change a digest, as versions of libraries can.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from threadgist.errors import SettingsError, SourceError
from threadgist.resources import resource_dir
from threadgist.settings import Settings
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes

_ENVIRONMENT = "threadgist_"
# Where something is kept and what is only shown leave the digest as it is, and so does all of `batch`.
_NOT_PART = {
    "encoder.cache",
    "encoder.batch_size",
    "limits.max_input_mb",
    "limits.max_memory_mb",
    "limits.max_read_seconds",
    "page.base_url",
    "page.css",
    "page.max_comment_chars",
    "page.templates",
    "writer.api_key_env",
    "writer.base_url",
    "writer.concurrency",
    "writer.retries",
    "writer.timeout",
}

_LIBRARIES = ("hdbscan", "numpy", "scipy", "sentence-transformers", "sentencex", "torch", "transformers")

Tree = dict[str, Any]


def load_settings(
    files: Sequence[Path] = (), overrides: Mapping[str, Any] | None = None
) -> tuple[Settings, dict[str, str]]:
    """Merge the settings in force: TOML files, the last one wins, then the environment, then `overrides` by dotted key.

    Returns the settings, and for each dotted key where its value came from. Raises SettingsError: a file cannot be read
    or is not TOML, a key is unknown, or a value does not fit.
    """
    merged: Tree = {}
    origins = {key: "built-in" for key, _ in flatten(Settings().model_dump())}
    shipped = resource_dir("configs") / "default.toml"
    for path in (shipped, *files):
        origin = "configs/default.toml" if path == shipped else str(path)
        _merge(merged, _read(path), origins, origin)
    for given, origin in ((_environment(), "environment"), (overrides or {}, "command line")):
        for key, value in given.items():
            *sections, last = key.split(".")
            tree: Tree = {last: value}
            for section in reversed(sections):
                tree = {section: tree}
            _merge(merged, tree, origins, origin)
    return settings_of(merged, origins), origins


def settings_of(tree: Mapping[str, Any], origins: Mapping[str, str] | None = None) -> Settings:
    """Return the built-in settings with others in their places, as `{"select": {"max_points": 3}}`.

    `origins` says by dotted key where they came from. Raises SettingsError: a key is unknown, or a value does not fit.
    """
    try:
        return Settings.model_validate(dict(tree))
    except ValidationError as error:
        raise SettingsError(_explain(error.errors()[0], origins or {})) from error


def read_overrides(pairs: Sequence[str]) -> dict[str, Any]:
    """Read `KEY=VALUE` as given on the command line; a value that is not TOML is text.

    Raises SettingsError: one of them is not of that form.
    """
    overrides: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise SettingsError(f"--set {pair!r}: write it as KEY=VALUE, as in select.max_points=3")
        try:
            overrides[key.strip()] = parse_toml(f"value = {value}")["value"]
        except ValueError:
            overrides[key.strip()] = value
    return overrides


def flatten(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (dotted key, value) for every leaf of nested settings, in order."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def is_part(name: str) -> bool:
    """Whether a setting, named as in `encoder.name`, can change a digest."""
    return name not in _NOT_PART and not name.startswith("batch.")


def parts_of(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the settings that can change a digest, each with its value in JSON."""
    leaves = flatten(settings.model_dump(mode="json"))
    pairs = [(name, json.dumps(value)) for name, value in leaves if is_part(name)]
    if settings.writer.name == "extractive":
        # How a language model would be asked says nothing about a digest that none wrote, but for its language.
        kept = ("writer.name", "writer.language") if settings.writer.language else ("writer.name",)
        pairs = [pair for pair in pairs if pair[0] in kept or not pair[0].startswith("writer.")]
    return tuple(pairs)


def settings_hash(settings: Settings) -> str:
    """Return the first 16 hex digits of the sha256 of every setting that can change a digest."""
    return sha256(json.dumps(parts_of(settings), separators=(",", ":")).encode()).hexdigest()[:16]


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """Return the libraries that bytes depend on, with their versions."""
    return tuple((library, version(library)) for library in _LIBRARIES)


def _environment() -> dict[str, str]:
    """Return the settings among the environment variables by their dotted keys."""
    found = {}
    for name, value in os.environ.items():
        section, _, key = name.lower().removeprefix(_ENVIRONMENT).partition("__")
        if name.lower().startswith(_ENVIRONMENT) and section in Settings.model_fields:
            if not key:
                raise SettingsError(
                    f"environment variable {name} is not a section of settings: name a key, as in {name}__KEY=VALUE"
                )
            found[f"{section}.{key.replace('__', '.')}"] = value
    return found


def _read(path: Path) -> Tree:
    try:
        return parse_toml(read_bytes(path, TOML_BYTES))
    except SourceError as error:
        raise SettingsError(str(error)) from error
    except ValueError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error


def _merge(
    into: Tree, tree: Mapping[str, Any], origins: dict[str, str], origin: str, above: str = ""
) -> None:
    """Put the values of a tree into another, and where they came from under their dotted keys."""
    for key, value in tree.items():
        if isinstance(value, dict):
            if not isinstance(into.get(key), dict):
                into[key] = {}
            _merge(into[key], value, origins, origin, f"{above}{key}.")
        else:
            into[key], origins[f"{above}{key}"] = value, origin


def _explain(error: ErrorDetails, origins: Mapping[str, str]) -> str:
    location = [str(part) for part in error["loc"]]
    key = ".".join(location)
    origin = origins.get(key) or next(
        (origins[known] for known in origins if known.startswith(f"{key}.")), "given"
    )
    if error["type"] != "extra_forbidden":
        return f"setting {key} = {error['input']!r} ({origin}): {error['msg'][:1].lower()}{error['msg'][1:]}"
    known = [*Settings.model_fields, *(name for name, _ in flatten(Settings().model_dump()))]
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5) or difflib.get_close_matches(
        location[-1], [name.rsplit(".", 1)[-1] for name in known], n=1
    )
    hint = f"did you mean {close[0]}?" if close else "`threadgist config` lists the keys there are"
    return f"unknown setting {key} ({origin}): {hint}"
