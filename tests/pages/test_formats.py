"""The four formats of the invented thread, as they stand; and what they promise."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from io import BytesIO

import pytest
from example import consultation, empty, example, small, written
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from threadgist.errors import SettingsError
from threadgist.ground import verify
from threadgist.pages import FORMATS, render, render_files
from threadgist.pages.lines import is_answered
from threadgist.pages.preview import drawable
from threadgist.records import Bullet, Dot, LedgerEntry, Notice, Span, SummarySentence
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


@pytest.mark.parametrize("fmt", ["embed", "email"])
def test_what_goes_into_an_article_or_a_letter(fmt, snapshot) -> None:
    page = render(written(), fmt, PageSettings(base_url="https://herald.example/digests"), "line-4")
    assert re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL) == snapshot


@pytest.mark.parametrize("fmt", FORMATS)
def test_same_bytes_every_time(fmt) -> None:
    files = render_files(example(), [fmt])
    assert files == render_files(example(), [fmt])
    assert [name.removeprefix("digest.") for name in files] == list(FORMATS[fmt].ends)
    if FORMATS[fmt].text:
        assert [render(example(), fmt)] == list(files.values())
        assert render(example(), fmt).endswith("\n")
    else:
        with pytest.raises(SettingsError, match="render_files"):
            render(example(), fmt)


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


@pytest.mark.parametrize("fmt", ["txt", "md", "embed", "email", "html", "json"])
def test_what_the_editor_left_out_is_on_the_page_for_who_asks_for_it(fmt) -> None:
    digest = written()
    *themes, last = (theme for theme in digest.themes if theme.bullets)
    only = replace(last.bullets[0], id="only-more", role="more", children=())
    digest = replace(digest, themes=(*themes, replace(last, bullets=(only,), banter=False)))
    shown = render(digest, fmt)
    assert ("what else there is" in shown) == (fmt in ("html", "json"))
    if fmt == "html":
        page = LexborHTMLParser(shown)
        folded = page.css("details.beyond")
        assert [one.css_first("summary").text(strip=True) for one in folded] == [
            "More on this1",
            f"{last.heading}1",
        ]
        assert folded[1].parent.attributes["id"] == "also"
        assert last.heading not in page.css_first("nav.contents").text()


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
    themes = tuple(
        replace(theme, dominant_author="140", dominant_share=0.6, comment_ids=theme.comment_ids * 9)
        for theme in digest.themes
    )
    numbered = replace(digest, comments=comments, themes=themes, counts=replace(digest.counts, named=3))
    text = render(numbered, "txt")
    assert "participant 140, 1,204 agree, 90 disagree: “If the bus" in text
    assert "an unnamed commenter, 80 agree" in text
    assert "One person, participant 140, wrote 60% of the comments in this theme." in text
    assert "participant" not in render(example(), "txt")


def test_pseudonyms_are_called_so() -> None:
    masked = replace(example(), notices=(Notice("pseudonyms", "Author names are replaced."),))
    assert "Names are pseudonyms; “answered by”" in render(masked, "txt")


def test_policy_admits_our_style_and_script_and_nothing_else() -> None:
    page = LexborHTMLParser(render(example(), "html"))
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    for tag in ("style", "script"):
        (element,) = page.css(f"{tag}:not([type])")
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


def test_a_summed_up_digest_has_the_shape_that_people_write() -> None:
    text = render(written(), "txt")
    lines = text.splitlines()
    assert lines[:6:2] == [written().title, "In short", lines[4]]
    assert "(9 people" not in text
    at = lines.index("  • Critics say that the price of the buses leaves things out:")
    assert lines[at + 1 : at + 3] == [
        "    • A new depot and two bridges that have to be strengthened. [2, 1 against]",
        "    • Who pays once the national grant runs out. [2]",
    ]
    assert any(line.startswith("  • fishmonger_quay says that two years") for line in lines)
    assert lines[lines.index("About this digest") + 2].startswith("  • [n]: how many of the 27 people")
    markdown = render(written(), "md")
    assert re.search(
        r"\n- Critics say .*:\n  - A new depot .* \[\\\[2, 1 against\\\]\]\(https://talk", markdown
    )
    page = LexborHTMLParser(render(written(), "html"))
    (leads,) = [
        node for node in page.css("li.claim:has(> ul)") if "Critics" in node.css_first(".sentence").text()
    ]
    assert [node.text() for node in leads.css(".items summary")] == [
        "The comments behind it: [2, 1 against]",
        "The comments behind it: [2]",
    ]
    assert page.css(".report .author")[0].text() == "fishmonger_quay"


def test_text_counts_two_once_and_a_quarrel_once() -> None:
    digest = written()
    theme = next(theme for theme in digest.themes if theme.id == "t4")
    first = theme.bullets[0]
    two = replace(
        first,
        id="two",
        text="Two commenters object to the hour.",
        comment_ids=first.comment_ids[:2],
        people=2,
        against=(),
    )
    others = replace(
        first,
        id="others",
        text="Some find the hour right.",
        comment_ids=first.against,
        people=2,
        against=first.comment_ids,
    )
    themes = tuple(
        replace(one, bullets=(first, two, others)) if one.id == "t4" else one for one in digest.themes
    )
    lines = render(replace(digest, themes=themes), "txt").splitlines()
    assert "  • Several object to how it was decided: in July, and after midnight. [4, 2 against]" in lines
    assert "  • Two commenters object to the hour." in lines
    assert "  • Some find the hour right. [2]" in lines


@pytest.mark.parametrize(
    ("checker", "said"),
    [
        ("a-small-checker", "check by a-small-checker found"),
        ("a-small-model", "check by the same model found"),
        ("words", "compared by their words only"),
        ("", "nothing has checked them"),
    ],
)
@pytest.mark.parametrize("fmt", ["txt", "md", "html", "embed", "email"])
def test_who_wrote_and_what_checked_is_said(fmt, checker, said) -> None:
    assert said in render(written(checker), fmt)
    assert "written by the language model" not in render(example(), fmt)


def test_themes_are_linked_by_ids_that_stay() -> None:
    digest = written()
    page = LexborHTMLParser(render(digest, "html"))
    assert [node.attributes["href"][1:] for node in page.css(".contents ol a")] == [
        theme.id for theme in digest.themes if theme.bullets
    ]
    themes = (replace(digest.themes[0], id='x" onclick="'), *digest.themes[1:])
    odd = LexborHTMLParser(render(replace(digest, themes=themes, flows=()), "html"))
    assert odd.css_first(".contents ol a").attributes["href"] == "#theme-1"
    short = page.css_first("#in-short")
    assert [node.attributes["href"] for node in short.css("a")] == ["#t2", "#t1", "#t4"]


def test_a_page_tells_others_what_it_is() -> None:
    digest = replace(written(), title="Line 4 </script><script>alert(1)</script>")
    settings = PageSettings(base_url="https://herald.example/digests/")
    page = LexborHTMLParser(render(digest, "html", settings, "line 4"))
    address = "https://herald.example/digests/line%204/digest.html"
    assert page.css_first("link[rel=canonical]").attributes["href"] == address
    said = {node.attributes["property"]: node.attributes["content"] for node in page.css("meta[property]")}
    assert said["og:url"] == address
    assert said["og:description"].startswith("People argue above all about whom the tram serves.")
    posting, themes = json.loads(page.css_first("script[type]").text())["@graph"]
    assert (posting["@type"], posting["headline"]) == ("DiscussionForumPosting", digest.title)
    assert posting["interactionStatistic"]["userInteractionCount"] == 61
    assert themes["@type"] == "ItemList"
    assert themes["itemListElement"][0]["url"] == f"{address}#t2"
    assert 'rel="canonical"' not in render(digest, "html")


def test_a_picture_lies_beside_the_page_and_is_named_where_the_page_has_an_address() -> None:
    settings = PageSettings(base_url="https://herald.example/digests/")
    files = render_files(written(), ["png", "html"], settings, "line-4")
    page = LexborHTMLParser(files["digest.html"])
    said = page.css_first("meta[property='og:image']").attributes["content"]
    assert said == "https://herald.example/digests/line-4/digest.png"
    assert "og:image" not in render_files(written(), ["png", "html"])["digest.html"]
    assert "og:image" not in render(written(), "html", settings)


@pytest.mark.parametrize("title", ["<b>&\x00🙂" + "W" * 900, "電" * 900, "one word " * 90])
def test_a_picture_of_any_title(title) -> None:
    """An SVG that is none would be an error, and text that sticks out would paint the margin."""
    picture = render_files(replace(example(), title=title), ["png"])["digest.png"]
    image = Image.open(BytesIO(picture)).convert("RGB")
    assert image.size == (1200, 630)
    assert image.crop((1145, 20, 1200, 630)).getcolors() == [(55 * 610, (252, 251, 247))]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Привет 🙂 <b>", "Привет <b>"),
        ("日本語、한국어", "日本語、한국어"),
        ("Zoë\u202e – 5€", "Zoë – 5€"),
        ("a شهاب", ""),
    ],
)
def test_what_a_picture_can_show(text, drawn) -> None:
    assert drawable(text) == drawn


INLINE = {
    "font-family", "font-size", "line-height", "color", "margin", "padding", "background-color", "width", "max-width",
    "border", "border-top",
}  # fmt: skip
PLAIN = {"table", "tbody", "tr", "td", "h1", "h2", "h3", "p", "ul", "li", "a", "b", "span", "hr"}  # fmt: skip


@pytest.mark.parametrize("make", [lambda: written(), lambda: many(940), consultation, small, empty])
def test_a_letter_keeps_to_what_mail_programs_show(make) -> None:
    text = render(make(), "email", PageSettings(base_url="https://herald.example/"))
    assert len(text.encode()) < 102_000
    page = LexborHTMLParser(text)
    assert {node.tag for node in page.css("body *")} <= PLAIN
    for node in page.css("*"):
        assert not {"class", "id", "src", "background"} & set(node.attributes)
        style = node.attributes.get("style", "")
        assert {part.split(":")[0] for part in style.split(";") if part} <= INLINE
        assert "url(" not in style


def test_a_section_for_an_article_leaves_the_article_alone() -> None:
    text = render(written(), "embed")
    page = LexborHTMLParser(text)
    assert page.css("script, link, [id], [style], img") == []
    style = page.css_first("style").text().strip()
    assert style.startswith(".threadgist-embed {")
    assert style.endswith("}")
    depths = [style[:at].count("{") - style[:at].count("}") for at in range(1, len(style))]
    assert min(depths[20:]) == 1


def test_a_publisher_brings_templates_and_a_style_sheet(tmp_path) -> None:
    (tmp_path / "digest.html.jinja").write_text(
        '{% extends "threadgist/digest.html.jinja" %}{% block brand %}<p class="brand">The Herald</p>{% endblock %}'
    )
    css = tmp_path / "brand.css"
    css.write_text(":root { --accent: #004488; }\n")
    branded = PageSettings(templates=str(tmp_path), css=str(css))
    text = render(example(), "html", branded)
    page = LexborHTMLParser(text)
    assert page.css_first("header .brand").text() == "The Herald"
    assert page.css_first("style").text().endswith("--accent: #004488; }")
    digest = b64encode(hashlib.sha256(page.css_first("style").text().encode()).digest()).decode()
    assert f"sha256-{digest}" in page.css_first("meta[http-equiv]").attributes["content"]
    assert LexborHTMLParser(render(example(), "html")).css(".brand") == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("digest.html.jinja", "{% if %}", "line 1"),
        ("digest.html.jinja", "{{ page.nothing }}", "nothing"),
        ("digest.html.jinja", "Grüße", "can't decode byte 0xfc"),
        ("brand.css", "</style>", "'</'"),
        ("brand.css", None, "no such file"),
        ("", None, "no such folder"),
    ],
)
def test_what_is_wrong_with_them_is_said(tmp_path, name, content, said) -> None:
    path = tmp_path / "brand"
    path.mkdir()
    if content is not None:
        (path / name).write_text(content, encoding="latin-1")
    css = str(path / name) if name.endswith(".css") else None
    templates = str(path if name else path / "missing")
    with pytest.raises(SettingsError, match=re.escape(said)) as error:
        render(example(), "html", PageSettings(templates=templates, css=css))
    assert str(path) in str(error.value)


def test_addresses_in_comments_are_links_and_cut_ones_are_not() -> None:
    digest = example()
    page = LexborHTMLParser(render(digest, "html"))
    links = {node.attributes["href"] for node in page.css(".list [rel='ugc nofollow']")}
    assert links == {
        "https://norrhaven.example/minutes/2025-10-21",
        "https://example.org/?a=1&copy=2",
        "http://evil.example/i.png",
    }
    cut = render(digest, "html", PageSettings(max_comment_chars=20))
    assert "ugc nofollow" not in cut


def test_no_timeline_of_what_is_not_dated() -> None:
    assert "61 comments from 21 Oct 2025, 23:12 to 23 Oct 2025, 12:12 UTC" in render(example(), "html")
    digest = example()
    undated = replace(digest, comments=tuple(replace(c, created_at=None) for c in digest.comments))
    assert 'class="timeline"' not in render(undated, "html")


def test_in_short_without_a_language_model_quotes_bullets_with_an_answer_and_leads_to_them() -> None:
    digest = example()
    page = LexborHTMLParser(render(digest, "html"))
    (short,) = page.css("#in-short")
    links = [node.attributes["href"][1:] for node in short.css("a")]
    assert links == ["t2_1", "t4_2", "t1_1"]
    for link, line in zip(links, short.css("ul:first-of-type > li:has(.where)"), strict=True):
        assert page.css_first(f"[id='{link}'] > blockquote").text() == line.css_first("blockquote").text()
    assert [node.text() for node in short.css(".answered")] == ["answered by", "answered by"]
    lines = render(digest, "txt").splitlines()
    start = lines.index("In short") + 2
    assert [line.split("•")[0].split("◦")[0] for line in lines[start : start + 5]] == [
        "  ", "      ", "  ", "  ", "      "
    ]  # fmt: skip
    assert "in-short" not in render(replace(digest, summary=()), "html")
    # A line that stands below no heading of a theme can be the one that says it best.
    aside = replace(digest.themes[0].bullets[0], id="p-1")
    moved = replace(digest, points=(aside,), summary=(SummarySentence(aside.text, ("p-1",)),))
    (link,) = LexborHTMLParser(render(moved, "html")).css("#in-short .where a")
    assert (link.attributes["href"], link.text()) == ("#points", "Also said")
    # One that is there in full already is not printed twice; what goes into an article has only the first line.
    bare = replace(aside, id="p-2", children=())
    both = replace(moved, points=(aside, bare), summary=(SummarySentence(bare.text, ("p-2",)),))
    # The same words stand below a theme, too.
    for digest, below, lines in ((both, 1, 3), (replace(both, points=(bare,)), 0, 2)):
        page = LexborHTMLParser(render(digest, "html"))
        assert page.css("#in-short .where") == []
        assert (
            len(page.css("section[aria-labelledby='points-h']"))
            == len(page.css("a[href='#points']"))
            == below
        )
        for fmt in ("md", "txt", "email"):
            told = render(digest, fmt)
            assert ("Also said" in told, told.count(bare.text[:18])) == (bool(below), lines)
        assert "Also said" in render(digest, "embed")
    # Sentences that are no quotation of a bullet are not passed off as one.
    altered = (replace(digest.summary[0], text="“Nobody said so.”"), *digest.summary[1:])
    page = LexborHTMLParser(render(replace(digest, summary=altered), "html"))
    assert page.css("#in-short blockquote") == []


def test_an_unknown_number_of_themes_still_differs_by_shape_or_colour() -> None:
    from threadgist.pages.chart import style_of

    assert len({style_of(number) for number in range(1, 65)}) == 64


@pytest.mark.parametrize(("answered_by", "number_stands"), [((), True), (("7",), True), (("7", "8"), False)])
def test_opponents_are_counted_unless_answers_tell_of_most_of_them(answered_by, number_stands) -> None:
    cite = (Span("1", 0, 4),)
    sides = (Bullet("a-1-1", "claim", "side", "Others object.", answered_by, cite),) if answered_by else ()
    view = Bullet("a-1", "claim", "point", "Some agree.", ("1", "2"), cite, sides, 2, ("7", "8", "9"))
    assert is_answered(view) is not number_stands
