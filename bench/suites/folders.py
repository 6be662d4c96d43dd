"""Finding a set of data below the folder the user named, with a plain word where it is not there."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from threadgist.errors import InputError
from threadgist.stored import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def find_set(folder: Path, names: Sequence[str], pattern: str, what: str) -> Path:
    """Return the folder that holds files of `pattern`: `folder` itself or one of its sub-folders `names`.

    Raises:
        InputError: There is none.
    """
    if not folder.is_dir():
        raise InputError(f"--data {folder}: no such folder; name the one that holds {what}")
    for candidate in (folder, *(folder / name for name in names)):
        if candidate.is_dir() and next(candidate.glob(pattern), None) is not None:
            return candidate
    raise InputError(
        f"--data {folder}: no {what} there ({pattern}, directly or in {' or '.join(f'{n}/' for n in names)})"
    )


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text in UTF-8, or Latin-1 where it is not UTF-8.

    Raises:
        InputError: The file cannot be read.
    """
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.splitlines()


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file that must have `columns`.

    Raises:
        InputError: The file cannot be read, a column is missing, or a row is cut short.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as CSV: {error}") from error
    for number, row in enumerate(rows, 2):
        for column in columns:
            if row.get(column) is None:
                raise InputError(f"{path}, line {number}: no value for {column!r}")
    if not rows:
        raise InputError(f"{path}: holds no rows")
    return rows


def halves(names: Sequence[str]) -> dict[str, str]:
    """Say of each name whether it is for `tuning` or `held-out`: every other one of those sorted."""
    return {name: ("tuning", "held-out")[number % 2] for number, name in enumerate(sorted(set(names)))}
