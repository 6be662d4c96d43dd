"""A debate is never scored with a projection that was fitted on it."""

from dataclasses import replace

import numpy as np
import pytest

from threadgist.evaluate.data_argkp import Debate
from threadgist.evaluate.folds import FITTED_SPLIT, FOLDS, fit, unseen
from threadgist.evaluate.maker import Maker
from threadgist.evaluate.records import Variant
from threadgist.model_cards import load_cards
from threadgist.records import Comment, EncoderInfo, Thread
from threadgist.settings import ClusterSettings, Settings


class Given:
    """An encoder that says it is the default one; a text's vector is drawn by its hash."""

    def __init__(self) -> None:
        card = next(card for card in load_cards() if card.name == Settings().encoder.name)
        self.info = EncoderInfo(card.name, card.revision, card.dimension, sha256=card.sha256)

    def encode(self, texts, progress=None):
        rows = [np.random.default_rng(list(text.encode())).standard_normal(384) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(
            len(texts), 384
        )


def debates(count: int = 8, split: str = FITTED_SPLIT) -> list[Debate]:
    made = []
    for number in range(count):
        comments = tuple(
            Comment(f"{number}-{row}", None, None, f"argument {row} of {number}") for row in range(12)
        )
        thread = Thread(f"{split}:{number}", f"topic {number}", "argkp", comments)
        matches = {comment.id: (f"k{row % 3}",) for row, comment in enumerate(comments)}
        made.append(
            Debate(split, "tuning", thread, {f"k{i}": f"key point {i}" for i in range(3)}, matches, {})
        )
    return made


def maker(projection: bool = True) -> Maker:
    settings = Settings(cluster=ClusterSettings(projection=projection))
    return Maker(Variant("it", settings), Given())


def relabelled(debate: Debate) -> Debate:
    turned = {id_: (f"k{number // 4}",) for number, id_ in enumerate(debate.matches)}
    return replace(debate, matches=turned)


def test_the_labels_of_a_debate_do_not_reach_its_own_projection():
    plain = debates()
    changed = [relabelled(plain[0]), *plain[1:]]
    before, after = unseen(maker(), plain), unseen(maker(), changed)
    own, beside = plain[0].thread.id, plain[FOLDS].thread.id
    assert np.array_equal(before[own], after[own])
    assert np.array_equal(before[beside], after[beside]), "the same fold"
    assert not np.array_equal(before[plain[1].thread.id], after[plain[1].thread.id])


def test_both_stances_of_a_topic_are_left_out_together():
    plain = debates()
    other = replace(plain[0], thread=replace(plain[0].thread, id=f"{FITTED_SPLIT}:0:against"))
    made = unseen(maker(), [*plain, other])
    again = unseen(maker(), [*plain, relabelled(other)])
    assert np.array_equal(made[plain[0].thread.id], again[plain[0].thread.id])


@pytest.mark.parametrize("given", [(maker(projection=False), debates()), (maker(), debates(split="dev"))])
def test_nothing_is_fitted_where_nothing_was(given):
    assert unseen(*given) == {}


def test_what_tells_key_points_apart_is_brought_out():
    draw = np.random.default_rng(3)
    gold = np.arange(200) % 4
    rows = draw.standard_normal((200, 16))
    rows[:, :2] += 2.0 * np.array([(0, 1), (1, 0), (0, -1), (-1, 0)])[gold]
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    matrix = fit([(rows, gold)])
    strength = np.linalg.norm(matrix, axis=1)
    assert strength[:2].min() > 1.5 * strength[2:].max()


def test_there_must_be_something_to_fit_on():
    with pytest.raises(ValueError, match="nothing to fit"):
        fit([(np.eye(4, dtype=np.float32), np.full(4, -1))])
