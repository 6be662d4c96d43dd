"""Words for how many people say something are set by code and fit the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.settings import WriterSettings
from threadgist.speakers import LANGUAGES, WRITTEN_LANGUAGES
from threadgist.write.hedge import Crowd, claimed, hedged, plain, restored, standing


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
        ("{who} doubt it.", 7, "Several doubt it."),
        ("{who} doubt it.", 8, "Many doubt it."),
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
        ("{who} aren't sure.", 1, "One commenter isn't sure."),
        ("{who} haven't heard of it.", 1, "One commenter hasn't heard of it."),
        ("{who} discuss it.", 1, "One commenter discusses it."),
        ("{who} welcome it but {want|wants} a trial.", 1, "One commenter welcomes it but wants a trial."),
        ("It is no problem for {who}.", 1, "It is no problem for one commenter."),
        ("{who} cannot come and {fears|fear} rain.", 1, "One commenter cannot come and fears rain."),
        ("The end of it leaves {who} mourning.", 1, "The end of it leaves one commenter mourning."),
        (
            "They, {who} object, are hit and get no help.",
            1,
            "They, one commenter objects, are hit and get no help.",
        ),
        ("It has made {who} happier.", 1, "It has made one commenter happier."),
        ("{who} bring the {children|child} along.", 3, "Some bring the children along."),
        ("{who} agree, however, and want more.", 1, "One commenter agrees, however, and wants more."),
        ("Once it is made {who} hope for more.", 1, "Once it is made one commenter hopes for more."),
        ("{who} cannot come and {misses|miss} it.", 1, "One commenter cannot come and misses it."),
        ("{who} got two such orders.", 1, "One commenter got two such orders."),
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
        ("According to {who}, the bill is bad.", 1, "According to one commenter, the bill is bad."),
        (
            "Prices are too high, many complain: they rose.",
            2,
            "Prices are too high, two commenters complain: they rose.",
        ),
        ("Several commenters doubt it, and {who} fear worse.", 1, None),
        ("Why not? {who} ask.", 2, "Why not? Two commenters ask."),
        (
            "{who} agree to it, but worry about fires.",
            1,
            "One commenter agrees to it, but worries about fires.",
        ),
        ("{who} and {who} object.", 3, None),
        ("but {who} doubt it.", 4, "but several doubt it."),
        ("while many teachers object.", 5, "while several teachers object."),
        ("while prices fall, {who} hope for more.", 2, "while prices fall, two commenters hope for more."),
        # What a model adds to the place for people is no word of its own.
        ("{who: a former cook} like it.", 1, "One commenter likes it."),
        (
            "Two people slammed into each other there, one recalls.",
            1,
            "Two people slammed into each other there, one recalls.",
        ),
        ("Two people argue that it leaks.", 3, "Some argue that it leaks."),
    ],
)
def test_the_words_fit_the_number(text, number, printed):
    assert hedged(text, Crowd(number, 100), "en") == printed


def test_what_goes_on_in_a_sentence_is_checked_by_itself():
    assert plain("but {who} doubt it.", "en") == "Some doubt it."
    assert plain("aber {who} bezweifeln es.", "de") == "Some bezweifeln es."
    above = ["{who} like it.", "A cook agrees."]
    for number, answered in ((1, "“Some like it.”"), (2, "“Some like it.” or “A cook agrees.”")):
        told = claimed("but {who} doubt it.", "side", above[:number], "en")
        assert told == f"In answer to {answered}: Some doubt it."
    assert claimed("{who} doubt it.", "detail", above, "en") == "Some doubt it."
    assert claimed("the price.", "item", ["{who} name:", "the noise."], "en") == "Some name: the price."
    assert standing("but some doubt it.", "en") == "Some doubt it."
    assert standing("Butter is dear, some say.", "en") == "Butter is dear, some say."


def test_the_other_side_is_others():
    assert hedged("{who} object.", Crowd(3, 100, other_side=True), "en") == "Others object."
    assert hedged("{who} object.", Crowd(1, 100, other_side=True), "en") == "One commenter objects."
    assert hedged("{who} object.", Crowd(1, 100, signed=False), "en") == "One comment objects."


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


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (1, "Hardly anybody speaks of the price."),
        (2, "Hardly anybody speaks of the price."),
        (5, "Hardly anybody speaks of the price."),
        (6, None),
    ],
)
def test_hardly_anybody_is_granted_by_the_count(number, printed):
    assert hedged("{few} speak of the price.", Crowd(number, 100, against=0), "en") == printed
    assert hedged("{few} speak of the price.", Crowd(number, 100), "de") is None
    assert plain("{few} speak of the price.", "en") == "Some speak of the price."
    assert hedged("{few} speak of it.", Crowd(2, 8), "en") is None
    assert (
        hedged("{few} speak of it or {want|wants} it.", Crowd(1, 30), "en")
        == "Hardly anybody speaks of it or wants it."
    )
    assert restored("(few) speak of it.") == "{few} speak of it."
