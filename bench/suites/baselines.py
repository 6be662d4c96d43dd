"""What a digest is held against: well-known methods from libraries, on the same sentences and the same vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from suites.shorten import count_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


GROUPERS: Final = ("bertopic", "kmeans", "ward")
RANKERS: Final = ("lead", "centroid", "lexrank", "mmr")

SEED = 0
MMR_DIVERSITY = 0.3
# More sentences than any length asked for needs.
_MOST_RANKED = 60


def group(name: str, texts: Sequence[str], vectors: NDArray[np.float32], groups: int) -> list[int]:
    """Group texts; -1 is noise.

    Args:
        name: `bertopic` (its defaults; UMAP is given a seed, which BERTopic leaves open), or `kmeans` and `ward` of
            scikit-learn, which are told how many groups people made.
        texts: The texts, for BERTopic.
        vectors: `(n, d)` float32, unit rows.
        groups: The number of groups people made.
    """
    if name == "bertopic":
        return _bertopic(texts, vectors)
    from sklearn import cluster

    groups = max(1, min(groups, len(texts)))
    model = (
        cluster.KMeans(groups, n_init=10, random_state=SEED)
        if name == "kmeans"
        else cluster.AgglomerativeClustering(groups, linkage="ward")
    )
    return [int(label) for label in model.fit_predict(vectors)]


def _bertopic(texts: Sequence[str], vectors: NDArray[np.float32]) -> list[int]:
    import warnings

    with warnings.catch_warnings():
        # UMAP warns that a seed costs it its threads; numba of what it will drop some day.
        warnings.simplefilter("ignore")
        import bertopic
        import umap

        space = umap.UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED, n_jobs=1
        )
        topics, _ = bertopic.BERTopic(umap_model=space).fit_transform(list(texts), embeddings=vectors)
    return [int(topic) for topic in topics]


def rank(name: str, sentences: Sequence[str], vectors: NDArray[np.float32]) -> list[str]:
    """Order sentences as a summary by this method would take them, the first one first.

    Args:
        name: `lead`: as they stand; `centroid`: nearest to the mean vector (Radev et al. 2004, on these vectors);
            `lexrank`: of sumy (Erkan and Radev 2004), stemmed, without stop words; `mmr`: of BERTopic (Carbonell and
            Goldstein 1998), diversity .3.
        sentences: Sentences in thread order.
        vectors: `(n, d)` float32, unit rows.
    """
    kept = [place for place, sentence in enumerate(sentences) if count_tokens(sentence)]
    texts = [sentences[place] for place in kept]
    if name == "lead" or len(texts) < 2:
        return texts
    if name == "lexrank":
        return _lexrank(texts)
    own = vectors[kept]
    middle = own.mean(axis=0, keepdims=True)
    if name == "centroid":
        near = (own @ middle[0]).round(6).tolist()
        return [texts[place] for place in sorted(range(len(texts)), key=lambda place: -near[place])]
    from bertopic.representation._mmr import mmr

    chosen: list[str] = mmr(middle, own, texts, MMR_DIVERSITY, min(_MOST_RANKED, len(texts)))
    return chosen


class _Words:
    """What sumy calls a tokenizer: ours needs no data from elsewhere."""

    def to_words(self, text: str) -> tuple[str, ...]:
        import re

        return tuple(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text))


def _lexrank(sentences: Sequence[str]) -> list[str]:
    from sumy.models import dom
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    summarizer = LexRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    words = _Words()
    document = dom.ObjectDocumentModel([dom.Paragraph([dom.Sentence(text, words) for text in sentences])])
    ranked: list[str] = []

    def best_first(found: list[object]) -> list[object]:
        ranked.extend(str(one.sentence) for one in found)
        return found

    summarizer(document, best_first)
    return ranked
