"""Measuring digests: a card for a single one, pages of two side by side."""
