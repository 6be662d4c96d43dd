"""Prompts: what a language model is asked, rendered from the templates in `prompts/`.

Comments, titles and article text are foreign: they are defused and put into blocks whose marks they cannot forge, so
that they cannot end their block, nor pass for a part of ours. Answers to all but the small models are asked for as
JSON under a schema.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threadgist.speakers import LANGUAGES
from threadgist.write.model import Message, Request

if TYPE_CHECKING:
    from jinja2 import Environment

    from threadgist.write.material import About, Line
    from threadgist.write.revise import FirstDraft

# How long an answer may be, in tokens; a check and a repair are so many tokens a sentence.
DRAFT_TOKENS: Final = 2_000
EDIT_TOKENS: Final = 5_000
RECOUNT_TOKENS: Final = 4_000
CLAIM_TOKENS: Final = 160
SENTENCE_TOKENS: Final = 80
HEADING_TOKENS: Final = 24
COMMENT_CHARS: Final = 600
HEADING_COMMENT_CHARS: Final = 240
HEADING_COMMENTS: Final = 6
PHRASES: Final = 4
# Small models are shown this much of the article where they write a heading.
SHORT_ARTICLE_CHARS: Final = 360
# A sentence and the two that it may answer, whole.
CLAIM_CHARS: Final = 1_900
# The signs that our own blocks, chat templates and JSON are made of; each becomes one that reads alike.
_SIGNS: Final = str.maketrans(
    {"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "|": "¦", "`": "'"}
)
_RULES: Final = re.compile(r"([#=_~*-])\1{2,}")
_ZERO_WIDTH_JOINERS: Final = "\u200c\u200d"
_MARK_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class PageSize:
    """How large a digest is to be: at least and at most so many headings, and about so many words.

    A subject that `people` talk about has its place.
    """

    least: int
    most: int
    words: int
    people: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to check or to repair: what it says, the keys it cites, and what was found wrong with it."""

    text: str
    keys: tuple[str, ...]
    wrong: str = ""


def ask_draft(about: About, lines: Sequence[Line], language: str, *, part: bool, bullets: int) -> Request:
    """Ask for a heading over what lines say, with the keys of those that say it.

    `part` says that they are a part of the discussion rather than all of it; there may be so many `bullets`.
    """
    return _request(
        "draft.jinja",
        DRAFT_TOKENS,
        language,
        schema=_object(heading=_TEXT, bullets=_SENTENCES),
        about=_about(about),
        lines=_fenced(map(str, lines)),
        part=part,
        bullets=bullets,
    )


def ask_edit(
    about: About,
    drafts: Sequence[str],
    lines: Sequence[Line],
    language: str,
    *,
    final: bool,
    size: PageSize,
    exchanges: Sequence[tuple[str, int]] = (),
    first: FirstDraft | None = None,
) -> Request:
    """Ask for one digest made of comments or of drafts (or, where it is not `final`, for fewer drafts made of many).

    `drafts` are headings, and sentences with keys, as lines; `lines` the comments that no draft is about, or all where
    there are no drafts; `final` whether this is the digest, with "In short"; `exchanges` those to be told of; `first`
    the digest as it was written before, to be written once more.
    """
    headings = _object(heading=_TEXT, bullets=_SENTENCES)
    page = _object(
        headings=_list(_object(heading=_TEXT, bullets=_SENTENCES, more=_SENTENCES)),
        also=_list(_object(heading=_TEXT, ids=_IDS)),
        short=_list(_object(text=_TEXT, ids=_IDS, headings=_list({"type": "integer"}))),
    )
    return _request(
        "edit.jinja" if final else "merge.jinja",
        EDIT_TOKENS,
        language,
        schema=page if final else _object(headings=_list(headings)),
        about=_about(about),
        drafts=_fenced(drafts),
        lines=_fenced(map(str, lines)),
        size=size,
        exchanges=exchanges,
        first=first and _drafted(first),
    )


def _drafted(first: FirstDraft) -> dict[str, object]:
    return {
        "printed": _fenced(first.printed),
        "refused": _fenced(first.refused),
        "source": _fenced(first.source),
        "words": first.words,
    }


def ask_recount(
    about: About, lines: Sequence[Line], sentences: Sequence[str], headings: Mapping[str, str]
) -> Request:
    """Ask which of all comments say each sentence of a digest (by number, from 1) or belong below each heading.

    `headings` are by the letters they are called by.
    """
    rows = [f"{letter}. {defuse(heading, HEADING_COMMENT_CHARS)}" for letter, heading in headings.items()]
    rows += [f"{number}. {defuse(text, CLAIM_CHARS)}" for number, text in enumerate(sentences, 1)]
    said = _object(says=_IDS, against=_IDS)
    numbers = (str(number) for number in range(1, len(sentences) + 1))
    return _request(
        "recount.jinja",
        RECOUNT_TOKENS,
        None,
        schema=_object(
            sentences=_object(**dict.fromkeys(numbers, said)),
            headings=_object(**dict.fromkeys(headings, _IDS)),
        ),
        about=_about(about),
        lines=_fenced(map(str, lines)),
        page=_fenced(rows),
    )


