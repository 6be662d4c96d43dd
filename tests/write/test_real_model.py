"""The worst model at hand cannot harm: SmolLM2-135M, where its package and something to run it are installed."""

from threadgist.backends.language_models import open_language_model
from threadgist.flow import finish
from threadgist.records import walk
from threadgist.settings import WriterSettings
from threadgist.writing import Budget, Writer
from write.conftest import SETTINGS
from write.test_writing import Recorder


def test_every_sentence_of_smollm2_on_the_page_has_passed_the_gate(plan, gate, smollm2_folder, monkeypatch):
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(smollm2_folder.parent.parent))
    judge = Recorder(gate)
    model = open_language_model(WriterSettings(name="smollm2-135m", backend="transformers", context=1_024))
    digest = finish(plan, SETTINGS, writer=Writer(model, judge, budget=Budget(max_calls=3)))
    claims = [
        bullet.text for theme in digest.themes for bullet in walk(theme.bullets) if bullet.kind == "claim"
    ]
    assert set(claims) <= {claim.text for claim in judge.passed}
    judged = [one for one in digest.rejections if one.reason not in ("budget", "call")]
    assert len(judged) >= len(judge.failed)
    assert digest.provenance.writer_model.name == "smollm2-135m"
    assert any(notice.code == "budget" for notice in digest.notices)
