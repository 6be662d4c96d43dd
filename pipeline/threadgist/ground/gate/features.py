"""What a decision about a claim rests on, as figures: how near it is to its evidence, and whose side it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.ground.gate.stance import SIGNS, denied, read, signs
from threadgist.ground.gate.tokens import content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STANCE", "SUPPORT", "Texts", "measure", "texts_of", "vectors_of"]

SUPPORT = ("nearest", "mean", "joint", "covered", "novel", "length")
STANCE = SIGNS


@dataclass(frozen=True, slots=True)
class Texts:
    """What has to be encoded to measure a claim: the bare claim, its denial, the passages, the passages in one."""

    claim: str
    denial: str
    passages: tuple[str, ...]
    joint: str

    def all(self) -> tuple[str, ...]:
        """Every text, the same one once."""
        return tuple(dict.fromkeys((self.claim, self.denial, *self.passages, self.joint)))


def texts_of(claim: str, evidence: tuple[str, ...]) -> Texts:
    """Prepare a claim, rid of the words for who says it, and its evidence."""
    return Texts(claim, denied(claim), evidence, " ".join(evidence))


def measure(texts: Texts, vectors: dict[str, NDArray[np.float32]]) -> dict[str, float]:
    """Measure a claim against its evidence.

    Args:
        texts: The claim and its evidence; at least one passage.
        vectors: A unit vector for each of `texts.all()`.

    Returns:
        The figures named in `SUPPORT` and `STANCE`. `nearest`, `mean` and `joint` are cosines; `covered`
        the share of the
        claim's content words that the evidence has; `novel` how many it lacks, up to six, in sixths;
        `denial` how much
        nearer the claim is than its denial.
    """
    own = vectors[texts.claim]
    against = vectors[texts.denial]
    cosines = [float(own @ vectors[passage]) for passage in texts.passages]
    turned = [float(against @ vectors[passage]) for passage in texts.passages]
    joint = float(own @ vectors[texts.joint])
    said = {part for passage in texts.passages for part in content(passage)}
    parts = set(content(texts.claim))
    novel = len(parts - said)
    near = max(range(len(cosines)), key=lambda place: cosines[place])
    found = {
        "nearest": max(cosines),
        "mean": sum(cosines) / len(cosines),
        "joint": joint,
        "covered": 1 - novel / len(parts) if parts else 0.0,
        "novel": min(novel, 6) / 6,
        "length": min(len(parts), 12) / 12,
        "denial": cosines[near] - turned[near],
        "denial_joint": joint - float(against @ vectors[texts.joint]),
    }
    found.update(signs(read(texts.claim), [read(passage) for passage in texts.passages]))
    return found


def vectors_of(
    texts: Sequence[Texts], encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    """Encode all texts of many claims at once, each different one once, in sorted order."""
    wanted = sorted({text for one in texts for text in one.all()})
    if not wanted:
        return {}
    rows = encode(wanted)
    return dict(zip(wanted, rows, strict=True))
