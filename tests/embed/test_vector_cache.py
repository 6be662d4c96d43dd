"""The cache: what was put comes back, damage is noticed, several processes do not hurt each other."""

import multiprocessing
import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.resources import default_cache_dir
from threadgist.vector_cache import VectorCache, cache_key


def entry(number: int, dimension: int = 8) -> tuple[bytes, np.ndarray]:
    rng = np.random.default_rng(number)
    return cache_key("space", str(number)), rng.standard_normal(dimension).astype(np.float32)


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("*.sqlite3")
    return path


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    entries = [entry(number) for number in range(5_000)]
    with closing(VectorCache(tmp_path)) as cache:
        assert cache.get([key for key, _ in entries], 8) == {}
        cache.put(entries)
    with closing(VectorCache(tmp_path)) as cache:
        found = cache.get([key for key, _ in entries] + [cache_key("space", "unknown")], 8)
        assert len(found) == 5_000
        assert all(found[key].tobytes() == vector.tobytes() for key, vector in entries)
        assert cache.notices == []


def test_asking_an_empty_cache_creates_nothing(tmp_path: Path) -> None:
    with closing(VectorCache(tmp_path / "none")) as cache:
        assert cache.get([b"x" * 32], 8) == {}
    assert not (tmp_path / "none").exists()


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_keys_differ_where_space_or_text_differ(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (cache_key(*one) == cache_key(*other)) == (one == other)


def test_a_damaged_entry_counts_as_missing(tmp_path: Path) -> None:
    entries = [entry(number) for number in range(3)]
    with closing(VectorCache(tmp_path)) as cache:
        cache.put(entries)
    with sqlite3.connect(only_file(tmp_path)) as connection:
        (data,) = connection.execute("SELECT vector FROM vectors WHERE key = ?", (entries[1][0],)).fetchone()
        flipped = bytes([data[0] ^ 1]) + data[1:]
        connection.execute("UPDATE vectors SET vector = ? WHERE key = ?", (flipped, entries[1][0]))
    connection.close()
    with closing(VectorCache(tmp_path)) as cache:
        found = cache.get([key for key, _ in entries], 8)
        assert set(found) == {entries[0][0], entries[2][0]}
        assert len(cache.notices) == 1
        assert "1 damaged" in cache.notices[0]
        cache.put([entries[1]])
        assert len(cache.get([key for key, _ in entries], 8)) == 3


def test_a_file_that_is_no_database_is_replaced(tmp_path: Path) -> None:
    with closing(VectorCache(tmp_path)) as cache:
        cache.put([entry(1)])
    path = only_file(tmp_path)
    path.write_bytes(b"this is no database" * 1_000)
    with closing(VectorCache(tmp_path)) as cache:
        assert cache.get([entry(1)[0]], 8) == {}
        assert "damaged" in cache.notices[0]
        cache.put([entry(1)])
        assert len(cache.get([entry(1)[0]], 8)) == 1
    assert only_file(tmp_path) != path


def test_a_page_of_rubbish_inside_the_file(tmp_path: Path) -> None:
    entries = [entry(number, 384) for number in range(500)]
    with closing(VectorCache(tmp_path)) as cache:
        cache.put(entries)
    path = only_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 50_000] = os.urandom(50_000)
    path.write_bytes(bytes(data))
    with closing(VectorCache(tmp_path)) as cache:
        found = cache.get([key for key, _ in entries], 384)
        assert all(found[key].tobytes() == vector.tobytes() for key, vector in entries if key in found)
        assert cache.notices


@pytest.mark.parametrize("kind", ["file in the way", "read-only"])
def test_an_unusable_folder_is_announced(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "cache"
    if kind == "file in the way":
        folder.write_text("")
    else:
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        folder.mkdir()
        folder.chmod(0o500)
    with closing(VectorCache(folder)) as cache:
        cache.put([entry(1)])
        assert cache.get([entry(1)[0]], 8) == {}
        assert len(cache.notices) == 1
        assert "cannot be used" in cache.notices[0]


def work(folder: Path, worker: int, start: "multiprocessing.synchronize.Barrier") -> None:
    """Writes its own entries and those of the others, reading all the while; exits 1 on anything amiss."""
    start.wait()
    cache = VectorCache(folder)
    shared = [entry(number) for number in range(200)]
    own = [entry(1_000 * (worker + 1) + number) for number in range(200)]
    for at in range(0, 200, 10):
        cache.put(shared[at : at + 10])
        cache.put(own[at : at + 10])
        found = cache.get([key for key, _ in shared], 8)
        for key, vector in shared:
            if key in found and found[key].tobytes() != vector.tobytes():
                raise SystemExit(1)
    found = cache.get([key for key, _ in shared + own], 8)
    raise SystemExit(0 if len(found) == 400 and not cache.notices else 1)


def test_processes_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(3)
    workers = [context.Process(target=work, args=(tmp_path, number, start)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with closing(sqlite3.connect(only_file(tmp_path))) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (200 + 3 * 200,)


def test_who_begins_a_file_that_another_is_writing_waits(tmp_path: Path) -> None:
    path = tmp_path / "vectors-1.0.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, other.execute, ["COMMIT"])
        done.start()
        with closing(VectorCache(tmp_path)) as cache:
            cache.put([entry(1)])
            done.join()
            assert cache.notices == []
            assert len(cache.get([entry(1)[0]], 8)) == 1


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path))
    assert default_cache_dir() == tmp_path
    monkeypatch.delenv("THREADGIST_CACHE_DIR")
    assert default_cache_dir().name == "threadgist"
