"""What was read of a thread, in a few lines: to be looked at before anybody waits for a digest."""

from collections.abc import Sequence

from threadgist.errors import SourceError
from threadgist.people import distinct_authors, reply_depths
from threadgist.records import Comment, Thread
from threadgist.sources.base import source_named
from threadgist.sources.decode import clean_line
from threadgist.words import counted

_SHOWN = 3
_MAX_TEXT = 100


def summary(thread: Thread, place: str) -> tuple[str, ...]:
    """Return the lines that `threadgist inspect` prints: format, counts, dates, what was left out, the start."""
    comments, article = thread.comments, thread.article
    nobody = sum(comment.author is None for comment in comments)
    named = distinct_authors(comment for comment in comments if comment.author is not None)
    replies = sum(comment.parent_id is not None for comment in comments)
    deep = 1 + max(reply_depths(comments).values(), default=0)
    scored = sum(comment.score is not None for comment in comments)
    try:
        description = source_named(thread.source).description
    except SourceError:
        description = "fetched from its site"
    lead = f"{len(article.lead.split()):,} words of the opening post or article" if article else ""
    unsigned = f", and {counted(nobody, 'comment')} without an author" if nobody else ""
    rows = [
        ("format", f"{thread.source} ({description})"),
        ("title", thread.title),
        ("link", thread.url or ""),
        ("article", lead if article and article.lead else ""),
        ("comments", _counts(thread)),
        ("authors", f"{named:,}{unsigned}"),
        ("replies", f"{replies:,} of {len(comments):,}, {deep} levels deep" if replies else "none"),
        ("dates", _dates(comments)),
        ("scores", f"of {counted(scored, 'comment')}" if scored else "none"),
        *(("note", repair) for repair in thread.repairs),
    ]
    told = [f"  {name:<10}{clean_line(value, 300)}" for name, value in rows if value]
    first = [comment for comment in comments if comment.text][:_SHOWN]
    starts = (f"  {'first' if not n else '':<10}{_line(comment)}" for n, comment in enumerate(first))
    return (place, *told, *starts)


def _counts(thread: Thread) -> str:
    comments, stated = thread.comments, thread.stated_count or 0
    more = (
        (sum(comment.gone is not None for comment in comments), "{:,} deleted or removed"),
        (sum(not comment.text and comment.gone is None for comment in comments), "{:,} without text"),
        (thread.missing, "{:,} named but not in the file"),
        (stated if stated > len(comments) else 0, "the site states {:,}"),
    )
    return "; ".join((f"{len(comments):,}", *(told.format(number) for number, told in more if number)))


def _dates(comments: Sequence[Comment]) -> str:
    times = [comment.created_at for comment in comments if comment.created_at is not None]
    if not times:
        return "none"
    without = len(comments) - len(times)
    span = f"{min(times):%Y-%m-%d %H:%M} to {max(times):%Y-%m-%d %H:%M} UTC"
    return span + (f"; {counted(without, 'comment')} without one" if without else "")


def _line(comment: Comment) -> str:
    when = f", {comment.created_at:%Y-%m-%d %H:%M}" if comment.created_at else ""
    text = clean_line(comment.text, _MAX_TEXT + 1)
    shown = text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT].rsplit(" ", 1)[0] + " …"
    return f"{comment.author or '(no author)'}{when}: {shown}"
