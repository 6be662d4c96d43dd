from dataclasses import replace

import pytest

from threadgist.backends.encoders import TinyEncoder
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.select import Context
from threadgist.select.banter import is_banter, is_banter_thread
from threads import SENTENCES, TINY, comment, thread

JOKES = (
    "The goose runs this town now.", "All hail the goose lol", "Honk.", "He looks like my landlord",
    "That is one angry pillow", "Goose for mayor 😂", "I for one welcome him", "Beak performance right there",
    "He saw his chance and took it", "My uncle in a suit", "Not all heroes wear capes, some have wings",
    "No goose, no peace", "It ran after me once and it was faster than the bus.", "Somebody had to do it",
    "Ten out of ten, would be chased again",
)  # fmt: skip
SHORT_BUT_SERIOUS = (
    "It crashes on my phone too, but only when I am offline.", "Same here, version three.",
    "Reinstalling fixed it for me, though all the settings were lost.", "Works on the tablet.",
    "It should at least ask before it deletes anything, if only once.", "Not here. Which phone is it?",
    "The tablet crashes as well, but only if it has no network.", "Needs an update, probably.",
)  # fmt: skip


def context_of(*comments, **rest):
    corpus = make_corpus(thread(*comments, **rest), TINY)
    return Context(corpus, embed(corpus, TinyEncoder(), None))


def said(texts, mark, score=None, **rest):
    """Comments that answer the first of them; `score` gives each its votes."""
    return [
        comment(
            f"{mark}{n}", text, parent_id=f"{mark}0" if n else None, score=score and score(n, text), **rest
        )
        for n, text in enumerate(texts)
    ]


def verdicts(jokes, serious, in_banter=False):
    context = context_of(*jokes, *serious)
    return tuple(
        is_banter(context, [one.id for one in part], in_banter=in_banter) for part in (jokes, serious)
    )


def test_jokes_are_told_from_arguments():
    assert verdicts(said(JOKES, "j"), said(SENTENCES, "s")) == (True, False)


def test_short_remarks_that_report_or_ask_are_no_jokes():
    assert verdicts(said(JOKES, "j"), said(SHORT_BUT_SERIOUS, "s")) == (True, False)


def test_what_readers_vote_up_decides_too():
    texts = [*JOKES[:8], *SENTENCES[:4]]
    long_up = said(texts, "u", score=lambda n, text: len(text))
    short_up = said(texts, "d", score=lambda n, text: 200 - len(text))
    assert verdicts(short_up, long_up) == (True, False)


def test_cheers_are_no_jokes():
    cheers = said([f"{text.rstrip('.')}!" if n % 2 else text for n, text in enumerate(JOKES)], "c")
    assert verdicts(said(JOKES, "j"), cheers) == (True, False)


def test_where_the_host_answers_is_no_banter():
    hosted = said(JOKES, "h")
    hosted[3] = replace(hosted[3], role="host")
    assert verdicts(said(JOKES, "j"), hosted) == (True, True)
    hosted[5] = replace(hosted[5], role="host")
    assert verdicts(said(JOKES, "j"), hosted) == (True, False)


def test_a_handful_is_not_judged():
    assert verdicts(said(JOKES[:7], "j"), said(JOKES[:6], "f")) == (True, False)


def test_in_a_thread_of_banter_less_is_enough():
    mixed = [*JOKES[:9], *SENTENCES[:13]]
    assert verdicts(said(mixed, "m"), [], in_banter=True)[0]
    assert not verdicts(said(mixed, "m"), [], in_banter=False)[0]


@pytest.mark.parametrize(("texts", "banter"), [((*JOKES, *JOKES), True), (SENTENCES, False), (JOKES, False)])
def test_whole_threads(texts, banter):
    assert is_banter_thread(context_of(*said(texts, "t"))) is banter


def test_lists_without_replies_consultations_and_other_languages_hold_none():
    many = [*JOKES, *JOKES]
    flat = [comment(n, text) for n, text in enumerate(many)]
    voted = said(many, "v", agrees=20, disagrees=3)
    chinese = said([f"鹅今天统治了这座小镇{n}" for n in range(30)], "c")
    for comments in (flat, voted, chinese):
        context = context_of(*comments)
        assert not is_banter_thread(context)
        assert not is_banter(context, [one.id for one in comments], in_banter=False)


def test_what_bots_say_counts_for_nothing():
    bots = said(["Honk."] * 10, "b", role="bot")
    assert verdicts(said(JOKES, "j"), [*bots, *said(SENTENCES[:5], "s")]) == (True, False)
