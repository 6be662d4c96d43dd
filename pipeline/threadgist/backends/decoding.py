"""Prompts and answers as tokens, and keys and values of several prompts joined to one batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadgist.backends.chat import cut_at_stop, without_thinking
from threadgist.write.model import Completion

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Answer", "Prompt", "joined"]

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
