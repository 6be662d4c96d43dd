"""Language models in GGUF files through llama.cpp, in this process: small memory, fast on a CPU.

Each call starts from an empty state, or what the last prompt has in common with it would be reused, and change numbers.
"""

import importlib.util
import json
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import metadata
from typing import Any

from threadgist.backends.chat import ChatModel, cut_at_stop, too_long, without_thinking
from threadgist.backends.loading import cpu_threads, first_line
from threadgist.backends.model_files import checked_weights
from threadgist.model_cards import WriterCard
from threadgist.progress import UNWATCHED, Told
from threadgist.records import WriterInfo
from threadgist.settings import WriterSettings
from threadgist.write.model import Completion, Request

# llama.cpp sets memory aside for the whole context when it loads a model.
_DEFAULT_CONTEXT = 8_192
# More threads than this wait for each other, and leave nothing to the rest of the machine.
_MOST_THREADS = 16


def llama_installed() -> bool:
    """Say whether llama-cpp-python is here, without importing it."""
    return importlib.util.find_spec("llama_cpp") is not None


class LlamaModel(ChatModel):
    """A GGUF file behind its card: greedy, one completion a request, the same in any order."""

    def __init__(self, card: WriterCard, settings: WriterSettings) -> None:
        super().__init__(card, settings)
        # Held by whoever uses the model, so that it is loaded once.
        self._lock = threading.Lock()

    @property
    def info(self) -> WriterInfo:
        """Name and revision as the card states them; the recipe names device, threads and the version."""
        device = "cpu" if self._settings.device == "cpu" else "auto"
        version = metadata.version("llama-cpp-python")
        recipe = f"{device} {cpu_threads(_MOST_THREADS)} threads llama-cpp-python {version}"
        return self._info("llama.cpp", recipe)

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text."""
        with self._lock:
            return len(self._model.tokenize(text.encode("utf-8", "replace"), add_bos=False))

    def complete(self, requests: Sequence[Request], progress: Told = UNWATCHED.done) -> list[Completion]:
        """Return one completion for each request, in order, with an error where a prompt does not fit the context."""
        found: list[Completion] = []
        for request in requests:
            with self._lock:
                found.append(self._answer(request))
            progress(len(found))
        return found

    @property
    def context(self) -> int | None:
        """How many tokens the model takes at once, prompt and answer."""
        return self._settings.context or min(self.card.context or _DEFAULT_CONTEXT, _DEFAULT_CONTEXT)

    def _answer(self, request: Request) -> Completion:
        model = self._model
        begun = request.prefill.rstrip()
        text = self._prompt(request, self._controls, self._template)
        templated = self._template is not None
        tokens = list(model.tokenize((text + begun).encode(), add_bos=not templated, special=templated))
        if (refused := too_long(len(tokens), request, model.n_ctx())) is not None:
            return refused
        model.reset()
        try:
            answer = model.create_completion(
                prompt=tokens,
                max_tokens=request.max_tokens,
                temperature=0.0,
                repeat_penalty=1.0,
                stop=list(request.stop),
                grammar=self._grammar(request),
                seed=0,
            )
        except (ValueError, RuntimeError) as error:
            return Completion(text="", prompt_tokens=len(tokens), error=f"llama.cpp: {first_line(error)}")
        choice, usage = answer["choices"][0], answer["usage"]
        text, _ = cut_at_stop(without_thinking(choice["text"]), request.stop)
        return Completion(
            text=text.lstrip() if begun != request.prefill else text,
            cut=choice["finish_reason"] == "length",
            prompt_tokens=len(tokens),
            tokens=usage["completion_tokens"],
        )

    def _grammar(self, request: Request) -> Any:
        if request.schema is None:
            return None
        from llama_cpp import LlamaGrammar

        try:
            return LlamaGrammar.from_json_schema(json.dumps(dict(request.schema)), verbose=False)
        except (ValueError, KeyError, RuntimeError, NotImplementedError) as error:
            self._notice(
                f"llama.cpp has no grammar for the JSON schema ({first_line(error)}): answers are only checked "
                "against it"
            )
            return None

    @cached_property
    def _model(self) -> Any:
        if not llama_installed():
            raise self._error(
                "llama.cpp is not installed: pip install 'threadgist[llama]', or set writer.backend to transformers"
            )
        file = checked_weights(self.card, "writer")
        from llama_cpp import Llama

        threads = cpu_threads(_MOST_THREADS)
        try:
            return Llama(
                model_path=str(file),
                n_ctx=self.context,
                n_batch=512,
                n_threads=threads,
                n_threads_batch=threads,
                n_gpu_layers=0 if self._settings.device == "cpu" else -1,
                seed=0,
                verbose=False,
            )
        except (ValueError, OSError, RuntimeError, AssertionError) as error:
            raise self._error(f"llama.cpp cannot load {file}: {first_line(error)}") from error

    def _piece(self, token: int) -> str:
        return str(self._model._model.token_get_text(token)) if token >= 0 else ""

    @cached_property
    def _template(self) -> Callable[[list[dict[str, str]]], str] | None:
        """What makes prompts by the chat template of the file; None where it has none."""
        template = self._model.metadata.get("tokenizer.chat_template")
        if not template:
            return None
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        bos, eos = self._piece(self._model.token_bos()), self._piece(self._model.token_eos())
        formatted = Jinja2ChatFormatter(template=template, eos_token=eos, bos_token=bos)
        return lambda messages: str(formatted(messages=messages, **self.card.template).prompt)

    @cached_property
    def _controls(self) -> list[str]:
        """The words that the model's tokenizer reads as control tokens."""
        import llama_cpp

        vocabulary = llama_cpp.llama_model_get_vocab(self._model.model)
        is_control = llama_cpp.llama_vocab_is_control
        return [self._piece(at) for at in range(self._model.n_vocab()) if is_control(vocabulary, at)]
