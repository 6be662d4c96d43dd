"""The grounded result, the only record that is written to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from threadgist.errors import SettingsError
from threadgist.records.plan import (
    BulletKind,
    BulletRole,
    EncoderInfo,
    Rejection,
    SkipReason,
    SummarySentence,
    WriterInfo,
)
from threadgist.records.thread import Article, Comment, Span
from threadgist.words import counted

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = 2
# The code of the notice that says what an editor changed.
EDITED = "edited"
# The `checker` of a digest whose sentences no model checked.
BY_WORDS = "words"

Mode = Literal["themes", "points", "empty"]
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
class Bullet:
    """A line of a page; grounding gives it its `id` and counts its `people`.

    `kind` says where its words are from. A "quote" is one to three neighbouring sentences of one comment, verbatim, and
    `cites` is that one span. A "report" is a language model's sentence that says what one person says in one comment. A
    "claim" is a language model's sentence that sums up what the people behind `comment_ids` say; where it ends in a
    colon, its items say it and it rests on what they cite. An "editor" line is a sentence that a person wrote about the
    comments it cites, after the digest was made.

    `comment_ids` are the comments that say it and copies of them; `people` is how many distinct authors those have, for
    a claim, else 0. `against` are comments that were found to say the opposite.

    `role` is what a bullet is to the one it is nested in: a "reply" answers that very comment, an "item" is part of an
    enumeration, a "side" disagrees with it or answers it, a "detail" is a fact or an experience that bears it out.
    Bullets that are not nested are a "point", or "more", which a page shows to who asks for it.
    """

    id: str
    kind: BulletKind
    role: BulletRole
    text: str
    comment_ids: tuple[str, ...]
    cites: tuple[Span, ...]
    children: tuple[Bullet, ...] = ()
    people: int = 0
    against: tuple[str, ...] = ()


def walk(bullets: Iterable[Bullet]) -> Iterator[Bullet]:
    """Yield bullets and everything nested in them in the order of the page, however deep."""
    waiting: list[Bullet] = list(bullets)[::-1]
    while waiting:
        bullet = waiting.pop()
        yield bullet
        waiting.extend(bullet.children[::-1])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a large theme: a heading over those of the theme's bullets that cite one of `comment_ids`."""

    id: str
    heading: str
    comment_ids: tuple[str, ...]
    author_count: int


@dataclass(frozen=True, slots=True)
class DigestTheme:
    """A theme as it is published. `dominant_author` is set where one author wrote half of its comments or more.

    A theme without `bullets`, or with such as are shown on demand only, is named under "Also talked about".
    `banter` says that its lines are jokes more than arguments; such a theme comes last.

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
    parts: tuple[Part, ...] = ()
    banter: bool = False

    @property
    def shown(self) -> tuple[Bullet, ...]:
        """The bullets that every page prints."""
        return tuple(bullet for bullet in self.bullets if bullet.role != "more")

    @property
    def more(self) -> tuple[Bullet, ...]:
        """The bullets that a page shows on demand."""
        return tuple(bullet for bullet in self.bullets if bullet.role == "more")


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
    """Something a reader must know before trusting the page; `code` is stable, `text` a sentence.

    The code `EDITED` marks a digest that an editor changed after it was made.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the digest was made. No timings and no clock: the same input gives the same bytes.

    `checker` is what a language model's sentences were checked by: the name of a language model or of an entailment
    model, or `BY_WORDS`; "" where none wrote.
    """

    threadgist: str
    encoder: EncoderInfo | None
    writer: str
    settings: tuple[tuple[str, str], ...]
    settings_hash: str
    versions: tuple[tuple[str, str], ...]
    fallbacks: tuple[str, ...] = ()
    writer_model: WriterInfo | None = None
    checker: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Digest:
    """The grounded result: what is not grounded cannot be in here, and what is not in here cannot reach a page.

    `comments` are all input comments, cleaned, in thread order; `ledger` has one entry for each, in the same order.
    `points` are lines below no heading, all there are where `mode` is "points"; `one_offs` are comments worth reading
    that no theme holds. In a consultation with votes `agreed` are the statements most agreed with and `disputed` those
    that divide the voters most, best first. `mean` is the mean of all passage vectors, rounded, for comparing digests.
    `summary` is "In short": bullets word for word where no language model wrote; `rejections` is what the check kept
    off the page where one did; `refresh` says what is new where the thread was digested before.
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
    agreed: tuple[Bullet, ...] = ()
    disputed: tuple[Bullet, ...] = ()
    schema_version: int = SCHEMA_VERSION

    @property
    def edited(self) -> bool:
        """Whether an editor changed it after it was made."""
        return any(notice.code == EDITED for notice in self.notices)

    @property
    def quoted(self) -> tuple[Bullet, ...]:
        """The bullets that are printed, without those nested in them and without the one-offs."""
        themed = (bullet for theme in self.themes for bullet in theme.bullets)
        return (*self.agreed, *self.disputed, *themed, *self.points)

    @property
    def printed(self) -> tuple[Bullet, ...]:
        """All bullets there are, those nested in others and the one-offs included."""
        return tuple(walk((*self.quoted, *self.one_offs)))

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Return the digest as pandas data frames: threads, themes, lines, comments (docs/tables.md has the columns).

        Columns are of pandas' types that know missing values.

        Raises:
            SettingsError: pandas is not installed.
        """
        from threadgist.records.tables import TABLES, rows_of

        try:
            import pandas as pd
        except ImportError as error:
            raise SettingsError(
                "data frames need pandas: pip install 'threadgist[pandas]'; --format csv goes without"
            ) from error
        types = {"text": "string", "integer": "Int64", "real": "Float64", "time": "datetime64[us, UTC]"}
        rows, frames = rows_of(self), {}
        for table in TABLES:
            kinds = {column.name: types.get(column.kind, column.kind) for column in table.columns}
            frames[table.name] = pd.DataFrame(rows[table.name], columns=list(kinds)).astype(kinds)
        return frames

    def __repr__(self) -> str:
        comments = counted(self.counts.comments, "comment")
        return f"<Digest of {self.title[:80]!r}: {counted(len(self.themes), 'theme')}, {comments}>"

    def _repr_html_(self) -> str:
        """Return the themes, or the points where there are none, as a small table, which notebooks show."""
        from html import escape

        signed = self.counts.signed
        rows: list[tuple[str, ...]] = [("People" if signed else "Comments", "Theme", "First line")]
        for theme in self.themes:
            size = theme.author_count if signed else len(theme.comment_ids)
            rows.append((str(size), theme.heading, theme.bullets[0].text if theme.bullets else ""))
        if not self.themes:
            rows = [("Point",), *((point.text,) for point in self.points)]
        cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        comments = counted(self.counts.comments, "comment")
        return f"<p><b>{escape(self.title)}</b>: {comments}</p><table>{cells}</table>"
