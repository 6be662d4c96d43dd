"""Calls to a language model within bounds: how many, and for how long."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Literal

from threadgist.write.model import Completion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threadgist.write.model import LanguageModel, Request

__all__ = ["LONGEST", "Budget", "complete", "room", "why_unanswered"]

# The `error` of a call that was never made; what a backend says of its own errors is another sentence.
BUDGET: Final = "not asked: the bound on calls or seconds was reached"
FIRST_CHUNK: Final = 4
# A prompt with comments in it is no longer than this, however much the model takes: long prompts are read less well.
LONGEST: Final = 12_000
# Where nobody says how many tokens a model takes at once.
CONTEXT: Final = 8_192
# Servers' tokens are only guessed at: prompts are planned for this share of what a model takes.
FILLED: Final = 0.85
# What our own words in a prompt take, at most.
OWN_TOKENS: Final = 1_200


def room(model: LanguageModel, answer: int) -> int:
    """Return how many tokens of comments a prompt may have where its answer may take `answer`."""
    return max(256, int(FILLED * (model.context or CONTEXT)) - answer - OWN_TOKENS)


def why_unanswered(answer: Completion) -> Literal["budget", "call"]:
    """Return why there is no answer, as a reason of `records.Rejection`: the call was not made, or failed."""
    return "budget" if answer.error == BUDGET else "call"


class Budget:
    """How many calls may still be made, and until when: one for a run, shared by all threads that write in it."""

    def __init__(self, max_calls: int | None = None, max_seconds: float | None = None) -> None:
        self._lock = threading.Lock()
        self._left = max_calls
        self._max_seconds = max_seconds
        self._until: float | None = None

    @property
    def timed(self) -> bool:
        """Whether there is a bound on seconds."""
        return self._max_seconds is not None

    def take(self, wanted: int) -> int:
        """Return how many of `wanted` calls may be made now, and count them as made.

        The clock starts with the first call.
        """
        with self._lock:
            if self._max_seconds is not None:
                now = time.monotonic()
                if self._until is None:
                    self._until = now + self._max_seconds
                if now >= self._until:
                    return 0
            if self._left is None:
                return wanted
            granted = min(wanted, self._left)
            self._left -= granted
            return granted

    def seconds_left(self) -> float | None:
        """Return how long calls may still be made, None where there is no bound."""
        with self._lock:
            if self._max_seconds is None:
                return None
            return self._max_seconds if self._until is None else max(0.0, self._until - time.monotonic())


def complete(
    model: LanguageModel,
    requests: Sequence[Request],
    budget: Budget,
    progress: Callable[[int], None] | None = None,
) -> list[Completion]:
    """Make calls in order until the budget is spent; those that were not made carry the error `BUDGET`.

    Without a bound on seconds all requests go to the model at once. With one they go in portions that, at the speed
    seen so far, end in time.

    Returns:
        One completion for each request, in order.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    done: list[Completion] = []
    portion = FIRST_CHUNK if budget.timed else len(requests)
    spent = 0.0
    while len(done) < len(requests):
        granted = budget.take(min(portion, len(requests) - len(done)))
        if not granted:
            break
        before = len(done)
        chunk = list(requests[before : before + granted])
        began = time.monotonic()
        answers = model.complete(chunk, _counted(progress, before))
        spent += time.monotonic() - began
        if len(answers) != len(chunk):
            raise AssertionError(f"{len(chunk)} requests, {len(answers)} completions")
        done += answers
        left = budget.seconds_left()
        if left is not None:
            # Half of what would fit: a slow portion must not overrun by much.
            portion = max(1, int(left / max(spent / len(done), 1e-6) / 2))
    done += [Completion("", error=BUDGET)] * (len(requests) - len(done))
    return done


def _counted(progress: Callable[[int], None] | None, before: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda count: progress(before + count)
