"""What one person alone brings up heads no theme, and makes no comments alike."""

import numpy as np
import pytest

from threadgist.flow import make_corpus
from threadgist.records import Thread
from threadgist.settings import Settings
from threadgist.write.alone import Speech
from threadgist.write.material import make_material

SAID = (
    "Vote for Zorblex, the only party that cares about the square.",
    "Vote for Zorblax, the only party that cares about the pool.",
    "OAuth makes a login safer than a password on the phone.",
    "My bot broke when OAuth came, and the login with it.",
    "The European way is to wait and see.",
    "The EU wants it, and the EU gets it.",
    "No one asked the EU, or what the Union is for.",
    "My boss is called Adam Irving, and he likes AI.",
    "I do not trust AI with any of this.",
    "More ferries",
    "Lanterns light the quay",
    "Well played, Lindqvist, the ferry runs again!",
    "What a day. Lindy did it!",
    "The ferry is back, all thanks to Harcastle.",
    "See https://video.example/The-Long-Lives-Of-Ferrymen for OAuth-style tickets and how ferrymen live.",
)


@pytest.fixture(scope="module")
def material():
    records = [{"id": f"c{at}", "author": f"a{at}", "text": text} for at, text in enumerate(SAID)]
    return make_material(make_corpus(Thread.from_records(records, title="Changes of the town"), Settings()))


@pytest.mark.parametrize(
    ("heading", "one"),
    [
        ("Zorblex for everybody", True),
        ("OAuth and Zorblex", True),
        ("A broken bot", False),
        ("OAuth on phones", False),
        ("European patience", False),
        ("A broken town", False),
        ("Reactions to it all", False),
        ("The lives of ferrymen", False),
        ("The light of lanterns", False),
        ("Trust in the European Union", False),
        ("Pay under Adam Irving", True),
        ("Praise for Lindqvist", False),
        ("Praise for Harcastle", True),
        ("Trust in the Union", True),
        ("In the style of OAuth", False),
    ],
)
def test_a_heading_has_no_name_that_one_person_alone_uses(material, heading, one):
    assert bool(Speech(material).alone_with(heading)) is one


def test_passages_are_not_alike_for_a_name_that_only_one_has(material):
    # As an encoder does to which made-up words look alike: the name is all that the two share.
    def encode(texts):
        rows = np.array([[1.0, 9.0 * ("Zorbl" in text)] for text in texts], dtype=np.float32)
        rows[:, 0] *= ["square" in text or "idea" not in text for text in texts]
        rows[:, 0] += 1e-3
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    sentence = "Some say that Zorblex is the best idea."
    kept = Speech(material).related([(sentence, ("1", "2"))], encode)
    assert kept == [("1",)]


def test_whoever_uses_a_nickname_is_counted_with_the_name(material):
    def encode(texts):
        return np.ones((len(texts), 2), dtype=np.float32) / np.sqrt(2)

    by_text = {line.passage.text: key for key, line in material.lines.items()}
    both = tuple(key for text, key in by_text.items() if "Lind" in text)
    (kept,) = Speech(material).related([("Some praise Lindqvist.", both)], encode)
    assert kept == both and len(both) == 2


def test_what_is_copied_from_one_person_with_their_name_for_something_is_theirs_alone(material):
    def encode(texts):
        return np.ones((len(texts), 2), dtype=np.float32) / np.sqrt(2)

    speech = Speech(material)
    copied = "Some say that Zorblex is the best idea for the square and the pool."
    own = next(text for text in SAID if "Zorblex" in text)
    assert speech.is_copied(own, speech.lonely(own))
    (kept,) = speech.related([(own, tuple(material.lines))], encode)
    assert [material.lines[key].passage.text for key in kept] == [own]
    assert not speech.is_copied("Shops on the square would like Zorblex most of all.", speech.lonely(copied))
