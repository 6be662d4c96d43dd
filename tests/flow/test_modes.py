"""What a digest is made of when there is much to say, little, or nothing."""

import pytest

from threadgist import render
from threadgist.records import walk
from threads import HOSTILE, TOPICS, comment, thread, tiny_digest, tiny_settings, village

TEXT = [sentence for topic in TOPICS for sentence in topic]
APART = (
    "My uncle repairs violins because somebody in his family should.",
    "Penguins would probably lose every chess match against barn owls.",
    "Whoever painted that lighthouse green has never sailed at dusk.",
    "Rhubarb jam needs lemon, otherwise its colour turns brown by March.",
    "Nineteen stairs lead up to his attic, and each one creaks.",
    "Magnets forget their strength when you heat them far enough.",
    "Our tax form asks twice for one date and never explains why.",
    "Snow chains cost less than a night spent stuck below Brenner.",
    "She learned Basque from radio plays that nobody else recorded.",
    "Old bicycles deserve better saddles than most new motorbikes have.",
)


def codes(digest):
    return [notice.code for notice in digest.notices]


@pytest.mark.parametrize(
    "source",
    [
        thread(),
        thread("", "   "),
        thread("!!!", "> quoted only", "https://example.org/x"),
        thread(comment(1, "", gone="deleted"), comment(2, "", gone="removed")),
    ],
)
def test_nothing_to_read_is_a_page_that_says_so(source):
    digest = tiny_digest(source)
    assert digest.mode == "empty"
    assert (digest.themes, digest.points, digest.one_offs, digest.dots) == ((), (), (), ())
    assert codes(digest) == ["empty"]
    assert digest.counts.coverage == 0
    for fmt in ("html", "md", "txt"):
        assert "No comment could be read" in render(digest, fmt)


@pytest.mark.parametrize("people", range(1, 8))
def test_a_handful_of_comments_is_a_list_that_leaves_nobody_out(people):
    digest = tiny_digest(thread(*TEXT[:people], "?!"))
    assert digest.mode == "points"
    assert codes(digest) == ["small"]
    assert digest.counts.usable == digest.counts.cited == people
    assert digest.counts.coverage == 1
    heard = {i for point in digest.points for one in walk((point,)) for i in one.comment_ids}
    assert heard == {str(number) for number in range(1, people + 1)}
    assert digest.dots == ()


def test_a_handful_of_rubbish_is_listed_too():
    digest = tiny_digest(thread("Why? How? When? Who?", "LOL what even is this???", "this that these those"))
    assert digest.counts.cited == digest.counts.usable == 3


def test_eight_are_enough_to_look_for_themes():
    assert "small" not in codes(tiny_digest(thread(*TEXT[:8])))


def test_no_clear_themes_says_so_and_lists_points():
    digest = tiny_digest(thread(*APART))
    assert digest.mode == "points"
    assert codes(digest) == ["no_themes"]
    assert 1 <= len(digest.points) <= 7
    for fmt in ("html", "md", "txt"):
        assert "no clear themes" in render(digest, fmt)


def test_nothing_is_printed_to_fill_a_place():
    texts = [
        " ".join("".join(chr(97 + (n * k * k + 7 * k * at + n) % 26) for k in range(6)) for at in range(9))
        for n in range(14)
    ]
    digest = tiny_digest(thread(*texts))
    assert (digest.mode, digest.points, digest.themes) == ("points", (), ())
    assert digest.counts.one_off == 14
    for fmt in ("html", "md", "txt"):
        said = render(digest, fmt)
        assert "No line of them stands by itself" in said
        assert "Points made" not in said
        assert "Names are" not in said


def test_every_hostile_comment_at_once():
    digest = tiny_digest(thread(*HOSTILE, *TEXT))
    assert digest.counts.comments == len(HOSTILE) + len(TEXT)
    for fmt in ("html", "md", "txt", "json"):
        assert render(digest, fmt)


def test_a_debate_has_themes_in_order_with_bullets():
    digest = tiny_digest(village(100))
    assert digest.mode == "themes"
    assert codes(digest) == []
    printed = [theme for theme in digest.themes if theme.bullets]
    assert printed
    assert [theme.author_count for theme in printed] == sorted(
        (theme.author_count for theme in printed), reverse=True
    )
    assert all(len(theme.bullets) <= 4 for theme in digest.themes)
    assert len({theme.heading for theme in digest.themes}) == len(digest.themes)


def test_the_number_of_bullets_can_be_set():
    digest = tiny_digest(village(100), tiny_settings(select={"max_points": 2}))
    assert max(len(theme.bullets) for theme in digest.themes) == 2


def test_what_the_forum_states_and_lacks_is_said():
    stated = tiny_digest(thread(*TEXT[:3], stated_count=1_200))
    assert "The forum states 1,200 comments; 3 are in the data this digest was made from." in [
        notice.text for notice in stated.notices
    ]
    lacking = tiny_digest(thread(*TEXT[:3], missing=1))
    assert "1 comment is missing from the data." in render(lacking, "txt")
    assert codes(lacking) == ["small", "incomplete"]
    complete = tiny_digest(thread(*TEXT[:3], stated_count=3))
    assert codes(complete) == ["small"]


def test_repairs_are_passed_on():
    digest = tiny_digest(thread(*TEXT[:3], repairs=("2 circles of replies were cut",)))
    assert digest.notices[-1].text == "2 circles of replies were cut."


def test_an_encoder_that_does_not_speak_the_language_is_told(tmp_path):
    from dataclasses import replace

    from threadgist import digest
    from threadgist.backends.encoders import TinyEncoder

    class English(TinyEncoder):
        info = replace(TinyEncoder.info, languages=("en",))

    german = thread(
        "Das Hallenbad verliert jedes Jahr Geld, weil der Kessel älter ist als die meisten Schwimmer.",
        "Wer neben einer Kirche ein Haus kauft, sollte mit den Glocken rechnen, meine ich jedenfalls.",
        "Der Markt sollte wieder am Samstag sein, wenn die Leute, die arbeiten, dort einkaufen können.",
    )
    made = digest(german, tiny_settings(), encoder=English())
    assert made.language == "de"
    (notice,) = [notice.text for notice in made.notices if notice.code == "language"]
    assert "Most comments are in German" in notice
    assert "made for English" in notice
    assert "model card “" in notice
    assert "language" not in codes(digest(german, tiny_settings(), encoder=TinyEncoder()))


def test_over_the_limit_is_said_in_the_ledger():
    digest = tiny_digest(village(20), tiny_settings(limits={"max_comments": 10}))
    over = [entry for entry in digest.ledger if entry.reason == "over_limit"]
    assert len(over) == 10
    for fmt in ("html", "md", "txt"):
        assert "over the limit" in render(digest, fmt)
