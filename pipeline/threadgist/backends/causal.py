"""Causal language models through transformers, whose answers do not depend on the company a request keeps.

Sums in matrix kernels change in their last bits with the shape of a batch, and a close decision between two words
with them. So each prompt is read alone and unpadded, and answers are written in batches of one fixed shape: so many
rows, their keys and values padded on the left to a width that follows from the prompt's own length; nearly free copies
fill up a short batch.
"""

import importlib.util
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path
from typing import Any

from threadgist.backends.chat import ChatModel, cut_at_stop, too_long, without_thinking
from threadgist.backends.loading import (
    FROM_DISK,
    first_line,
    likely_device,
    loading,
    quickly_and_quietly,
    usable_device,
)
from threadgist.backends.model_files import checked_weights, converted_folder, file_sha256
from threadgist.errors import ModelError
from threadgist.model_cards import WriterCard
from threadgist.outputs import writing
from threadgist.progress import UNWATCHED, Told
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
    """A request as tokens, and what came of it: its answer, or what is to be raised."""

    request: Request
    tokens: list[int]
    answer: Completion | Exception | None

    @property
    def width(self) -> int:
        """How many places its keys take up in a batch."""
        return -(-len(self.tokens) // _STEP) * _STEP


class CausalModel(ChatModel):
    """A causal model behind its card: greedy, one completion a request, the same whatever else is asked with it."""

    def __init__(self, card: WriterCard, settings: WriterSettings) -> None:
        super().__init__(card, settings)
        self._device = likely_device() if settings.device == "auto" else settings.device
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
        return self._info("transformers", f"{kind} {precision} {self._settings.batch_size} rows {versions}")

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text, without those that a chat template puts around it."""
        sound = text.encode("utf-8", "replace").decode()
        return len(self._tokenizer(sound, add_special_tokens=False).input_ids)

    def complete(self, requests: Sequence[Request], progress: Told = UNWATCHED.done) -> list[Completion]:
        """Return one completion for each request, in order; a prompt that does not fit the context carries an error.

        Batches are put together from all that wait, whoever asked. Whoever finds nobody at work works for everybody
        until its own are done ("flat combining", Hendler et al., SPAA 2010), so no thread of ours has to be started or
        stopped, and an interrupt reaches the one it was meant for.
        """
        mine = [self._prepare(request) for request in requests]
        with self._changed:
            self._waiting += [one for one in mine if one.answer is None]
            try:
                while (done := sum(one.answer is not None for one in mine)) < len(mine):
                    progress(done)
                    if self._busy:
                        self._changed.wait()
                    else:
                        self._work()
            finally:
                self._waiting = [one for one in self._waiting if one not in mine]
        progress(len(mine))
        for one in mine:
            if isinstance(one.answer, Exception):
                raise one.answer
        return [one.answer for one in mine if isinstance(one.answer, Completion)]

    def _prepare(self, request: Request) -> _Prompt:
        """Make tokens of a request; where they do not fit, the answer says so."""
        tokenizer = self._tokenizer
        special = [token.content for token in tokenizer.added_tokens_decoder.values() if token.special]
        asked = {"tokenize": False, "add_generation_prompt": True, **self.card.template}
        template = partial(tokenizer.apply_chat_template, **asked) if tokenizer.chat_template else None
        text = self._prompt(request, special, template)
        if request.schema is not None:
            self._notice("transformers holds no model to a JSON schema: answers are only checked against it")
        # Tokenizers join a space to the word that follows it, so one at the end of a prompt would stand for itself.
        begun = request.prefill.rstrip()
        tokens = tokenizer(text + begun, add_special_tokens=not tokenizer.chat_template).input_ids
        return _Prompt(request, tokens, too_long(len(tokens), request, self._context))

    def _work(self) -> None:
        """Answer one batch while others may come; those of a batch that is interrupted wait on."""
        # The longest first: a shortage of memory shows at once, and short ones fill up the end.
        order = sorted(self._waiting, key=lambda one: (-one.width, -one.request.max_tokens))
        batch = [one for one in order if one.width == order[0].width][: self._settings.batch_size]
        self._busy = True
        self._changed.release()
        found: Sequence[Completion | Exception] = ()
        try:
            found = self._answers(batch)
        except Exception as fault:  # noqa: BLE001  (kept for those who asked, who raise it)
            found = [fault] * len(batch)
        finally:
            self._changed.acquire()
            self._busy = False
            for one, answer in zip(batch, found, strict=False):
                one.answer = answer
            self._waiting = [one for one in self._waiting if one.answer is None]
            self._changed.notify_all()

    def _answers(self, prompts: Sequence[_Prompt]) -> list[Completion]:
        """Answer prompts of one width, together where the model can; the first ones load it."""
        rows = self._settings.batch_size if self._joinable else 1
        import torch

        try:
            with torch.inference_mode():
                if rows > 1:
                    return self._written(prompts, rows)
                return [self._written([prompt], 1)[0] for prompt in prompts]
        except torch.OutOfMemoryError as error:
            way_out = f"lower writer.batch_size (now {self._settings.batch_size}), or choose a smaller model"
            raise self._error(f"out of memory: {way_out}") from error

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
        config = self._words[1].get_text_config(decoder=True)
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
            return self._words[0]

    @cached_property
    def _folder(self) -> str:
        where = checked_weights(self.card, "writer")
        return str(converted(where) if where.is_file() else where)

    @cached_property
    def _words(self) -> tuple[Any, Any]:
        """The model's tokenizer and configuration."""
        with loading(f"writer {self.card.name!r}: transformers cannot load {self._folder}"):
            from transformers import AutoConfig, AutoTokenizer

            tokenizer: Any = AutoTokenizer.from_pretrained(self._folder, **FROM_DISK)
            return tokenizer, AutoConfig.from_pretrained(self._folder, **FROM_DISK)

    @cached_property
    def _model(self) -> Any:
        """The loaded model, on its device or spread over all GPUs with accelerate; loaded by the thread that works."""
        device = usable_device(self._settings.device, "writer.device", self._notice, "the writer")
        self._device = device
        with loading(f"writer {self.card.name!r}: transformers cannot load {self._folder}"):
            import torch
            from transformers import AutoModelForCausalLM

            precision = self._settings.dtype
            if precision == "auto":
                brain = device == "mps" or (device != "cpu" and torch.cuda.is_bf16_supported())
                # Half precision is slower on a CPU.
                precision = "float32" if device == "cpu" else "bfloat16" if brain else "float16"
            spread = device == "cuda" and importlib.util.find_spec("accelerate") is not None
            try:
                model: Any = AutoModelForCausalLM.from_pretrained(
                    self._folder,
                    **FROM_DISK,
                    dtype=getattr(torch, precision),
                    device_map="auto" if spread else None,
                )
                if not spread:
                    model.to(device)
            except torch.OutOfMemoryError as error:
                raise self._error(f"does not fit into the memory of {device}") from error
        return model.eval()

    def _written(self, prompts: Sequence[_Prompt], rows: int) -> list[Completion]:
        """Read prompts one by one, then write all answers at once, greedily; at most `rows` prompts, of one width."""
        import torch
        from transformers import DynamicCache

        device = self._model.device
        step = partial(self._model, use_cache=True, logits_to_keep=1)
        read = []
        for prompt in prompts:
            ids = torch.tensor([prompt.tokens], device=device)
            # A plain cache keeps all positions also where attention slides, so that rows can be joined.
            cache = DynamicCache() if self._joinable else None
            output = step(input_ids=ids, attention_mask=torch.ones_like(ids), past_key_values=cache)
            first = int(output.logits[0, -1].argmax())
            read.append((output.past_key_values, first, len(prompt.tokens)))
        # A short batch is filled up with copies.
        filled = read + [read[0]] * (rows - len(read))
        caches, firsts, lengths = zip(*filled, strict=True)
        width = prompts[0].width if rows > 1 else lengths[0]
        cache = _joined(caches, lengths, width) if rows > 1 else caches[0]
        positions = torch.tensor(lengths, device=device).unsqueeze(1)
        mask = (torch.arange(width, device=device) >= width - positions).long()
        ids = torch.tensor(firsts, device=device).unsqueeze(1)
        growing = [_Growing(prompt, self._tokenizer, self._ends) for prompt in prompts]
        while True:
            # One transfer a step: asking row by row would wait for the device as often as there are rows.
            for answer, token in zip(growing, ids[: len(prompts), 0].tolist(), strict=True):
                answer.take(token)
            if all(answer.finished for answer in growing):
                return [answer.completion() for answer in growing]
            mask = torch.nn.functional.pad(mask, (0, 1), value=1)
            output = step(input_ids=ids, attention_mask=mask, position_ids=positions, past_key_values=cache)
            cache = output.past_key_values
            ids = output.logits[:, -1, :].argmax(dim=-1, keepdim=True)
            positions = positions + 1


class _Growing:
    """An answer that grows by a token at a time until its model, a stop string or its length ends it."""

    def __init__(self, prompt: _Prompt, tokenizer: Any, ends: frozenset[int]) -> None:
        self.finished = False
        self._prompt, self._request = prompt, prompt.request
        self._ends = ends
        self._decode = partial(tokenizer.decode, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        self._tokens: list[int] = []

    def take(self, token: int) -> None:
        """Add a token, unless the answer is at its end."""
        if self.finished or token in self._ends:
            self.finished = True
            return
        self._tokens.append(token)
        stop = self._request.stop
        self.finished = self._is_full() or (bool(stop) and cut_at_stop(self._text(), stop)[1])

    def completion(self) -> Completion:
        whole, stop = self._text(), self._request.stop
        return Completion(
            text=cut_at_stop(without_thinking(whole), stop)[0],
            cut=self._is_full() and not cut_at_stop(whole, stop)[1],
            prompt_tokens=len(self._prompt.tokens),
            tokens=len(self._tokens),
        )

    def _is_full(self) -> bool:
        return len(self._tokens) >= self._request.max_tokens

    def _text(self) -> str:
        lead = self._prompt.tokens[-_LEAD_TOKENS:]
        text = str(self._decode(lead + self._tokens))[len(self._decode(lead)) :]
        # The prefill ended with a space, which the tokens of the prompt leave out.
        return text.lstrip() if self._request.prefill[-1:].isspace() else text


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


def converted(path: Path) -> Path:
    """Return the folder with the model of a GGUF file as safetensors, converting it where that was not done yet.

    transformers would unpack such a file each time it loads it, which takes most of a minute. The copy (half precision)
    lies in the cache below the file's sha256, whole or not at all. Raises ModelError: the file cannot be read or
    unpacked, or an extra is missing; OutputError: the cache cannot be written.
    """
    folder = converted_folder(file_sha256(path))
    if folder.is_dir():
        return folder
    for module in ("gguf", "accelerate"):
        if importlib.util.find_spec(module) is None:
            raise ModelError(
                f"{path}: reading a GGUF file with transformers takes {module}: pip install 'threadgist[gguf]' "
                "(or threadgist[llama] to run it with llama.cpp)"
            )
    home = folder.parent
    with writing(home, "set THREADGIST_CACHE_DIR"):
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=home, ignore_cleanup_errors=True) as work:
            _convert(path, Path(work))
            try:
                Path(work).replace(folder)
            except OSError:
                # Another process was faster: its copy is as good as ours.
                if not folder.is_dir():
                    raise
    return folder


def _convert(path: Path, into: Path) -> None:
    with quickly_and_quietly():
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, modeling_gguf_pytorch_utils

        # The bar is drawn whatever transformers is told.
        unpacking: Any = modeling_gguf_pytorch_utils
        drawn, unpacking.tqdm = unpacking.tqdm, lambda tensors, **_: tensors
        place = {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name}
        try:
            tokenizer: Any = AutoTokenizer.from_pretrained(**place, **FROM_DISK)
            model: Any = AutoModelForCausalLM.from_pretrained(**place, **FROM_DISK, dtype=torch.float16)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError, IndexError) as error:
            raise ModelError(
                f"{path}: transformers cannot unpack this GGUF file ({first_line(error)}): try another quantization "
                "or llama.cpp (pip install 'threadgist[llama]')"
            ) from error
        finally:
            unpacking.tqdm = drawn
        # Else the copy would be written, and read, as a quantized model, which it is no more.
        model.hf_quantizer = None
        model.is_quantized = False
        if hasattr(model.config, "quantization_config"):
            del model.config.quantization_config
        model.save_pretrained(into)
        tokenizer.save_pretrained(into)
