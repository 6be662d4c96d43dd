"""A single digest without references: what can be told of it from itself and the vectors of its texts."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from random import Random

from threadgist.cluster import cluster
from threadgist.embed import Encoder, embed, embed_texts
from threadgist.evaluate import checks
from threadgist.evaluate.checks import NOT_SCORABLE, mean
from threadgist.flow import make_corpus
from threadgist.records import Bullet, Corpus, Digest, Embeddings, Floats, Thread, walk
from threadgist.select import SMALL_THREAD
from threadgist.settings import Settings, flatten, is_part
from threadgist.vector_cache import VectorCache
from threadgist.words import count_words
from threadgist.write.model import Encode

VectorsOf = Callable[[Corpus], Embeddings]
Themes = dict[str, str | None]

SHARE_GONE = 0.1
SHORT_WORDS = 6
MOST_NAMED = 8
_MARKS = str.maketrans("", "", "“”…")
# The weight of each reason in the order of the weakest.
_UNGROUNDED, _REPEATED, _SHORT = 8.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Weakness:
    """A bullet that a reader of the draft should look at, and why; the larger `weight`, the weaker."""

    bullet: str
    text: str
    reasons: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Coherence:
    """How well the passages of the theme under a heading hold together, -1 to 1."""

    heading: str
    coherence: float


@dataclass(frozen=True, slots=True)
class Card:
    """The figures of one digest, NaN where one cannot be told, the coherence of each theme, the weakest bullets."""

    title: str
    figures: Mapping[str, float]
    themes: tuple[Coherence, ...]
    weakest: tuple[Weakness, ...]
    notes: tuple[str, ...]


def settings_of(digest: Digest) -> list[str]:
    """Return the settings a digest was made with that made it what it is, as `KEY=VALUE`; those of today's version."""
    known = {key for key, _ in flatten(Settings().model_dump()) if is_part(key)}
    return [f"{key}={value}" for key, value in digest.provenance.settings if value != "null" and key in known]


def make_card(
    digest: Digest, settings: Settings, encoder: Encoder, cache: VectorCache | None, resamples: int = 0
) -> Card:
    """Judge a digest; `encoder` and, where themes are found again, `settings` are those it was made with."""
    d = digest
    bullets = list(walk(d.quoted))
    encode = partial(embed_texts, encoder=encoder, cache=cache)
    vectors = encode([bullet.text.translate(_MARKS) for bullet in bullets])
    coherence = _coherence(d, encode)
    again = partial(embed, encoder=encoder, cache=cache)
    thread = Thread(d.thread_id, d.title, d.source, d.comments, d.url, article=d.article)
    figures = {
        "coverage": d.counts.coverage if d.counts.usable else NOT_SCORABLE,
        "grounding": checks.grounding(d),
        "ledger": checks.ledger(d),
        "redundancy": checks.redundancy(vectors),
        "answered": mean(float(bool(bullet.children)) for bullet in bullets if bullet.role == "point"),
        "coherence": mean(coherence.values()),
        "stability": mean(starmap(checks.adjusted_rand, resampled(thread, settings, again, resamples))),
    }
    notes = (
        f"redundancy: pairs of bullets with a cosine of {checks.SAME_SAYING:.2f} or more",
        "answered: bullets with a direct reply below them; coherence: mean silhouette of the passages of a theme, "
        "-1 to 1",
        "stability: "
        + (f"ARI of {resamples} resamples of nine tenths of the comments" if resamples else "not asked for"),
    )
    themes = tuple(Coherence(theme.heading, coherence.get(theme.id, NOT_SCORABLE)) for theme in d.themes)
    rounded = {name: round(value, 6) for name, value in figures.items()}
    return Card(d.title, rounded, themes, _weakest(d, bullets, vectors), notes)


def _coherence(digest: Digest, encode: Encode) -> dict[str, float]:
    """Mean silhouette (Rousseeuw 1987) of each theme's passages, by cosine."""
    texts = {comment.id: comment.text for comment in digest.comments}
    inside = [(str(dot.theme_id), dot.span) for dot in digest.dots if dot.theme_id is not None]
    labels = [label for label, _ in inside]
    if not 2 <= len(set(labels)) < len(labels):
        return {}
    from sklearn.metrics import silhouette_samples

    vectors = encode([texts[span.comment_id][span.start : span.end] for _, span in inside])
    found: defaultdict[str, list[float]] = defaultdict(list)
    for label, value in zip(labels, silhouette_samples(vectors, labels, metric="cosine"), strict=True):
        found[label].append(float(value))
    return {theme_id: round(mean(values), 6) for theme_id, values in found.items()}


def _weakest(digest: Digest, bullets: Sequence[Bullet], vectors: Floats) -> tuple[Weakness, ...]:
    comments = {comment.id: comment for comment in digest.comments}
    reasons: list[list[tuple[float, str]]] = [[] for _ in bullets]
    for cosine, one, two in checks.same_sayings(vectors):
        reasons[two].append((_REPEATED * cosine, f"says what {bullets[one].id} says (cosine {cosine:.2f})"))
    found = []
    for bullet, own in zip(bullets, reasons, strict=True):
        own += [(_UNGROUNDED, fault) for fault in checks.faults(bullet, comments)]
        if (words := count_words(bullet.text)) < SHORT_WORDS:
            own.append((_SHORT, f"{words} words"))
        if own:
            why = tuple(reason for _, reason in sorted(own, key=lambda pair: -pair[0]))
            found.append(Weakness(bullet.id, bullet.text, why, round(sum(weight for weight, _ in own), 4)))
    return tuple(sorted(found, key=lambda one: -one.weight)[:MOST_NAMED])


def resampled(
    thread: Thread, settings: Settings, vectors_of: VectorsOf, resamples: int
) -> Iterator[tuple[Themes, Themes]]:
    """Yield the themes of a thread, and those of nine tenths of its comments, drawn `resamples` times.

    They are told by passage, None for what is in none. Yields nothing where the whole has no themes.
    """
    whole = _themes(thread, settings, vectors_of) if resamples else {}
    there = sorted(comment.id for comment in thread.comments if comment.gone is None and comment.text.strip())
    for seed in range(resamples if any(whole.values()) else 0):
        gone = set(Random(seed).sample(there, round(SHARE_GONE * len(there))))
        rest = tuple(
            replace(comment, text="", gone="deleted") if comment.id in gone else comment
            for comment in thread.comments
        )
        yield whole, _themes(replace(thread, comments=rest), settings, vectors_of)


def _themes(thread: Thread, settings: Settings, vectors_of: VectorsOf) -> Themes:
    """The theme of every passage, by the passage's id, which is its comment and its place in that."""
    corpus = make_corpus(thread, settings)
    used = sum(admission.status == "used" for admission in corpus.admissions)
    found: Themes = {passage.id: None for passage in corpus.passages}
    if used > SMALL_THREAD:
        for theme in cluster(corpus, vectors_of(corpus), settings.cluster).themes:
            found.update(dict.fromkeys(theme.passage_ids, theme.id))
    return found
