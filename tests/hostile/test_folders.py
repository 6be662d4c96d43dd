"""Whatever lies in a folder, a manifest or a dump: every thread is made, and what is none is told with its place."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hostile.folders import CHEAP, folders, run_over


@given(st.lists(folders(CHEAP), min_size=3, max_size=3))
@example([[(kind, "", kind) for kind in CHEAP]])
@settings(max_examples=1, suppress_health_check=list(HealthCheck))
def test_every_other_thread_is_made(many):
    with tempfile.TemporaryDirectory() as root:
        run_over(Path(root), many)
