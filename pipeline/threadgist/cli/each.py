"""Many threads in one command: one that fails stops none of the others, and the last word says how many did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from threadgist.cli.console import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["one_by_one"]


def one_by_one(names: Sequence[str], work: Callable[[str], None]) -> None:
    """Do the work for each name; tell what failed, and leave with the exit code of the last that did.

    Args:
        names: Threads, as the user named them.
        work: What to do with one.

    Raises:
        ThreadgistError: The only one failed.
        Exit: Some of several failed.
    """
    from threadgist.errors import ThreadgistError

    failures, last_code = 0, 0
    for name in names:
        try:
            work(name)
        except ThreadgistError as error:
            if len(names) == 1:
                raise
            failures, last_code = failures + 1, error.exit_code
            say(error)
    if failures:
        say(f"{failures} of {len(names)} threads failed, see above")
        raise typer.Exit(last_code)
