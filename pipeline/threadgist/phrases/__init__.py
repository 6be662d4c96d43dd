"""Theme headings without a language model: what many of a theme's people say, or a sentence that they answer.

English has its own finder of noun phrases; other languages get phrases by statistics alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadgist.people import author_key
from threadgist.phrases.candidates import collect, collect_aspects, of_several, stems
from threadgist.phrases.casing import settle, spell
from threadgist.phrases.choosing import Chosen, Proposal, distinct, proposals
from threadgist.phrases.english import words_for
from threadgist.phrases.languages import collect_spaced, collect_unspaced, finder_for
from threadgist.phrases.quoting import QUOTED, quoter
from threadgist.phrases.scoring import Group, Scored, find_groups, rank, topic_words
from threadgist.records import Clustering, Corpus, Embeddings
from threadgist.words import without_links, word_runs

PER_GROUP, PER_THREAD, QUOTED_PER_GROUP = 20, 400, 8
# Chosen on human key points, see docs/lab-notes.md.
SIBLING_WEIGHT, LEAST_MEANING = 1.0, 0.05
# A sentence less near than this heads a group only where there is nothing else.
LEAST_NEAR = 0.25
RIVAL_WEIGHT = 0.5
# So much of the mean of all passages is taken out of what is compared.
MEAN_SHARE = 0.7


class Candidates(NamedTuple):
    """What headings are chosen from; small beside the thread, so that it can wait for the vectors of its phrases.

    `groups` are the themes and, after them, all their parts; `ranked` and `quoted` hold the phrases of each, best first
    by text statistics, and the sentences with their worth but for nearness; `wanted` are the texts to encode, sorted.
    """

    groups: tuple[Group, ...]
    ranked: tuple[tuple[Scored, ...], ...]
    quoted: tuple[tuple[Proposal, ...], ...]
    names: bool
    wanted: tuple[str, ...]


def candidates(corpus: Corpus, clustering: Clustering, orders: frozenset[str]) -> Candidates:
    """Find what may head each theme and each part: at most 20 phrases and 8 sentences each, 400 phrases a thread.

    Comments that tell a machine what to do (`orders`) have no phrases.
    """
    if not clustering.themes:
        return Candidates((), (), (), False, ())
    thread = corpus.thread
    groups, place_of = find_groups(corpus, clustering)
    themes = groups[: len(clustering.themes)]
    author_of = {comment.id: author_key(comment) for comment in thread.comments}
    names = frozenset(comment.author.lower() for comment in thread.comments if comment.author)
    heard = [passage for passage in corpus.passages if passage.comment_id not in orders]
    texts = [(place_of.get(p.id, ""), author_of[p.comment_id], without_links(p.text)) for p in heard]
    finder = finder_for(corpus.language, (passage.text for passage in heard))
    if finder == "english":
        said_by_all = [(place, author, frozenset(word_runs(text.lower()))) for place, author, text in texts]
        phrases, unshouted = collect(texts, thread.title, names)
        phrases |= collect_aspects(said_by_all)
    else:
        phrases = of_several(collect_spaced(texts) if finder == "spaced" else collect_unspaced(texts))
    people = len({author for _, author, _ in texts})
    topic = topic_words(phrases.values(), people, themes, stems(thread.title))
    limit = max(1, min(PER_GROUP, PER_THREAD // len(groups)))
    ranked = [tuple(rank(group, phrases, topic, limit)) for group in groups]
    quoted: list[tuple[Proposal, ...]] = [() for _ in groups]
    if finder == "english":
        quotations = quoter(thread.comments, heard, said_by_all, phrases, topic, names)
        quoted = [tuple(quotations(group)[: min(QUOTED_PER_GROUP, limit)]) for group in groups]
        chosen = list({scored.phrase.key: scored.phrase for row in ranked for scored in row}.values())
        spell(chosen, unshouted)
        settle(chosen, (text for _, _, text in texts))
    wanted = {scored.phrase.surface for row in ranked for scored in row}
    wanted |= {text for row in quoted for _, text in row}
    return Candidates(groups, tuple(ranked), tuple(quoted), finder == "english", tuple(sorted(wanted)))


def choose_headings(
    corpus: Corpus,
    embeddings: Embeddings,
    clustering: Clustering,
    found: Candidates,
    vectors: NDArray[np.float32] | None,
) -> list[tuple[Chosen, tuple[Chosen, ...]]]:
    """Choose the headings of each theme in order, and those of each of its parts.

    A heading in “ ” is a sentence of a comment, verbatim. The first ones differ from each other on the whole page.
    `found` is what `candidates` found, `vectors` are `(len(found.wanted), d)` float32 unit rows, from the encoder of
    `embeddings`; None: text statistics alone decide.
    """
    title, groups = stems(corpus.thread.title), found.groups
    near = _nearness(embeddings, found, vectors)
    offered = []
    for number, group in enumerate(groups):
        others = [n for n, other in enumerate(groups) if other.around == group.around and n != number]
        rivals = near[:, others].max(axis=1) if others else np.zeros(len(near))
        # How near every text is to the group in meaning, and to the nearest of those it is told apart from.
        pairs = zip(near[:, number].tolist(), rivals.tolist(), strict=True)
        told = dict(zip(found.wanted, pairs, strict=True))
        ranked = found.ranked[number]
        if vectors is not None:
            ranked = tuple(Scored(one, worth * _meaning(*told[one.surface])) for one, worth in ranked)
        quoted = [(_quotation(worth, *told[text]), text) for worth, text in found.quoted[number]]
        offered.append(proposals(ranked, quoted, title, names=found.names))
    chosen = iter(distinct(offered))
    themes = [next(chosen) for _ in clustering.themes]
    parts = (tuple(next(chosen) for _ in theme.parts) for theme in clustering.themes)
    return list(zip(themes, parts, strict=True))


def _meaning(own: float, rival: float) -> float:
    """What a phrase's statistics are weighed by: how near it is to its group, and how much nearer than to others."""
    return max(own + SIBLING_WEIGHT * (own - rival), LEAST_MEANING)


def _quotation(worth: float, own: float, rival: float) -> float:
    """What a sentence is worth as a heading, beside the scores of phrases, with its nearness as well."""
    return worth + QUOTED * (own + RIVAL_WEIGHT * (own - rival)) if own >= LEAST_NEAR else 0.0


def _nearness(
    embeddings: Embeddings, found: Candidates, vectors: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """How near every text is to every group in meaning; without vectors all pass for just near enough."""
    if vectors is None:
        return np.full((len(found.wanted), len(found.groups)), LEAST_NEAR, dtype=np.float32)
    at = {passage: row for row, passage in enumerate(embeddings.ids)}
    mean = embeddings.vectors[[at[passage] for passage in sorted(at)]].mean(axis=0)
    rows = [[at[passage] for passage in sorted(group.passages)] for group in found.groups]
    middles = np.stack([embeddings.vectors[own].mean(axis=0) for own in rows])

    def apart(rows: NDArray[np.float32]) -> NDArray[np.float32]:
        moved = rows - MEAN_SHARE * mean
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    return apart(np.asarray(vectors, dtype=np.float32)) @ apart(middles).T
