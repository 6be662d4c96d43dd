"""The digests that the tests of pages are about are edited here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))
