"""Vectors on disk, so that a text is encoded once per model.

One SQLite file in write-ahead mode: readers never wait, writers queue, a killed process leaves no half-written row. A
cache that cannot be used is announced in `notices` and the run goes on without it.
"""

import hashlib
import os
import re
import sqlite3
import time
import weakref
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from threadgist.records import Floats
from threadgist.resources import default_cache_dir

_FILE = re.compile(r"vectors-1\.([0-9]{1,9})\.sqlite3")
_BUSY_SECONDS = 30.0
_TABLE = "vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, checksum INTEGER NOT NULL)"


def cache_key(space: str, text: str) -> bytes:
    """Return the 32-byte key of `text` in `space`, which names everything else that a vector depends on."""
    space_bytes = space.encode("utf-8", "surrogatepass")
    text_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return hashlib.sha256(len(space_bytes).to_bytes(8, "little") + space_bytes + text_hash).digest()


class VectorCache:
    """A folder of vectors, safe under several processes at once, but used by one thread at a time.

    What went wrong is told in `notices`, for the run's provenance.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Use `folder` (default: `default_cache_dir()`); nothing is opened before it is first asked."""
        self.folder = folder if folder is not None else default_cache_dir()
        self.notices: list[str] = []
        self._usable = True
        # By process: one that is forked must not close its parent's, or it would take away the locks of that.
        self._connections: dict[int, sqlite3.Connection] = {}
        weakref.finalize(self, _close, self._connections)

    def close(self) -> None:
        """Close the file, as happens to a cache that nobody uses any more; a later call opens it again."""
        _close(self._connections)

    def get(self, keys: Sequence[bytes], dimension: int) -> dict[bytes, Floats]:
        """Return the vectors found, each `(dimension,)` float32; a damaged row is left out and noted."""
        import numpy as np

        found: dict[bytes, Floats] = {}
        damaged = 0
        with self._noting():
            for key in keys if self._usable and not self.is_new else ():
                asked = "SELECT vector, checksum FROM vectors WHERE key = ?"
                for vector, checksum in self._open().execute(asked, (key,)):
                    sound = isinstance(vector, bytes) and len(vector) == 4 * dimension
                    if sound and _checksum(key, vector) == checksum:
                        found[key] = np.frombuffer(vector, dtype="<f4").astype(np.float32, copy=False)
                    else:
                        damaged += 1
        if damaged:
            self._note(f"the vector cache {self.folder} held {damaged} damaged entries, encoded again")
        return found

    def put(self, entries: Sequence[tuple[bytes, Floats]]) -> None:
        """Store vectors under their keys, replacing what is there; each is kept whole or not at all."""
        if not self._usable:
            return
        rows = [(key, vector.astype("<f4", copy=False).tobytes()) for key, vector in entries]
        with self._noting(), self._open() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(key, data, _checksum(key, data)) for key, data in rows],
            )

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        return not self._generations()

    def _generations(self) -> list[int]:
        """The numbers of the files that are there: of several, one is damaged, and the last one counts."""
        try:
            found = [_FILE.fullmatch(path.name) for path in self.folder.iterdir()]
        except OSError:
            return []
        return [int(file[1]) for file in found if file is not None]

    def _file(self, generation: int) -> Path:
        return self.folder / f"vectors-1.{generation}.sqlite3"

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what goes wrong with the file; a damaged one is replaced, without any other the run goes on."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self.close()
            # sqlite3.OperationalError is "cannot open, locked, read-only, disk full", its parent "not a database".
            if isinstance(error, OSError | sqlite3.OperationalError):
                why = error.strerror if isinstance(error, OSError) and error.strerror else error
                self._note(f"the vector cache {self.folder} cannot be used ({why}): vectors were not kept")
                self._usable = False
                return
            self._note(f"the vector cache {self.folder} was damaged ({error}): it was started afresh")
            damaged = self._generations()
            try:
                # Beside the damaged file, so that no process loses one under its feet.
                self._file(1 + max(damaged, default=0)).touch()
                for generation in damaged:
                    self._file(generation).unlink(missing_ok=True)
            except OSError as fault:
                self._note(f"the damaged vector cache {self.folder} cannot be replaced: {fault.strerror}")
                self._usable = False

    def _open(self) -> sqlite3.Connection:
        """Return the connection of this process."""
        if (own := self._connections.get(os.getpid())) is not None:
            return own
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._file(max(self._generations(), default=0))
        # One thread at a time uses it, not always the same one.
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
        self._connections[os.getpid()] = connection
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        with connection:
            connection.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE}")
        return connection

    def _note(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead mode; SQLite does not wait there for others who begin the same file, so this asks again."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _close(connections: dict[int, sqlite3.Connection]) -> None:
    if (own := connections.pop(os.getpid(), None)) is not None:
        own.close()


def _checksum(key: bytes, vector: bytes) -> int:
    return zlib.crc32(vector, zlib.crc32(key))
