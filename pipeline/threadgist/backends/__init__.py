"""What loads a model. Nothing here is imported before a run needs it."""
