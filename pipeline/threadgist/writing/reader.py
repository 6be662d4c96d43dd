"""The language model as a second reader of what it wrote: asked yes or no, without writing a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.errors import ModelError
from threadgist.write.ask import YES_OR_NO, ask_check
from threadgist.write.model import ReadingModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threadgist.write.model import LanguageModel

__all__ = ["second_reader"]


def second_reader(
    model: LanguageModel,
) -> Callable[[Sequence[tuple[tuple[str, ...], str]]], list[float]]:
    """Return what the gate asks: for pairs (comments, claim) the log-odds of "Yes, the comments say it" against "No".

    Raises:
        ModelError: The model is behind a server, which does not tell such odds.
    """
    if not isinstance(model, ReadingModel):
        raise ModelError(
            f"writer {model.info.name!r} cannot be a second reader, for {model.info.backend} does not tell how likely "
            "an answer is: set writer.second_reader to false, or run it by transformers or llama.cpp"
        )

    def reads(pairs: Sequence[tuple[tuple[str, ...], str]]) -> list[float]:
        return model.prefers([ask_check(comments, claim) for comments, claim in pairs], YES_OR_NO)

    return reads
