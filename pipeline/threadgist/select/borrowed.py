"""Whether a sentence is its commenter's own, or repeated from somebody else without the marks of a quotation block."""

from __future__ import annotations

__all__ = ["folded", "is_borrowed"]


def folded(text: str) -> str:
    """Return a text without what differs where somebody repeats it: capitals and the kind of white space."""
    return " ".join(text.split()).casefold()


def is_borrowed(text: str, start: int, end: int, answered: str) -> bool:
    """Tell whether a sentence is somebody else's: word for word in the comment answered, or inside quotation marks.

    Who repeats a sentence to answer it mostly says the opposite.

    Args:
        text: The comment.
        start: Where the sentence begins.
        end: Where it ends.
        answered: The comment it answers, `folded`; "" where it answers none.
    """
    if answered and folded(text[start:end]) in answered:
        return True
    before = text[text.rfind("\n\n", 0, start) + 1 : start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
