"""Writing a digest with a language model: propose, judge, try once more, else quote. Above the stages, beside `flow`.

Plan -> tasks -> prompts (write) -> answers -> verdicts (ground.gate) -> drafts, "In short", rejections
"""

from threadgist.writing.calls import Budget
from threadgist.writing.estimate import Estimate, Speeds
from threadgist.writing.reader import second_reader
from threadgist.writing.stage import Writer, Written, estimate, write

__all__ = ["Budget", "Estimate", "Speeds", "Writer", "Written", "estimate", "second_reader", "write"]
