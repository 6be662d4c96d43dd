"""Saved pages: forum software by its own marks, other pages by schema.org."""

# ruff: noqa: E501 (samples are as long as they are)

import io
import json
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadgist.errors import SourceError
from threadgist.sources import read_thread

from .talk import expected, read_back, talks

PAGE = "https://town.example/threads/ferry"


def page(body, *, html="<html>", head=""):
    return f'<!DOCTYPE html>{html}<head><meta charset="utf-8"><title>Ferry</title><link rel="canonical" href="{PAGE}">{head}</head><body>{body}</body></html>'


PHPBB_QUOTE = '<blockquote><div><cite><a>Q</a> wrote: <a href="./viewtopic.php?p={0}#p{0}">↑</a></cite>old</div></blockquote>'


def phpbb(said, more):
    return '<h2 class="topic-title"><a href="./viewtopic.php?t=1">Ferry</a></h2>' + "".join(
        f'<div id="p{s.number}" class="post has-profile bg2"{more}><div class="inner"><dl class="postprofile" id="profile{s.number}"><dt><a href="./m.php?u=2" class="username">{s.author}</a></dt></dl>'
        f'<div class="postbody"><h3><a href="#p{s.number}">Re: Ferry</a></h3><p class="author">by <strong><a class="username">{s.author}</a></strong> » <time datetime="{s.time.isoformat()}">x</time></p>'
        f'<div class="content">{quote(PHPBB_QUOTE, s)}<p>{s.text}</p></div>'
        f'<div id="sig{s.number}" class="signature">My sig</div></div></div></div>'
        for s in said
    )


def quote(template, s):
    return template.replace("{0}", str(s.parent)) if s.parent else ""


def xenforo(said, more):
    return '<h1 class="p-title-value">Ferry</h1>' + "".join(
        f'<article class="message message--post js-post" data-author="{s.author}" data-content="post-{s.number}" id="js-post-{s.number}"{more}><div class="message-cell--user"><h4 class="message-name"><a class="username">{s.author}</a></h4></div>'
        f'<header class="message-attribution"><time class="u-dt" datetime="{s.time.isoformat()}" title="x">Mar 1</time><a>#{s.number}</a></header><article class="message-body"><div class="bbWrapper">'
        + quote(
            '<blockquote data-quote="Q" data-source="post: {0}" class="bbCodeBlock"><div class="bbCodeBlock-title"><a href="/goto/post?id={0}">Q said:</a></div>old<div class="bbCodeBlock-expandLink">Click to expand...</div></blockquote>',
            s,
        )
        + f'<p>{s.text}</p></div></article><aside class="message-signature">My sig</aside></article>'
        for s in said
    )


def xenforo1(said, more):
    return (
        '<div class="titleBar"><h1>Ferry</h1></div><ol>'
        + "".join(
            f'<li id="post-{s.number}" class="message" data-author="{s.author}"{more}><h3 class="userText"><a class="username">{s.author}</a></h3><div class="messageContent"><article><blockquote class="messageText">'
            + quote(
                '<div class="bbCodeBlock bbCodeQuote" data-author="Q"><aside><div class="attribution type">Q said: <a href="goto/post?id={0}#post-{0}" class="AttributionLink">↑</a></div><blockquote class="quoteContainer"><div class="quote">old</div><div class="quoteExpand">Click to expand...</div></blockquote></aside></div>',
                s,
            )
            + f'<p>{s.text}</p><div class="messageTextEndMarker">&nbsp;</div></blockquote></article></div><div class="messageMeta"><a class="datePermalink"><abbr class="DateTime" data-time="{int(s.time.timestamp())}">Mar 1</abbr></a></div></li>'
            for s in said
        )
        + "</ol>"
    )


