"""Causal language models from their folder into memory: tokenizer, weights, device, precision."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from threadgist.backends.quietly import FROM_DISK, quickly_and_quietly
from threadgist.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from threadgist.model_cards import WriterCard
    from threadgist.settings import WriterSettings


def load_words(card: WriterCard, folder: Path) -> tuple[Any, Any]:
    """Return the tokenizer and the configuration of the model in `folder`.

    Raises:
        ModelError: transformers cannot load them.
    """
    with quickly_and_quietly():
        from transformers import AutoConfig, AutoTokenizer

        try:
            return (
                AutoTokenizer.from_pretrained(str(folder), **FROM_DISK),
                AutoConfig.from_pretrained(str(folder), **FROM_DISK),
            )
        except (OSError, ValueError, KeyError, ImportError) as error:
            raise _unfit(card, folder, error) from error


def load_model(card: WriterCard, folder: Path, settings: WriterSettings, device: str) -> Any:
    """Return the model in `folder` on `device`, spread over all GPUs where accelerate is installed.

    Raises:
        ModelError: transformers cannot load it, or it does not fit into memory.
    """
    with quickly_and_quietly():
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM

        spread = device == "cuda" and importlib.util.find_spec("accelerate") is not None
        try:
            model: Any = AutoModelForCausalLM.from_pretrained(
                str(folder),
                **FROM_DISK,
                dtype=_precision(settings, device),
                device_map="auto" if spread else None,
            )
            if not spread:
                model.to(device)
        except torch.OutOfMemoryError as error:
            raise ModelError(f"writer {card.name!r} does not fit into the memory of {device}") from error
        except (OSError, ValueError, RuntimeError, KeyError, ImportError, SafetensorError) as error:
            raise _unfit(card, folder, error) from error
    model.eval()
    return model


def usable_device(device: str, settings: WriterSettings) -> str:
    """Return `device` where torch has it, else the CPU where the settings leave the choice.

    Raises:
        ModelError: The settings name a device that is not here, or that there is none of.
    """
    with quickly_and_quietly():
        import torch

    kind = device.partition(":")[0]
    usable = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if kind not in usable:
        raise ModelError(f"writer.device {device!r}: choose auto, cpu, cuda, cuda:N or mps")
    if usable[kind]:
        return device
    if settings.device != "auto":
        raise ModelError(f"writer.device {device!r} is not available here: choose cpu or auto")
    return "cpu"


def _precision(settings: WriterSettings, device: str) -> Any:
    """Half precision on a GPU, single on a CPU, where half is slower; or what the settings say."""
    import torch

    if settings.dtype != "auto":
        return getattr(torch, settings.dtype)
    if device == "cpu":
        return torch.float32
    return torch.bfloat16 if device == "mps" or torch.cuda.is_bf16_supported() else torch.float16


def _unfit(card: WriterCard, folder: Path, error: Exception) -> ModelError:
    first = str(error).partition("\n")[0] or type(error).__name__
    return ModelError(f"writer {card.name!r}: transformers cannot load {folder}: {first}")
