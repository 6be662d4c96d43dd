"""The engine for a cluster: the same steps as tasks of Ray, encoders as actors, one a GPU.

The run's folder and the sources must lie on a file system that all machines share.
"""

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from importlib import import_module
from typing import Any, Final

from threadgist.batch import stages
from threadgist.batch.engine import Engine
from threadgist.batch.jobs import Options
from threadgist.batch.workers import Crew, Handling, Start, WorkerDiedError
from threadgist.errors import ModelError, SettingsError
from threadgist.tools import open_tools, open_writer
from threadgist.write import extractive

_WRITER_SHARE: Final = 0.75
# So many steps are with the cluster at least, since one that grows begins with few processors.
_LEAST_OUT: Final = 64


def _crew(begin: Sequence[Callable[..., Any]]) -> Crew:
    """Return a crew of tasks and actors of Ray, by their methods `remote`; stopped, it leaves the cluster."""
    import ray

    return Crew([partial(_future, one) for one in begin], ray.shutdown, _told)


def _told(error: BaseException) -> BaseException:
    import ray

    if isinstance(error, ray.exceptions.RayTaskError):
        # Raised on its machine before the step began: threadgist is not there, or another version of it.
        said = str(error.cause or error).strip() or type(error.cause).__name__
        return WorkerDiedError(f"the machine that took it failed: {said.splitlines()[-1]}")
    return WorkerDiedError(f"the process that worked on it died ({type(error).__name__})")


def _future(begin: Callable[..., Any], *task: Any) -> Future[Any]:
    future: Future[Any] = begin(*task).future()
    return future


def ray_engine(options: Options, *, address: str | None, workers: int) -> Engine:
    """Return what makes digests on the Ray cluster at `address`, or on one with `workers` processors, started here.

    Raises SettingsError: Ray is not installed; ModelError: there is no cluster at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    if address is None:
        # What Ray does on a Mac, whatever the name says: a cluster of one machine listens on loopback alone.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    try:
        ray: Any = import_module("ray")
    except ImportError as error:
        raise SettingsError("--engine ray: Ray is not installed: pip install 'threadgist[ray]'") from error
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address is None:
        quiet.update(num_cpus=workers, include_dashboard=False)
    try:
        ray.init(address=address, **quiet)
    except ConnectionError as error:
        raise ModelError(
            f"--ray-address {address}: no cluster answers there ({error}); start one with `ray start`"
        ) from error
    settings = options.settings
    there = ray.cluster_resources()
    gpus, cpus = int(there.get("GPU", 0)), int(there.get("CPU", 1))
    on_gpu = bool(gpus) and settings.encoder.device in ("auto", "cuda")
    writes = settings.writer.name != extractive.NAME
    actor = partial(ray.remote(Handling).options, num_cpus=0)
    # A model that writes on the same machine needs the larger part of a GPU.
    share = 1 - _WRITER_SHARE if writes and gpus == 1 else 1
    encodes = actor(num_gpus=share if on_gpu else 0, max_restarts=2, max_task_retries=1)
    # Ray gives a process that asks for no processor one thread, and a GPU of its own by number.
    device = "cuda" if on_gpu else settings.encoder.device
    start = partial(stages.start_encoder, settings, device, {"OMP_NUM_THREADS": None})
    encoders = [encodes.remote(start).do.remote for _ in range(gpus if on_gpu else 1)]
    # Once more where the process or its machine is lost: a step can be taken again.
    step = ray.remote(_step).options(num_cpus=1, max_retries=1)
    # As many again wait on the cluster, which grows by what waits, if it can; its head may have no processor.
    work = partial(stages.start_worker, options, not on_gpu)
    crew = _crew([partial(step.remote, work)] * max(_LEAST_OUT, 2 * cpus))
    writers = crew
    if writes:
        # One for the run, as its bounds on calls and seconds are the run's.
        together = settings.batch.writing
        composes = actor(num_gpus=_WRITER_SHARE if on_gpu else 0, max_concurrency=together)
        writers = _crew([composes.remote(partial(_start_writer, options)).do.remote] * together)
    return Engine(options, crew, _crew(encoders), writers, on_gpu=on_gpu)


def _step(start: Start, *task: Any) -> Any:
    return Handling(start).do(*task)


def _start_writer(options: Options) -> Callable[..., Any]:
    writer = open_writer(options.settings, *open_tools(options.settings))
    return partial(stages.take, options, writer=writer)
