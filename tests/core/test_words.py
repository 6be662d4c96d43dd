import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.words import count_words, fingerprint, own_words, without_links


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("   … — !!", 0),
        ("One two three", 3),
        ("It's a well-known e.g. 3.5% rise", 6),
        ("snake_case counts apart", 4),
        ("市場の野菜", 3),
        ("私 agree", 2),
        ("यह एक छोटा वाक्य है", 5),
        ("السَّلَامُ عَلَيْكُمْ", 2),
        ("cafe\u0301 au lait", 3),
        ("👍 👍", 0),
    ],
)
def test_words_are_counted_in_any_script(text, words):
    assert count_words(text) == words


@given(st.text())
def test_copy_paste_is_known_by_its_fingerprint(text):
    print_ = fingerprint(text)
    assert fingerprint(f"  {text}!\n") == print_
    assert fingerprint(print_) == print_


def test_a_fingerprint_ignores_case_width_and_marks_but_no_word():
    assert fingerprint("ＨＥＬＬＯ, “world”!") == fingerprint("hello   World") == "hello world"
    assert fingerprint("hello word") != fingerprint("hello world")


def test_links_are_taken_out_and_the_rest_stays():
    assert without_links("See https://example.org/a?b=c and www.example.org, please.") == "See and please."
    assert without_links("No  links  here") == "No  links  here"
    assert without_links("https://example.org/only") == ""


def test_own_words_are_without_quotations_and_code():
    text = "> somebody said\nI disagree\n\n    code = 1\n> more"
    assert own_words(text) == "I disagree"
    assert own_words("> only") == ""
    assert own_words("5 > 4 is mine") == "5 > 4 is mine"