def vbulletin4(said, more):
    return (
        '<span class="threadtitle"><a>Ferry</a></span><ol id="posts">'
        + "".join(
            f'<li class="postbitlegacy postbit postcontainer" id="post_{s.number}"{more}><div class="posthead"><span class="postdate old"><span class="date">{s.time:%m-%d-%Y}, <span class="time">{s.time:%I:%M %p}</span></span></span></div>'
            f'<div class="userinfo"><div class="username_container"><a class="username"><strong>{s.author}</strong></a></div></div><div class="content"><blockquote class="postcontent restore">'
            + quote(
                '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container"></div><div class="bbcode_postedby">Originally Posted by <strong>Q</strong> <a href="showthread.php?p={0}#post{0}">v</a></div><div class="message">old</div></div></div></div>',
                s,
            )
            + f"<p>{s.text}</p></blockquote></div></li>"
            for s in said
        )
        + "</ol>"
    )


def vbulletin3(said, more):
    return (
        '<table><tr><td class="navbar"><strong>Ferry</strong></td></tr></table><div id="posts">'
        + "".join(
            f'<table id="post{s.number}" class="tborder"{more}><tr><td class="thead"><a name="post{s.number}"></a> {s.time:%d-%m-%Y}, {s.time:%H:%M}</td></tr><tr><td class="alt2"><a class="bigusername">{s.author}</a></td></tr>'
            f'<tr><td class="alt1" id="td_post_{s.number}"><div id="post_message_{s.number}">'
            + quote(
                '<div><div class="smallfont">Quote:</div><table><tr><td class="alt2"><div>Originally Posted by <strong>Q</strong> <a href="showthread.php?p={0}#post{0}">v</a></div><div>old</div></td></tr></table></div>',
                s,
            )
            + f"<p>{s.text}</p></div></td></tr></table>"
            for s in said
        )
        + "</div>"
    )


def mybb(said, more):
    return "<h1>Ferry</h1>" + "".join(
        f'<div class="post" id="post_{s.number}"{more}><div class="post_author"><div class="author_information"><strong><span class="largetext"><a>{s.author}</a></span></strong></div></div>'
        f'<div class="post_head"><span class="post_date">{s.time:%m-%d-%Y}, {s.time:%I:%M %p}</span></div><div class="post_body scaleimages" id="pid_{s.number}">'
        + quote(
            '<blockquote class="mycode_quote"><cite><span> (1)</span>Q Wrote: <a href="t.html?pid={0}#pid{0}" class="quick_jump"></a></cite>old</blockquote>',
            s,
        )
        + f"<p>{s.text}</p></div></div>"
        for s in said
    )


def smf(said, more):
    return '<script>var smf_theme_url = "x";</script><h1>Ferry</h1>' + "".join(
        f'<div class="post_wrapper"{more}><div class="poster"><h4><a>{s.author}</a></h4></div><div class="keyinfo"><div class="smalltext">« <strong>Reply #{s.number} on:</strong> {s.time:%B %d, %Y, %I:%M:%S %p} »</div></div>'
        f'<div class="post"><div class="inner" id="msg_{s.number}">'
        + quote(
            '<div class="quoteheader"><a href="i.php?topic=1.msg{0}#msg{0}">Quote from: Q</a></div><blockquote>old</blockquote>',
            s,
        )
        + f"<p>{s.text}</p></div></div></div>"
        for s in said
    )


def vbulletin5(said, more):
    return (
        '<h1 class="main-title">Ferry</h1><ul>'
        + "".join(
            f'<li class="b-post js-post" data-node-id="{s.number}"{more}><div class="b-userinfo"><div class="author"><strong><a>{s.author}</a></strong></div></div><div class="b-post__timestamp"><time itemprop="dateCreated" datetime="{s.time:%Y-%m-%dT%H:%M:%S}">x</time></div>'
            '<div class="b-post__content"><div class="js-post__content-text" itemprop="text">'
            + quote(
                '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_postedby">Originally posted by <strong>Q</strong> <a href="/forum/x?p={0}#post{0}">v</a></div><div class="message">old</div></div></div></div>',
                s,
            )
            + f"{s.text}</div></div></li>"
            for s in said
        )
        + "</ul>"
    )


