"""What belongs below a heading: lines that share its words, or are as near to it as the theme that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.select.lexical import content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.select.context import Context, Line

__all__ = ["below"]

# Fitted on what two readers each found off the subject of 287 headings, leaving out one thread at a time:
# docs/lab-notes.md, "Lines and headings that agree".
NEAR = 0.9
SHARES_WORDS = 0.33
LEEWAY = 0.2


def below(
    context: Context, comment_ids: Collection[str], heading: str, vector: NDArray[np.float32]
) -> Callable[[Line], bool]:
    """Return what tells whether a line belongs below the heading of a theme, or of a part of one.

    Args:
        context: The corpus, prepared.
        comment_ids: The comments of the theme.
        heading: Its heading.
        vector: `(d,)` unit vector of the heading, from the encoder of the passages.
    """
    words = frozenset(content_stems(heading))
    name = context.apart(vector[None, :])[0]
    rows = sorted(row for one in comment_ids for row in context.of_comment.get(one, ()))
    middle = context.apart(context.vectors[rows].mean(axis=0, keepdims=True))[0]
    least = NEAR * float(middle @ name) - LEEWAY

    def fits(line: Line) -> bool:
        said = context.vectors[context.rows(line.span)].mean(axis=0, keepdims=True)
        near = float(context.apart(said)[0] @ name)
        return round(near + SHARES_WORDS * len(words & line.stems) / max(1, len(words)), 4) >= round(least, 4)

    return fits
