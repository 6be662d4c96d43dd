"""A folder of real threads, for the suites that need no labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from threadgist.errors import InputError, SourceError
from threadgist.sources import read_thread

if TYPE_CHECKING:
    from threadgist.records import Thread


LEAST_COMMENTS = 40
# Sets with suites of their own: their files are tables of labels, not threads.
_LABELLED = ("kpa", "argkp", "opinosis", "convosumm")
_SUFFIXES = (".json", ".jsonl", ".csv", ".tsv", ".html", ".xml", ".rss", ".mbox", ".zst", ".gz")


def load_threads(folder: Path) -> tuple[dict[str, Thread], tuple[str, ...]]:
    """Read every file below `folder` that is a thread of `LEAST_COMMENTS` comments or more, each thread once.

    Returns:
        The threads by their paths in the folder (titles are people's words, and not of one kind), in that order, and
        what was left out and why.

    Raises:
        InputError: There is no such folder, or no thread in it.
    """
    if not folder.is_dir():
        raise InputError(f"--data {folder}: no such folder; name one that holds threads")
    threads: dict[str, Thread] = {}
    left_out: list[str] = []
    titles: dict[tuple[str, int], str] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix not in _SUFFIXES or not path.is_file() or set(inside.parts[:-1]) & set(_LABELLED):
            continue
        try:
            thread = read_thread(str(path))
        except SourceError as error:
            why = str(error).removeprefix(f"{path}: ").split("; ")[0]
            left_out.append(f"left out: {inside}: {why[:90]}")
            continue
        key = (thread.title.casefold(), len(thread.comments))
        if len(thread.comments) < LEAST_COMMENTS or key in titles:
            why = f"a copy of {titles[key]}" if key in titles else f"{len(thread.comments)} comments"
            left_out.append(f"left out: {inside}: {why}")
            continue
        name = str(inside.with_suffix(""))
        titles[key] = name
        threads[name] = thread
    if not threads:
        raise InputError(f"--data {folder}: no thread of {LEAST_COMMENTS} comments or more in it")
    return threads, tuple(left_out)
