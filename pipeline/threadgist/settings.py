"""Settings: what can be turned, checked and frozen; where their values come from; which can change a digest.

Order of precedence, strongest first: command-line options, environment (`THREADGIST_SELECT__MAX_POINTS=3`),
files named with --config (the last one wins), the defaults in configs/default.toml, which says what each key means.
"""

import difflib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from threadgist.bounds import READ_MEMORY_MB, READ_SECONDS
from threadgist.errors import SettingsError, SourceError
from threadgist.resources import resource_dir
from threadgist.speakers import WRITTEN_LANGUAGES
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes

_ENVIRONMENT = "threadgist_"
# Where something is kept and what is only shown leave the digest as it is, and so does all of `batch`.
_NOT_PART = {
    "encoder": ("cache", "batch_size"),
    "limits": ("max_input_mb", "max_memory_mb", "max_read_seconds"),
    "page": ("base_url", "css", "max_comment_chars", "templates"),
    "writer": ("api_key_env", "base_url", "concurrency", "retries", "timeout"),
}
_LIBRARIES = ("hdbscan", "numpy", "scipy", "sentence-transformers", "sentencex", "torch", "transformers")

Positive = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A part of the settings: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LimitSettings(Section):
    """How much of a hostile or huge input is read."""

    max_comments: Positive = 20_000
    max_comment_chars: Positive = 20_000
    max_input_mb: Positive = 256
    max_memory_mb: Positive = READ_MEMORY_MB
    max_read_seconds: Positive = READ_SECONDS


class EncoderSettings(Section):
    """Which sentence-transformers model makes the vectors, and how."""

    name: str = "all-MiniLM-L6-v2"
    batch_size: Positive = 16
    device: str = "auto"
    backend: Literal["torch", "onnx-int8"] = "torch"
    cache: bool = True


class ClusterSettings(Section):
    """How passages become themes. See docs/lab-notes.md for what each was measured to do."""

    max_themes: Positive = 20


class SelectSettings(Section):
    """How many lines a theme shows."""

    max_points: Positive = 4
    max_one_offs: Annotated[int, Field(ge=0)] = 6


class WriterSettings(Section):
    """Who writes headings and bullets: `extractive`, or the name of a language model's card; and how."""

    name: str = "extractive"
    style: Literal["auto", "small", "full", "once"] = "auto"
    language: str | None = None
    summary: bool = True
    checker: str = "same"
    max_calls: Annotated[int, Field(ge=0)] | None = None
    max_seconds: Annotated[float, Field(ge=0.0)] | None = None
    input_price: Annotated[float, Field(ge=0.0)] | None = None
    output_price: Annotated[float, Field(ge=0.0)] | None = None
    backend: Literal["auto", "transformers", "llama.cpp", "server"] = "auto"
    base_url: str | None = None
    api_key_env: str = "OPENAI_API_KEY"
    concurrency: Positive = 8
    timeout: Annotated[float, Field(gt=0.0)] = 120.0
    retries: Annotated[int, Field(ge=0)] = 4
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    batch_size: Positive = 8
    context: Positive | None = None

    @field_validator("language")
    @classmethod
    def _has_words(cls, language: str | None) -> str | None:
        if language is not None and language not in WRITTEN_LANGUAGES:
            raise ValueError(
                f"there are no words for counts in {language!r}: give one of {', '.join(WRITTEN_LANGUAGES)}"
            )
        return language


class PageSettings(Section):
    """What the page shows, where it is published and whose look it has."""

    max_comment_chars: Positive = 1_200
    pseudonyms: bool = False
    base_url: str | None = None
    templates: str | None = None
    css: str | None = None


class BatchSettings(Section):
    """How a batch uses the machine; none of it changes a digest."""

    workers: Positive | None = None
    writing: Positive = 16
    step_seconds: Annotated[float, Field(gt=0.0)] = 3_600.0


