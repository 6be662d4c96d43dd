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
import csv
import os
import tempfile
import time
import warnings
from collections import defaultdict
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

from threadgist.backends.model_files import local_folder
from threadgist.embed import embed_texts
from threadgist.flow import make_corpus
from threadgist.model_cards import find_card
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools

THREADS = ("hackernews/20800832.algolia.json", "reddit/fo7p5b.json")
NAMES = ("input_ids", "attention_mask", "token_type_ids")
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
    """Mean AMI over the topics and stances of ArgKP-2021, as bench/clustering.py measures it."""
    from clustering import labels_of, plain
    from sklearn.metrics import adjusted_mutual_info_score

    from threadgist.cluster import cluster

    with (data / f"kpa/arguments_{split}.csv").open(encoding="utf-8") as file:
        arguments = list(csv.DictReader(file))
    points = defaultdict(list)
    with (data / f"kpa/labels_{split}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["label"] == "1":
                points[row["arg_id"]].append(row["key_point_id"])
    vectors = encode([row["argument"] for row in arguments])
    groups = defaultdict(list)
    for place, row in enumerate(arguments):
        groups[row["topic"], row["stance"]].append(place)
    scores = []
    for places in groups.values():
        corpus, embeddings = plain([arguments[p]["argument"] for p in places], vectors[places])
        labels = labels_of(cluster(corpus, embeddings, Settings().cluster), embeddings.ids)
        single = [i for i, p in enumerate(places) if len(points[arguments[p]["arg_id"]]) == 1]
        gold = [points[arguments[places[i]]["arg_id"]][0] for i in single]
        scores.append(adjusted_mutual_info_score(gold, labels[single]))
    return float(np.mean(scores))


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def model_folder() -> Path:
    return local_folder(find_card("all-MiniLM-L6-v2"), False)


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
                for name in NAMES
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


def exported(folder: Path) -> Path:
    """The transformer with its mean pooling as an ONNX graph, exported once."""
    import torch
    from transformers import AutoModel

    path = folder / "model.onnx"
    if path.exists():
        return path

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = AutoModel.from_pretrained(model_folder(), attn_implementation="eager").eval()

        def forward(self, input_ids, attention_mask, token_type_ids):
            states = self.inner(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            weight = attention_mask.unsqueeze(-1).to(states.dtype)
            return (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

    # Three tensors of their own: one given twice would become one input.
    example = tuple(torch.ones(2, 9, dtype=torch.long) for _ in NAMES)
    rows, width = torch.export.Dim("rows"), torch.export.Dim("width", max=LIMIT)
    program = torch.onnx.export(
        Pooled(),
        example,
        dynamo=True,
        input_names=list(NAMES),
        output_names=["vectors"],
        dynamic_shapes=({0: rows, 1: width},) * 3,
        opset_version=18,
        verbose=False,
    )
    program.save(str(path))
    return path


def quantised(folder: Path) -> Path:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    path = folder / "model-int8.onnx"
    if not path.exists():
        # Seven bits a weight: without VNNI the sum of two products of eight would not fit its register.
        quantize_dynamic(
            exported(folder),
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    return path


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
    return batched(session(quantised(folder)), 1), True


def onnx_int8_batched(folder: Path):
    return batched(session(quantised(folder)), 16), False


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
