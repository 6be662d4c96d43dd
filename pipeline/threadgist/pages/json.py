"""digest.json, one record a line; `threadgist.digest_file` reads it back without loss. Comparisons as well."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threadgist.errors import GroundingError
from threadgist.pages.words import zulu
from threadgist.records import SCHEMA_VERSION, Digest

if TYPE_CHECKING:
    from threadgist.compare.records import Comparison


@cache
def _adapter(kind: Any) -> Any:
    """Return pydantic's validator of a record, built once."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def to_json(record: Digest | Comparison) -> str:
    """Return a record as JSON: fields in its order, one a line, and one line a record in a field of many; times in UTC.

    Raises:
        GroundingError: a number is not finite.
    """
    kind: Any = type(record)
    fields: dict[str, Any] = _adapter(kind).dump_python(record)
    lines = ",\n".join(f" {_compact(key)}: {_value(value)}" for key, value in fields.items())
    text = f"{{\n{lines}\n}}\n"
    # Half a surrogate pair is no character and cannot be written as UTF-8; cleaning leaves none.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_compact(item)}" for item in value) + "\n ]"
    return _compact(value)


def _compact(value: Any) -> str:
    try:
        return _ENCODER.encode(value)
    except ValueError as error:
        raise GroundingError(f"a number is not finite, so it cannot be JSON: {error}") from error


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return zulu(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON of ours")


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_moment
)


def digest_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of digest.json, with the records' docstrings as descriptions."""
    return schema_of(Digest, "digest", SCHEMA_VERSION)


def schema_of(kind: type, name: str, version: int) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the file of a record."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:threadgist:{name}:{version}",
        **_adapter(kind).json_schema(),
        "title": f"threadgist {name}",
    }
