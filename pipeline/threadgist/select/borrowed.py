"""What a comment repeats of the one it answers: sentences that are not its own, and what its answer is about."""

from __future__ import annotations


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


def is_about(reply: str, said: str, answered: str) -> bool | None:
    """Tell from what a reply quotes (`> ...`) whether it answers a part of a comment; None where it quotes none.

    Args:
        reply: The reply.
        said: The part of the comment.
        answered: The comment, `folded`.
    """
    quotes = [folded(line.lstrip("> ")) for line in reply.split("\n") if line.startswith(">")]
    places = [(answered.find(quote), len(quote)) for quote in quotes if quote and quote in answered]
    if not places:
        return None
    said = folded(said)
    start = answered.find(said)
    return any(at < start + len(said) and start < at + length for at, length in places)
