"""The process that encodes, one for each device: texts of many threads in one call, sorted by length."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.settings import EncoderSettings, Settings

# Texts in one call: enough to fill batches of every length, little enough to begin soon.
_CPU_WINDOW: Final = 8_192
_GPU_WINDOW: Final = 16_384
_CPU_CHUNK: Final = 4_096
# Texts of the threads on their way, which stay in memory: those read, those encoded, those planned. A GPU starts slowly
# and is then ahead of all others, so there is more that waits.
_CPU_HELD: Final = 24_576
_GPU_HELD: Final = 196_608

GPUS: Final = ("cuda", "mps")
_ANY_TEXT: Final = ("It loads.",)

Encoded = tuple["NDArray[np.float32]", tuple[str, ...], tuple[str, ...]]


def devices(settings: EncoderSettings) -> tuple[str, ...]:
    """Return the devices to encode on: every GPU that is visible, else the one that the settings name."""
    if settings.device not in ("auto", "cuda") or not sys.platform.startswith("linux"):
        return (settings.device,)
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        names = [name.strip() for name in visible.split(",") if name.strip() not in ("", "-1")]
    else:
        names = [str(i) for i, _ in enumerate(Path("/dev").glob("nvidia[0-9]*"))]
    return tuple(f"cuda@{name}" for name in names) or (settings.device,)


def window_texts(*, on_gpu: bool) -> tuple[int, int]:
    """Return how many texts one call takes, and how many may be held by threads on their way."""
    return (_GPU_WINDOW, _GPU_HELD) if on_gpu else (_CPU_WINDOW, _CPU_HELD)


def wanted_at_once(settings: Settings) -> bool:
    """Whether a thread that is new will need the model, which can then be loaded while the first ones are read."""
    from threadgist.tools import open_cache

    cache = open_cache(settings)
    return cache is None or cache.is_new


def start(
    settings: Settings, device: str, environment: Mapping[str, str | None]
) -> Callable[[Sequence[str]], Encoded]:
    """Return what encodes on one of `devices`; called without texts it only loads the model.

    Variables of `environment` are set before torch is loaded; None takes one away.
    """
    for name, value in environment.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    if device.startswith("cuda@"):
        os.environ["CUDA_VISIBLE_DEVICES"] = device.partition("@")[2]
    from threadgist.embed import embed_texts
    from threadgist.tools import open_cache, open_encoder

    chunk = _GPU_WINDOW if device.startswith(GPUS) else _CPU_CHUNK
    encoder, cache = open_encoder(settings, alone=True), open_cache(settings)

    def encode(texts: Sequence[str]) -> Encoded:
        if not texts:
            encoder.encode(_ANY_TEXT)
        vectors = embed_texts(texts, encoder, cache, chunk_size=chunk)
        said = tuple(cache.notices) if cache is not None else ()
        return vectors, tuple(getattr(encoder, "notices", ())), said

    return encode
