"""Many prompts through one causal model: batches for many callers, read one by one and written together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from threadgist.backends.chat import cut_at_stop, without_thinking
from threadgist.write.model import Completion


@dataclass(slots=True, eq=False)
class _Ticket:
    prompt: Prompt
    answer: Completion | None = None
    fault: Exception | None = None
    done: bool = False


class Combiner:
    """Runs prompts in batches that `choose` puts together from all that wait, whoever asked.

    Whoever finds the worker idle works for everybody until its own requests are done ("flat combining", Hendler et
    al., SPAA 2010), so no thread of ours has to be started, stopped or waited for, and an interrupt reaches the
    thread it was meant for.
    """

    def __init__(
        self,
        choose: Callable[[Sequence[Prompt]], Sequence[int]],
        run: Callable[[Sequence[Prompt]], Sequence[Completion]],
    ) -> None:
        """Take `choose`, which picks indices (at least one) of what waits, and `run`, called by one thread a time."""
        self._choose = choose
        self._run = run
        self._changed = threading.Condition()
        self._waiting: list[_Ticket] = []
        self._busy = False

    def submit(
        self, prompts: Sequence[Prompt], progress: Callable[[int], None] | None = None
    ) -> list[Completion]:
        """Return the answers to `prompts`, in order; an exception of `run` is raised to all of its batch."""
        mine = [_Ticket(prompt) for prompt in prompts]
        with self._changed:
            self._waiting.extend(mine)
        try:
            self._see_through(mine, progress)
        finally:
            with self._changed:
                asked = set(map(id, mine))
                self._waiting = [ticket for ticket in self._waiting if id(ticket) not in asked]
        for ticket in mine:
            if ticket.fault is not None:
                raise ticket.fault
        return [ticket.answer for ticket in mine if ticket.answer is not None]

    def _see_through(self, mine: list[_Ticket], progress: Callable[[int], None] | None) -> None:
        told = 0
        while True:
            with self._changed:
                count = sum(ticket.done for ticket in mine)
                batch: list[_Ticket] = []
                if count < len(mine) and not self._busy:
                    self._busy = True
                    chosen = self._choose([ticket.prompt for ticket in self._waiting])
                    batch = [self._waiting[at] for at in chosen]
                    taken = set(map(id, batch))
                    self._waiting = [ticket for ticket in self._waiting if id(ticket) not in taken]
                elif count < len(mine) and count == told:
                    self._changed.wait()
            if batch:
                self._work(batch)
                continue
            if progress is not None and count > told:
                progress(count)
            told = count
            if count == len(mine):
                return

    def _work(self, batch: list[_Ticket]) -> None:
        """Run one batch; what an interrupt leaves undone goes back to the others."""
        finished = False
        try:
            for ticket, answer in zip(batch, self._run([ticket.prompt for ticket in batch]), strict=True):
                ticket.answer = answer
            finished = True
        except Exception as fault:  # noqa: BLE001  (kept for those who asked, who raise it)
            for ticket in batch:
                ticket.fault = fault
            finished = True
        finally:
            with self._changed:
                for ticket in batch:
                    ticket.done = finished
                if not finished:
                    self._waiting[:0] = batch
                self._busy = False
                self._changed.notify_all()


# So many tokens of the prompt are decoded with the answer: some tokenizers drop the space of a first word.
_LEAD_TOKENS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Prompt:
    """A request as tokens.

    `width` is how many places its keys take up in a batch; `spaced` says that the prefill ended with a space,
    which the tokens leave out.
    """

    tokens: list[int]
    width: int
    max_tokens: int
    stop: tuple[str, ...]
    spaced: bool


class Answer:
    """An answer that grows by a token at a time until its model, a stop string or its length ends it."""

    def __init__(self, prompt: Prompt, tokenizer: Any, ends: frozenset[int]) -> None:
        self.finished = False
        self._prompt = prompt
        self._tokenizer = tokenizer
        self._ends = ends
        self._lead = prompt.tokens[-_LEAD_TOKENS:]
        self._lead_chars = len(self._decoded(self._lead))
        self._tokens: list[int] = []
        self._cut = False

    def take(self, token: int) -> None:
        """Add a token, unless the answer is at its end."""
        if self.finished:
            return
        if token in self._ends:
            self.finished = True
            return
        self._tokens.append(token)
        stopped = bool(self._prompt.stop) and cut_at_stop(self._text(), self._prompt.stop)[1]
        self._cut = not stopped and len(self._tokens) >= self._prompt.max_tokens
        self.finished = stopped or self._cut

    def completion(self) -> Completion:
        """Return what has been written."""
        text, _ = cut_at_stop(without_thinking(self._text()), self._prompt.stop)
        return Completion(
            text=text, cut=self._cut, prompt_tokens=len(self._prompt.tokens), tokens=len(self._tokens)
        )

    def _text(self) -> str:
        text = self._decoded(self._lead + self._tokens)[self._lead_chars :]
        return text.lstrip() if self._prompt.spaced else text

    def _decoded(self, tokens: list[int]) -> str:
        return str(
            self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        )


def joined(caches: Sequence[Any], lengths: Sequence[int], width: int) -> Any:
    """Return one cache of as many rows as there are caches, each padded on the left to `width` places.

    `lengths` says how many places of each are filled: `(1, heads, length, size)` becomes
    `(rows, heads, width, size)`, layer by layer.
    """
    from transformers import DynamicCache

    whole = DynamicCache()
    for at in range(len(caches[0].layers)):
        parts = []
        for kind in ("keys", "values"):
            first = getattr(caches[0].layers[at], kind)
            block = first.new_zeros((len(caches), first.shape[1], width, first.shape[3]))
            for row, (cache, length) in enumerate(zip(caches, lengths, strict=True)):
                block[row, :, width - length :] = getattr(cache.layers[at], kind)[0]
            parts.append(block)
        whole.update(parts[0], parts[1], at)
    return whole


def answers(
    model: Any,
    tokenizer: Any,
    ends: frozenset[int],
    prompts: Sequence[Prompt],
    rows: int,
    *,
    joinable: bool,
) -> list[Completion]:
    """Read prompts one by one, then write all answers at once, greedily; at most `rows` prompts, of one width.

    A short batch is filled up with copies. `ends` are the tokens that end an answer; a model that is not `joinable`
    keeps more than keys and values, and has one row.
    """
    import torch

    caches, first = zip(*(_read(model, prompt.tokens, joinable) for prompt in prompts), strict=True)
    filled = [*range(len(prompts)), *[0] * (rows - len(prompts))]
    lengths = [len(prompts[at].tokens) for at in filled]
    width = prompts[0].width if rows > 1 else lengths[0]
    cache = joined([caches[at] for at in filled], lengths, width) if rows > 1 else caches[0]
    device = model.device
    mask = torch.zeros((rows, width), dtype=torch.long, device=device)
    for row, length in enumerate(lengths):
        mask[row, width - length :] = 1
    positions = torch.tensor(lengths, device=device).unsqueeze(1)
    current = torch.tensor([first[at] for at in filled], device=device).unsqueeze(1)
    one = torch.ones((rows, 1), dtype=torch.long, device=device)
    growing = [Answer(prompt, tokenizer, ends) for prompt in prompts]
    while True:
        # One transfer a step: asking row by row would wait for the device as often as there are rows.
        for answer, token in zip(growing, current[: len(prompts), 0].tolist(), strict=True):
            answer.take(token)
        if all(answer.finished for answer in growing):
            return [answer.completion() for answer in growing]
        mask = torch.cat([mask, one], dim=1)
        output = model(
            input_ids=current,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        cache = output.past_key_values
        current = output.logits[:, -1, :].argmax(dim=-1, keepdim=True)
        positions = positions + 1


def _read(model: Any, tokens: list[int], joinable: bool) -> tuple[Any, int]:
    """Read one prompt alone; return its keys and values, and the first token of the answer."""
    import torch
    from transformers import DynamicCache

    ids = torch.tensor([tokens], device=model.device)
    # A plain cache keeps all positions also where attention slides, so that rows can be joined.
    cache = DynamicCache() if joinable else None
    output = model(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        past_key_values=cache,
        use_cache=True,
        logits_to_keep=1,
    )
    return output.past_key_values, int(output.logits[0, -1].argmax())
