"""Importing this makes a small digest, so that all a worker needs is loaded once, before workers are forked from here.

Half of the time of a lone digest goes into imports, the tables of the language identifier, templates and validators.
No torch, and no threads, so that forking is safe.
"""

import gc
from contextlib import suppress

from threadgist.batch.workers import one_thread_each

_SUBJECTS = ("the road and its lorries", "the pool and its boiler", "the market and its stalls")


def _warm_up() -> None:
    from threadgist.backends.encoders import TinyEncoder
    from threadgist.batch import stages  # noqa: F401
    from threadgist.edits import folder  # noqa: F401
    from threadgist.errors import SourceError
    from threadgist.flow import digest
    from threadgist.pages import render_files
    from threadgist.records import Comment, Thread
    from threadgist.settings import EncoderSettings, Settings
    from threadgist.sources.base import all_sources

    about = enumerate(_SUBJECTS * 8)
    said = [f"I think {what} need more money than year {number} brought us." for number, what in about]
    comments = tuple(Comment(str(number), None, f"a{number}", text) for number, text in enumerate(said))
    thread = Thread("t", "A small town", "json", comments)
    settings = Settings(encoder=EncoderSettings(name="tiny-hash", cache=False))
    render_files(digest(thread, settings, encoder=TinyEncoder()), ("html", "md", "txt", "json"))
    # A source that cannot be loaded is told of where a thread is read.
    with suppress(SourceError):
        all_sources()


one_thread_each()
_warm_up()
# All of this stays: a worker that looks through it for garbage would only copy the pages that it shares.
gc.freeze()
