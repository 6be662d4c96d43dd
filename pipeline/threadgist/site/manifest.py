"""What run.json of a batch says of its threads beyond their digests: the event, its date, a better title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from threadgist.errors import SourceError

__all__ = ["Listed", "read_manifest"]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a run was told of one thread, and when it made the digest."""

    title: str | None = None
    event: str | None = None
    date: datetime | None = None
    made: datetime | None = None


def read_manifest(root: Path) -> dict[str, Listed]:
    """Return what `root/run.json` says, by folder relative to `root`; empty where there is none.

    Raises:
        SourceError: The file is there and cannot be read.
    """
    path = root / "run.json"
    from pydantic_core import from_json

    try:
        raw = from_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise SourceError(
            f"{path}: not valid JSON ({error}); start the batch again, it does only what is missing"
        ) from error
    threads = raw.get("threads") if isinstance(raw, dict) else None
    found: dict[str, Listed] = {}
    for thread in threads if isinstance(threads, list) else ():
        if isinstance(thread, dict) and isinstance(folder := thread.get("folder"), str):
            found[folder] = Listed(
                title=_text(thread.get("title")),
                event=_text(thread.get("event")),
                date=_date(thread.get("date")),
                made=_made(thread.get("at")),
            )
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _made(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(value), UTC) if isinstance(value, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
