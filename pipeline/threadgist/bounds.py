"""How much is taken of what comes from outside, where the settings' `limits` do not say; a leaf.

`limits` bound a thread and what it is read from, `fetch.FetchOptions` what is fetched. These numbers nobody needs
to turn: nothing honest comes near them.
"""

from __future__ import annotations

from typing import Final

READ_MEMORY_MB: Final = 1_200
"""What reading a thread may take, if the settings do not say; and how long, in seconds."""
READ_SECONDS: Final = 600
RATIO: Final = 200
"""What unpacks to more than so many times its size is refused: text packs 5 to 20 fold ..."""
FREE_BYTES: Final = 16 << 20
"""... once it has unpacked to more than this."""
LINE_BYTES: Final = 16 << 20
"""A line of a dump or a manifest."""
DEPTH: Final = 100_000
"""Containers of JSON in each other: a chain of 20,000 replies needs some 80,000."""
ARTICLE_BYTES: Final = 20_000_000
"""A file with the article under discussion ..."""
ARTICLE_MEMORY_MB: Final = 1_000
ARTICLE_SECONDS: Final = 120.0
"""... and what finding its text may take."""
ANSWER_BYTES: Final = 8 << 20
"""One answer of a language model's server, headers and all."""
