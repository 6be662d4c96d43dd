"""A single digest without references: what can be told of it from itself and the vectors of its texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.configuration import flatten
from threadgist.embed import embed, embed_texts
from threadgist.evaluate import checks
from threadgist.evaluate.report import NOT_SCORABLE, mean
from threadgist.flow import digest
from threadgist.provenance import is_part
from threadgist.records import Thread
from threadgist.settings import Settings
from threadgist.tools import open_tools
from threadgist.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.records import Bullet, Corpus, Digest, Embeddings, EncoderInfo
    from threadgist.vector_cache import VectorCache


class Maker:
    """One configuration with its encoder and cache; nothing is loaded before the first text the cache lacks."""

    def __init__(
        self, name: str, settings: Settings, encoder: Encoder | None = None, cache: VectorCache | None = None
    ) -> None:
        self.name = name
        self.settings = settings
        if encoder is None:
            encoder, cache = open_tools(settings)
        self._encoder = encoder
        self._cache = cache

    def digest(self, thread: Thread) -> Digest:
        """Make the digest of a thread."""
        return digest(thread, self.settings, encoder=self._encoder, cache=self._cache)

    @property
    def encoder(self) -> EncoderInfo:
        """What makes the vectors."""
        return self._encoder.info

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(len(texts), d)` unit vectors."""
        return embed_texts(texts, self._encoder, self._cache)

    def embed(self, corpus: Corpus) -> Embeddings:
        """Return the passage vectors of a corpus."""
        return embed(corpus, self._encoder, self._cache)


SHORT_WORDS = 6
MOST_NAMED = 8
_MARKS = str.maketrans("", "", "“”…")
# The weight of each reason in the order of the weakest.
_UNGROUNDED, _REPEATED, _SHORT = 8.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Weakness:
    """A bullet that a reader of the draft should look at, and why; the larger `weight`, the weaker."""

    bullet_id: str
    heading: str
    text: str
    reasons: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Card:
    """The figures of one digest, NaN where one cannot be told, the coherence of each theme, the weakest bullets."""

    title: str
    figures: tuple[tuple[str, float], ...]
    themes: tuple[tuple[str, float], ...]
    weakest: tuple[Weakness, ...]
    notes: tuple[str, ...]


def settings_of(digest: Digest) -> list[str]:
    """Return the settings a digest was made with that made it what it is, as `KEY=VALUE`; those of today's version."""
    known = {key for key, _ in flatten(Settings().model_dump())}
    return [
        f"{key}={value}"
        for key, value in digest.provenance.settings
        if value != "null" and key in known and is_part(key)
    ]


def make_card(digest: Digest, maker: Maker, resamples: int = 0) -> Card:
    """Judge a digest; nothing of it is changed.

    `maker` has the encoder of the digest, and all its settings where themes are found again without a tenth of the
    comments, `resamples` times.
    """
    bullets = list(checks.all_bullets(digest, one_offs=False))
    vectors = maker.encode([bullet.text.translate(_MARKS) for bullet in bullets])
    spans = [dot.span for dot in digest.dots]
    texts = {comment.id: comment.text for comment in digest.comments}
    passages = maker.encode([texts[span.comment_id][span.start : span.end] for span in spans])
    coherence = _coherence(digest, passages)
    stability = NOT_SCORABLE
    if resamples:
        d = digest
        thread = Thread(d.thread_id, d.title, d.source, d.comments, d.url, article=d.article)
        stability = checks.resampled(thread, maker, resamples)["ARI"]
    figures = {
        "coverage": digest.counts.coverage if digest.counts.usable else NOT_SCORABLE,
        "grounding": checks.grounding(digest),
        "ledger": checks.ledger(digest),
        "redundancy": checks.redundancy(vectors),
        "answered": mean(float(bool(bullet.children)) for bullet in bullets if bullet.role == "point"),
        "coherence": mean(coherence.values()),
        "stability": stability,
    }
    notes = (
        f"redundancy: pairs of bullets with a cosine of {checks.SAME_SAYING:.2f} or more",
        "answered: bullets with a direct reply below them; coherence: mean silhouette of the passages of a theme, "
        "-1 to 1",
        "stability: "
        + (f"ARI of {resamples} resamples of nine tenths of the comments" if resamples else "not asked for"),
    )
    themes = tuple((theme.heading, coherence.get(theme.id, NOT_SCORABLE)) for theme in digest.themes)
    return Card(digest.title, tuple(figures.items()), themes, _weakest(digest, bullets, vectors), notes)


def _coherence(digest: Digest, passages: NDArray[np.float32]) -> dict[str, float]:
    """Mean silhouette (Rousseeuw 1987) of each theme's passages, by cosine."""
    inside = [place for place, dot in enumerate(digest.dots) if dot.theme_id is not None]
    labels = [str(digest.dots[place].theme_id) for place in inside]
    if len(set(labels)) < 2 or len(set(labels)) == len(labels):
        return {}
    from sklearn.metrics import silhouette_samples

    values = silhouette_samples(passages[inside], labels, metric="cosine")
    return {
        theme.id: mean(float(v) for v, label in zip(values, labels, strict=True) if label == theme.id)
        for theme in digest.themes
    }


def _weakest(digest: Digest, bullets: Sequence[Bullet], vectors: NDArray[np.float32]) -> tuple[Weakness, ...]:
    headings = {bullet.id: theme.heading for theme in digest.themes for bullet in theme.bullets}
    comments = {comment.id: comment for comment in digest.comments}
    reasons: list[list[tuple[float, str]]] = [[] for _ in bullets]
    for cosine, one, two in checks.same_sayings(vectors):
        reasons[two].append((_REPEATED * cosine, f"says what {bullets[one].id} says (cosine {cosine:.2f})"))
    for place, bullet in enumerate(bullets):
        reasons[place] += [(_UNGROUNDED, fault) for fault in checks.faults(bullet, comments)]
        if count_words(bullet.text) < SHORT_WORDS:
            reasons[place].append((_SHORT, f"{count_words(bullet.text)} words"))
    found = [
        Weakness(
            bullet.id,
            headings.get(bullet.id, ""),
            bullet.text,
            tuple(why for _, why in sorted(own, key=lambda pair: -pair[0])),
            round(sum(weight for weight, _ in own), 4),
        )
        for bullet, own in zip(bullets, reasons, strict=True)
        if own
    ]
    return tuple(sorted(found, key=lambda one: -one.weight)[:MOST_NAMED])
