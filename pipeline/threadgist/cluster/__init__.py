"""Passages into themes: reply tree, neighbour graphs, spectral coordinates, HDBSCAN many times, consensus.

    vectors, tree -> diffusion -> graph -> spectral -> density, condensed -> consensus -> themes and their parts
                                                         null test, layout

Method: Zhou et al. 2004 (diffusion), Ng, Jordan & Weiss 2001 (spectral coordinates, row-normalised), Chaudhuri, Chung &
Tsiatas 2012 (regularised degrees), Campello, Moulavi & Sander 2013 (density tree, from the hdbscan package, and excess
of mass, as there), Fred & Jain 2005 (consensus by average linkage).
"""

from __future__ import annotations

from threadgist.cluster.stage import cluster

__all__ = ["cluster"]
