"""How a run tells whoever watches it where it is."""

from collections.abc import Callable
from typing import Final, TypeAlias

# Is told how many of what was asked for are done so far.
Told: TypeAlias = Callable[[int], None]


class Progress:
    """Watches a run: by itself without a word. Stages follow each other; each counts up to its total, where known."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins, and with that the one before it has ended."""

    def done(self, count: int) -> None:
        """So many steps of the stage are done."""


UNWATCHED: Final = Progress()
