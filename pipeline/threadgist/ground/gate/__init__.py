"""The gate: what decides whether a sentence written by a language model may reach the page."""

from threadgist.ground.gate.records import Claim, Judge, Verdict

__all__ = ["Claim", "Judge", "Verdict"]
