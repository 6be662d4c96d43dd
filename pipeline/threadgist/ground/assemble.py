"""From drafts to a digest: bullets checked, counts computed, every comment accounted for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from threadgist import records
from threadgist.ground.notices import make_notices
from threadgist.ground.verify import count, count_flows, make_ledger, order_key, verify, with_figures
from threadgist.people import commenters, distinct_authors
from threadgist.records import Bullet, Comment, Corpus, Digest, DigestTheme, Plan, Written

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
    themes = tuple(sorted(_themes(plan, written, comments), key=order))
    below_no_heading = tuple(ground_bullets(written.points, comments, "p"))
    agreed = tuple(ground_bullets(written.agreed, comments, "agreed"))
    disputed = tuple(ground_bullets(written.disputed, comments, "disputed"))
    themed = (bullet for theme in themes for bullet in theme.bullets)
    ledger = make_ledger(corpus.admissions, themes, (*agreed, *disputed, *themed, *below_no_heading))
    counts = count(thread.comments, ledger, themes, thread.stated_count, thread.missing)
    times = [comment.created_at for comment in thread.comments if comment.created_at is not None]
    dots = _dots(corpus, written.clustering)
    digest = Digest(
        title=thread.title,
        source=thread.source,
        mode="themes" if themes else "points" if counts.usable else "empty",
        counts=counts,
        themes=themes,
        points=below_no_heading,
        one_offs=tuple(ground_bullets(written.one_offs, comments, "o")),
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
    digest = replace(digest, notices=make_notices(digest, plan, pseudonyms=pseudonyms, other_card=other_card))
    verify(digest)
    return digest


def _themes(plan: Plan, written: Written, comments: Mapping[str, Comment]) -> Iterator[DigestTheme]:
    import numpy as np

    corpus, embeddings = plan.corpus, plan.embeddings
    copies, everybody = corpus.copies, commenters(corpus)

    def held(own: Sequence[str]) -> tuple[str, ...]:
        """Comments and those that say the same word for word."""
        return (*own, *(copy for comment_id in own for copy in copies.get(comment_id, ())))

    row = {passage_id: number for number, passage_id in enumerate(embeddings.ids)}
    spans = {passage.id: passage.span for passage in corpus.passages}
    themes = written.clustering.themes if written.clustering else ()
    for theme, draft in zip(themes, written.drafts, strict=True):
        told = enumerate(zip(theme.parts, draft.part_headings, strict=True), 1)
        # The passage nearest to the middle of a theme, and the middle: `(d,)`, a unit vector, rounded.
        vectors = embeddings.vectors[[row[passage_id] for passage_id in theme.passage_ids]].astype("float64")
        middle = vectors.mean(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-12)
        nearest = int(np.argmax(np.round(vectors @ middle, 6)))
        made = DigestTheme(
            id=theme.id,
            heading=draft.heading,
            bullets=tuple(ground_bullets(draft.bullets, comments, theme.id)),
            comment_ids=held(theme.comment_ids),
            author_count=0,
            share=0.0,
            medoid=spans[theme.passage_ids[nearest]],
            centroid=tuple(middle.round(DECIMALS).tolist()),
            parts=tuple(
                records.Part(f"{theme.id}-part-{number}", heading, held(own), 0)
                for number, (own, heading) in told
            ),
            banter=draft.banter,
        )
        yield with_figures(made, comments, everybody)


def _dots(corpus: Corpus, clustering: records.Clustering | None) -> tuple[records.Dot, ...]:
    if clustering is None:
        return ()
    theme_of = {passage_id: theme.id for theme in clustering.themes for passage_id in theme.passage_ids}
    places = clustering.layout.astype("float64").round(DECIMALS).tolist()
    rows = zip(corpus.passages, places, strict=True)
    return tuple(records.Dot(passage.span, x, y, theme_of.get(passage.id)) for passage, (x, y) in rows)


def ground_bullets(drafts: Sequence[Bullet], comments: Mapping[str, Comment], start: str) -> Iterator[Bullet]:
    """Yield draft bullets with the people behind them counted; their ids begin with `start`."""
    for number, draft in enumerate(drafts, 1):
        own = f"{start}-{number}"
        said = (comments[id_] for id_ in draft.comment_ids if id_ in comments)
        people = distinct_authors(said) if draft.kind == "claim" else 0
        children = tuple(ground_bullets(draft.children, comments, own))
        yield replace(draft, id=own, people=people, children=children)
