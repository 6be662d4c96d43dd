"""The table of forum software: by which tags and classes its pages tell posts, authors, times and answers.

Its rows are in `vocabulary/forums.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from threadgist.sources.vocabulary import vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """Where a program's pages show what; all but `mark` are CSS selectors, best first.

    Attributes:
        mark: an expression that is found in the source of its pages.
        post: the element of one post, whose attribute `key` holds its id.
        key: that attribute, and the part of it that is the id.
        name: an attribute of the post with the author's name, where no element has it.
        time: elements with the time, in an attribute or as text.
        after: what the text of a time starts with that is none.
        quotes: elements in a text that are quotations and no `blockquote`.
        drop: elements in a text that are not the author's words.
        answers: links in a text or beside it to the post that is answered, and what their address holds of its id.
        nested: whether answers stand inside the element of what they answer.
        opens: whether the first post is what the others talk about.
        same_author: whether a post without a name is by who wrote the one before.
        skip: posts that nobody wrote.
        gone: what is in posts that wait for a moderator, or were taken away.
        fragment: what a post's address has behind the page's.
        files: the pages of an export, as a regular expression of paths.
    """

    description: str
    mark: str
    post: str
    key: Sequence[str]
    author: Sequence[str]
    time: Sequence[str]
    body: Sequence[str]
    title: Sequence[str]
    name: str = ""
    after: str = ""
    score: str = ""
    quotes: str = ""
    drop: str = ""
    answers: Sequence[str] = ("", "")
    nested: bool = False
    opens: bool = True
    same_author: bool = False
    skip: str = ""
    gone: str = ""
    fragment: str = ""
    files: str = ""


PAGE_SHAPES = {name: PageShape(**row) for name, row in vocabulary("forums").items()}
