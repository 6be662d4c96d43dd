"""Settings: what can be turned, checked and frozen. A leaf: stages are handed one section each.

Order of precedence, strongest first: command-line options, environment (`THREADGIST_SELECT__MAX_POINTS=3`),
files named with --config (the last one wins), the defaults in configs/default.toml, which says what each key means.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from threadgist.bounds import READ_MEMORY_MB, READ_SECONDS
from threadgist.speakers import WRITTEN_LANGUAGES

Positive = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A part of the settings: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LimitSettings(Section):
    """How much of a hostile or huge input is read."""

    max_comments: Positive = 20_000
    max_comment_chars: Positive = 20_000
    max_input_mb: Positive = 256
    max_memory_mb: Positive = READ_MEMORY_MB
    max_read_seconds: Positive = READ_SECONDS


class EncoderSettings(Section):
    """Which sentence-transformers model makes the vectors, and how."""

    name: str = "all-MiniLM-L6-v2"
    batch_size: Positive = 16
    device: str = "auto"
    backend: Literal["torch", "onnx-int8"] = "torch"
    cache: bool = True


class ClusterSettings(Section):
    """How passages become themes. See docs/lab-notes.md for what each was measured to do."""

    max_themes: Positive = 20


class SelectSettings(Section):
    """How many lines a theme shows."""

    max_points: Positive = 4
    max_one_offs: Annotated[int, Field(ge=0)] = 6


class WriterSettings(Section):
    """Who writes headings and bullets: `extractive`, or the name of a language model's card; and how."""

    name: str = "extractive"
    style: Literal["auto", "small", "full", "once"] = "auto"
    language: str | None = None
    summary: bool = True
    checker: str = "same"
    max_calls: Annotated[int, Field(ge=0)] | None = None
    max_seconds: Annotated[float, Field(ge=0.0)] | None = None
    input_price: Annotated[float, Field(ge=0.0)] | None = None
    output_price: Annotated[float, Field(ge=0.0)] | None = None
    backend: Literal["auto", "transformers", "llama.cpp", "server"] = "auto"
    base_url: str | None = None
    api_key_env: str = "OPENAI_API_KEY"
    concurrency: Positive = 8
    timeout: Annotated[float, Field(gt=0.0)] = 120.0
    retries: Annotated[int, Field(ge=0)] = 4
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    batch_size: Positive = 8
    context: Positive | None = None

    @field_validator("language")
    @classmethod
    def _has_words(cls, language: str | None) -> str | None:
        if language is not None and language not in WRITTEN_LANGUAGES:
            raise ValueError(
                f"there are no words for counts in {language!r}: give one of {', '.join(WRITTEN_LANGUAGES)}"
            )
        return language


class PageSettings(Section):
    """What the page shows, where it is published and whose look it has."""

    max_comment_chars: Positive = 1_200
    pseudonyms: bool = False
    base_url: str | None = None
    templates: str | None = None
    css: str | None = None


class BatchSettings(Section):
    """How a batch uses the machine; none of it changes a digest."""

    workers: Positive | None = None
    writing: Positive = 16
    step_seconds: Annotated[float, Field(gt=0.0)] = 3_600.0


class Settings(Section):
    """All settings of one run."""

    limits: LimitSettings = LimitSettings()
    encoder: EncoderSettings = EncoderSettings()
    cluster: ClusterSettings = ClusterSettings()
    select: SelectSettings = SelectSettings()
    page: PageSettings = PageSettings()
    writer: WriterSettings = WriterSettings()
    batch: BatchSettings = BatchSettings()
