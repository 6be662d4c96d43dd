"""Options about who writes, shared by the commands that make digests."""

from __future__ import annotations

from typing import Annotated, Any

import typer

__all__ = ["Language", "MaxCalls", "MaxSeconds", "WriterName", "writer_overrides"]

WriterName = Annotated[
    str | None,
    typer.Option(
        "--writer",
        metavar="NAME",
        help="Who writes: extractive, or a language model (card, hub id, folder, GGUF file, server:MODEL).",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE",
        help="The language a language model writes in (en, de, fr, ...); by default that of the comments.",
    ),
]
MaxCalls = Annotated[
    int | None,
    typer.Option(
        "--max-calls",
        metavar="N",
        min=0,
        help="At most so many calls of a language model; the rest is quoted.",
    ),
]
MaxSeconds = Annotated[
    float | None,
    typer.Option(
        "--max-seconds",
        metavar="S",
        min=0,
        help="No more calls of a language model after so long; the rest is quoted.",
    ),
]


def writer_overrides(
    writer: str | None, language: str | None, max_calls: int | None, max_seconds: float | None
) -> dict[str, Any]:
    """Return the settings that these options stand for; those not given are left out."""
    given = {
        "writer.name": writer,
        "writer.language": language,
        "writer.max_calls": max_calls,
        "writer.max_seconds": max_seconds,
    }
    return {key: value for key, value in given.items() if value is not None}
