"""What a comparison is made of: frozen, slotted, tuples inside.

    Digest, Digest, ... -> Side, Side, ... -> Comparison

A `Side` is what comparing needs of one digest. A `Comparison` is what is written to disk (comparison.json), and
everything a page shows can be recomputed from it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from threadgist.records import BulletKind, EncoderInfo, Mode, Role

COMPARISON_VERSION = 2

ViewKind = Literal["argument", "subject"]


@dataclass(frozen=True, slots=True)
class Saying:
    """A bullet of a digest and the comment it is from; a `reply` answers one of those before it."""

    id: str
    kind: BulletKind
    text: str
    author: str | None
    role: Role | None = None
    url: str | None = None
    created_at: datetime | None = None
    reply: bool = False


@dataclass(frozen=True, slots=True)
class DebateTheme:
    """A theme as its digest prints it; `low` and `high` bound its share of the commenters (Wilson, 95%)."""

    id: str
    number: int
    heading: str
    people: int
    comments: int
    share: float
    low: float
    high: float
    sayings: tuple[Saying, ...]
    dominant_author: str | None = None
    dominant_share: float = 0.0


@dataclass(frozen=True, slots=True)
class SideTheme:
    """A theme with what lining up needs.

    `people` are numbers of its authors within the side, `vocabulary` the hashed words of its comments (sorted),
    `centroid` the unit mean of its passage vectors.
    """

    theme: DebateTheme
    people: tuple[int, ...]
    vocabulary: tuple[int, ...]
    centroid: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Debate:
    """One digest in a comparison, its themes numbered as on its own page; `key` is the hash of the digest.

    `commenters` counts comments, and so do all figures about people, where not even most comments name their author
    (`signed` is False).
    """

    id: str
    key: str
    title: str
    source: str
    mode: Mode
    commenters: int
    comments: int
    themes: tuple[DebateTheme, ...]
    url: str | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Side:
    """What comparing needs of one digest; `name` is the file it came from.

    `debate` is what a comparison tells of it, which numbers it and puts `themes` into it.
    """

    debate: Debate
    name: str
    thread_id: str
    themes: tuple[SideTheme, ...]
    encoder: EncoderInfo | None
    mean: tuple[float, ...]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What one or several debates are about; commenters are counted once a debate."""

    id: str
    label: str
    debates: tuple[Debate, ...]
    commenters: int
    comments: int
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class ThemeRef:
    """A theme of a debate."""

    debate: str
    theme: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two themes of one family and how alike they are, as a cosine."""

    first: ThemeRef
    second: ThemeRef
    similarity: float


@dataclass(frozen=True, slots=True)
class Part:
    """One debate's part in a cell, where an event has several."""

    debate: str
    people: int
    commenters: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One event's part in a family.

    `people` of the event's `commenters` take part (a person counts once, in however many of its `themes`);
    `low` and `high` bound the share (Wilson, 95%). `similarity` is the mean cosine with the family's themes of
    other events, `certain` whether that is above the stricter bar; both are idle in a family of one event.
    `adds` are bullets ("debate/bullet") most of whose words nobody uses in the family's other events. `parts` tell
    the event's debates apart where it has several.
    """

    event: str
    themes: tuple[ThemeRef, ...]
    people: int
    commenters: int
    share: float
    low: float
    high: float
    similarity: float = 0.0
    certain: bool = True
    adds: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Themes of several events that make the same argument, or are about the same thing; or a theme alone.

    `id` is that of its earliest theme, so that it stays when later events join. `change` is set where two events
    differ by more than chance, `rose` where it went from under a tenth of the commenters to a fifth or more.
    """

    id: str
    heading: str
    cells: tuple[Cell, ...]
    certain: bool
    similarity: float
    links: tuple[Link, ...] = ()
    change: Literal["", "less", "more"] = ""
    rose: Literal["", "major", "minor"] = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """How much of two events' debates runs through the same families (0 to 1), and which weigh most."""

    event: str
    other: str
    overlap: float
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One way to line up: "argument" takes each debate's own subject out first, "subject" leaves it in."""

    kind: ViewKind
    families: tuple[Family, ...]
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Family ids that first appear at or after `since`, and those that do not appear any more from then on."""

    since: datetime
    new: tuple[str, ...]
    fading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How themes were lined up: the bars for a match, by view, and what they were measured to do."""

    argument: float
    argument_certain: float
    subject: float
    subject_certain: float
    calibrated: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several debates lined up. `events` are in order of time where all are dated, else of their labels.

    `about` is the event that all debates are about, where there is only one: then each forum stands as an event.
    """

    events: tuple[Event, ...]
    views: tuple[View, ...]
    notices: tuple[str, ...]
    method: Method
    encoder: EncoderInfo | None
    threadgist: str
    about: str | None = None
    trends: Trends | None = None
    comparison_version: int = field(default=COMPARISON_VERSION)
