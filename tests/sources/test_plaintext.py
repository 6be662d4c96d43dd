"""Bodies to plain text: what a reader sees stays, markup goes, and no input takes long or breaks the form."""

# ruff: noqa: E501 (bodies are as long as they are)

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.sources.htmltext import html_to_text, markdown_to_text
from threadgist.sources.plaintext import first_words, normalise, to_plain

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029\ud800-\udfff]"
)

PIECES = st.sampled_from(
    ["> ", ">", ">=", "- ", "* ", "•", "1. ", "12) ", "    ", "\t", "\n", "\n\n", "\r\n", "\u2028", " ", "\u00a0",
     "word", "Word.", "é", "e\u0301", "\u0301", "\u0338", "\u0344", "\u200d", "\u200c", "👩", "नी", "\u200b", "\u202e", "\x00", "\x85",
     "\ud800", "\u3164", "\ufe0f", "<b>", "</p>", "<p>", "&amp;", "&lt;", "`", "**", "[a](b)", "中文"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
@settings(max_examples=150)
def test_normal_form_is_a_fixed_point(text):
    once = normalise(text)
    assert normalise(once) == once


@given(TEXTS, st.sampled_from(["plain", "html", "markdown", "unknown"]))
@settings(max_examples=150)
def test_no_forbidden_character_survives_and_paragraphs_are_apart_by_one_blank_line(text, markup):
    plain = to_plain(text, markup)
    assert not FORBIDDEN.search(plain)
    assert unicodedata.is_normalized("NFC", plain)
    assert "\n\n\n" not in plain
    assert plain == plain.rstrip()
    for line in plain.split("\n"):
        assert line == line.rstrip()
        if not line.startswith("    "):
            assert "  " not in line


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, max_size=30))
def test_words_are_neither_lost_nor_glued(words):
    html = "".join(f"<p>{word}</p>" for word in words)
    assert html_to_text(html).split() == words
    assert html_to_text("<br>".join(words)).split() == words
    assert html_to_text("<table><tr>" + "".join(f"<td>{word}</td>" for word in words)).split() == words
    assert normalise("\n".join(words)).split() == words


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("first<p>second <i>word</i><p>third", "first\n\nsecond word\n\nthird"),
        ("it&#x27;s a &quot;test&quot; &amp; more", 'it\'s a "test" & more'),
        ("&gt; quoted<p>my answer", "> quoted\n\nmy answer"),
        ("&gt;quoted\nMy answer", "> quoted\n\nMy answer"),
        ("&gt; a quotation that the\nmail program wrapped", "> a quotation that the mail program wrapped"),
        ("&gt;= 5 is enough", ">= 5 is enough"),
        ("one<br>two<br>\n<br>\nthree", "one two\n\nthree"),
        ("<blockquote><p>one</p><p>two</p></blockquote><p>three</p>", "> one\n> two\n\nthree"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n> > b"),
        ("<ul><li>one</li><li>two</li></ul>after", "- one\n- two\n\nafter"),
        ('<ol start="3"><li>one<li>two</ol>', "3. one\n4. two"),
        ("<p>so:<p><pre><code>  if x:\n      y()\n\n  z()\n</code></pre>\nthen", "so:\n\n    if x:\n        y()\n\n    z()\n\nthen"),
        ("a <code>b()</code> c", "a b() c"),
        ("10<sup>6</sup> people<sup>citation</sup>", "10^6 people citation"),
        ("<b>foo</b><i>bar</i>", "foobar"),
        ("<style>p{}</style><script>alert(1)</script>ok<!-- no -->", "ok"),
        ('<a href="https://x.org/a">a page</a>', "a page"),
        ('<a href="https://x.org/long/path">https://x.org/lo...</a>', "https://x.org/long/path"),
        ('<a href="https://x.org/long/path">x.org/long…</a>', "https://x.org/long/path"),
        ('<a href="javascript:alert(1)">javascript:a...</a>', "javascript:a..."),
        ('<a href="https://x.org">wait for it...</a>', "wait for it..."),
        ('<img src=x onerror=alert(1)>text<img class="emoji" alt=":smile:"><img class="emoji" alt="🙂">', "text🙂"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)  # fmt: skip
def test_html(html, plain):
    assert html_to_text(html) == plain


def test_a_discourse_quotation_loses_its_header_and_a_preview_becomes_its_link():
    cooked = (
        '<aside class="quote"><div class="title"><div class="quote-controls"></div><img class="avatar">bob:</div>'
        "<blockquote><p>Is it ready?</p></blockquote></aside><p>Nearly.</p>"
        '<aside class="onebox"><header><a href="https://x.org/p">x.org</a></header><article>Preview</article></aside>'
    )
    assert html_to_text(cooked) == "> Is it ready?\n\nNearly.\n\nhttps://x.org/p"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**bold** and *thin* and ~~gone~~ `code`", "bold and thin and gone code"),
        ("see [this page](https://x.org) now", "see this page now"),
        ("> quoted\n\nanswer", "> quoted\n\nanswer"),
        ("* one\n* two", "- one\n- two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("text\n\n    code here", "text\n\n    code here"),
        ("# Heading\ntext", "Heading\n\ntext"),
        ("so ^small and ^(very small) 2^8", "so small and very small 2^8"),
        (">!the butler!< did it", "the butler did it"),
        ("a&nbsp;b &#x200B; <b>no tag</b>", "a b <b>no tag</b>"),
        ("snake_case_name and r/some_sub", "snake_case_name and r/some_sub"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("a|b\n-|-\nc|d", "a b\n\nc d"),
    ],
)
def test_markdown(markdown, plain):
    assert markdown_to_text(markdown) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A plain 3 < 5 & 5 > 3 remark", "A plain 3 < 5 & 5 > 3 remark"),
        ("Fish &amp; chips, a <tag> stays", "Fish & chips, a <tag> stays"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("    indented first line\nsecond", "indented first line second"),
        ("use the <p> tag", "use the\n\ntag"),
    ],
)
def test_texts_of_unknown_markup(text, plain):
    assert to_plain(text, "unknown") == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\x00b\x07c", "abc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301", "é"),
        ("👩\u200d💻 x\u200dy", "👩\u200d💻 xy"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("hid\U000e0041\U000e0042den", "hidden"),
        ("\ud83d alone", "\ufffd alone"),
        ("wide\u3000\u00a0space", "wide space"),
        ("a\r\nb\rc\u2028d", "a b c d"),
        ("intro:\n- one\n  more\n- two", "intro:\n- one more\n- two"),
    ],
)
def test_characters(text, plain):
    assert normalise(text) == plain


