"""The server backend against a real server: `transformers serve` with a tiny model."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from threadgist.settings import WriterSettings
from threadgist.tools import open_language_model
from threadgist.write.model import Message, Request

TEXTS = ("Extradition needs dual criminality.", "Cats are better than dogs.", "The treaty hurts privacy.")


@pytest.fixture(scope="module")
def address(tiny_causal, tmp_path_factory):
    for module in ("fastapi", "uvicorn", "openai"):
        pytest.importorskip(module)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log"
    offline = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    command = [str(Path(sys.executable).parent / "transformers"), "serve", str(tiny_causal)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu", "--dtype", "float32"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=os.environ | offline, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        else:
            pytest.fail(f"transformers serve did not come up: {log.read_text()[-2000:]}")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(30)


def test_a_real_server_says_what_the_model_says_here(address, tiny_causal):
    requests = [
        Request((Message("system", "Be brief."), Message("user", f"Repeat: {text}")), max_tokens=8)
        for text in TEXTS
    ]
    served = open_language_model(
        WriterSettings(name=f"server:{tiny_causal}", base_url=address, concurrency=2, timeout=170)
    )
    got = served.complete(requests)
    here = open_language_model(WriterSettings(name=str(tiny_causal), device="cpu")).complete(requests)
    assert [one.error for one in got] == [None] * 3
    assert len({one.text for one in here}) == 3
    # The same weights in the same precision, greedily: the same words, but for the space at their end.
    assert [one.text.strip() for one in got] == [one.text.strip() for one in here]
    assert [one.prompt_tokens for one in got] == [one.prompt_tokens for one in here]
    # Servers count the token that ends an answer.
    assert all(a.tokens - b.tokens in (0, 1) for a, b in zip(got, here, strict=True))


def test_a_schema_and_a_beginning_do_not_make_it_fail(address, tiny_causal):
    served = open_language_model(WriterSettings(name=f"server:{tiny_causal}", base_url=address, timeout=170))
    schema = {"type": "object", "properties": {"heading": {"type": "string"}}}
    asked = Request((Message("user", "A heading for taxes."),), max_tokens=6, schema=schema, stop=("}",))
    (got,) = served.complete([asked])
    assert got.error is None