def smf21(said, more):
    return (
        '<script>var smf_theme_url = "x";</script><h2 class="display_title"><span id="top_subject">Ferry</span></h2>'
        + "".join(
            f'<div class="windowbg" id="msg{s.number}"><div class="post_wrapper"{more}><div class="poster"><h4><a>{s.author}</a></h4></div><div class="postarea"><div class="keyinfo"><div class="postinfo"><a href="#" title="Reply #{s.number}" class="smalltext">{s.time:%B %d, %Y, %I:%M:%S %p}</a></div></div>'
            f'<div class="post"><div class="inner" data-msgid="{s.number}" id="msg_{s.number}">'
            + quote(
                '<blockquote class="bbc_standard_quote"><cite><a href="i.php?msg={0}">Quote from: Q</a></cite>old</blockquote>',
                s,
            )
            + f"{s.text}</div></div></div></div></div>"
            for s in said
        )
    )


def discourse(said, more):
    return '<div id="topic-title"><h1><a>Ferry</a></h1></div>' + "".join(
        f'<div class="topic-post clearfix"><article id="post_{s.number}" data-post-id="9{s.number}"{more}><div class="names"><span class="first username"><a data-user-card="x">{s.author}</a></span></div>'
        f'<div class="post-date"><span class="relative-date" data-time="{int(s.time.timestamp() * 1000)}">1d</span></div><div class="cooked">'
        + quote(
            '<aside class="quote" data-post="{0}" data-topic="7"><div class="title">Q:</div><blockquote>old</blockquote></aside>',
            s,
        )
        + f"<p>{s.text}</p></div></article></div>"
        for s in said
    )


FORUMS = {
    "phpbb": (phpbb, '<html id="x">', '<meta name="x">', ' id="phpbb"'),
    "xenforo": (xenforo, '<html id="XF" lang="en">', "", ""),
    "xenforo1": (xenforo1, '<html id="XenForo">', "", ""),
    "vbulletin4": (vbulletin4, "<html>", '<meta name="generator" content="vBulletin 4.2.2">', ""),
    "vbulletin3": (vbulletin3, "<html>", '<meta name="generator" content="vBulletin 3.8">', ""),
    "vbulletin5": (vbulletin5, "<html>", '<meta name="generator" content="vBulletin 5.6">', ""),
    "smf21": (smf21, "<html>", "", ""),
    "mybb": (mybb, "<html>", "", ""),
    "smf": (smf, "<html>", "", ""),
    "discourse-page": (discourse, "<html>", '<meta name="generator" content="Discourse 3.1">', ""),
}


def read(text):
    return read_thread("-", stdin=io.BytesIO(text.encode()))


