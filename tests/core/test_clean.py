import pytest
from hypothesis import given, settings

from threadgist.passages import admit, bound
from threadgist.settings import LimitSettings
from threadgist.words import fingerprint, own_words
from threads import comment, thread, threads


def decided(*texts, limits=None):
    return admit(thread(*texts), limits or LimitSettings())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("> All of this is quoted from somebody else.", "quotation_only"),
        ("    code_only = True", "quotation_only"),
        ("https://example.org/a/b/c/d", "link_only"),
        ("See https://example.org/a/b/c/d", "link_only"),
        ("👍👍👍👍", "too_short"),
        ("!!! ... ???", "too_short"),
    ],
)
def test_what_says_nothing_is_skipped_for_its_reason(text, reason):
    (admission,) = decided(text)
    assert (admission.status, admission.reason) == ("skipped", reason)


@pytest.mark.parametrize("text", ["I agree.", "No", "Exactly! https://example.org/a is what four words need"])
def test_short_replies_are_read(text):
    (admission,) = decided(text)
    assert admission.status == "used"


@pytest.mark.parametrize("gone", ["deleted", "removed"])
def test_what_the_forum_hides_is_not_read(gone):
    (admission,) = decided(comment(1, "Words that were said and taken back later.", gone=gone))
    assert (admission.status, admission.reason) == ("skipped", gone)


def test_a_copy_points_at_the_first_whoever_wrote_it():
    text = "Closing the pool would be a shame."
    first, other, copy, loud = decided(
        text, "Another thing altogether was said.", text, f"> quoted\n{text.upper()}!!"
    )
    assert (first.status, other.status) == ("used", "used")
    assert [(one.status, one.duplicate_of) for one in (copy, loud)] == [("duplicate", "1")] * 2


def test_short_agreements_are_no_copies():
    assert [one.status for one in decided("I think so too", "I think so too")] == ["used", "used"]
    six = "I think so too, by and"
    assert [one.status for one in decided(six, six)] == ["used", "duplicate"]


def test_the_limit_counts_what_is_read():
    texts = ["", *[f"Sentence number {n} of the long debate." for n in range(5)]]
    admissions = decided(*texts, limits=LimitSettings(max_comments=3))
    assert [one.reason for one in admissions] == ["empty", None, None, None, "over_limit", "over_limit"]


@settings(max_examples=15)
@given(threads(max_size=20))
def test_every_comment_gets_one_decision_and_copies_have_the_same_words(source):
    admissions = admit(source, LimitSettings())
    assert [one.comment_id for one in admissions] == [one.id for one in source.comments]
    texts = {one.id: fingerprint(own_words(one.text)) for one in source.comments}
    used = {one.comment_id for one in admissions if one.status == "used"}
    for one in admissions:
        assert (one.reason is not None) == (one.status == "skipped")
        if one.status == "duplicate":
            assert one.duplicate_of in used
            assert texts[one.duplicate_of] == texts[one.comment_id]


def test_a_megabyte_is_cut_at_a_word_and_said():
    source = thread("A sentence of words that goes on. " * 30_000, "A short one that stays whole.")
    cut = bound(source, LimitSettings(max_comment_chars=1_000))
    long, short = cut.comments
    assert 900 <= len(long.text) <= 1_000
    assert source.comments[0].text.startswith(long.text + " ")
    assert short == source.comments[1]
    assert cut.repairs == ("1 very long comment was cut to 1,000 characters",)
    assert bound(short_thread := thread("Short enough to stay."), LimitSettings()) is short_thread


def test_one_endless_word_is_cut_inside():
    cut = bound(thread("x" * 5_000, "y" * 5_000), LimitSettings(max_comment_chars=100))
    assert [one.text for one in cut.comments] == ["x" * 100, "y" * 100]
    assert cut.repairs == ("2 very long comments were cut to 100 characters",)


def test_what_a_bot_wrote_is_skipped_and_what_only_calls_one():
    (bot, call, person) = decided(
        comment(1, "The weather tomorrow will be fine in most places.", role="bot"),
        "RemindMe! 3 years",
        "Half of the accounts here are bots, and I am tired of it.",
    )
    assert [one.reason for one in (bot, call, person)] == ["automatic", "automatic", None]
