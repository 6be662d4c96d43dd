"""Several digests lined up: what debates share, what only one of them has, and how much of each."""

from threadgist.compare.load import find_digests, labelled, make_side, read_side, reencode
from threadgist.compare.records import Comparison, Side
from threadgist.compare.stage import compare, trends
