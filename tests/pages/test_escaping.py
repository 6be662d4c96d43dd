# ruff: noqa: E501
"""Foreign text is shown as it stands: it never becomes markup, a link, or another line."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from example import example, small
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from threadgist.pages import render
from threadgist.pages.safe import markdown_url, safe_url
from threadgist.records import Article, Notice, Part, Span
from threadgist.words import one_line, visible

FRAGMENTS = (
    "<script>alert(1)</script>", "</script>", "</title>", "</style>", "-->", "<!--", "]]>", "<img src=x onerror=a()>",
    "\"><svg onload=a()>", "' onmouseover='a()", "javascript:a()", "data:text/html,x", "http://evil.example/",
    "https://evil.example", "www.evil.example", "<https://evil.example>", "[a](http://evil.example)", "![a](x)",
    "[a]: http://evil.example", "&lt;", "&#60;", "&amp;", "&copy;", "{{ 7*7 }}", "{% raw %}", "{#", "{% include secrets %}", "{{ site.token }}", "@nobody", "a@b.example", "mailto:a@b.example", "\\", "`", "```",
    "~~~", "*", "**", "_", "__", "#", "# ", "- ", "+ ", "1. ", "12) ", "> ", "| a | b |", "---", "===", "\n", "\n\n",
    "\r", "\t", "    ", "\u2028", "\x00", "\x85", "\u202e", "\u200b", "\ufeff", "“", "”", "…", "<", ">", "&", "\"", "'",
    "a", "word", "é", "漢", "👩‍👩‍👧", "א",
)  # fmt: skip
HOSTILE = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=5)), max_size=12).map("".join)


def poisoned(text: str):
    """A digest that says `text` wherever a thread has a say."""
    digest = small()
    comments = tuple(replace(c, text=text, author=text, url=text) for c in digest.comments)
    points = tuple(
        replace(b, text=text, kind=kind, cites=(Span(b.comment_ids[0], 0, len(text) // 2),))
        for b, kind in zip(digest.points, ("quote", "claim", "quote"), strict=True)
    )
    full = example()
    part = Part("part", text, ("b1",), 1)
    theme = replace(
        full.themes[0],
        heading=text,
        bullets=(replace(points[0], children=(replace(points[1], role="reply"),)), points[1]),
        parts=(part,),
        comment_ids=("b1",),
        dominant_author=text,
        dominant_share=1.0,
    )
    return replace(
        digest,
        title=text,
        source=text,
        url=text,
        mode="themes",
        article=Article(title=text, url=text, site=text),
        comments=comments,
        themes=(theme, replace(theme, bullets=())),
        points=points,
        one_offs=points[2:],
        notices=(Notice("x", text),),
        language=text[:8],
        provenance=replace(digest.provenance, writer=text, settings=((text, text),), fallbacks=(text,)),
    )


def elements(page: LexborHTMLParser):
    return {(node.tag, *sorted(node.attributes)) for node in page.css("*")}


HARMLESS = ("https://ok.example/" + "w" * 3000, "https://ok.example/", "plain", "pl", "")
ALLOWED = set().union(*(elements(LexborHTMLParser(render(poisoned(text), "html"))) for text in HARMLESS))


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_html_makes_no_element_of_it(text) -> None:
    page = LexborHTMLParser(render(poisoned(text), "html"))
    assert elements(page) <= ALLOWED
    assert len(page.css("script:not([type])")) == 1
    for node in page.css("[href]"):
        href = node.attributes["href"]
        assert href.startswith(("#", "http://", "https://", "mailto:", "data:image/svg+xml,%3Csvg"))
    said = [node.text() for node in page.css(".list li > p + p")]
    assert said == [visible(text)] * 4
    assert page.css_first("h1").text() == one_line(text)


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_markdown_makes_no_markup_of_it(text) -> None:
    digest = poisoned(text)
    address = markdown_url(text)
    tokens = MarkdownIt("commonmark").enable("table").parse(render(digest, "md"))
    spoken = [child for token in tokens for child in (token, *(token.children or ()))]
    assert {token.type for token in spoken} <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
        "list_item_open", "list_item_close", "blockquote_open", "blockquote_close", "inline", "text", "text_special",
        "strong_open", "strong_close", "em_open", "em_close", "link_open", "link_close",
    }  # fmt: skip
    links = [token for token in spoken if token.type == "link_open"]
    assert links == [] if address is None else True
    headings = [tokens[at + 1].children for at, token in enumerate(tokens) if token.type == "heading_open"]
    for heading in headings[:2]:
        assert "".join(child.content for child in heading).replace("@\u2060", "@") == one_line(text)
    assert len(headings) == 6


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_markdown_has_no_tag_for_liquid_and_calls_nobody(text) -> None:
    written = render(poisoned(text), "md")
    assert "{" not in written
    # As GitHub and GitHub's dialect look for names and addresses in the text that is shown.
    spoken = [c for token in MarkdownIt("commonmark").parse(written) for c in token.children or ()]
    assert not any(re.search(r"@[A-Za-z0-9]", c.content) for c in spoken)


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_text_makes_no_line_of_it(text) -> None:
    lines = render(poisoned(text), "txt").splitlines()
    plain = render(poisoned("plain"), "txt").splitlines()
    assert len(lines) == len(plain)
    mark = re.compile(" +[•◦–] ")
    assert [mark.match(line)[0] for line in lines if line.startswith("  ")] == [
        mark.match(other)[0] for other in plain if other.startswith("  ")
    ]


@given(HOSTILE)
def test_addresses(text) -> None:
    checked = safe_url(text)
    assert checked is None or checked.split(":")[0].lower() in ("http", "https", "mailto")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "//evil.example/x", "/relative", "http:", "http://", "https:///x", "", None,
        "http://a.example/\nSet-Cookie:x", "http://[bad", "\u202ehttp://a.example",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://a.example/x?y=(1)&z=[2]#f", "mailto:a@b.example"]
)
def test_addresses_that_are_kept(url) -> None:
    assert safe_url(url) == url


def test_markdown_links_survive_brackets() -> None:
    tokens = MarkdownIt("commonmark").parse(render(example(), "md"))
    links = {t.attrs["href"] for token in tokens for t in token.children or () if t.type == "link_open"}
    assert "https://talk.example/t/881?c=b1&x=%281%29" in links
    assert "https://herald.example/line-4?ref=a&b=c" in links
    assert not [link for link in links if link.startswith("javascript")]
