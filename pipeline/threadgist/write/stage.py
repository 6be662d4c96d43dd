"""A plan written by a language model, in the style that suits it; what that will take, and how fast the model was."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from threadgist.errors import OutputError, SourceError
from threadgist.outputs import write_whole
from threadgist.progress import UNWATCHED, Progress, Told
from threadgist.records import BY_WORDS, Plan, WriterInfo, Written
from threadgist.speakers import WRITTEN_LANGUAGES
from threadgist.stored import parse, read_bytes
from threadgist.write.checkers import Checker
from threadgist.write.desk import Desk
from threadgist.write.full import first_requests, write_full
from threadgist.write.model import LONGEST, Budget, Completion, Encode, LanguageModel, Request, complete
from threadgist.write.small import small_requests, write_small

# What an answer takes, in tokens: in the small style a sentence; in the full one, by what recorded runs took
# (docs/writer.md), a draft, a page, a recount, a draft that an edit reads, and a verdict; sentences a draft leads to,
# headings, and repairs; the part of the comments that is read again for the check and for repairs.
SENTENCE_TOKENS: Final = 32
DRAFT_TOKENS, EDIT_TOKENS, RECOUNT_TOKENS, EDITS_READ, VERDICT_TOKENS = 450, 2_500, 1_500, 500, 45
SENTENCES_A_DRAFT, HEADINGS, REPAIRS, READ_AGAIN = 4, 6, 2, 0.7
# A generated token costs about three of a prompt where one process does both (llama.cpp and torch on a CPU).
GENERATED_WEIGHT: Final = 3
# Fewer calls tell no speed.
LEAST_CALLS: Final = 4
_FILE: Final = "writer-speed.json"


class Speeds:
    """The speed of each model on this machine, kept beside the vectors; a file that cannot be used is no speed."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / _FILE if folder is not None else None

    def get(self, info: WriterInfo) -> float | None:
        """Return tokens a second, generated ones weighed, None where no run has shown it."""
        return max(0.0, self._read().get(_key(info), 0.0)) or None

    def keep(self, info: WriterInfo, completions: Iterable[Completion], seconds: float) -> None:
        """Keep the speed of a round of calls, unless the backend counts no tokens or too few were made to tell."""
        weighted = [
            answer.prompt_tokens + GENERATED_WEIGHT * answer.tokens
            for answer in completions
            if answer.error is None and answer.prompt_tokens is not None and answer.tokens is not None
        ]
        if self._path is None or len(weighted) < LEAST_CALLS or seconds <= 0:
            return
        speeds = self._read() | {_key(info): round(sum(weighted) / seconds, 1)}
        # A speed that is not kept costs the next run its estimate, and nothing else.
        with suppress(OutputError):
            write_whole(self._path.parent, {_FILE: json.dumps(speeds, sort_keys=True)}, lasting=False)

    def _read(self) -> dict[str, float]:
        with suppress(SourceError, ValueError):
            return parse(read_bytes(self._path), dict[str, float]) if self._path is not None else {}
        return {}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What writing will ask of a model; `seconds` is None where its speed is unknown, `cost` where prices are."""

    calls: int
    prompt_tokens: int
    tokens: int
    seconds: float | None
    cost: float | None = None

    def __str__(self) -> str:
        said = (
            f"about {self.calls:,} calls, {self.prompt_tokens:,} tokens to read and {self.tokens:,} to write"
        )
        if self.cost is not None:
            said += f", which cost {self.cost:.4f} at the prices given"
        if self.seconds is None:
            return f"{said}; how fast the model is here is not known yet"
        return f"{said}; at the speed last measured {_spoken(self.seconds)} to {_spoken(2 * self.seconds)}"


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model and all that writing with it takes; shared by threads that write at the same time.

    `style` is "full" for a model that sums up what several people say and writes the page once more when that was
    counted, "once" for one that does not; "small" for one that is asked for one sentence about one comment at a time.
    `checker` decides in the first two; the small style is held to the comment's words. `language` is the ISO 639-1 code
    to write in, None for that of the comments; `prices` are for a million tokens read and written, in any currency.
    """

    model: LanguageModel
    checker: Checker
    style: Literal["small", "full", "once"] = "full"
    language: str | None = None
    summary: bool = True
    budget: Budget = field(default_factory=Budget)
    speeds: Speeds = field(default_factory=lambda: Speeds(None))
    prices: tuple[float, float] | None = None
    encode: Encode | None = None
    tell: Callable[[str], None] | None = None

    @property
    def checked_by(self) -> str:
        """What its sentences are checked by."""
        return BY_WORDS if self.style == "small" else self.checker.name

    @property
    def notices(self) -> tuple[str, ...]:
        """What did not go as asked with the model or the checker, in sentences."""
        return tuple(dict.fromkeys((*self.model.notices, *self.checker.notices)))

    def complete(self, requests: Sequence[Request], progress: Told = UNWATCHED.done) -> list[Completion]:
        """Make calls within the bounds, as `model.complete` does, and keep how fast they went."""
        began = time.monotonic()
        answers = complete(self.model, requests, self.budget, progress)
        self.speeds.keep(self.model.info, answers, time.monotonic() - began)
        return answers


