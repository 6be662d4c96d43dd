"""Mail: messages as files and archives, without what programs put around and below their text."""
