"""What a run works with, opened as the settings name it: encoder, cache of vectors, language model, checker.

Nothing is loaded and no server is asked before it is used.
"""

import threading
from collections.abc import Sequence

from threadgist.backends.encoders import open_encoder
from threadgist.embed import Encoder, embed_texts
from threadgist.errors import SettingsError
from threadgist.model_cards import EntailmentCard, find_card, style_of, writer_card
from threadgist.records import BY_WORDS, Floats
from threadgist.settings import Settings, WriterSettings
from threadgist.vector_cache import VectorCache
from threadgist.write import extractive
from threadgist.write.checkers import Checker, EntailmentChecker, ModelChecker, WordChecker
from threadgist.write.model import Budget, Encode, LanguageModel
from threadgist.write.stage import Speeds, Writer


def open_tools(settings: Settings) -> tuple[Encoder, VectorCache | None]:
    """Return the encoder and the cache that the settings name, as `open_encoder` and `open_cache` do."""
    return open_encoder(settings.encoder), open_cache(settings)


def open_cache(settings: Settings) -> VectorCache | None:
    """Return where the settings keep vectors between runs; None where they are not kept."""
    return VectorCache() if settings.encoder.cache else None


def open_language_model(settings: WriterSettings) -> LanguageModel:
    """Return the language model that `settings.name` names; nothing is loaded or asked before its first call.

    The name is that of a card, the path of one, a hub id ("owner/name"), the folder of a model, a GGUF file, or
    "server:MODEL" for what an OpenAI-compatible server calls MODEL. Raises what `writer_card` does.
    """
    card = writer_card(settings)
    if card.base_url is not None:
        from threadgist.backends.server import ServerModel

        return ServerModel(card, settings)
    from threadgist.backends.llama import LlamaModel, llama_installed

    gguf = (card.file or card.path or "").endswith(".gguf")
    if settings.backend == "llama.cpp" or (settings.backend == "auto" and gguf and llama_installed()):
        return LlamaModel(card, settings)
    from threadgist.backends.causal import CausalModel

    return CausalModel(card, settings)


def open_writer(
    settings: Settings,
    encoder: Encoder,
    cache: VectorCache | None,
    given: Writer | LanguageModel | None = None,
) -> Writer | None:
    """Return the language model that the settings name, with its checker and bounds; None where quotations are wanted.

    A writer that is `given` is returned as it is, an own language model with checker and bounds by the settings. One
    writer serves a whole run, from several threads as well. Raises ModelError: there is no such model or checker, or
    what runs it is not installed; SettingsError: only one of two prices is given.
    """
    if isinstance(given, Writer):
        return given
    wanted, model = settings.writer, given
    if model is None:
        if wanted.name == extractive.NAME:
            return None
        if wanted.style == "auto":
            wanted = wanted.model_copy(update={"style": style_of(writer_card(wanted))})
        model = open_language_model(wanted)
    budget = Budget(wanted.max_calls, wanted.max_seconds)
    lock = threading.Lock()

    def encode(texts: Sequence[str]) -> Floats:
        # Threads share the encoder and the cache, which are used by one at a time.
        with lock:
            return embed_texts(texts, encoder=encoder, cache=cache)

    return Writer(
        model,
        _open_checker(wanted, model, budget, encode),
        encode=encode,
        style="full" if wanted.style == "auto" else wanted.style,
        language=wanted.language,
        summary=wanted.summary,
        budget=budget,
        speeds=Speeds(cache.folder if cache is not None else None),
        prices=_prices(wanted),
    )


def _open_checker(wanted: WriterSettings, model: LanguageModel, budget: Budget, encode: Encode) -> Checker:
    """Return who checks what the model writes: itself, another model, an entailment model, or words alone."""
    if wanted.checker == "same":
        return ModelChecker(model, budget)
    if wanted.checker == BY_WORDS:
        return WordChecker(encode)
    card = None if wanted.checker.startswith("server:") else find_card(wanted.checker)
    if isinstance(card, EntailmentCard):
        from threadgist.backends.entailment import EntailmentModel

        judge = EntailmentModel(card, wanted.device)
        return EntailmentChecker(card.name, lambda pairs: judge.entails(pairs).tolist(), judge.notices)
    other = wanted.model_copy(update={"name": wanted.checker})
    return ModelChecker(open_language_model(other), budget)


def _prices(wanted: WriterSettings) -> tuple[float, float] | None:
    one, other = wanted.input_price, wanted.output_price
    if (one is None) != (other is None):
        raise SettingsError(
            "writer.input_price and writer.output_price: give both, for a million tokens each, or none"
        )
    return None if one is None or other is None else (one, other)
