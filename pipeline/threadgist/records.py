"""The records that travel between stages: frozen, slotted, tuples inside. Imports nothing of ours.

    Thread -> Corpus -> Embeddings -> Clustering -> Brief -> Draft -> Digest

A stage is a pure function from one record to the next. `Digest` is the only record that is written to disk
(digest.json), and everything a page shows can be recomputed from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEMA_VERSION = 1

SkipReason = Literal[
    "deleted", "removed", "empty", "too_short", "quotation_only", "link_only", "automatic", "over_limit"
]
Status = Literal["cited", "grouped", "one_off", "duplicate", "skipped"]
Mode = Literal["themes", "points", "empty"]
Quantifier = Literal["Most", "Many", "Several", "A few", "Two", "One"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One contribution to a thread. `text` is plain text: paragraphs separated by blank lines, no markup.

    `parent_id` is None for a top-level comment. `gone` says that the forum itself no longer shows the text
    (deleted by its author, or removed by a moderator); such a comment keeps its place in the tree.
    """

    id: str
    parent_id: str | None
    author: str | None
    text: str
    created_at: datetime | None = None
    score: int | None = None
    url: str | None = None
    gone: Literal["deleted", "removed"] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What the thread is about. `lead` is its first paragraphs as plain text, at most a few hundred words."""

    title: str
    url: str | None = None
    site: str | None = None
    date: str | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion as a source gave it. Ids are unique; every parent exists or is None; there are no circles.

    `stated_count` is how many comments the forum says there are; `missing` how many the source knows it lacks
    (Reddit's `more` stubs). `repairs` says in words what had to be mended while reading (unknown parents cut,
    duplicate ids renamed, undecodable bytes replaced), each with its count.
    """

    id: str
    title: str
    source: str
    comments: tuple[Comment, ...]
    url: str | None = None
    author: str | None = None
    created_at: datetime | None = None
    article: Article | None = None
    stated_count: int | None = None
    missing: int = 0
    retrieved_at: datetime | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (half open, in code points) of the text of one comment."""

    comment_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: one to three neighbouring sentences of one comment, verbatim.

    `text` equals the comment's text from `span.start` to `span.end`; `sentences` are the sentences inside it.
    """

    id: str
    span: Span
    text: str
    sentences: tuple[Span, ...]

    @property
    def comment_id(self) -> str:
        """The comment this passage is cut from."""
        return self.span.comment_id


