"""Words for people go on from those of the sentence before."""

import pytest

from threadgist.speakers import in_running_text, tells_two
from threadgist.write.arrange import Stood, answering, opposing, varied, without_words
from threadgist.write.hedge import Crowd


def stood(text, people):
    return Stood(text, (), "point", people=people)


@pytest.mark.parametrize(
    ("text", "people", "authors", "before", "printed"),
    [
        ("One commenter objects.", "One commenter", "x", [("Several", "abcde")], "One commenter objects."),
        ("One commenter objects.", "One commenter", "a", [("Several", "abcde")], "One of them objects."),
        ("One commenter objects.", "One commenter", "x", [("One commenter", "a")], "Another objects."),
        (
            "One commenter objects.",
            "One commenter",
            "a",
            [("One commenter", "a")],
            "The same commenter objects.",
        ),
        ("One commenter objects.", "One commenter", "x", [("a former cook", "a")], "Another objects."),
        ("One commenter adds it.", "One commenter", "a", [("", "a")], "The same commenter adds it."),
        (
            "One commenter objects.",
            "One commenter",
            "x",
            [("Some", "abc"), ("One", "x"), ("Another", "y"), ("Others", "uvw")],
            "One commenter objects.",
        ),
        (
            "and one commenter objects.",
            "One commenter",
            "x",
            [("Two commenters", "ab"), ("One of them", "a"), ("One", "x"), ("The first commenter", "a")],
            "and one commenter objects.",
        ),
        ("One commenter was there.", "One commenter", "x", [("Many", "abc")], "One commenter was there."),
        (
            "That helps, one commenter concedes.",
            "One commenter",
            "a",
            [("One commenter", "a"), ("Another", "b")],
            "That helps, the first commenter concedes.",
        ),
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
            "Another adds it.",
        ),
        (
            "while one commenter adds it.",
            "One commenter",
            "b",
            [("Two commenters", "ab"), ("One of them", "a")],
            "while another adds it.",
        ),
        (
            "but one commenter objects.",
            "One commenter",
            "c",
            [("Two commenters", "ab"), ("One of them", "a")],
            "but another objects.",
        ),
        (
            "while one commenter objects.",
            "One commenter",
            "z",
            [("One commenter", "x"), ("another", "y")],
            "while another objects.",
        ),
        (
            "It leaks, one commenter adds.",
            "One commenter",
            "w",
            [("a cook", "x"), ("One", "y"), ("Another", "z")],
            "It leaks, another adds.",
        ),
        (
            "One commenter objects.",
            "One commenter",
            "z",
            [("Several", "abcde"), ("One", "x"), ("Another", "y")],
            "Another objects.",
        ),
        (
            "but one commenter objects.",
            "One commenter",
            "y",
            [("Several", "abcde"), ("One", "x"), ("another", "y"), ("a cook", "z")],
            "but one commenter objects.",
        ),
        (
            "In some towns, some add, it works.",
            "Some",
            "abc",
            [("Some", "abc")],
            "In some towns, they add, it works.",
        ),
        ("but two commenters call it dear.", "Two commenters", "ab", [("", "ab")], "but two call it dear."),
        (
            "and two commenters add it.",
            "Two commenters",
            "ab",
            [("Several", "abcde"), ("Others", "xyz")],
            "and two commenters add it.",
        ),
        ("Others thank them.", "Others", "ab", [("Some", "abc"), ("a cook", "c")], "Two thank them."),
        (
            "It helps one's health, one commenter adds.",
            "One commenter",
            "x",
            [("Several", "abcde")],
            "It helps one's health, one commenter adds.",
        ),
        (
            "One commenter concedes it.",
            "One commenter",
            "a",
            [("Several", "abcde"), ("One of them", "a"), ("One", "y")],
            "One commenter concedes it.",
        ),
        (
            "and one commenter takes the point.",
            "One commenter",
            "y",
            [("Several", "abcde"), ("One", "y"), ("One commenter", "a")],
            "and one commenter takes the point.",
        ),
        (
            "and one commenter takes the point.",
            "One commenter",
            "y",
            [
                ("Several", "abcde"),
                ("One of them", "a"),
                ("One commenter", "y"),
                ("The first commenter", "a"),
            ],
            "and one commenter takes the point.",
        ),
        (
            "One commenter, a cook once, objects.",
            "One commenter",
            "a",
            [("Several", "abcde")],
            "One of them, a cook once, objects.",
        ),
        (
            "and one commenter concedes it.",
            "One commenter",
            "a",
            [("One commenter", "a"), ("another", "b"), ("Some", "xyz"), ("Another", "y")],
            "and the first commenter concedes it.",
        ),
        (
            "and one commenter agrees in part.",
            "One commenter",
            "a",
            [("Two commenters", "ab"), ("One", "x")],
            "and another agrees in part.",
        ),
        (
            "but one commenter replies.",
            "One commenter",
            "b",
            [("Two commenters", "ab"), ("a cook", "a"), ("One", "x")],
            "but another replies.",
        ),
        (
            "It may break, one commenter admits.",
            "One commenter",
            "b",
            [("Two commenters", "ab")],
            "It may break, one of them admits.",
        ),
        (
            "One commenter concedes it.",
            "One commenter",
            "a",
            [("Two", "ab"), ("One of them", "a"), ("the host", "h")],
            "One commenter concedes it.",
        ),
        ("It is one's own, one adds.", "One", "x", [("Several", "abcde")], "It is one's own, one adds."),
        ("Two commenters add it.", "Two commenters", "xy", [("Several", "abcde")], "Two add it."),
        ("and some add it.", "Some", "abc", [("Some", "abc")], "and they add it."),
        (
            "Two commenters add it.",
            "Two commenters",
            "ab",
            [("Several", "abcde"), ("Two", "ab")],
            "They add it.",
        ),
        (
            "but one commenter replies that it holds.",
            "One commenter",
            "a",
            [("Several", "abcde"), ("One", "x")],
            "but another replies that it holds.",
        ),
        ("That settles it for some.", "Some", "abc", [("Some", "abc")], "That settles it for some."),
        ("It costs some time.", "Some", "abc", [("Some", "abc")], "It costs some time."),
        ("A former cook objects.", "a former cook", "x", [("Several", "abcde")], "A former cook objects."),
        ("Others object.", "Others", "wxyz", [("Several", "abcde")], "Others object."),
        ("Others object.", "Others", "wxyz", [("a former cook", "a")], "Several object."),
        (
            "while others stand up for them.",
            "Others",
            "uvwxyz",
            [("Several", "abcd")],
            "while even more stand up for them.",
        ),
        ("while others object.", "Others", "xy", [("Several", "abcde")], "while two others object."),
        (
            "It leaks, others explain.",
            "Others",
            "xy",
            [("Several", "abcde"), ("Others", "vw")],
            "It leaks, two explain.",
        ),
        ("One problem is the price.", "", "x", [("Several", "abcde")], "One problem is the price."),
        # Behind what is told in the writer's own words: of a former cook, or of nobody in particular.
        ("One commenter doubts it.", "One commenter", "x", [("", "a")], "Another commenter doubts it."),
        ("Others answer.", "Others", "uvwxyz", [("", "abcd")], "Others answer."),
        (
            "while others agree.",
            "Others",
            "uv",
            [("Several", "abcd"), ("Even more", "klmnop")],
            "while two agree.",
        ),
    ],
)
def test_an_answer_goes_on_from_what_it_answers(text, people, authors, before, printed):
    crowd = Crowd(len(authors), 100, other_side=True)
    told = [(said, frozenset(who)) for said, who in before]
    found = answering(stood(text, people), crowd, frozenset(authors), told, "en")
    assert found.text == printed
    assert found.people.casefold() in found.text.casefold()


