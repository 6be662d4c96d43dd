"""What an editor changes in a digest: a small file beside it, applied again whenever it is made or rendered."""

from threadgist.edits.apply import apply_edits
from threadgist.edits.lines import keep_locked
from threadgist.edits.records import Added, Edits, LineEdit, Misfit, ThemeEdit, parse_edits, read_edits
from threadgist.edits.write import rewrite, skeleton
