"""What a GPU does: passages a second, share of the matrix-product limit, digests a minute, how busy it is.

    python bench/gpu.py --data DIR [--passages 20000] [--threads 1000] [--encoder NAME] [--writer NAME]

DIR holds the development data (real threads in `reddit/`, `hackernews/`). Without a CUDA device it ends with
exit code 2. Where the default encoder is not installed, --encoder names its folder. Four parts:

1. A square product of half-precision matrices, the best of ten: the limit of this card.
2. The tokenizer alone over the passages of part 3: no way of encoding is faster.
3. Passages resampled from real threads through the encoder (float16, blocks of one shape), the best of five. Counted
   are the operations of the transformer's products, padding left out: 24 d^2 + 4 d w for each token and layer, with d
   the width of the model and w the tokens of the passage.
4. `threadgist batch` over that many threads of 50 to 300 comments, made as `bench/batch.py` makes them, without a
   cache, extractive and, with --writer, a language model; nvidia-smi is asked twice a second how busy the card is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=1_000)
    parser.add_argument("--encoder", default="all-MiniLM-L6-v2", help="the name or folder of an encoder")
    parser.add_argument("--writer", help="the card of a language model")
    options = parser.parse_args()
    import torch

    if not torch.cuda.is_available():
        print("no CUDA device: nothing is measured", file=sys.stderr)
        raise SystemExit(2)
    print(f"{torch.cuda.get_device_name(0)}, torch {torch.__version__}, {os.cpu_count()} cores")
    limit = product_limit(torch)
    print(f"matrix product, float16: {limit / 1e12:.1f} Tflop/s")
    encoder_rates(torch, options.data, options.passages, options.encoder, limit)
    with tempfile.TemporaryDirectory(prefix="threadgist-gpu-") as folder:
        root = Path(folder)
        comments = make_threads(options.data, root / "threads", options.threads)
        print(f"{options.threads} threads, {comments:,} comments")
        for writer in filter(None, ("extractive", options.writer)):
            batch(root, options.threads, writer, options.encoder)


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


def encoder_rates(torch, data: Path, count: int, name: str, limit: float) -> None:
    """Print passages a second of the tokenizer and of the encoder, and the latter's share of the limit."""
    from large_thread import resampled

    from threadgist.backends.encoders import open_encoder
    from threadgist.flow import make_corpus
    from threadgist.settings import Settings

    settings = Settings.model_validate({"encoder": {"name": name, "cache": False, "device": "cuda"}})
    encoder = open_encoder(settings.encoder, alone=True)
    texts = [passage.text for passage in make_corpus(resampled(data, count), settings).passages][:count]
    texts.sort(key=len, reverse=True)
    encoder.encode(texts)
    transformer = encoder._model[0]
    tokenizer = transformer.tokenizer.backend_tokenizer
    encoded, tokenizing = fastest(lambda: tokenizer.encode_batch_fast(texts))
    lengths = np.array([len(one.ids) for one in encoded])
    print(
        f"tokenizer: {len(texts) / tokenizing:,.0f} passages/s, {lengths.sum() / tokenizing / 1e6:.2f} M tokens/s"
    )
    vectors, seconds = fastest(lambda: encoder.encode(texts))
    config = transformer.auto_model.config
    width, layers = config.hidden_size, config.num_hidden_layers
    operations = float((layers * lengths * (24 * width**2 + 4 * width * lengths)).sum()) / seconds
    print(
        f"encoder: {len(texts) / seconds:,.0f} passages/s, {operations / 1e12:.1f} Tflop/s, "
        f"{operations / limit:.1%} of the limit"
    )
    print(f"the same vectors beside others: {np.array_equal(encoder.encode(texts[50:100]), vectors[50:100])}")


def fastest(work) -> tuple:
    """What it gives, and the seconds of the fastest of five times."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return result, best


def make_threads(data: Path, out: Path, number: int) -> int:
    """Write the threads, on all cores; returns how many comments they have."""
    from batch import make_threads as some

    out.mkdir()
    size = -(-number // (os.cpu_count() or 1))
    firsts = range(0, number, size)
    with ProcessPoolExecutor() as pool:
        made = [pool.submit(some, data, out, min(size, number - first), first) for first in firsts]
        return sum(one.result() for one in made)


def batch(root: Path, count: int, writer: str, encoder: str) -> None:
    """Print digests a minute, how busy the GPU was, and where processor time went."""
    from batch import stage_seconds

    out = root / f"out-{writer.replace('/', '-')}"
    command = [sys.executable, "-m", "threadgist", "batch", str(root / "threads"), "--out", str(out)]
    command += ["--set", "encoder.cache=false", "--set", f"encoder.name={encoder}"]
    command += ["--set", f"writer.name={writer}"]
    samples: list[int] = []
    over = threading.Event()
    watcher = threading.Thread(target=watch, args=(samples, over))
    watcher.start()
    start, before = time.perf_counter(), cpu_seconds()
    began_at = time.time()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds, used = time.perf_counter() - start, cpu_seconds() - before
    over.set()
    watcher.join()
    threads = json.loads((out / "run.json").read_text())["threads"]
    stages, _ = stage_seconds(out)
    ends = np.sort([one["at"] - began_at for one in threads])
    busy = np.mean(samples) / 100 if samples else float("nan")
    cores = os.cpu_count() or 1
    print(
        f"batch, writer {writer}: {60 * count / seconds:,.0f} digests/min, {seconds:.1f} s, GPU busy {busy:.0%}, "
        f"processors busy {used / seconds / cores:.0%}; first digest after {ends[0]:.1f} s, half after "
        f"{ends[len(ends) // 2]:.1f} s, last after {ends[-1]:.1f} s; "
        + ", ".join(f"{name} {took:.3f} s" for name, took in stages.items())
        + " a thread"
    )


def cpu_seconds() -> float:
    """Processor time of this machine, all cores together, since it was started."""
    user, nice, system = Path("/proc/stat").read_text().split()[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


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
