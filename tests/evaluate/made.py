"""Digests made by hand, to feed the evaluator what nobody would write."""

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed, embed_texts
from threadgist.records import (
    Bullet,
    Counts,
    Digest,
    DigestTheme,
    Dot,
    LedgerEntry,
    Provenance,
    Span,
)
from threadgist.settings import Settings


def bullet_of(comment, name, text=None):
    quoted = comment.text if text is None else text
    return Bullet(
        id=name,
        kind="quote",
        role="point",
        text=f"“{quoted}”",
        comment_ids=(comment.id,),
        cites=(Span(comment.id, 0, len(comment.text)),),
    )


def digest_of(thread, groups, quoted=None):
    """A digest whose themes are `groups` (lists of comment ids), each quoting its first comment or those asked for."""
    comments = {comment.id: comment for comment in thread.comments}
    themes = []
    for number, ids in enumerate(groups, 1):
        shown = [id_ for id_ in ids if quoted is None or id_ in quoted][: 1 if quoted is None else None]
        bullets = tuple(bullet_of(comments[id_], f"t{number}-{n}") for n, id_ in enumerate(shown, 1))
        themes.append(DigestTheme(f"t{number}", f"Theme {number}", bullets, tuple(ids), len(ids), 0.1))
    theme_of = {id_: theme.id for theme in themes for id_ in theme.comment_ids}
    cited = {id_ for theme in themes for bullet in theme.bullets for id_ in bullet.comment_ids}
    ledger = tuple(
        LedgerEntry(
            id_,
            "cited" if id_ in cited else "grouped" if id_ in theme_of else "one_off",
            (theme_of[id_],) if id_ in theme_of else (),
        )
        for id_ in comments
    )
    count = len(comments)
    grouped = len(theme_of)
    return Digest(
        title=thread.title,
        source=thread.source,
        mode="themes" if themes else "empty",
        counts=Counts(
            count,
            count,
            count,
            count,
            len(cited),
            grouped - len(cited),
            count - grouped,
            0,
            0,
            grouped / count,
        ),
        themes=tuple(themes),
        points=(),
        one_offs=(),
        notices=(),
        dots=tuple(
            Dot(Span(id_, 0, len(comment.text)), 0.5, 0.5, theme_of.get(id_))
            for id_, comment in comments.items()
        ),
        flows=(),
        comments=thread.comments,
        ledger=ledger,
        provenance=Provenance("0", None, "extractive", (), "0", ()),
        thread_id=thread.id,
    )


class Writer:
    """Stands in for a configuration: its digests are what `make` says."""

    settings = Settings()

    def __init__(self, name, make):
        self.name = name
        self._make = make
        self._encoder = TinyEncoder()
        self.encoder = self._encoder.info

    def digest(self, thread):
        return self._make(thread)

    def encode(self, texts):
        return embed_texts(texts, self._encoder)

    def embed(self, corpus):
        return embed(corpus, self._encoder)
