"""The worst model at hand cannot harm: SmolLM2-135M, where its package and something to run it are installed."""

import pytest

from threadgist import render
from threadgist.flow import finish
from threadgist.settings import WriterSettings
from threadgist.tools import open_language_model
from threadgist.write.checkers import ModelChecker
from threadgist.write.model import Budget
from threadgist.write.stage import Writer
from write.conftest import SETTINGS
from write.test_full import bullets


@pytest.mark.parametrize("style", ["small", "full"])
def test_smollm2_harms_nobody(plan, smollm2_folder, monkeypatch, style):
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(smollm2_folder.parent.parent))
    model = open_language_model(WriterSettings(name="smollm2-135m", backend="transformers", context=1_024))
    budget = Budget(max_calls=2)
    writer = Writer(model, ModelChecker(model, budget), style=style, budget=budget)
    digest = finish(plan, SETTINGS, writer=writer)
    assert bullets(digest)
    assert digest.provenance.writer_model.name == "smollm2-135m"
    assert any(notice.code in ("budget", "call", "rejected") for notice in digest.notices)
    assert render(digest, "html")
