"""What must hold before debates can be lined up, and what a reader must know about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.compare.records import Encoder, Side


def check(sides: Sequence[Side]) -> tuple[tuple[Side, ...], tuple[str, ...]]:
    """Return the sides to compare, each once, in an order of their own, and notices for the reader.

    Raises:
        SourceError: Fewer than two digests, the same one twice and no other, several encoders, or no vectors.
    """
    by_key: dict[str, list[Side]] = {}
    for side in sorted(sides, key=lambda side: (side.key, side.label or "", side.name)):
        by_key.setdefault(side.key, []).append(side)
    notices: list[str] = []
    for same in by_key.values():
        if len(same) > 1:
            if len({side.label for side in same}) > 1:
                raise SourceError(
                    f"{same[0].name} and {same[1].name} are the same digest under two labels: name it once"
                )
            notices.append(f"“{same[0].title}” was given {len(same)} times and counts once.")
    kept = tuple(same[0] for same in by_key.values())
    if len(kept) < 2:
        if len(sides) > 1:
            raise SourceError(
                f"{sides[0].name} and {sides[1].name} are the same digest: name the digest of another debate"
            )
        raise SourceError(
            f"{kept[0].name if kept else 'no digest'}: one debate cannot be compared; name two or more digests"
        )
    odd = odd_ones(kept)
    if odd:
        one, other = odd
        raise SourceError(
            f"{one.name} was made with the encoder {_shown(one.encoder)}, {other.name} with "
            f"{_shown(other.encoder)}: their vectors cannot be compared; make the digests again with one encoder, "
            "or compare with --reencode"
        )
    for side in kept:
        if side.encoder is not None and any(
            len(theme.centroid) != side.encoder.dimension for theme in side.themes
        ):
            raise SourceError(
                f"{side.name}: its themes carry no vectors; make the digest again or use --reencode"
            )
    for side in sorted(kept, key=lambda side: (side.title, side.key)):
        if not side.themes:
            what = "has no comment that could be read" if side.mode == "empty" else "shows no clear themes"
            notices.append(f"“{side.title}” {what}, so there is nothing in it to line up.")
    threads: dict[tuple[str, str], list[Side]] = {}
    for side in kept:
        threads.setdefault((side.source, side.thread_id), []).append(side)
    for twice in threads.values():
        if len(twice) > 1 and twice[0].thread_id:
            notices.append(
                f"“{twice[0].title}” is here as {len(twice)} digests of one thread: what they share is partly the "
                "same comments."
            )
    return kept, tuple(sorted(notices))


def odd_ones(sides: Sequence[Side]) -> tuple[Side, Side] | None:
    """Return two sides whose vectors are of different encoders, or None."""
    themed = sorted((side for side in sides if side.themes), key=lambda side: (side.name, side.key))
    for side in themed[1:]:
        if side.encoder != themed[0].encoder:
            return themed[0], side
    return None


def _shown(encoder: Encoder | None) -> str:
    return f"{encoder.name} ({encoder.revision[:12]})" if encoder is not None else "none"
