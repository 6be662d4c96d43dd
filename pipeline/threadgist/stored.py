"""Files of our own read back: regular, bounded, of their schema, or an error that names the file and what is wrong.

Whatever threadgist wrote may since have been cut, edited, or put there by somebody else. Each kind of file is validated
once, here, against the record it holds; numbers are finite and times can be told in any zone, so that nothing behind
this module has to be careful. A digest is also checked against itself: its quotations stand in its comments.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar, cast

from threadgist.errors import GroundingError, SourceError
from threadgist.ground.verify import verify
from threadgist.records import SCHEMA_VERSION, Digest

__all__ = ["load_digest", "open_regular", "parse", "read_bytes", "read_digest", "validated"]

MOST_BYTES: Final = 256 << 20
# A value takes some thirty bytes while it is parsed, were it a single digit in the file.
MOST_VALUES: Final = 20_000_000
# What a schema leaves open and a page, a zone or a product of vectors would trip over.
_BOUNDS: Final[dict[str, dict[str, Any]]] = {
    "float": {"allow_inf_nan": False, "ge": -1e12, "le": 1e12},
    "int": {"ge": -(2**63), "le": 2**63 - 1},
    "datetime": {"ge": datetime(1, 1, 3), "le": datetime(9999, 12, 29)},
}

T = TypeVar("T")


@contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file to read.

    Raises:
        FileNotFoundError: There is none.
        SourceError: It is no regular file, or cannot be read.
    """
    try:
        # A pipe would be waited for without O_NONBLOCK.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise SourceError(f"{path}: is no regular file: remove it")
            yield stream
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return what a regular file holds.

    Raises:
        FileNotFoundError: There is none.
        SourceError: It is no regular file, too large, or cannot be read.
    """
    with open_regular(path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise SourceError(f"{path}: holds more than {most >> 20} MB: remove it")
    return data


def parse(data: bytes | str, kind: type[T]) -> T:
    """Return the record of type `kind` that JSON holds.

    Raises:
        ValueError: It is no JSON, or not that of such a record (pydantic's `ValidationError`).
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES:,} values")
    found: T = _validator(cast("Any", kind)).validate_json(data, strict=True)
    return found


def validated(data: bytes | str, kind: type[T], name: str, again: str) -> T:
    """Return what `parse` does.

    Args:
        data: The JSON.
        kind: The type of the record.
        name: What to call the file in an error.
        again: What to do about a damaged one.

    Raises:
        SourceError: It is no JSON, or not that of such a record.
    """
    from pydantic import ValidationError

    try:
        return parse(data, kind)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        what = (
            first["msg"] if first["type"] != "json_invalid" else f"not valid JSON ({first['ctx']['error']})"
        )
        more = f" ({error.error_count()} such errors)" if error.error_count() > 1 else ""
        raise SourceError(f"{name}: {f'{where}: ' if where else ''}{what}{more}; {again}") from error
    except ValueError as error:
        raise SourceError(f"{name}: {error}; {again}") from error


def read_digest(path: Path) -> Digest:
    """Read a digest.json; see `load_digest`.

    Raises:
        FileNotFoundError: There is none.
        SourceError: It is no digest that holds.
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


@cache
def _validator(kind: Any) -> Any:
    """Return pydantic's validator of a type, with bounds on every number and time in it."""
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

    return SchemaValidator(_bounded(TypeAdapter(kind).core_schema))


def _bounded(schema: Any) -> Any:
    if isinstance(schema, dict):
        # Where a field is called `type`, what stands there is its schema.
        bounds = _BOUNDS.get(str(schema.get("type")), {})
        return {**bounds, **{key: _bounded(value) for key, value in schema.items()}}
    if isinstance(schema, list):
        return [_bounded(value) for value in schema]
    return schema
