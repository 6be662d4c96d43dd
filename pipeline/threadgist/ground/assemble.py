"""From drafts to a digest: bullets checked, counts computed, every comment accounted for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from threadgist import records
from threadgist.ground.bullets import ground_bullets
from threadgist.ground.notices import make_notices
from threadgist.ground.verify import count, count_flows, make_ledger, order_key, verify, with_figures
from threadgist.people import commenters
from threadgist.records import Corpus, Digest, DigestTheme, Dot, Embeddings, Part, Plan, Span, Written

DECIMALS = 4


def ground(
    plan: Plan, written: Written, provenance: records.Provenance, *, pseudonyms: bool, other_card: str | None
) -> Digest:
    """Make the digest of a thread from what the stages before it found.

    `pseudonyms` says that author names were replaced; `other_card` is a model card that covers the thread's language,
    where the encoder does not. Raises GroundingError: a draft rests on something that is not in the thread, or a count
    does not add up.
    """
    corpus, thread, vectors = plan.corpus, plan.corpus.thread, plan.embeddings.vectors
    comments = {comment.id: comment for comment in thread.comments}
    order = partial(order_key, edited=provenance.writer_model is not None)
    themes = tuple(sorted(_themes(corpus, plan.embeddings, written), key=order))
    below_no_heading = ground_bullets(written.points, comments, "p")
    agreed = ground_bullets(written.agreed, comments, "agreed")
    disputed = ground_bullets(written.disputed, comments, "disputed")
    themed = (bullet for theme in themes for bullet in theme.bullets)
    ledger = make_ledger(corpus.admissions, themes, (*agreed, *disputed, *themed, *below_no_heading))
    counts = count(
        thread.comments, ledger, themed=bool(themes), stated=thread.stated_count, missing=thread.missing
    )
    times = [comment.created_at for comment in thread.comments if comment.created_at is not None]
    dots = _dots(corpus, written.clustering)
    digest = Digest(
        title=thread.title,
        source=thread.source,
        mode="themes" if themes else "points" if counts.usable else "empty",
        counts=counts,
        themes=themes,
        points=below_no_heading,
        one_offs=ground_bullets(written.one_offs, comments, "o"),
        notices=(),
        dots=dots,
        flows=count_flows(dots, thread.comments, tuple(theme.id for theme in themes)),
        comments=thread.comments,
        ledger=ledger,
        provenance=provenance,
        thread_id=thread.id,
        url=thread.url,
        article=replace(thread.article, text="") if thread.article is not None else None,
        language=corpus.language,
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        retrieved_at=thread.retrieved_at,
        mean=tuple(vectors.mean(axis=0, dtype="float64").round(DECIMALS).tolist()) if len(vectors) else (),
        summary=written.summary,
        rejections=written.rejections,
        agreed=agreed,
        disputed=disputed,
    )
    notices = make_notices(digest, plan, pseudonyms=pseudonyms, other_card=other_card)
    digest = replace(digest, notices=notices)
    verify(digest)
    return digest


def _themes(corpus: Corpus, embeddings: Embeddings, written: Written) -> Iterator[DigestTheme]:
    comments = {comment.id: comment for comment in corpus.thread.comments}
    copies, everybody = corpus.copies, commenters(corpus)

    def held(own: Sequence[str]) -> tuple[str, ...]:
        """Comments and those that say the same word for word."""
        return (*own, *(copy for comment_id in own for copy in copies.get(comment_id, ())))

    themes = written.clustering.themes if written.clustering else ()
    centres = _centres(themes, corpus, embeddings)
    for theme, draft, (medoid, centroid) in zip(themes, written.drafts, centres, strict=True):
        told = enumerate(zip(theme.parts, draft.part_headings, strict=True), 1)
        made = DigestTheme(
            id=theme.id,
            heading=draft.heading,
            bullets=ground_bullets(draft.bullets, comments, theme.id),
            comment_ids=held(theme.comment_ids),
            author_count=0,
            share=0.0,
            medoid=medoid,
            centroid=centroid,
            parts=tuple(Part(f"{theme.id}-part-{n}", heading, held(own), 0) for n, (own, heading) in told),
            banter=draft.banter,
        )
        yield with_figures(made, comments, everybody)


def _centres(
    themes: tuple[records.Theme, ...], corpus: Corpus, embeddings: Embeddings
) -> Iterator[tuple[Span, tuple[float, ...]]]:
    """Yield the passage nearest to the middle of each theme, and the middle: `(d,)`, a unit vector, rounded."""
    import numpy as np

    row = {passage_id: number for number, passage_id in enumerate(embeddings.ids)}
    spans = {passage.id: passage.span for passage in corpus.passages}
    for theme in themes:
        vectors = embeddings.vectors[[row[passage_id] for passage_id in theme.passage_ids]].astype(np.float64)
        middle = vectors.mean(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-12)
        nearest = int(np.argmax(np.round(vectors @ middle, 6)))
        yield spans[theme.passage_ids[nearest]], tuple(middle.round(DECIMALS).tolist())


def _dots(corpus: Corpus, clustering: records.Clustering | None) -> tuple[Dot, ...]:
    if clustering is None:
        return ()
    theme_of = {passage_id: theme.id for theme in clustering.themes for passage_id in theme.passage_ids}
    places = clustering.layout.astype("float64").round(DECIMALS).tolist()
    rows = zip(corpus.passages, places, strict=True)
    return tuple(Dot(passage.span, x, y, theme_of.get(passage.id)) for passage, (x, y) in rows)
