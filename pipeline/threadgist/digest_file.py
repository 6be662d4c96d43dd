"""digest.json read back and checked against itself, before anything is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from threadgist.errors import GroundingError, SourceError
from threadgist.ground.verify import verify
from threadgist.records import SCHEMA_VERSION, Digest
from threadgist.stored import parse, read_bytes, validated


def load_digest(source: str | bytes | Path, name: str | None = None) -> Digest:
    """Return a digest, checked: its quotations stand in its comments, its counts are right.

    Args:
        source: The path of the file or of its folder; or the JSON itself, which begins with a brace.
        name: What to call the file in an error, where `source` is what stands in it.

    Raises:
        SourceError: No such file, not JSON, of another schema version, with a field missing or wrong, or falsified.
    """
    if isinstance(source, bytes) or (
        isinstance(source, str) and (name is not None or source.lstrip()[:1] in ("{", ""))
    ):
        text, name = source, name or "digest.json"
    else:
        path = Path(source)
        path = path / "digest.json" if path.is_dir() else path
        text, name = read_bytes(path), str(path)
    again = "make the digest again"
    try:
        digest = validated(text, Digest, name, again)
    except SourceError as error:
        raise _other_version(text, name) or error from error.__cause__
    if digest.schema_version != SCHEMA_VERSION and (other := _other_version(text, name)):
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
