"""The four formats of the invented thread, as they stand; and what they promise."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace

import pytest
from example import consultation, empty, example, small, written
from selectolax.lexbor import LexborHTMLParser

from threadgist.ground import verify
from threadgist.pages import FORMATS, render
from threadgist.records import Dot, LedgerEntry, Notice, Span
from threadgist.settings import PageSettings

MAKERS = [example, small, empty, written, consultation]


@pytest.mark.parametrize("make", MAKERS)
def test_the_examples_are_digests_that_grounding_could_have_made(make) -> None:
    verify(make())


@pytest.mark.parametrize("make", MAKERS)
def test_text(make, snapshot) -> None:
    assert render(make(), "txt") == snapshot


@pytest.mark.parametrize("make", MAKERS)
def test_markdown(make, snapshot) -> None:
    assert render(make(), "md") == snapshot


@pytest.mark.parametrize("make", MAKERS)
def test_html(make, snapshot) -> None:
    """The style sheet and the script are left out: they are files of their own."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", render(make(), "html"), flags=re.DOTALL)
    assert re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-", page) == snapshot


@pytest.mark.parametrize("fmt", FORMATS)
def test_same_bytes_every_time(fmt) -> None:
    assert render(example(), fmt) == render(example(), fmt)
    assert render(example(), fmt).endswith("\n")


def test_text_has_the_shape_of_a_digest() -> None:
    digest = example()
    lines = render(digest, "txt").splitlines()
    assert lines[0] == digest.title
    assert lines[1].startswith("27 people, 61 comments · Discourse. Names are those of the commenters;")
    assert lines[2] == ""
    for line in lines:
        assert line == "" or re.match(r"  [•–] \S|(?:    )+  ◦ \S|\S", line)
        assert line == line.rstrip()
    headings = [line for line in lines[2:] if line and not line.startswith(" ")]
    assert headings == [
        "In short",
        *(f"{theme.heading} ({note})" for theme, note in zip(digest.themes, NOTES, strict=False)),
        "Also talked about: Gdynia",
        "One-off comments",
        "About this digest",
    ]


NOTES = (
    "11 people, 13 comments",
    "9 people, 10 comments",
    "9 people, 10 comments",
    "8 people, 9 comments",
    "jokes; 7 people, 7 comments",
)


def test_answers_stand_below_what_they_answer_and_lines_below_the_part_they_belong_to() -> None:
    lines = render(example(), "txt").splitlines()
    at = lines.index("  – The depot and the bridges (3 people, 4 comments)")
    starts = [line[:35] for line in lines[at + 2 : at + 5]]
    assert starts == [
        "  • quayside_ruth (original poster)",
        "      ◦ answered by m_okafor (host)",
        "          ◦ answered by quayside_ru",
    ]
    heading = lines.index("Costs, grants and the missing depot (9 people, 10 comments)")
    assert lines[heading + 2].startswith("  • per_diem, −2 points: “Who pays")
    assert any(line.endswith("!” (said word for word in 2 comments)") for line in lines)


@pytest.mark.parametrize("fmt", ["txt", "md", "html"])
def test_nobody_is_counted_where_nobody_is_named(fmt) -> None:
    said = re.sub(r"<(style|script)>.*?</\1>", "", render(consultation(), fmt), flags=re.DOTALL)
    assert not re.search(r"\bpe(?:ople|rson)\b|commenter", said)
    assert "1,204 agree, 90 disagree" in said
    assert said.index("Most agreed") < said.index("Most disputed") < said.rindex("Timetables and vans")


def test_numbers_are_no_names() -> None:
    digest = consultation()
    authors = ("0", "140", None, "7")
    comments = tuple(replace(c, author=author) for c, author in zip(digest.comments, authors, strict=True))
    numbered = replace(digest, comments=comments, counts=replace(digest.counts, named=3))
    text = render(numbered, "txt")
    assert "participant 140, 1,204 agree, 90 disagree: “If the bus" in text
    assert "an unnamed commenter, 80 agree" in text
    assert "participant" not in render(example(), "txt")


def test_pseudonyms_are_called_so() -> None:
    masked = replace(example(), notices=(Notice("pseudonyms", "Author names are replaced."),))
    assert "Names are pseudonyms; “answered by”" in render(masked, "txt")


