"""From drafts to a digest: bullets checked, counts computed, every comment accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from threadgist.ground.bullets import dominant, ground_bullets
from threadgist.ground.notices import make_notices
from threadgist.ground.verify import count, count_flows, make_ledger, order_key, verify
from threadgist.people import commenters, distinct_authors
from threadgist.records import (
    Clustering,
    Comment,
    Corpus,
    Digest,
    DigestTheme,
    Dot,
    Draft,
    Embeddings,
    Mode,
    Part,
    Provenance,
    Span,
    Theme,
    Written,
)

DECIMALS = 4


def ground(
    corpus: Corpus,
    embeddings: Embeddings,
    written: Written,
    provenance: Provenance,
    *,
    small: bool,
    pseudonyms: bool,
    other_card: str | None,
) -> Digest:
    """Make the digest of a thread from what the stages before it found.

    `small` says that the thread was too small to look for themes, `pseudonyms` that author names were replaced;
    `other_card` is a model card that covers the thread's language, where the encoder does not. Raises GroundingError: a
    draft rests on something that is not in the thread, or a count does not add up.
    """
    thread = corpus.thread
    comments = {comment.id: comment for comment in thread.comments}
    people = commenters(corpus)
    copies = corpus.copies
    found = written.clustering.themes if written.clustering else ()
    rows = zip(found, written.drafts, _centres(found, corpus, embeddings), strict=True)
    grounded = (_theme(*row, comments, copies, people) for row in rows)
    order = partial(order_key, edited=provenance.writer_model is not None)
    themes = tuple(sorted(grounded, key=order))
    grounded_points = ground_bullets(written.points, comments, "p")
    most_agreed = ground_bullets(written.agreed, comments, "agreed")
    most_disputed = ground_bullets(written.disputed, comments, "disputed")
    themed = (bullet for theme in themes for bullet in theme.bullets)
    ledger = make_ledger(corpus, themes, (*most_agreed, *most_disputed, *themed, *grounded_points))
    counts = count(
        thread.comments, ledger, themed=bool(themes), stated=thread.stated_count, missing=thread.missing
    )
    mode: Mode = "themes" if themes else "points" if counts.usable else "empty"
    times = [comment.created_at for comment in thread.comments if comment.created_at is not None]
    dots = _dots(corpus, written.clustering)
    digest = Digest(
        title=thread.title,
        source=thread.source,
        mode=mode,
        counts=counts,
        themes=themes,
        points=grounded_points,
        one_offs=ground_bullets(written.one_offs, comments, "o"),
        notices=make_notices(
            corpus,
            counts,
            mode,
            provenance,
            written.rejections,
            small=small,
            other_card=other_card,
            pseudonyms=pseudonyms,
        ),
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
        mean=_mean(embeddings),
        summary=written.summary,
        rejections=written.rejections,
        agreed=most_agreed,
        disputed=most_disputed,
    )
    verify(digest)
    return digest


def _theme(
    theme: Theme,
    draft: Draft,
    centre: tuple[Span, tuple[float, ...]],
    comments: Mapping[str, Comment],
    copies: Mapping[str, Sequence[str]],
    everybody: int,
) -> DigestTheme:
    def held(own: Sequence[str]) -> tuple[tuple[str, ...], list[Comment]]:
        """Comments and those that say the same word for word, by id and as they are."""
        ids = (*own, *(copy for comment_id in own for copy in copies.get(comment_id, ())))
        return ids, [comments[comment_id] for comment_id in ids]

    comment_ids, members = held(theme.comment_ids)
    people = distinct_authors(members)
    author, share = dominant(members)
    parts = []
    for number, (own, heading) in enumerate(zip(theme.parts, draft.part_headings, strict=True), 1):
        ids, of_part = held(own)
        parts.append(Part(f"{theme.id}-part-{number}", heading, ids, distinct_authors(of_part)))
    return DigestTheme(
        id=theme.id,
        heading=draft.heading,
        bullets=ground_bullets(draft.bullets, comments, theme.id),
        comment_ids=comment_ids,
        author_count=people,
        share=round(people / everybody, 4) if everybody else 0.0,
        dominant_author=author,
        dominant_share=share,
        medoid=centre[0],
        centroid=centre[1],
        parts=tuple(parts),
        banter=draft.banter,
    )


def _centres(
    themes: tuple[Theme, ...], corpus: Corpus, embeddings: Embeddings
) -> list[tuple[Span, tuple[float, ...]]]:
    """Return the passage nearest to the middle of each theme, and the middle: `(d,)`, a unit vector, rounded."""
    import numpy as np

    row = {passage_id: number for number, passage_id in enumerate(embeddings.ids)}
    spans = {passage.id: passage.span for passage in corpus.passages}
    centres: list[tuple[Span, tuple[float, ...]]] = []
    for theme in themes:
        vectors = embeddings.vectors[[row[passage_id] for passage_id in theme.passage_ids]].astype(np.float64)
        middle = vectors.mean(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-12)
        nearest = int(np.argmax(np.round(vectors @ middle, 6)))
        centres.append((spans[theme.passage_ids[nearest]], tuple(middle.round(DECIMALS).tolist())))
    return centres


def _mean(embeddings: Embeddings) -> tuple[float, ...]:
    if not len(embeddings.vectors):
        return ()
    return tuple(embeddings.vectors.mean(axis=0, dtype="float64").round(DECIMALS).tolist())


def _dots(corpus: Corpus, clustering: Clustering | None) -> tuple[Dot, ...]:
    if clustering is None:
        return ()
    theme_of = {passage_id: theme.id for theme in clustering.themes for passage_id in theme.passage_ids}
    places = clustering.layout.astype("float64").round(DECIMALS).tolist()
    rows = zip(corpus.passages, places, strict=True)
    return tuple(Dot(passage.span, x, y, theme_of.get(passage.id)) for passage, (x, y) in rows)
