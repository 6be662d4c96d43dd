"""The engine for a cluster: the same steps as a Ray Data pipeline, encoders as actors, one a GPU.

    jobs -> read -> encode passages -> plan -> encode phrases -> (language model) -> write -> records

Files are written by whichever machine takes the last step, so the run's folder, and the sources, must lie on a file
system that all of them share.
"""

from __future__ import annotations

import logging
import os
import pickle
import random
import warnings
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import Any, Final

from threadgist.batch import encoding, stages
from threadgist.batch.jobs import Job, Options
from threadgist.batch.journal import ThreadRecord, failure, is_fatal
from threadgist.batch.workers import WorkerDiedError
from threadgist.batch.writing import Patience
from threadgist.errors import ModelError, SettingsError, ThreadgistError
from threadgist.records import EncoderInfo
from threadgist.tools import open_tools, open_writer
from threadgist.write import extractive

# Threads whose texts are encoded in one call, and threads a task takes otherwise.
_CPU_THREADS: Final = 32
_GPU_THREADS: Final = 256
_TASK_THREADS: Final = 4
_WRITER_SHARE: Final = 0.75
# Some threads of usual size with their vectors.
_BLOCK_BYTES: Final = 4 * 2**20

# What travels: (kind, content...), pickled, in the only column.
Row = tuple[Any, ...]
Batch = dict[str, Any]


class RayEngine:
    """Makes digests on a Ray cluster, or on one started here for the run."""

    def __init__(self, options: Options, encoder: EncoderInfo, *, address: str | None, workers: int) -> None:
        """Connect to the cluster at `address`, or start one with `workers` processors.

        Raises SettingsError: Ray is not installed; ModelError: there is no cluster at the address.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        if address is None:
            # What Ray does on a Mac, whatever the name says: a cluster of one machine listens on loopback alone.
            os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        try:
            import ray
        except ImportError as error:
            raise SettingsError(
                "--engine ray: Ray is not installed: pip install 'threadgist[ray]'"
            ) from error
        self._ray: Any = ray
        self._options = options
        self._encoder = encoder
        self.notices: set[str] = set()
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if address is None:
            quiet.update(num_cpus=workers, include_dashboard=False)
        try:
            self._ray.init(address=address, **quiet)
        except ConnectionError as error:
            raise ModelError(
                f"--ray-address {address}: no cluster answers there ({error}); start one with `ray start`"
            ) from error
        gpus = int(self._ray.cluster_resources().get("GPU", 0))
        on_gpu = bool(gpus) and options.settings.encoder.device in ("auto", "cuda")
        writes = options.settings.writer.name != extractive.NAME
        # A model that writes on the same machine needs the larger part of a GPU.
        share = 1 - _WRITER_SHARE if writes and gpus == 1 else 1
        actor = self._ray.remote(_Encoder).options(
            num_cpus=0, num_gpus=share if on_gpu else 0, max_restarts=2, max_task_retries=1
        )
        self._encoders = [actor.remote(options.settings, on_gpu) for _ in range(gpus if on_gpu else 1)]
        self._at_once = encoding.wanted_at_once(options.settings)
        self._writer = None
        if writes:
            # One for the run, as its bounds on calls and seconds are the run's.
            writer = self._ray.remote(_Writer).options(
                num_cpus=0,
                num_gpus=_WRITER_SHARE if on_gpu else 0,
                max_concurrency=options.settings.batch.writing,
            )
            self._writer = writer.remote(options)
        self._together = _GPU_THREADS if on_gpu else _CPU_THREADS
        self._nice = not on_gpu

    def run(self, jobs: Iterator[tuple[Job, ThreadRecord | None]]) -> Generator[ThreadRecord, None, None]:
        """Yield a record for each job, in the order in which they end; raises what all threads would meet."""
        waiting = {job.folder: (job, known) for job, known in jobs}
        loading = []
        if self._at_once and any(known is None for _, known in waiting.values()):
            loading = [one.encode.remote([]) for one in self._encoders]
        for name in ("_internal.execution.streaming_executor", "_internal.progress"):
            logging.getLogger(f"ray.data.{name}").setLevel(logging.ERROR)
        # It takes a second to import, while actors start.
        from ray.data import DataContext

        context = DataContext.get_current()
        context.enable_progress_bars = False
        # A task that dies takes its threads with it; they are tried again one by one.
        context.max_errored_blocks = -1
        # What is encoded in one call is planned by many tasks.
        context.target_max_block_size = _BLOCK_BYTES
        for alone in (False, True):
            for record in self._pass(list(waiting.values()), alone=alone):
                if waiting.pop(record.folder, None) is not None:
                    yield record
            if not waiting:
                break
        # Held until here, or Ray would complain of a failure that the first call for a thread reports.
        del loading
        died = WorkerDiedError("the process that worked on it died")
        for job, _ in waiting.values():
            yield failure(job, "unknown", died, self._options)

    def stop(self) -> None:
        """Leave the cluster; one started here ends."""
        self._ray.shutdown()

    def _pass(
        self, jobs: Sequence[tuple[Job, ThreadRecord | None]], *, alone: bool
    ) -> Generator[ThreadRecord, None, None]:
        """Take the jobs through the pipeline; records of those whose process died are missing."""
        size = 1 if alone else _TASK_THREADS
        together = 1 if alone else self._together
        step = partial(_step, options=self._options, encoder=self._encoder, nice=self._nice)
        encode = partial(_encode, encoders=self._encoders, options=self._options)
        rows = [{"row": pickle.dumps(("read", job, known))} for job, known in jobs]
        blocks = max(1, -(-len(rows) // size))
        pipeline = self._ray.data.from_items(rows, override_num_blocks=blocks)
        with warnings.catch_warnings():
            # The only way to say that a task that kills its process is not to be tried for ever.
            warnings.filterwarnings("ignore", "`ray_remote_args` is deprecated")
            steps = [(step, size, 1), (encode, together, 0), (step, size, 1), (encode, together, 0)]
            if self._writer is not None:
                steps.append((partial(_compose, writer=self._writer, options=self._options), together, 0))
            for function, number, cpus in (*steps, (step, size, 1)):
                pipeline = pipeline.map_batches(function, batch_size=number, num_cpus=cpus, max_retries=0)
        for row in pipeline.iter_rows():
            # A thread is recorded before the run is given up for what it met.
            _, record, *error = pickle.loads(row["row"])
            if record is not None:
                yield record
            if error:
                raise error[0]


class _Encoder:
    """The actor that holds the model."""

    def __init__(self, settings: Any, on_gpu: bool) -> None:
        # Ray gives a process that asks for no processor one thread, and a GPU of its own by number.
        device = "cuda" if on_gpu else settings.encoder.device
        self._encode = encoding.start(settings, device, {"OMP_NUM_THREADS": None})

    def encode(self, texts: Sequence[str]) -> Any:
        return self._encode(texts)


class _Writer:
    """The actor that holds the language model; Ray calls it from several threads at once."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._writer = open_writer(options.settings, *open_tools(options.settings))
        self._patience = Patience()

    def compose(self, state: bytes, vectors: Any, said: tuple[str, ...]) -> tuple[Any, ...]:
        """Return the state for the next step; with an error, if the run should end behind this thread."""
        assert self._writer is not None
        composed = stages.compose(state, vectors, said, self._options, self._writer)
        gone = self._patience.hear(composed.failed)
        return (composed.state,) if gone is None else (composed.state, gone)


