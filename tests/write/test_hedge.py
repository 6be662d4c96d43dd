"""Words for how many people say something are set by code and fit the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.settings import WriterSettings
from threadgist.speakers import LANGUAGES, WRITTEN_LANGUAGES
from threadgist.write.hedge import (
    Crowd,
    answering,
    brief,
    hedged,
    host_named,
    named_again,
    opposing,
    plain,
    varied,
    without_words,
)


@pytest.mark.parametrize(
    ("text", "number", "printed"),
    [
        ("{who} reply that it leaks.", 1, "One commenter replies that it leaks."),
        ("{who} also doubt it.", 1, "One commenter also doubts it."),
        ("{who} strongly rely on it.", 1, "One commenter strongly relies on it."),
        ("{who} are wary.", 1, "One commenter is wary."),
        ("{who} have seen it.", 1, "One commenter has seen it."),
        ("{who} wish for more.", 1, "One commenter wishes for more."),
        ("{who} would sign.", 1, "One commenter would sign."),
        ("{who} found it simple.", 1, "One commenter found it simple."),
        ("{who} recall it, and advise caution.", 1, "One commenter recalls it, and advises caution."),
        ("{who} expect fear, and hope in vain.", 1, "One commenter expects fear, and hope in vain."),
        ("{who} argued so.", 1, "One commenter argued so."),
        ("{who} {doubt|doubts} it.", 1, "One commenter doubts it."),
        ("{who} {doubt|doubts} it.", 3, "Some doubt it."),
        ("{who} doubt it.", 4, "Several doubt it."),
        ("{who} doubt it.", 7, "Many doubt it."),
        ("{who} doubt it.", 6, "Several doubt it."),
        ("{who} once met a cook.", 1, "One commenter once met a cook."),
        ("Most people eat too much, {who} argue.", 2, "Most people eat too much, two commenters argue."),
        ("Many thieves are careless, {who} object.", 1, "Many thieves are careless, one commenter objects."),
        (
            "{who} admit nobody knows why it was not built and promise a look.",
            1,
            "One commenter admits nobody knows why it was not built and promises a look.",
        ),
        ("{who} like it but still think it odd.", 1, "One commenter likes it but still thinks it odd."),
        ("Few come, {who: its cook} tell.", 1, "Few come, its cook tells."),
        ("Few come, {who: one of its cooks} tell.", 1, "Few come, one of its cooks tells."),
        ("{who} welcome it but {want|wants} a trial.", 1, "One commenter welcomes it but wants a trial."),
        ("{who: a cook}, now retired, call it a joke.", 1, "A cook, now retired, calls it a joke."),
        (
            "{who} admit to being late and promise a meal.",
            1,
            "One commenter admits to being late and promises a meal.",
        ),
        ("{who} need a cook and want one.", 1, "One commenter needs a cook and wants one."),
        ("{who} live here but get no bus.", 1, "One commenter lives here but gets no bus."),
        ("{who} hope to find a bus and keep it.", 1, "One commenter hopes to find a bus and keep it."),
        ("{who} doubt it.", 60, "Most commenters doubt it."),
        ("Several commenters argue that.", 2, "Two commenters argue that."),
        ("Most argue that.", 5, "Several argue that."),
        ("Commenters point to it.", 1, "One commenter points to it."),
        ("Several Europeans are disappointed.", 2, "Two Europeans are disappointed."),
        ("Many teachers object.", 5, "Several teachers object."),
        ("Concern that it leaks.", 1, "Concern that it leaks."),
        ("Some states refuse.", 7, "Some states refuse."),
        ("Several Europeans are disappointed.", 1, None),
        ("What {who} fear is a fire.", 3, "What some fear is a fire."),
        (
            "Prices will fall, {who} expect: they hope for it.",
            1,
            "Prices will fall, one commenter expects: they hope for it.",
        ),
        ("It may fail, {who} warn.", 2, "It may fail, two commenters warn."),
        (
            "{who: a former cook} have seen it and know of more.",
            1,
            "A former cook has seen it and knows of more.",
        ),
        ("According to {who}, the bill is bad.", 1, "According to one commenter, the bill is bad."),
        (
            "Prices are too high, many complain: they rose.",
            2,
            "Prices are too high, two commenters complain: they rose.",
        ),
        ("Several commenters doubt it, and {who} fear worse.", 1, None),
        ("Why not? {who} ask.", 2, "Why not? Two commenters ask."),
        ("{who: nurses} say it.", 1, "One commenter says it."),
        ("The pool leaks, {who: an NHS nurse} say.", 1, "The pool leaks, an NHS nurse says."),
        (
            "{who} agree to it, but worry about fires.",
            1,
            "One commenter agrees to it, but worries about fires.",
        ),
        ("{who} and {who} object.", 3, None),
        (
            "{who: a former cook} expect fear, and hope that it ends.",
            1,
            "A former cook expects fear, and hopes that it ends.",
        ),
        ("{who: a former cook} expect fear.", 3, "Some expect fear."),
        ("{who: three cooks} expect fear.", 1, "One commenter expects fear."),
    ],
)
def test_the_words_fit_the_number(text, number, printed):
    assert hedged(text, Crowd(number, 100), "en") == printed


def test_the_other_side_is_others():
    assert hedged("{who} object.", Crowd(3, 100, other_side=True), "en") == "Others object."
    assert hedged("{who} object.", Crowd(1, 100, other_side=True), "en") == "One commenter objects."
    assert hedged("{who} object.", Crowd(1, 100, signed=False), "en") == "One comment objects."


@pytest.mark.parametrize(
    ("text", "people", "authors", "before", "printed"),
    [
        ("One commenter objects.", "One commenter", "x", [("Several", "abcde")], "One objects."),
        ("One commenter objects.", "One commenter", "a", [("Several", "abcde")], "One of them objects."),
        ("One commenter objects.", "One commenter", "x", [("One commenter", "a")], "Another objects."),
        (
            "One commenter objects.",
            "One commenter",
            "a",
            [("One commenter", "a")],
            "The same commenter objects.",
        ),
        ("One commenter objects.", "One commenter", "x", [("a former cook", "a")], "One objects."),
        (
            "It leaks, one commenter adds.",
            "One commenter",
            "x",
            [("Several", "abcde"), ("One", "y")],
            "It leaks, another adds.",
        ),
        (
            "One commenter adds it.",
            "One commenter",
            "a",
            [("Several", "abcde"), ("One", "y")],
            "One commenter adds it.",
        ),
        ("A former cook objects.", "a former cook", "x", [("Several", "abcde")], "A former cook objects."),
        ("Others object.", "Others", "wxyz", [("Several", "abcde")], "Others object."),
        ("Others object.", "Others", "wxyz", [("a former cook", "a")], "Several object."),
        (
            "It leaks, others explain.",
            "Others",
            "xy",
            [("Several", "abcde"), ("Others", "vw")],
            "It leaks, two commenters explain.",
        ),
        ("One problem is the price.", "", "x", [("Several", "abcde")], "One problem is the price."),
    ],
)
def test_an_answer_goes_on_from_what_it_answers(text, people, authors, before, printed):
    crowd = Crowd(len(authors), 100, other_side=True)
    told = [(said, frozenset(who)) for said, who in before]
    found, words = answering(text, people, crowd, frozenset(authors), told, "en")
    assert found == printed
    assert words.casefold() in found.casefold()


@pytest.mark.parametrize(
    ("text", "people", "before", "printed"),
    [
        ("Some object.", "Some", ["Some"], "A few object."),
        ("Two commenters object.", "Two commenters", ["Two commenters"], "Two people object."),
        ("Some object.", "Some", ["Some", "Many"], "Some object."),
        ("Several object.", "Several", ["Several"], "A number of commenters object."),
        ("Several Europeans object.", "", ["Several"], "Several Europeans object."),
        (
            "Most who take a side object.",
            "Most who take a side",
            ["Nearly all who take a side", "Some"],
            "Several object.",
        ),
        ("Some object.", "Some", [], "Some object."),
    ],
)
def test_the_same_words_do_not_begin_sentence_after_sentence(text, people, before, printed):
    assert varied(text, people, before, "Several", "en")[0] == printed


@pytest.mark.parametrize(
    ("text", "people", "known", "printed"),
    [
        ("A former cook objects.", "a former cook", "a former cook", "The former cook objects."),
        ("One commenter objects.", "One commenter", "a former cook", "The former cook objects."),
        ("One objects.", "One", "someone who cooks", "The commenter who cooks objects."),
        (
            "The soup is cold, one commenter objects.",
            "One commenter",
            "a cook",
            "The soup is cold, the cook objects.",
        ),
        ("The same commenter objects.", "The same commenter", "a cook", "The cook objects."),
        ("One problem is the price.", "", "a cook", "One problem is the price."),
        ("A former cook objects.", "a former cook", "", "A former cook objects."),
    ],
)
def test_somebody_is_called_what_they_were_called_before(text, people, known, printed):
    assert named_again(text, people, known, "en") == printed


@pytest.mark.parametrize(
    ("heading", "words", "left"),
    [
        ("Woodhall's transfer window", ["Woodhall"], "Transfer window"),
        ("Zorblex for everybody", ["Zorblex"], ""),
        ("What Zorblex costs the town", ["Zorblex"], "Costs the town"),
    ],
)
def test_a_heading_without_a_name(heading, words, left):
    assert without_words(heading, words) == left


def test_who_spoke_last_is_that_commenter():
    text = named_again(
        "Yet a former cook doubts it.", "a former cook", "a former cook", "en", again_at_once=True
    )
    assert text == "Yet that commenter doubts it."


@pytest.mark.parametrize(
    ("text", "people", "again", "printed"),
    [
        ("The host replies.", "The host", False, "ada, the host, replies."),
        ("The host replies.", "The host", True, "ada replies."),
        ("It is late, the host says.", "The host", True, "It is late, ada says."),
        ("The host and others reply.", "The host and others", True, "ada and others reply."),
        ("The host and others reply.", "The host and others", False, "ada, the host, and others reply."),
        ("Some reply to the host.", "Some", False, "Some reply to the host."),
    ],
)
def test_the_host_is_named(text, people, again, printed):
    assert host_named(text, people, "ada", "en", again=again) == printed


@pytest.mark.parametrize(
    ("who", "shorter"),
    [
        ("the maintainer of a tool", "the maintainer"),
        ("a parent whose child reads", "a parent"),
        ("a former cook", "a former cook"),
        ("an in-house lawyer", "an in-house lawyer"),
        ("an on-call engineer at night", "an on-call engineer"),
        ("the one who reported it", "the one who reported it"),
        ("someone who cooks", "someone who cooks"),
    ],
)
def test_a_description_without_what_follows_the_noun(who, shorter):
    assert brief(who) == shorter


def test_those_who_are_against_what_was_said_are_others_or_a_minority():
    assert opposing("Some doubt it.", "Some", "en", minority=False) == "Others doubt it."
    assert opposing("A few doubt it.", "A few", "en", minority=False) == "Others doubt it."
    assert opposing("Many doubt it.", "Many", "en", minority=True) == "A minority doubt it."
    assert opposing("Many teachers doubt it.", "", "en", minority=True) == "Many teachers doubt it."
    assert opposing("A cook doubts it.", "a cook", "en", minority=True) == "A cook doubts it."
    assert opposing("Einige zweifeln.", "Einige", "de", minority=True) == "Andere zweifeln."


@given(
    st.integers(1, 500),
    st.integers(1, 500),
    st.sampled_from(WRITTEN_LANGUAGES),
    st.booleans(),
    st.text(max_size=40),
)
def test_no_slot_is_left_over(number, everybody, language, other_side, rest):
    text = hedged(f"{{who}} {rest}", Crowd(number, max(number, everybody), other_side=other_side), language)
    assert text is None or "{who}" not in text
    assert "{who}" not in plain("{who} doubt it", "en")


def test_every_language_that_is_written_has_words():
    assert set(WRITTEN_LANGUAGES) == set(LANGUAGES)
    for language in WRITTEN_LANGUAGES:
        WriterSettings(language=language)
        words = {hedged("{who}", Crowd(number, 200), language) for number in (1, 2, 5, 12, 150)}
        assert len(words) == 5
