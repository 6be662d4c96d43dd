"""From digest files to sides: found, read, cut down to what comparing needs, and kept for the next time."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from threadgist.compare.align import measured, word_codes
from threadgist.compare.records import Debate, DebateTheme, Saying, Side, SideTheme
from threadgist.digest_file import load_digest
from threadgist.embed import Encoder, embed_texts
from threadgist.errors import OutputError, SettingsError, SourceError
from threadgist.outputs import write_whole
from threadgist.pages.lines import leads_in
from threadgist.people import author_key
from threadgist.records import NAMELESS, Bullet, Comment, Digest
from threadgist.speakers import in_running_text
from threadgist.stored import parse, read_bytes
from threadgist.vector_cache import VectorCache
from threadgist.words import without_links

# Raised whenever a side is made differently, so that none made before is taken for it.
SIDE_VERSION: Final = 4
VOCABULARY: Final = 400
DECIMALS: Final = 4


def find_digests(arguments: Sequence[Path]) -> tuple[Path, ...]:
    """Return the digest files that files and folders stand for: of a folder every digest.json below it.

    Raises SourceError: there is no such file, or a folder holds no digest.
    """
    found: dict[Path, Path] = {}
    for argument in arguments:
        inside = [argument]
        if argument.is_dir():
            inside = sorted(path for path in argument.rglob("digest.json") if path.is_file())
            if not inside:
                way_out = f"make one with `threadgist digest THREAD --out {argument}`"
                raise SourceError(f"{argument}: no digest.json in this folder; {way_out}")
        elif not argument.is_file():
            raise SourceError(f"{argument}: no such file or folder")
        for path in inside:
            found.setdefault(path.resolve(), path)
    return tuple(found.values())


def _key(content: bytes) -> str:
    """Return what tells the content of one digest file from another's: 16 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:16]


def make_side(digest: Digest, key: str, name: str) -> Side:
    """Return what comparing needs of a digest; `key` is the hash of its file, `name` what it is called in messages."""
    comments = {comment.id: comment for comment in digest.comments}
    counts = digest.counts
    codes: dict[str, int] = {}
    people: dict[str, int] = {}
    for comment in digest.comments:
        who = author_key(comment) if counts.signed else comment.id
        people[comment.id] = codes.setdefault(who, len(codes))
    commenters = counts.commenters if counts.signed else counts.usable + counts.duplicate
    themes = []
    for number, theme in enumerate(digest.themes, 1):
        if theme.heading.startswith(NAMELESS):
            continue
        own = sorted({people[comment_id] for comment_id in theme.comment_ids})
        tally = Counter(code for i in theme.comment_ids for code in set(word_codes(comments[i].text)))
        common = sorted(tally, key=lambda code: (-tally[code], code))[:VOCABULARY]
        told = DebateTheme(
            theme.id,
            number,
            theme.heading,
            len(own),
            len(theme.comment_ids),
            *measured(len(own), commenters),
            tuple(_sayings(theme.bullets, comments)),
            theme.dominant_author,
            theme.dominant_share,
        )
        themes.append(SideTheme(told, tuple(own), tuple(sorted(common)), theme.centroid))
    debate = Debate(
        id="",
        key=key,
        title=digest.article.title if digest.article and digest.article.title else digest.title,
        source=digest.source,
        mode=digest.mode,
        commenters=commenters,
        comments=counts.comments,
        themes=(),
        url=digest.url,
        first_at=digest.first_at,
        last_at=digest.last_at,
        signed=counts.signed,
    )
    return Side(debate, name, digest.thread_id, tuple(themes), digest.provenance.encoder, digest.mean)


def _sayings(bullets: Sequence[Bullet], comments: Mapping[str, Comment], lead: str = "") -> Iterator[Saying]:
    """Yield bullets one by one, without what pages show on demand; what is led in is said with what leads it in."""
    for bullet in bullets:
        leads = leads_in(bullet)
        if bullet.role == "more":
            continue
        if not leads:
            one = comments[bullet.cites[0].comment_id]
            text = f"{lead if bullet.role == 'item' else ''} {bullet.text}".strip()
            if bullet.kind == "claim":
                (text,) = in_running_text([text])
            told = (one.author, one.role, one.url, one.created_at)
            yield Saying(bullet.id, bullet.kind, text, *told, reply=bullet.role == "reply")
        yield from _sayings(bullet.children, comments, bullet.text if leads else "")


def read_side(
    path: Path, prepare: Callable[[Digest], Digest] | None = None, cache: Path | None = None
) -> Side:
    """Read one digest file, and `prepare` what is in it.

    What was not prepared is kept in a folder `cache`, so that a growing archive is read once. What is damaged there is
    made again, and a full or read-only disk is no reason to stop. Raises SourceError: the file cannot be read, or is
    no digest of this version.
    """
    from pydantic_core import to_json

    content = read_bytes(path)
    key = _key(content)
    kept = None
    if cache is not None and prepare is None:
        kept = cache / f"sides-{SIDE_VERSION}" / key[:2] / f"{key}.json"
    if kept is not None:
        with suppress(SourceError, ValueError):
            checksum, _, text = read_bytes(kept).partition(b"\n")
            side = parse(text, Side)
            if side.debate.key == key and checksum == _key(text).encode():
                return replace(side, name=str(path))
    digest = load_digest(content, str(path))
    side = make_side(prepare(digest) if prepare is not None else digest, key, str(path))
    if kept is not None:
        text = to_json(side)
        with suppress(OutputError):
            write_whole(kept.parent, {kept.name: _key(text).encode() + b"\n" + text})
    return side


def labelled(sides: Sequence[Side], labels: Sequence[str]) -> tuple[Side, ...]:
    """Return the sides with a label each, in the order given; equal labels make one event of several debates.

    Raises SettingsError: there are not as many labels as digests.
    """
    if not labels:
        return tuple(sides)
    if len(labels) != len(sides):
        names = ", ".join(side.name for side in sides[:6]) + (" …" if len(sides) > 6 else "")
        many = f"--labels names {len(labels)} for {len(sides)} digests"
        raise SettingsError(f"{many}: give one for each, in this order: {names}")
    return tuple(replace(side, label=label) for side, label in zip(sides, labels, strict=True))


def reencode(digest: Digest, encoder: Encoder, cache: VectorCache | None = None) -> Digest:
    """Return `digest` with the mean and the centroids that `encoder` gives its passages; its themes stay.

    Raises ModelError: see `Encoder.encode`.
    """
    texts = {comment.id: comment.text for comment in digest.comments}
    passages = [texts[dot.span.comment_id][dot.span.start : dot.span.end] for dot in digest.dots]
    bare = [without_links(passage) or passage for passage in passages]
    vectors = embed_texts(bare, encoder, cache).astype("float64")

    def rounded(vector: NDArray[np.float64]) -> tuple[float, ...]:
        return tuple(round(float(value), DECIMALS) for value in vector)

    def centroid(theme_id: str) -> tuple[float, ...]:
        own = [dot.theme_id == theme_id for dot in digest.dots]
        if not any(own):
            return ()
        mean = vectors[own].mean(axis=0)
        return rounded(mean / max(float(np.linalg.norm(mean)), 1e-12))

    return replace(
        digest,
        themes=tuple(replace(theme, centroid=centroid(theme.id)) for theme in digest.themes),
        mean=rounded(vectors.mean(axis=0)) if len(vectors) else (),
        provenance=replace(digest.provenance, encoder=encoder.info),
    )
