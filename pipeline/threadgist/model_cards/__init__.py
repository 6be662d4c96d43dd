"""Model cards: what threadgist knows about a model before it loads it. One TOML file a model.

Cards come from three places, a later one replacing an earlier one of the same name: those that travel with
threadgist, those in the folder that THREADGIST_MODELS_DIR names, and a card named by its path. What lies in the
working directory counts for nothing until it is named. Nothing here imports torch or asks the network.
"""

from __future__ import annotations

from threadgist.model_cards.cards import AnyCard, EntailmentCard, ModelCard, WriterCard
from threadgist.model_cards.find import encoder_cards, find_card, load_card, load_cards, other_card
from threadgist.model_cards.installed import (
    WEIGHTS,
    InstalledState,
    file_sha256,
    hub_cache,
    hub_folder,
    installed_state,
    weights_file,
    weights_folder,
    weights_homes,
)

__all__ = [
    "WEIGHTS",
    "AnyCard",
    "EntailmentCard",
    "InstalledState",
    "ModelCard",
    "WriterCard",
    "encoder_cards",
    "file_sha256",
    "find_card",
    "hub_cache",
    "hub_folder",
    "installed_state",
    "load_card",
    "load_cards",
    "other_card",
    "weights_file",
    "weights_folder",
    "weights_homes",
]