@pytest.mark.parametrize("name", FORUMS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(said=talks())
def test_what_a_forum_shows_is_read_back(name, said):
    if len(said) < 2:
        return
    make, html, head, body = FORUMS[name]
    thread = read(page(f"<div{body}>{make(said, '')}</div>", html=html, head=head))
    assert thread.source == name.rstrip("12345") and thread.title == "Ferry"
    opener = said[0]
    assert thread.article.lead == opener.text and (thread.author, thread.created_at) == (
        opener.author,
        opener.time,
    )
    rest = [s if s.parent != 1 else type(s)(s.number, None, s.author, s.time, s.text) for s in said[1:]]
    found = [(a, own(t), w, own(p)) for a, t, w, p in read_back(thread)]
    assert sorted(map(str, found)) == sorted(map(str, expected(rest)))
    for comment in thread.comments:
        assert "My sig" not in comment.text and "expand" not in comment.text
    answered = {s.number for s in said[1:] if s.parent}
    assert {int(c.id) for c in thread.comments if "old" in c.text} == answered
    attribute = ' data-unknown="x"'
    other = read(page(f"<div{body}>{make(said, attribute)}</div>", html=html, head=head))
    assert other.comments == thread.comments


def own(text):
    return text and " ".join(" ".join(line for line in text.split("\n") if not line.startswith(">")).split())


WORDPRESS = """<h1 class="entry-title">Ferry</h1><ol class="comment-list">
<li id="comment-1" class="comment even"><article id="div-comment-1" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn"><a>Ada</a></b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="#"><time datetime="2024-03-01T09:00:00+01:00">March 1</time></a></div></footer><div class="comment-content"><p>First.</p></div><div class="reply"><a>Reply</a></div></article>
<ol class="children"><li id="comment-2" class="comment byuser"><article id="div-comment-2" class="comment-body"><footer class="comment-meta"><div class="comment-author"><b class="fn">Bo</b></div></footer><div class="comment-content"><p>Second.</p></div></article></li></ol></li>
<li id="comment-3" class="pingback"><div class="comment-body">Pingback: <a>Elsewhere</a></div></li>
<li class="comment" id="li-comment-4"><div id="comment-4" class="comment-body"><div class="comment-author vcard"><cite class="fn">Cy</cite> <span class="says">says:</span></div><div class="comment-meta"><a href="#">March 1, 2024 at 9:05 pm</a></div><p>Old theme.</p></div></li></ol>"""


def test_comments_below_a_post_of_wordpress():
    thread = read(page(WORDPRESS))
    assert (thread.source, thread.title, thread.repairs) == (
        "wordpress-page",
        "Ferry",
        ("1 service message left out",),
    )
    assert [
        (c.id, c.parent_id, c.author, c.text, c.created_at and c.created_at.isoformat())
        for c in sorted(thread.comments, key=lambda c: c.id)
    ] == [
        ("1", None, "Ada", "First.", "2024-03-01T08:00:00+00:00"),
        ("2", "1", "Bo", "Second.", None),
        ("4", None, "Cy", "Old theme.", "2024-03-01T21:05:00+00:00"),
    ]
    assert thread.comments[0].url == f"{PAGE}#comment-1"


def test_a_second_page_has_no_opening(tmp_path):
    posts = xenforo([], "")
    body = posts + xenforo_posts("Ada", "Bo")
    later = page(body, html='<html id="XF">').replace(PAGE, f"{PAGE}/page-2")
    assert (read(later).article, len(read(later).comments)) == (None, 2)


def xenforo_posts(*names):
    return "".join(
        f'<article class="message message--post" id="js-post-{n}"><h4 class="message-name">{name}</h4><div class="message-body"><div class="bbWrapper">Text {n}</div></div></article>'
        for n, name in enumerate(names, 1)
    )


def test_a_bare_page_of_xenforo_and_a_block_theme_of_wordpress():
    posts = "".join(
        f'<article class="message message--post js-post" data-author="{name}" data-content="post-{n}"><div class="message-userContent"><div class="bbWrapper">Text {n}</div></div></article>'
        for n, name in enumerate(("Ada", "Bo"), 7)
    )
    thread = read(page(posts))
    assert [(c.id, c.author, c.text) for c in thread.comments] == [
        ("7", "Ada", "Text 7"),
        ("8", "Bo", "Text 8"),
    ][-len(thread.comments) :]
    block = (
        '<ol class="wp-block-comment-template"><li id="comment-5" class="comment even"><div class="wp-block-group"><div class="wp-block-comment-author-name"><a>Ada</a></div>'
        '<div class="wp-block-comment-date"><time datetime="2024-03-01T09:00:00+00:00">x</time></div><div class="wp-block-comment-content"><p>Text.</p></div>'
        '<div class="wp-block-comment-reply-link"><a>Reply</a></div></div></li></ol>'
    )
    (comment,) = read(page(block)).comments
    assert (comment.id, comment.author, comment.text, comment.created_at.hour) == ("5", "Ada", "Text.", 9)


TELEGRAM = """<div class="page_header"><div class="content"><div class="text bold">Harbour</div></div></div><div class="history">
<div class="message service" id="message-1"><div class="body details">1 March 2024</div></div>
<div class="message default clearfix" id="message1"><div class="body"><div class="pull_right date details" title="01.03.2024 09:00:00 UTC+01:00">09:00</div><div class="from_name">Ada</div><div class="text">One<br>two.</div></div></div>
<div class="message default clearfix" id="message2"><div class="body"><div class="pull_right date details" title="01.03.2024 09:01:00 UTC+01:00">09:01</div><div class="from_name">Bo</div><div class="media_wrap">photo</div></div></div>
<div class="message default clearfix joined" id="message3"><div class="body"><div class="pull_right date details" title="01.03.2024 09:02:00 UTC+01:00">09:02</div><div class="reply_to details">In reply to <a href="#go_to_message1">this message</a></div><div class="text">No.</div></div></div>
<div class="message service" id="message4"><div class="body details">Bo joined</div></div></div>"""


def test_a_telegram_chat_as_html():
    thread = read(page(TELEGRAM))
    assert (thread.source, thread.title) == ("telegram-page", "Harbour")
    assert [(c.id, c.parent_id, c.author, c.text, c.created_at.isoformat()) for c in thread.comments] == [
        ("1", None, "Ada", "One two.", "2024-03-01T08:00:00+00:00"),
        ("3", "1", "Bo", "No.", "2024-03-01T08:02:00+00:00"),
    ]
    assert thread.repairs == ("1 message without text left out", "1 service message left out")


def microdata(said):
    def one(s):
        below = "".join(one(inner) for inner in said if inner.parent == s.number)
        return (
            f'<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="c{s.number}"><span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/u"><b itemprop="name">{s.author}</b></a></span>'
            f'<time itemprop="dateCreated" datetime="{s.time.isoformat()}">x</time><div itemprop="text"><p>{s.text}</p></div><meta itemprop="upvoteCount" content="{s.number}">{below}</div>'
        )

    top = "".join(one(s) for s in said if s.parent is None)
    return page(
        f'<article itemscope itemtype="https://schema.org/DiscussionForumPosting"><h1 itemprop="headline">Boats</h1><div itemprop="text">Which?</div>{top}</article>'
    )


def linked(said, nested):
    def one(s):
        record = {
            "@type": "Comment",
            "@id": f"#c{s.number}",
            "text": s.text,
            "author": {"@type": "Person", "name": s.author},
            "dateCreated": s.time.isoformat(),
            "upvoteCount": s.number,
        }
        if nested:
            record["comment"] = [one(inner) for inner in said if inner.parent == s.number]
        elif s.parent:
            record["parentItem"] = {"@type": "Comment", "@id": f"#c{s.parent}"}
        return record

    comments = [one(s) for s in said if s.parent is None or not nested]
    about = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": "Boats",
        "text": "Which?",
        "url": PAGE,
        "author": {"name": "Op"},
        "comment": comments,
    }
    return page(
        f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "WebSite"}, about]})}</script>'
    )


