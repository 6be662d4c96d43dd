"""Theme headings without a language model: contrasted noun phrases, joined.

English has its own finder of noun phrases; other languages get phrases by statistics alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.orders import ordering
from threadgist.people import author_key
from threadgist.phrases.candidates import collect, stems
from threadgist.phrases.casing import settle
from threadgist.phrases.compose import capitalised, distinct, proposals, roots
from threadgist.phrases.english import STOP
from threadgist.phrases.languages import JOINERS, collect_spaced, collect_unspaced, finder_for
from threadgist.phrases.scoring import (
    Scored,
    of_several,
    rank_by_statistics,
    rank_by_use,
    shares,
    similarities,
    topic_words,
)
from threadgist.phrases.tagging import MAX_CHARS, clauses
from threadgist.words import without_links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.phrases.tagging import Token
    from threadgist.records import Clustering, Corpus, Embeddings, Theme

__all__ = ["UNSHARED", "Candidates", "candidates", "choose_headings", "headings"]

PER_THEME = 30
PER_THREAD = 400
LAST_RESORT_WORDS = 7
WORDLESS = "Without words"
# Where no two people share a word, for nobody heads a theme with a word of their own.
UNSHARED = "Various remarks"
# Chosen on human key points, see docs/lab-notes.md.
SIBLING_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Candidates:
    """What headings are chosen from; small beside the thread, so that it can wait for the vectors of its phrases.

    `ranked` holds the phrases of each theme, best first by text statistics; `wanted` are those to encode, sorted.
    """

    ranked: tuple[tuple[Scored, ...], ...]
    known: frozenset[tuple[str, ...]]
    topic: frozenset[str]
    joiner: str
    wanted: tuple[str, ...]


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
            called once, with at most 30 phrases a theme and 400 a thread. None: text statistics alone decide.

    Returns:
        For each theme, in order, its headings, best first; the first ones differ from each other.
    """
    found = candidates(corpus, clustering)
    vectors = embed_phrases(found.wanted) if embed_phrases is not None and found.wanted else None
    return choose_headings(corpus, embeddings, clustering, found, vectors)


