"""What is sent to a server and what it complains of; the client that sends it, and its threads.

Servers differ in what they take. We begin with all that we would like and leave out what one refuses. Answers are
bounded in bytes and in time.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from threadgist.backends.chat import turns
from threadgist.bounds import ANSWER_BYTES
from threadgist.resources import package_table
from threadgist.settings import WriterSettings
from threadgist.write.model import Request

if TYPE_CHECKING:
    import httpx

Calls: TypeAlias = "SimpleQueue[tuple[Future[Any], Callable[[], Any]]]"

# What these call themselves in their list of models; they take `continue_final_message`.
CONTINUING = frozenset({"vllm", "sglang"})
_LONGEST_ERROR = 200
# OpenAI takes no more than four.
_MOST_STOPS = 4
_COMPLAINTS: list[dict[str, Any]] = package_table("backends/complaints.toml")["complaints"]


def call_arguments(
    model: str, template: Mapping[str, Any], request: Request, without: Collection[str]
) -> dict[str, Any]:
    """Return the arguments of `chat.completions.create` for a request, less those that a server does not take.

    The beginning of an answer is given where the server goes on with it, and asked for in words elsewhere.
    """
    messages = turns(request.messages, system="messages" not in without)
    extra: dict[str, Any] = {}
    begun = request.prefill.strip() if request.schema is None else ""
    if begun and "continue_final_message" not in without:
        messages.append({"role": "assistant", "content": begun})
        extra |= {"add_generation_prompt": False, "continue_final_message": True}
    elif begun:
        last = messages[-1]
        asked = f"{last['content']}\n\nBegin your answer with exactly these words: {begun}"
        messages[-1] = {**last, "content": asked}
    if template and "chat_template_kwargs" not in without:
        extra["chat_template_kwargs"] = dict(template)
    length = "max_tokens" if "max_tokens" not in without else "max_completion_tokens"
    arguments = {"model": model, "messages": messages, length: request.max_tokens, "temperature": 0.0}
    if request.stop:
        arguments["stop"] = list(request.stop[:_MOST_STOPS])
    if request.schema is not None:
        arguments["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": dict(request.schema), "strict": True},
        }
    if extra:
        arguments["extra_body"] = extra
    return {name: value for name, value in arguments.items() if name == "messages" or name not in without}


def complained_of(
    message: str, arguments: Mapping[str, Any], without: Collection[str]
) -> tuple[str, str] | None:
    """Return the argument that a refusal names, and how that is told; None where none can be left out."""
    said = message.lower()
    sent = {*arguments, *arguments.get("extra_body", {})} - {*without}
    for one in _COMPLAINTS:
        if one["argument"] in sent and any(word in said for word in one["words"]):
            return one["argument"], one["told"]
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


def open_client(base_url: str, key: str, settings: WriterSettings) -> Any:
    """Return an `openai.OpenAI` whose every exchange ends: after `settings.timeout` seconds, or 8 MB.

    Answers are asked for unpacked, for what is packed may unpack to anything; a packed one counts as damaged. Raises
    ValueError or httpx.InvalidURL: `base_url` is no address.
    """
    import httpx
    import openai

    from threadgist.wire import BoundedTransport

    httpx.URL(base_url)
    transport = BoundedTransport(
        seconds=settings.timeout,
        max_bytes=ANSWER_BYTES,
        connections=settings.concurrency,
        proxy=_proxy(base_url),
    )
    # The openai client takes httpx and its fork alike.
    http: Any = httpx.Client(
        transport=transport,
        timeout=settings.timeout,
        follow_redirects=True,
        max_redirects=3,
        event_hooks={"response": [_refuse_packed]},
    )
    client = openai.OpenAI(
        base_url=base_url,
        api_key=key,
        timeout=settings.timeout,
        max_retries=settings.retries,
        default_headers={"Accept-Encoding": "identity"},
        http_client=http,
    )
    weakref.finalize(client, http.close)
    return client


def _refuse_packed(answer: httpx.Response) -> None:
    import httpx

    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity"):
        raise httpx.DecodingError(f"the answer is packed with {packing[:40]!r}, which was not asked for")


def _proxy(url: str) -> Any:
    """Return the proxy that the environment names for a link, None where there is none."""
    import httpcore
    import httpx

    parts = urlsplit(url)
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    where = httpx.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    return httpcore.Proxy(str(where.url), auth=where.raw_auth)


def open_calls(count: int) -> Calls:
    """Return a queue of calls that `count` daemons make: unlike executors, they never keep a process from ending."""
    calls: Calls = SimpleQueue()

    def work() -> None:
        while True:
            future, call = calls.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as error:  # noqa: BLE001  (raised to whoever asks for the result)
                    future.set_exception(error)

    for number in range(count):
        threading.Thread(target=work, name=f"call-{number}", daemon=True).start()
    return calls
