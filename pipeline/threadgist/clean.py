"""Thread in, a decision about every comment out: used, a duplicate of another, or skipped for a reason."""

from __future__ import annotations

import re
from dataclasses import replace

from threadgist.people import calls_a_bot
from threadgist.records import Admission, Comment, SkipReason, Thread
from threadgist.settings import LimitSettings
from threadgist.words import count_words, fingerprint, own_words, without_links

# Shorter texts are written twice by people who never saw each other ("I think so too").
_WORDS_OF_A_COPY = 6
# "See" and "Source:" are no words of one's own.
_WORDS_BESIDE_A_LINK = 4
_PLAIN_LETTER = re.compile(r"[A-Za-z0-9]")


def bound(thread: Thread, limits: LimitSettings) -> Thread:
    """Cut texts to `limits.max_comment_chars` characters, at a space where one is near, and say so."""
    longest = limits.max_comment_chars
    comments = list(thread.comments)
    long = [place for place, comment in enumerate(comments) if len(comment.text) > longest]
    if not long:
        return thread
    for place in long:
        text = comments[place].text
        space = text.rfind(" ", 0, longest)
        end = space if space > longest * 0.9 else longest
        comments[place] = replace(comments[place], text=text[:end].rstrip())
    were = "comment was" if len(long) == 1 else "comments were"
    repair = f"{len(long)} very long {were} cut to {longest:,} characters"
    return replace(thread, comments=tuple(comments), repairs=(*thread.repairs, repair))


def admit(thread: Thread, limits: LimitSettings) -> tuple[Admission, ...]:
    """Decide about every comment of the thread, in its order.

    A duplicate has the words of an earlier comment, whoever wrote it; short agreements are none.
    """
    first_with: dict[str, str] = {}
    used = 0
    admissions: list[Admission] = []
    for comment in thread.comments:
        text = own_words(comment.text)
        reason = _why_not(comment, text) or ("over_limit" if used >= limits.max_comments else None)
        if reason is not None:
            admissions.append(Admission(comment.id, "skipped", reason=reason))
            continue
        original = first_with.setdefault(fingerprint(text), comment.id)
        if original != comment.id and count_words(text) >= _WORDS_OF_A_COPY:
            admissions.append(Admission(comment.id, "duplicate", duplicate_of=original))
        else:
            used += 1
            admissions.append(Admission(comment.id, "used"))
    return tuple(admissions)


def _why_not(comment: Comment, own: str) -> SkipReason | None:
    if comment.gone is not None:
        return comment.gone
    if not comment.text.strip():
        return "empty"
    if comment.role == "bot" or calls_a_bot(comment):
        return "automatic"
    if not own:
        return "quotation_only"
    bare = without_links(own)
    if bare != own and count_words(bare) < _WORDS_BESIDE_A_LINK:
        return "link_only"
    # Nearly every text has a letter, which spares it from being looked through for words.
    wordless = _PLAIN_LETTER.search(bare) is None and not (fingerprint(bare) and count_words(bare))
    return "too_short" if wordless else None
