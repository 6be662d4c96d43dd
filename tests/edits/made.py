"""Edits of any kind, fitting or not, for any digest."""

from __future__ import annotations

from hypothesis import strategies as st

from threadgist.edits.records import Added, Edits, LineEdit, ThemeEdit, reference
from threadgist.records import Digest, walk
from threadgist.words import one_line

HOSTILE = (
    "<script>alert(1)</script>",
    "“Nobody said this.”",
    'a "quoted" \\ backslash \x7f and\ttab',
    "two\nlines",
    "\u202eright to left",
    "“unpaired",
    "日本語 👍🏽",
    "[themes.t1]",
    "x" * 299,
)


def words() -> st.SearchStrategy[str]:
    text = st.one_of(
        st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
    )
    return text.filter(lambda one: bool(one_line(one)))


def edits_of(digest: Digest) -> st.SearchStrategy[Edits]:
    """Edits whose ids are mostly those of a digest, and whose quotations are mostly words of its comments."""
    stale = st.sampled_from(("gone", "t1-9 nowhere", "t-0", "two words", 'q"uote', "=", "a.b"))
    themes = st.sampled_from([theme.id for theme in digest.themes] or ["points"])
    lines = st.sampled_from(
        [reference(line) for line in walk((*digest.quoted, *digest.one_offs))] or ["none"]
    )
    spoken = [comment for comment in digest.comments if comment.text]
    comments = st.sampled_from([comment.id for comment in spoken] or ["none"])

    def said(comment_id: str) -> st.SearchStrategy[str]:
        text = next((one.text for one in spoken if one.id == comment_id), "nothing")
        return st.tuples(st.integers(0, len(text) - 1), st.integers(1, 60)).map(
            lambda at: text[at[0] : at[0] + at[1]]
        )

    def mostly(known: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.integers(0, 19).flatmap(lambda at: known if at else stale)

    theme_ids, line_ids = mostly(themes), mostly(lines)
    parts = [part.heading for theme in digest.themes for part in theme.parts]
    flag = st.booleans()
    theme_edit = st.builds(
        ThemeEdit,
        heading=st.none() | words(),
        parts=st.dictionaries(st.sampled_from([*parts, "no part"]), words(), max_size=1)
        if parts
        else st.just({}),
        order=st.lists(line_ids, max_size=4, unique=True).map(tuple),
        lock=flag,
        note=words() | st.just(""),
    )
    gone = st.builds(ThemeEdit, drop=st.just(True)) | st.builds(ThemeEdit, into=theme_ids)
    quoted = comments.flatmap(
        lambda one: st.builds(LineEdit, quote=said(one).filter(one_line) | words(), comments=st.just((one,)))
    )
    line_edit = st.one_of(
        st.builds(LineEdit, drop=st.just(True)),
        st.builds(LineEdit, text=words(), comments=st.lists(comments, max_size=2, unique=True).map(tuple)),
        st.builds(LineEdit, move=theme_ids, short=st.none() | flag, lock=flag),
        quoted,
    )
    added = st.builds(
        Added,
        theme=theme_ids,
        comments=st.lists(comments, min_size=1, max_size=2, unique=True).map(tuple),
        text=words(),
    ) | comments.flatmap(
        lambda one: st.builds(
            Added, theme=theme_ids, comments=st.just((one,)), quote=said(one).filter(one_line)
        )
    )
    names = st.sampled_from(("e1", "e2", "own"))
    return (
        st.builds(
            Edits,
            order=st.lists(theme_ids, max_size=4, unique=True).map(tuple),
            themes=st.dictionaries(theme_ids, theme_edit | gone, max_size=4),
            lines=st.dictionaries(line_ids, line_edit, max_size=6),
            added=st.dictionaries(names, added, max_size=2),
        )
        if digest.themes
        else st.builds(Edits, lines=st.dictionaries(line_ids, line_edit, max_size=6))
    )