def candidates(corpus: Corpus, clustering: Clustering) -> Candidates:
    """Find the phrases that may head each theme: at most 30 a theme and 400 a thread.

    Comments that tell a machine what to do have no phrases.
    """
    themes = clustering.themes
    if not themes:
        return Candidates((), frozenset(), frozenset(), "", ())
    theme_of = {passage: theme.id for theme in themes for passage in theme.passage_ids}
    author_of = {comment.id: author_key(comment) for comment in corpus.thread.comments}
    names = frozenset(c.author.lower() for c in corpus.thread.comments if c.author)
    orders = ordering(corpus.passages)
    heard = [passage for passage in corpus.passages if passage.comment_id not in orders]
    texts = [(theme_of.get(p.id, ""), author_of[p.comment_id], without_links(p.text)) for p in heard]
    finder = finder_for(corpus.language, (passage.text for passage in heard))
    if finder == "english":
        phrases = collect(texts, corpus.thread.title, names)
    else:
        phrases = of_several(collect_spaced(texts) if finder == "spaced" else collect_unspaced(texts))
    joiner = JOINERS["en"] if finder == "english" else "、" if finder == "unspaced" else ", "
    if finder == "spaced" and corpus.language != "en":
        joiner = JOINERS.get(corpus.language or "", joiner)
    everyone = {author for _, author, _ in texts}
    topic = topic_words(list(phrases.values()), len(everyone), len(themes), stems(corpus.thread.title))
    limit = min(PER_THEME, PER_THREAD // len(themes))
    ranked: list[tuple[Scored, ...]] = []
    said = shares(phrases)
    for theme in themes:
        inside = {author for theme_id, author, _ in texts if theme_id == theme.id}
        own = said.get(theme.id, [])
        row = rank_by_statistics(own, len(inside), len(everyone - inside), topic, limit)
        ranked.append(tuple(row or rank_by_use(own, limit)))
    if finder == "english":
        chosen = [scored.phrase for row in ranked for scored in row]
        written = settle(chosen, (text for _, _, text in texts))
        for phrase in chosen:
            phrase.surface = written.get(phrase.surface, phrase.surface)
    wanted = sorted({scored.phrase.surface for row in ranked for scored in row})
    return Candidates(tuple(ranked), frozenset(phrases), topic, joiner, tuple(wanted))


def choose_headings(
    corpus: Corpus,
    embeddings: Embeddings,
    clustering: Clustering,
    found: Candidates,
    vectors: NDArray[np.float32] | None,
) -> tuple[tuple[str, ...], ...]:
    """Make headings of the phrases that were found.

    Args:
        corpus: the cleaned thread.
        embeddings: its passage vectors.
        clustering: its themes.
        found: what `candidates` found.
        vectors: `(len(found.wanted), d)` float32 unit rows, from the encoder of `embeddings`; None: text
            statistics alone decide.

    Returns:
        As `headings`.
    """
    import numpy as np

    themes = clustering.themes
    if not themes:
        return ()
    ranked = [list(row) for row in found.ranked]
    alike = _nothing_alike
    if vectors is not None:
        vectors = np.asarray(vectors, dtype=np.float32)
        rows = {text: i for i, text in enumerate(found.wanted)}
        at = {passage: i for i, passage in enumerate(embeddings.ids)}
        mean = embeddings.vectors[[at[passage] for passage in sorted(at)]].mean(axis=0)
        centroids = np.stack(
            [embeddings.vectors[[at[p] for p in sorted(t.passage_ids)]].mean(axis=0) for t in themes]
        )
        near = similarities(vectors, centroids, mean).tolist()
        ranked = [_by_meaning(row, near, rows, column) for column, row in enumerate(ranked)]

        def alike(one: Scored, two: Scored) -> float:
            return float(vectors[rows[one.phrase.surface]] @ vectors[rows[two.phrase.surface]])

    offered = [
        proposals(row, alike, theme.id, theme.author_count, found.known, found.topic, found.joiner)
        or _central_words(corpus, embeddings, theme)
        for row, theme in zip(ranked, themes, strict=True)
    ]
    return distinct(offered, lambda heading: roots(stems(heading)))


def _central_words(corpus: Corpus, embeddings: Embeddings, theme: Theme) -> tuple[str, ...]:
    """Return a heading for a theme without phrases: the last resort.

    That is the first words of its most central passage whose every word somebody else in the thread uses as well, or
    the word that most people of the theme share with others, or, where there is none, a word of ours.
    """
    author_of = {comment.id: author_key(comment) for comment in corpus.thread.comments}
    orders = ordering(corpus.passages)
    own = frozenset(theme.passage_ids)
    users: dict[str, set[str]] = defaultdict(set)
    inside: dict[str, set[str]] = defaultdict(set)
    runs: dict[str, list[list[Token]]] = {}
    wordless = True
    for passage in corpus.passages:
        found = clauses(without_links(passage.text))
        wordless = wordless and not (found and passage.id in own)
        if passage.comment_id in orders:
            continue
        author = author_of[passage.comment_id]
        for word in (token.lower for run in found for token in run):
            users[word].add(author)
            if passage.id in own:
                inside[word].add(author)
        if passage.id in own:
            runs[passage.id] = found
    # Where one person wrote everything, there is nobody to share a word with.
    least = min(2, len({author_of[passage.comment_id] for passage in corpus.passages}))
    at = {passage: i for i, passage in enumerate(embeddings.ids)}
    vectors = embeddings.vectors[[at[passage] for passage in sorted(own)]]
    nearness = [round(float(value), 6) for value in vectors @ vectors.mean(axis=0)]
    for _, passage_id in sorted(zip((-value for value in nearness), sorted(own), strict=True)):
        for run in runs.get(passage_id, ()):
            words = [token.text[:MAX_CHARS] for token in run[:LAST_RESORT_WORDS]]
            while len(words) > 1 and words[-1].lower() in STOP:
                words.pop()
            if all(len(users[token.lower]) >= least for token in run[: len(words)]):
                return (capitalised(" ".join(words)),)
    shared = [word for word, who in inside.items() if len(users[word]) >= least and word not in STOP]
    if shared:
        best = min(shared, key=lambda word: (-len(inside[word]), -len(users[word]), word))
        return (capitalised(best[:MAX_CHARS]),)
    return (WORDLESS if wordless else UNSHARED,)


def _nothing_alike(one: Scored, two: Scored) -> float:
    return 0.0


def _by_meaning(
    row: list[Scored], near: list[list[float]], rows: dict[str, int], column: int
) -> list[Scored]:
    """Weigh the statistics by how near a phrase is to its theme, and how much nearer than to others."""
    scored = []
    for item in row:
        sims = near[rows[item.phrase.surface]]
        own = sims[column]
        rival = max(sims[:column] + sims[column + 1 :], default=0.0)
        meaning = max(own + SIBLING_WEIGHT * (own - rival), 0.01)
        scored.append(Scored(item.phrase, item.score * meaning, item.support, own))
    scored.sort(key=lambda s: (-round(s.score, 6), s.phrase.key))
    return scored