MEGABYTE = 1_000_000
HOSTILE = {
    "nested": "<div>" * (MEGABYTE // 5),
    "quotes": "<blockquote>x" * (MEGABYTE // 13),
    "formatting": "".join(f"<b id={i}><p>" for i in range(60_000)),
    "lists": "<ul><li>" * (MEGABYTE // 8),
    "angles": "<" * MEGABYTE,
    "comments": "<!--" * (MEGABYTE // 4),
    "attributes": "<a " + "b=c " * (MEGABYTE // 4),
    "references": "&#" + "9" * MEGABYTE + ";",
    "marks": "e" + "\u0301\u0327" * (MEGABYTE // 2),
    "joiners": "\u200d" * MEGABYTE,
    "greater": ">" * MEGABYTE,
    "newlines": "\n" * MEGABYTE,
    "spaces": " " * MEGABYTE + "x",
    "brackets": "[" * MEGABYTE,
    "a number": "Tom &amp; Ann &#" + "9" * MEGABYTE + ";",
    "many tags and an open one": "<b>" * 5000 + "<" + "a" * MEGABYTE,
    "prose": "A sentence of some words. " * (MEGABYTE // 26),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("markup", ["plain", "html", "markdown", "unknown"])
def test_a_megabyte_of_anything_is_read(name, markup):
    # What takes time with the square of a text would not end.
    plain = to_plain(HOSTILE[name], markup)
    assert not FORBIDDEN.search(plain)


def test_over_many_tags_the_words_survive():
    html = (
        "<div>" * 5000
        + "Hello <b>dear</b> world<script>bad()</script>"
        + "</div>" * 5000
        + "<p>Bye &amp; thanks"
    )
    assert html_to_text(html) == "Hello dear world\n\nBye & thanks"


def test_a_lead_ends_with_a_paragraph_where_it_can():
    assert first_words("one two\n\nthree four", limit=3) == "one two"
    assert first_words("one two three", limit=2) == "one two …"
    assert first_words("one\n\ntwo", limit=2) == "one\n\ntwo"
