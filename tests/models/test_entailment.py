import numpy as np
import pytest

from threadgist.backends.entailment import open_entailment
from threadgist.errors import ModelError

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


@pytest.mark.parametrize(
    ("name", "said"), [("none", "no entailment model 'none'"), ("gte-small", "kind encoder")]
)
def test_what_is_no_entailment_model(name, said):
    with pytest.raises(ModelError, match=said):
        open_entailment(name)
