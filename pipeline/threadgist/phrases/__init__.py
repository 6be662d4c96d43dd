"""Theme headings without a language model: contrasted noun phrases, joined.

English has its own finder of noun phrases; other languages get phrases by statistics alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.phrases.candidates import collect, stems
from threadgist.phrases.compose import distinct, proposals
from threadgist.phrases.scoring import Scored, rank_by_statistics, similarities, topic_words
from threadgist.words import without_links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Clustering, Corpus, Embeddings, Theme

__all__ = ["headings"]

PER_THEME = 60
PER_THREAD = 400


def headings(
    corpus: Corpus,
    embeddings: Embeddings,
    clustering: Clustering,
    embed_phrases: Callable[[Sequence[str]], NDArray[np.float32]] | None,
) -> tuple[tuple[str, ...], ...]:
    """Propose headings for every theme.

    Args:
        corpus: the cleaned thread.
        embeddings: its passage vectors.
        clustering: its themes.
        embed_phrases: encodes phrases with the encoder of `embeddings`: `(n, d)` float32, unit rows. It is
            called once, with at most 60 phrases a theme and 400 a thread. None: text statistics alone decide.

    Returns:
        For each theme, in order, its headings, best first; the first ones differ from each other.
    """
    import numpy as np

    themes = clustering.themes
    if not themes:
        return ()
    theme_of = {passage: theme.id for theme in themes for passage in theme.passage_ids}
    author_of = {c.id: c.author or f"\0{c.id}" for c in corpus.thread.comments}
    names = frozenset(c.author.lower() for c in corpus.thread.comments if c.author)
    texts = [(theme_of.get(p.id, ""), author_of[p.comment_id], p.text) for p in corpus.passages]
    phrases = collect(texts, corpus.thread.title, names)
    everyone = {author for _, author, _ in texts}
    topic = topic_words(list(phrases.values()), len(everyone))
    limit = min(PER_THEME, PER_THREAD // len(themes))
    ranked: list[list[Scored]] = []
    for theme in themes:
        inside = {author for theme_id, author, _ in texts if theme_id == theme.id}
        ranked.append(
            rank_by_statistics(phrases, theme.id, len(inside), len(everyone - inside), topic, limit)
        )
    alike = _nothing_alike
    if embed_phrases is not None:
        wanted = sorted({scored.phrase.surface for row in ranked for scored in row})
        if wanted:
            rows = {text: i for i, text in enumerate(wanted)}
            vectors = np.asarray(embed_phrases(wanted), dtype=np.float32)
            at = {passage: i for i, passage in enumerate(embeddings.ids)}
            mean = embeddings.vectors.mean(axis=0)
            centroids = np.stack(
                [embeddings.vectors[[at[p] for p in t.passage_ids]].mean(axis=0) for t in themes]
            )
            near = similarities(vectors, centroids, mean)
            ranked = [_by_meaning(row, near, rows, column) for column, row in enumerate(ranked)]

            def alike(one: Scored, two: Scored) -> float:
                return float(vectors[rows[one.phrase.surface]] @ vectors[rows[two.phrase.surface]])

    offered = [
        proposals(row, alike) or _opening_words(corpus, theme)
        for row, theme in zip(ranked, themes, strict=True)
    ]
    return distinct(offered, stems)


def _opening_words(corpus: Corpus, theme: Theme) -> tuple[str, ...]:
    """Return the first words of the theme's first passage that has any: the last resort."""
    own = set(theme.passage_ids)
    for passage in corpus.passages:
        words = without_links(passage.text).split() if passage.id in own else []
        if any(char.isalnum() for char in "".join(words)):
            return (" ".join(words[:7]),)
    return (f"Theme {theme.id}",)


def _nothing_alike(one: Scored, two: Scored) -> float:
    return 0.0


def _by_meaning(
    row: list[Scored], near: NDArray[np.float32], rows: dict[str, int], column: int
) -> list[Scored]:
    scored = []
    for item in row:
        sims = near[rows[item.phrase.surface]]
        own = float(sims[column])
        scored.append(Scored(item.phrase, item.score * max(own, 0.01), item.support, own))
    scored.sort(key=lambda s: (-round(s.score, 6), s.phrase.key))
    return scored
