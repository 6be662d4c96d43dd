"""What is sent to a server, what it complains of, and how the beginning of an answer is asked for.

Servers differ in what they take. We begin with all that we would like and leave out what one refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from threadgist.backends.chat import turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threadgist.write.model import Request


# What these call themselves in their list of models; they take `continue_final_message`.
_CONTINUING = frozenset({"vllm", "sglang"})
_LONGEST_ERROR = 200
# OpenAI takes no more than four.
_MOST_STOPS = 4


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a server takes. `continues`: it goes on with a begun answer instead of starting one of its own.

    `shortcoming` says in words what was last found missing.
    """

    continues: bool = False
    schema: bool = True
    temperature: bool = True
    stop: bool = True
    template: bool = True
    system: bool = True
    tokens_key: str = "max_tokens"
    shortcoming: str = ""


def continues_answers(owners: Iterable[str]) -> bool:
    """Say whether a server goes on with a begun answer, from whom its list of models names as their owners."""
    return any(owner.lower() in _CONTINUING for owner in owners)


def call_arguments(
    model: str, template: Mapping[str, Any], request: Request, dialect: Dialect
) -> dict[str, Any]:
    """Return the arguments of `chat.completions.create` for a request.

    The beginning of an answer is given where the server goes on with it, and asked for in words elsewhere.
    """
    messages = turns(request.messages, system=dialect.system)
    extra: dict[str, Any] = {}
    begun = request.prefill.strip() if request.schema is None else ""
    if begun and dialect.continues:
        messages.append({"role": "assistant", "content": begun})
        extra |= {"add_generation_prompt": False, "continue_final_message": True}
    elif begun:
        last = messages[-1]
        asked = f"{last['content']}\n\nBegin your answer with exactly these words: {begun}"
        messages[-1] = {**last, "content": asked}
    if template and dialect.template:
        extra["chat_template_kwargs"] = dict(template)
    arguments: dict[str, Any] = {
        "model": model,
        "messages": messages,
        dialect.tokens_key: request.max_tokens,
    }
    if dialect.temperature:
        arguments["temperature"] = 0.0
    if request.stop and dialect.stop:
        arguments["stop"] = list(request.stop[:_MOST_STOPS])
    if request.schema is not None and dialect.schema:
        arguments["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": dict(request.schema), "strict": True},
        }
    if extra:
        arguments["extra_body"] = extra
    return arguments


def complained_of(message: str, arguments: Mapping[str, Any], dialect: Dialect) -> Dialect | None:
    """Return the dialect without what a refusal names; None where it names nothing that can be left out."""
    said = message.lower()
    extra = arguments.get("extra_body", {})
    if "max_tokens" in arguments and "max_completion_tokens" in said:
        return replace(
            dialect,
            tokens_key="max_completion_tokens",
            shortcoming="counts the tokens of thoughts into the length of an answer",
        )
    if "continue_final_message" in extra and _names(
        said, ("continue_final_message", "add_generation_prompt", "assistant message", "prefill")
    ):
        return replace(
            dialect,
            continues=False,
            shortcoming="does not go on with a begun answer: its beginning is asked for in words",
        )
    if "chat_template_kwargs" in extra and _names(said, ("chat_template_kwargs",)):
        return replace(
            dialect,
            template=False,
            shortcoming="takes no values for its chat template (chat_template_kwargs)",
        )
    if "temperature" in arguments and "temperature" in said:
        return replace(
            dialect, temperature=False, shortcoming="does not let the temperature be 0: answers may differ"
        )
    if "stop" in arguments and _names(said, ("'stop'", '"stop"', "stop sequence", "`stop`")):
        return replace(dialect, stop=False, shortcoming="takes no stop strings: answers are cut here")
    if dialect.system and _names(said, ("system role", "system message", "developer instruction")):
        return replace(
            dialect, system=False, shortcoming="takes no system message: it opens the user's message"
        )
    if "response_format" in arguments and _names(
        said, ("response_format", "json_schema", "schema", "grammar", "guided", "structured")
    ):
        return replace(
            dialect,
            schema=False,
            shortcoming="takes no JSON schema: answers are asked for in words and checked here",
        )
    return None


def after_prefill(text: str, prefill: str, begun: bool) -> str | None:
    """Return the answer behind its prescribed beginning; None where it does not begin so.

    Where the server was to go on with it (`begun`), the beginning may be missing. White space counts as in
    the request: it is taken from the answer where `prefill` ends with it.
    """
    words = prefill.split()
    rest = text.lstrip().lstrip("\"'“”«»*`").lstrip()
    for word in words:
        if not rest.lower().startswith(word.lower()):
            if not begun:
                return None
            return text.lstrip() if prefill[-1:].isspace() else text
        rest = rest[len(word) :].lstrip() if word is not words[-1] else rest[len(word) :]
    return rest.lstrip() if prefill[-1:].isspace() else rest


def one_line(error: BaseException) -> str:
    """Return what an error says, in one line of a bearable length."""
    said = " ".join((str(error) or type(error).__name__).split())
    return said if len(said) <= _LONGEST_ERROR else said[: _LONGEST_ERROR - 1] + "…"


def _names(said: str, words: Sequence[str]) -> bool:
    return any(word in said for word in words)
