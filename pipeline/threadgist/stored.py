"""Files of our own read back: regular, bounded, of their schema, or an error that names the file and what is wrong.

Whatever threadgist wrote may since have been cut, edited, or put there by somebody else. It is validated once, here:
numbers are finite and times can be told in any zone, so that nothing behind this module has to be careful.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from threadgist.bounds import open_regular
from threadgist.errors import SourceError
from threadgist.words import one_line

MOST_BYTES: Final = 256 << 20
TOML_BYTES: Final = 1_000_000
# A value takes some thirty bytes while it is parsed, were it a single digit in the file.
MOST_VALUES: Final = 20_000_000
# What a schema leaves open and a page, a zone or a product of vectors would trip over.
_BOUNDS: Final[dict[str, dict[str, Any]]] = {
    "float": {"allow_inf_nan": False, "ge": -1e12, "le": 1e12},
    "int": {"ge": -(2**63), "le": 2**63 - 1},
    "datetime": {"ge": datetime(1, 1, 3), "le": datetime(9999, 12, 29)},
}

T = TypeVar("T")


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return what a regular file holds; raises SourceError: there is none, it is too large, or cannot be read."""
    with open_regular(path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise SourceError(f"{path}: holds more than {most >> 20} MB: remove it")
    return data


def read_if_there(path: Path) -> bytes | None:
    """Return what `read_bytes` does, None where there is nothing at the path."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    return read_bytes(path)


def parse(data: bytes | str, kind: type[T]) -> T:
    """Return the record of type `kind` that JSON holds; raises ValueError where it is not that of such a record."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES:,} values")
    found: T = _validator(cast("Any", kind)).validate_json(data, strict=True)
    return found


def parse_toml(text: str | bytes) -> dict[str, Any]:
    """Return what TOML says; raises ValueError, in one line, where it is none that can be read."""
    import tomllib

    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8: save it as UTF-8") from error
    except ValueError as error:
        # With a number of thousands of digits it is Python that complains.
        raise ValueError(one_line(str(error))[:200]) from error


def validated(data: bytes | str, kind: type[T], name: str, again: str) -> T:
    """Return what `parse` does of a file, or raise SourceError; `again` says what to do about it."""
    from pydantic import ValidationError

    try:
        return parse(data, kind)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        invalid = first["type"] == "json_invalid"
        what = f"not valid JSON ({first['ctx']['error']})" if invalid else first["msg"]
        more = f" ({error.error_count()} such errors)" if error.error_count() > 1 else ""
        raise SourceError(f"{name}: {where}{': ' if where else ''}{what}{more}; {again}") from error
    except ValueError as error:
        raise SourceError(f"{name}: {error}; {again}") from error


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
