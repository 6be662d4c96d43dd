"""Disqus, WordPress and feeds: what is read, what is left out, and XML made to harm."""

# ruff: noqa: E501 (samples are as long as they are)

import re

import pytest

from threadgist.errors import SourceError
from threadgist.sources import read_thread

# The shape of https://docs.disqus.com/developers/export/
DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
  <category dsq:id="1"><forum>town</forum><title>General</title></category>
  <thread dsq:id="10"><id>/pool</id><forum>town</forum><link>https://town.example/pool</link><title>The pool</title>
    <message>&lt;p&gt;It closes.&lt;/p&gt;</message><createdAt>2024-05-01T10:00:00Z</createdAt></thread>
  <thread dsq:id="11"><id>/park</id><link>https://town.example/park</link><title>The park</title></thread>
  <thread dsq:id="12"><id>/quiet</id><link>https://town.example/quiet</link><title>Quiet</title></thread>
  <post dsq:id="100"><id/><message><![CDATA[<p>Keep it <b>open</b> &amp; free.</p>]]></message>
    <createdAt>2024-05-01T11:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
    <author><name>Ann Lee</name><username>ann</username></author><thread dsq:id="10"/></post>
  <post dsq:id="101"><message><![CDATA[Why?]]></message><createdAt>2024-05-01T12:00:00Z</createdAt>
    <author><name>Bo</name></author><thread dsq:id="10"/><parent dsq:id="100"/></post>
  <post dsq:id="102"><message>gone</message><isDeleted>true</isDeleted><isSpam>false</isSpam><thread dsq:id="10"/></post>
  <post dsq:id="103"><message>cheap watches</message><isSpam>true</isSpam><thread dsq:id="10"/></post>
  <post dsq:id="110"><message>Trees!</message><thread dsq:id="11"/></post>
