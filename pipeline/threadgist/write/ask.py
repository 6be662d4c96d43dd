"""Prompts: what a language model is asked, rendered from the templates in `prompts/`.

Comments, titles and article text are foreign: they are defused and put into blocks whose marks they cannot forge
(`fence`). Answers to all but the small models are asked for as JSON under a schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threadgist.speakers import LANGUAGES
from threadgist.write.fence import defuse, mark
from threadgist.write.model import Message, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Environment

    from threadgist.write.material import About, Line

__all__ = [
    "CHECK_TOKENS",
    "DRAFT_TOKENS",
    "EDIT_TOKENS",
    "Claim",
    "ask_check",
    "ask_draft",
    "ask_edit",
    "ask_heading",
    "ask_repair",
    "ask_report",
    "own_words",
]

# How long an answer may be, in tokens; a check and a repair are so many tokens a sentence.
DRAFT_TOKENS: Final = 2_000
EDIT_TOKENS: Final = 5_000
CHECK_TOKENS: Final = 120
REPAIR_TOKENS: Final = 120
SENTENCE_TOKENS: Final = 80
HEADING_TOKENS: Final = 24
COMMENT_CHARS: Final = 600
HEADING_COMMENT_CHARS: Final = 240
HEADING_COMMENTS: Final = 6
PHRASES: Final = 4
# Small models are shown this much of the article where they write a heading.
SHORT_ARTICLE_CHARS: Final = 360
CLAIM_CHARS: Final = 600


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to check or to repair: what it says, the keys it cites, and what was found wrong with it."""

    text: str
    keys: tuple[str, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of foreign text, defused, and the mark that fences them."""

    mark: str
    lines: tuple[str, ...]


def ask_draft(about: About, lines: Sequence[Line], language: str, *, part: bool, bullets: int) -> Request:
    """Ask for a heading over what lines say, with the keys of those that say it.

    Args:
        about: What the discussion is about.
        lines: The comments.
        language: ISO 639-1 code of the language to write in.
        part: Whether they are a part of the discussion rather than all of it.
        bullets: How many bullets there may be.
    """
    return _request(
        "draft.jinja",
        max_tokens=DRAFT_TOKENS,
        schema=_object(heading=_TEXT, bullets=_list(_sentence(also=_IDS))),
        about=_about(about),
        lines=_fenced(map(str, lines)),
        part=part,
        bullets=bullets,
        language=LANGUAGES[language].name,
    )


def ask_edit(
    about: About,
    drafts: Sequence[str],
    rest: Sequence[Line],
    language: str,
    *,
    final: bool,
    headings: tuple[int, int],
) -> Request:
    """Ask for one digest made of drafts (or, where it is not `final`, for fewer drafts made of many).

    Args:
        about: What the discussion is about.
        drafts: Their lines: headings, and sentences with keys.
        rest: Comments that no draft is about.
        language: ISO 639-1 code of the language to write in.
        final: Whether this is the digest, with "In short".
        headings: How many headings there may be, least and most.
    """
    return _request(
        "edit.jinja",
        max_tokens=EDIT_TOKENS,
        schema=_object(
            headings=_list(_object(heading=_TEXT, bullets=_list(_sentence()))),
            short=_list(_object(text=_TEXT, headings=_list({"type": "integer"}))),
        ),
        about=_about(about),
        drafts=_fenced(drafts),
        rest=_fenced(map(str, rest)),
        final=final,
        least=headings[0],
        most=headings[1],
        language=LANGUAGES[language].name,
    )


def ask_check(
    about: About, lines: Iterable[str], claims: Sequence[Claim], *, bullets: bool = False
) -> Request:
    """Ask whether lines say what claims say, claim by claim and line by line.

    Args:
        about: What the discussion is about.
        lines: Everything that is cited, each line with its key, and what it answers.
        claims: What to check; it is asked for by number, from 1.
        bullets: Whether the lines are bullets of the digest rather than comments.
    """
    keys = _numbers(claims)
    verdict = _object(says=_IDS, other=_IDS, against=_IDS, whole={"type": "boolean"}, missing=_TEXT)
    return _request(
        "check.jinja",
        max_tokens=CHECK_TOKENS * (1 + len(claims)),
        schema=_object(**dict.fromkeys(keys, verdict)),
        about=_about(about),
        lines=_fenced(lines),
        claims=_fenced(
            f"{number}. {defuse(claim.text, CLAIM_CHARS)} (cites {', '.join(claim.keys)})"
            for number, claim in zip(keys, claims, strict=True)
        ),
        bullets=bullets,
    )


def ask_repair(
    about: About, lines: Iterable[str], claims: Sequence[Claim], language: str, *, bullets: bool = False
) -> Request:
    """Ask for sentences that did not pass the check once more, each with what was wrong; by number, from 1."""
    keys = _numbers(claims)
    return _request(
        "repair.jinja",
        max_tokens=REPAIR_TOKENS * (1 + len(claims)),
        schema=_object(**dict.fromkeys(keys, _object(text=_TEXT, ids=_IDS))),
        about=_about(about),
        lines=_fenced(lines),
        bullets=bullets,
        claims=_fenced(
            f"{number}. {defuse(claim.text, CLAIM_CHARS)} (cites {', '.join(claim.keys) or 'nothing'}) "
            f"Wrong: {defuse(claim.wrong, CLAIM_CHARS)}"
            for number, claim in zip(keys, claims, strict=True)
        ),
        language=LANGUAGES[language].name,
    )


def ask_report(comment: str, subject: str, language: str) -> Request:
    """Ask for one sentence that begins with `subject` and says what a comment says, which is all that is shown.

    Args:
        comment: The quotation of a point.
        subject: The words the sentence begins with.
        language: ISO 639-1 code of the language to write in.
    """
    return _request(
        "report.jinja",
        prefill=subject,
        max_tokens=SENTENCE_TOKENS,
        stop=("\n",),
        main=_fenced([defuse(comment, COMMENT_CHARS)]),
        subject=subject,
        language=LANGUAGES[language].name,
    )


def ask_heading(about: About, comments: Sequence[str], phrases: Sequence[str], language: str) -> Request:
    """Ask for the heading of a theme: what `comments` share."""
    return _request(
        "heading.jinja",
        max_tokens=HEADING_TOKENS,
        stop=("\n",),
        about=_about(about, SHORT_ARTICLE_CHARS),
        comments=_fenced(
            f"{number}. {defuse(text, HEADING_COMMENT_CHARS)}"
            for number, text in enumerate(comments[:HEADING_COMMENTS], 1)
        ),
        phrases=_fenced([defuse(", ".join(phrases[:PHRASES]), HEADING_COMMENT_CHARS)] if phrases else []),
        language=LANGUAGES[language].name,
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
    max_tokens: int,
    prefill: str = "",
    stop: tuple[str, ...] = (),
    schema: dict[str, Any] | None = None,
    **values: Any,
) -> Request:
    system = _templates().get_template("system.jinja").render().strip()
    text = _templates().get_template(template).render(**values)
    user = re.sub(r"\n{3,}", "\n\n", text).strip()
    return Request((Message("system", system), Message("user", user)), prefill, max_tokens, stop, schema)


def _about(about: About, article: int | None = None) -> _Block:
    return _fenced((about.title, about.article if article is None else defuse(about.article, article)))


def _fenced(lines: Iterable[str]) -> _Block:
    kept = tuple(filter(None, lines))
    return _Block(mark(kept), kept)


def _numbers(claims: Sequence[Claim]) -> list[str]:
    return [str(number) for number in range(1, len(claims) + 1)]


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TEXT: Final[dict[str, Any]] = {"type": "string"}
_IDS: Final[dict[str, Any]] = {"type": "array", "items": {"type": "string"}}


def _sentence(**more: Any) -> dict[str, Any]:
    kind = {"type": "string", "enum": ["item", "side"]}
    return _object(text=_TEXT, ids=_IDS, sub=_list(_object(text=_TEXT, ids=_IDS, kind=kind)), **more)
