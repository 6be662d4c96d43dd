"""The stages in order, from a thread to its digest: reads like the picture of the data flow.

thread -> corpus -> embeddings -> clustering -> points, phrases -> drafts -> digest
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from threadgist import clean, passages, select
from threadgist.cluster import cluster
from threadgist.embed import embed, embed_texts
from threadgist.ground import ground
from threadgist.language import main_language
from threadgist.phrases import headings
from threadgist.progress import Silent
from threadgist.provenance import make_provenance
from threadgist.pseudonyms import pseudonymise
from threadgist.records import Brief
from threadgist.settings import Settings
from threadgist.vector_cache import VectorCache
from threadgist.words import own_words
from threadgist.write import extractive

if TYPE_CHECKING:
    from threadgist.embed import Encoder
    from threadgist.progress import Progress
    from threadgist.records import Clustering, Corpus, Digest, Point, Thread

__all__ = ["digest", "make_corpus", "open_tools"]


def digest(
    thread: Thread,
    settings: Settings | None = None,
    *,
    encoder: Encoder | None = None,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Digest:
    """Make the digest of a thread.

    Args:
        thread: What a source read.
        settings: All settings; the built-in ones by default.
        encoder: What makes the vectors; by default the one that `settings.encoder` names.
        cache: Where vectors are kept between runs; by default the one that `settings.encoder` names.
        progress: Who watches.

    Raises:
        ModelError: The encoder is missing, damaged or unfit.
        GroundingError: The digest broke one of its own invariants, which is a bug.
    """
    settings = settings or Settings()
    progress = progress or Silent()
    if encoder is None:
        encoder = _encoder(settings)
    if cache is None:
        cache = _cache(settings)

    progress.stage("read passages")
    if settings.page.pseudonyms:
        thread = pseudonymise(thread)
    corpus = make_corpus(thread, settings)

    progress.stage("embed", len(corpus.passages))
    embeddings = embed(corpus, encoder, cache, progress.done)

    progress.stage("cluster")
    usable = sum(admission.status == "used" for admission in corpus.admissions)
    small = usable <= settings.select.small_thread_comments
    clustering = None if small else cluster(corpus, embeddings, settings.cluster)
    themed = clustering if clustering is not None and clustering.themes else None

    progress.stage("choose points")
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    context = select.prepare(corpus, embeddings)
    theme_points = select.select_theme_points(context, themed, settings.select) if themed else ()
    one_offs = select.select_one_offs(context, themed, settings.select) if themed else ()
    points = () if themed else select.select_points(context, settings.select)

    progress.stage("find headings")
    phrases: tuple[tuple[str, ...], ...] = ()
    if themed:
        phrases = headings(corpus, embeddings, themed, partial(embed_texts, encoder=encoder, cache=cache))

    progress.stage("write and ground")
    fallbacks = (*getattr(encoder, "notices", ()), *(cache.notices if cache is not None else ()))
    return ground(
        corpus,
        embeddings,
        clustering,
        tuple(extractive.write(brief, texts) for brief in _briefs(corpus, themed, theme_points, phrases)),
        tuple(extractive.bullet(point, texts) for point in points),
        tuple(extractive.bullet(point, texts) for point in one_offs),
        make_provenance(settings, encoder.info, fallbacks),
        small=small,
        pseudonyms=settings.page.pseudonyms,
        other_card=_other_card(corpus.language, encoder),
    )


def open_tools(settings: Settings) -> tuple[Encoder, VectorCache | None]:
    """Return the encoder and the cache that the settings name; neither loads or opens anything yet.

    Raises:
        ModelError: There is no such model, or it is not here and cannot be fetched.
    """
    return _encoder(settings), _cache(settings)


def _encoder(settings: Settings) -> Encoder:
    from threadgist.backends.encoders import open_encoder

    return open_encoder(settings.encoder)


def _cache(settings: Settings) -> VectorCache | None:
    folder = settings.encoder.cache_dir
    return VectorCache(Path(folder) if folder else None) if settings.encoder.cache else None


def make_corpus(thread: Thread, settings: Settings) -> Corpus:
    """Clean a thread and cut it into passages."""
    thread = clean.bound(thread, settings.limits)
    admissions = clean.admit(thread, settings.limits, settings.clean)
    used = {admission.comment_id for admission in admissions if admission.status == "used"}
    language = main_language(own_words(comment.text) for comment in thread.comments if comment.id in used)
    return passages.make_passages(thread, admissions, settings.passages, language)


def _briefs(
    corpus: Corpus,
    clustering: Clustering | None,
    points: tuple[tuple[Point, ...], ...],
    phrases: tuple[tuple[str, ...], ...],
) -> tuple[Brief, ...]:
    """Put together what a writer is given for each theme."""
    themes = clustering.themes if clustering is not None else ()
    lead = corpus.thread.article.lead if corpus.thread.article else ""
    return tuple(
        Brief(theme.id, theme_phrases, theme_points, corpus.thread.title, lead)
        for theme, theme_phrases, theme_points in zip(themes, phrases, points, strict=True)
    )


def _other_card(language: str | None, encoder: Encoder) -> str | None:
    """Name a model card that covers the language, where this encoder does not."""
    languages = encoder.info.languages
    if language is None or language in languages or "multi" in languages:
        return None
    from threadgist.model_cards import load_cards

    fitting = [card.name for card in load_cards() if "multi" in card.languages or language in card.languages]
    return fitting[0] if fitting else None
