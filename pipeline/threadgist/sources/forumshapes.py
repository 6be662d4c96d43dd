"""The table of forum software: by which tags and classes its pages tell posts, authors, times and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PAGE_SHAPES", "PageShape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """Where a program's pages show what; all but `mark` are CSS selectors, best first.

    Attributes:
        mark: an expression that is found in the source of its pages.
        post: the element of one post, whose attribute `key` holds its id.
        key: that attribute, and the part of it that is the id.
        name: an attribute of the post with the author's name, where no element has it.
        time: elements with the time, in an attribute or as text.
        after: what the text of a time starts with that is none.
        quotes: elements in a text that are quotations and no `blockquote`.
        drop: elements in a text that are not the author's words.
        answers: links in a text or beside it to the post that is answered, and what their address holds of its id.
        nested: whether answers stand inside the element of what they answer.
        opens: whether the first post is what the others talk about.
        same_author: whether a post without a name is by who wrote the one before.
        skip: posts that nobody wrote.
        gone: what is in posts that wait for a moderator, or were taken away.
        fragment: what a post's address has behind the page's.
        files: the pages of an export, as a regular expression of paths.
    """

    description: str
    mark: re.Pattern[str]
    post: str
    key: tuple[str, re.Pattern[str]]
    author: tuple[str, ...]
    time: tuple[str, ...]
    body: tuple[str, ...]
    title: tuple[str, ...]
    name: str = ""
    after: re.Pattern[str] = re.compile(r"")
    score: str = ""
    quotes: str = ""
    drop: str = ""
    answers: tuple[str, re.Pattern[str]] = ("", re.compile(r"(?!)"))
    nested: bool = False
    opens: bool = True
    same_author: bool = False
    skip: str = ""
    gone: str = ""
    fragment: str = ""
    files: str = ""


_NUMBER = re.compile(r"([0-9]{1,15})$")

PAGE_SHAPES: dict[str, PageShape] = {
    "phpbb": PageShape(
        description="phpBB",
        mark=re.compile(r"id=[\"']phpbb[\"']|class=[\"'][^\"']{0,80}\bpostprofile\b"),
        post="div.post[id^=p]",
        key=("id", re.compile(r"^p([0-9]{1,15})$")),
        author=(".postprofile .username-coloured, .postprofile .username", ".author strong", ".postprofile dt"),
        time=(".author time[datetime]", ".author"),
        after=re.compile(r"^.*?»\s*", re.DOTALL),
        body=(".content",),
        drop=".signature, .notice, .attachbox, dl.codebox dt",
        answers=("blockquote cite a[href]", re.compile(r"#p([0-9]{1,15})")),
        title=("h2.topic-title", ".topic-title", "h2 a[href*=viewtopic]", "h2"),
        fragment="#p{id}",
    ),
    "xenforo": PageShape(
        description="XenForo",
        mark=re.compile(r"<html[^>]{0,500}\bid=[\"']XF|class=[\"'][^\"']{0,120}\b(?:message--post|messageText)\b"),
        post="article.message--post, article.message[data-content^=post-], li.message[id^=post-]",
        key=("data-content id", _NUMBER),
        name="data-author",
        author=(".message-name .username, .message-name", "h3.userText .username", ".messageMeta .author"),
        time=(".message-attribution time[datetime], .message-attribution time[data-time]", ".DateTime[data-time]",
              ".messageMeta .DateTime[title]", ".messageMeta .DateTime", "time.u-dt[datetime]"),
        body=(".message-body .bbWrapper", ".message-body", ".messageContent .messageText", ".bbWrapper"),
        drop=".bbCodeBlock-expandLink, .quoteExpand, .bbCodeQuote .attribution, .message-signature,"
             " .message-lastEdit, .messageTextEndMarker",
        answers=("blockquote[data-source], .bbCodeBlock-title a[href], .attribution a[href]",
                 re.compile(r"post(?:: ?|\?id=|-)([0-9]{1,15})")),
        title=("h1.p-title-value", ".titleBar h1", "h1"),
        fragment="#post-{id}",
    ),
    "vbulletin": PageShape(
        description="vBulletin",
        mark=re.compile(r"content=[\"']vBulletin|\bvbulletin[_-](?:css|global|important)|id=[\"']td_post_[0-9]|\bb-post__content\b"),
        post="li.postcontainer[id^=post_], li.b-post[data-node-id], table[id^=post]",
        key=("id data-node-id", _NUMBER),
        author=(".username_container .username, .userinfo .username", ".author a, .author", "a.bigusername"),
        time=("time[datetime]", ".postdate .date", ".b-post__timestamp", "td.thead"),
        body=(".postcontent", ".js-post__content-text", "[id^=post_message_]"),
        quotes=".bbcode_quote, td.alt2",
        drop=".signature, .signaturecontainer, .after_content, .bbcode_quote_container, div.smallfont",
        answers=(".bbcode_postedby a[href], td.alt2 a[href]", re.compile(r"#post([0-9]{1,15})")),
        title=(".threadtitle", "h1.main-title", ".b-module__title", "td.navbar strong", "h1"),
        fragment="#post{id}",
    ),
    "mybb": PageShape(
        description="MyBB",
        mark=re.compile(r"class=[\"'][^\"']{0,60}\bpost_body\b"),
        post="div.post[id^=post_], table[id^=post_]",
        key=("id", _NUMBER),
        author=(".author_information .largetext, .author_information strong", ".post_author strong"),
        time=(".post_date",),
        body=(".post_body",),
        drop=".signature, .post_edit, blockquote cite > span",
        answers=("blockquote cite a[href]", re.compile(r"pid=?([0-9]{1,15})")),
        title=("td.thead strong", "h1", "title"),
        fragment="#pid{id}",
    ),
    "smf": PageShape(
        description="Simple Machines (SMF)",
        mark=re.compile(r"smf_(?:theme_url|default_theme_url|scripturl)|content=[\"']SMF"),
        post="div.post_wrapper",
        key=(".inner[id] id", _NUMBER),
        author=(".poster h4",),
        time=(".postinfo a.smalltext", ".keyinfo .smalltext"),
        after=re.compile(r"^.*?\bon:\s*|[«»]", re.DOTALL),
        body=(".inner",),
        drop=".signature, .modified, .quoteheader",
        answers=(".quoteheader a[href], blockquote cite a[href]", re.compile(r"msg=?([0-9]{1,15})")),
        title=("h2.display_title", "#top_subject", "h3.catbg, h1"),
        fragment="#msg{id}",
    ),
    "discourse-page": PageShape(
        description="Discourse, as a browser shows it or for search engines",
        mark=re.compile(r"content=[\"']Discourse\b|\b(?:crawler-post|topic-post)\b"),
        post="div.crawler-post[id^=post_], article[id^=post_]",
        key=("id", re.compile(r"^post_([0-9]{1,9})$")),
        author=(".creator [itemprop=name], .creator", ".names .username", ".names a[data-user-card]"),
        time=("time[datetime]", ".relative-date[data-time]", "[data-time]"),
        body=("[itemprop=text], .post", ".cooked"),
        drop=".quote-controls, .cooked-selection-barrier, .post-menu-area, .lightbox .meta",
        answers=("aside.quote[data-post], .reply-to-tab[data-post], a.reply-to-tab[href]",
                 re.compile(r"(?:^|/)([0-9]{1,9})$")),
        score=".like-count, [itemprop=userInteractionCount]",
        title=("#topic-title h1, #topic-title a", "h1 a, h1", ".fancy-title"),
        fragment="/{id}",
    ),
    "wordpress-page": PageShape(
        description="WordPress comments below a post",
        mark=re.compile(r"class=[\"'][^\"']{0,60}\bcommentlist\b|class=[\"'][^\"']{0,60}\b(?:comment-(?:list|body|content)|wp-block-comment-content)\b"),
        post="li.comment, li.pingback, li.trackback, div.comment[id^=comment-]",
        key=("id", re.compile(r"^(?:li-|div-)?comment-([0-9]{1,15})$")),
        author=(".comment-author .fn, .comment-author cite", "cite.fn, .fn", ".wp-block-comment-author-name",
                ".comment-author"),
        time=(".comment-metadata time[datetime], .comment-meta time[datetime]", "time[datetime]",
              ".comment-metadata, .comment-meta"),
        body=(".comment-content", ".wp-block-comment-content", ".comment-text", ".comment-body"),
        drop=".comment-author, .comment-meta, .comment-metadata, .reply, .comment-reply-link, .comment-edit-link",
        nested=True,
        opens=False,
        skip=".pingback, .trackback",
        gone=".comment-awaiting-moderation",
        title=("h1.entry-title, .entry-title", "h1.wp-block-post-title, h1", "title"),
        fragment="#comment-{id}",
    ),
    "telegram-page": PageShape(
        description="Telegram: a chat exported as HTML (messages.html)",
        mark=re.compile(r"class=[\"']message (?:default|service) ?[^\"']{0,40}[\"'] id=[\"']message"),
        post="div.message",
        key=("id", re.compile(r"^message([0-9]{1,15})$")),
        author=("div.body > .from_name",),
        time=("div.body > .date[title]",),
        body=("div.body > .text", "div.forwarded .text"),
        drop="",
        answers=(".reply_to a[href]", re.compile(r"#go_to_message([0-9]{1,15})")),
        opens=False,
        same_author=True,
        skip=".service",
        title=(".page_header .text", "title"),
        files=r"(?:.*/)?messages\d*\.html",
    ),
    "meta-page": PageShape(
        description="Facebook and Instagram: messages downloaded as HTML (message_1.html)",
        mark=re.compile(r"class=[\"'][^\"']{0,80}\b_a6-g\b"),
        post="div._a6-g",
        key=("id", _NUMBER),
        author=("._a6-h",),
        time=("._a6-o",),
        body=("._a6-p",),
        drop="ul._a6-q",
        opens=False,
        title=("._a70e", "title"),
    ),
}  # fmt: skip
