"""The gate: what decides whether a sentence written by a language model may reach the page."""

from threadgist.ground.gate.judge import Gate
from threadgist.ground.gate.records import Claim, Judge, Part, Verdict

__all__ = ["Claim", "Gate", "Judge", "Part", "Verdict"]
