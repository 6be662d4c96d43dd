"""The stages in order, from a thread to its digest: reads like the picture of the data flow.

thread -> corpus -> embeddings -> clustering -> points, phrases -> drafts -> digest
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

from threadgist import __version__, passages, select
from threadgist.backends.encoders import open_encoder
from threadgist.cluster import Clusterer, cluster
from threadgist.embed import Encoder, embed, embed_texts
from threadgist.errors import SourceError
from threadgist.ground import ground
from threadgist.model_cards import other_card
from threadgist.orders import ordering
from threadgist.people import with_roles
from threadgist.phrases import Candidates, candidates, choose_headings, words_for
from threadgist.progress import UNWATCHED, Progress
from threadgist.pseudonyms import pseudonymise
from threadgist.records import (
    Brief,
    Bullet,
    Corpus,
    Digest,
    Embeddings,
    EncoderInfo,
    Floats,
    Plan,
    Point,
    Provenance,
    Thread,
    Written,
    walk,
)
from threadgist.settings import Settings, parts_of, settings_hash, settings_of, versions
from threadgist.tools import open_cache, open_writer
from threadgist.translations import speaking
from threadgist.vector_cache import VectorCache
from threadgist.votes import tells_votes
from threadgist.words import own_words
from threadgist.write import extractive
from threadgist.write.model import LanguageModel
from threadgist.write.stage import Writer, write


def digest(
    thread: Thread | str | Path,
    settings: Settings | Mapping[str, Any] | None = None,
    *,
    encoder: Encoder | None = None,
    clusterer: Clusterer = cluster,
    cache: VectorCache | None = None,
    writer: Writer | LanguageModel | None = None,
    progress: Progress | None = None,
) -> Digest:
    """Make the digest of a thread.

    Args:
        thread: What a source read, or the path or link to read it from, see `read_thread`.
        settings: All settings; the built-in ones by default. A mapping names those that differ from them, as in
            `{"select": {"max_points": 3}}`.
        encoder: What makes the vectors; by default the one that `settings.encoder` names.
        clusterer: What finds the themes.
        cache: Where vectors are kept between runs; by default the one that `settings.encoder` names.
        writer: Who writes headings and bullets: a language model, or one with its judge and bounds; by default what
            `settings.writer` names, which may be nobody.
        progress: Who watches.

    Raises:
        SourceError: The thread cannot be read.
        SettingsError: A setting is unknown or does not fit.
        ModelError: The encoder or the writer is missing, damaged or unfit.
    """
    settings = settings if isinstance(settings, Settings) else settings_of(settings or {})
    progress = progress or UNWATCHED
    if isinstance(thread, (str, Path)):
        from threadgist.sources import read_thread

        thread = read_thread(thread, limits=settings.limits)
    if not isinstance(thread, Thread):
        raise SourceError(
            f"{type(thread).__name__} is no thread: give one that `read_thread` or `Thread.from_records` made, "
            "or a path"
        )
    encoder = open_encoder(settings.encoder) if encoder is None else encoder
    cache = open_cache(settings) if cache is None else cache
    writer = open_writer(settings, encoder, cache, writer)
    plan = plan_thread(thread, settings, encoder, cache, progress, clusterer)
    fallbacks = (*getattr(encoder, "notices", ()), *(cache.notices if cache is not None else ()))
    return finish(plan, settings, fallbacks, writer=writer, progress=progress)


def plan_thread(
    thread: Thread,
    settings: Settings,
    encoder: Encoder,
    cache: VectorCache | None,
    progress: Progress,
    clusterer: Clusterer = cluster,
) -> Plan:
    """Do everything that `digest` does before anybody writes."""
    progress.stage("read passages")
    corpus = make_corpus(thread, settings)
    progress.stage("embed", len(corpus.passages))
    embeddings = embed(corpus, encoder, cache, progress.done)
    draft = begin_plan(corpus, embeddings, settings, progress, clusterer)
    wanted = draft.candidates.wanted
    vectors = embed_texts(wanted, encoder=encoder, cache=cache) if wanted else None
    return end_plan(draft, vectors, settings, progress)


def make_corpus(thread: Thread, settings: Settings) -> Corpus:
    """Clean a thread and cut it into passages, under pseudonyms where the settings ask for them."""
    thread = with_roles(thread)
    if settings.page.pseudonyms:
        thread = pseudonymise(thread)
    thread = passages.bound(thread, settings.limits)
    admissions = passages.admit(thread, settings.limits)
    used = {admission.comment_id for admission in admissions if admission.status == "used"}
    heard = [comment for comment in thread.comments if comment.id in used]
    language = passages.main_language(own_words(comment.text) for comment in heard)
    cut = (passages.cut(comment, language or "en") for comment in heard)
    return Corpus(thread, tuple(passage for own in cut for passage in own), admissions, language)


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan without headings and lines; what headings are chosen from; the comments that tell a machine what to do."""

    plan: Plan
    candidates: Candidates
    orders: frozenset[str]


def begin_plan(
    corpus: Corpus,
    embeddings: Embeddings,
    settings: Settings,
    progress: Progress = UNWATCHED,
    clusterer: Clusterer = cluster,
) -> PlanDraft:
    """Find the themes of an embedded thread, and the phrases that may head them, which are encoded in between."""
    progress.stage("cluster")
    usable = sum(admission.status == "used" for admission in corpus.admissions)
    small = usable <= select.SMALL_THREAD
    clustering = None if small else clusterer(corpus, embeddings, settings.cluster)

    progress.stage("find headings")
    orders = ordering(corpus.passages)
    found = candidates(corpus, clustering, orders)
    return PlanDraft(Plan(corpus, embeddings, clustering, (), (), (), small), found, orders)


