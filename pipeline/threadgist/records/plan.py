"""A thread on its way: passages, vectors, themes, and what is to be said of each; nothing in here is grounded yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from threadgist.records.thread import Span, Thread
from threadgist.translations import later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records.digest import Bullet

# In quotation marks, so that numpy is loaded by who computes alone.
Floats: TypeAlias = "NDArray[np.float32]"
SkipReason = Literal[
    "deleted", "removed", "empty", "too_short", "quotation_only", "link_only", "automatic", "over_limit"
]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: a whole comment, or neighbouring sentences of a long one, verbatim.

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
class Embeddings:
    """Passage vectors: `vectors` is `(n, d)` float32 with unit rows, read-only; row i belongs to `ids[i]`."""

    ids: tuple[str, ...]
    vectors: Floats
    encoder: EncoderInfo


@dataclass(frozen=True, slots=True)
class Theme:
    """One cluster of passages. `comment_ids` are the comments that contributed one of `passage_ids`.

    `author_count` counts distinct authors. `parts` are the comments of its parts, largest first, where the theme is
    large enough to have some; what is in no part is in the theme all the same.
    """

    id: str
    passage_ids: tuple[str, ...]
    comment_ids: tuple[str, ...]
    author_count: int
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Clustering:
    """Themes ordered by distinct authors, what belongs to none, and a 2-d layout of all passages.

    `layout` is `(n, 2)` float32 in [0, 1], rows in the order of `Embeddings.ids`. Where the thread shows no clear
    themes, `themes` is empty.
    """

    themes: tuple[Theme, ...]
    one_off_ids: tuple[str, ...]
    layout: Floats


BulletKind = Literal["quote", "report", "claim", "editor"]
BulletRole = Literal["point", "more", "reply", "item", "side", "detail"]
# What goes on from a bullet in running text.
RUNNING: Final = ("side", "detail")

# What heads a theme that nothing its people say would name; it stands behind the others.
NAMELESS = later("Various remarks")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a person in a theme says: `span`, one to three neighbouring sentences of one comment, verbatim.

    `copies` are other comments that say the same word for word. `answers` are direct replies to that very comment that
    are worth printing, each with its own answers.
    """

    span: Span
    copies: tuple[str, ...] = ()
    answers: tuple[Point, ...] = ()

    @property
    def comment_ids(self) -> tuple[str, ...]:
        """The comment it is from, and those that say the same word for word."""
        return (self.span.comment_id, *self.copies)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a writer is given for one theme: heading phrases best first, and points in the order to print them.

    `aside` are points of the theme that its heading does not stand for: all of them where nothing names it.
    `part_headings` are the headings of the theme's parts, in their order; `banter` says that its lines are jokes.
    """

    theme_id: str
    phrases: tuple[str, ...]
    points: tuple[Point, ...]
    aside: tuple[Point, ...] = ()
    part_headings: tuple[str, ...] = ()
    banter: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A theme as a writer proposes it. Nothing of it reaches a page before `ground` has passed it.

    Its bullets have neither ids nor people yet; text inside “ ” in them must be verbatim, with … for what is left out.
    """

    theme_id: str
    heading: str
    bullets: tuple[Bullet, ...]
    part_headings: tuple[str, ...] = ()
    banter: bool = False


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of "In short": `bullet_ids` are the grounded bullets it rests on.

    Without a language model it is a bullet word for word; a second id is that of the direct reply printed below it.
    Of a sentence that a model wrote, `comment_ids` are the comments found to say it and `against` the opposite.
    """

    text: str
    bullet_ids: tuple[str, ...]
    comment_ids: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something a writer proposed that was not let through.

    `part` is what it was to be; `reason` a stable code: "unsupported" (the comments cited do not say all of it),
    "citation" (it cites nothing that says it), "number", "name", "prompt", "form"; or, where
    nothing was proposed, "call" (it failed), "budget" (it was not made), "language" (no checker can compare it),
    "first_page" (calls to write the page once more failed or were not made)
    and "orders" (a model would have been shown a comment that gives it orders). `text` is what was proposed, cut to a
    few hundred characters. `repaired` says that another sentence or heading stands in its place.
    """

    part: Literal["heading", "bullet", "summary"]
    reason: str
    text: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known of a thread before anybody writes: its themes, what to say of each, and what belongs to none.

    `clustering` is None for a thread too small to look for themes (`small`); `briefs` are in the order of its themes;
    `lead` are the places (theme, point, answer or None) of what says the thread in short; `agreed` and `disputed` the
    statements of a consultation by its votes.
    """

    corpus: Corpus
    embeddings: Embeddings
    clustering: Clustering | None
    briefs: tuple[Brief, ...]
    points: tuple[Point, ...]
    one_offs: tuple[Point, ...]
    small: bool
    lead: tuple[tuple[int, int, int | None], ...] = ()
    agreed: tuple[Point, ...] = ()
    disputed: tuple[Point, ...] = ()

    @property
    def below_no_heading(self) -> tuple[Point, ...]:
        """The points of a thread without themes, else those of themes that their headings do not stand for."""
        return self.points or tuple(point for brief in self.briefs for point in brief.aside)


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer proposes of a whole thread: a draft of each theme of `clustering`, in its order, and the rest.

    `clustering` is None where the themes are those of the plan. `points` stand below no heading; `summary` is "In
    short", whose sentences name bullets by the ids that grounding gives them.
    """

    drafts: tuple[Draft, ...]
    points: tuple[Bullet, ...]
    summary: tuple[SummarySentence, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    clustering: Clustering | None = None
    one_offs: tuple[Bullet, ...] = ()
    agreed: tuple[Bullet, ...] = ()
    disputed: tuple[Bullet, ...] = ()
