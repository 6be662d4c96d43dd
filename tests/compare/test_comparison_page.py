"""The comparison as a page, Markdown and JSON: whole, safe, and every link leads somewhere."""

import json
import re
from html.parser import HTMLParser

import pytest
from debates import START, forty, pair, side, six, theme
from markdown_it import MarkdownIt

from threadgist.compare import compare, trends
from threadgist.pages.comparison import render_comparison

HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    "\u202eevil [x](javascript:alert(3)) | `a` \x00 </style>"
)


def hostile():
    themes = [
        theme("powers", range(20), heading=HOSTILE, text=HOSTILE, url="javascript:alert(1)", author=HOSTILE),
        theme(
            "costs",
            range(9),
            number=2,
            heading="Plain",
            text="Plain words.",
            url="https://example.org/?a=1&b=<2>",
        ),
    ]
    other = [theme("powers", range(20), subject=1, heading=HOSTILE, text=HOSTILE, url=None, author=None)]
    return [
        side("a", themes, label=HOSTILE, title=HOSTILE, url="javascript:alert(1)"),
        side("b", other, subject=1, days=2, label="B" + HOSTILE, source=HOSTILE),
    ]


def anonymous():
    return [side("a", {"powers": 3}, days=None), side("b", [], days=None)]


MAKERS = [pair, six, forty, hostile, anonymous]


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src"):
                self.links.append(value)


@pytest.mark.parametrize("make", MAKERS)
def test_every_link_leads_somewhere(make) -> None:
    parser = Links()
    parser.feed(render_comparison(compare(make()), "html"))
    assert len(set(parser.ids)) == len(parser.ids)
    for link in parser.links:
        if link.startswith("#"):
            assert link[1:] in parser.ids
        else:
            assert link.startswith(("https://", "data:image/svg+xml"))
    assert parser.tags.count("script") == 1
    assert "img" not in parser.tags


@pytest.mark.parametrize("make", [pair, six, forty])
def test_every_cell_leads_to_its_bullets(make) -> None:
    comparison = compare(make())
    page = render_comparison(comparison, "html")
    for event in comparison.events:
        for debate in event.debates:
            for one in debate.themes:
                anchor = f'id="{debate.id}-t{one.number}"'
                assert anchor in page
                section = page[page.index(anchor) :]
                assert one.sayings[0].text.replace("'", "&#39;") in section
                assert f'href="#{debate.id}-t{one.number}"' in page


def test_nothing_foreign_becomes_markup() -> None:
    page = render_comparison(compare(hostile()), "html")
    assert "<script>alert" not in page
    assert "onerror=alert(2)>" not in page
    assert "javascript:alert(1)" not in re.sub(r"&#34;|&lt;", "", page).split("<footer>")[0].replace(
        "(javascript:", ""
    )
    assert "\u202e" not in page
    assert "\x00" not in page
    rendered = MarkdownIt("commonmark").enable("table").render(render_comparison(compare(hostile()), "md"))
    assert "<script>" not in rendered
    assert "<img" not in rendered
    assert 'href="javascript' not in rendered


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_again(make) -> None:
    for kind in ("html", "md", "json"):
        assert render_comparison(compare(make()), kind) == render_comparison(compare(make()), kind)
    assert json.loads(render_comparison(compare(make()), "json"))["comparison_version"] == 2


def test_links_to_the_digests_and_unknown_formats() -> None:
    comparison = compare(pair())
    page = render_comparison(comparison, "html", {"key-treaty": "../a/digest.html"})
    assert 'href="../a/digest.html#t1"' in page
    with pytest.raises(ValueError, match="no format 'pdf'"):
        render_comparison(comparison, "pdf")


def test_a_quotation_stands_below_its_author() -> None:
    page = render_comparison(compare(pair()), "html")
    who = '<bdi class="author">ann</bdi> <span class="role">original poster</span></p>'
    assert re.search(who + r'\s*<blockquote dir="auto"><p>“Nobody', page)
    markdown = render_comparison(compare(pair()), "md")
    assert (
        "31 of 100 commenters, 23–41%): “Nobody ever asked us about powers in this place.” — [ann]("
        in markdown
    )


def test_nobody_is_counted_where_nobody_is_named() -> None:
    sides = [
        side("a", [theme("powers", range(9), author=None)], signed=False),
        side("b", [theme("powers", range(4), subject=1, author=None)], subject=1, days=3, signed=False),
    ]
    for kind in ("html", "md"):
        said = re.sub(
            r"<(style|script)>.*?</\1>", "", render_comparison(compare(sides), kind), flags=re.DOTALL
        )
        assert not re.search(r"commenter|\bpeople\b|unnamed", said)
        assert "9 of 100 comments" in said
    mixed = render_comparison(compare([*sides, *pair()]), "md")
    assert "Shares are of commenters or comments" in mixed


def test_no_timeline_without_dates() -> None:
    assert "Over time" in render_comparison(compare(six()), "html")
    undated = [*six()[:3], side("late", {"powers": 4}, subject=7, days=None)]
    assert "Over time" not in render_comparison(compare(undated), "html")
    assert "Over time" not in render_comparison(compare(pair()), "html")


def test_bars_have_one_scale_and_an_axis_and_trends_a_title_of_their_own() -> None:
    comparison = compare(pair())
    page = render_comparison(comparison, "html")
    assert page.count("<span>0</span><span>30</span><span>60%</span>") > 1
    # 31 of 100 on a scale that ends at 60%.
    assert 'd="M0 2H51.7V6H0z"' in page
    followed = render_comparison(trends(comparison, START), "html")
    assert "<title>What came and went in two debates – trends in discussions</title>" in followed
    assert "Since 1 March 2025" in followed


def test_a_page_of_forty_stays_small() -> None:
    assert len(render_comparison(compare(forty()), "html").encode()) < 1_000_000
