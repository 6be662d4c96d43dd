"""threadgist turns a discussion thread into a digest page."""

__version__ = "0.1.0"
