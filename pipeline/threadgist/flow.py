"""The stages in order, from a thread to its digest: reads like the picture of the data flow.

thread -> corpus -> embeddings -> clustering -> points, phrases -> drafts -> digest
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadgist import clean, passages, select
from threadgist.cluster import Clusterer, cluster
from threadgist.embed import embed, embed_texts
from threadgist.errors import SourceError
from threadgist.ground import ground
from threadgist.model_cards import other_card
from threadgist.orders import ordering
from threadgist.passages import main_language
from threadgist.people import with_roles
from threadgist.phrases import Candidates, Headings, candidates, choose_headings, words_for
from threadgist.progress import Progress, Silent
from threadgist.provenance import make_provenance
from threadgist.pseudonyms import pseudonymise
from threadgist.records import (
    Brief,
    Clustering,
    Corpus,
    Digest,
    DraftBullet,
    Embeddings,
    Plan,
    Point,
    Thread,
    Written,
    walk,
)
from threadgist.settings import Settings
from threadgist.tools import as_writer, open_cache, open_encoder, open_writer
from threadgist.translations import speaking
from threadgist.words import own_words
from threadgist.write import extractive
from threadgist.write.model import LanguageModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.vector_cache import VectorCache
    from threadgist.write.stage import Writer


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
        GroundingError: The digest broke one of its own invariants, which is a bug.
    """
    if settings is not None and not isinstance(settings, Settings):
        from threadgist.configuration import settings_of

        settings = settings_of(settings)
    settings = settings or Settings()
    progress = progress or Silent()
    thread = _thread(thread, settings)
    if encoder is None:
        encoder = open_encoder(settings)
    if cache is None:
        cache = open_cache(settings)
    given = writer if writer is None else as_writer(writer, settings, encoder, cache)
    writer = given or open_writer(settings, encoder, cache)
    plan = plan_thread(thread, settings, encoder, cache, progress, clusterer)
    fallbacks = (*getattr(encoder, "notices", ()), *(cache.notices if cache is not None else ()))
    return finish(plan, settings, fallbacks, writer=writer, progress=progress)


def _thread(given: Thread | str | Path, settings: Settings) -> Thread:
    if isinstance(given, Thread):
        return given
    if not isinstance(given, (str, Path)):
        raise SourceError(
            f"{type(given).__name__} is no thread: give one that `read_thread` or `Thread.from_records` made, or a path"
        )
    from threadgist.sources import read_thread

    return read_thread(given, limits=settings.limits)


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
    vectors = embed_texts(draft.wanted, encoder=encoder, cache=cache) if draft.wanted else None
    return end_plan(draft, vectors, settings, progress)


def make_corpus(thread: Thread, settings: Settings) -> Corpus:
    """Clean a thread and cut it into passages, under pseudonyms where the settings ask for them."""
    thread = with_roles(thread)
    if settings.page.pseudonyms:
        thread = pseudonymise(thread)
    thread = clean.bound(thread, settings.limits)
    admissions = clean.admit(thread, settings.limits)
    used = {admission.comment_id for admission in admissions if admission.status == "used"}
    language = main_language(own_words(comment.text) for comment in thread.comments if comment.id in used)
    return passages.make_passages(thread, admissions, language)


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan that lacks its headings, whose phrases still have to be encoded, and what stands below them.

    `orders` are the comments that tell a machine what to do.
    """

    plan: Plan
    candidates: Candidates | None
    orders: frozenset[str]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The phrases whose vectors `end_plan` needs."""
        return self.candidates.wanted if self.candidates is not None else ()


def begin_plan(
    corpus: Corpus,
    embeddings: Embeddings,
    settings: Settings,
    progress: Progress | None = None,
    clusterer: Clusterer = cluster,
) -> PlanDraft:
    """Find the themes of an embedded thread, and the phrases that may head them.

    What these mean is encoded in between, so that the phrases of many threads can be encoded at once.
    """
    progress = progress or Silent()
    progress.stage("cluster")
    usable = sum(admission.status == "used" for admission in corpus.admissions)
    small = usable <= select.SMALL_THREAD
    clustering = None if small else clusterer(corpus, embeddings, settings.cluster)
    themed = clustering if clustering is not None and clustering.themes else None

    progress.stage("find headings")
    orders = ordering(corpus.passages)
    found = candidates(corpus, themed, orders) if themed else None
    return PlanDraft(Plan(corpus, embeddings, clustering, (), (), (), small), found, orders)


