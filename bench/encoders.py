"""The default encoder on a CPU, by every way to run it: speed, how far its vectors move, what that does to themes.

    python bench/encoders.py --data DIR [--texts 300] [--ways torch,onnx,onnx-int8,...] [--no-ami]

Needs `pip install --no-deps onnx onnxscript onnx-ir ml-dtypes flatbuffers onnxruntime openvino openvino-telemetry` for
the ways of those names (the extra `sentence-transformers[onnx]` would bring older versions of sentence-transformers and
transformers). DIR holds the development data: comments of two real threads to time, ArgKP-2021 (`kpa/`) for agreement.

Speed is passages a second of processor time on one thread, which a busy machine changes little; every way gets the same
passages, sorted by length. A way that keeps a text's vector apart from its neighbours says so in the column `alone`:
dynamic quantisation takes one scale for a whole batch, so that it has to go text by text.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import warnings
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

from threadgist.backends.model_files import local_folder
from threadgist.backends.onnx_graph import INPUTS, PLAIN, SMALL, export
from threadgist.embed import embed_texts
from threadgist.flow import make_corpus
from threadgist.model_cards import find_card
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools

THREADS = ("hackernews/20800832.algolia.json", "reddit/fo7p5b.json")
MODEL = "all-MiniLM-L6-v2"
LIMIT = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument(
        "--models", type=Path, help="where exported models are kept; a temporary folder by default"
    )
    parser.add_argument("--no-ami", action="store_true")
    parser.add_argument("--split", default="train", choices=("train", "dev"), help="of ArgKP-2021")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    folder = options.models or Path(tempfile.mkdtemp(prefix="threadgist-encoders-"))
    folder.mkdir(parents=True, exist_ok=True)
    texts = passages(options.data, options.texts)
    print(f"{len(texts)} passages, median {int(np.median([len(text.split()) for text in texts]))} words")
    print(
        "| way | passages a second | alone | cosine to torch, mean | least | ArgKP AMI |\n|---|---|---|---|---|---|"
    )
    reference = None
    for name in options.ways.split(","):
        encode, alone = WAYS[name](folder)
        encode(texts[:8])
        start = time.process_time()
        vectors = encode(texts)
        seconds = time.process_time() - start
        reference = vectors if reference is None else reference
        same = (vectors * reference).sum(axis=1) if vectors.shape == reference.shape else np.array([np.nan])
        ami = (
            ""
            if options.no_ami
            else f"{agreement(options.data, options.split, cached if name == 'torch' else encode):.3f}"
        )
        cells = (
            name,
            f"{len(texts) / seconds:.0f}",
            "yes" if alone else "no",
            f"{same.mean():.4f}",
            f"{same.min():.4f}",
            ami,
        )
        print(f"| {' | '.join(cells)} |", flush=True)


def passages(data: Path, count: int) -> list[str]:
    settings = Settings()
    found = [
        p.text for name in THREADS for p in make_corpus(read_thread(str(data / name)), settings).passages
    ]
    step = max(1, len(found) // count)
    return found[::step][:count]


def cached(texts: list[str]) -> np.ndarray:
    """The default encoder as everybody runs it, with its cache."""
    return embed_texts(texts, *open_tools(Settings()))


def agreement(data: Path, split: str, encode) -> float:
    """Mean AMI over the topics and stances of ArgKP-2021."""
    from debates import read_groups, scores

    return float(np.mean([scores(group)[0] for group in read_groups(data, split, encode)]))


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def model_folder() -> Path:
    return local_folder(find_card(MODEL))


def tokens_of(texts: list[str]):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model_folder())
    return tokenizer(texts, truncation=True, max_length=LIMIT, padding=False)


def batched(run, size: int):
    """Texts sorted by length in batches of `size`, each padded to its longest."""

    def encode(texts: list[str]) -> np.ndarray:
        tokens = tokens_of(texts)
        order = sorted(range(len(texts)), key=lambda i: -len(tokens["input_ids"][i]))
        rows = np.empty((len(texts), 384), dtype=np.float64)
        for start in range(0, len(order), size):
            part = order[start : start + size]
            width = len(tokens["input_ids"][part[0]])
            block = {
                name: np.array(
                    [tokens[name][i] + [0] * (width - len(tokens[name][i])) for i in part], dtype=np.int64
                )
                for name in INPUTS
            }
            rows[part] = run(block)
        return unit(rows)

    return encode


def torch_way(folder: Path):
    del folder
    import torch

    torch.set_num_threads(1)
    encoder, _ = open_tools(Settings.model_validate({"encoder": {"cache": False}}))
    return encoder.encode, True


def torch_bf16(folder: Path):
    del folder
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(model_folder()), device="cpu", local_files_only=True).bfloat16()

    def encode(texts: list[str]) -> np.ndarray:
        found = model.encode(texts, batch_size=8, show_progress_bar=False, convert_to_numpy=False)
        return unit(torch.stack(list(found)).float().numpy())

    return encode, False


def exported(folder: Path, name: str = PLAIN) -> Path:
    """The transformer with its mean pooling as an ONNX graph, with its weights as they are or quantised."""
    if not (folder / name).exists():
        export(find_card(MODEL), model_folder(), folder)
    return folder / name


def session(path: Path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    made = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda block: made.run(None, block)[0]


def onnx(folder: Path):
    return batched(session(exported(folder)), 1), True


def onnx_batched(folder: Path):
    return batched(session(exported(folder)), 16), False


def onnx_int8(folder: Path):
    return batched(session(exported(folder, SMALL)), 1), True


def onnx_int8_batched(folder: Path):
    return batched(session(exported(folder, SMALL)), 16), False


def openvino(folder: Path):
    import openvino as runtime

    core = runtime.Core()
    model = core.compile_model(
        core.read_model(exported(folder)), "CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
    )
    return batched(lambda block: model(block)[0], 1), True


def static(folder: Path):
    """The model's own word vectors, averaged: what is left without any attention (the floor of static models)."""
    del folder
    from transformers import AutoModel

    table = AutoModel.from_pretrained(model_folder()).embeddings.word_embeddings.weight.detach().numpy()
    middle = table.mean(axis=0)

    def encode(texts: list[str]) -> np.ndarray:
        ids = tokens_of(texts)["input_ids"]
        return unit(np.stack([table[row[1:-1] or row].mean(axis=0) - middle for row in ids]))

    return encode, True


WAYS = {
    "torch": torch_way,
    "torch-bf16": torch_bf16,
    "onnx": onnx,
    "onnx-batched": onnx_batched,
    "onnx-int8": onnx_int8,
    "onnx-int8-batched": onnx_int8_batched,
    "openvino": openvino,
    "static": static,
}

if __name__ == "__main__":
    main()
