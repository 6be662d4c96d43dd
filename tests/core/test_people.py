import random
from dataclasses import replace

import pytest

from threadgist.people import calls_a_bot, reply_depths, with_roles
from threads import comment, thread

TEMPLATE = (
    "The pull request for {} was merged into the main branch, and the nightly build number {} starts at two o'clock; "
    "its log will be linked here when everything is done."
)


def roles(*comments, **rest):
    return {one.id: one.role for one in with_roles(thread(*comments, **rest)).comments}


def alone(text, author):
    return roles(comment(1, text, author), comment(2, "The bypass helps nobody at all."))["1"]


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("AutoModerator", "Welcome to the weekly thread about the bypass."),
        ("dependabot[bot]", "Bumps the boiler from 1.2 to 1.3."),
        ("anyone", "Your post has no flair. I am a bot, and this action was performed automatically."),
        ("anyone", "*^(Beep boop! I'm a bot)* The link leads to a phone page."),
        ("anyone", "Converted: 3 miles are 4.8 km.\n\n^I'm ^a ^bot. ^Feedback ^| ^Source"),
        ("Reader_of_signs", "The sign says: no ball games.\n\nThis may be wrong. | FAQ | Misread?"),
        ("village_bot", "Desktop link: https://example.org/pool\n\nMessage me with any feedback"),
        ("LinkFixerBot", "Here is a mirror of the report. [FAQ](x) | made by /u/someone"),
        ("linkbot", "Here is a copy of the report. Questions? Message the maker | opt out"),
    ],
)
def test_programs_are_known_by_what_they_say(author, text):
    assert alone(text, author) == "bot"


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("abbot", "Here is a link to the minutes. Questions? Message me with any feedback."),
        ("talbot_7", "Here is a link to the minutes. Questions? Message me with any feedback."),
        ("MrRobot", "Here is a link to the minutes. Questions? Message me with any feedback."),
        ("definitely_not_a_bot", "Here is a link to the minutes. Questions? Message me with any feedback."),
        ("robot_lover", "I built a robot that mows the churchyard."),
        ("grumpy_bot", "Nobody under thirty swims there, whatever the council says."),
        ("RustyBot", "My mother learned to swim in that pool."),
        ("somebody", "Half of these accounts are bots, and they call me a bot."),
        ("somebody", "Do you really think that I am a bot? I live beside the church."),
        ("somebody", "I wrote a bot that posts the bus times. Feedback is welcome, message me."),
        ("somebody", "The mail only said: this message was sent automatically. So much for a consultation."),
        ("somebody", "beep boop, does not compute"),
        ("somebody", "Opening times\n\nDay | Pool | Hall\nMonday | 9 to 5 | info at the desk"),
        ("somebody", "The source is the county | the report is older than the feedback | so what"),
        ("somebody", "> I am a bot, and this action was performed automatically.\n\nWho set this one up?"),
    ],
)
def test_people_are_not_taken_for_programs(author, text):
    assert alone(text, author) is None


def test_an_account_is_a_bot_in_all_it_posts_but_not_for_one_joke_among_many():
    claim = "I am a bot, and this action was performed automatically."
    known = roles(comment(1, claim, "x"), comment(2, claim + " Again.", "x"), comment(3, "Removed.", "x"))
    assert set(known.values()) == {"bot"}
    joker = roles(
        *(comment(n, text, "x") for n, text in enumerate(["The pool is cold.", "So is the hall.", claim]))
    )
    assert set(joker.values()) == {None}


def test_one_template_again_and_again_is_a_program():
    posts = [
        comment(n, TEMPLATE.format(what, 40 + n), "build")
        for n, what in enumerate(["pool", "bells", "market"])
    ]
    assert set(roles(*posts).values()) == {"bot"}
    assert set(roles(*posts[:2]).values()) == {None}


def test_plain_copies_and_people_with_a_habit_are_no_template():
    same = [comment(n, TEMPLATE.format("pool", 41), "x") for n in range(4)]
    assert set(roles(*same).values()) == {None}
    sayings = [
        "We should build a bypass.",
        "We should build a hall.",
        "We should build a pool.",
        "We should build it.",
    ]
    assert set(roles(*(comment(n, text, "x") for n, text in enumerate(sayings))).values()) == {None}


