"""Language models behind an OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama, `transformers serve`, hosted.

All callers share one bound on the calls in flight. The `openai` client waits and tries again after 408, 409, 429 and
5xx, time-outs and broken connections; what comes back damaged or empty is asked for again here. Servers differ in what
they take: we begin with all that we would like and leave out what one refuses. Answers are bounded in bytes and time.
"""

import os
import re
import threading
import weakref
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, as_completed
from functools import cached_property, partial
from importlib import metadata, util
from queue import SimpleQueue
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from threadgist.backends.chat import ChatModel, cut_at_stop, turns, without_thinking
from threadgist.bounds import ANSWER_BYTES
from threadgist.errors import ModelError
from threadgist.model_cards import WriterCard
from threadgist.progress import UNWATCHED, Told
from threadgist.records import WriterInfo
from threadgist.resources import package_table
from threadgist.settings import WriterSettings
from threadgist.wire import BoundedTransport
from threadgist.write.model import Completion, Request

# A tokenizer of a language model makes about one token of four bytes of English, and of one and a half letters of
# Chinese, which are four and a half bytes.
_BYTES_PER_TOKEN = 4
# A damaged or empty answer is asked for so many times in all.
_ATTEMPTS = 3
_DAMAGED = (ValueError, TypeError, AttributeError, RecursionError)
# What these call themselves in their list of models; they take `continue_final_message`.
_CONTINUING = frozenset({"vllm", "sglang"})
_LONGEST_ERROR = 200
# OpenAI takes no more than four.
_MOST_STOPS = 4
_COMPLAINTS: list[dict[str, Any]] = package_table("backends/complaints.toml")["complaints"]

Calls: TypeAlias = SimpleQueue[tuple[Future[Any], Callable[[], Any]]]


