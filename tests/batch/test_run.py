"""What a run keeps in order around the engine."""

from types import SimpleNamespace

from threadgist.batch.jobs import Job
from threadgist.batch.run import _Run


def test_what_processes_left_half_written_is_taken_away_once_they_have_ended(tmp_path):
    jobs = [Job(folder=name, source=name, kind="file", place=f"/{name}") for name in ("begun", "waiting")]
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
