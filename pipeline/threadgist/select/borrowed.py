"""Whether a sentence is its commenter's own, or repeated from somebody else without the marks of a quotation block."""

from __future__ import annotations

__all__ = ["is_borrowed"]


def is_borrowed(text: str, start: int, end: int, answered: str) -> bool:
    """Tell whether a sentence is somebody else's: word for word in the comment answered, or inside quotation marks.

    Who repeats a sentence to answer it mostly says the opposite.

    Args:
        text: The comment.
        start: Where the sentence begins.
        end: Where it ends.
        answered: The text of the comment it answers, "" where it answers none.
    """
    if " ".join(text[start:end].split()).casefold() in " ".join(answered.split()).casefold():
        return True
    before = text[text.rfind("\n\n", 0, start) + 1 : start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