def end_plan(
    draft: PlanDraft,
    vectors: NDArray[np.float32] | None,
    settings: Settings,
    progress: Progress | None = None,
) -> Plan:
    """Choose the headings of a plan, and the lines that stand below them.

    `vectors` are `(len(draft.wanted), d)` float32 unit rows, from the encoder of the passages.
    """
    plan = draft.plan
    (progress or Silent()).stage("choose points")
    context = select.prepare(plan.corpus, plan.embeddings, draft.orders)
    agreed, disputed = select.agreed_and_disputed(context)
    plan = replace(plan, agreed=agreed, disputed=disputed)
    if draft.candidates is None or plan.clustering is None:
        return replace(plan, points=select.select_points(context))
    headings = choose_headings(plan.corpus, plan.embeddings, plan.clustering, draft.candidates, vectors)
    clustering = _with_named_parts(plan.clustering, headings)
    above = [
        (theme.headings[0] if theme.named else None, [one.headings[0] for one in parts if one.named])
        for theme, parts in zip(headings.themes, headings.parts, strict=True)
    ]
    known = () if vectors is None else zip(draft.wanted, vectors, strict=True)
    subjects = {one.casefold(): select.subject_of(one, vector, words_for(one)) for one, vector in known}
    lines = select.select_theme_points(context, clustering, settings.select, above, subjects)
    banter = select.banter_themes(context, clustering)
    said = [(*one.below, *one.aside) for one in lines]
    rows = zip(clustering.themes, headings.themes, above, lines, banter, strict=True)
    return replace(
        plan,
        clustering=clustering,
        briefs=tuple(
            Brief(theme.id, chosen.headings, own.below, own.aside, part_headings=tuple(parts), banter=jokes)
            for theme, chosen, (_, parts), own, jokes in rows
        ),
        one_offs=select.select_one_offs(context, clustering, settings.select),
        lead=select.lead(context, said, clustering, banter) if settings.writer.summary else (),
    )


def _with_named_parts(clustering: Clustering, headings: Headings) -> Clustering:
    """Leave out the parts of themes that nothing names."""
    themes = []
    for theme, chosen in zip(clustering.themes, headings.parts, strict=True):
        named = compress(theme.parts, [one.named for one in chosen])
        themes.append(replace(theme, parts=tuple(named)))
    return replace(clustering, themes=tuple(themes))


def finish(
    plan: Plan,
    settings: Settings,
    fallbacks: tuple[str, ...] = (),
    *,
    writer: Writer | None = None,
    progress: Progress | None = None,
) -> Digest:
    """Write a planned digest and ground it. Safe in several threads that share one writer.

    `fallbacks` is what did not go as asked so far, in sentences. Without a `writer` the comments are quoted.

    Raises:
        ModelError: The language model cannot complete anything at all.
        GroundingError: The digest broke one of its own invariants, which is a bug.
    """
    progress = progress or Silent()
    corpus, encoder = plan.corpus, plan.embeddings.encoder
    texts = {comment.id: comment.text for comment in corpus.thread.comments}

    def quoted(points: Iterable[Point]) -> tuple[DraftBullet, ...]:
        return tuple(extractive.bullet(point, texts) for point in points)

    one_offs: Sequence[Point] = plan.one_offs
    if writer is None:
        progress.stage("write and ground")
        drafts = tuple(extractive.write(brief, texts) for brief in plan.briefs)
        written = Written(drafts, quoted(plan.below_no_heading))
        provenance = make_provenance(settings, encoder, fallbacks)
        short = True
    else:
        from threadgist.write.stage import write

        written = write(plan, writer, progress)
        progress.stage("ground")
        drafted = walk(bullet for draft in written.drafts for bullet in draft.bullets)
        cited = {comment_id for bullet in drafted for comment_id in bullet.comment_ids}
        one_offs = [point for point in one_offs if point.span.comment_id not in cited]
        notices = (*fallbacks, *writer.notices)
        provenance = make_provenance(settings, encoder, notices, writer.model.info, writer.checked_by)
        # A model's own sentences leave nothing to quote in short; where it wrote none, the quotations say it.
        short = writer.summary and written.clustering is None and not written.summary
    if short:
        summary = extractive.in_short(written.drafts, written.points, plan.briefs, plan.lead)
        written = replace(written, summary=summary)
    written = replace(
        written,
        clustering=written.clustering or plan.clustering,
        one_offs=quoted(one_offs),
        agreed=quoted(plan.agreed),
        disputed=quoted(plan.disputed),
    )
    with speaking(settings.writer.language):
        card = other_card(corpus.language, encoder)
        return ground(plan, written, provenance, pseudonyms=settings.page.pseudonyms, other_card=card)
