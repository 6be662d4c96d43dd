"""The stages in order, from a thread to its digest: reads like the picture of the data flow.

thread -> corpus -> embeddings -> clustering -> points, phrases -> drafts -> digest
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadgist import clean, passages, select
from threadgist.cluster import Clusterer, cluster
from threadgist.embed import embed, embed_texts
from threadgist.errors import SourceError
from threadgist.ground import ground
from threadgist.language import main_language
from threadgist.model_cards import other_card
from threadgist.people import with_roles
from threadgist.phrases import Candidates, Headings, candidates, choose_headings, words_for
from threadgist.progress import Silent
from threadgist.provenance import make_provenance
from threadgist.pseudonyms import pseudonymise
from threadgist.records import Brief, Thread, walk
from threadgist.settings import Settings
from threadgist.tools import as_writer, open_cache, open_encoder, open_writer
from threadgist.translations import speaking
from threadgist.words import own_words
from threadgist.write import extractive

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.progress import Progress
    from threadgist.records import Clustering, Corpus, Digest, DraftBullet, Embeddings, Point
    from threadgist.select import Lines
    from threadgist.vector_cache import VectorCache
    from threadgist.write.model import LanguageModel
    from threadgist.write.stage import Writer

__all__ = [
    "Plan",
    "PlanDraft",
    "begin_plan",
    "digest",
    "end_plan",
    "finish",
    "make_corpus",
    "make_plan",
    "plan_thread",
]


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
    settings = _settings(settings)
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


def _settings(given: Settings | Mapping[str, Any] | None) -> Settings:
    if given is None or isinstance(given, Settings):
        return given or Settings()
    from threadgist.configuration import settings_of

    return settings_of(given)


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
    encode = partial(embed_texts, encoder=encoder, cache=cache)
    return make_plan(corpus, embeddings, settings, encode, progress, clusterer)


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


def make_plan(
    corpus: Corpus,
    embeddings: Embeddings,
    settings: Settings,
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    progress: Progress | None = None,
    clusterer: Clusterer = cluster,
) -> Plan:
    """Find the themes of an embedded thread, their points and the phrases for their headings.

    Args:
        corpus: The cleaned thread.
        embeddings: Its passage vectors.
        settings: All settings.
        encode: Gives `(n, d)` unit vectors of phrases, from the encoder that made `embeddings`.
        progress: Who watches.
        clusterer: What finds the themes.
    """
    draft = begin_plan(corpus, embeddings, settings, progress, clusterer)
    return end_plan(draft, encode(draft.wanted) if draft.wanted else None, settings, progress)


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan that lacks its headings, whose phrases still have to be encoded, and what stands below them."""

    plan: Plan
    candidates: Candidates | None

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
    """Do what `make_plan` does before phrases are encoded, so that those of many threads can be encoded at once.

    Args:
        corpus: The cleaned thread.
        embeddings: Its passage vectors.
        settings: All settings.
        progress: Who watches.
        clusterer: What finds the themes.
    """
    progress = progress or Silent()
    progress.stage("cluster")
    usable = sum(admission.status == "used" for admission in corpus.admissions)
    small = usable <= select.SMALL_THREAD
    clustering = None if small else clusterer(corpus, embeddings, settings.cluster)
    themed = clustering if clustering is not None and clustering.themes else None

    progress.stage("find headings")
    found = candidates(corpus, themed) if themed else None
    return PlanDraft(Plan(corpus, embeddings, clustering, (), (), (), small), found)


def end_plan(
    draft: PlanDraft,
    vectors: NDArray[np.float32] | None,
    settings: Settings,
    progress: Progress | None = None,
) -> Plan:
    """Choose the headings of a plan, and the lines that stand below them.

    Args:
        draft: What `begin_plan` returned.
        vectors: `(len(draft.wanted), d)` float32 unit rows, from the encoder of the passages.
        settings: All settings.
        progress: Who watches.
    """
    plan = draft.plan
    (progress or Silent()).stage("choose points")
    context = select.prepare(plan.corpus, plan.embeddings)
    agreed, disputed = select.agreed_and_disputed(context)
    plan = replace(plan, agreed=agreed, disputed=disputed)
    if draft.candidates is None or plan.clustering is None:
        return replace(plan, points=select.select_points(context))
    headings = choose_headings(plan.corpus, plan.embeddings, plan.clustering, draft.candidates, vectors)
    clustering = _with_named_parts(plan.clustering, headings)
    known = () if vectors is None else zip(draft.wanted, vectors, strict=True)
    subjects = {
        heading.casefold(): select.subject_of(heading, vector, words_for(heading))
        for heading, vector in known
    }
    lines = select.select_theme_points(context, clustering, settings.select, _above(headings), subjects)
    banter = select.banter_themes(context, clustering)
    said = [(*one.below, *one.aside) for one in lines]
    return replace(
        plan,
        clustering=clustering,
        briefs=_briefs(clustering, headings, lines, banter),
        one_offs=select.select_one_offs(context, clustering, settings.select),
        lead=select.lead(context, said, clustering, banter) if settings.writer.summary else (),
    )