def write(plan: Plan, writer: Writer, progress: Progress) -> Written:
    """Write a thread's headings, bullets and "In short", or quote it; raises ModelError: nothing can be completed."""
    desk = _desk(plan, writer, progress)
    translates = writer.style != "small" and writer.checker.translates
    if not translates and plan.corpus.language not in (None, desk.language):
        desk.reject("bullet", "language")
        return desk.written()
    if not plan.corpus.passages:
        return desk.written()
    if writer.tell is not None:
        writer.tell(str(estimate(plan, writer)))
    return write_small(desk) if writer.style == "small" else write_full(desk)


def estimate(plan: Plan, writer: Writer) -> Estimate:
    """Say what `write` would ask of the model, without asking it; the full style is guessed from its first calls."""
    desk = _desk(plan, writer, UNWATCHED)
    first, drafted = (small_requests(desk), False) if writer.style == "small" else first_requests(desk)
    texts = (message.content for request in first for message in request.messages)
    number, read = len(first), sum(map(writer.model.count_tokens, texts))
    if writer.style == "small":
        calls, prompt = number, read
        tokens = sum(min(request.max_tokens, SENTENCE_TOKENS) for request in first)
    else:
        themed = plan.clustering is not None
        headings = min(number, HEADINGS) if drafted else HEADINGS
        written = 1 + (themed and writer.style == "full")
        # A page takes reading of drafts or comments, a recount of all comments, and the check.
        calls, prompt = REPAIRS + headings * written, int(read * READ_AGAIN) * written
        tokens = VERDICT_TOKENS * SENTENCES_A_DRAFT * headings * written
        if drafted:
            calls, prompt, tokens = calls + number, prompt + read, tokens + DRAFT_TOKENS * number
        if themed:
            recounts = -(-read // LONGEST)
            calls += (1 + recounts + 1) * written
            prompt += (read + (EDIT_TOKENS // 2) * recounts) * written + 2 * EDIT_TOKENS * (written - 1)
            prompt += (EDITS_READ * number if drafted else read) * written
            tokens += (EDIT_TOKENS + RECOUNT_TOKENS * recounts) * written
    speed, prices = writer.speeds.get(writer.model.info), writer.prices
    seconds = (prompt + GENERATED_WEIGHT * tokens) / speed if speed else None
    cost = None if prices is None else (prompt * prices[0] + tokens * prices[1]) / 1_000_000
    return Estimate(calls, prompt, tokens, seconds, cost)


def _desk(plan: Plan, writer: Writer, progress: Progress) -> Desk:
    own = plan.corpus.language if plan.corpus.language in WRITTEN_LANGUAGES else None
    return Desk(plan, writer, writer.language or own or "en", progress)


def _key(info: WriterInfo) -> str:
    return "|".join((info.name, info.backend, info.recipe))


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
