"""Prompts through one causal model: read one by one, and their answers written together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from threadgist.backends.chat import cut_at_stop, without_thinking
from threadgist.write.model import Completion

# So many tokens of the prompt are decoded with the answer: some tokenizers drop the space of a first word.
_LEAD_TOKENS = 4


@dataclass(slots=True, eq=False)
class Prompt:
    """A request as tokens, and what came of it: its answer, or what is to be raised.

    `width` is how many places its keys take up in a batch; `spaced` says that the prefill ended with a space,
    which the tokens leave out.
    """

    tokens: list[int]
    width: int
    max_tokens: int
    stop: tuple[str, ...]
    spaced: bool
    answer: Completion | Exception | None = None


class _Growing:
    """An answer that grows by a token at a time until its model, a stop string or its length ends it."""

    def __init__(self, prompt: Prompt, tokenizer: Any, ends: frozenset[int]) -> None:
        self.finished = False
        self._prompt = prompt
        self._ends = ends
        self._decode = partial(tokenizer.decode, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        self._lead = prompt.tokens[-_LEAD_TOKENS:]
        self._tokens: list[int] = []
        self._cut = False

    def take(self, token: int) -> None:
        """Add a token, unless the answer is at its end."""
        if self.finished or token in self._ends:
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
        text = str(self._decode(self._lead + self._tokens))[len(self._decode(self._lead)) :]
        return text.lstrip() if self._prompt.spaced else text


def _joined(caches: Sequence[Any], lengths: Sequence[int], width: int) -> Any:
    """Return one cache of as many rows as there are caches, each padded on the left to `width` places.

    `lengths` says how many places of each are filled: `(1, heads, length, size)` becomes
    `(rows, heads, width, size)`, layer by layer.
    """
    import torch
    from transformers import DynamicCache

    whole = DynamicCache()
    for at in range(len(caches[0].layers)):
        keys, values = (
            torch.cat(
                [
                    torch.nn.functional.pad(getattr(cache.layers[at], kind), (0, 0, width - length, 0))
                    for cache, length in zip(caches, lengths, strict=True)
                ]
            )
            for kind in ("keys", "values")
        )
        whole.update(keys, values, at)
    return whole


def answers(
    model: Any, tokenizer: Any, ends: frozenset[int], prompts: Sequence[Prompt], rows: int, *, joinable: bool
) -> list[Completion]:
    """Read prompts one by one, then write all answers at once, greedily; at most `rows` prompts, of one width.

    A short batch is filled up with copies. `ends` are the tokens that end an answer; a model that is not `joinable`
    keeps more than keys and values, and has one row.
    """
    import torch
    from transformers import DynamicCache

    device = model.device
    step = partial(model, use_cache=True, logits_to_keep=1)
    caches, first = [], []
    for prompt in prompts:
        ids = torch.tensor([prompt.tokens], device=device)
        # A plain cache keeps all positions also where attention slides, so that rows can be joined.
        cache = DynamicCache() if joinable else None
        output = step(input_ids=ids, attention_mask=torch.ones_like(ids), past_key_values=cache)
        caches.append(output.past_key_values)
        first.append(int(output.logits[0, -1].argmax()))
    filled = [*range(len(prompts)), *[0] * (rows - len(prompts))]
    lengths = [len(prompts[at].tokens) for at in filled]
    width = prompts[0].width if rows > 1 else lengths[0]
    cache = _joined([caches[at] for at in filled], lengths, width) if rows > 1 else caches[0]
    positions = torch.tensor(lengths, device=device).unsqueeze(1)
    mask = (torch.arange(width, device=device) >= width - positions).long()
    current = torch.tensor([first[at] for at in filled], device=device).unsqueeze(1)
    growing = [_Growing(prompt, tokenizer, ends) for prompt in prompts]
    while True:
        # One transfer a step: asking row by row would wait for the device as often as there are rows.
        for answer, token in zip(growing, current[: len(prompts), 0].tolist(), strict=True):
            answer.take(token)
        if all(answer.finished for answer in growing):
            return [answer.completion() for answer in growing]
        mask = torch.nn.functional.pad(mask, (0, 1), value=1)
        output = step(input_ids=current, attention_mask=mask, position_ids=positions, past_key_values=cache)
        cache = output.past_key_values
        current = output.logits[:, -1, :].argmax(dim=-1, keepdim=True)
        positions = positions + 1
