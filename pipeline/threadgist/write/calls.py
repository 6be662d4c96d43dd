"""Calls to a language model within bounds: how many, and for how long."""

import threading
import time
from collections.abc import Callable, Sequence
from math import inf
from typing import Final, TypeVar

from threadgist.write.model import Completion, LanguageModel, Request
from threadgist.write.rules import Fault

# The `error` of a call that was never made; what a backend says of its own errors is another sentence.
BUDGET: Final = "not asked: the bound on calls or seconds was reached"
# The reasons of such faults.
UNANSWERED: Final = ("budget", "call")
FIRST_CHUNK: Final = 4
# A prompt with comments in it is no longer than this, however much the model takes: long prompts are read less well.
LONGEST: Final = 12_000
# Where nobody says how many tokens a model takes at once.
CONTEXT: Final = 8_192
# Servers' tokens are only guessed at: prompts are planned for this share of what a model takes.
FILLED: Final = 0.85
# What our own words in a prompt take, at most.
OWN_TOKENS: Final = 1_800

T = TypeVar("T")


def room(model: LanguageModel, answer: int) -> int:
    """Return how many tokens of comments a prompt may have where its answer may take `answer`."""
    return max(256, int(FILLED * (model.context or CONTEXT)) - answer - OWN_TOKENS)


def portions(
    items: Sequence[T], tokens: Sequence[int], most: int, *, evenly: bool = False
) -> list[tuple[T, ...]]:
    """Part items of so many `tokens` into rows of at most `most`, `evenly` or not; a longer one stands alone."""
    total = sum(tokens)
    rows = max(1, -(-total // max(1, most))) if evenly else 1
    parted: list[tuple[T, ...]] = [()]
    filled = 0
    for item, size in zip(items, tokens, strict=True):
        full = filled + size > most or (filled >= total / rows and len(parted) < rows)
        if parted[-1] and full:
            parted.append(())
            filled = 0
        parted[-1] += (item,)
        filled += size
    return parted


def failure(answer: Completion) -> Fault | None:
    """Return why there is no answer, where there is none: the call was not made, or failed."""
    return Fault("budget" if answer.error == BUDGET else "call", answer.error) if answer.error else None


class Budget:
    """How many calls may still be made, and until when (from the first call on); shared by all that write in a run."""

    def __init__(self, max_calls: int | None = None, max_seconds: float | None = None) -> None:
        self._lock = threading.Lock()
        self._left = inf if max_calls is None else max_calls
        self._seconds = inf if max_seconds is None else max_seconds
        self._until: float | None = None

    def take(self, wanted: int) -> int:
        """Return how many of `wanted` calls may be made now, and count them as made."""
        with self._lock:
            now = time.monotonic()
            if self._until is None:
                self._until = now + self._seconds
            granted = 0 if now >= self._until else int(min(wanted, self._left))
            self._left -= granted
            return granted

    def seconds_left(self) -> float:
        """Return how long calls may still be made; `inf` where there is no bound."""
        with self._lock:
            return self._seconds if self._until is None else max(0.0, self._until - time.monotonic())


def complete(
    model: LanguageModel,
    requests: Sequence[Request],
    budget: Budget,
    progress: Callable[[int], None] | None = None,
) -> list[Completion]:
    """Make calls in order until the budget is spent; those that were not made carry the error `BUDGET`.

    Without a bound on seconds all requests go to the model at once; with one in portions that, at the speed seen so
    far, end in time. Raises ModelError: the model cannot complete anything at all.
    """
    done: list[Completion] = []
    portion = len(requests) if budget.seconds_left() == inf else FIRST_CHUNK
    spent = 0.0

    def counted(count: int) -> None:
        if progress is not None:
            progress(len(done) + count)

    while granted := budget.take(min(portion, len(requests) - len(done))):
        chunk = list(requests[len(done) : len(done) + granted])
        began = time.monotonic()
        answers = model.complete(chunk, None if progress is None else counted)
        spent += time.monotonic() - began
        assert len(answers) == len(chunk), f"{len(chunk)} requests, {len(answers)} completions"
        done += answers
        if (left := budget.seconds_left()) < inf:
            # Half of what would fit: a slow portion must not overrun by much.
            portion = max(1, int(left / max(spent / len(done), 1e-6) / 2))
    return [*done, *[Completion("", error=BUDGET)] * (len(requests) - len(done))]