@pytest.mark.parametrize(
    ("text", "people", "before", "printed"),
    [
        ("Some object.", "Some", ["Some"], "A few object."),
        ("Two commenters object.", "Two commenters", ["Two commenters"], "Two people object."),
        ("Some object.", "Some", ["Some", "Many"], "Some object."),
        ("Several object.", "Several", ["Several"], "Several people object."),
        ("Several Europeans object.", "", ["Several"], "Several Europeans object."),
        (
            "Most who take a side object.",
            "Most who take a side",
            ["", "Nearly all who take a side", "Some"],
            "Several object.",
        ),
        ("Most who take a side object.", "Most who take a side", ["", "Many"], "Several object."),
        ("Most who take a side object.", "Most who take a side", [""], "Most who take a side object."),
        ("Some object.", "Some", [], "Some object."),
    ],
)
def test_the_same_words_do_not_begin_sentence_after_sentence(text, people, before, printed):
    assert varied(stood(text, people), before, "Several", "en", first=not any(before)).text == printed


def test_who_takes_a_side_is_said_of_the_first_view_wherever_it_stands():
    said = stood("The toll is unfair, most who take a side argue.", "Most who take a side")
    assert varied(said, [""], "Many", "en", first=True) == said
    assert varied(said, [""], "Many", "en", first=False).text == "The toll is unfair, many argue."


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


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("Two commenters want it.", True),
        ("but two people want it.", True),
        ("but two add it.", True),
        ("while two others object.", True),
        ("Orders to unlock, two commenters argue, break the law.", True),
        ("After the crash, two people were missing.", False),
        ("Two weeks without power are long.", False),
        ("Rent for two people has doubled.", False),
        ("Some want it in two years.", False),
        ("One of two taps leaks.", False),
    ],
)
def test_a_sentence_may_tell_by_itself_that_two_say_it(text, two):
    assert tells_two(text) is two


def test_those_who_are_against_what_was_said_are_others_or_a_minority():
    assert opposing(stood("Some doubt it.", "Some"), "en", minority=False).text == "Others doubt it."
    assert opposing(stood("A few doubt it.", "A few"), "en", minority=False).text == "Others doubt it."
    assert (
        opposing(stood("Two people doubt it.", "Two people"), "en", minority=False).text
        == "Two others doubt it."
    )
    assert opposing(stood("Many doubt it.", "Many"), "en", minority=True).text == "A minority doubt it."
    assert (
        opposing(stood("Many teachers doubt it.", ""), "en", minority=True).text == "Many teachers doubt it."
    )
    assert opposing(stood("A cook doubts it.", "a cook"), "en", minority=True).text == "A cook doubts it."
    assert opposing(stood("Einige zweifeln.", "Einige"), "de", minority=True).text == "Andere zweifeln."


@pytest.mark.parametrize(
    ("sentences", "printed"),
    [
        (["It rains.", "but some stay.", "and sing."], ["It rains,", "but some stay,", "and sing."]),
        (["Why?", "but some stay."], ["Why?", "Some stay."]),
        (["but some stay."], ["Some stay."]),
        (["It is in the U.S.", "but some stay."], ["It is in the U.S.,", "but some stay."]),
        (["Wait...", "while some stay."], ["Wait...", "Some stay."]),
        (["One sings: “It rains.”", "but some stay."], ["One sings: “It rains”,", "but some stay."]),
        (["It rains.", "Some stay."], ["It rains.", "Some stay."]),
        (["", "but some stay."], ["", "Some stay."]),
        (["It rains.", "kemitche answers."], ["It rains.", "kemitche answers."]),
        ([], []),
    ],
)
def test_sentences_go_on_in_the_one_before(sentences, printed):
    assert in_running_text(sentences) == printed