@dataclass(frozen=True, slots=True)
class Admission:
    """What cleaning decided about one input comment: used, or duplicate of another, or skipped for a reason."""

    comment_id: str
    status: Literal["used", "duplicate", "skipped"]
    reason: SkipReason | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """A cleaned thread, its passages, and one `Admission` for every comment of the thread, in thread order.

    `language` is the ISO 639-1 code most of the text is in, or None where that could not be told.
    """

    thread: Thread
    passages: tuple[Passage, ...]
    admissions: tuple[Admission, ...]
    language: str | None = None

    @property
    def copies(self) -> dict[str, tuple[str, ...]]:
        """The comments that were admitted as duplicates, by the comment they are copies of, in thread order."""
        found: dict[str, list[str]] = {}
        for admission in self.admissions:
            if admission.duplicate_of is not None:
                found.setdefault(admission.duplicate_of, []).append(admission.comment_id)
        return {original: tuple(copies) for original, copies in found.items()}


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Which model made the vectors: everything needed to make them again, and to refuse to mix two models."""

    name: str
    revision: str
    dimension: int
    prefix: str = ""
    languages: tuple[str, ...] = ("en",)
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Passage vectors: `vectors` is `(n, d)` float32 with unit rows, read-only; row i belongs to `ids[i]`."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    encoder: EncoderInfo


@dataclass(frozen=True, slots=True)
class Theme:
    """One cluster of passages. `comment_ids` are the comments that contributed one of `passage_ids`.

    `author_count` counts distinct authors; `share` is their share of the thread's commenters, 0 to 1.
    """

    id: str
    passage_ids: tuple[str, ...]
    comment_ids: tuple[str, ...]
    author_count: int
    share: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """Themes ordered by distinct authors, what belongs to none, and a 2-d layout of all passages.

    `layout` is `(n, 2)` float32 in [0, 1], rows in the order of `Embeddings.ids`.
    `found` is False where the thread shows no clear themes (`themes` is then empty).
    """

    themes: tuple[Theme, ...]
    one_off_ids: tuple[str, ...]
    layout: NDArray[np.float32]
    found: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that people in a theme say. `exemplars` are verbatim spans, best first.

    `comment_ids` are those who make the point (exemplars included); `reply` the span that answers it back.
    """

    exemplars: tuple[Span, ...]
    comment_ids: tuple[str, ...]
    reply: Span | None = None
    children: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What a writer is given for one theme: heading phrases best first, and points in the order to print them."""

    theme_id: str
    phrases: tuple[str, ...]
    points: tuple[Point, ...]
    thread_title: str
    article_lead: str = ""


@dataclass(frozen=True, slots=True)
class DraftBullet:
    """A bullet as a writer proposes it, without counts. Text inside “ ” must be verbatim, with … for what is left out.

    `cites` are the spans it rests on, `comment_ids` everyone who makes the point, `kind` whether the text is a
    quotation or a sentence of the writer's own.
    """

    kind: Literal["quote", "claim"]
    text: str
    cites: tuple[Span, ...]
    comment_ids: tuple[str, ...]
    children: tuple[DraftBullet, ...] = ()
    role: Literal["point", "reply"] = "point"


@dataclass(frozen=True, slots=True)
class WriterInfo:
    """Which language model proposed headings and bullets, as far as text depends on it.

    `backend` is "transformers", "server" or "llama.cpp"; `recipe` its precision, device and versions.
    """

    name: str
    backend: str
    revision: str | None = None
    sha256: str | None = None
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something a writer proposed that the gate did not let through.

    `where` is the id of the theme or bullet it was meant for, or "summary"; `reason` a stable code: "unsupported",
    "stance", "number", "name", "prompt", "sibling", "quotation", "form"; or, where nothing was proposed, "call" (it
    failed), "budget" (it was not made), "language" (it could not have been checked) and "orders" (a model would have
    been shown a comment that gives it orders). `text` is what was proposed, cut to a few hundred characters; `attempt`
    counts from 1.
    """

    where: str
    part: Literal["heading", "bullet", "reply", "summary"]
    attempt: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of "In short": `bullet_ids` are the grounded bullets it rests on."""

    text: str
    bullet_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A theme as a writer proposes it. Nothing of it reaches a page before `ground` has passed it."""

    theme_id: str
    heading: str
    bullets: tuple[DraftBullet, ...]


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
    `commenters` distinct authors of comments that are usable or duplicates; `coverage` the share of usable comments
    that belong to a theme (or, without themes, are cited in a point).
    """

    comments: int
    usable: int
    commenters: int
    cited: int
    grouped: int
    one_off: int
    duplicate: int
    skipped: int
    coverage: float
    stated: int | None = None
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader must know before trusting the page; `code` is stable, `text` a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ThemeHistory:
    """What became of one theme since the digest before: `new_comments` of its comments were not in that one."""

    theme_id: str
    is_new: bool
    new_comments: int
    former_heading: str | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a digest differs from the one made before of the same thread.

    `themes` has one entry for each theme of the digest, in its order; `gone` the headings of themes that persist no
    longer; `new_comment_ids` the comments the digest before did not have, in thread order.
    """

    previous_comments: int
    previous_retrieved_at: datetime | None
    new_comment_ids: tuple[str, ...]
    themes: tuple[ThemeHistory, ...]
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the digest was made. No timings and no clock: the same input gives the same bytes."""

    threadgist: str
    encoder: EncoderInfo | None
    writer: str
    settings: tuple[tuple[str, str], ...]
    settings_hash: str
    versions: tuple[tuple[str, str], ...]
    fallbacks: tuple[str, ...] = ()
    writer_model: WriterInfo | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """The grounded result: what is not grounded cannot be in here, and what is not in here cannot reach a page.

    `comments` are all input comments, cleaned, in thread order; `ledger` has one entry for each, in the same order.
    `points` are listed instead of themes where `mode` is "points"; `one_offs` are comments worth reading that no
    theme holds. `mean` is the mean of all passage vectors, rounded, for comparing digests. `summary` is "In short",
    and `rejections` what the gate kept off the page, where a language model wrote; `refresh` says what is new where
    the thread was digested before.
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
