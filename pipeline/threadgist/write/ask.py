"""Prompts: what a language model is asked, rendered from the templates in `prompts/`.

Comments, titles and article text are foreign: they are defused and put into blocks whose marks they cannot forge, so
that they cannot end their block, nor pass for a part of ours. Answers to all but the small models are asked for as
JSON under a schema.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from threadgist.speakers import LANGUAGES
from threadgist.write.model import Message, Request

if TYPE_CHECKING:
    from jinja2 import Environment

# How long an answer may be, in tokens for each sentence that is checked or repaired.
CLAIM_TOKENS: Final = 160
# A sentence and the two that it may answer, whole.
CLAIM_CHARS: Final = 1_900
# The signs that our own blocks, chat templates and JSON are made of; each becomes one that reads alike.
_SIGNS: Final = str.maketrans("<>[]{}|`", "‹›()()¦'")
_RULES: Final = re.compile(r"([#=_~*-])\1{2,}")
_ZERO_WIDTH_JOINERS: Final = "\u200c\u200d"
_PROMPTS: Final = Path(__file__).with_name("prompts")
Schema: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to check or to repair: what it says, the keys it cites, and what was found wrong with it."""

    text: str
    keys: tuple[str, ...]
    wrong: str = ""


def ask_of_claims(
    template: str, claims: Sequence[Claim], answer: Schema, language: str | None, **blocks: object
) -> Request:
    """Ask about claims (by number, from 1), for JSON with `answer` for each; `blocks` are what else is shown."""
    rows = {}
    for number, claim in enumerate(claims, 1):
        row = f"{number}. {defuse(claim.text, CLAIM_CHARS)} (cites {', '.join(claim.keys) or 'nothing'})"
        rows[str(number)] = f"{row} Wrong: {defuse(claim.wrong, CLAIM_CHARS)}" if claim.wrong else row
    schema, claimed = an_object(**dict.fromkeys(rows, answer)), fenced(rows.values())
    return request(template, CLAIM_TOKENS * (1 + len(claims)), language, schema, claims=claimed, **blocks)


def defuse(text: str, limit: int) -> str:
    """Return at most `limit` characters of foreign text as one line that can be nothing but text in a prompt.

    What prints nothing is dropped; signs that blocks, chat templates and JSON are made of become ones that look alike.
    """
    line = " ".join("".join(map(_visible, text[: 8 * limit])).split())
    line = _RULES.sub(r"\1", line.translate(_SIGNS))
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip() + " …"


def _visible(char: str) -> str:
    if char in _ZERO_WIDTH_JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs"):
        return char
    return " " if char.isspace() else ""


@cache
def own_words() -> str:
    """Return what our templates themselves say, without anything of a comment: what must not leak out of them."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(_PROMPTS.glob("*.jinja")))
    said = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", " ".join(texts), flags=re.DOTALL)
    return " ".join(said.split())


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # A prompt is no markup: what is foreign in it was defused before it comes here.
    return Environment(
        loader=FileSystemLoader(_PROMPTS),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def request(
    template: str, tokens: int, language: str | None, schema: Schema | None = None, **values: object
) -> Request:
    """Return the request that a template makes of `values`; the answer is in the `language` if it has sentences."""
    if language is not None:
        words = LANGUAGES[language]
        joins = ", ".join(f"“{word}”" for word in words.get("joins", "").split())
        values |= {"language": words["name"], "few": "few" in words, "joins": joins}
    system = _templates().get_template("system.jinja").render().strip()
    text = _templates().get_template(f"{template}.jinja").render(**values)
    user = re.sub(r"\n{3,}", "\n\n", text).strip()
    return Request((Message("system", system), Message("user", user)), max_tokens=tokens, schema=schema)


def fenced(lines: Iterable[object]) -> dict[str, object]:
    """Return lines as a block of a prompt, without those that are empty; what is foreign in them is defused.

    Its mark is a hash of all of it that none of it holds, the same for the same.
    """
    kept = tuple(filter(None, map(str, lines)))
    whole = "\x00".join(kept).encode("utf-8", "surrogatepass")
    hashes = (hashlib.sha256(salt.to_bytes(2, "little") + whole).hexdigest()[:8] for salt in range(1_000))
    mark = next(found for found in hashes if not any(found in line.lower() for line in kept))
    return {"mark": mark, "lines": kept}


def an_object(**properties: Schema) -> Schema:
    """Return the schema of an object that has all of some properties."""
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def a_list(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


A_TEXT: Final[Schema] = {"type": "string"}
# A small model takes the mark of a block for an id where anything may stand there.
IDS: Final = a_list({"type": "string", "pattern": "^[0-9]{1,6}$"})
_KIND: Final[Schema] = {"type": "string", "enum": ["item", "side", "detail"]}
_NESTED: Final = a_list(an_object(text=A_TEXT, ids=IDS, kind=_KIND))
SENTENCES: Final = a_list(an_object(text=A_TEXT, ids=IDS, sub=_NESTED))
