"""How a digest was made, and what did not go as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["BY_WORDS", "EncoderInfo", "Provenance", "Rejection", "WriterInfo"]

# The `checker` of a digest whose sentences no model checked.
BY_WORDS = "words"


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Which model made the vectors: everything needed to make them again, and to refuse to mix two models."""

    name: str
    revision: str
    dimension: int
    prefix: str = ""
    languages: tuple[str, ...] = ("en",)
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class WriterInfo:
    """Which language model proposed headings and bullets, as far as text depends on it.

    `backend` is "transformers", "server" or "llama.cpp"; `recipe` its precision, device and versions.
    """

    name: str
    backend: str
    revision: str | None = None
    sha256: str | None = None
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something a writer proposed that was not let through.

    `part` is what it was to be; `reason` a stable code: "unsupported" (the comments cited do not say all of it),
    "citation" (it cites nothing that says it), "number", "name", "prompt", "form"; or, where
    nothing was proposed, "call" (it failed), "budget" (it was not made), "language" (no checker can compare it),
    "first_page" (calls to write the page once more failed or were not made)
    and "orders" (a model would have been shown a comment that gives it orders). `text` is what was proposed, cut to a
    few hundred characters. `repaired` says that another sentence or heading stands in its place.
    """

    part: Literal["heading", "bullet", "summary"]
    reason: str
    text: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the digest was made. No timings and no clock: the same input gives the same bytes.

    `checker` is what a language model's sentences were checked by: the name of a language model or of an entailment
    model, or `BY_WORDS`; "" where none wrote.
    """

    threadgist: str
    encoder: EncoderInfo | None
    writer: str
    settings: tuple[tuple[str, str], ...]
    settings_hash: str
    versions: tuple[tuple[str, str], ...]
    fallbacks: tuple[str, ...] = ()
    writer_model: WriterInfo | None = None
    checker: str = ""
