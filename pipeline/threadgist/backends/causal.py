"""Causal language models through transformers, whose answers do not depend on the company a request keeps.

Sums in matrix kernels change in their last bits with the shape of a batch, and a close decision between two words
with them. So each prompt is read alone and unpadded, and answers are written in batches of one fixed shape: so many
rows, their keys and values padded on the left to a width that follows from the prompt's own length; a short batch is
filled up with copies, which are nearly free.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path
from typing import Any

from threadgist.backends.chat import ChatModel, cut_at_stop, too_long, without_thinking
from threadgist.backends.loading import likely_device, load_model, load_words, usable_device
from threadgist.model_cards import WriterCard
from threadgist.progress import Silent, Told
from threadgist.records import WriterInfo
from threadgist.settings import WriterSettings
from threadgist.write.model import Completion, Request

# Wider steps fill batches better; places that are masked cost little beside the weights.
_STEP = 128
_DEFAULT_CONTEXT = 4_096
# So many tokens of the prompt are decoded with the answer: some tokenizers drop the space of a first word.
_LEAD_TOKENS = 4


@dataclass(slots=True, eq=False)
class _Prompt:
    """A request as tokens, and what came of it: its answer, or what is to be raised.

    Its keys take up `width` places in a batch. `spaced`: the prefill ended with a space, which the tokens leave out.
    """

    tokens: list[int]
    width: int
    max_tokens: int
    stop: tuple[str, ...]
    spaced: bool
    answer: Completion | Exception | None = None


class CausalModel(ChatModel):
    """A causal model behind its card: greedy, one completion a request, the same whatever else is asked with it."""

    def __init__(self, card: WriterCard, settings: WriterSettings, folder: Callable[[], Path]) -> None:
        """Take `folder`, which says where the model lies, fetching or converting it where that is due."""
        super().__init__(card, settings)
        self._find_folder = folder
        self._device = likely_device() if settings.device == "auto" else settings.device
        self._rows = settings.batch_size
        self._loading = threading.Lock()
        self._changed = threading.Condition()
        self._waiting: list[_Prompt] = []
        self._busy = False

    @property
    def info(self) -> WriterInfo:
        """Name and revision as the card states them; the recipe names device, precision, rows and versions."""
        versions = " ".join(f"{name} {metadata.version(name)}" for name in ("torch", "transformers"))
        kind = self._device.partition(":")[0]
        usual = "float32" if kind == "cpu" else "half precision"
        precision = usual if self._settings.dtype == "auto" else self._settings.dtype
        return self._info("transformers", f"{kind} {precision} {self._rows} rows {versions}")

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text, without those that a chat template puts around it."""
        sound = text.encode("utf-8", "replace").decode()
        return len(self._tokenizer(sound, add_special_tokens=False).input_ids)

    def complete(self, requests: Sequence[Request], progress: Told = None) -> list[Completion]:
        """Return one completion for each request, in order; a prompt that does not fit the context carries an error."""
        tell = progress or Silent().done
        prepared = [self._prepare(request) for request in requests]
        prompts = [one for one in prepared if isinstance(one, _Prompt)]
        refused = len(prepared) - len(prompts)
        found = iter(self._answers(prompts, lambda done: tell(done + refused)))
        return [one if isinstance(one, Completion) else next(found) for one in prepared]

    def _prepare(self, request: Request) -> _Prompt | Completion:
        """Make tokens of a request, or the completion that says why they do not fit."""
        tokenizer = self._tokenizer
        special = [token.content for token in tokenizer.added_tokens_decoder.values() if token.special]
        template = partial(
            tokenizer.apply_chat_template, tokenize=False, add_generation_prompt=True, **self.card.template
        )
        text = self._prompt(request, special, template if tokenizer.chat_template else None)
        if request.schema is not None:
            self._notice(
                "transformers cannot hold a model to a JSON schema: answers are only checked against it"
            )
        # Tokenizers join a space to the word that follows it, so one at the end of a prompt would stand for itself.
        begun = request.prefill.rstrip()
        tokens = tokenizer(text + begun, add_special_tokens=not tokenizer.chat_template).input_ids
        width = -(-len(tokens) // _STEP) * _STEP
        return too_long(len(tokens), request, self._context) or _Prompt(
            tokens, width, request.max_tokens, request.stop, spaced=begun != request.prefill
        )

    def _answers(self, mine: list[_Prompt], tell: Callable[[int], None]) -> list[Completion]:
        """Have prompts answered, in batches put together from all that wait, whoever asked.

        Whoever finds nobody at work works for everybody until its own are done ("flat combining", Hendler et al., SPAA
        2010), so no thread of ours has to be started or stopped, and an interrupt reaches the one it was meant for.
        """
        with self._changed:
            self._waiting += mine
            try:
                while (done := sum(one.answer is not None for one in mine)) < len(mine):
                    tell(done)
                    if self._busy:
                        self._changed.wait()
                    else:
                        self._work()
            finally:
                self._waiting = [one for one in self._waiting if one not in mine]
        tell(len(mine))
        for one in mine:
            if isinstance(one.answer, Exception):
                raise one.answer
        return [one.answer for one in mine if isinstance(one.answer, Completion)]

    def _work(self) -> None:
        """Answer one batch while others may come; those of a batch that is interrupted wait on."""
        # The longest first: a shortage of memory shows at once, and short ones fill up the end.
        order = sorted(self._waiting, key=lambda one: (-one.width, -one.max_tokens))
        batch = [one for one in order if one.width == order[0].width][: self._rows]
        self._busy = True
        self._changed.release()
        found: Sequence[Completion | Exception] = ()
        try:
            found = self._write(batch)
        except Exception as fault:  # noqa: BLE001  (kept for those who asked, who raise it)
            found = [fault] * len(batch)
        finally:
            self._changed.acquire()
            self._busy = False
            for one, answer in zip(batch, found, strict=False):
                one.answer = answer
            self._waiting = [one for one in self._waiting if one.answer is None]
            self._changed.notify_all()

    def _write(self, prompts: Sequence[_Prompt]) -> list[Completion]:
        model = self._model
        import torch

        try:
            with torch.inference_mode():
                answer = partial(_written, model, self._tokenizer, self._ends, joinable=self._joinable)
                if self._rows == 1 or not self._joinable:
                    return [answer([prompt], 1)[0] for prompt in prompts]
                return answer(prompts, self._rows)
        except torch.OutOfMemoryError as error:
            raise self._error(
                f"out of memory: lower writer.batch_size (now {self._rows}), or choose a smaller model"
            ) from error

    @cached_property
    def _joinable(self) -> bool:
        """Whether the model keeps keys and values only; states of other kinds cannot be padded."""
        config = self._model.config.get_text_config(decoder=True)
        kinds = set(getattr(config, "layer_types", None) or ["full_attention"])
        plain = kinds <= {"full_attention", "sliding_attention"}
        joinable = plain and not getattr(self._model, "_is_stateful", False)
        if not joinable:
            self._notice(f"the model {self.card.name} keeps states that cannot be joined: one call at a time")
        return joinable

    @cached_property
    def _context(self) -> int:
        config = self._words[2].get_text_config(decoder=True)
        trained = int(getattr(config, "max_position_embeddings", 0) or _DEFAULT_CONTEXT)
        return min(self.context or trained, trained)

    @cached_property
    def _ends(self) -> frozenset[int]:
        """The tokens that end an answer."""
        said = self._model.generation_config.eos_token_id
        ends = said if isinstance(said, list) else [said]
        return frozenset(one for one in (*ends, self._tokenizer.eos_token_id) if one is not None)

    @property
    def _tokenizer(self) -> Any:
        # Loaded once, whichever thread asks first.
        with self._loading:
            return self._words[1]

    @cached_property
    def _words(self) -> tuple[Path, Any, Any]:
        """The model's folder, tokenizer and configuration."""
        folder = self._find_folder()
        return folder, *load_words(self.card, folder)

    @cached_property
    def _model(self) -> Any:
        """The loaded model, on its device; loaded by the one thread that works."""
        self._device = usable_device(self._settings.device, "writer.device", self._notice, "the writer")
        return load_model(self.card, self._words[0], self._settings, self._device)


class _Growing:
    """An answer that grows by a token at a time until its model, a stop string or its length ends it."""

    def __init__(self, prompt: _Prompt, tokenizer: Any, ends: frozenset[int]) -> None:
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
    """Return one cache of as many rows as there are caches, `(rows, heads, width, size)`, each padded on the left."""
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


def _written(
    model: Any, tokenizer: Any, ends: frozenset[int], prompts: Sequence[_Prompt], rows: int, *, joinable: bool
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
