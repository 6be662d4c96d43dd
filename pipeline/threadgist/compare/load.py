"""From digest files to sides: found, read, checked, and cut down to what comparing needs."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from threadgist.compare.records import DebateTheme, Encoder, Saying, Side, SideTheme
from threadgist.compare.shares import wilson
from threadgist.errors import SourceError
from threadgist.people import author_key
from threadgist.records import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threadgist.records import Bullet, Comment, Digest, DigestTheme

VOCABULARY: Final = 400
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_STEM: Final = 6


def find_digests(arguments: Sequence[Path]) -> tuple[Path, ...]:
    """Return the digest files that files and folders stand for: of a folder every digest.json below it.

    Raises:
        SourceError: There is no such file, or a folder holds no digest.
    """
    found: dict[Path, Path] = {}
    for argument in arguments:
        if argument.is_dir():
            inside = sorted(path for path in argument.rglob("digest.json") if path.is_file())
            if not inside:
                raise SourceError(
                    f"{argument}: no digest.json in this folder; make one with "
                    f"`threadgist digest THREAD --out {argument}`"
                )
        elif argument.is_file():
            inside = [argument]
        else:
            raise SourceError(f"{argument}: no such file or folder")
        for path in inside:
            found.setdefault(path.resolve(), path)
    return tuple(found.values())


def digest_key(content: bytes) -> str:
    """Return what tells the content of one digest file from another's: 16 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:16]


def make_side(digest: Digest, key: str, name: str) -> Side:
    """Return what comparing needs of a digest.

    Args:
        digest: The digest.
        key: What tells it from others; see `digest_key`.
        name: What to call it in messages.
    """
    comments = {comment.id: comment for comment in digest.comments}
    counts = digest.counts
    codes: dict[str, int] = {}
    people: dict[str, int] = {}
    for comment in digest.comments:
        who = author_key(comment) if counts.signed else comment.id
        people[comment.id] = codes.setdefault(who, len(codes))
    commenters = counts.commenters if counts.signed else counts.usable + counts.duplicate
    encoder = digest.provenance.encoder
    return Side(
        key=key,
        name=name,
        title=digest.article.title if digest.article and digest.article.title else digest.title,
        source=digest.source,
        thread_id=digest.thread_id,
        mode=digest.mode,
        commenters=commenters,
        comments=counts.comments,
        themes=tuple(
            _theme(theme, number, commenters, comments, people)
            for number, theme in enumerate(digest.themes, 1)
            if not theme.heading.startswith(NAMELESS)
        ),
        encoder=Encoder(encoder.name, encoder.revision, encoder.dimension, encoder.prefix, encoder.sha256)
        if encoder
        else None,
        mean=digest.mean,
        url=digest.url,
        first_at=digest.first_at,
        last_at=digest.last_at,
        signed=counts.signed,
    )


def _theme(
    theme: DigestTheme,
    number: int,
    commenters: int,
    comments: Mapping[str, Comment],
    people_of: Mapping[str, int],
) -> SideTheme:
    members = [comments[comment_id] for comment_id in theme.comment_ids]
    people = sorted({people_of[comment.id] for comment in members})
    low, high = wilson(len(people), commenters)
    tally: Counter[int] = Counter()
    for comment in members:
        tally.update(set(word_codes(comment.text)))
    common = sorted(tally, key=lambda code: (-tally[code], code))[:VOCABULARY]
    return SideTheme(
        theme=DebateTheme(
            id=theme.id,
            number=number,
            heading=theme.heading,
            people=len(people),
            comments=len(theme.comment_ids),
            share=round(len(people) / commenters, 4) if commenters else 0.0,
            low=round(low, 4),
            high=round(high, 4),
            sayings=tuple(_sayings(theme.bullets, comments)),
            dominant_author=theme.dominant_author,
            dominant_share=theme.dominant_share,
        ),
        people=tuple(people),
        vocabulary=tuple(sorted(common)),
        centroid=theme.centroid,
    )


def _sayings(bullets: Sequence[Bullet], comments: Mapping[str, Comment]) -> Iterable[Saying]:
    """Yield bullets one by one; what is only led in is said together with what leads it in."""
    waiting = [(bullet, "") for bullet in bullets][::-1]
    while waiting:
        bullet, lead = waiting.pop()
        leads = bullet.kind == "claim" and bullet.text.endswith(":") and bullet.children
        below = bullet.text if leads else ""
        waiting.extend((child, below if child.role == "item" else "") for child in bullet.children[::-1])
        if leads:
            continue
        comment = comments[bullet.cites[0].comment_id]
        yield Saying(
            id=bullet.id,
            kind=bullet.kind,
            text=f"{lead} {bullet.text}".strip(),
            author=comment.author,
            role=comment.role,
            url=comment.url,
            created_at=comment.created_at,
            reply=bullet.role == "reply",
        )


def word_codes(text: str) -> list[int]:
    """Return a number for each longer word of a text, the same for words that begin alike."""
    return [zlib.crc32(word[:_STEM].casefold().encode("utf-8", "replace")) for word in _WORD.findall(text)]
