"""Where every comment of a thread went, and the sums of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from threadgist.records.corpus import SkipReason

__all__ = ["Counts", "LedgerEntry", "Status"]

Status = Literal["cited", "grouped", "one_off", "duplicate", "skipped"]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """Where one input comment went. `theme_ids` are the themes it contributes to; `reason` is set when skipped."""

    comment_id: str
    status: Status
    theme_ids: tuple[str, ...] = ()
    reason: SkipReason | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Every figure of the masthead. All can be recomputed from `Digest.comments` and `Digest.ledger`.

    `comments` is the number of input comments; `usable` those that were read (neither skipped nor duplicate);
    `commenters` distinct authors of comments that are usable or duplicates, and `named` how many of these comments name
    their author; `coverage` the share of usable comments that belong to a theme (or, without themes, are cited in a
    point).
    """

    comments: int
    usable: int
    commenters: int
    named: int
    cited: int
    grouped: int
    one_off: int
    duplicate: int
    skipped: int
    coverage: float
    stated: int | None = None
    missing: int = 0

    @property
    def signed(self) -> bool:
        """Whether most comments name their author: else nobody knows how many people there are."""
        return 2 * self.named > self.usable + self.duplicate
