"""Threads that somebody read with care: their themes, the points made, and who makes each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.errors import InputError, SourceError
from threadgist.sources import read_thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from threadgist.records import Thread


@dataclass(frozen=True, slots=True)
class Reading:
    """What one annotator found in a thread, by comment ids.

    `themes` are the themes of each comment, empty for one that belongs to none; `points` the comments that make each
    point. `annotator` tells several readings of one thread apart.
    """

    name: str
    annotator: str
    thread: Thread
    themes: Mapping[str, frozenset[str]]
    points: tuple[frozenset[str], ...]


def load_gold(folder: Path) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Read every labelled thread: labels are JSON files in `folder` or in its sub-folder `gold`.

    A label file names its thread by the path `file`, from itself or from `folder`, or by `thread`, which then begins
    the name of a file below `folder`. The first annotator of a thread comes first.

    Returns:
        The readings by name and annotator, and what was left out and why.

    Raises:
        InputError: There are no labels, one is damaged, or no labelled thread is there.
    """
    labels = folder / "gold" if (folder / "gold").is_dir() else folder
    if not any(labels.glob("*.json")):
        raise InputError(f"--data {folder}: no labels of threads there (*.json, directly or in gold/)")
    readings: list[Reading] = []
    left_out: list[str] = []
    for path in sorted(labels.glob("*.json")):
        try:
            raw = json.loads(path.read_bytes())
            themes, points = _labels(raw)
            name, annotator = str(raw["thread"]).removesuffix(".txt"), str(raw.get("annotator", "a"))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise InputError(f"{path}: no labels of a thread ({type(error).__name__}: {error})") from error
        thread = next(_threads(raw, name, path, folder, frozenset(themes)), None)
        if thread is None:
            left_out.append(f"left out: {path.name}: its thread is not below {folder.name}/")
            continue
        readings.append(Reading(name, annotator, thread, themes, points))
    if not readings:
        raise InputError(f"--data {folder}: none of the threads that {labels} labels is there")
    return tuple(readings), tuple(left_out)


def _labels(raw: dict[str, object]) -> tuple[dict[str, frozenset[str]], tuple[frozenset[str], ...]]:
    themes: dict[str, set[str]] = {str(comment): set() for comment in _items(raw["none"])}
    points: list[frozenset[str]] = []
    for theme in _items(raw["themes"]):
        for comment in theme["comments"]:
            themes.setdefault(str(comment), set()).add(str(theme["id"]))
        points += [frozenset(map(str, point["makes"])) for point in theme["points"]]
    return {comment: frozenset(of) for comment, of in themes.items()}, tuple(points)


def _items(value: object) -> list[dict[str, list[dict[str, list[str]]]]]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    return value


def _threads(
    raw: dict[str, object], name: str, path: Path, folder: Path, labelled: frozenset[str]
) -> Iterator[Thread]:
    """Yield the threads that hold every labelled comment, of the files a label file may mean."""
    stem = name.removeprefix("d-")
    named = raw.get("file")
    if named is not None:
        places = [path.parent / str(named), folder / str(named)]
    else:
        places = sorted(found for found in folder.rglob(f"{stem}*") if found.is_file() and found != path)
    for place in places:
        if place.is_file():
            try:
                thread = read_thread(str(place))
            except SourceError:
                continue
            if labelled <= {comment.id for comment in thread.comments}:
                yield thread
