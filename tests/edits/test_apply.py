"""Edits applied to digests: what is changed, what follows from it, and what does not fit."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest
from example import consultation, empty, example, small
from example import written as model_written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edits.made import edits_of
from threadgist.desk.actions import groups
from threadgist.digest_file import load_digest
from threadgist.edits import (
    Edits,
    LineEdit,
    Misfit,
    ThemeEdit,
    apply_edits,
    keep_locked,
    parse_edits,
    rewrite,
)
from threadgist.edits.records import reference
from threadgist.edits.working import Working
from threadgist.errors import EditsError
from threadgist.ground.verify import order_key
from threadgist.pages import render
from threadgist.records import Bullet, Digest, walk
from threads import tiny_digest, village

DIGESTS = (example(), small(), empty(), consultation(), tiny_digest(village(80)))
EXAMPLE = DIGESTS[0]
MANY = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def edited(text: str, digest: Digest = EXAMPLE) -> Digest:
    return apply_edits(digest, parse_edits(text))


def theme(digest: Digest, theme_id: str):
    return next(one for one in digest.themes if one.id == theme_id)


def line(digest: Digest, line_id: str) -> Bullet:
    return next(one for one in walk((*digest.quoted, *digest.one_offs)) if one.id == line_id)


@MANY
@given(st.integers(0, len(DIGESTS) - 1).flatmap(lambda at: st.tuples(st.just(at), edits_of(DIGESTS[at]))))
def test_whatever_is_edited_the_digest_holds(pair) -> None:
    """`apply_edits` verifies what it returns; here the rest: nothing is lost, and it can be written and read."""
    digest, edits = DIGESTS[pair[0]], pair[1]
    misfits: list[Misfit] = []
    result = apply_edits(digest, edits, tell=misfits.append)
    assert result.comments == digest.comments
    assert result.counts.usable == digest.counts.usable
    assert result.counts.commenters == digest.counts.commenters
    assert load_digest(render(result, "json")) == result
    assert ("Edited by hand" in render(result, "txt")) == result.edited
    assert apply_edits(digest, edits, tell=misfits.append) == result
    if misfits:
        with pytest.raises(EditsError, match=r"^edits\.toml: "):
            apply_edits(digest, edits)
    else:
        assert apply_edits(digest, edits) == result


def test_a_line_is_renamed_in_its_own_head_alone() -> None:
    note = "note = '''\n[lines.\"t1-1 a\"]\n'''\n"
    text = f'[themes.t1]\n{note}\n# mine\n[lines."t1-1 a"]\ndrop = true\n'
    told = {"t1": ThemeEdit(note='[lines."t1-1 a"]\n')}
    edits = Edits(themes=told, lines={"t1-2 a": LineEdit(drop=True)})
    assert rewrite(text, edits, EXAMPLE) == text.replace(
        '# mine\n[lines."t1-1 a"]', '# mine\n[lines."t1-2 a"]'
    )
    bare = "# ten\n[lines.t1-10]\ndrop = true\n\n# one\n[lines.t1-1]\ndrop = true\n"
    edits = Edits(lines={"t1-10": LineEdit(drop=True), "t1-9": LineEdit(drop=True)})
    assert rewrite(bare, edits, EXAMPLE) == bare.replace("t1-1]", "t1-9]")


@MANY
@given(st.integers(0, len(DIGESTS) - 1).flatmap(lambda at: st.tuples(st.just(at), edits_of(DIGESTS[at]))))
def test_the_file_says_what_is_meant(pair) -> None:
    digest, edits = DIGESTS[pair[0]], pair[1]
    text = rewrite("", edits, digest)
    again = parse_edits(text)
    assert apply_edits(digest, again, tell=lambda _: None) == apply_edits(digest, edits, tell=lambda _: None)
    assert rewrite("", again, digest) == text


# The same edits, each in another of the ways that TOML has.
BY_HAND = (
    """# mine
order = ["t2"] # the second first

# about the first
[themes.t1]   # Costs
# kept for June
heading = 'Old'  # shorter?
drop = false

# lines
[lines]
"t2-1 b1" = { drop = true }  # rude

[lines."t2-2 b4"]
text = \"\"\"
[lines.no]
# no comment\"\"\"
[themes.t2.parts]
one = "two"
[added.e1]
theme = "t1"
comments = [ "b1",
  "b2" ]
