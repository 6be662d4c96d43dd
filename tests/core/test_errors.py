"""Errors travel from the workers of a batch to its run."""

import pickle

from threadgist.errors import ChoiceError, ModelError


def test_errors_are_the_same_behind_a_pipe():
    choices = (("t1", "Ferry", 3), ("t2", "Lamps", 1))
    error = pickle.loads(pickle.dumps(ChoiceError("holds 2 conversations", choices)))
    assert (type(error), str(error), error.choices) == (ChoiceError, "holds 2 conversations", choices)
    long = ModelError("x" * 2_000)
    assert str(pickle.loads(pickle.dumps(long))) == str(long)
