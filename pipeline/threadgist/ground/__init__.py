"""Grounding: the only place that makes a `Digest`. What cannot be traced to comments does not pass."""

from threadgist.ground.assemble import ground
from threadgist.ground.bullets import quantifier_of
from threadgist.ground.ledger import commenters
from threadgist.ground.verify import verify

__all__ = ["commenters", "ground", "quantifier_of", "verify"]