class ServerModel(ChatModel):
    """A model behind a server, whose address, and whose name for the model, stand in the card."""

    def __init__(self, card: WriterCard, settings: WriterSettings) -> None:
        super().__init__(card, settings)
        self._key_name = card.api_key_env or settings.api_key_env
        self._served = card.model or card.hub or card.name
        self._lock = threading.Lock()
        self._calls: Calls | None = None
        # Arguments that the server does not take.
        self._without: frozenset[str] = frozenset()
        self._worked = False
        self._refused: ModelError | None = None
        self._down = False

    @property
    def info(self) -> WriterInfo:
        """The name that the server has for the model; its address is not told."""
        recipe = f"openai {metadata.version('openai')}" if util.find_spec("openai") else ""
        return self._info("server", recipe, self._served)

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of a text: servers do not count."""
        return -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)

    def complete(self, requests: Sequence[Request], progress: Told = UNWATCHED.done) -> list[Completion]:
        """Return one completion for each request, in order; a call that failed for good carries its `error`.

        Raises ModelError: the server cannot be reached, refuses the key or has no such model, and nothing has been
        completed so far; or the openai client is not installed.
        """
        if not requests:
            return []
        calls = self._introduced()
        pending: list[Future[tuple[Completion, ModelError | None]]] = [Future() for _ in requests]
        for future, request in zip(pending, requests, strict=True):
            calls.put((future, partial(self._call, request)))
        try:
            for done, _ in enumerate(as_completed(pending), start=1):
                progress(done)
        finally:
            # Of what an interrupt leaves behind, nothing is sent any more.
            for one in pending:
                one.cancel()
        completions, faults = zip(*(one.result() for one in pending), strict=True)
        if not self._worked and (self._refused is not None or all(faults)):
            raise self._refused or faults[0]
        return list(completions)

    @cached_property
    def _client(self) -> Any:
        """An `openai.OpenAI` whose every exchange ends: after `timeout` seconds of the settings, or 8 MB.

        Answers are asked for unpacked, for what is packed may unpack to anything; a packed one counts as damaged.
        """
        if util.find_spec("openai") is None:
            raise self._error("the client for servers is missing: pip install 'threadgist[server]'")
        import openai

        settings, address = self._settings, self.card.base_url or ""
        try:
            httpx.URL(address)
            proxy = _proxy(address)
        except (ValueError, httpx.InvalidURL) as error:
            raise self._error(f"{address!r} is no address ({error}): correct writer.base_url") from error
        # The openai client takes httpx and its fork alike.
        http: Any = httpx.Client(
            transport=BoundedTransport(
                seconds=settings.timeout,
                max_bytes=ANSWER_BYTES,
                connections=settings.concurrency,
                proxy=proxy,
            ),
            timeout=settings.timeout,
            follow_redirects=True,
            max_redirects=3,
            event_hooks={"response": [_refuse_packed]},
        )
        client = openai.OpenAI(
            base_url=address,
            # A server of one's own asks for no key, but the client wants one.
            api_key=os.environ.get(self._key_name) or "none",
            timeout=settings.timeout,
            max_retries=settings.retries,
            default_headers={"Accept-Encoding": "identity"},
            http_client=http,
        )
        weakref.finalize(client, http.close)
        return client

    def _introduced(self) -> Calls:
        """Ask the server once what it is: whether it is there, and whether it goes on with a begun answer."""
        with self._lock:
            if self._calls is not None:
                return self._calls
            client = self._client
            import openai

            try:
                # Some servers fail at this alone, and it is not worth a long wait.
                listed = client.with_options(max_retries=min(1, self._settings.retries)).models.list()
                continues = any(str(model.owned_by).lower() in _CONTINUING for model in listed)
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise self._refusal(error) from error
            except openai.APIConnectionError as error:
                raise self._error(
                    f"no server at {self.card.base_url} ({_one_line(error)}): start it, or correct writer.base_url"
                ) from error
            except (openai.OpenAIError, *_DAMAGED):
                # Not every server tells its models, and not every gateway lets them be asked for.
                continues = False
            self._without = frozenset(() if continues else {"continue_final_message"})
            self._calls = _open_calls(self._settings.concurrency)
            return self._calls

    def _call(self, request: Request) -> tuple[Completion, ModelError | None]:
        """Make one call, with what the server is known to take, until it answers or fails for good.

        What is the server's fault, not the request's, is returned as well, to be raised where nothing else worked.
        """
        import openai

        problem = ""
        for _ in range(_ATTEMPTS):
            try:
                completion = self._read(request, self._ask(request))
            except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
                self._refused = self._refusal(error)
                return Completion("", error=_one_line(error)), self._refused
            except openai.APIConnectionError as error:
                # The client has waited and tried again: others need not wait as long for the same server.
                self._down = True
                problem = _one_line(error)
                break
            except openai.APIStatusError as error:
                problem = _one_line(error)
                if error.status_code != 429 and error.status_code < 500:
                    return Completion("", error=problem), None
                break
            except (openai.OpenAIError, *_DAMAGED) as error:
                problem = f"the server's answer is damaged: {_one_line(error)}"
                continue
            self._down = False
            self._worked = True
            return completion, None
        well = "see whether the server is well, or choose another writer"
        return Completion("", error=problem), self._error(f"{self.card.base_url}: {problem}: {well}")

    def _ask(self, request: Request) -> Any:
        """Send a request; what the server complains of is left out from then on, and noted."""
        import openai

        client = self._client.with_options(max_retries=0) if self._down else self._client
        while True:
            without = self._without
            arguments = self._arguments(request, without)
            try:
                return client.chat.completions.create(**arguments)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                said = str(error).lower()
                sent = {*arguments, *arguments.get("extra_body", {})} - without
                named = (one for one in _COMPLAINTS if any(word in said for word in one["words"]))
                complaint = next((one for one in named if one["argument"] in sent), None)
                if complaint is None:
                    raise
                with self._lock:
                    if self._without is without:
                        self._without |= {complaint["argument"]}
                        self._notice(f"the server {complaint['told']}")

    def _arguments(self, request: Request, without: Collection[str]) -> dict[str, Any]:
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
        if self.card.template and "chat_template_kwargs" not in without:
            extra["chat_template_kwargs"] = dict(self.card.template)
        length = "max_tokens" if "max_tokens" not in without else "max_completion_tokens"
        arguments = {
            "model": self._served,
            "messages": messages,
            length: request.max_tokens,
            "temperature": 0.0,
        }
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

    def _read(self, request: Request, answer: Any) -> Completion:
        """Make a completion of what came back; raises one of `_DAMAGED` where it is not what a server answers."""
        choices = getattr(answer, "choices", None)
        if not isinstance(choices, list) or not choices or getattr(choices[0], "message", None) is None:
            raise ValueError("no choices with a message")
        said = choices[0].message.content
        usage = getattr(answer, "usage", None)
        if not isinstance(said, str) or not said.strip():
            raise ValueError("no text")
        text = without_thinking(said)
        if request.prefill:
            continued = "continue_final_message" not in self._without and request.schema is None
            rest = _after_prefill(text, request.prefill, begun=continued)
            if rest is None:
                return Completion("", error="the answer does not begin with the words it was to begin with")
            text = rest
        text, stopped = cut_at_stop(text, request.stop)
        return Completion(
            text=text,
            cut=choices[0].finish_reason == "length" and not stopped,
            prompt_tokens=getattr(usage, "prompt_tokens", None),
            tokens=getattr(usage, "completion_tokens", None),
        )

    def _refusal(self, error: Exception) -> ModelError:
        way = f"put the key into the environment variable {self._key_name}"
        if getattr(error, "status_code", None) == 404:
            way = f"it has no model {self._served!r}, or its address is another: see writer.name and writer.base_url"
        return self._error(f"{self.card.base_url} refused: {_one_line(error)}: {way}")


def _after_prefill(text: str, prefill: str, begun: bool) -> str | None:
    """Return the answer behind its prescribed beginning; None where it does not begin so.

    Where the server was to go on with it (`begun`), the beginning may be missing. White space counts as in
    the request: it is taken from the answer where `prefill` ends with it.
    """
    # What may stand before is cut off first: a pattern of three such runs takes the square of a long blank answer.
    answer = text.lstrip().lstrip("\"'“”«»*`").lstrip()
    found = re.match(r"\s*".join(map(re.escape, prefill.split())), answer, re.IGNORECASE)
    if found is None and not begun:
        return None
    rest = text if found is None else answer[found.end() :]
    return rest.lstrip() if prefill[-1:].isspace() else rest


def _one_line(error: BaseException) -> str:
    """Return what an error says, in one line of a bearable length."""
    said = " ".join((str(error) or type(error).__name__).split())
    return said if len(said) <= _LONGEST_ERROR else said[: _LONGEST_ERROR - 1] + "…"


def _refuse_packed(answer: httpx.Response) -> None:
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity"):
        raise httpx.DecodingError(f"the answer is packed with {packing[:40]!r}, which was not asked for")


def _proxy(url: str) -> Any:
    """Return the proxy that the environment names for a link, None where there is none."""
    parts = urlsplit(url)
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    where = httpx.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    return httpcore.Proxy(str(where.url), auth=where.raw_auth)


def _open_calls(count: int) -> Calls:
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
