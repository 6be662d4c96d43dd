"""What a GPU does: passages a second, share of the matrix-product limit, digests a minute, how busy it is.

    python bench/gpu.py --data DIR [--passages 20000] [--threads 100] [--writer NAME]

DIR holds the development data (real threads in `reddit/`, `hackernews/`). Without a CUDA device it ends with
exit code 2. Three parts:

1. A square product of half-precision matrices, the best of ten: the limit of this card.
2. Passages resampled from real threads through the default encoder (float16, batches of one
   shape, sorted by length). Counted are the operations of the transformer's products, padding left out:
   24 d^2 + 4 d w for each token and layer, with d the width of the model and w the tokens of the passage.
3. `threadgist batch` over that many threads of 50 to 300 comments, without a cache, extractive and, with --writer, a
   language model; meanwhile nvidia-smi is asked twice a second how busy the card is.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=100)
    parser.add_argument("--writer", help="the card of a language model")
    options = parser.parse_args()
    import torch

    if not torch.cuda.is_available():
        print("no CUDA device: nothing is measured", file=sys.stderr)
        raise SystemExit(2)
    print(f"{torch.cuda.get_device_name(0)}, torch {torch.__version__}")
    limit = product_limit(torch)
    print(f"matrix product, float16: {limit / 1e12:.1f} Tflop/s")
    rate, flops = encoder_rate(torch, options.data, options.passages)
    print(f"encoder: {rate:,.0f} passages/s, {flops / 1e12:.1f} Tflop/s, {flops / limit:.1%} of the limit")
    for writer in ("extractive", options.writer):
        if writer is not None:
            seconds, busy = batch(options.data, options.threads, writer)
            per_minute = 60 * options.threads / seconds
            print(
                f"batch, writer {writer}: {per_minute:.1f} digests/min, GPU busy {busy:.0%} of {seconds:.0f} s"
            )


def product_limit(torch) -> float:
    """Floating point operations a second of a large half-precision product."""
    size, repeats = 8_192, 20
    a = torch.randn(size, size, device="cuda", dtype=torch.float16)
    b = torch.randn(size, size, device="cuda", dtype=torch.float16)
    best = float("inf")
    for _ in range(10):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(repeats):
            a @ b
        torch.cuda.synchronize()
        best = min(best, (time.perf_counter() - start) / repeats)
    return 2 * size**3 / best


def encoder_rate(torch, data: Path, count: int) -> tuple[float, float]:
    """Passages a second, and floating point operations a second that were needed for them."""
    from large_thread import resampled

    from threadgist.flow import make_corpus
    from threadgist.settings import Settings
    from threadgist.tools import open_tools

    settings = Settings.model_validate({"encoder": {"cache": False, "device": "cuda"}})
    encoder, _ = open_tools(settings)
    texts = [passage.text for passage in make_corpus(resampled(data, count), settings).passages][:count]
    encoder.encode(texts[:500])
    torch.cuda.synchronize()
    start = time.perf_counter()
    encoder.encode(texts)
    torch.cuda.synchronize()
    seconds = time.perf_counter() - start
    transformer = encoder._model[0]
    config = transformer.auto_model.config
    lengths = np.array(
        [len(ids) for ids in transformer.tokenizer(texts, truncation=True, max_length=256)["input_ids"]]
    )
    width, layers = config.hidden_size, config.num_hidden_layers
    operations = float((layers * lengths * (24 * width**2 + 4 * width * lengths)).sum())
    return len(texts) / seconds, operations / seconds


def batch(data: Path, count: int, writer: str) -> tuple[float, float]:
    """Seconds of a batch over `count` threads, and the share of them in which the GPU was at work."""
    from large_thread import resampled

    with tempfile.TemporaryDirectory(prefix="threadgist-gpu-") as folder:
        root = Path(folder)
        (root / "threads").mkdir()
        rng = np.random.default_rng(0)
        for number in range(count):
            thread = resampled(data, int(rng.integers(50, 301)) + number % 7)
            rows = [
                {"id": f"{number}-{c.id}", "parent_id": c.parent_id and f"{number}-{c.parent_id}",
                 "author": c.author, "text": c.text}
                for c in thread.comments
            ]  # fmt: skip
            (root / "threads" / f"{number:04d}.json").write_text(json.dumps(rows), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "threadgist",
            "batch",
            str(root / "threads"),
            "--out",
            str(root / "out"),
        ]
        command += ["--set", "encoder.cache=false", "--set", f"writer.name={writer}"]
        samples: list[int] = []
        over = threading.Event()
        watcher = threading.Thread(target=watch, args=(samples, over))
        watcher.start()
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        over.set()
        watcher.join()
    return seconds, float(np.mean(samples)) / 100 if samples else float("nan")


def watch(samples: list[int], over: threading.Event) -> None:
    """Ask nvidia-smi twice a second which share of the time a kernel was running."""
    tool = shutil.which("nvidia-smi")
    while tool and not over.wait(0.5):
        asked = subprocess.run(
            [tool, "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "-i", "0"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0:
            samples.append(int(asked.stdout.split()[0]))


if __name__ == "__main__":
    main()
