"""Writing: quotations without a language model, and with one sentences that are checked comment by comment."""
