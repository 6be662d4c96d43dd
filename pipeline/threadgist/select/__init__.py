"""Choosing what to print: the points of each theme, their best sentences, replies against them, one-offs."""

from threadgist.select.briefs import select_one_offs, select_points, select_theme_points

__all__ = ["select_one_offs", "select_points", "select_theme_points"]
