"""The engine for a cluster: the same steps as tasks of Ray, encoders as actors, one a GPU.

Files are written by whichever machine takes the last step, so the run's folder, and the sources, must lie on a file
system that all of them share.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from threadgist.batch import encoding, stages
from threadgist.batch.engine import TICK, Engine
from threadgist.batch.jobs import Options
from threadgist.batch.workers import Failed, Handling, WorkerDiedError
from threadgist.errors import ModelError, SettingsError
from threadgist.records import EncoderInfo
from threadgist.tools import open_tools, open_writer
from threadgist.write import extractive

_WRITER_SHARE: Final = 0.75
# So many steps are with the cluster at least, since one that grows begins with few processors.
LEAST_OUT: Final = 64


class Calls:
    """What `Pool` is for processes of this machine, for calls on a cluster: as many at once as there are `calls`."""

    def __init__(self, calls: Sequence[Callable[..., Any]]) -> None:
        """Take what begins a call and returns the reference to its result."""
        self._free = list(calls)
        self._running: dict[Any, tuple[Any, Callable[..., Any]]] = {}

    @property
    def idle(self) -> int:
        """How many calls can be begun."""
        return len(self._free)

    @property
    def tokens(self) -> list[Any]:
        """What is being done."""
        return [token for token, _ in self._running.values()]

    @property
    def pipes(self) -> list[Any]:
        """What to wait for: the references of the calls that are out."""
        return list(self._running)

    def submit(self, token: Any, *task: Any) -> None:
        """Begin a call; `idle` must not be 0."""
        call = self._free.pop(0)
        self._running[call(*task)] = token, call

    def results(self, ready: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield (token, result or `Failed`) of the calls that are among `ready`."""
        import ray

        for one in [one for one in self._running if one in ready]:
            token, call = self._running.pop(one)
            self._free.append(call)
            try:
                result = ray.get(one)
            except ray.exceptions.RayTaskError as error:
                # Raised on its machine before the step began: threadgist is not there, or another version of it.
                told = str(error.cause or error).strip() or type(error.cause).__name__
                result = Failed(WorkerDiedError(f"the machine that took it failed: {told.splitlines()[-1]}"))
            except ray.exceptions.RayError as error:
                name = type(error).__name__
                result = Failed(WorkerDiedError(f"the process that worked on it died ({name})"))
            yield token, result


class RayEngine(Engine):
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
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if address is None:
            quiet.update(num_cpus=workers, include_dashboard=False)
        try:
            self._ray.init(address=address, **quiet)
        except ConnectionError as error:
            raise ModelError(
                f"--ray-address {address}: no cluster answers there ({error}); start one with `ray start`"
            ) from error
        settings = options.settings
        there = self._ray.cluster_resources()
        gpus, cpus = int(there.get("GPU", 0)), int(there.get("CPU", 1))
        on_gpu = bool(gpus) and settings.encoder.device in ("auto", "cuda")
        writes = settings.writer.name != extractive.NAME
        actor = self._ray.remote(Handling)
        # A model that writes on the same machine needs the larger part of a GPU.
        share = 1 - _WRITER_SHARE if writes and gpus == 1 else 1
        encodes = actor.options(
            num_cpus=0, num_gpus=share if on_gpu else 0, max_restarts=2, max_task_retries=1
        )
        # Ray gives a process that asks for no processor one thread, and a GPU of its own by number.
        given = (settings, "cuda" if on_gpu else settings.encoder.device, {"OMP_NUM_THREADS": None})
        encoders = [encodes.remote(encoding.start, given) for _ in range(gpus if on_gpu else 1)]
        writers = None
        if writes:
            # One for the run, as its bounds on calls and seconds are the run's.
            together = settings.batch.writing
            composes = actor.options(
                num_cpus=0, num_gpus=_WRITER_SHARE if on_gpu else 0, max_concurrency=together
            )
            writers = Calls([composes.remote(_start_writer, (options,)).do.remote] * together)
        # Once more where the process or its machine is lost: a step can be taken again.
        step = self._ray.remote(_step).options(num_cpus=1, max_retries=1)
        # As many again wait on the cluster, which grows by what waits, if it can; its head may have no processor.
        steps = [partial(step.remote, options, encoder, not on_gpu)] * max(LEAST_OUT, 2 * cpus)
        super().__init__(
            options,
            Calls(steps),
            Calls([one.do.remote for one in encoders]),
            writers,
            on_gpu=on_gpu,
            at_once=encoding.wanted_at_once(settings),
        )

    def stop(self) -> None:
        """Leave the cluster; one started here ends."""
        self._ray.shutdown()

    def _wait(self, pipes: list[Any]) -> Sequence[Any]:
        self._ray.wait(pipes, timeout=TICK)
        ready: Sequence[Any] = self._ray.wait(pipes, num_returns=len(pipes), timeout=0)[0]
        return ready


def _step(options: Options, encoder: EncoderInfo, nice: bool, *task: Any) -> Any:
    """Take a thread one step on."""
    if nice and hasattr(os, "nice") and os.nice(0) < stages.NICE:
        os.nice(stages.NICE)
    return Handling(partial, (stages.take, options, encoder)).do(*task)


def _start_writer(options: Options) -> Callable[..., stages.Next]:
    """Return what has a digest written, in the process that holds the language model."""
    writer = open_writer(options.settings, *open_tools(options.settings))
    assert writer is not None
    return partial(stages.compose, options=options, writer=writer)
