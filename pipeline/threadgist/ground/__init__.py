"""Grounding: the only place that makes a `Digest`. What cannot be traced to comments does not pass."""

from threadgist.ground.assemble import ground
from threadgist.ground.verify import verify
