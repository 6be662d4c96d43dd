"""Comments into passages: which are used; what is encoded, whole comments or pieces of long ones; their language.

Quotations of other people (`> ` lines) and code (indented lines) belong to no passage. English is recognised by its
commonest words; only where that fails is py3langid asked (Lui and Baldwin, "langid.py", ACL 2012), whose model takes
most of a second to load.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from threadgist.people import calls_a_bot
from threadgist.records import Admission, Comment, Passage, SkipReason, Span, Thread
from threadgist.settings import LimitSettings
from threadgist.words import count_words, fingerprint, own_words, without_links

# Shorter texts are written twice by people who never saw each other ("I think so too").
_WORDS_OF_A_COPY = 6
# "See" and "Source:" are no words of one's own.
_WORDS_BESIDE_A_LINK = 4
_PLAIN_LETTER = re.compile(r"[A-Za-z0-9]")

_MARKER = re.compile(r"(?:[-*•]|\(?\d{1,2}[.)])\s+|\[\d{1,3}\]:?\s*")
_WORDLESS = re.compile(r"[\W_]*")
# How long passages are, in words, and how many a comment has. Measured in docs/lab-notes.md.
_TARGET_WORDS, _MAX_WORDS, _MOST_PASSAGES = 120, 180, 40
_PIECE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\s\u3040-\u30ff\u3400-\u9fff]{1,500}")
# Characters; a longer word counts as several where the length of a passage is limited.
_LONG_WORD = 20

_SAMPLE_TEXTS = 200
_SAMPLE_CHARS = 1_000
_MIN_LETTERS = 20
_MIN_SURE_LETTERS = 40
_MAJORITY = 0.5

# Frequent in English and rare, or not words at all, in other languages: so no "in", "is", "was", "die", "me".
_COMMON = (
    "the and of to that it you for not this with are be have they but what would there if from we can my "
    "just your do don't it's about because like people more when will who which their than think has been should"
)
_ENGLISH = frozenset(_COMMON.split())
# About three in ten words of English comments are among them; other languages stay below one in ten.
_ENGLISH_SHARE = 0.18
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOISE = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]{3,}")
# For texts without an address: what begins with a set of characters is found several times as fast.
_SIGNS = re.compile(r"[\W\d_][\W\d_]{2,}")
# Scripts written without spaces: each character stands for about half a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class _Sentence(NamedTuple):
    start: int
    end: int
    words: int


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


def cut(comment: Comment, language: str = "en") -> tuple[Passage, ...]:
    """Cut a comment into passages of about 120 words; ids are `COMMENT:NUMBER`.

    Sentences are those of sentencex; one of more than 180 words is cut between words.
    """
    passages: list[Passage] = []
    for run in _runs(comment.text):
        pieces = (_sentences(comment.text, start, end, language) for start, end in run)
        for group in _group(list(chain.from_iterable(pieces))):
            spans = tuple(Span(comment.id, sentence.start, sentence.end) for sentence in group)
            whole = Span(comment.id, spans[0].start, spans[-1].end)
            text = comment.text[whole.start : whole.end]
            passages.append(Passage(f"{comment.id}:{len(passages) + 1}", whole, text, spans))
            if len(passages) == _MOST_PASSAGES:
                return tuple(passages)
    return tuple(passages)


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of neighbouring lines in the author's own words, each line as (start, end) in `text`."""
    run: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        if line[0].startswith((">", "    ")):
            yield run
            run = []
        elif line[0].strip():
            marker = _MARKER.match(line[0])
            lead = marker.end() if marker and marker.end() < len(line[0]) else 0
            run.append((line.start() + lead, line.end()))
    yield run


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[_Sentence]:
    from sentencex import segment

    position = start
    for body in filter(None, map(str.strip, segment(language, text[start:end]))):
        at = text.find(body, position, end)
        if at < 0:
            continue
        position = at + len(body)
        if _WORDLESS.fullmatch(without_links(body)):
            continue
        words = count_words(body)
        if len(body) <= _MAX_WORDS * 2 or (words <= _MAX_WORDS and len(body) <= _MAX_WORDS * _LONG_WORD):
            yield _Sentence(at, position, words)
            continue
        for piece_start, piece_end in _bounded(text, at, position):
            words = max(count_words(text[piece_start:piece_end]), (piece_end - piece_start) // _LONG_WORD)
            yield _Sentence(piece_start, piece_end, words)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield pieces of no more words than a passage has, cut between words; one of 500 characters is cut inside."""
    piece_start, words = start, 0
    for match in _PIECE.finditer(text[start:end]):
        if words >= _MAX_WORDS:
            yield piece_start, start + len(text[start : start + match.start()].rstrip())
            piece_start, words = start + match.start(), 0
        words += 1 + len(match[0]) // _LONG_WORD
    yield piece_start, end


def _group(sentences: list[_Sentence]) -> Iterator[list[_Sentence]]:
    """Yield groups of neighbouring sentences: all where they are few, else even ones of `_TARGET_WORDS` or so."""
    total = sum(sentence.words for sentence in sentences)
    count = max(-(-total // _MAX_WORDS), round(total / _TARGET_WORDS))
    share = total / count if total > _MAX_WORDS else total
    group: list[_Sentence] = []
    words = ended = 0
    for sentence in sentences:
        # A group ends where its share of the words is reached, at whichever sentence is nearest.
        if group and words + sentence.words / 2 > share * (ended + 1):
            yield group
            group, ended = [], ended + 1
        group.append(sentence)
        words += sentence.words
    if group:
        yield group


def main_language(texts: Iterable[str]) -> str | None:
    """Return the ISO 639-1 code of the language most of the text is in; None where it cannot be told."""
    distinct = sorted(set(texts))
    count = min(len(distinct), _SAMPLE_TEXTS)
    some = (distinct[len(distinct) * at // count][: 2 * _SAMPLE_CHARS] for at in range(count))
    readable = (text.encode("utf-8", "ignore").decode("utf-8") for text in some)
    cleaned = [(_NOISE if "@" in text or "://" in text else _SIGNS).sub(" ", text) for text in readable]
    sample = [text[:_SAMPLE_CHARS] for text in cleaned if _letters(text[:200]) >= _MIN_LETTERS]
    joined = " ".join(sample or cleaned)[:_SAMPLE_CHARS]
    if not sample and _letters(joined) >= _MIN_LETTERS:
        sample = [joined]
    if _english_share(sample) >= _ENGLISH_SHARE:
        return "en"
    weights: Counter[str] = Counter()
    for text in sample:
        if language := _identify(text):
            weights[language] += len(text.encode("utf-8"))
    if not weights:
        return _identify(joined) if sample else None
    best = min(weights, key=lambda language: (-weights[language], language))
    return best if weights[best] > _MAJORITY * weights.total() else None


def _letters(text: str) -> int:
    """Letters, those of scripts that put more into one counted twice."""
    return sum(map(len, _WORD.findall(text))) + len(_UNSPACED.findall(text))


def _english_share(texts: list[str]) -> float:
    """The share of words that are common English ones."""
    common = total = 0
    for text in texts:
        lower = text.replace("’", "'").lower()
        words = _WORD.findall(lower)
        common += sum(map(_ENGLISH.__contains__, words))
        total += len(words) + len(_UNSPACED.findall(lower)) // 2
    return common / max(1, total)


def _identify(text: str) -> str | None:
    """The language of one text; None where it is too short to be sure of anything."""
    if _letters(text) < _MIN_SURE_LETTERS:
        return None
    import py3langid

    language: str = py3langid.classify(text)[0]
    # It says "zxx" where it sees no language at all.
    return language if len(language) == 2 else None