def _compose(batch: Batch, *, writer: Any, options: Options) -> Batch:
    """Have the threads of a batch written, all at once."""
    import ray

    rows = _rows(batch)
    pending = {at: writer.compose.remote(*row[2:]) for at, row in enumerate(rows) if row[0] == "write"}
    for at, one in pending.items():
        job = rows[at][1]
        try:
            rows[at] = ("publish", job, *ray.get(one))
        except ray.exceptions.RayTaskError as error:
            ends = (error.cause,) if isinstance(error.cause, ModelError) else ()
            rows[at] = ("record", failure(job, "write", error.cause, options), *ends)
    return _batch(rows)


def _rows(batch: Batch) -> list[Row]:
    return [pickle.loads(row) for row in batch["row"]]


def _batch(rows: Sequence[Row]) -> Batch:
    return {"row": [pickle.dumps(row, 5) for row in rows]}


def _step(batch: Batch, *, options: Options, encoder: EncoderInfo, nice: bool) -> Batch:
    """Take the threads of a batch one step on; what has ended passes through."""
    if nice and hasattr(os, "nice") and os.nice(0) < stages.NICE:
        os.nice(stages.NICE)
    return _batch([_stepped(row, options, encoder) for row in _rows(batch)])


def _stepped(row: Row, options: Options, encoder: EncoderInfo) -> Row:
    step, job, *rest = row
    if step not in ("read", "plan", "write", "publish"):
        return row
    # What a run ends with comes behind the thread that met it.
    ends = (rest.pop(),) if step == "publish" and len(rest) > 1 else ()
    try:
        result = stages.take(options, encoder, step, *((job,) if step == "read" else ()), *rest)
    except Exception as error:  # noqa: BLE001 - whatever a thread does, the run goes on and the record says it
        ends = (*ends, error) if is_fatal(error) else ends
        return "record", failure(job, step, error, options), *ends
    if isinstance(result, ThreadRecord):
        return "record", result, *ends
    return f"encode for {result.step}", job, result.state, result.texts


def _encode(batch: Batch, *, encoders: Sequence[Any], options: Options) -> Batch:
    """Encode the texts of all threads of a batch in one call of one of the actors."""
    import ray

    rows = _rows(batch)
    texts = [text for kind, _, *rest in rows if kind.startswith("encode") for text in rest[1]]
    vectors, said, _ = (None, (), ())
    if texts:
        try:
            vectors, said, _ = ray.get(random.choice(encoders).encode.remote(texts))
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, ThreadgistError):
                return _batch([*(row for row in rows if row[0] == "record"), ("record", None, error.cause)])
            raise
    done: list[Row] = []
    at = 0
    for row in rows:
        kind, job, *rest = row
        if kind.startswith("encode"):
            state, own = rest
            mine = vectors[at : at + len(own)] if own and vectors is not None else None
            at += len(own)
            row = (kind.rpartition(" ")[2], job, state, mine, said)
        done.append(row)
    return _batch(done)
