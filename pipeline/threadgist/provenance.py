"""How a digest was made: versions, model, settings. No clock and no paths, so that bytes repeat."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from threadgist import __version__
from threadgist.configuration import flatten
from threadgist.records import EncoderInfo, Provenance, WriterInfo
from threadgist.settings import Settings

PACKAGES = ("hdbscan", "numpy", "scipy", "sentence-transformers", "sentencex", "torch", "transformers")

# Where something is kept and what is only shown leave the digest as it is.
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


def make_provenance(
    settings: Settings,
    encoder: EncoderInfo | None,
    fallbacks: tuple[str, ...],
    writer_model: WriterInfo | None = None,
    checker: str = "",
) -> Provenance:
    """Describe the run that is about to be grounded; without a `writer_model` the comments are quoted."""
    return Provenance(
        threadgist=__version__,
        encoder=encoder,
        writer=settings.writer.name if writer_model is None else writer_model.name,
        settings=_pairs(settings),
        settings_hash=settings_hash(settings),
        versions=versions(),
        fallbacks=fallbacks,
        writer_model=writer_model,
        checker=checker,
    )


def is_part(name: str) -> bool:
    """Whether a setting, named as in `encoder.name`, can change a digest."""
    return name not in _NOT_PART and not name.startswith("batch.")


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """Return the libraries that bytes depend on, with their versions."""
    return tuple((package, version(package)) for package in PACKAGES)


def settings_hash(settings: Settings) -> str:
    """Return the first 16 hex digits of the sha256 of every setting that can change a digest."""
    return sha256(json.dumps(_pairs(settings), separators=(",", ":")).encode()).hexdigest()[:16]


def _pairs(settings: Settings) -> tuple[tuple[str, str], ...]:
    leaves = flatten(settings.model_dump(mode="json"))
    pairs = [(name, json.dumps(value)) for name, value in leaves if is_part(name)]
    if settings.writer.name == "extractive":
        # How a language model would be asked says nothing about a digest that none wrote, but for its language.
        kept = ("writer.name", "writer.language") if settings.writer.language else ("writer.name",)
        pairs = [pair for pair in pairs if pair[0] in kept or not pair[0].startswith("writer.")]
    return tuple(pairs)
