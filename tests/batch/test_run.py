"""What a run keeps in order around the engine."""

import errno
import time
from concurrent.futures import wait
from functools import partial
from types import SimpleNamespace

from threadgist.batch.jobs import Job
from threadgist.batch.run import _Run
from threadgist.batch.workers import Crew, Failed, processes


def test_what_processes_left_half_written_is_taken_away_once_they_have_ended(tmp_path):
    jobs = [Job(folder=name, source=name, kind="path", place=f"/{name}") for name in ("begun", "waiting")]
    run = _Run(SimpleNamespace(out=str(tmp_path), fresh=True), None, None, None)  # type: ignore[arg-type]
    todo = run.jobs(iter(jobs))
    next(todo)
    for job in jobs:
        (tmp_path / job.folder).mkdir()
        (tmp_path / job.folder / ".digest.html-ab12cd34").touch()
        (tmp_path / job.folder / "digest.md").touch()
    run.tidy()
    assert [path.name for path in (tmp_path / "begun").iterdir()] == ["digest.md"]
    assert len(list((tmp_path / "waiting").iterdir())) == 2


def _one(crew: Crew, *task: object) -> object:
    crew.submit("token", *task)
    wait(crew.running)
    [(token, result)] = crew.results()
    assert (token, len(crew.free)) == ("token", 1)
    return result


def test_a_step_that_takes_too_long_is_ended_and_told():
    crew = processes([partial(partial, time.sleep)], seconds=1.0, from_scratch=True)
    late = _one(crew, 60)
    assert isinstance(late, Failed)
    assert (str(late.error), late.fatal) == ("it took longer than 1 seconds and was ended", False)
    crew.stop()


def test_where_no_process_can_be_started_the_run_ends(monkeypatch):
    def refused(*_):
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refused)
    crew = processes([partial(partial, time.sleep)], from_scratch=True)
    result = _one(crew, 0)
    assert isinstance(result, Failed)
    assert result.fatal
    crew.stop()
