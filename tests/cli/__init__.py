"""A package, so that file names may repeat."""
