"""Choosing what to print: the points of each theme, their best sentences, who answers them, the one-offs.

A `Context` indexes a corpus once; the other functions choose among what it could print. `lead` says a thread in short,
`banter_themes` tells jokes from discussion, `agreed_and_disputed` ranks the statements of a consultation by its votes.
"""

from threadgist.select.banter import banter_themes
from threadgist.select.briefs import SMALL_THREAD, select_one_offs, select_points, select_theme_points
from threadgist.select.context import Context
from threadgist.select.leading import lead
from threadgist.select.votes import agreed_and_disputed
