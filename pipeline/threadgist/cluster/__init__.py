"""Passages into themes: neighbour graph, spectral coordinates, density tree, choice of layer, null test.

    vectors -> graph -> spectral -> layers -> members -> themes
                                        null test, layout

Method: Ng, Jordan & Weiss 2001 (spectral coordinates, row-normalised), Chaudhuri, Chung & Tsiatas 2012
(regularised degrees), Campello, Moulavi & Sander 2013 (density tree and excess of mass, from the hdbscan package).
"""

from __future__ import annotations

from threadgist.cluster.stage import cluster

__all__ = ["cluster"]
