"""What run.json of a batch says of its threads beyond their digests: the event, its date, a better title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from threadgist.stored import read_if_there, validated


@dataclass(frozen=True, slots=True)
class Listed:
    """What a run was told of one thread, and when it made the digest."""

    title: str | None = None
    event: str | None = None
    date: datetime | None = None
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Thread:
    folder: str
    title: str | None = None
    event: str | None = None
    date: str | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    threads: tuple[Annotated[_Thread | Any, Field(union_mode="left_to_right")], ...] = ()


def read_manifest(root: Path) -> dict[str, Listed]:
    """Return what `root/run.json` says, by folder relative to `root`; empty where there is none.

    Raises:
        SourceError: The file is there and cannot be read.
    """
    path = root / "run.json"
    content = read_if_there(path)
    if content is None:
        return {}
    run = validated(content, _Run, str(path), "start the batch again, it does only what is missing")
    return {
        thread.folder: Listed(_text(thread.title), _text(thread.event), _date(thread.date), _made(thread.at))
        for thread in run.threads
        if isinstance(thread, _Thread)
    }


def _text(value: str | None) -> str | None:
    return value if value and value.strip() else None


def _made(value: float | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(value), UTC) if value is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
