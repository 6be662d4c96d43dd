"""digest.json: the whole digest, one record a line, and back again without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from threadgist.errors import GroundingError, SourceError
from threadgist.pages.safe import visible
from threadgist.pages.words import utc
from threadgist.records import SCHEMA_VERSION, Digest, walk

__all__ = ["SCHEMA_ID", "digest_schema", "dump_fields", "load_digest", "to_json"]

SCHEMA_ID: Final = f"urn:threadgist:digest:{SCHEMA_VERSION}"


@cache
def _adapter() -> Any:
    """Return pydantic's validator of `Digest`, built once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Digest)


def to_json(digest: Digest) -> str:
    """Return `digest` as JSON: fields in the order of the records, times in UTC, one record a line.

    Raises:
        GroundingError: a number is not finite.
    """
    return dump_fields(_adapter().dump_python(digest))


def dump_fields(fields: dict[str, Any]) -> str:
    """Return a record as JSON, one field a line, and one line a record in a field of many.

    Raises:
        GroundingError: a number is not finite.
    """
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
        return utc(value).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no place in JSON of ours")


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_moment
)


def load_digest(source: str | Path, name: str | None = None) -> Digest:
    """Return the digest that `to_json` wrote, its references checked.

    Args:
        source: the path of the file or of its folder; or the JSON itself, which begins with a brace.
        name: what to call the file in an error, where `source` is what stands in it.

    Raises:
        SourceError: no such file, not JSON, of another schema version, with a field missing or wrong, or an unknown id.
    """
    from pydantic import ValidationError
    from pydantic_core import from_json

    if isinstance(source, str) and (name is not None or source.lstrip()[:1] in ("{", "")):
        text, name = source, name or "digest.json"
    else:
        text, name = _read(Path(source)), str(source)

    try:
        raw = from_json(text)
    except ValueError as error:
        raise SourceError(f"{name}: not valid JSON ({error}); make the digest again") from error
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if version is None:
        raise SourceError(f"{name}: no digest, schema_version is missing; see `threadgist schema digest`")
    if version != SCHEMA_VERSION:
        raise SourceError(
            f"{name}: written with schema version {visible(str(version))[:40]}, this threadgist reads "
            f"version {SCHEMA_VERSION}; make the digest again, or use the threadgist that wrote it"
        )
    try:
        digest: Digest = _adapter().validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SourceError(
            f"{name}: {where}: {first['msg']} ({error.error_count()} such errors); make the digest again"
        ) from error
    for problem in _dangling(digest):
        raise SourceError(f"{name}: {problem}; the file was edited or cut, make the digest again")
    return digest


def _read(path: Path) -> str:
    path = path / "digest.json" if path.is_dir() else path
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SourceError(
            f"{str(path)[:200]}: cannot be read as a digest ({why}); name a digest.json"
        ) from error


def _dangling(digest: Digest) -> Iterator[str]:
    """Yield what a digest refers to and does not contain."""
    lengths = {comment.id: len(comment.text) for comment in digest.comments}
    themes = {theme.id for theme in digest.themes}
    if len(lengths) != len(digest.comments):
        yield "two comments have the same id"
    if [entry.comment_id for entry in digest.ledger] != [comment.id for comment in digest.comments]:
        yield "the ledger does not name the comments one by one, in their order"
    bullets = list(walk((*digest.quoted, *digest.one_offs)))
    for bullet in bullets:
        if not bullet.cites:
            yield f"bullet {bullet.id!r} cites nothing"
        if not bullet.comment_ids:
            yield f"bullet {bullet.id!r} rests on no comment"
        for comment_id in bullet.comment_ids:
            if comment_id not in lengths:
                yield f"bullet {bullet.id!r} names the unknown comment {comment_id!r}"
    known = {bullet.id for bullet in bullets}
    for sentence in digest.summary:
        if not sentence.bullet_ids:
            yield "a sentence of “In short” rests on no bullet"
        for bullet_id in sentence.bullet_ids:
            if bullet_id not in known:
                yield f"“In short” rests on the unknown bullet {bullet_id!r}"
    spans = (*(span for bullet in bullets for span in bullet.cites), *(dot.span for dot in digest.dots))
    for span in spans:
        if not 0 <= span.start <= span.end <= lengths.get(span.comment_id, -1):
            yield f"a span of comment {span.comment_id!r} lies outside it ({span.start} to {span.end})"
    for comment_id in digest.refresh.new_comment_ids if digest.refresh is not None else ():
        if comment_id not in lengths:
            yield f"the unknown comment {comment_id!r} is said to be new"
    named = (
        *(dot.theme_id for dot in digest.dots if dot.theme_id is not None),
        *(theme_id for entry in digest.ledger for theme_id in entry.theme_ids),
        *(end for flow in digest.flows for end in (flow.source, flow.target)),
        *(history.theme_id for history in (digest.refresh.themes if digest.refresh is not None else ())),
    )
    for theme_id in named:
        if theme_id not in themes:
            yield f"the unknown theme {theme_id!r} is referred to"


def digest_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of digest.json, with the records' docstrings as descriptions."""
    schema: dict[str, Any] = _adapter().json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **schema,
        "title": "threadgist digest",
    }
