"""digest.json read back and checked against itself, before anything is made of it."""

from contextlib import suppress
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
    if isinstance(source, str) and name is None and source.lstrip()[:1] not in ("{", ""):
        source = Path(source)
    if isinstance(source, Path):
        path = source / "digest.json" if source.is_dir() else source
        source, name = read_bytes(path), str(path)
    name, again = name or "digest.json", "make the digest again"
    try:
        digest = validated(source, Digest, name, again)
    except SourceError:
        _check_version(source, name)
        raise
    if digest.schema_version != SCHEMA_VERSION:
        _check_version(source, name)
    try:
        verify(digest)
    except GroundingError as error:
        raise SourceError(f"{name}: {error}; the file was edited or cut, {again}") from error
    return digest


def _check_version(text: str | bytes, name: str) -> None:
    """Raise SourceError for JSON that is no digest, or one of another version."""
    with suppress(ValueError):
        raw: Any = parse(text, Any)
        version = raw.get("schema_version") if isinstance(raw, dict) else None
        if version is None:
            raise SourceError(f"{name}: no digest, schema_version is missing; see `threadgist schema digest`")
        if version != SCHEMA_VERSION:
            raise SourceError(
                f"{name}: written with schema version {str(version)[:40]}, this threadgist reads version "
                f"{SCHEMA_VERSION}; make the digest again, or use the threadgist that wrote it"
            )
