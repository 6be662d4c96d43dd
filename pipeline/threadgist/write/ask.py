"""Prompts: what a language model is asked, rendered from the templates in `prompts/`.

Comments, titles and article text are foreign: they are defused, cut and put into blocks whose marks they cannot forge
(`fence`). What is asked is the same for all models; `Request.prefill` gives the answer's first words, so that who says
something is ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threadgist.write.fence import defuse, mark
from threadgist.write.model import Message, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Environment

__all__ = [
    "YES_OR_NO",
    "About",
    "ThemePoint",
    "ask_check",
    "ask_heading",
    "ask_sentence",
    "ask_summary",
    "ask_theme",
    "own_words",
]

TITLE_CHARS: Final = 200
LEAD_CHARS: Final = 360
COMMENT_CHARS: Final = 600
HEADING_COMMENT_CHARS: Final = 240
REASON_CHARS: Final = 300
HEADING_COMMENTS: Final = 6
CHECK_COMMENTS: Final = 6
# How the answers to `ask_check` begin.
YES_OR_NO: Final = ("Yes", "No")
PHRASES: Final = 4
SENTENCE_TOKENS: Final = 80
HEADING_TOKENS: Final = 24
_LANGUAGES: Final = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "sv": "Swedish", "da": "Danish", "pl": "Polish", "ru": "Russian", "zh": "Chinese", "ja": "Japanese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What the discussion is about: the thread's title and the article's first lines, as they stand."""

    title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class ThemePoint:
    """One point in a prompt for a whole theme; `answers` is the key of the point it answers."""

    key: str
    comments: tuple[str, ...]
    answers: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of foreign text, defused, and the mark that fences them."""

    mark: str
    lines: tuple[str, ...]


def ask_sentence(
    comment: str,
    subject: str,
    language: str,
    *,
    reason: str = "",
) -> Request:
    """Ask for one sentence that begins with `subject` and says what a comment says, which is all that is shown.

    Args:
        comment: The quotation of a point.
        subject: The words the sentence begins with.
        language: ISO 639-1 code of the language to write in.
        reason: Why the sentence before was not let through, for a second try.
    """
    return _request(
        "point.jinja",
        prefill=subject,
        max_tokens=SENTENCE_TOKENS,
        main=_block([comment], COMMENT_CHARS),
        subject=subject,
        language=_LANGUAGES[language],
        reason=defuse(reason, REASON_CHARS),
    )


def ask_heading(
    about: About, comments: Sequence[str], phrases: Sequence[str], language: str, *, reason: str = ""
) -> Request:
    """Ask for the heading of a theme: what `comments` share."""
    return _request(
        "heading.jinja",
        prefill="",
        max_tokens=HEADING_TOKENS,
        about=_about(about),
        comments=_block(comments[:HEADING_COMMENTS], HEADING_COMMENT_CHARS),
        phrases=_block([", ".join(phrases[:PHRASES])] if phrases else [], HEADING_COMMENT_CHARS),
        language=_LANGUAGES[language],
        reason=defuse(reason, REASON_CHARS),
    )


def ask_summary(bullets: Sequence[str], opener: str, language: str, *, reason: str = "") -> Request:
    """Ask for one sentence of "In short", which rests on grounded bullets and begins with `opener`.

    Without the background: small models repeat the title, which stands above on the page, in each sentence.
    """
    return _request(
        "summary.jinja",
        prefill=opener,
        max_tokens=SENTENCE_TOKENS,
        comments=_block(bullets, COMMENT_CHARS),
        subject=opener,
        language=_LANGUAGES[language],
        reason=defuse(reason, REASON_CHARS),
    )


def ask_check(comments: Sequence[str], claim: str) -> Request:
    """Ask whether comments say what a sentence says; the answer begins with one of `YES_OR_NO`.

    Args:
        comments: What the sentence cites.
        claim: The sentence without who says it.
    """
    user = (
        _templates()
        .get_template("check.jinja")
        .render(
            comments=_block(comments[:CHECK_COMMENTS], COMMENT_CHARS), claim=_block([claim], COMMENT_CHARS)
        )
    )
    return Request((Message("user", re.sub(r"\n{3,}", "\n\n", user).strip()),), max_tokens=1)


def ask_theme(about: About, points: Sequence[ThemePoint], subject: str, language: str) -> Request:
    """Ask for a theme in one call: a heading, and for each point, under its key, one sentence that begins as asked."""
    keys = ["heading", *(point.key for point in points)]
    schema = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys},
        "required": keys,
        "additionalProperties": False,
    }
    blocks = [
        {
            "key": point.key,
            "answers": point.answers,
            "mark": (block := _block(point.comments, COMMENT_CHARS)).mark,
            "lines": block.lines,
        }
        for point in points
    ]
    return _request(
        "theme.jinja",
        prefill="",
        max_tokens=HEADING_TOKENS + (SENTENCE_TOKENS + 10) * len(points),
        stop=(),
        schema=schema,
        about=_about(about),
        points=blocks,
        subject=subject,
        language=_LANGUAGES[language],
    )


@cache
def own_words() -> str:
    """Return what our templates themselves say, without anything of a comment: what must not leak out of them."""
    templates = _templates()
    assert templates.loader is not None
    texts = []
    for name in sorted(templates.list_templates()):
        source = templates.loader.get_source(templates, name)[0]
        texts.append(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL))
    return re.sub(r"\s+", " ", " ".join(texts)).strip()


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # A prompt is no markup: what is foreign in it was defused before it comes here.
    return Environment(
        loader=PackageLoader("threadgist", "write/prompts"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _request(
    template: str,
    *,
    prefill: str,
    max_tokens: int,
    stop: tuple[str, ...] = ("\n",),
    schema: dict[str, Any] | None = None,
    **values: Any,
) -> Request:
    system = _templates().get_template("system.jinja").render().strip()
    text = _templates().get_template(template).render(**values)
    user = re.sub(r"\n{3,}", "\n\n", text).strip()
    return Request((Message("system", system), Message("user", user)), prefill, max_tokens, stop, schema)


def _about(about: About) -> _Block:
    lines = (defuse(about.title, TITLE_CHARS), defuse(about.lead, LEAD_CHARS))
    return _fenced(line for line in lines if line)


def _block(texts: Sequence[str], limit: int) -> _Block:
    return _fenced(defuse(text, limit) for text in texts)


def _fenced(lines: Iterable[str]) -> _Block:
    kept = tuple(lines)
    return _Block(mark(kept), kept)
