"""How threads go from step to step: workers read, plan and write while one process a device encodes; on this machine.

Texts to encode, passages and heading phrases alike, gather until there are enough for a call that fills batches of
every length. Whatever waits is bounded, so memory does not grow with the number of threads.
"""

import os
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from threadgist.batch import stages
from threadgist.batch.jobs import Job, Options
from threadgist.batch.journal import ThreadRecord, failure
from threadgist.batch.workers import Crew, Failed, processes, threads
from threadgist.errors import ModelError, ThreadgistError
from threadgist.sources.article import host_of
from threadgist.tools import open_tools, open_writer

_FIRST_WINDOW: Final = 8
_TICK: Final = 0.5
_MAX_OPEN: Final = 4_096
# After so many threads in a row of which calls failed, the language model is taken to have gone.
_PATIENCE: Final = 8


@dataclass(eq=False)
class _Open:
    """A thread on its way; the step that is `next` takes `vectors` of its texts."""

    job: Job
    next: stages.Next
    vectors: Any = None
    size: int = 0
    alone: bool = False


class Engine:
    """Takes threads from step to step, with crews of those who work."""

    def __init__(
        self, options: Options, workers: Crew, encoders: Crew, writers: Crew, *, on_gpu: bool
    ) -> None:
        """Take who reads, plans and publishes, who encodes, and who writes: workers, where no language model does."""
        self._options = options
        self._workers, self._encoders = workers, encoders
        self._crews = list(dict.fromkeys((writers, encoders, workers)))
        self._todo: deque[tuple[Job, ThreadRecord | None]] = deque()
        # The threads that wait for a step, and who takes it; what is nearest to its end comes first.
        self._ready: dict[str, deque[_Open]] = {step: deque() for step in ("publish", "write", "plan")}
        self._takes = {"publish": workers, "write": writers, "plan": workers}
        self._texts: deque[_Open] = deque()
        self._window, self._most_held = stages.WINDOWS[on_gpu]
        self._goal = max(1, self._window // _FIRST_WINDOW)
        self._open = self._held = self._failed = 0
        self._hosts: set[str | None] = set()
        self.notices: set[str] = set()
        self._fallbacks: tuple[str, ...] = ()

    def run(self, jobs: Iterator[tuple[Job, ThreadRecord | None]]) -> Generator[ThreadRecord, None, None]:
        """Yield a record for each job, in the order in which they end; raises what all threads would meet."""
        self._jobs = jobs
        at_once = stages.wanted_at_once(self._options.settings)
        if at_once and self._refill() and any(known is None for _, known in self._todo):
            while self._encoders.free:
                self._encoders.submit([], [])
        while True:
            self._give_work()
            self._encode()
            futures = [future for crew in self._crews for future in crew.running]
            if not (futures or self._texts or any(self._ready.values()) or self._refill()):
                return
            wait(futures, _TICK, FIRST_COMPLETED)
            for crew in self._crews:
                for token, result in crew.results():
                    yield from (self._encoded if crew is self._encoders else self._stepped)(token, result)

    def stop(self) -> None:
        """End all processes."""
        for crew in self._crews:
            crew.stop()

    def _refill(self) -> bool:
        wanted = 2 * len(self._workers.running) + 8
        while len(self._todo) < wanted and (one := next(self._jobs, None)) is not None:
            self._todo.append(one)
        return bool(self._todo)

    def _give_work(self) -> None:
        """Hand steps to idle workers, and new threads while there is room."""
        for step, waiting in self._ready.items():
            crew = self._takes[step]
            while crew.free and waiting:
                thread = waiting.popleft()
                said = (self._fallbacks,) if step == "write" else ()
                crew.submit(thread, step, thread.next.state, thread.vectors, *said)
                # Whoever takes the step has them now.
                thread.next, thread.vectors = stages.Next(step, b""), None
        while self._workers.free and self._may_read and (found := self._next_job()) is not None:
            self._open += 1
            self._workers.submit(_Open(found[0], stages.Next("read", b"")), "read", *found)

    @property
    def _may_read(self) -> bool:
        return self._held < self._most_held and self._open < _MAX_OPEN

    def _next_job(self) -> tuple[Job, ThreadRecord | None] | None:
        """Return the next thread to read, passing over links to a site that is being asked already."""
        self._refill()
        free = next((one for one in self._todo if _host(one[0]) not in self._hosts), None)
        if free is not None:
            self._todo.remove(free)
            self._hosts |= {_host(free[0])} - {None}
        return free

    def _encode(self) -> None:
        """Start calls of the encoder where enough texts wait, or where nothing else could bring more.

        Threads that are being planned bring phrases, few and short: encoded thread by thread at the end of a run they
        would leave most of their batches empty, while the workers have enough to do.
        """
        while self._encoders.free and self._texts:
            waiting = sum(len(thread.next.texts) for thread in self._texts)
            at_work = (*(thread for thread, _ in self._workers.running.values()), *self._ready["plan"])
            bringing = any(thread.next.step in ("read", "plan") for thread in at_work)
            if waiting < self._goal and (bringing or (self._may_read and self._refill())):
                return
            call = [self._texts.popleft()]
            texts = list(call[0].next.texts)
            while self._texts and len(texts) + len(self._texts[0].next.texts) <= self._window:
                if self._texts[0].alone or call[-1].alone:
                    break
                call.append(self._texts.popleft())
                texts += call[-1].next.texts
            self._goal = min(self._window, 2 * self._goal)
            self._encoders.submit(call, texts)

    def _encoded(self, call: list[_Open], result: Any) -> Iterator[ThreadRecord]:
        """Hand out the vectors of a call; where its process died, each thread of the call is tried alone.

        A call without threads loaded the model: what kept it from doing so is met again by the next call.
        """
        if isinstance(result, Failed):
            if result.fatal or isinstance(result.error, ThreadgistError):
                raise result.error
            if len(call) == 1:
                yield self._end(call[0], failure(call[0].job, "embed", result.error, self._options))
                return
            for thread in call:
                thread.alone = True
            self._texts.extendleft(reversed(call))
            return
        vectors, self._fallbacks, notices = result
        self.notices.update(notices)
        at = 0
        for thread in call:
            thread.vectors = vectors[at : at + len(thread.next.texts)]
            at += len(thread.next.texts)
            self._ready[thread.next.step].append(thread)

    def _stepped(self, thread: _Open, result: Any) -> Iterator[ThreadRecord]:
        if thread.next.step == "read":
            self._hosts.discard(_host(thread.job))
        if isinstance(result, Failed):
            yield self._end(thread, failure(thread.job, thread.next.step, result.error, self._options))
            if result.fatal or isinstance(result.error, ModelError):
                raise result.error
        elif isinstance(result, ThreadRecord):
            yield self._end(thread, result)
            if thread.next.step == "publish":
                self._failed = self._failed + 1 if result.status == "failed" else 0
            if self._failed == _PATIENCE:
                raise ModelError(
                    f"calls of the last {self._failed} threads failed: the language model no longer answers; "
                    "see to it, then start the same command again"
                )
        else:
            thread.next = result
            if result.step == "plan":
                thread.size = len(result.texts)
                self._held += thread.size
            if not result.texts:
                self._ready[result.step].append(thread)
            else:
                # Phrases before passages: these threads are nearer to their end.
                (self._texts.appendleft if result.step == "write" else self._texts.append)(thread)

    def _end(self, thread: _Open, record: ThreadRecord) -> ThreadRecord:
        self._open -= 1
        self._held -= thread.size
        return record


def local_engine(options: Options, workers: int) -> Engine:
    """Return what makes digests on this machine; processes start with the first thread: so many `workers`."""
    settings = options.settings
    own = {name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    devices = stages.devices(settings.encoder)
    at_once = stages.wanted_at_once(settings)
    writer = open_writer(settings, *open_tools(settings))
    # The encoder shares the cores: its threads wait for each other, so none of them should wait for a worker.
    work = partial(stages.start_worker, options, devices[0] in ("auto", "cpu"))
    crew = processes([work] * workers, seconds=settings.batch.step_seconds)
    encode = [partial(stages.start_encoder, settings, one, own) for one in devices]
    return Engine(
        options,
        crew,
        processes(encode, from_scratch=at_once),
        threads([partial(stages.take, options, writer=writer)] * settings.batch.writing) if writer else crew,
        on_gpu=devices[0].startswith(stages.GPUS),
    )


def _host(job: Job) -> str | None:
    """The site a link leads to: it is asked for one thread at a time."""
    return host_of(job.place) if job.kind == "link" else None
