"""Reading settings: files, environment, command line, and where each value came from."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from threadgist.errors import SettingsError, SourceError
from threadgist.resources import resource_dir
from threadgist.settings import Settings
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes

ENV_PREFIX = "THREADGIST_"
NOT_SETTINGS = {f"{ENV_PREFIX}{name}" for name in ("CACHE_DIR", "GITHUB_TOKEN", "MODELS_DIR", "REDDIT_TOKEN")}

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
    _merge(merged, _environment(), origins, "environment")
    for key, value in (overrides or {}).items():
        for part in reversed(key.split(".")):
            value = {part: value}
        _merge(merged, value, origins, "command line")
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


def _environment() -> Tree:
    """Read the settings among the environment variables."""
    names = {name.upper() for name in os.environ}
    if not any(name.startswith(ENV_PREFIX) for name in names - NOT_SETTINGS):
        return {}
    # Imported here, for it takes a while and is seldom needed.
    from pydantic_settings import EnvSettingsSource
    from pydantic_settings import SettingsError as EnvironmentFault

    keys: Any = Settings
    try:
        return dict(EnvSettingsSource(keys, env_prefix=ENV_PREFIX, env_nested_delimiter="__")())
    except (EnvironmentFault, RecursionError) as error:
        # It says which field, not which variable, and takes a section for JSON.
        named = [section for section in Settings.model_fields if f'"{section}"' in str(error)]
        shown = f"{ENV_PREFIX}{named[0].upper()}" if named else ENV_PREFIX
        raise SettingsError(
            f"environment variable {shown} is not a section of settings: name a key, as in {shown}__KEY=VALUE"
        ) from error


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