@pytest.mark.parametrize(
    "text", ["RemindMe! 3 years", "!remindme 2 days", "> Told you.\n\nu/savevideo", "u/copybot please"]
)
def test_commands_are_known(text):
    assert calls_a_bot(comment(1, text))


@pytest.mark.parametrize(
    "text",
    [
        "Remind me why we pay for a pool that is closed",
        "RemindMe! It has been ten years, and the county has built nothing at all. The lorries are still there.",
        "u/somebody is right about the bells",
    ],
)
def test_what_is_said_to_people_is_no_command(text):
    assert not calls_a_bot(comment(1, text))


def asked(number, ask, answers, opener="Ann"):
    """Questions or remarks by many people, of which the first are answered by who opened the thread."""
    out = []
    for n in range(number):
        out.append(
            comment(f"q{n}", "When does the pool open?" if ask else "The pool is cold in May.", f"p{n}")
        )
        if n < answers:
            out.append(comment(f"a{n}", "On the first of May, says the council.", opener, parent_id=f"q{n}"))
    return out


@pytest.mark.parametrize(
    ("number", "ask", "answers", "role"),
    [(10, True, 3, "host"), (10, True, 2, "op"), (100, True, 4, "op"), (10, False, 5, "op")],
)
def test_who_opened_the_thread_is_its_host_only_where_they_answer_it(number, ask, answers, role):
    found = roles(*asked(number, ask, answers), author="Ann")
    assert {found[f"a{n}"] for n in range(answers)} == {role}
    assert found["q0"] is None


def test_answers_to_oneself_make_no_host():
    own = [comment("0", "When does it open? I ask for a friend.", "Ann")]
    own += [comment(str(n), "Nobody?", "Ann", parent_id=str(n - 1)) for n in range(1, 6)]
    assert set(roles(*own, author="Ann").values()) == {"op"}


def test_what_the_source_says_goes_before_and_holds_for_all_that_a_person_writes():
    posts = [
        comment(1, "Keep it civil, please.", "Mo", role="moderator"),
        comment(2, "I like the bells myself.", "Mo"),
        comment(3, "The council has decided.", "Ann", role="host"),
        comment(4, "No comment.", "Ann", role="op"),
        comment(
            5, "Rule 3. I am a bot, and this action was performed automatically.", "Helper", role="moderator"
        ),
    ]
    assert roles(*posts, author="Ann") == {
        "1": "moderator",
        "2": "moderator",
        "3": "host",
        "4": "host",
        "5": "bot",
    }


def test_where_hosts_write_most_of_it_nobody_is_shown_as_one():
    hosts = [comment(n, "The draft is fine as it stands.", f"member{n}", role="host") for n in range(3)]
    guests = [comment(f"g{n}", "The draft is unclear to me.", f"guest{n}") for n in range(4)]
    assert roles(*hosts, *guests[:2])["0"] is None
    assert roles(*hosts, *guests)["0"] == "host"


def test_roles_are_the_same_in_any_order():
    source = thread(
        *asked(8, True, 4),
        *[comment(f"b{n}", TEMPLATE.format(n, n), "build") for n in range(4)],
        author="Ann",
    )
    shuffled = list(source.comments)
    random.Random(3).shuffle(shuffled)
    again = with_roles(replace(source, comments=tuple(shuffled)))
    assert {one.id: one.role for one in again.comments} == {
        one.id: one.role for one in with_roles(source).comments
    }


def test_depths_of_replies_are_told_of_a_circle_as_well():
    said = [
        comment(1, "a"),
        comment(2, "b", parent_id="1"),
        comment(3, "c", parent_id="2"),
        comment(4, "d", parent_id="9"),
    ]
    assert reply_depths(reversed(said)) == {"1": 0, "2": 1, "3": 2, "4": 0}
    circle = [comment(1, "a", parent_id="2"), comment(2, "b", parent_id="1"), comment(3, "c", parent_id="3")]
    assert reply_depths(circle).keys() == {"1", "2", "3"}
