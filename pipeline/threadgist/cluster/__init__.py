"""Passages into themes: neighbour graph, diffusion coordinates, means, dense cores, null test.

    vectors -> graph -> spectral -> means, layers -> members -> themes
                                        null test, layout

Method: Ng, Jordan & Weiss 2001 (spectral coordinates, row-normalised), Coifman & Lafon 2006 (diffusion), Chaudhuri,
Chung & Tsiatas 2012 (regularised degrees), Lloyd 1982 (means), Campello, Moulavi & Sander 2013 (density tree, from the
hdbscan package, and excess of mass, as there).
"""

from __future__ import annotations

from threadgist.cluster.stage import cluster

__all__ = ["cluster"]
