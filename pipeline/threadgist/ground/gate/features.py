"""What a decision about a claim rests on, as figures: how near it is to its evidence, and whose side it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.ground.gate.stance import SIGNS, read, signs
from threadgist.ground.gate.tokens import content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["READER", "STANCE", "SUPPORT", "Texts", "measure", "texts_of", "vectors_of"]

SUPPORT = ("nearest", "mean", "joint", "covered", "novel", "tail", "length")
STANCE = SIGNS
# Of the decision with a second reader: its log-odds, and those of stance.
READER = ("reader", "stance")


@dataclass(frozen=True, slots=True)
class Texts:
    """What has to be encoded to measure a claim: the bare claim, the passages, the passages in one."""

    claim: str
    passages: tuple[str, ...]
    joint: str

    def all(self) -> tuple[str, ...]:
        """Every text, the same one once."""
        return tuple(dict.fromkeys((self.claim, *self.passages, self.joint)))


def texts_of(claim: str, evidence: tuple[str, ...]) -> Texts:
    """Prepare a claim, rid of the words for who says it, and its evidence."""
    return Texts(claim, evidence, " ".join(evidence))


def measure(texts: Texts, vectors: dict[str, NDArray[np.float32]]) -> dict[str, float]:
    """Measure a claim against its evidence.

    Args:
        texts: The claim and its evidence; at least one passage.
        vectors: A unit vector for each of `texts.all()`.

    Returns:
        The figures named in `SUPPORT` and `STANCE`. `nearest`, `mean` and `joint` are cosines; `covered` is the share
        of the claim's content words that the evidence has, `tail` that of their last half, `novel` how many it lacks,
        in sixths and up to six.
    """
    own = vectors[texts.claim]
    cosines = [float(own @ vectors[passage]) for passage in texts.passages]
    joint = float(own @ vectors[texts.joint])
    said = {part for passage in texts.passages for part in content(passage)}
    parts = set(content(texts.claim))
    novel = len(parts - said)
    found = {
        "nearest": max(cosines),
        "mean": sum(cosines) / len(cosines),
        "joint": joint,
        "covered": 1 - novel / len(parts) if parts else 0.0,
        "novel": min(novel, 6) / 6,
        "tail": _tail(texts.claim, said),
        "length": min(len(parts), 12) / 12,
    }
    found.update(signs(read(texts.claim), [read(passage) for passage in texts.passages]))
    return found


def _tail(claim: str, said: set[str]) -> float:
    """The share of the last half of a claim's content words that the evidence has: models begin well and drift."""
    parts = content(claim)
    last = parts[len(parts) // 2 :]
    return sum(part in said for part in last) / len(last) if last else 0.0


def vectors_of(
    texts: Sequence[Texts], encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    """Encode all texts of many claims at once, each different one once, in sorted order."""
    wanted = sorted({text for one in texts for text in one.all()})
    if not wanted:
        return {}
    rows = encode(wanted)
    return dict(zip(wanted, rows, strict=True))
