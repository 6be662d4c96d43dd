"""What a run works with, opened as the settings name it: encoder, cache of vectors, language model, gate.

The only place that puts backends into the hands of the stages. Nothing is loaded and no server is asked before it is
used.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from threadgist.embed import embed_texts
from threadgist.errors import SettingsError
from threadgist.vector_cache import VectorCache
from threadgist.write import extractive

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.embed import Encoder
    from threadgist.ground.gate import Judge
    from threadgist.settings import Settings
    from threadgist.writing import Writer

__all__ = ["open_cache", "open_encoder", "open_gate", "open_tools", "open_writer"]


def open_tools(settings: Settings) -> tuple[Encoder, VectorCache | None]:
    """Return the encoder and the cache that the settings name; neither loads or opens anything yet.

    Raises:
        ModelError: There is no such model, or it is not here and cannot be fetched.
    """
    return open_encoder(settings), open_cache(settings)


def open_encoder(settings: Settings, *, alone: bool = False) -> Encoder:
    """Return the encoder that the settings name; nothing is loaded yet.

    Args:
        settings: All settings.
        alone: Whether nothing else in this process computes with torch.

    Raises:
        ModelError: There is no such model, or it is not here and cannot be fetched.
    """
    from threadgist.backends import encoders

    return encoders.open_encoder(settings.encoder, alone=alone)


def open_cache(settings: Settings) -> VectorCache | None:
    """Return where the settings keep vectors between runs; None where they are not kept."""
    folder = settings.encoder.cache_dir
    return VectorCache(Path(folder) if folder else None) if settings.encoder.cache else None


def open_gate(
    encoder: Encoder,
    cache: VectorCache | None,
    entails: Callable[[Sequence[tuple[str, str]]], Sequence[float]] | None = None,
    reads: Callable[[Sequence[tuple[tuple[str, ...], str]]], Sequence[float]] | None = None,
    reader_weights: Mapping[str, float] | None = None,
) -> Judge:
    """Return the gate that decides which sentences of a language model reach a page.

    Threads may share it: the encoder and the cache are used by one at a time.

    Args:
        encoder: The one that made the vectors of the comments.
        cache: Where its vectors are kept.
        entails: Gives for pairs (text, claim) how likely the second follows from the first; decides where given.
        reads: Gives for pairs (comments, claim) what a second reader makes of it, see `Gate`.
        reader_weights: How much its word counts; None for the weights that were fitted.
    """
    from threadgist.ground.gate import Gate
    from threadgist.ground.gate.weights import READER_WEIGHTS

    lock = threading.Lock()

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        with lock:
            return embed_texts(texts, encoder=encoder, cache=cache)

    return Gate(encode, entails, reads=reads, reader_weights=reader_weights or READER_WEIGHTS)


def open_writer(settings: Settings, encoder: Encoder, cache: VectorCache | None) -> Writer | None:
    """Return the language model that the settings name, with its judge and bounds; None where quotations are wanted.

    Nothing is loaded and no server is asked yet. One writer serves a whole run, from several threads as well: its
    bounds on calls and seconds are those of the run.

    Raises:
        ModelError: There is no such model, what runs it is not installed, or it cannot be a second reader.
        SettingsError: Sentences are to be checked in two ways at once.
    """
    if settings.writer.name == extractive.NAME:
        return None
    from threadgist.backends.language_models import open_language_model, writer_card
    from threadgist.writing import Budget, Speeds, Writer, second_reader

    wanted = settings.writer
    entails: Callable[[Sequence[tuple[str, str]]], Sequence[float]] | None = None
    judge_notices: Sequence[str] = ()
    if wanted.entailment is not None:
        from threadgist.backends.entailment import open_entailment

        checker = open_entailment(wanted.entailment, wanted.device, wanted.allow_download)
        entails = lambda pairs: checker.entails(pairs).tolist()  # noqa: E731
        judge_notices = checker.notices
    model, card = open_language_model(wanted), writer_card(wanted)
    reads = None
    if wanted.second_reader:
        if wanted.entailment is not None:
            raise SettingsError("writer.second_reader and writer.entailment: choose one of them")
        reads = second_reader(model)
    return Writer(
        model,
        open_gate(encoder, cache, entails, reads, card.reader),
        judge_notices=judge_notices,
        style=card.style if wanted.style == "auto" else wanted.style,
        language=wanted.language,
        translates=entails is not None,
        summary=wanted.summary,
        budget=Budget(wanted.max_calls, wanted.max_seconds),
        speeds=Speeds(cache.folder if cache is not None else None),
    )
