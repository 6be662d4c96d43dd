import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.select.quality import quality
from threadgist.select.trim import trim

GOOD = "The swimming pool loses money every year because its boiler is forty years old."


@pytest.mark.parametrize(
    "worse",
    [
        "It loses money every year because of that.",
        "Why does the swimming pool lose money every year?",
        "THE SWIMMING POOL LOSES MONEY EVERY YEAR BECAUSE ITS BOILER IS OLD.",
        "Your comment says that the swimming pool loses money every year.",
        "The swimming pool loses money, see https://example.org/pool for its boiler.",
        "lol the swimming pool loses money every year!!!",
        "The pool loses money.",
        "pool->boiler = swimming_pool.boiler[0] { forty years }",
        GOOD[:-1] + " " + "and so on and on " * 15,
        "I went to the swimming pool once with my brother.",
        "In that case, the swimming pool loses money for its boiler.",
        "None of which keeps the swimming pool from losing money.",
        "Instead, the swimming pool could heat with its own sun panels.",
        "Yes it was the boiler of the swimming pool that failed.",
        "The swimming pool loses money for that same reason, the boiler.",
    ],
)
def test_what_cannot_stand_alone_reads_worse(worse):
    assert quality(worse) < quality(GOOD)


def test_a_curly_apostrophe_is_an_apostrophe():
    for text in ("That's the trouble with the pool in this town.", "The pool doesn't pay, and it isn't new."):
        assert quality(text.replace("'", "\u2019")) == quality(text)
    curly = "Honestly, I\u2019m pretty sure that the pool in this town never pays."
    assert trim(curly, 0, len(curly)) == (curly.index("the pool"), len(curly))


@pytest.mark.parametrize("nothing", ["", "No.", "1 2 3 4 5 6 7", "!!! ??? ...", "Not at all."])
def test_what_says_nothing_is_never_printed(nothing):
    assert quality(nothing) == 0


@given(st.text())
def test_quality_is_a_bounded_factor(text):
    for english in (True, False):
        assert 0 <= quality(text, english=english) <= 1.3


def test_english_rules_leave_other_languages_alone():
    german = "Das Hallenbad verliert jedes Jahr Geld, weil der Kessel vierzig Jahre alt ist."
    assert quality(german, english=False) == 1.0
    assert quality("Warum verliert das Hallenbad jedes Jahr so viel Geld?", english=False) < 0.5
