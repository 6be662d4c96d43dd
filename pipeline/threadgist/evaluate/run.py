"""`threadgist.evaluate.run`: one suite, for one or several configurations and baselines, in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threadgist.errors import InputError
from threadgist.evaluate.records import Variant
from threadgist.progress import Silent
from threadgist.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from threadgist.embed import Encoder
    from threadgist.evaluate.records import Report
    from threadgist.progress import Progress
    from threadgist.vector_cache import VectorCache

__all__ = ["SUITES", "run"]

SUITES: Final = ("threads", "argkp", "opinosis", "convosumm", "stability", "injection", "speed")


def run(
    suite: str,
    data: Path | None = None,
    variants: Sequence[Variant] = (),
    against: Sequence[str] = (),
    *,
    encoder: Encoder | None = None,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Report:
    """Run one suite.

    Args:
        suite: One of `SUITES`.
        data: The folder the suite's data is in.
        variants: Configurations to compare; by default the built-in one.
        against: Baselines; those that mean nothing to the suite are left out.
        encoder: What makes the vectors, instead of what each configuration names.
        cache: Where its vectors are kept.
        progress: Who watches.

    Raises:
        InputError: No such suite or baseline, the data is not there, or a library is not installed.
        ModelError: An encoder is missing, damaged or unfit.
        GroundingError: A digest broke one of its own invariants.
    """
    from threadgist.evaluate.baselines import choose_baselines
    from threadgist.evaluate.maker import Maker

    if suite not in SUITES:
        raise InputError(f"suite {suite!r}: no such suite; there are {', '.join(SUITES)}")
    makers = [
        Maker(variant, encoder, cache) for variant in (variants or (Variant("threadgist", Settings()),))
    ]
    watch = progress or Silent()
    if suite == "argkp":
        from threadgist.evaluate.argkp import BASELINES, argkp

        return argkp(_folder(suite, data), makers, choose_baselines(against, BASELINES), watch)
    if suite == "threads":
        from threadgist.evaluate.data_gold import load_gold
        from threadgist.evaluate.threads import BASELINES as GROUPING
        from threadgist.evaluate.threads import threads as labelled

        readings, absent = load_gold(_folder(suite, data))
        return labelled(readings, makers, choose_baselines(against, GROUPING), watch, absent)
    if suite == "stability":
        from threadgist.evaluate.data_threads import load_threads
        from threadgist.evaluate.stability import stability

        choose_baselines(against, ())
        found, left_out = load_threads(_folder(suite, data))
        return stability(found, makers, watch, left_out)
    if suite in ("injection", "speed"):
        from threadgist.evaluate.injection import injection
        from threadgist.evaluate.speed import speed

        choose_baselines(against, ())
        return injection(makers, watch) if suite == "injection" else speed(makers, watch)
    from threadgist.evaluate.data_summaries import load_convosumm, load_opinosis
    from threadgist.evaluate.summaries import BASELINES as RIVALS
    from threadgist.evaluate.summaries import summaries

    load = load_opinosis if suite == "opinosis" else load_convosumm
    threads = load(_folder(suite, data))
    return summaries(suite, threads, makers, choose_baselines(against, RIVALS), watch)


def _folder(suite: str, data: Path | None) -> Path:
    if data is None:
        raise InputError(f"suite {suite}: name the folder of its data with --data DIR")
    return data