def end_plan(
    draft: PlanDraft, vectors: Floats | None, settings: Settings, progress: Progress = UNWATCHED
) -> Plan:
    """Choose headings and lines by the `(n, d)` float32 unit rows of the `n` texts that `draft.candidates` wants."""
    plan = draft.plan
    progress.stage("choose points")
    context = select.Context(plan.corpus, plan.embeddings, draft.orders)
    agreed, disputed = select.agreed_and_disputed(context)
    plan = replace(plan, agreed=agreed, disputed=disputed)
    if plan.clustering is None or not plan.clustering.themes:
        return replace(plan, points=select.select_points(context))
    headings = choose_headings(plan.corpus, plan.embeddings, plan.clustering, draft.candidates, vectors)
    themes, above = [], []
    for theme, (chosen, parts) in zip(plan.clustering.themes, headings, strict=True):
        # Parts that nothing names are left out.
        named = [part.named for part in parts]
        themes.append(replace(theme, parts=tuple(compress(theme.parts, named))))
        heads = [part.headings[0] for part in compress(parts, named)]
        above.append((chosen.headings[0] if chosen.named else None, heads))
    clustering = replace(plan.clustering, themes=tuple(themes))
    known = () if vectors is None else zip(draft.candidates.wanted, vectors, strict=True)
    subjects = {one.casefold(): (vector, words_for(one)) for one, vector in known}
    lines = select.select_theme_points(context, clustering, settings.select, above, subjects)
    banter = select.banter_themes(context, clustering)
    said = [(*below, *aside) for below, aside in lines]
    rows = zip(themes, headings, above, lines, banter, strict=True)
    return replace(
        plan,
        clustering=clustering,
        briefs=tuple(
            Brief(theme.id, chosen.headings, below, aside, tuple(heads), jokes)
            for theme, (chosen, _), (_, heads), (below, aside), jokes in rows
        ),
        one_offs=select.select_one_offs(context, clustering, settings.select),
        lead=select.lead(context, said, clustering, banter) if settings.writer.summary else (),
    )


def finish(
    plan: Plan,
    settings: Settings,
    fallbacks: tuple[str, ...] = (),
    *,
    writer: Writer | None = None,
    progress: Progress = UNWATCHED,
) -> Digest:
    """Write a planned digest, in quotations without a `writer`, and ground it; several threads may share a writer.

    `fallbacks` is what did not go as asked so far, in sentences. Raises ModelError: the model answers nothing at all.
    """
    corpus, encoder = plan.corpus, plan.embeddings.encoder
    comments = {comment.id: comment for comment in corpus.thread.comments}

    def quoted(points: Iterable[Point]) -> tuple[Bullet, ...]:
        return tuple(extractive.bullet(point, comments) for point in points)

    one_offs: Sequence[Point] = plan.one_offs
    agreed, disputed = plan.agreed, plan.disputed
    if writer is None:
        progress.stage("write and ground")
        drafts = tuple(extractive.write(brief, comments) for brief in plan.briefs)
        written = Written(drafts, quoted(plan.below_no_heading))
        short = True
    else:
        written = write(plan, writer, progress)
        progress.stage("ground")
        drafted = list(walk(bullet for draft in written.drafts for bullet in draft.bullets))
        if any(tells_votes(one.text, map(comments.__getitem__, one.comment_ids)) for one in drafted):
            # Sentences that tell how people voted leave nothing for lists of statements with their votes.
            agreed = disputed = ()
        cited = {comment_id for bullet in drafted for comment_id in bullet.comment_ids}
        one_offs = [point for point in one_offs if point.span.comment_id not in cited]
        # A model's own sentences leave nothing to quote in short; where it wrote none, the quotations say it.
        short = writer.summary and written.clustering is None and not written.summary
    if short:
        summary = extractive.in_short(written.drafts, written.points, plan.briefs, plan.lead)
        written = replace(written, summary=summary)
    written = replace(
        written,
        clustering=written.clustering or plan.clustering,
        one_offs=quoted(one_offs),
        agreed=quoted(agreed),
        disputed=quoted(disputed),
    )
    with speaking(settings.writer.language):
        card = other_card(corpus.language, encoder)
        provenance = make_provenance(settings, encoder, fallbacks, writer)
        return ground(plan, written, provenance, pseudonyms=settings.page.pseudonyms, other_card=card)


def make_provenance(
    settings: Settings, encoder: EncoderInfo | None, fallbacks: tuple[str, ...], writer: Writer | None = None
) -> Provenance:
    """Say how a digest was made, without a clock or paths, so that bytes repeat."""
    model = writer.model.info if writer is not None else None
    return Provenance(
        threadgist=__version__,
        encoder=encoder,
        writer=model.name if model is not None else settings.writer.name,
        settings=parts_of(settings),
        settings_hash=settings_hash(settings),
        versions=versions(),
        fallbacks=(*fallbacks, *writer.notices) if writer is not None else fallbacks,
        writer_model=model,
        checker=writer.checked_by if writer is not None else "",
    )