text = "Own."
""",
    'themes.t1.heading = "Old"\nlines = { "t2-1 b1" = { drop = true } }\n# end\n',
    "[themes]\n# all\nt1 = { drop = true }\n\n[added]\n# none yet\n",
)


@settings(MANY, max_examples=25)
@given(st.sampled_from(BY_HAND), edits_of(EXAMPLE), st.booleans())
def test_a_file_by_hand_is_given_other_edits(text, edits, add) -> None:
    before = parse_edits(text)
    assert rewrite(text, before, EXAMPLE) == text
    if add:
        edits = Edits(
            order=edits.order,
            themes={**before.themes, **edits.themes},
            lines={**before.lines, **edits.lines},
            added={**before.added, **edits.added},
        )
    wanted = parse_edits(rewrite("", edits, EXAMPLE))
    after = rewrite(text, edits, EXAMPLE)
    found = parse_edits(after)
    assert parse_edits(rewrite("", found, EXAMPLE)) == wanted
    assert rewrite(after, found, EXAMPLE) == after
    for comment in ("# mine", "# lines", "# rude", "# kept for June", "# end", "# all"):
        assert not add or comment not in text or comment in after


def test_no_edits_change_nothing() -> None:
    for digest in DIGESTS:
        assert apply_edits(digest, Edits()) == digest
    # Taking a digest apart and counting everything anew gives what grounding made.
    assert Working(DIGESTS[-1]).finish(partial(order_key, edited=False)) == DIGESTS[-1]


def test_a_heading_of_a_theme_and_of_a_part() -> None:
    result = edited("""
        [themes.t1]
        heading = "What it  costs"
        parts = { "Rails and their age" = "", "The depot and the bridges" = "The depot" }
    """)
    assert theme(result, "t1").heading == "What it costs"
    assert [part.heading for part in theme(result, "t1").parts] == ["The depot"]
    assert result.notices[0].text == "Edited by hand after it was made: 3 headings changed."


def test_a_theme_left_out_frees_its_comments() -> None:
    result = edited("[themes.t4]\ndrop = true")
    assert "t4" not in [one.id for one in result.themes]
    assert all("t4" not in entry.theme_ids for entry in result.ledger)
    assert result.counts.coverage < EXAMPLE.counts.coverage
    assert {flow.source for flow in result.flows} | {dot.theme_id for dot in result.dots} <= {
        None, *(one.id for one in result.themes)
    }  # fmt: skip


def test_themes_merged_have_the_people_and_lines_of_both() -> None:
    result = edited('[themes.t4]\ninto = "t3"\n[themes.t3]\ninto = "t1"')
    merged = theme(result, "t1")
    ids = [set(theme(EXAMPLE, one).comment_ids) for one in ("t1", "t3", "t4")]
    assert set(merged.comment_ids) == set().union(*ids)
    assert {one.id for one in merged.bullets} == {
        f"t{n}" for n in ("1-1", "1-2", "1-3", "3-1", "3-2", "4-1", "4-2")
    }
    assert merged.author_count > theme(EXAMPLE, "t1").author_count
    assert result.counts.coverage == EXAMPLE.counts.coverage


def test_a_line_moved_takes_its_comment_along() -> None:
    result = edited('[lines."t2-2 b4"]\nmove = "t3"')
    assert theme(result, "t3").bullets[-1].id == "t2-2"
    assert "b4" in theme(result, "t3").comment_ids
    assert "b4" not in theme(result, "t2").comment_ids


def test_order_of_themes_and_lines() -> None:
    result = edited('order = ["t3", "t5"]\n[themes.t2]\norder = ["t2-3 a9"]')
    assert [one.id for one in result.themes] == ["t3", "t5", "t2", "t1", "t4", "t6"]
    assert [one.id for one in theme(result, "t2").bullets] == ["t2-3", "t2-1", "t2-2"]


def test_other_words_and_what_answers_them() -> None:
    same = edited('[lines."t2-1 b1"]\nquote = "“The low-floor trams were the first vehicles…”"')
    assert line(same, "t2-1").text.startswith("“The low-floor trams were the first vehicles")
    assert len(line(same, "t2-1").children) == 2
    other = edited('[lines."t2-1 b1"]\nquote = "If the bus keeps that timetable"\ncomments = ["b4"]')
    assert line(other, "t2-1").cites[0].comment_id == "b4"
    # Who answered b1 does not answer b4.
    assert line(other, "t2-1").children == ()
    assert [one.text for one in other.summary] != [one.text for one in EXAMPLE.summary]


def test_a_sentence_of_the_editors_says_so_everywhere() -> None:
    result = edited("""
        [lines."t1-1 a1"]
        text = "Nobody <b>knows</b> the price."
        [added.e1]
        theme = "t2"
        text = "Riders were not asked."
        comments = ["b1", "b4"]
    """)
    assert line(result, "t1-1").kind == line(result, "e1").kind == "editor"
    assert {span.comment_id for span in line(result, "e1").cites} == {"b1", "b4"}
    for form, wanted in (
        ("txt", "Editor’s note: Nobody <b>knows</b> the price."),
        ("md", "Editor’s note:](https://talk.example/t/881?c=a1&amp;x=%281%29)** Nobody \\<b\\>knows"),
        ("html", "Editor’s note:</bdi> Nobody &lt;b&gt;knows&lt;/b&gt; the price."),
    ):
        assert wanted in render(result, form)
    assert "in the words of those who wrote" not in render(result, "html")


def test_in_short_has_what_the_editor_wants() -> None:
    result = edited('[lines."t2-1 b1"]\nshort = false\n[lines."t3-2 c5"]\nshort = true')
    said = [one.bullet_ids[0] for one in result.summary]
    assert "t2-1" not in said
    assert said[-1] == "t3-2"


def test_a_claim_that_leads_in_rests_on_what_is_left() -> None:
    first, *rest = EXAMPLE.themes
    parts = tuple(
        replace(one, role="item", kind="claim", children=(), text="So it is.", people=1)
        for one in first.bullets
    )
    cites = tuple(span for one in parts for span in one.cites)
    ids = tuple(span.comment_id for span in cites)
    lead = Bullet("lead", "claim", "point", "Three say:", ids, cites, parts, people=3)
    digest = replace(EXAMPLE, themes=(replace(first, bullets=(lead,)), *rest), summary=())
    two = edited('[lines."t2-2 b4"]\ndrop = true', digest)
    assert (line(two, "lead").people, len(line(two, "lead").cites)) == (2, 2)
    none = edited("".join(f'[lines."{one.id}"]\ndrop = true\n' for one in parts), digest)
    assert "lead" not in [one.id for one in walk(none.quoted)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[themes.t9]\nheading = "x"', r'themes\."t9": the digest has no such theme: there are t2 \(“Whether'),
        ('order = ["t9"]', r'order = "t9": the digest has no such theme'),
        ('[themes.t1]\ninto = "t9"', r'themes\."t1"\.into = "t9": the digest has no such theme'),
        ('[themes.t1]\ninto = "t1"', r"merged into itself"),
        ('[themes.t1]\ninto = "t2"\n[themes.t2]\ndrop = true', r"that theme is left out: choose another"),
        ('[themes.t1]\nheading = "“Nobody said.”"', r"no comment has these words: leave the marks out"),
        ('[themes.t1]\nparts = { a = "b" }', r"no part of that heading: there are “The depot"),
        ('[lines."t1-1 a2"]\ndrop = true\n[lines."t1-1-1 a2"]\ndrop = true', r"means the same line as another"),
        ('[lines."t1-9 zz"]\ndrop = true', r"no such line"),
        ('[lines."t1-1-1 a2"]\nmove = "t2"', r"an answer stands below what it answers"),
        ('[lines."t1-1 a1"]\nquote = "The council keeps losing"', r"another way after “The council keeps”"),
        ('[lines."t1-1 a1"]\nquote = "x"\ncomments = ["zz"]', r"the thread has no comment 'zz'"),
        ('[lines."t1-1 a1"]\nquote = "the bus"\ncomments = ["b4"]', r"is none of the theme “Costs"),
        ('[lines."t1-1 a1"]\ntext = "x"\ncomments = ["g3"]', r"comment 'g3' has no text"),
        ('[lines."t1-1 a1"]\ntext = "He said “never”."', r"'never' is not verbatim in what it cites"),
        ('[lines."o-1 f1"]\nshort = true', r"repeats lines of themes or of"),
        ('[added.o-1]\ntheme = "t1"\ntext = "x"\ncomments = ["a1"]', r"has a line of that id"),
        ("".join(f"[themes.t{n}]\ndrop = true\n" for n in range(1, 7)), r"the only theme left: keep one"),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_where_and_why(text, said) -> None:
    with pytest.raises(EditsError, match=f"^edits.toml: .*{said}") as caught:
        edited(text)
    assert "\n" not in str(caught.value)
    misfits: list[Misfit] = []
    apply_edits(EXAMPLE, parse_edits(text), tell=misfits.append)
    assert misfits


def test_edits_are_not_applied_twice() -> None:
    result = edited("[themes.t4]\ndrop = true")
    with pytest.raises(EditsError, match="has edits in it already"):
        apply_edits(result, Edits())


def test_a_line_is_found_by_its_comment_when_its_number_has_changed() -> None:
    assert "t2-2" not in [one.id for one in walk(edited('[lines."t2-7 b4"]\ndrop = true').quoted)]


def test_what_is_locked_stays() -> None:
    before = EXAMPLE
    after = replace(
        before,
        themes=tuple(
            replace(one, heading="New", bullets=one.bullets[1:]) if one.id in ("t1", "t2") else one
            for one in before.themes
        ),
        summary=(),
    )
    edits = parse_edits(
        '[themes.t1]\nlock = true\n[lines."t2-1 b1"]\nlock = true\n[lines."t9-1 zz"]\nlock = true'
    )
    misfits: list[Misfit] = []
    kept = keep_locked(after, before, edits, misfits.append)
    assert theme(kept, "t1").heading == theme(before, "t1").heading
    assert theme(kept, "t1").bullets == theme(before, "t1").bullets
    assert theme(kept, "t2").heading == "New"
    assert [one.text for one in theme(kept, "t2").bullets] == [
        one.text for one in theme(before, "t2").bullets
    ]
    assert [reference(one) for one in theme(kept, "t2").bullets] == ["t2-1 b1", "t2-2 b4", "t2-3 a9"]
    assert [str(one).split(":")[0] for one in misfits] == ['lines."t9-1 zz".lock = "true"']
    assert keep_locked(after, kept, edits, misfits.append) == kept


def test_what_is_shown_on_demand_takes_no_printed_line_away() -> None:
    made = model_written()
    edits = parse_edits("[themes.t1]\nlock = true")
    assert [one.role for one in theme(made, "t1").bullets].count("more") == 1
    kept = keep_locked(made, made, edits, [].append)
    assert [one.text for one in theme(kept, "t1").bullets] == [one.text for one in theme(made, "t1").bullets]
    with pytest.raises(EditsError, match="repeats lines of themes"):
        edited('[lines."t1-more a1"]\nshort = true', made)


def test_the_desk_lists_what_is_shown_on_demand_last() -> None:
    made = model_written()
    *_, (part, lines) = groups(made, "t1")
    assert (part, [one.id for one in lines]) == ("", ["t1-more"])


def test_what_went_on_in_a_sentence_that_is_gone_stands_by_itself() -> None:
    before = model_written()
    number, lead = next(
        (at, one)
        for at, one in enumerate(before.themes[1].bullets)
        if any(c.role == "side" for c in one.children)
    )
    (side,) = (one for one in lead.children if one.role == "side")
    told = ("One says that the depot is left out.", "but two answer that it is counted.")
    children = tuple(replace(side, id=f"{lead.id}-{at}", text=text) for at, text in enumerate(told, 1))
    bullets = list(before.themes[1].bullets)
    bullets[number] = replace(lead, children=children)
    themes = list(before.themes)
    themes[1] = replace(themes[1], bullets=tuple(bullets))
    joined = replace(before, themes=tuple(themes))
    assert "is left out, but two answer that it is counted." in " ".join(
        re.sub(r"\[\d+\] ", "", render(joined, "txt")).split()
    )
    for change in ("drop = true", 'text = "The depot is in the annex."'):
        made = edited(f'[lines."{reference(children[0])}"]\n{change}', joined)
        assert [
            one.text for one in walk(theme(made, themes[1].id).bullets) if "two answer" in one.text.casefold()
        ] == ["Two answer that it is counted."]