def ask_check(about: About, lines: Iterable[str], claims: Sequence[Claim]) -> Request:
    """Ask whether lines say what claims say, claim by claim (by number, from 1) and line by line.

    `lines` are everything that is cited, with keys, and what it answers.
    """
    verdict = _object(says=_IDS, other=_IDS, against=_IDS, whole={"type": "boolean"}, missing=_TEXT)
    return _ask_of_claims("check.jinja", about, lines, claims, None, verdict)


def ask_repair(about: About, lines: Iterable[str], claims: Sequence[Claim], language: str) -> Request:
    """Ask for sentences that did not pass the check once more, each with what was wrong; as `ask_check` does."""
    return _ask_of_claims("repair.jinja", about, lines, claims, language, _object(text=_TEXT, ids=_IDS))


def _ask_of_claims(
    template: str,
    about: About,
    lines: Iterable[str],
    claims: Sequence[Claim],
    language: str | None,
    answer: dict[str, Any],
) -> Request:
    rows = {}
    for number, claim in enumerate(claims, 1):
        row = f"{number}. {defuse(claim.text, CLAIM_CHARS)} (cites {', '.join(claim.keys) or 'nothing'})"
        rows[str(number)] = f"{row} Wrong: {defuse(claim.wrong, CLAIM_CHARS)}" if claim.wrong else row
    return _request(
        template,
        CLAIM_TOKENS * (1 + len(claims)),
        language,
        schema=_object(**dict.fromkeys(rows, answer)),
        about=_about(about),
        lines=_fenced(lines),
        claims=_fenced(rows.values()),
    )


def ask_report(comment: str, subject: str, language: str) -> Request:
    """Ask for one sentence that begins with `subject` and says what a comment says, which is all that is shown."""
    return _request(
        "report.jinja",
        SENTENCE_TOKENS,
        language,
        prefill=subject,
        stop=("\n",),
        main=_fenced([defuse(comment, COMMENT_CHARS)]),
        subject=subject,
    )


def ask_heading(about: About, comments: Sequence[str], phrases: Sequence[str], language: str) -> Request:
    """Ask for the heading of a theme: what `comments` share."""
    return _request(
        "heading.jinja",
        HEADING_TOKENS,
        language,
        stop=("\n",),
        about=_about(about, SHORT_ARTICLE_CHARS),
        comments=_fenced(
            f"{number}. {defuse(text, HEADING_COMMENT_CHARS)}"
            for number, text in enumerate(comments[:HEADING_COMMENTS], 1)
        ),
        phrases=_fenced([defuse(", ".join(phrases[:PHRASES]), HEADING_COMMENT_CHARS)] if phrases else []),
    )


def defuse(text: str, limit: int) -> str:
    """Return at most `limit` characters of foreign text as one line that can be nothing but text in a prompt.

    Line ends become spaces, characters that print nothing are dropped, and the signs that blocks, chat templates and
    JSON are made of are replaced by ones that look alike.
    """
    line = " ".join("".join(map(_visible, text[: 8 * limit])).split())
    line = _RULES.sub(r"\1", line.translate(_SIGNS))
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip() + " …"


def mark(contents: Iterable[str]) -> str:
    """Return the mark of a block of foreign text: a hash of all of it that none of it holds.

    The same contents get the same mark, so that prompts repeat byte by byte.
    """
    texts = tuple(contents)
    whole = "\x00".join(texts).encode("utf-8", "surrogatepass")
    for salt in range(1_000):
        found = hashlib.sha256(salt.to_bytes(2, "little") + whole).hexdigest()[:_MARK_DIGITS]
        if not any(found in text.lower() for text in texts):
            return found
    raise AssertionError("a thousand hashes of a text cannot all stand in it")


def _visible(char: str) -> str:
    if char in _ZERO_WIDTH_JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs"):
        return char
    return " " if char.isspace() else ""


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
    tokens: int,
    language: str | None,
    *,
    prefill: str = "",
    stop: tuple[str, ...] = (),
    schema: dict[str, Any] | None = None,
    **values: Any,
) -> Request:
    if language is not None:
        values["language"] = LANGUAGES[language]["name"]
        values["few"] = "few" in LANGUAGES[language]
        values["joins"] = ", ".join(f"“{word}”" for word in LANGUAGES[language].get("joins", "").split())
    system = _templates().get_template("system.jinja").render().strip()
    text = _templates().get_template(template).render(**values)
    user = re.sub(r"\n{3,}", "\n\n", text).strip()
    return Request((Message("system", system), Message("user", user)), prefill, tokens, stop, schema)


def _about(about: About, article_chars: int | None = None) -> dict[str, object]:
    article = about.article if article_chars is None else defuse(about.article, article_chars)
    return _fenced((about.title, article))


def _fenced(lines: Iterable[str]) -> dict[str, object]:
    kept = tuple(filter(None, lines))
    return {"mark": mark(kept), "lines": kept}


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
# A small model takes the mark of a block for an id where anything may stand there.
_IDS: Final = _list({"type": "string", "pattern": "^[0-9]{1,6}$"})
_KIND: Final = {"type": "string", "enum": ["item", "side", "detail"]}
_SENTENCES: Final = _list(_object(text=_TEXT, ids=_IDS, sub=_list(_object(text=_TEXT, ids=_IDS, kind=_KIND))))