def _with_named_parts(clustering: Clustering, headings: Headings) -> Clustering:
    """Leave out the parts of themes that nothing names."""
    themes = tuple(
        replace(
            theme, parts=tuple(part for part, chosen in zip(theme.parts, named, strict=True) if chosen.named)
        )
        for theme, named in zip(clustering.themes, headings.parts, strict=True)
    )
    return replace(clustering, themes=themes)


def _above(headings: Headings) -> list[tuple[str | None, tuple[str, ...]]]:
    """The heading of each theme, None where nothing names it, and those of its named parts."""
    return [
        (
            theme.headings[0] if theme.named else None,
            tuple(part.headings[0] for part in parts if part.named),
        )
        for theme, parts in zip(headings.themes, headings.parts, strict=True)
    ]


def finish(
    plan: Plan,
    settings: Settings,
    fallbacks: tuple[str, ...] = (),
    *,
    writer: Writer | None = None,
    progress: Progress | None = None,
) -> Digest:
    """Write a planned digest and ground it. Safe in several threads that share one writer.

    Args:
        plan: What there is to say.
        settings: All settings.
        fallbacks: What did not go as asked so far, in sentences, for the digest's provenance.
        writer: The language model that writes; without one the comments are quoted.
        progress: Who watches.

    Raises:
        ModelError: The language model cannot complete anything at all.
        GroundingError: The digest broke one of its own invariants, which is a bug.
    """
    progress = progress or Silent()
    corpus = plan.corpus
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    bullets = partial(_bullets, texts=texts)
    points = plan.below_no_heading
    described = partial(make_provenance, settings, plan.embeddings.encoder)
    grounded = partial(
        speaking(settings.writer.language)(ground),
        corpus,
        plan.embeddings,
        agreed=bullets(plan.agreed),
        disputed=bullets(plan.disputed),
        small=plan.small,
        pseudonyms=settings.page.pseudonyms,
        other_card=other_card(corpus.language, plan.embeddings.encoder),
    )
    if writer is None:
        progress.stage("write and ground")
        drafts = tuple(extractive.write(brief, texts) for brief in plan.briefs)
        return grounded(
            clustering=plan.clustering,
            drafts=drafts,
            one_offs=bullets(plan.one_offs),
            points=bullets(points),
            provenance=described(fallbacks),
            summary=extractive.in_short(drafts, bullets(points), plan.briefs, plan.lead),
        )
    from threadgist.write.stage import write

    written = write(corpus, plan.clustering, plan.briefs, points, writer, progress)
    progress.stage("ground")
    drafted = walk(bullet for draft in written.drafts for bullet in draft.bullets)
    cited = {comment_id for bullet in drafted for comment_id in bullet.comment_ids}
    # A model's own sentences leave nothing to quote in short; where it wrote none, the quotations say it.
    quoted = written.clustering is None and not written.summary
    return grounded(
        clustering=written.clustering or plan.clustering,
        drafts=written.drafts,
        points=written.points,
        one_offs=bullets([point for point in plan.one_offs if point.span.comment_id not in cited]),
        provenance=described((*fallbacks, *writer.notices), writer.model.info, writer.checked_by),
        summary=extractive.in_short(written.drafts, written.points, plan.briefs, plan.lead)
        if quoted and writer.summary
        else written.summary,
        rejections=written.rejections,
    )


def _bullets(points: Sequence[Point], texts: Mapping[str, str]) -> tuple[DraftBullet, ...]:
    return tuple(extractive.bullet(point, texts) for point in points)


def _briefs(
    clustering: Clustering, headings: Headings, lines: Sequence[Lines], banter: Sequence[bool]
) -> tuple[Brief, ...]:
    """Put together what a writer is given for each theme."""
    rows = zip(clustering.themes, headings.themes, _above(headings), lines, banter, strict=True)
    return tuple(
        Brief(theme.id, chosen.headings, said.below, said.aside, part_headings=parts, banter=jokes)
        for theme, chosen, (_, parts), said, jokes in rows
    )