@pytest.mark.parametrize(
    "write", [microdata, lambda said: linked(said, True), lambda said: linked(said, False)]
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(said=talks())
def test_comments_described_with_schema_org(write, said):
    thread = read(write(said))
    assert (thread.source, thread.title, thread.article.lead) == ("schema-org", "Boats", "Which?")
    assert read_back(thread) == expected(said)
    assert {c.score for c in thread.comments} == {s.number for s in said}


def test_answers_to_a_question_and_damaged_scripts():
    question = {"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "Boats?", "text": "Which <b>boat</b>?", "acceptedAnswer": {
        "@type": "Answer", "text": "The <i>red</i> one.", "author": {"name": "Ada"}, "upvoteCount": "7", "comment": [{"@type": "Comment", "text": "No.", "author": "Bo"}]}}}  # fmt: skip
    thread = read(
        page(
            f'<script type="application/ld+json">{{"@type": "Comment",</script><script type="application/ld+json">{json.dumps(question)}</script>'
        )
    )
    assert (thread.title, thread.article.lead) == ("Boats?", "Which boat?")
    assert sorted((c.author, c.text, c.score) for c in thread.comments) == [
        ("Ada", "The red one.", 7),
        ("Bo", "No.", None),
    ]
    with pytest.raises(SourceError, match="describes no comments"):
        read(page('<script type="application/ld+json">{"@type": "Comment"}</script>'))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(FORUMS)), said=talks(), cut=st.floats(0.05, 0.95), junk=st.text(max_size=6)
)
def test_damage_gives_only_our_own_errors(name, said, cut, junk):
    make, html, head, body = FORUMS[name]
    text = page(f"<div{body}>{make(said, '')}</div>", html=html, head=head)
    at = int(len(text) * cut)
    for damaged in (text[:at], text[:at] + escape(junk) + text[at:], text[:at] + "<div>" * 300 + text[at:]):
        try:
            read(damaged)
        except SourceError as error:
            assert "\n" not in str(error)
