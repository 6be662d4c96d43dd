"""Tokens a second through our `complete` over those of a bare loop on the same backend.

    python bench/writer.py [--model smollm2-135m] [--requests 48] [--rounds 3] [--backends transformers,server]

Prompts are of two or three sentences, as a writer asks for a point; half of the answers end early by a stop string.
The bare loops: `model.generate` over left-padded batches of eight, sorted by length (transformers); one
`create_completion` after the other on an empty state (llama.cpp); the `openai` client in a pool of eight threads
(server: one that answers each call after a fixed time, so that only what we add shows). Both ways alternate; the
figure is that of the medians. It also says how many rows of the batches were real, and how many calls were in
flight at the server on average.
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

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pipeline"))

from threadgist.backends.language_models import open_language_model
from threadgist.settings import WriterSettings
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
            Message("system", "You say in one sentence what commenters of a discussion have in common."),
            Message("user", f"Comments ({at}):\n{said}\n\nOne sentence:"),
        )
        requests.append(Request(turns, "Some commenters ", max_tokens, ("\n",) if at % 2 else ()))
    return requests


def median_rates(ways, rounds: int) -> dict[str, float]:
    rates: dict[str, list[float]] = {name: [] for name, _ in ways}
    for number in range(rounds):
        for name, way in ways if number % 2 == 0 else ways[::-1]:
            start = time.perf_counter()
            tokens = way()
            rates[name].append(tokens / (time.perf_counter() - start))
    return {name: statistics.median(one) for name, one in rates.items()}


def ours(model, requests):
    return sum(one.tokens or 0 for one in model.complete(requests))


def transformers_ways(model, requests):
    import torch

    model.complete(requests[:1])
    bare, tokenizer = model._model, model._tokenizer
    prompts = []
    for request in requests:
        turns = [{"role": one.role, "content": one.content} for one in request.messages]
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        prompts.append((text + request.prefill.rstrip(), request))
    # The bare loop knows which answers a stop string ends: it is given those in batches of their own.
    prompts.sort(key=lambda one: (bool(one[1].stop), len(tokenizer(one[0]).input_ids)))
    tokenizer.padding_side = "left"
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token

    def loop():
        tokens = 0
        for start in range(0, len(prompts), ROWS):
            batch = prompts[start : start + ROWS]
            given = tokenizer(
                [text for text, _ in batch], return_tensors="pt", padding=True, add_special_tokens=False
            )
            stop = list(batch[0][1].stop) or None
            with torch.inference_mode():
                out = bare.generate(
                    **given,
                    max_new_tokens=batch[0][1].max_tokens,
                    do_sample=False,
                    pad_token_id=tokenizer.pad_token_id,
                    stop_strings=stop,
                    tokenizer=tokenizer,
                )
            written = out[:, given["input_ids"].shape[1] :]
            tokens += int((written != tokenizer.pad_token_id).sum())
        return tokens

    return [("bare", loop), ("ours", lambda: ours(model, requests))]


def llama_ways(model, requests):
    model.complete(requests[:1])
    bare = model._model
    prompts = [(model._tokens(bare, request, request.prefill.rstrip()), request) for request in requests]

    def loop():
        tokens = 0
        for prompt, request in prompts:
            bare.reset()
            out = bare.create_completion(
                prompt=prompt,
                max_tokens=request.max_tokens,
                temperature=0.0,
                repeat_penalty=1.0,
                stop=list(request.stop),
            )
            tokens += out["usage"]["completion_tokens"]
        return tokens

    return [("bare", loop), ("ours", lambda: ours(model, requests))]


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
                message = {"role": "assistant", "content": "Some commenters agree."}
                choice = {"index": 0, "finish_reason": "stop", "message": message}
                usage = {"prompt_tokens": 100, "completion_tokens": 24, "total_tokens": 124}
                head = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
                self.say({**head, "choices": [choice], "usage": usage})

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


def server_ways(model, requests, url):
    import openai

    client = openai.OpenAI(base_url=url, api_key="none")

    def one(request):
        turns = [{"role": turn.role, "content": turn.content} for turn in request.messages]
        out = client.chat.completions.create(
            model="m", messages=turns, max_tokens=request.max_tokens, temperature=0.0
        )
        return out.usage.completion_tokens

    def loop():
        with ThreadPoolExecutor(ROWS) as pool:
            return sum(pool.map(one, requests))

    model.complete(requests[:1])
    return [("bare", loop), ("ours", lambda: ours(model, requests))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="smollm2-135m")
    parser.add_argument("--requests", type=int, default=48)
    parser.add_argument("--max-tokens", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--backends", default="transformers,llama.cpp,server")
    options = parser.parse_args()
    requests = made(options.requests, options.max_tokens)
    print("backend       bare tok/s  ours tok/s  share")
    for backend in options.backends.split(","):
        extra = ""
        if backend == "server":
            timed = Timed(0.25)
            model = open_language_model(WriterSettings(name="server:m", base_url=timed.url, concurrency=ROWS))
            many = requests * 4
            rates = median_rates(server_ways(model, many, timed.url), options.rounds)
            timed.busy, start = 0.0, time.perf_counter()
            model.complete(many)
            extra = f"  {timed.busy / (time.perf_counter() - start):.1f} of {ROWS} calls in flight"
        else:
            settings = WriterSettings(name=options.model, backend=backend, device="cpu", batch_size=ROWS)
            model = open_language_model(settings)
            ways = {"transformers": transformers_ways, "llama.cpp": llama_ways}[backend]
            rates = median_rates(ways(model, requests), options.rounds)
        share = rates["ours"] / rates["bare"]
        print(f"{backend:<14}{rates['bare']:10.1f}{rates['ours']:12.1f}{share:7.2f}{extra}", flush=True)


if __name__ == "__main__":
    main()
