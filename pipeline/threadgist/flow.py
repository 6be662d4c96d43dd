"""The stages in order: from a thread to its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist import clean, passages
from threadgist.language import main_language
from threadgist.words import own_words

if TYPE_CHECKING:
    from threadgist.records import Corpus, Thread
    from threadgist.settings import Settings

__all__ = ["make_corpus"]


def make_corpus(thread: Thread, settings: Settings) -> Corpus:
    """Clean a thread and cut it into passages."""
    thread = clean.bound(thread, settings.limits)
    admissions = clean.admit(thread, settings.limits, settings.clean)
    used = {admission.comment_id for admission in admissions if admission.status == "used"}
    language = main_language(own_words(comment.text) for comment in thread.comments if comment.id in used)
    return passages.make_passages(thread, admissions, settings.passages, language)
