"""From digest files to sides: found, read, cut down to what comparing needs, and kept for the next time."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from threadgist.compare.align import measured
from threadgist.compare.records import COMPARISON_VERSION, DebateTheme, Encoder, Saying, Side, SideTheme
from threadgist.digest_file import load_digest
from threadgist.errors import OutputError, SettingsError, SourceError
from threadgist.outputs import write_whole
from threadgist.people import author_key
from threadgist.records import NAMELESS, Bullet, Comment, Digest, DigestTheme
from threadgist.speakers import in_running_text
from threadgist.stored import parse, read_bytes
from threadgist.words import without_links

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder as TextEncoder
    from threadgist.vector_cache import VectorCache

# Raised whenever a side is made differently, so that none made before is taken for it.
SIDE_VERSION: Final = 2
VOCABULARY: Final = 400
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_STEM: Final = 6
DECIMALS: Final = 4


def find_digests(arguments: Sequence[Path]) -> tuple[Path, ...]:
    """Return the digest files that files and folders stand for: of a folder every digest.json below it.

    Raises SourceError: there is no such file, or a folder holds no digest.
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
    """Return what comparing needs of a digest; `key` is its `digest_key`, `name` what it is called in messages."""
    comments = {comment.id: comment for comment in digest.comments}
    counts = digest.counts
    codes: dict[str, int] = {}
    people: dict[str, int] = {}
    for comment in digest.comments:
        who = author_key(comment) if counts.signed else comment.id
        people[comment.id] = codes.setdefault(who, len(codes))
    commenters = counts.commenters if counts.signed else counts.usable + counts.duplicate
    made = digest.provenance.encoder
    encoder = Encoder(made.name, made.revision, made.dimension, made.prefix, made.sha256) if made else None
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
        encoder=encoder,
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
    tally = Counter(code for comment in members for code in set(word_codes(comment.text)))
    common = sorted(tally, key=lambda code: (-tally[code], code))[:VOCABULARY]
    return SideTheme(
        theme=DebateTheme(
            theme.id,
            number,
            theme.heading,
            len(people),
            len(theme.comment_ids),
            *measured(len(people), commenters),
            sayings=tuple(_sayings(theme.bullets, comments)),
            dominant_author=theme.dominant_author,
            dominant_share=theme.dominant_share,
        ),
        people=tuple(people),
        vocabulary=tuple(sorted(common)),
        centroid=theme.centroid,
    )


def _sayings(bullets: Sequence[Bullet], comments: Mapping[str, Comment]) -> Iterable[Saying]:
    """Yield bullets one by one, without what pages show on demand; what is led in is said with what leads it in."""
    waiting = [(bullet, "") for bullet in bullets if bullet.role != "more"][::-1]
    while waiting:
        bullet, lead = waiting.pop()
        leads = bullet.kind == "claim" and bullet.text.endswith(":") and bullet.children
        below = bullet.text if leads else ""
        waiting.extend((child, below if child.role == "item" else "") for child in bullet.children[::-1])
        if leads:
            continue
        comment = comments[bullet.cites[0].comment_id]
        text = f"{lead} {bullet.text}".strip()
        if bullet.kind == "claim":
            (text,) = in_running_text([text])
        yield Saying(
            id=bullet.id,
            kind=bullet.kind,
            text=text,
            author=comment.author,
            role=comment.role,
            url=comment.url,
            created_at=comment.created_at,
            reply=bullet.role == "reply",
        )


def word_codes(text: str) -> list[int]:
    """Return a number for each longer word of a text, the same for words that begin alike."""
    return [zlib.crc32(word[:_STEM].casefold().encode("utf-8", "replace")) for word in _WORD.findall(text)]


class SideCache:
    """Sides on disk, so that a growing archive is read once. Best effort: what cannot be kept is made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Side | None:
        """Return the side kept under `key`, or None."""
        try:
            checksum, _, text = read_bytes(self._path(key)).partition(b"\n")
            side = parse(text, Side)
        except (SourceError, ValueError):
            return None
        return side if side.key == key and checksum.decode("ascii", "replace") == digest_key(text) else None

    def put(self, side: Side) -> None:
        """Keep a side; a full or read-only disk is no reason to stop."""
        from pydantic_core import to_json

        path = self._path(side.key)
        text = to_json(side).decode()
        with suppress(OutputError):
            write_whole(path.parent, {path.name: f"{digest_key(text.encode())}\n{text}"})

    def _path(self, key: str) -> Path:
        return self._folder / f"sides-{COMPARISON_VERSION}.{SIDE_VERSION}" / key[:2] / f"{key}.json"


def read_side(
    path: Path, kept: SideCache | None = None, prepare: Callable[[Digest], Digest] | None = None
) -> Side:
    """Read one digest file.

    `kept` are sides of earlier runs; they are not asked where `prepare` is to do something to the digest first. Raises
    SourceError: the file cannot be read, or is no digest of this version.
    """
    content = read_bytes(path)
    key = digest_key(content)
    if kept is not None and prepare is None and (side := kept.get(key)) is not None:
        return replace(side, name=str(path))
    digest = load_digest(content, str(path))
    if prepare is not None:
        digest = prepare(digest)
    side = make_side(digest, key, str(path))
    if kept is not None and prepare is None:
        kept.put(side)
    return side


def labelled(sides: Sequence[Side], labels: Sequence[str]) -> tuple[Side, ...]:
    """Return the sides with a label each, in the order given; equal labels make one event of several debates.

    Raises SettingsError: there are not as many labels as digests.
    """
    if not labels:
        return tuple(sides)
    if len(labels) != len(sides):
        names = ", ".join(side.name for side in sides[:6]) + (" …" if len(sides) > 6 else "")
        raise SettingsError(
            f"--labels names {len(labels)} for {len(sides)} digests: give one for each, in this order: {names}"
        )
    return tuple(replace(side, label=label) for side, label in zip(sides, labels, strict=True))


def reencode(digest: Digest, encoder: TextEncoder, cache: VectorCache | None = None) -> Digest:
    """Return `digest` with the mean and the centroids that `encoder` gives its passages; its themes stay.

    Raises ModelError: see `Encoder.encode`.
    """
    import numpy as np

    from threadgist.embed import embed_texts

    texts = {comment.id: comment.text for comment in digest.comments}
    passages = [texts[dot.span.comment_id][dot.span.start : dot.span.end] for dot in digest.dots]
    bare = [without_links(passage) or passage for passage in passages]
    vectors = embed_texts(bare, encoder, cache).astype("float64")
    rows: dict[str | None, list[int]] = {}
    for row, dot in enumerate(digest.dots):
        rows.setdefault(dot.theme_id, []).append(row)

    def rounded(vector: NDArray[np.float64]) -> tuple[float, ...]:
        return tuple(round(float(value), DECIMALS) for value in vector)

    def centroid(theme_id: str) -> tuple[float, ...]:
        if theme_id not in rows:
            return ()
        mean = vectors[rows[theme_id]].mean(axis=0)
        return rounded(mean / max(float(np.linalg.norm(mean)), 1e-12))

    return replace(
        digest,
        themes=tuple(replace(theme, centroid=centroid(theme.id)) for theme in digest.themes),
        mean=rounded(vectors.mean(axis=0)) if len(vectors) else (),
        provenance=replace(digest.provenance, encoder=encoder.info),
    )
