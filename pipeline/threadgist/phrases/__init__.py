"""Theme headings without a language model: what many of a theme's people say, or a sentence that they answer.

English has its own finder of noun phrases; other languages get phrases by statistics alone.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadgist.people import author_key
from threadgist.phrases import english as en
from threadgist.phrases.candidates import collect, collect_aspects, of_several, stems
from threadgist.phrases.casing import settle, spell
from threadgist.phrases.english import words_for
from threadgist.phrases.languages import collector_for
from threadgist.phrases.quoting import QUOTED, quoter
from threadgist.phrases.scoring import Group, Proposal, Scored, find_groups, rank, topic_words
from threadgist.records import NAMELESS, Clustering, Corpus, Embeddings
from threadgist.words import without_links, word_runs

PER_GROUP, PER_THREAD, QUOTED_PER_GROUP = 20, 400, 8
# Chosen on human key points, see docs/lab-notes.md.
SIBLING_WEIGHT, LEAST_MEANING = 1.0, 0.05
# A sentence less near than this heads a group only where there is nothing else.
LEAST_NEAR = 0.25
RIVAL_WEIGHT = 0.5
# So much of the mean of all passages is taken out of what is compared.
MEAN_SHARE = 0.7
# How many headings a group is given at most.
PROPOSALS = 6
# A name alone tells an outsider little, and what the thread's title says already tells nothing.
NAME = 0.2
TITLE_AGAIN = 0.3
# What a heading is worth that shares most words with one that is taken, all words of either, or is the very same.
CLASHING, SAME_WORDS, AGAIN = 0.4, 0.2, 0.01
# A heading that is worth less names nothing, and a phrase that is worth less is not even worth a mention.
LEAST_WORTH, LEAST_MENTION = 0.3, 0.2
_ENDINGS = ("ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "s")


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


class Chosen(NamedTuple):
    """The headings of a group, best first; where it is not `named` the first is a mere phrase, or `NAMELESS`."""

    headings: tuple[str, ...]
    named: bool


def candidates(corpus: Corpus, clustering: Clustering | None, orders: frozenset[str]) -> Candidates:
    """Find what may head each theme and each part: at most 20 phrases and 8 sentences each, 400 phrases a thread.

    Comments that tell a machine what to do (`orders`) have no phrases.
    """
    if clustering is None or not clustering.themes:
        return Candidates((), (), (), False, ())
    thread = corpus.thread
    groups, place_of = find_groups(corpus, clustering)
    themes = groups[: len(clustering.themes)]
    author_of = {comment.id: author_key(comment) for comment in thread.comments}
    names = frozenset(comment.author.lower() for comment in thread.comments if comment.author)
    heard = [passage for passage in corpus.passages if passage.comment_id not in orders]
    texts = [(place_of.get(p.id, ""), author_of[p.comment_id], without_links(p.text)) for p in heard]
    collector = collector_for(corpus.language, (passage.text for passage in heard))
    if collector is None:
        said_by_all = [(place, author, frozenset(word_runs(text.lower()))) for place, author, text in texts]
        phrases, unshouted = collect(texts, thread.title, names)
        phrases |= collect_aspects(said_by_all)
    else:
        phrases = of_several(collector(texts))
    people = len({author for _, author, _ in texts})
    topic = topic_words(phrases.values(), people, themes, stems(thread.title))
    limit = max(1, min(PER_GROUP, PER_THREAD // len(groups)))
    ranked = [tuple(rank(group, phrases, topic, limit)) for group in groups]
    quoted: list[tuple[Proposal, ...]] = [() for _ in groups]
    if collector is None:
        quotations = quoter(thread.comments, heard, said_by_all, phrases, topic, names)
        quoted = [tuple(quotations(group)[: min(QUOTED_PER_GROUP, limit)]) for group in groups]
        chosen = list({phrase.key: phrase for row in ranked for phrase, _ in row}.values())
        spell(chosen, unshouted)
        settle(chosen, (text for _, _, text in texts))
    wanted = {phrase.surface for row in ranked for phrase, _ in row}
    wanted |= {text for row in quoted for _, text in row}
    return Candidates(groups, tuple(ranked), tuple(quoted), collector is None, tuple(sorted(wanted)))


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
            ranked = tuple((one, worth * _meaning(*told[one.surface])) for one, worth in ranked)
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


def proposals(
    ranked: Iterable[Scored], quoted: Iterable[Proposal], title: frozenset[str], *, names: bool
) -> list[Proposal]:
    """Return headings for a group, of its phrases and of sentences with their worth.

    `title` are the content words of the thread's title; `names`: whether capitals tell names, as in English.
    """
    headings: list[Proposal] = []
    for phrase, worth in ranked:
        heading = phrase.surface
        if names and _is_name(heading):
            worth *= NAME
        if title.issuperset(phrase.stems):
            worth *= TITLE_AGAIN
        # A word that is written its own way (iPhone) stays as it is.
        if not any(char.isupper() for char in heading.split(" ", 1)[0]):
            heading = heading[:1].upper() + heading[1:]
        headings.append((worth, heading))
    return [*headings, *((worth, f"“{text}”") for worth, text in quoted)]


def _is_name(surface: str) -> bool:
    """Tell whether it is a name with or without a number: `Burger King`, `Opus 4.8`, not `EU` nor `OAuth2`."""
    words = [word for word in surface.split() if word not in en.STOP]
    capitals = all(word[:1].isupper() or word[:1].isdigit() for word in words)
    return capitals and any(word.isalpha() and not word.isupper() for word in words)


@lru_cache(maxsize=10_000)
def roots(heading: str) -> frozenset[str]:
    """Return the roots of the content words, roughly: `skateboard` and `skateboarders` are the same."""
    return frozenset(map(_root, stems(heading)))


def _root(word: str) -> str:
    endings = (ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2)
    return word.removesuffix(next(endings, ""))[:5]


def distinct(by_group: Iterable[Sequence[Proposal]]) -> tuple[Chosen, ...]:
    """Choose of each group's `proposals` so that the first headings differ, at best in all content words.

    Groups choose in order; a heading that shares words with the first one of an earlier group is worth less.
    """
    taken: list[frozenset[str]] = []
    used: set[str] = set()
    chosen: list[Chosen] = []
    for proposed in by_group:
        weighed = []
        for worth, heading in proposed:
            own = roots(heading)
            shared = (len(own & other) / max(min(len(own), len(other)), 1) for other in taken)
            clash = max(shared, default=0.0)
            if heading.casefold() in used:
                worth *= AGAIN
            elif clash > 0.5:
                worth *= CLASHING if clash < 1 else SAME_WORDS
            weighed.append((worth, heading))
        weighed.sort(key=lambda item: (-round(item[0], 6), item[1]))
        named = bool(weighed) and weighed[0][0] >= LEAST_WORTH
        if not named:
            mentions = [one for one in weighed if one[0] >= LEAST_MENTION and not one[1].startswith("“")]
            weighed = [*mentions, (0.0, NAMELESS)]
        first, *others = (heading for _, heading in weighed[:PROPOSALS])
        plain, number = first, 1
        while first.casefold() in used:
            number += 1
            first = f"{plain} ({number})"
        used.add(first.casefold())
        taken += [roots(first)] if named else []
        chosen.append(Chosen((first, *others), named))
    return tuple(chosen)
