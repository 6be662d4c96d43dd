"""Every real thread of the development data is read whole, and its texts hold no markup."""

import re

import pytest

from threadgist.sources import read_thread

pytestmark = pytest.mark.shared

COUNTS = {
    # file: source, comments, gone, missing
    "hackernews/20800832.algolia.json": ("hackernews", 278, 1, 0),
    "hackernews/48849066.flat.json": ("hackernews", 1079, 0, 0),
    "reddit/fo7p5b.json": ("reddit", 492, 10, 3748),
    "reddit/yjk55.json": ("reddit", 149, 6, 3),
    "reddit/2ujhkr.json": ("reddit", 101, 2, 3),
    "reddit/3cxssv.json": ("reddit", 118, 1, 0),
    "reddit/3hahrw.json": ("reddit", 476, 6, 61),
    "reddit/1j12a8.json": ("reddit", 193, 5, 314),
    "reddit/m77nc.json": ("reddit", 90, 1, 1),
    "reddit/34c0pm.json": ("reddit", 13, 0, 0),
    "discourse/discourse_topic_1148.json": ("discourse", 19, 0, 2),
    "polis/15-per-hour-seattle/comments.csv": ("table", 54, 23, 0),
    "polis/american-assembly.bowling-green/comments.csv": ("table", 896, 289, 0),
    "polis/brexit-consensus/comments.csv": ("table", 50, 0, 0),
    "polis/scoop-hivemind.taxes/comments.csv": ("table", 148, 57, 0),
    "polis/scoop-hivemind.ubi/comments.csv": ("table", 71, 1, 0),
    "polis/vtaiwan.uberx/comments.csv": ("table", 197, 78, 0),
    "sensemaking/wcbgb-comments.json": ("json", 607, 0, 0),
}
EMPTY = {"reddit/3hahrw.json": 1}  # a lone quotation mark
NOTES = {"sensemaking/wcbgb-comments.json": ("no author column: comments are counted, and no people",)}
MARKUP = re.compile(
    r"</?(?:p|a|i|b|em|strong|div|span|pre|code|blockquote|ul|li)\b[^>]*>|&(?:gt|lt|quot|#x?[0-9a-f]+);|\*\*\w"
)


@pytest.mark.parametrize("name", COUNTS)
def test_a_real_thread_is_read_whole(shared, name):
    thread = read_thread(shared / name)
    gone = sum(comment.gone is not None for comment in thread.comments)
    assert (thread.source, len(thread.comments), gone, thread.missing) == COUNTS[name]
    assert thread.repairs == NOTES.get(name, ())
    assert sum(not comment.text for comment in thread.comments if comment.gone is None) == EMPTY.get(name, 0)
    assert [c.text for c in thread.comments if MARKUP.search(c.text)] == []
    if thread.source in ("hackernews", "reddit", "discourse"):
        assert all(comment.url and comment.url.startswith("https://") for comment in thread.comments)
    if thread.source in ("reddit", "table"):
        assert all(comment.created_at for comment in thread.comments)
