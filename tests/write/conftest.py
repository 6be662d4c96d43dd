import pytest

from threadgist.backends.encoders import open_encoder
from threadgist.flow import plan_thread
from threadgist.progress import Progress
from threads import tiny_settings, village

SETTINGS = tiny_settings()


@pytest.fixture(scope="session")
def encoder():
    return open_encoder(SETTINGS.encoder)


@pytest.fixture(scope="session")
def plan(encoder):
    """A debate with themes, points and replies, before anybody writes."""
    plan = plan_thread(village(48), SETTINGS, encoder, None, Progress())
    assert len(plan.briefs) >= 3
    return plan
