"""digest.json read back and checked against itself, before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threadgist.errors import GroundingError, SourceError
from threadgist.ground.verify import verify
from threadgist.records import SCHEMA_VERSION, Digest
from threadgist.stored import parse, read_bytes, validated

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load_digest", "read_digest"]


def read_digest(path: Path) -> Digest:
    """Read a digest.json; see `load_digest`.

    Raises:
        SourceError: There is none, or it is no digest that holds.
    """
    return load_digest(read_bytes(path), str(path))


def load_digest(text: str | bytes, name: str = "digest.json") -> Digest:
    """Return the digest that `text` holds, checked: its quotations stand in its comments, its counts are right.

    Args:
        text: The JSON.
        name: What to call the file in an error.

    Raises:
        SourceError: Not JSON, of another schema version, with a field missing or wrong, or falsified.
    """
    again = "make the digest again"
    try:
        digest = validated(text, Digest, name, again)
        other = _other_version(text, name) if digest.schema_version != SCHEMA_VERSION else None
    except SourceError as error:
        raise _other_version(text, name) or error from error.__cause__
    if other is not None:
        raise other
    try:
        verify(digest)
    except GroundingError as error:
        raise SourceError(f"{name}: {error}; the file was edited or cut, {again}") from error
    return digest


def _other_version(text: str | bytes, name: str) -> SourceError | None:
    """Return what to say of JSON that is no digest, or one of another version; None of a damaged one."""
    try:
        raw: Any = parse(text, Any)
    except ValueError:
        return None
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if version is None:
        return SourceError(f"{name}: no digest, schema_version is missing; see `threadgist schema digest`")
    if version == SCHEMA_VERSION:
        return None
    return SourceError(
        f"{name}: written with schema version {str(version)[:40]}, this threadgist reads version "
        f"{SCHEMA_VERSION}; make the digest again, or use the threadgist that wrote it"
    )
