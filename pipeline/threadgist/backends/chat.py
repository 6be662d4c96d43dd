"""What all language models have in common: prompts that comments cannot break out of, answers cut to size."""

import re
from collections.abc import Callable, Iterable, Sequence

from threadgist.errors import ModelError
from threadgist.model_cards import WriterCard
from threadgist.records import WriterInfo
from threadgist.resources import package_table
from threadgist.settings import WriterSettings
from threadgist.write.model import Completion, Message, Request

_CONTROL = re.compile("|".join(package_table("backends/control.toml")["tokens"]), re.IGNORECASE)
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)


def defused(text: str, tokens: Iterable[str] = ()) -> str:
    """Return `text` in which nothing is a control token, neither a common one nor one of `tokens`.

    A comment that holds "<|im_end|><|im_start|>system" would otherwise end the user's turn and speak as somebody else.
    A space after the first character makes them words like any other. Lone surrogates become "?".
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _CONTROL.sub(lambda found: _split(found[0]), text)
    for token in sorted({token for token in tokens if len(token) > 1 and not token.isspace()}, key=len)[::-1]:
        text = text.replace(token, _split(token))
    return text


def turns(
    messages: Sequence[Message], tokens: Iterable[str] = (), system: bool = True
) -> list[dict[str, str]]:
    """Return the messages as chat templates take them, defused; without `system` its text opens the first turn."""
    said = [{"role": message.role, "content": defused(message.content, tokens)} for message in messages]
    if system or not said or said[0]["role"] != "system":
        return said
    opening = "\n\n".join(one["content"] for one in said[:2])
    return [{"role": "user", "content": opening}, *said[2:]]


def cut_at_stop(text: str, stops: Sequence[str]) -> tuple[str, bool]:
    """Return `text` up to the first of the stop strings in it, and whether there was one."""
    at = min((place for stop in stops if stop and (place := text.find(stop)) >= 0), default=-1)
    return (text, False) if at < 0 else (text[:at], True)


def without_thinking(text: str) -> str:
    """Return an answer without the thoughts that a reasoning model puts before it."""
    return _THOUGHT.sub("", text)


def _split(token: str) -> str:
    return f"{token[0]} {token[1:]}"


class ChatModel:
    """A language model behind its `card`, which is what is known of it without loading it; by whatever it runs."""

    def __init__(self, card: WriterCard, settings: WriterSettings) -> None:
        self.card = card
        self._settings = settings
        self._notices: list[str] = []

    @property
    def notices(self) -> tuple[str, ...]:
        """What did not go as asked, in sentences."""
        return tuple(self._notices)

    @property
    def context(self) -> int | None:
        """How many tokens the model takes at once, prompt and answer, as far as a setting or its card says."""
        return self._settings.context or self.card.context

    def _info(self, backend: str, recipe: str, name: str | None = None) -> WriterInfo:
        card = self.card
        return WriterInfo(name or card.name, backend, card.revision, card.sha256, recipe)

    def _notice(self, text: str) -> None:
        if text not in self._notices:
            self._notices.append(text)

    def _error(self, text: str) -> ModelError:
        return ModelError(f"writer {self.card.name!r}: {text}")

    def _prompt(
        self,
        request: Request,
        controls: Iterable[str],
        template: Callable[[list[dict[str, str]]], str] | None,
    ) -> str:
        """Return the text of a request, by the model's chat template where it has one."""
        if template is None:
            self._notice(f"the model {self.card.name} has no chat template: prompts went in as running text")
            return "\n\n".join(one["content"] for one in turns(request.messages, controls)) + "\n\n"
        from jinja2.exceptions import TemplateError

        # Some templates refuse a system turn: its text then opens the user's.
        for system in (True, False):
            try:
                return template(turns(request.messages, controls, system))
            except (TemplateError, ValueError) as error:
                fault = error
        raise self._error(f"its chat template cannot be used: {fault}") from fault


def too_long(tokens: int, request: Request, context: int) -> Completion | None:
    """Return the completion that says why a prompt and its answer do not fit; None where they do."""
    if tokens + request.max_tokens <= context:
        return None
    return Completion(
        text="",
        prompt_tokens=tokens,
        error=f"a prompt of {tokens} tokens and an answer of {request.max_tokens} do not fit the "
        f"context of {context} tokens",
    )
