"""Saved pages of Hacker News and Lobsters."""

# ruff: noqa: E501 (samples are as long as they are)

import pytest

from threadgist.errors import SourceError
from threadgist.sources import read_thread


def hn_row(comment_id, depth, text, *, user="ann", age="", mark="", old=False):
    indent = (
        f"<td class='ind'><img src='s.gif' height='1' width='{40 * depth}'></td>"
        if old
        else f"<td class='ind' indent='{depth}'><img src='s.gif' width='{40 * depth}'></td>"
    )
    name = f"<a href='user?id={user}' class='hnuser'>{user}</a>" if user else ""
    return f"""<tr class='athing comtr' id='{comment_id}'><td><table><tr>{indent}<td class="default"><div>
<span class="comhead">{name} <span class="age" title="{age}"><a href="item?id={comment_id}">1 day ago</a></span>
{mark} <a class="togg" n="2" href="x">[–]</a></span></div><br><div class="comment">{text}
<div class='reply'><p><a href='reply?id=1'>reply</a></p></div></div></td></tr></table></td></tr>"""


def hn_page(rows, **_):
    return f"""<html op="item"><head><title>Pools &amp; taxes | Hacker News</title></head><body><table class="fatitem">
<tr class='athing submission' id='77'><td class="title"><span class="titleline"><a href="https://news.example/pools">Pools
&amp; taxes</a> <span class="sitebit comhead"> (<a href="from?site=news.example">news.example</a>)</span></span></td></tr>
<tr><td class="subtext"><span class="subline"><span class="score">9 points</span> by <a class="hnuser">op</a>
<span class="age" title="2024-02-03T04:05:06 1706933106"><a href="item?id=77">x</a></span> |
<a href="item?id=77">12&nbsp;comments</a></span></td></tr></table><table class='comment-tree'>{"".join(rows)}</table>
</body></html>"""


ROWS = [
    hn_row(
        "1",
        0,
        '<div class="commtext c00">One.<p>Two &gt; one.</p></div>',
        age="2024-02-03T05:00:00 1706936400",
    ),
    hn_row("2", 1, '<span class="commtext c5a">Faded.</span>', user="bo"),
    hn_row("3", 2, "[flagged]"),
    hn_row("4", 1, '<div class="commtext c00">Back.</div>'),
    hn_row("5", 0, '<div class="commtext cdd">Spam</div>', mark="[dead]"),
    hn_row("6", 0, "", user=""),
]


@pytest.fixture
def read(tmp_path):
    def read(content, **wishes):
        path = tmp_path / "page.html"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_thread(path, **wishes)

    return read


def test_a_page_of_hacker_news(read):
    thread = read(hn_page(ROWS))
    comments = {comment.id: comment for comment in thread.comments}
    assert (thread.source, thread.id, thread.title) == ("hackernews-page", "77", "Pools & taxes")
    assert (thread.article.url, thread.article.site) == ("https://news.example/pools", "news.example")
    assert (thread.stated_count, thread.author) == (12, "op")
    assert {i: c.parent_id for i, c in comments.items()} == {
        "1": None, "2": "1", "3": "2", "4": "1", "5": None, "6": None,
    }  # fmt: skip
    assert comments["1"].text == "One.\n\nTwo > one."
    assert comments["1"].created_at.isoformat() == "2024-02-03T05:00:00+00:00"
    assert comments["2"].text == "Faded."
    assert [comments[i].gone for i in "123456"] == [None, None, "removed", None, "removed", "deleted"]
    assert comments["4"].url == "https://news.ycombinator.com/item?id=4"


def test_indentation_by_width_as_older_pages_have_it(read):
    rows = [hn_row(str(i), i, f'<span class="commtext">t{i}</span>', old=True) for i in range(4)]
    parents = {comment.id: comment.parent_id for comment in read(hn_page(rows)).comments}
    assert parents == {"0": None, "1": "0", "2": "1", "3": "2"}


def lobsters_comment(comment_id, text, inner="", *, score="3", gone=False):
    shown = f'<p><span class="na">[{text}]</span></p>' if gone else f"<p>{text}</p>"
    return f"""<li class="comments_subtree"><input type="checkbox"><div id="c_{comment_id}" data-shortid="{comment_id}"
class="comment"><div class="voters"><div class="score">{score}</div></div><div class="details"><div class="byline">
<a href="/u/ann"><img src="a.png"></a><a href="/u/ann">ann</a> <span title="2020-06-19 11:54:37 -0500">1 year ago</span> |
<a href="/s/abc/lamps#c_{comment_id}">link</a></div><div class="comment_text">{shown}</div></div></div>
<ol class="comments">{inner}</ol></li>"""


def lobsters_page(comments):
    return f"""<!DOCTYPE html><html><head><title>Lamps | Lobsters</title>
<link rel="canonical" href="https://lobste.rs/s/abc/lamps"></head><body><ol class="stories"><li id="story_abc"
data-shortid="abc" class="story"><span class="link"><a class="u-url" href="https://lamps.example/x">Lamps</a></span>
<div class="byline"><a href="/u/op">op</a> <span title="2020-06-19 11:41:44 -0500">x</span>
<span class="comments_label"> | <a href="/s/abc">5 comments</a></span></div></li></ol>
<div class="story_text"><p>Which lamp?</p></div><ol class="comments comments1"><li class="comments_subtree">
<div class="comment comment_form_container" data-shortid=""><form></form></div></li>{comments}</ol></body></html>"""


def test_a_page_of_lobsters(read):
    inner = lobsters_comment(
        "b", "Second <ol><li>listed</li></ol>", lobsters_comment("c", "Third", score="~")
    )
    thread = read(
        lobsters_page(
            lobsters_comment("a", "First", inner)
            + lobsters_comment("d", "Comment removed by author", gone=True)
        )
    )
    comments = {comment.id: comment for comment in thread.comments}
    assert (thread.source, thread.id, thread.title, thread.stated_count) == (
        "lobsters-page",
        "abc",
        "Lamps",
        5,
    )
    assert (thread.author, thread.article.url, thread.article.lead) == (
        "op",
        "https://lamps.example/x",
        "Which lamp?",
    )
    assert {i: c.parent_id for i, c in comments.items()} == {"a": None, "b": "a", "c": "b", "d": None}
    assert comments["b"].text == "Second\n\n1. listed"
    assert (comments["a"].author, comments["a"].score, comments["c"].score) == ("ann", 3, None)
    assert comments["a"].created_at.isoformat() == "2020-06-19T16:54:37+00:00"
    assert comments["a"].url == "https://lobste.rs/s/abc/lamps#c_a"
    assert comments["d"].gone == "deleted"


def test_a_page_nested_without_end_is_refused(read):
    with pytest.raises(SourceError, match="nested more than 1,500 deep"):
        read(lobsters_page("<div>" * 100_000))


def test_a_story_that_lacks_its_head(read):
    with pytest.raises(SourceError, match="no story of Lobsters"):
        read('<div class="comments_subtree"></div>')


@pytest.mark.shared
def test_the_tree_of_the_saved_page_is_that_of_the_api(shared):
    page = read_thread(shared / "hackernews/item-20800832.html")
    api = read_thread(shared / "hackernews/20800832.algolia.json")
    assert {c.id: c.parent_id for c in page.comments} == {c.id: c.parent_id for c in api.comments}
    assert {c.id: c.author for c in page.comments} == {c.id: c.author for c in api.comments}
    assert page.stated_count == 493
