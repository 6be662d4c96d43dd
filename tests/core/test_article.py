import pytest

from threadgist.article import read_article
from threadgist.errors import SourceError

PAGE = """<!doctype html><html><head><title>Site | Pool</title>
<meta property="og:title" content=" Council votes&#x202e; on the  pool ">
<meta property="og:site_name" content="The Courier">
<meta property="og:url" content="{url}">
<meta property="article:published_time" content="2025-03-03T10:00:00Z">
</head><body><nav><p>Home</p></nav><script>var p = "<p>no</p>"</script>
<article><h1>Another heading</h1>
<p>The council votes &lt;today&gt; on whether the swimming pool is to be closed for good.</p>
<p> It may\n close. The boiler is older than most of those who swim there, the treasurer said.</p></article>
<p>Subscribe now</p></body></html>"""


@pytest.fixture
def article(tmp_path):
    def read(content, name="the-news.html"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_article(path)

    return read


def test_html_gives_its_metadata_and_first_paragraphs(article):
    found = article(PAGE.format(url="https://example.org/pool"))
    assert found.title == "Council votes on the pool"
    assert (found.site, found.date, found.url) == ("The Courier", "2025-03-03", "https://example.org/pool")
    first, second = found.lead.split("\n\n")
    assert first.startswith("The council votes <today> on whether the swimming pool")
    assert second.startswith("It may close. The boiler")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "data:text/html,x"])
def test_a_link_that_is_none_is_left_out(article, url):
    assert article(PAGE.format(url=url)).url is None


def test_html_without_metadata(article):
    found = article("<html><h1>Pool <i>closes</i></h1><p>Today.")
    assert (found.title, found.lead, found.site) == ("Pool closes", "Today.", None)
    assert article("<html><p>Only this.").title == "the-news"


def test_text_gives_its_first_line(article):
    found = article("\ufeffPool closes\n\nOn 2025-03-03 the pool\ncloses.\n", "x.txt")
    assert (found.title, found.date) == ("Pool closes", "2025-03-03")
    assert found.lead.split() == ["On", "2025-03-03", "the", "pool", "closes."]
    assert article("Only one line of text.", "some-news.txt").title == "some-news"
    assert article("x " * 200 + "\nmore", "some-news.txt").title == "some-news"


@pytest.mark.parametrize(
    "content", ["Title\n\n" + "word " * 500_000, "標題\n\n" + "市" * 500_000, "T\n\n" + "a b.\n" * 90_000]
)
def test_only_the_first_paragraphs_are_kept(article, content):
    assert 100 < len(article(content, "x.txt").lead) < 3_000


def test_hostile_characters_are_taken_out(article):
    found = article("Po\x00ol\u202e closes\n\nTo\u200bday\x07 it closes.", "x.txt")
    assert (found.title, found.lead) == ("Pool closes", "Today it closes.")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfeT\x00", "not UTF-8"), (b"ab\x80cd", "byte 2")],
)
def test_what_is_no_article(article, content, said):
    with pytest.raises(SourceError, match=said):
        article(content)


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_article(tmp_path / "missing")
    with pytest.raises(SourceError, match="is a directory"):
        read_article(tmp_path)
