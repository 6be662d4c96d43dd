"""The records that travel between stages: frozen, slotted, tuples inside. Imports no stage.

    Thread -> Corpus -> Embeddings -> Clustering -> Brief -> Draft -> Digest

A stage is a pure function from one record to the next. `Digest` is the only record that is written to disk
(digest.json), and everything a page shows can be recomputed from it.
"""

from threadgist.records.digest import *  # noqa: F403
from threadgist.records.plan import *  # noqa: F403
from threadgist.records.thread import *  # noqa: F403
