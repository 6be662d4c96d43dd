"""Archives of what one account wrote: tweets of X, comments and posts of Facebook and Instagram."""

from __future__ import annotations

import re
from typing import Any

from threadgist.sources.chatshape import OWNER, ChatShape, Dropped, Message, Names
from threadgist.sources.chattext import mended
from threadgist.sources.fieldpaths import at, first, first_id, records_at
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.payload import Payload
from threadgist.sources.values import string

__all__ = ["OWN_WORDS", "archive_part"]

_PART = re.compile(r"\s*window\.YTD\.([a-zA-Z_]{1,60})\.part[0-9]{1,6}\s*=\s*(?=[\[{])")


def archive_part(payload: Payload) -> tuple[str, Any] | None:
    """Return the name and the content of a part of an X archive, which is JSON behind an assignment.

    None for other files; the content is None where it is damaged.
    """
    found = _PART.match(payload.text.lstrip("\ufeff")[:300])
    if found is None:
        return None
    try:
        return found[1], parse_json(payload.text.lstrip("\ufeff")[found.end() :].rstrip().rstrip(";"))
    except JSONDecodeError:
        return found[1], None


def _tweets(payload: Payload) -> Any:
    part = archive_part(payload)
    return part[1] if part is not None else payload.document


def _tweet(message: Message) -> Message:
    """Note who wrote a tweet that is answered by its own author, and the addresses behind its short links."""
    text = first(message, ("full_text", "text", "core/text"))
    for link in records_at(message, "entities/urls"):
        short, full = string(link.get("url")), string(link.get("expanded_url"))
        if isinstance(text, str) and short and full:
            text = text.replace(short, full)
    return {**message, "_text": text}


def _tweet_link(document: Any, message: Message) -> str | None:
    own = first_id(message, ("id_str", "id", "noteTweetId"))
    return f"https://x.com/i/status/{own}" if own and own.isdecimal() else None


def _is_retweet(message: Message) -> Dropped | None:
    text = message.get("_text")
    return "retweet" if isinstance(text, str) and text.startswith("RT @") else None


def _map_text(message: Message, names: Names) -> str:
    """Return the comment of Instagram's maps of labels, which are in the language of the account."""
    told = first(message, ("string_map_data/Comment/value", "string_list_data/0/value"))
    if isinstance(told, str):
        return told
    values = at(message, "string_map_data")
    found = (
        [text for one in values.values() if (text := string(at(one, "value")))]
        if isinstance(values, dict)
        else []
    )
    return max(found, key=len, default="")


def _map_time(message: Message) -> Message:
    values = at(message, "string_map_data")
    stamps = [at(one, "timestamp") for one in values.values()] if isinstance(values, dict) else []
    return {**message, "_time": next((one for one in stamps if isinstance(one, int) and one), None)}


def _meta_text(message: Message, names: Names) -> str:
    """Return what a post or comment says: one of its entries does."""
    for entry in records_at(message, "data"):
        text = first(entry, ("comment/comment", "post"))
        if isinstance(text, str):
            return text
    return ""


def _meta_author(message: Message) -> Message:
    found = (first(entry, ("comment/author",)) for entry in records_at(message, "data"))
    return {**message, "_author": next((one for one in found if isinstance(one, str)), None)}


OWN_WORDS: dict[str, tuple[ChatShape, ...]] = {
    # The README.txt of an archive describes its files.
    "x-archive": (
        ChatShape(
            read=_tweets,
            lists=("",),
            inside="tweet",
            needs=(
                ("id_str", "id"),
                ("full_text", "text"),
                ("created_at",),
                ("favorite_count", "entities", "source"),
            ),
            id=("id_str", "id"),
            parent=("in_reply_to_status_id_str", "in_reply_to_status_id"),
            own_parents=True,
            author=("user/screen_name",),
            owner=OWNER,
            time=("created_at",),
            text=("_text",),
            markup="unknown",
            score=("favorite_count",),
            each=_tweet,
            link=_tweet_link,
            drop=_is_retweet,
        ),
        ChatShape(
            read=_tweets,
            lists=("",),
            inside="noteTweet",
            needs=(("noteTweetId",), ("core/text",), ("createdAt",)),
            id=("noteTweetId",),
            author=(),
            owner=OWNER,
            time=("createdAt",),
            text=("_text",),
            markup="unknown",
            each=_tweet,
            link=_tweet_link,
        ),
    ),
    "meta-comments": (
        ChatShape(
            lists=("comments_v2", "comments", "group_comments_v2", "group_posts_v2", "posts_v2", ""),
            needs=(
                ("timestamp",),
                ("data/0/comment/comment", "data/0/post", "data/1/post", "data/1/comment/comment"),
            ),
            id=(),
            author=("_author",),
            owner=OWNER,
            time=("timestamp",),
            text=(),
            body=_meta_text,
            each=_meta_author,
            mend=mended,
        ),
        ChatShape(
            lists=("comments_media_comments", "comments_reels_comments", "comments_story_comments", ""),
            needs=(
                ("string_map_data", "string_list_data/0/value"),
                ("media_list_data", "string_map_data/Comment"),
            ),
            id=(),
            author=(),
            owner=OWNER,
            time=("_time", "string_list_data/0/timestamp"),
            text=(),
            body=_map_text,
            each=_map_time,
            mend=mended,
        ),
    ),
}
