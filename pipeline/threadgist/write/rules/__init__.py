"""Rules for what a model writes that need no model: form, numbers, names, quotations, words of our own prompts."""

from __future__ import annotations

from threadgist.write.rules.broken import Fault, broken_rule, with_true_quotations

__all__ = ["Fault", "broken_rule", "with_true_quotations"]
