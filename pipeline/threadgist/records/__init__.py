"""The records that travel between stages: frozen, slotted, tuples inside. Imports no stage.

    Thread -> Corpus -> Embeddings -> Clustering -> Brief -> Draft -> Digest

A stage is a pure function from one record to the next. `Digest` is the only record that is written to disk
(digest.json), and everything a page shows can be recomputed from it.
"""

from __future__ import annotations

from threadgist.records.clustering import Clustering, Theme
from threadgist.records.corpus import Admission, Corpus, Passage, SkipReason
from threadgist.records.digest import (
    EDITED,
    SCHEMA_VERSION,
    Bullet,
    Digest,
    DigestTheme,
    Dot,
    Mode,
    Notice,
    Part,
    ReplyFlow,
    SummarySentence,
    walk,
)
from threadgist.records.draft import NAMELESS, Brief, BulletKind, BulletRole, Draft, DraftBullet, Point
from threadgist.records.embeddings import Embeddings, EncoderInfo
from threadgist.records.ledger import Counts, LedgerEntry, Status
from threadgist.records.provenance import BY_WORDS, Provenance, Rejection, WriterInfo
from threadgist.records.refresh import Refresh, ThemeHistory
from threadgist.records.thread import Article, Comment, Role, Span, Thread

__all__ = [
    "BY_WORDS",
    "EDITED",
    "NAMELESS",
    "SCHEMA_VERSION",
    "Admission",
    "Article",
    "Brief",
    "Bullet",
    "BulletKind",
    "BulletRole",
    "Clustering",
    "Comment",
    "Corpus",
    "Counts",
    "Digest",
    "DigestTheme",
    "Dot",
    "Draft",
    "DraftBullet",
    "Embeddings",
    "EncoderInfo",
    "LedgerEntry",
    "Mode",
    "Notice",
    "Part",
    "Passage",
    "Point",
    "Provenance",
    "Refresh",
    "Rejection",
    "ReplyFlow",
    "Role",
    "SkipReason",
    "Span",
    "Status",
    "SummarySentence",
    "Theme",
    "ThemeHistory",
    "Thread",
    "WriterInfo",
    "walk",
]
