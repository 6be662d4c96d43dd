"""Passages into themes: reply tree, neighbour graphs, spectral coordinates, HDBSCAN many times, consensus.

    null test -> vectors, diffused -> graph -> spectral -> density -> consensus -> themes and their parts, layout

Method: Zhou et al. 2004 (diffusion), Ng, Jordan & Weiss 2001 (spectral coordinates, row-normalised), Chaudhuri, Chung &
Tsiatas 2012 (regularised degrees), Campello, Moulavi & Sander 2013 (density tree and excess of mass, as in the hdbscan
package), Fred & Jain 2005 (consensus by average linkage).
"""

from typing import Protocol

from threadgist.cluster.stage import cluster, clustering_of
from threadgist.records import Clustering, Corpus, Embeddings
from threadgist.settings import ClusterSettings


class Clusterer(Protocol):
    """What finds the themes of a thread; `cluster` is the one that is used where no other is handed in."""

    def __call__(self, corpus: Corpus, embeddings: Embeddings, settings: ClusterSettings) -> Clustering:
        """Say which passages are a theme, none of them in two; `clustering_of` makes the record of labels.

        `embeddings` have one unit vector for each passage of `corpus`, the cleaned thread; `settings` are the section
        `[cluster]`.
        """
