"""Measuring digests: suites on sets that people labelled, baselines beside them, and a card for a single digest."""

from __future__ import annotations

from threadgist.evaluate.records import Report, Score, Variant
from threadgist.evaluate.run import SUITES, run

__all__ = ["SUITES", "Report", "Score", "Variant", "run"]
