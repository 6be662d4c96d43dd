"""The grounded result, the only record that is written to disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from threadgist.records.ledger import Counts, LedgerEntry
from threadgist.records.provenance import Provenance, Rejection
from threadgist.records.refresh import Refresh
from threadgist.records.thread import Article, Comment, Span

__all__ = [
    "SCHEMA_VERSION",
    "Bullet",
    "Digest",
    "DigestTheme",
    "Dot",
    "Mode",
    "Notice",
    "Quantifier",
    "ReplyFlow",
    "SummarySentence",
]

SCHEMA_VERSION = 1

Mode = Literal["themes", "points", "empty"]
Quantifier = Literal["Most", "Many", "Several", "A few", "Two", "One"]


@dataclass(frozen=True, slots=True)
class Bullet:
    """A grounded bullet. `author_count` distinct authors of `comment_ids` say so; `quantifier` is computed from it.

    `role` is "reply" for the opposing reply nested under a point. `quantifier` and counts describe the point,
    so a reply counts its own authors.
    """

    id: str
    kind: Literal["quote", "claim"]
    role: Literal["point", "reply"]
    text: str
    quantifier: Quantifier
    author_count: int
    comment_ids: tuple[str, ...]
    cites: tuple[Span, ...]
    children: tuple[Bullet, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestTheme:
    """A theme as it is published. `dominant_author` is set where one author wrote half of its comments or more.

    `centroid` is the unit mean of its passage vectors, rounded, for comparing digests; `medoid` the passage nearest
    to it.
    """

    id: str
    heading: str
    bullets: tuple[Bullet, ...]
    comment_ids: tuple[str, ...]
    author_count: int
    share: float
    dominant_author: str | None = None
    dominant_share: float = 0.0
    medoid: Span | None = None
    centroid: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """One passage on the map of the discussion; `x` and `y` in [0, 1]; `theme_id` None for one-offs."""

    span: Span
    x: float
    y: float
    theme_id: str | None


@dataclass(frozen=True, slots=True)
class ReplyFlow:
    """How many replies in theme `source` answer comments of theme `target`."""

    source: str
    target: str
    count: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader must know before trusting the page; `code` is stable, `text` a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of "In short": `bullet_ids` are the grounded bullets it rests on."""

    text: str
    bullet_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The grounded result: what is not grounded cannot be in here, and what is not in here cannot reach a page.

    `comments` are all input comments, cleaned, in thread order; `ledger` has one entry for each, in the same order.
    `points` are listed instead of themes where `mode` is "points"; `one_offs` are comments worth reading that no
    theme holds. `mean` is the mean of all passage vectors, rounded, for comparing digests. `summary` is "In short":
    bullets word for word where no language model wrote; `rejections` is what the gate kept off the page where one did;
    `refresh` says what is new where the thread was digested before.
    """

    title: str
    source: str
    mode: Mode
    counts: Counts
    themes: tuple[DigestTheme, ...]
    points: tuple[Bullet, ...]
    one_offs: tuple[Bullet, ...]
    notices: tuple[Notice, ...]
    dots: tuple[Dot, ...]
    flows: tuple[ReplyFlow, ...]
    comments: tuple[Comment, ...]
    ledger: tuple[LedgerEntry, ...]
    provenance: Provenance
    thread_id: str = ""
    url: str | None = None
    article: Article | None = None
    language: str | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    retrieved_at: datetime | None = None
    mean: tuple[float, ...] = ()
    summary: tuple[SummarySentence, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    refresh: Refresh | None = None
    schema_version: int = field(default=SCHEMA_VERSION)
