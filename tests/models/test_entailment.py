from pathlib import Path

import numpy as np
import pytest

from threadgist.backends import loading
from threadgist.backends.encoders import open_encoder
from threadgist.backends.entailment import EntailmentModel
from threadgist.errors import ModelError
from threadgist.flow import finish, plan_thread
from threadgist.model_cards import load_card
from threadgist.progress import Progress
from threadgist.tools import open_writer
from threadgist.write.ask import Claim
from threads import tiny_settings, village
from write.fakes import material_of


def open_entailment(card: str, device: str = "auto") -> EntailmentModel:
    return EntailmentModel(load_card(Path(card)), device)


CARD = 'kind = "entailment"\nname = "nli"\npath = "nli"\nmax_tokens = 64\n'


@pytest.fixture
def card(tiny_causal, tmp_path):
    """A tiny classifier with random weights, sharing the tokenizer of the tiny language model."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(tiny_causal)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,
        num_labels=3,
        id2label={0: "contradiction", 1: "neutral", 2: "Entailment"},
        label2id={"contradiction": 0, "neutral": 1, "Entailment": 2},
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path / "nli")
    tokenizer.save_pretrained(tmp_path / "nli")
    (tmp_path / "nli.toml").write_text(CARD)
    return tmp_path / "nli.toml"


def test_each_pair_is_judged_alone(card):
    pairs = [
        ("Taxes rose.", "Taxes rose."),
        ("Cats sleep all day.", "Dogs bark."),
        ("x" * 500, "A claim."),
        ("", "\ud800"),
    ]
    model = open_entailment(str(card), device="cpu")
    figures = model.entails(pairs)
    assert figures.shape == (4,)
    assert figures.dtype == np.float32
    assert ((figures > 0) & (figures < 1)).all()
    assert len(set(figures.tolist())) == 4
    assert (open_entailment(str(card), device="cpu").entails(pairs[::-1])[::-1] == figures).all()
    assert (model.entails(pairs[1:2]) == figures[1:2]).all()
    assert model.entails([]).shape == (0,)


def test_a_long_text_loses_its_end_not_the_claim(card):
    model = open_entailment(str(card), device="cpu")
    one, same, other = model.entails([("a" * 900, "Claim."), ("a" * 990, "Claim."), ("a" * 900, "Other.")])
    assert one == same
    assert one != other


def test_a_label_that_is_not_there(card):
    card.write_text(CARD + 'entails = "follows"\n')
    with pytest.raises(ModelError, match=r"labels contradiction, neutral, entailment.*'follows'"):
        open_entailment(str(card), device="cpu").entails([("a", "b")])


@pytest.fixture
def no_driver(monkeypatch):
    """A machine that looks as if it had a GPU which torch cannot use."""
    import torch

    monkeypatch.setattr(loading, "likely_device", lambda: "cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.mark.usefixtures("no_driver")
def test_a_device_that_is_not_there_is_told(card):
    model = open_entailment(str(card))
    assert model.notices == []
    assert model.entails([("Taxes rose.", "Taxes rose.")]).shape == (1,)
    assert len(model.notices) == 1
    assert "entailment model ran on the CPU" in model.notices[0]
    with pytest.raises(ModelError, match="'cuda' is not available here: choose cpu or auto"):
        open_entailment(str(card), device="cuda").entails([("a", "b")])
    with pytest.raises(ModelError, match="'tpu': choose auto, cpu"):
        open_entailment(str(card), device="tpu").entails([("a", "b")])


@pytest.mark.usefixtures("no_driver")
def test_the_model_that_the_settings_name_checks_and_the_digest_says_where_it_ran(card, tiny_causal):
    plain = tiny_settings()
    asked = plain.writer.model_copy(
        update={"name": str(tiny_causal), "checker": str(card), "style": "full", "max_calls": 0}
    )
    settings = plain.model_copy(update={"writer": asked})
    encoder = open_encoder(settings.encoder)
    writer = open_writer(settings, encoder, None)
    assert writer.checker.translates and writer.checked_by == "nli"
    text = "The bus is late nearly every morning."
    ((verdict,),) = writer.checker.check([(material_of([text], "Buses"), (Claim(text, ("1",)),))])
    # What it is asked is what the card's model says, and the bar of one half decides.
    (figure,) = open_entailment(str(card), "cpu").entails([(text, text)])
    assert verdict.whole == (figure >= 0.5)
    digest = finish(plan_thread(village(12), settings, encoder, None, Progress()), settings, writer=writer)
    assert any("entailment model ran on the CPU" in notice.text for notice in digest.notices)


def test_a_model_that_reads_both_in_one_text(card):
    card.write_text(CARD + 'prompt = "{claim} follows from {text}"\n')
    model = open_entailment(str(card), device="cpu")
    claims = ("Claim.", "Other.", "Zebras have stripes.")
    figures = model.entails([("a " * 900, claim) for claim in claims])
    # A text too long for the model loses its end, never the claim.
    assert (model.entails([("a " * 990, claim) for claim in claims]) == figures).all()
    assert len(set(figures.tolist())) > 1
