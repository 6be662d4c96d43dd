"""Digest files read as sides, each kept for the next time under the hash of its content."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threadgist.compare.load import digest_key, make_side
from threadgist.compare.records import COMPARISON_VERSION, Side
from threadgist.digest_file import load_digest
from threadgist.errors import OutputError, SettingsError, SourceError
from threadgist.outputs import write_whole
from threadgist.stored import parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from threadgist.records import Digest

# Raised whenever a side is made differently, so that none made before is taken for it.
SIDE_VERSION: Final = 2


class SideCache:
    """Sides on disk, so that a growing archive is read once. Best effort: what cannot be kept is made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Side | None:
        """Return the side kept under `key`, or None."""
        try:
            checksum, _, text = read_bytes(self._path(key)).partition(b"\n")
            side = parse(text, Side)
        except (SourceError, ValueError):
            return None
        return side if side.key == key and checksum.decode("ascii", "replace") == digest_key(text) else None

    def put(self, side: Side) -> None:
        """Keep a side; a full or read-only disk is no reason to stop."""
        path = self._path(side.key)
        text = _adapter().dump_json(side).decode()
        with suppress(OutputError):
            write_whole(path.parent, {path.name: f"{digest_key(text.encode())}\n{text}"})

    def _path(self, key: str) -> Path:
        return self._folder / f"sides-{COMPARISON_VERSION}.{SIDE_VERSION}" / key[:2] / f"{key}.json"


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Side)


def read_side(
    path: Path, kept: SideCache | None = None, prepare: Callable[[Digest], Digest] | None = None
) -> Side:
    """Read one digest file.

    Args:
        path: The file.
        kept: Sides of earlier runs; not asked where the digest has to be prepared.
        prepare: What to do to the digest first, as encoding it again.

    Raises:
        SourceError: The file cannot be read, or is no digest of this version.
    """
    content = read_bytes(path)
    key = digest_key(content)
    if kept is not None and prepare is None and (side := kept.get(key)) is not None:
        return replace(side, name=str(path))
    digest = load_digest(content, str(path))
    if prepare is not None:
        digest = prepare(digest)
    side = make_side(digest, key, str(path))
    if kept is not None and prepare is None:
        kept.put(side)
    return side


def labelled(sides: Sequence[Side], labels: Sequence[str]) -> tuple[Side, ...]:
    """Return the sides with a label each, in the order given; equal labels make one event of several debates.

    Raises:
        SettingsError: There are not as many labels as digests.
    """
    if not labels:
        return tuple(sides)
    if len(labels) != len(sides):
        names = ", ".join(side.name for side in sides[:6]) + (" …" if len(sides) > 6 else "")
        raise SettingsError(
            f"--labels names {len(labels)} for {len(sides)} digests: give one for each, in this order: {names}"
        )
    return tuple(replace(side, label=label) for side, label in zip(sides, labels, strict=True))
