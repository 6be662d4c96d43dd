"""Cross-encoders for entailment: does a claim follow from a text?

Each pair is judged alone, so that its figure does not depend on the pairs beside it.
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from threadgist.backends.loading import FROM_DISK, loading, usable_device
from threadgist.backends.model_files import checked_weights
from threadgist.errors import ModelError
from threadgist.model_cards import EntailmentCard


class EntailmentModel:
    """A sequence classifier behind its card; safe to call from several threads, which take turns.

    `notices` say what went otherwise than asked, for the run's provenance.
    """

    def __init__(self, card: EntailmentCard, device: str = "auto") -> None:
        self.card = card
        self.notices: list[str] = []
        self._wanted = device
        self._lock = threading.Lock()

    def entails(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return `(n,)` float32: for each pair (text, claim), the probability that the claim follows from the text.

        A text too long for the model loses its end, never the claim. Raises ModelError: the model or the device asked
        for is not here, or the model is not that of its card.
        """
        figures = np.zeros(len(pairs), dtype=np.float32)
        if not pairs:
            return figures
        with self._lock:
            tokenizer, model, label = self._loaded
            import torch

            with torch.inference_mode():
                for at, pair in enumerate(pairs):
                    text, claim = (one.encode("utf-8", "replace").decode() for one in pair)
                    tokens = self._tokens(tokenizer, text, claim).to(model.device)
                    figures[at] = float(model(**tokens).logits[0].float().softmax(-1)[label])
        return figures

    def _tokens(self, tokenizer: Any, text: str, claim: str) -> Any:
        """Return text and claim as tokens: as a pair, or in the one text that the card's prompt makes of them."""
        most = self.card.max_tokens
        if not self.card.prompt:
            short = len(tokenizer(claim).input_ids) * 2 < most
            cut = "only_first" if short else "longest_first"
            return tokenizer(text, claim, truncation=cut, max_length=most, return_tensors="pt")
        said = self.card.prompt.replace("{claim}", claim)
        while True:
            given = tokenizer(said.replace("{text}", text), return_tensors="pt")
            over = int(given["input_ids"].shape[1]) - most
            if over <= 0 or not text:
                return given
            # A token is at least a character of the text's end.
            text = text[: -max(over, len(text) // 8)] if over < len(text) else ""

    @cached_property
    def _loaded(self) -> tuple[Any, Any, int]:
        folder = checked_weights(self.card, "entailment model")
        device = usable_device(self._wanted, "writer.device", self.notices.append, "the entailment model")
        with loading(f"entailment model {self.card.name!r} cannot be loaded"):
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer

            tokenizer = AutoTokenizer.from_pretrained(str(folder), **FROM_DISK)
            model: Any = AutoModelForSequenceClassification.from_pretrained(
                str(folder), dtype=torch.float32, **FROM_DISK
            )
        labels = {str(name).lower(): int(at) for at, name in model.config.id2label.items()}
        wanted = self.card.entails.lower()
        if wanted not in labels:
            raise ModelError(
                f"entailment model {self.card.name!r} has the labels {', '.join(labels)}, none of them "
                f"{self.card.entails!r}: correct `entails` in its card"
            )
        return tokenizer, model.to(device).eval(), labels[wanted]
