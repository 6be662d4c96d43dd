"""Tokens a second through our `complete` over those of a bare loop on the same backend.

    python bench/writer.py [--model smollm2-135m] [--requests 16] [--rounds 3] [--backends transformers,server]

Prompts are of two or three sentences, as a writer asks for a point; half of the answers end early by a stop string.
The bare loops: `model.generate` over left-padded batches of eight, sorted by length (transformers); one
`create_completion` after the other on an empty state (llama.cpp); the `openai` client in a pool of eight threads
(server: one that answers each call after a fixed time, so that only what we add shows). Both ways get the same
requests in rounds, whichever is first changing from round to round; a share is the median of
those of the rounds, by the clock and by processor time, which other processes on the machine disturb less (for the
server, which only waits, it says nothing of speed). Both must write the same number of tokens, to a twentieth. It also
says how many calls were in flight at the server on average. About five minutes of processor time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pipeline"))

from threadgist.settings import WriterSettings
from threadgist.tools import open_language_model
from threadgist.write.model import Message, Request

ROWS = 8
SENTENCES = [
    "Extradition should need dual criminality, or a critic of one government is a criminal in another.",
    "Traffic data says more about a person than most of what they write.",
    "Not signing is leverage, nothing else, and everybody at the table knows it.",
    "The companies will hand it over anyway, treaty or no treaty.",
    "A court order is no hurdle when the court belongs to those who ask.",
    "I have worked with these requests for ten years, and most of them are about fraud.",
    "Smaller countries get a seat and pay for it with their laws.",
]


def made(count: int, max_tokens: int) -> list[Request]:
    requests = []
    for at in range(count):
        chosen = [SENTENCES[(at * 3 + step) % len(SENTENCES)] for step in range(2 + at % 3)]
        said = "\n".join(f"- {one}" for one in chosen)
        turns = (
            Message("system", "You say in one sentence what a comment says."),
            Message("user", f"Comments ({at}):\n{said}\n\nOne sentence:"),
        )
        requests.append(Request(turns, "A commenter ", max_tokens, ("\n",) if at % 2 else ()))
    return requests


class Pace(NamedTuple):
    """Tokens a round, tokens a second by the clock and by processor time."""

    tokens: int
    wall: float
    processor: float


def paced(way, requests) -> Pace:
    wall, processor = time.perf_counter(), time.process_time()
    tokens = way(requests)
    return Pace(tokens, tokens / (time.perf_counter() - wall), tokens / (time.process_time() - processor))


def alternated(bare, our, requests, rounds: int) -> list[tuple[Pace, Pace]]:
    """Run both ways on a few requests to warm up, then on all in rounds; who is first changes from round to round."""
    bare(requests[:2])
    our(requests[:2])
    pairs = []
    for number in range(rounds):
        if number % 2 == 0:
            first = paced(bare, requests)
            pairs.append((first, paced(our, requests)))
        else:
            first = paced(our, requests)
            pairs.append((paced(bare, requests), first))
    return pairs


def line(backend: str, pairs: list[tuple[Pace, Pace]]) -> str:
    median = statistics.median
    bare, our = (median(pair[side].tokens for pair in pairs) for side in (0, 1))
    if abs(bare - our) > bare / 20:
        raise SystemExit(
            f"{backend}: the bare loop wrote {bare} tokens, ours {our}: these cannot be compared"
        )
    wall = median(our.wall / bare.wall for bare, our in pairs)
    processor = median(our.processor / bare.processor for bare, our in pairs)
    speeds = (median(pair[side].wall for pair in pairs) for side in (0, 1))
    return (
        f"{backend:<14}{bare:>12.0f}{our:>6.0f}"
        + "".join(f"{speed:>10.1f}" for speed in speeds)
        + f"{wall:>9.2f}{processor:>11.2f}"
    )


def writer(model):
    return lambda requests: sum(one.tokens or 0 for one in model.complete(requests))


def transformers_loop(model):
    import torch

    bare, tokenizer = model._model, model._tokenizer
    tokenizer.padding_side = "left"
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    ends = {*model._ends, tokenizer.pad_token_id}

    def prompt(request):
        turns = [{"role": one.role, "content": one.content} for one in request.messages]
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return text + request.prefill.rstrip()

    def generate(prompts, request):
        given = tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False)
        with torch.inference_mode():
            out = bare.generate(
                **given,
                max_new_tokens=request.max_tokens,
                do_sample=False,
                pad_token_id=tokenizer.pad_token_id,
                stop_strings=list(request.stop) or None,
                tokenizer=tokenizer,
            )
        rows = out[:, given["input_ids"].shape[1] :].tolist()
        return sum(next((at for at, token in enumerate(row) if token in ends), len(row)) for row in rows)

    def loop(requests):
        tokens = 0
        # The bare loop knows which answers a stop string ends: it is given those in batches of their own.
        for stopped in (False, True):
            group = [one for one in requests if bool(one.stop) == stopped]
            prompts = sorted(map(prompt, group), key=lambda text: len(tokenizer(text).input_ids))
            for start in range(0, len(prompts), ROWS):
                tokens += generate(prompts[start : start + ROWS], group[0])
        return tokens

    return loop


def llama_loop(model):
    bare = model._model

    def loop(requests):
        tokens = 0
        for request in requests:
            bare.reset()
            out = bare.create_completion(
                prompt=model._tokens(bare, request, request.prefill.rstrip()),
                max_tokens=request.max_tokens,
                temperature=0.0,
                repeat_penalty=1.0,
                stop=list(request.stop),
            )
            tokens += out["usage"]["completion_tokens"]
        return tokens

    return loop


class Timed:
    """A server that takes a fixed time for each call, whoever else calls; it counts the calls in flight."""

    def __init__(self, seconds: float) -> None:
        self.flying, self.busy, self.since = 0, 0.0, time.perf_counter()
        lock = threading.Lock()
        outer = self

        def change(by: int) -> None:
            with lock:
                now = time.perf_counter()
                outer.busy += outer.flying * (now - outer.since)
                outer.since = now
                outer.flying += by

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def say(self, value):
                data = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                self.say({"object": "list", "data": []})

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                change(1)
                time.sleep(seconds)
                change(-1)
                message = {"role": "assistant", "content": "A commenter agrees."}
                choice = {"index": 0, "finish_reason": "stop", "message": message}
                usage = {"prompt_tokens": 100, "completion_tokens": 24, "total_tokens": 124}
                head = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
                self.say({**head, "choices": [choice], "usage": usage})

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


def server_loop(url):
    import openai

    client = openai.OpenAI(base_url=url, api_key="none")

    def one(request):
        turns = [{"role": turn.role, "content": turn.content} for turn in request.messages]
        out = client.chat.completions.create(
            model="m", messages=turns, max_tokens=request.max_tokens, temperature=0.0
        )
        return out.usage.completion_tokens

    def loop(requests):
        with ThreadPoolExecutor(ROWS) as pool:
            return sum(pool.map(one, requests))

    return loop


def measured(backend: str, options: argparse.Namespace) -> str:
    requests = made(options.requests, options.max_tokens)
    if backend != "server":
        settings = WriterSettings(name=options.model, backend=backend, device="cpu", batch_size=ROWS)
        model = open_language_model(settings)
        model.complete(requests[:1])
        loop = {"transformers": transformers_loop, "llama.cpp": llama_loop}[backend](model)
        return line(backend, alternated(loop, writer(model), requests, options.rounds))
    timed = Timed(0.1)
    model = open_language_model(WriterSettings(name="server:m", base_url=timed.url, concurrency=ROWS))
    many = requests * 8
    pairs = alternated(server_loop(timed.url), writer(model), many, options.rounds)
    timed.busy, start = 0.0, time.perf_counter()
    model.complete(many)
    flying = timed.busy / (time.perf_counter() - start)
    return f"{line(backend, pairs)}  {flying:.1f} of {ROWS} calls in flight"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="smollm2-135m")
    parser.add_argument("--requests", type=int, default=16)
    parser.add_argument("--max-tokens", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--backends", default="transformers,llama.cpp,server")
    options = parser.parse_args()
    print("backend       tokens: bare, ours  tok/s: bare   ours   share  processor")
    for backend in options.backends.split(","):
        print(measured(backend, options), flush=True)


if __name__ == "__main__":
    main()
