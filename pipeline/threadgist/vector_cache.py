"""Vectors on disk, so that a text is encoded once per model.

One SQLite file in write-ahead mode: readers never wait, writers queue, a killed process leaves no half-
written row. A row is keyed by the sha256 of the space (model, revision, prefix, dimension, precision) and the
text, and carries a checksum; a row that fails it counts as missing. A cache that cannot be used is announced
in `notices` and the run goes on without it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import weakref
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

_STEM = "vectors-1"
# The file, and what SQLite puts beside it.
_GENERATION = re.compile(rf"{_STEM}\.[0-9]{{1,9}}\.sqlite3(?:-\w+)?")
_LOOKUP_ROWS = 900
_WRITE_ROWS = 2_000
_BUSY_SECONDS = 30.0
_COLUMNS = "key BLOB PRIMARY KEY, vector BLOB NOT NULL, checksum INTEGER NOT NULL"


@dataclass(frozen=True, slots=True)
class CacheSize:
    """How many vectors a cache holds and how many bytes its files take."""

    vectors: int
    bytes: int


def default_cache_dir() -> Path:
    """Return `THREADGIST_CACHE_DIR`, or the user's cache folder of the platform."""
    named = os.environ.get("THREADGIST_CACHE_DIR")
    if named:
        return Path(named)
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("threadgist", appauthor=False))


def cache_key(space: str, text: str) -> bytes:
    """Return the 32-byte key of `text` in `space`, which names everything else that a vector depends on."""
    space_bytes = space.encode("utf-8", "surrogatepass")
    text_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return hashlib.sha256(len(space_bytes).to_bytes(8, "little") + space_bytes + text_hash).digest()


class VectorCache:
    """A folder of cached vectors, safe under several processes at once.

    `notices` say what went wrong so far, for the run's provenance; empty where all is well.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Use `folder` (default: `default_cache_dir()`); nothing is opened before it is first asked."""
        self.folder = folder if folder is not None else default_cache_dir()
        self.notices: list[str] = []
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._usable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, as happens to a cache that nobody uses any more; a later call opens it again."""
        if self._connection is not None:
            _close(self._connection, self._owner)
        self._connection = None

    def get(self, keys: Sequence[bytes], dimension: int) -> dict[bytes, NDArray[np.float32]]:
        """Look up many keys at once.

        Returns the vectors found, each `(dimension,)` float32. A damaged row is left out and noted.
        """
        import numpy as np

        found: dict[bytes, NDArray[np.float32]] = {}
        damaged = 0
        with self._connected() as connection:
            for start in range(0, len(keys) if connection is not None else 0, _LOOKUP_ROWS):
                some = keys[start : start + _LOOKUP_ROWS]
                marks = ",".join("?" * len(some))
                asked = f"SELECT key, vector, checksum FROM vectors WHERE key IN ({marks})"
                for key, vector, checksum in connection.execute(asked, some):
                    sound = isinstance(key, bytes) and isinstance(vector, bytes)
                    if sound and len(vector) == 4 * dimension and _checksum(key, vector) == checksum:
                        found[key] = np.frombuffer(vector, dtype="<f4").astype(np.float32, copy=False)
                    else:
                        damaged += 1
        if damaged:
            self._note(
                f"the vector cache {self.folder} held {damaged} damaged entries: they were encoded again"
            )
        return found

    def put(self, entries: Sequence[tuple[bytes, NDArray[np.float32]]]) -> None:
        """Store vectors under their keys, replacing what is there; each is kept whole or not at all."""
        with self._connected(new=True) as connection:
            for start in range(0, len(entries) if connection is not None else 0, _WRITE_ROWS):
                rows = []
                for key, vector in entries[start : start + _WRITE_ROWS]:
                    data = vector.astype("<f4", copy=False).tobytes()
                    rows.append((key, data, _checksum(key, data)))
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        return not self._files()

    def size(self) -> CacheSize:
        """Count what the cache holds; an unusable cache counts as empty."""
        vectors = 0
        with self._connected() as connection:
            if connection is not None:
                vectors = connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
        return CacheSize(vectors=vectors, bytes=sum(path.stat().st_size for path in self._files()))

    @contextmanager
    def _connected(self, *, new: bool = False) -> Iterator[Any]:
        """Give the connection, or None where there is none to be had; what goes wrong with it is noted."""
        connection = None
        try:
            connection = None if self.is_new and not new else self._open()
        except (OSError, sqlite3.Error) as error:
            self._failed(error)
        try:
            yield connection
        except sqlite3.Error as error:
            self._failed(error)

    def _files(self) -> list[Path]:
        try:
            return sorted(
                path
                for path in self.folder.glob(f"{_STEM}.*")
                if _GENERATION.fullmatch(path.name) and path.is_file()
            )
        except OSError:
            return []

    def _open(self) -> sqlite3.Connection | None:
        """Return the connection of this process; None where it once failed for good."""
        if not self._usable:
            return None
        if self._connection is not None and self._owner == os.getpid():
            return self._connection
        path = self.folder / f"{_STEM}.{max(map(_generation, self._files()), default=0)}.sqlite3"
        self.folder.mkdir(parents=True, exist_ok=True)
        # One thread at a time uses it, not always the same one.
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
        self._connection, self._owner = connection, os.getpid()
        weakref.finalize(self, _close, connection, self._owner)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        with connection:
            connection.execute(f"CREATE TABLE IF NOT EXISTS vectors ({_COLUMNS})")
        return connection

    def _failed(self, error: OSError | sqlite3.Error) -> None:
        """Note what went wrong; a damaged file is replaced, with any other fault the run goes on without."""
        self.close()
        self._usable = False
        # sqlite3.OperationalError is "cannot open, locked, read-only, disk full"; its parent alone is "not a
        # database".
        if isinstance(error, OSError | sqlite3.OperationalError):
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            self._note(f"the vector cache {self.folder} cannot be used ({why}): vectors were not kept")
            return
        self._note(f"the vector cache {self.folder} was damaged ({error}): it was started afresh")
        self._start_afresh()

    def _start_afresh(self) -> None:
        """Begin a next generation beside a damaged file, so that no process loses a file under its feet."""
        damaged = [path for path in self._files() if path.suffix == ".sqlite3"]
        generation = 1 + max(map(_generation, damaged), default=0)
        try:
            (self.folder / f"{_STEM}.{generation}.sqlite3").touch()
            for path in damaged:
                path.unlink(missing_ok=True)
        except OSError as error:
            self._note(f"the damaged vector cache {self.folder} cannot be replaced: {error.strerror}")
            return
        self._usable = True

    def _note(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)


def _close(connection: sqlite3.Connection, owner: int) -> None:
    # A forked process that closed it would take away the locks of its parent.
    if owner == os.getpid():
        connection.close()


def _generation(path: Path) -> int:
    return int(path.name.split(".")[1])


def _checksum(key: bytes, vector: bytes) -> int:
    return zlib.crc32(vector, zlib.crc32(key))
