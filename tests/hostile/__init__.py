"""What strangers do to us: servers and folders, grown by hypothesis, for tests and for `bench/strangers.py`."""
