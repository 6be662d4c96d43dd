"""Articles from links: read, bounded, and never a comment."""

from dataclasses import replace

import pytest

from threadgist.article import add_linked_article, fetch_article
from threadgist.errors import SourceError
from threadgist.records import Article, Comment, Thread

WORDS = (
    "The council decided on Monday that the pool stays open until the end of the year, whatever it costs. "
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Pool stays open | The Courier</title>
<meta property="og:title" content="Pool stays open"><meta property="og:site_name" content="The Courier">
<meta property="article:published_time" content="2025-03-03T10:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li>Menu of the site</li></ul></nav>
<article><h1>Pool stays open</h1><p>First. {WORDS * 3}</p><p>Second. {WORDS * 2}</p></article>
<section class="comments" id="comments"><p>A reader says: never mind the pool, and this is a comment.</p></section>
<footer><p>Copyright 1999 The Courier</p></footer></body></html>"""

THREAD = Thread(
    id="1",
    title="Pools",
    source="hackernews",
    comments=(Comment("2", None, "ann", "Good."),),
    url="https://news.ycombinator.com/item?id=1",
    article=Article("Pools", "https://courier.example/pool", "courier.example"),
)


def serve(content):
    asked = []

    def fetch(url):
        asked.append(url)
        if isinstance(content, SourceError):
            raise content
        return content if isinstance(content, bytes) else content.encode()

    fetch.asked = asked
    return fetch


def test_the_article_of_a_link():
    fetch = serve(PAGE)
    found = fetch_article("https://courier.example/pool", fetch)
    assert fetch.asked == ["https://courier.example/pool"]
    assert (found.title, found.site, found.date) == ("Pool stays open", "The Courier", "2025-03-03")
    assert found.url == "https://courier.example/pool"
    assert found.lead.startswith("First. The council decided")
    for other in ("Menu", "reader", "Copyright", "<"):
        assert other not in found.lead
    assert fetch_article("https://courier.example/pool", serve(PAGE)) == found


def test_the_article_that_a_thread_links_to_is_no_comment():
    found = add_linked_article(THREAD, serve(PAGE))
    assert found.article.title == "Pool stays open"
    assert replace(found, article=THREAD.article) == THREAD


def test_other_encodings():
    latin = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("First.", "Größe.")
    assert fetch_article("https://x.example/", serve(latin.encode("latin-1"))).lead.startswith("Größe.")


def test_a_poor_page_still_gives_something():
    found = fetch_article("https://x.example/a", serve("<html><p>Only this."))
    assert (found.title, found.lead, found.site) == ("x.example", "Only this.", "x.example")
    assert found.date is None


@pytest.mark.parametrize(
    "content",
    [
        "<html>" + "<div>" * 100_000 + "<p>deep",
        "<html><body>" + "<p>x" * 400_000,
        "<html><p>" + "word " * 500_000,
        "<html>" + "<table><tr><td>" * 5_000,
    ],
)
def test_hostile_pages_take_no_time(content):
    assert len(fetch_article("https://x.example/a", serve(content)).lead) < 3_000


@pytest.mark.parametrize(
    ("url", "content", "said"),
    [
        ("ftp://x.example/a", PAGE, "no link of an article"),
        ("javascript:alert(1)", PAGE, "no link of an article"),
        ("https://x.example/a", "  \n", "is empty"),
        ("https://x.example/a.pdf", b"%PDF-1.7 <html>", "is no web page"),
        ("https://x.example/a", '{"not": "a page"}', "is no web page"),
    ],
)
def test_what_is_no_article(url, content, said):
    with pytest.raises(SourceError, match=said):
        fetch_article(url, serve(content))


def test_no_link_and_a_link_that_fails():
    for article in (None, Article("Ask", THREAD.url), Article("Ask", "mailto:a@x.example")):
        with pytest.raises(SourceError, match="links to no article; leave out --with-article"):
            add_linked_article(replace(THREAD, article=article), serve(PAGE))
    with pytest.raises(SourceError, match=r"status 403 .*--with-article"):
        add_linked_article(THREAD, serve(SourceError("https://courier.example/pool: status 403")))
