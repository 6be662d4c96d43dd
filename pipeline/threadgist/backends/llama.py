"""Language models in GGUF files through llama.cpp, in this process: small memory, fast on a CPU.

One call at a time: each starts from an empty state, for llama.cpp would otherwise reuse what the last prompt has
in common with the next, whose numbers then depend on what was asked before.
"""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from threadgist.backends.chat import ChatModel, cut_at_stop, too_long, without_thinking
from threadgist.backends.loading import cpu_threads, first_line
from threadgist.errors import ModelError
from threadgist.model_cards import WriterCard
from threadgist.records import WriterInfo
from threadgist.settings import WriterSettings
from threadgist.write.model import Completion, Request

# llama.cpp sets memory aside for the whole context when it loads a model.
_DEFAULT_CONTEXT = 8_192
# More threads than this wait for each other, and leave nothing to the rest of the machine.
_MOST_THREADS = 16
_PREFERRED_BATCH = 512


def llama_installed() -> bool:
    """Say whether llama-cpp-python is here, without importing it."""
    return importlib.util.find_spec("llama_cpp") is not None


class LlamaModel(ChatModel):
    """A GGUF file behind its card: greedy, one completion a request, the same in any order."""

    def __init__(self, card: WriterCard, settings: WriterSettings, file: Callable[[], Path]) -> None:
        """Take `file`, which says where the GGUF file is, fetching it where that is due."""
        super().__init__(card, settings)
        self._find_file = file
        self._lock = threading.RLock()
        self._loaded: Any = None
        self._controls: tuple[str, ...] = ()
        self._formatter: Any = None

    @property
    def info(self) -> WriterInfo:
        """Name and revision as the card states them; the recipe names device, threads and the version."""
        version = metadata.version("llama-cpp-python")
        device = "cpu" if self._settings.device == "cpu" else "auto"
        return self._info(
            "llama.cpp", f"{device} {cpu_threads(_MOST_THREADS)} threads llama-cpp-python {version}"
        )

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text."""
        with self._lock:
            return len(self._model.tokenize(text.encode("utf-8", "replace"), add_bos=False))

    def complete(
        self, requests: Sequence[Request], progress: Callable[[int], None] | None = None
    ) -> list[Completion]:
        """Return one completion for each request, in order; a JSON schema becomes a grammar.

        A prompt that does not fit the context is not cut: its completion carries an error.
        """
        found: list[Completion] = []
        for request in requests:
            with self._lock:
                found.append(self._answer(self._model, request))
            if progress is not None:
                progress(len(found))
        return found

    @property
    def context(self) -> int | None:
        """How many tokens the model takes at once, prompt and answer."""
        return self._settings.context or min(self.card.context or _DEFAULT_CONTEXT, _DEFAULT_CONTEXT)

    def _answer(self, model: Any, request: Request) -> Completion:
        begun = request.prefill.rstrip()
        template = self._formatter is not None
        text = self._prompt(request, self._controls, self._formatted if template else None)
        tokens = list(model.tokenize((text + begun).encode("utf-8"), add_bos=not template, special=template))
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

    def _formatted(self, messages: list[dict[str, str]]) -> str:
        return str(self._formatter(messages=messages, **self.card.template).prompt)

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

    @property
    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
                self._controls = _control_tokens(self._loaded)
                self._formatter = _chat_formatter(self._loaded)
            return self._loaded

    def _load(self) -> Any:
        if not llama_installed():
            raise ModelError(
                f"writer {self.card.name!r}: llama.cpp is not installed: pip install 'threadgist[llama]', or set "
                "writer.backend to transformers"
            )
        file = self._find_file()
        from llama_cpp import Llama

        try:
            return Llama(
                model_path=str(file),
                n_ctx=self.context,
                n_batch=_PREFERRED_BATCH,
                n_threads=cpu_threads(_MOST_THREADS),
                n_threads_batch=cpu_threads(_MOST_THREADS),
                n_gpu_layers=0 if self._settings.device == "cpu" else -1,
                seed=0,
                verbose=False,
            )
        except (ValueError, OSError, RuntimeError, AssertionError) as error:
            raise ModelError(
                f"writer {self.card.name!r}: llama.cpp cannot load {file}: {first_line(error)}"
            ) from error


def _chat_formatter(model: Any) -> Any:
    """What makes prompts by the chat template of a GGUF file; None where it has none."""
    template = model.metadata.get("tokenizer.chat_template")
    if not template:
        return None
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    def piece(token: int) -> str:
        return str(model._model.token_get_text(token)) if token >= 0 else ""

    return Jinja2ChatFormatter(
        template=template, eos_token=piece(model.token_eos()), bos_token=piece(model.token_bos())
    )


def _control_tokens(model: Any) -> tuple[str, ...]:
    """The words that this model's tokenizer reads as control tokens."""
    import llama_cpp

    vocabulary = llama_cpp.llama_model_get_vocab(model.model)
    return tuple(
        str(model._model.token_get_text(token))
        for token in range(model.n_vocab())
        if llama_cpp.llama_vocab_is_control(vocabulary, token)
    )