</disqus>
"""

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<!-- This is a WordPress eXtended RSS file, with <item> in its comment -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Town blog</title><link>https://blog.example</link>
<item><title>Buses</title><link>https://blog.example/buses</link><dc:creator>editor</dc:creator>
 <content:encoded><![CDATA[First paragraph.

Second paragraph.]]></content:encoded><excerpt:encoded>short</excerpt:encoded>
 <wp:post_id>7</wp:post_id><wp:post_name>buses</wp:post_name><wp:post_date_gmt>2024-03-02 08:00:00</wp:post_date_gmt>
 <wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author><![CDATA[Cy]]></wp:comment_author>
  <wp:comment_date_gmt>2024-03-02 09:00:00</wp:comment_date_gmt>
  <wp:comment_content><![CDATA[Late again.

Every <em>day</em>.]]></wp:comment_content>
  <wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
  <wp:comment_parent>0</wp:comment_parent></wp:comment>
 <wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_author>Di</wp:comment_author>
  <wp:comment_content>Not on my line.</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
  <wp:comment_parent>1</wp:comment_parent></wp:comment>
 <wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_content>x</wp:comment_content>
  <wp:comment_approved>spam</wp:comment_approved></wp:comment>
 <wp:comment><wp:comment_id>4</wp:comment_id><wp:comment_content>x</wp:comment_content>
  <wp:comment_approved>0</wp:comment_approved></wp:comment>
 <wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_content>[...] buses [...]</wp:comment_content>
  <wp:comment_approved>1</wp:comment_approved><wp:comment_type>pingback</wp:comment_type></wp:comment>
</item>
<item><title>About</title><link>https://blog.example/about</link><wp:post_id>8</wp:post_id></item>
</channel></rss>
"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<title>Comments on: Lamps</title><link rel="self" href="https://x.example/feed"/><link href="https://x.example/lamps"/>
<entry><id>tag:x,1</id><title>Re</title><author><name>Eve</name></author><published>2024-01-01T00:00:00Z</published>
<link href="https://x.example/lamps#1"/><content type="html">&lt;p&gt;Too bright.&lt;/p&gt;</content></entry>
<entry><id>tag:x,2</id><author><name>Fay</name></author><updated>2024-01-02T00:00:00Z</updated>
<thr:in-reply-to ref="tag:x,1"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Not <i>at all</i>.</div></content></entry>
<entry><id>tag:x,3</id><thr:in-reply-to ref="tag:page"/><content>1 &lt; 2 is plain text</content></entry>
</feed>"""

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Comments on: Roads</title><link>https://x.example/roads/</link>
<item><title>By: Gil</title><link>https://x.example/roads/#comment-5</link><dc:creator>Gil</dc:creator>
<pubDate>Mon, 01 Jan 2024 10:00:00 +0000</pubDate><guid isPermaLink="false">https://x.example/?p=1#comment-5</guid>
<description>Holes</description><content:encoded><![CDATA[<p>Holes everywhere.</p>]]></content:encoded></item>
</channel></rss>"""


@pytest.fixture
def read(tmp_path):
    def read(content, name="export.xml", **wishes):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_thread(path, **wishes)

    return read


def by_id(thread):
    return {comment.id: comment for comment in thread.comments}


@pytest.mark.parametrize("wish", ["10", "/pool", "https://town.example/pool/", "the pool", "#10"])
def test_a_thread_of_disqus_is_chosen(read, wish):
    thread = read(DISQUS, thread=wish)
    comments = by_id(thread)
    assert (thread.source, thread.id, thread.title) == ("disqus", "10", "The pool")
    assert (thread.article.lead, thread.article.date) == ("It closes.", "2024-05-01")
    assert set(comments) == {"100", "101", "102"}
    assert (comments["100"].text, comments["100"].author) == ("Keep it open & free.", "ann")
    assert (comments["101"].parent_id, comments["101"].author) == ("100", "Bo")
    assert comments["102"].gone == "deleted"
    assert comments["100"].url == "https://town.example/pool#comment-100"
    assert thread.repairs == ("1 comment left out: marked as spam",)


def test_posts_of_disqus_may_stand_before_their_thread(read):
    head, threads, posts = re.split(r"(?=  <(?:thread dsq:id=\"10\"|post dsq:id=\"100\")>)", DISQUS)
    turned = head + posts.replace("</disqus>", threads + "</disqus>")
    assert read(turned, thread="10") == read(DISQUS, thread="10")


def test_several_threads_ask_for_a_choice(read):
    with pytest.raises(SourceError) as caught:
        read(DISQUS)
    message = str(caught.value)
    assert "holds 2 conversations; choose one with --thread ID" in message
    assert message.index("10 (The pool: 3)") < message.index("11 (The park: 1)")
    assert "\n" not in message
    with pytest.raises(SourceError, match="holds no conversation '99'; there are: 10"):
        read(DISQUS, thread="99")


def test_all_conversations_as_one(read):
    assert set(by_id(read(DISQUS, thread="all"))) == {"100", "101", "102", "110"}


def test_what_was_left_out_is_said_of_the_conversation_it_belongs_to(read):
    assert read(DISQUS, thread="10").repairs == ("1 comment left out: marked as spam",)
    assert read(DISQUS, thread="11").repairs == ()
    assert read(DISQUS, thread="all").repairs == ("1 comment left out: marked as spam",)
    item = (
        "<item><title>Park</title><wp:post_id>9</wp:post_id><wp:comment><wp:comment_id>90</wp:comment_id>"
        "<wp:comment_content>Trees!</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment></item>"
    )
    both = WXR.replace("<channel>", "<channel>" + item, 1)
    assert read(both, thread="9").repairs == ()
    assert any("left out" in note for note in read(both, thread="7").repairs)


def test_the_largest_ten_are_listed(read):
    threads = "".join(f'<thread dsq:id="{i}"><title>T{i}</title></thread>' for i in range(1, 41))
    posts = "".join(
        f'<post dsq:id="{i}-{k}"><message>m</message><thread dsq:id="{i}"/></post>'
        for i in range(1, 41)
        for k in range(i)
    )
    with pytest.raises(SourceError) as caught:
        read(f'<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/i">{threads}{posts}</disqus>')
    listed = str(caught.value).partition("the largest: ")[2].split(", ")
    assert listed == [f"{i} (T{i}: {i})" for i in range(40, 30, -1)]


def test_the_only_post_with_comments_needs_no_choice(read):
    thread = read(WXR)
    comments = by_id(thread)
    assert (thread.source, thread.id, thread.title, thread.author) == ("wordpress", "7", "Buses", "editor")
    assert thread.article.lead == "First paragraph.\n\nSecond paragraph."
    assert set(comments) == {"1", "2"}
    assert comments["1"].text == "Late again.\n\nEvery day."
    assert (comments["2"].parent_id, comments["2"].url) == ("1", "https://blog.example/buses#comment-2")
    assert sorted(thread.repairs) == [
        "1 comment left out: pingbacks and trackbacks",
        "1 comment left out: spam or trash",
        "1 comment left out: waiting for approval",
    ]


def test_an_atom_feed_with_answers(read):
    thread = read(ATOM)
    comments = by_id(thread)
    assert (thread.source, thread.title, thread.url) == ("feed", "Lamps", "https://x.example/lamps")
    assert comments["tag:x,1"].text == "Too bright."
    assert (comments["tag:x,2"].parent_id, comments["tag:x,2"].text) == ("tag:x,1", "Not at all.")
    assert (comments["tag:x,3"].parent_id, comments["tag:x,3"].text) == (None, "1 < 2 is plain text")
    assert thread.repairs == ()


def test_an_rss_feed(read):
    thread = read(RSS)
    assert (thread.title, thread.url) == ("Roads", "https://x.example/roads/")
    (comment,) = thread.comments
    assert (comment.id, comment.author, comment.text) == ("5", "Gil", "Holes everywhere.")
    assert comment.url == "https://x.example/roads/#comment-5"
    assert comment.created_at.isoformat() == "2024-01-01T10:00:00+00:00"


def test_encodings_that_the_declaration_names(read):
    text = RSS.replace("Holes everywhere", "Überall Löcher, žluťoučký")
    latin2 = '<?xml version="1.0" encoding="iso-8859-2"?>' + text
    assert read(latin2.encode("iso-8859-2")).comments[0].text == "Überall Löcher, žluťoučký."
    gbk = '<?xml version="1.0" encoding="GBK"?>' + RSS.replace("Holes everywhere.", "到处都是洞。")
    assert read(gbk.encode("gbk")).comments[0].text == "到处都是洞。"
    assert (
        read(('<?xml version="1.0" encoding="utf-16"?>' + text).encode("utf-16")).comments[0].text[0] == "Ü"
    )


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12))
    + "]>"
    + RSS.replace("Holes</desc", "&m;</desc")
)
EXTERNAL = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS.replace("Gil", "&x;")


@pytest.mark.parametrize("content", [LAUGHS, EXTERNAL, LAUGHS.replace("&m;", "")])
def test_entities_are_refused_and_never_expanded(read, content):
    with pytest.raises(SourceError, match="declares XML entities") as caught:
        read(content)
    assert "root:" not in str(caught.value)


def test_an_external_dtd_is_not_fetched(read, tmp_path):
    (tmp_path / "x.dtd").write_text('<!ENTITY secret "leaked">')
    found = read(f'<!DOCTYPE rss SYSTEM "file://{tmp_path}/x.dtd">' + RSS)
    assert found.comments[0].text == "Holes everywhere."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (DISQUS[:-60], "not valid XML at line"),
        (RSS.replace("Holes<", "&ours;Holes<"), "line 5, column .*Entity 'ours' not defined"),
        ("<rss><channel>" + "<a>" * 5_000, "not valid XML at line 1"),
        ("<feed></feed>", "without entries"),
        (RSS[: RSS.index("everywhere")].replace("Holes", "好久没看到" * 40), "line 5, column"),
        ('<disqus xmlns="http://disqus.com"></disqus>', "no conversation"),
    ],
)
def test_damaged_xml_is_one_line_with_its_place(read, content, said):
    with pytest.raises(SourceError, match=said) as caught:
        read(content)
    assert "export.xml: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_of_html_characters_are_known(read):
    content = RSS.replace("content:encoded", "x:y").replace(
        "Holes<", "a&nbsp;b &eacute; &amp;lt;i&amp;gt; &lt;i&gt;c&lt;/i&gt;<"
    )
    assert read(content.replace("<x:y>", "<z>").replace("</x:y>", "</z>")).comments[0].text == "a b é <i> c"


def test_characters_that_xml_forbids_are_dropped(read):
    assert read(RSS.replace("Holes every", "Ho\x0bles&#x1F; every")).comments[0].text == "Holes everywhere."


def test_order_does_not_matter(read):
    posts = DISQUS[DISQUS.index("  <post") : DISQUS.index("</disqus>")].split("  <post")[1:]
    start = DISQUS[: DISQUS.index("  <post")]
    turned = start + "".join("  <post" + post for post in reversed(posts)) + "</disqus>"
    assert read(turned, thread="10") == read(DISQUS, thread="10")
