"""Choosing what to print: the points of each theme, their best sentences, the replies against them, the one-offs.

`prepare` judges every sentence of a corpus once; the other functions choose among them; `lead` says
a thread in short.
"""

from threadgist.select.briefs import select_one_offs, select_points, select_theme_points
from threadgist.select.context import Context, prepare
from threadgist.select.leading import lead

__all__ = ["Context", "lead", "prepare", "select_one_offs", "select_points", "select_theme_points"]