class Settings(Section):
    """All settings of one run."""

    limits: LimitSettings = LimitSettings()
    encoder: EncoderSettings = EncoderSettings()
    cluster: ClusterSettings = ClusterSettings()
    select: SelectSettings = SelectSettings()
    page: PageSettings = PageSettings()
    writer: WriterSettings = WriterSettings()
    batch: BatchSettings = BatchSettings()


def load_settings(
    files: Sequence[Path] = (), overrides: Mapping[str, Any] | None = None
) -> tuple[Settings, dict[str, str]]:
    """Merge the settings in force: TOML files, the last one wins, then the environment, then `overrides` by dotted key.

    Returns them, and where the value of each dotted key came from. Raises SettingsError.
    """
    merged: dict[str, Any] = {}
    origins = {key: "built-in" for key, _ in flatten(Settings().model_dump())}
    _merge(merged, read_toml(resource_dir("configs") / "default.toml"), origins, "configs/default.toml")
    for path in files:
        _merge(merged, read_toml(path), origins, str(path))
    for tree in _environment():
        _merge(merged, tree, origins, "environment")
    for key, value in (overrides or {}).items():
        _merge(merged, _nested(key, value), origins, "command line")
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
    """Read `KEY=VALUE`; a value that is not TOML is text. Raises SettingsError: one is not of that form."""
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
    section, _, key = name.partition(".")
    return section != "batch" and key not in _NOT_PART.get(section, ())


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


def _environment() -> Iterator[dict[str, Any]]:
    """Yield the settings among the environment variables: a section's in JSON, and then those of its keys."""
    for name in sorted(os.environ, key=str.lower):
        section, parts, key = name.lower().removeprefix(_ENVIRONMENT).partition("__")
        if not name.lower().startswith(_ENVIRONMENT) or section not in Settings.model_fields:
            continue
        value: Any = os.environ[name]
        if not parts:
            with suppress(ValueError, RecursionError):
                value = json.loads(value)
            if not isinstance(value, dict):
                raise SettingsError(
                    f"environment variable {name} is not a section of settings: name a key, as in {name}__KEY=VALUE"
                )
        yield {section: _nested(key.replace("__", "."), value) if parts else value}


def _nested(key: str, value: Any) -> dict[str, Any]:
    """Return a value as it stands in a tree below its dotted key."""
    for part in reversed(key.split(".")):
        value = {part: value}
    tree: dict[str, Any] = value
    return tree


def _merge(
    into: dict[str, Any], tree: Mapping[str, Any], origins: dict[str, str], origin: str, above: str = ""
) -> None:
    """Put the values of a tree into another, and where they came from under their dotted keys."""
    for key, value in tree.items():
        if isinstance(value, dict):
            if not isinstance(into.get(key), dict):
                into[key] = {}
            _merge(into[key], value, origins, origin, f"{above}{key}.")
        else:
            into[key], origins[f"{above}{key}"] = value, origin


def read_toml(path: Path, what: str = "") -> dict[str, Any]:
    """Return what a file says; raises SettingsError, which says first `what` it is: unreadable, or not TOML."""
    try:
        return parse_toml(read_bytes(path, TOML_BYTES))
    except SourceError as error:
        raise SettingsError(f"{what}{error}") from error
    except ValueError as error:
        raise SettingsError(f"{what}{path}: not valid TOML: {error}") from error


def _explain(error: ErrorDetails, origins: Mapping[str, str]) -> str:
    location = [str(part) for part in error["loc"]]
    key = ".".join(location)
    below = (origins[known] for known in origins if known.startswith(f"{key}."))
    origin = origins.get(key) or next(below, "given")
    if error["type"] != "extra_forbidden":
        return f"setting {key} = {error['input']!r} ({origin}): {error['msg'][:1].lower()}{error['msg'][1:]}"
    known = [*Settings.model_fields, *(name for name, _ in flatten(Settings().model_dump()))]
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5) or difflib.get_close_matches(
        location[-1], [name.rsplit(".", 1)[-1] for name in known], n=1
    )
    hint = f"did you mean {close[0]}?" if close else "`threadgist config` lists the keys there are"
    return f"unknown setting {key} ({origin}): {hint}"
