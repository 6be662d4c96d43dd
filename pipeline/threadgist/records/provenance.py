"""How a digest was made, and what did not go as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from threadgist.records.embeddings import EncoderInfo

__all__ = ["Provenance", "Rejection", "WriterInfo"]


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
    """Something a writer proposed that the gate did not let through.

    `where` is the id of the theme or bullet it was meant for, or "summary"; `reason` a stable code: "unsupported",
    "stance", "number", "name", "prompt", "sibling", "quotation", "form"; or, where nothing was proposed, "call" (it
    failed), "budget" (it was not made), "language" (it could not have been checked) and "orders" (a model would have
    been shown a comment that gives it orders). `text` is what was proposed, cut to a few hundred characters; `attempt`
    counts from 1.
    """

    where: str
    part: Literal["heading", "bullet", "reply", "summary"]
    attempt: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the digest was made. No timings and no clock: the same input gives the same bytes."""

    threadgist: str
    encoder: EncoderInfo | None
    writer: str
    settings: tuple[tuple[str, str], ...]
    settings_hash: str
    versions: tuple[tuple[str, str], ...]
    fallbacks: tuple[str, ...] = ()
    writer_model: WriterInfo | None = None
