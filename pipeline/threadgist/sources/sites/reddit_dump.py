"""Reddit dumps: a JSON object a line, of millions of threads; one is picked while streaming."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, takewhile
from typing import Any

from threadgist.bounds import LINE_BYTES
from threadgist.errors import SourceError
from threadgist.sources.archive import Conversation, several
from threadgist.sources.base import Columns, Described, RawThread
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.payload import Payload
from threadgist.sources.sites.reddit import flat_thread, is_comment
from threadgist.sources.values import string

_LOOKED_AT = 20_000


class RedditDumpSource(Described):
    """Dumps of Pushshift, Arctic Shift and the like (`RC_2024-01.zst`), plain or packed in any usual way.

    Only lines of the wanted thread are parsed and kept; one of a post (a submission) gives its title and text.
    """

    name = "reddit-dump"

    def sniff(self, payload: Payload) -> str | None:
        """Accept lines as `sniff_start` does."""
        return self.sniff_start(payload.text[: 1 << 16].encode("utf-8", "replace"))

    def sniff_start(self, head: bytes) -> str | None:
        """Accept a first line that is a comment, or a post followed by one."""
        rows = takewhile(bool, map(_row, head.split(b"\n")[:50]))
        found = any(row and is_comment(row) for row in rows)
        return None if found else "no Reddit dump (lines with id, body and link_id)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read a dump that is in memory."""
        data = payload.text.encode("utf-8")
        return self.parse_stream([data], payload.name, thread=payload.thread, limit_mb=2048)

    def parse_stream(
        self, pieces: Iterable[bytes], place: str, *, thread: str | None, limit_mb: int
    ) -> RawThread:
        """Read the lines of one thread in a dump that is cut anywhere; by default of the only one.

        `thread` may have a `t3_` before its id. Raises SourceError: no such thread, several, or a damaged line.
        """
        if thread is None:
            return _only_thread(_lines(pieces, place, None, limit_mb), place)
        wanted = thread.strip().removeprefix("t3_").lower()
        if not wanted.isascii() or not wanted.isalnum():
            raise SourceError(f"{place}: {thread!r} is no id of a Reddit thread; write it as in t3_abc123")
        return _build(_lines(pieces, place, wanted, limit_mb), wanted, place)


def _only_thread(lines: Iterable[tuple[int, bytes]], place: str) -> RawThread:
    kept: list[tuple[int, bytes]] = []
    counts: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for number, line in lines:
        kept.append((number, line))
        row = _row(line) or {}
        if link := _thread_id(row):
            counts[link] += 1
            # Dumps of comments seldom hold titles.
            subreddit = string(row.get("subreddit"))
            titles[link] = string(row.get("link_title")) or (f"r/{subreddit}" if subreddit else "")
        if len(counts) > 1 and number >= _LOOKED_AT:
            break
    if not counts:
        raise SourceError(f"{place}: holds no comment of Reddit; hand over a dump of comments (RC_...)")
    if len(counts) == 1:
        return _build(kept, next(iter(counts)), place)
    found = [Conversation(f"t3_{link}", titles[link], number) for link, number in counts.items()]
    about = f" among its first {_LOOKED_AT:,} lines" if len(kept) >= _LOOKED_AT else ""
    raise several(place, found, about=about, all_as_one=False)


def _lines(
    pieces: Iterable[bytes], place: str, wanted: str | None, limit_mb: int
) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of the lines that may be of the wanted thread; most blocks hold none."""
    needles = (b"",) if wanted is None else (f'"t3_{wanted}"'.encode(), f'"{wanted}"'.encode())
    number, room = 0, limit_mb << 20
    tail: list[bytes] = []
    for piece in chain(pieces, (b"\n",)):
        cut = piece.rfind(b"\n") + 1
        if not cut:
            tail.append(piece)
            if sum(map(len, tail)) > LINE_BYTES:
                raise SourceError(
                    f"{place}: line {number + 1:,} is longer than {LINE_BYTES >> 20} MB, so this is no dump "
                    "of Reddit; hand over ndjson, one comment a line"
                )
            continue
        block = b"".join((*tail, piece[:cut]))
        tail = [piece[cut:]]
        if not any(needle in block for needle in needles):
            number += block.count(b"\n")
            continue
        for line in block.split(b"\n")[:-1]:
            number += 1
            if line.strip() and any(needle in line for needle in needles):
                room -= len(line)
                if room < 0:
                    raise SourceError(
                        f"{place}: the thread holds more than {limit_mb} MB; raise limits.max_input_mb "
                        "if that is meant"
                    )
                yield number, line


def _build(lines: Iterable[tuple[int, bytes]], wanted: str, place: str) -> RawThread:
    post: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for number, line in lines:
        row = _row(line)
        if row is None:
            raise SourceError(
                f"{place}: line {number:,} is no JSON object; the dump is damaged there, so get it again "
                "or take the line out"
            )
        if is_comment(row):
            if _thread_id(row) == wanted:
                rows.append(row)
        elif row.get("id") == wanted and string(row.get("title")):
            post = row
    if not rows and not post:
        raise SourceError(
            f"{place}: holds no comment of the thread t3_{wanted}; look for it in the dump "
            "of the month it is from"
        )
    # What was posted after the dump was made is counted by the site, but is no loss of the dump.
    post.pop("num_comments", None)
    thread = flat_thread(wanted, post, [{"kind": "t1", "data": row} for row in rows])
    subreddit = next((name for row in (post, *rows) if (name := string(row.get("subreddit")))), None)
    title = thread.title or (f"r/{subreddit}: thread {wanted}" if subreddit else None)
    return replace(thread, title=title)


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = parse_json(line.decode("utf-8", "replace"))
    except JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _thread_id(row: dict[str, Any]) -> str | None:
    link = string(row.get("link_id"))
    return link.removeprefix("t3_").lower() if link else None