def test_policy_admits_our_style_and_script_and_nothing_else() -> None:
    page = LexborHTMLParser(render(example(), "html"))
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    for tag in ("style", "script"):
        (element,) = page.css(tag)
        digest = b64encode(hashlib.sha256(element.text().encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.css("[style]") == []


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = LexborHTMLParser(render(example(), "html"))
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    inner = [node.attributes["href"][1:] for node in page.css("[href^='#']")]
    assert len(inner) > 100
    assert set(inner) <= set(ids)


def test_every_comment_is_listed_with_its_status() -> None:
    digest = example()
    page = LexborHTMLParser(render(digest, "html"))
    listed = [node.attributes["data-s"] for node in page.css(".list > li")]
    assert listed == [entry.status for entry in digest.ledger]


def test_a_long_comment_is_cut_and_linked() -> None:
    page = LexborHTMLParser(render(example(), "html", PageSettings(max_comment_chars=300)))
    texts = [node for node in page.css(".list li > p + p") if "Thisisonelongword" in node.text()]
    (text,) = texts
    assert len(text.text()) < 330
    assert text.css_first("a").attributes["href"].startswith("https://talk.example/")


def many(count: int, chars: int = 450):
    """The example drowned in one-off comments of about `chars` characters."""
    digest = example()
    first = digest.comments[0]
    body = ("Well, it's \"not\" the trams & buses that bother me, it's the way they count. " * 20)[:chars]
    span = range(count)
    extra = [replace(first, id=f"x{at}", author=f"user{at % 977}", text=f"{at} {body}") for at in span]
    return replace(
        digest,
        comments=(*digest.comments, *extra),
        ledger=(*digest.ledger, *(LedgerEntry(c.id, "one_off") for c in extra)),
        dots=(
            *digest.dots,
            *(Dot(Span(c.id, at * 90, at * 90 + 80), (i % 97) / 97, (i % 89) / 89, "t1")
              for i, c in enumerate(extra) for at in range(2)),
        ),
        counts=replace(digest.counts, comments=len(digest.comments) + count, one_off=7 + count),
    )  # fmt: skip


@pytest.mark.parametrize(("count", "limit"), [(440, 400_000), (940, 800_000), (9_940, 2_000_000)])
def test_page_stays_small(count, limit) -> None:
    page = render(many(count), "html")
    assert len(page.encode()) < limit
    if count > 5_000:
        assert "The other 8,001 are in digest.json" in page
        assert "passages are drawn" in page


def test_written_are_printed_as_sentences_that_name_who_says_so() -> None:
    lines = render(written(), "txt").splitlines()
    first = lines.index(
        "  • wheels_on_7 says that the low-floor trams were the first vehicles to board without help."
    )
    assert lines[first + 1].startswith("      ◦ m_okafor answers that it is a fair question")
    assert lines[first + 2].startswith("      ◦ answered by Hanne B., 33 points: “I let three")
    assert lines[lines.index("In short") + 2].startswith("The discussion is above all about what trams")
    assert any("a-small-model" in line for line in lines[lines.index("About this digest") :])
    page = LexborHTMLParser(render(written(), "html"))
    assert page.css_first("p.claim > bdi.author").text() == "wheels_on_7"


def test_in_short_leads_to_its_themes() -> None:
    page = render(written(), "html")
    short = page[page.index('id="in-short"') : page.index('id="t1"')]
    assert re.findall(r'href="#(t\d)"', short) == ["t1", "t2"]
    assert "llama.cpp cpu 2 threads" in page


def test_in_short_without_a_language_model_quotes_bullets_with_an_answer_and_leads_to_them() -> None:
    digest = example()
    page = LexborHTMLParser(render(digest, "html"))
    (short,) = page.css("#in-short")
    links = [node.attributes["href"][1:] for node in short.css("a")]
    assert links == ["t1-1", "t3-2", "t2-1"]
    for link, line in zip(links, short.css("ul:first-of-type > li:has(.where)"), strict=True):
        assert page.css_first(f"[id='{link}'] > blockquote").text() == line.css_first("blockquote").text()
    assert [node.text() for node in short.css(".answered")] == ["answered by", "answered by"]
    lines = render(digest, "txt").splitlines()
    start = lines.index("In short") + 2
    assert [line.split("•")[0].split("◦")[0] for line in lines[start : start + 5]] == [
        "  ", "      ", "  ", "  ", "      "
    ]  # fmt: skip
    assert "in-short" not in render(replace(digest, summary=()), "html")
    # Sentences that are no quotation of a bullet are not passed off as one.
    altered = (replace(digest.summary[0], text="“Nobody said so.”"), *digest.summary[1:])
    page = LexborHTMLParser(render(replace(digest, summary=altered), "html"))
    assert page.css("#in-short blockquote") == []


def test_an_unknown_number_of_themes_still_differs_by_shape_or_colour() -> None:
    from threadgist.pages.chart import style_of

    assert len({style_of(number) for number in range(1, 65)}) == 64
