"""comparison.json: the whole comparison, and its schema."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threadgist.compare.records import COMPARISON_VERSION
from threadgist.pages.json import dump_fields

if TYPE_CHECKING:
    from threadgist.compare.records import Comparison

__all__ = ["comparison_schema", "comparison_to_json"]

SCHEMA_ID: Final = f"urn:threadgist:comparison:{COMPARISON_VERSION}"


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    from threadgist.compare.records import Comparison

    return TypeAdapter(Comparison)


def comparison_to_json(comparison: Comparison) -> str:
    """Return `comparison` as JSON: fields in the order of the records, times in UTC, one event or view a line.

    Raises:
        GroundingError: a number is not finite.
    """
    return dump_fields(_adapter().dump_python(comparison))


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of comparison.json, with the records' docstrings as descriptions."""
    schema: dict[str, Any] = _adapter().json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **schema,
        "title": "threadgist comparison",
    }
