"""JSON of no particular forum: every list of things with text, however deep, as one thread or several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.archive import Gathered, left_out, one_of
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.columns import Chosen, choose, listed, thread_column
from threadgist.sources.names import TITLE_NAMES, bare_name, normal_name
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup, first_words, to_plain
from threadgist.sources.rows import NO_AUTHORS, read_rows, settle_parents
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url, site_of
from threadgist.sources.values import mended
from threadgist.sources.walk import Group, Record, walk

__all__ = ["ObjectsSource"]

_TALK = frozenset(
    ("comments", "replies", "children", "posts", "messages", "responses", "answers", "statements", "items",
    "hits", "notes",
     "results", "reviews", "discussions", "discussion", "comment", "reply", "answer", "entries", "rows", "response",
     "arguments", "opinions", "tweets", "thread", "data", "descendants", "edges", "nodes", "contributions", "docs",
     "reviewcomments", "reviewthreads", "bugs", "latestposts", "records", "feedback")
)  # fmt: skip
# Below these a thing is answered; below the others of `_TALK` it is talked about.
_ANSWERS = frozenset(("replies", "children", "responses", "reply", "edges", "nodes", "thread", "discussion"))
_HEADS = ("submission", "post", "story", "question", "thread", "topic", "issue", "article", "video",
    "proposal", "fields",
          "discussion", "data", "item", "snippet", "mergerequest", "pullrequest", "bug", "attributes")  # fmt: skip
_LEADS = (
    "selftext",
    "body",
    "text",
    "content",
    "description",
    "question",
    "body.rendered",
    "content.rendered",
)
# Which markup the texts of a kind of record are in, by fields that only it has.
_MARKUPS: tuple[tuple[frozenset[str], Markup], ...] = (
    (frozenset(("noteabletype",)), "markdown"),
    (frozenset(("authorassociation",)), "markdown"),
    (frozenset(("linkid", "bodyhtml")), "markdown"),
    (frozenset(("subredditid",)), "markdown"),
)
# Lists of remarks of which the first is answered by the others.
_OPENED_BY_FIRST = frozenset(("individualnote", "isresolved", "isoutdated"))
_FEW_WORDS = 4.0
_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[0-9]+")


@dataclass(slots=True)
class _Talk:
    """A group whose records are comments, and which of their fields hold what."""

    group: int
    names: list[str]
    chosen: Chosen


class ObjectsSource:
    """Objects are comments where a field of theirs holds text; what they are in gives the tree and the thread."""

    name = "json"
    description = (
        "JSON and JSON Lines of any shape: every list of objects with text, replies nested or named by id"
    )
    link = "the url field, where there is one"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept JSON that holds objects, or nothing at all."""
        if payload.json_problem:
            return payload.json_problem
        document = payload.document
        if isinstance(document, list):
            fits = not document or any(isinstance(item, dict) for item in document)
        else:
            fits = any(isinstance(value, list | dict) for value in document.values())
        return None if fits else "it holds no list of objects"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the objects and, from the objects around them, titles, links and ids of threads."""
        records, groups = walk(payload.require_document())
        talks, silent = _talks(records, groups, columns, payload.name)
        if not talks:
            return _nothing(payload, records, groups)
        notes = tuple(
            f"{number} {'object' if number == 1 else 'objects'} with text in {key!r} left out"
            for key, number in silent
        )
        if columns.thread is not None or (len(talks) == 1 and len(records) > 1):
            told = _told_apart(records, groups, talks[0], columns, payload)
            if told is not None:
                return replace(told, repairs=(*told.repairs, *notes))
        heads = _heads(records, groups, talks)
        return _threads(records, groups, talks, heads, columns, payload, notes)


def _names(records: Sequence[Record], group: Group) -> list[str]:
    return sorted({name for index in group.records for name in records[index].fields})


def _talks(
    records: Sequence[Record], groups: Sequence[Group], columns: Columns, place: str
) -> tuple[list[_Talk], list[tuple[str, int]]]:
    """Return the groups whose records are comments; and those with text that are none, with their sizes."""
    wanted = columns.named()
    found: list[_Talk] = []
    for at, group in enumerate(groups):
        if at == 0:
            continue
        names = _names(records, group)
        mine = replace(columns, thread=None)
        if wanted:
            # Each list has fields of its own: a name that was given counts where it is there.
            have = {name.casefold() for name in names}
            kept = {role: tuple(n for n in given if n.casefold() in have) for role, given in wanted.items()}
            if not kept.get("text", ("",)):
                continue
            mine = Columns(**{role: given for role, given in kept.items() if given})  # type: ignore[arg-type]
            mine = Columns(**{r: (g if r == "text" else g[0]) for r, g in kept.items() if g})  # type: ignore[arg-type]
        chosen = choose(names, [records[i].fields for i in group.records], mine, place=place)
        if "text" in chosen.roles:
            found.append(_Talk(at, names, chosen))
    if wanted and not found:
        names = sorted({name for group in groups for name in _names(records, group)})
        choose(names, [], columns, place=place)
    usual = [talk for talk in found if _is_usual(groups, talk, found)]
    if not usual:
        usual = sorted(found, key=lambda talk: (-len(groups[talk.group].records), talk.group))[:1]
    kept_groups = {talk.group for talk in usual}
    silent = [
        (groups[talk.group].key, len(groups[talk.group].records))
        for talk in found
        if talk.group not in kept_groups and _average_words(records, groups, talk) >= _FEW_WORDS
    ]
    return usual, silent


def _is_usual(groups: Sequence[Group], talk: _Talk, found: Sequence[_Talk]) -> bool:
    group = groups[talk.group]
    if group.path == "" or group.key in _TALK or normal_name(group.path.rpartition(".")[2]) in _TALK:
        return True
    above = next((other for other in found if other.group == group.above), None)
    return above is not None and above.chosen.roles["text"] == talk.chosen.roles["text"]


def _average_words(records: Sequence[Record], groups: Sequence[Group], talk: _Talk) -> float:
    texts = [str(talk.chosen.cell(records[i].fields, "text") or "") for i in groups[talk.group].records[:200]]
    return sum(len(text.split()) for text in texts) / max(1, len(texts))


def _heads(records: Sequence[Record], groups: Sequence[Group], talks: list[_Talk]) -> set[int]:
    """Return the groups whose records open a conversation, and take those out of `talks`.

    The document itself is always one. Others have a title, and in them lists of what is talked about them.
    """
    heads = {0}
    for talk in talks:
        above = groups[talk.group].above
        while above:
            own = next((other for other in talks if other.group == above), None)
            lists = {groups[other.group].key for other in talks if groups[other.group].above == above}
            named = {name for found in own.chosen.authors for name in found} if own is not None else set()
            titled = any(
                bare_name(n) in TITLE_NAMES and n not in named for n in _names(records, groups[above])
            )
            if own is None:
                opens = titled or groups[above].path.endswith(".*")
            else:
                opens = titled and groups[above].above == 0 and bool(lists - _ANSWERS)
            if opens:
                heads.add(above)
            above = groups[above].above
    talks[:] = [talk for talk in talks if talk.group not in heads]
    return heads


def _threads(
    records: Sequence[Record],
    groups: Sequence[Group],
    talks: Sequence[_Talk],
    heads: set[int],
    columns: Columns,
    payload: Payload,
    notes: tuple[str, ...],
) -> RawThread:
    comment_of: dict[int, RawComment | None] = {}
    said: list[str] = list(notes)
    skipped: dict[str, int] = {}
    has_authors = False
    for talk in talks:
        indices = groups[talk.group].records
        rows = [records[index].fields for index in indices]
        read = read_rows(
            rows,
            columns,
            place=payload.name,
            names=talk.names,
            markup=_markup(talk.names),
            chosen=talk.chosen,
        )
        comment_of.update(zip(indices, read.comments, strict=True))
        said.extend(note for note in read.notes if note not in said)
        has_authors = has_authors or read.has_authors
        for reason, number in read.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
    if not has_authors and any(comment_of.values()):
        said.append(NO_AUTHORS)
    gathered: dict[int, Gathered] = {}
    kept: dict[int, list[tuple[int, RawComment]]] = {}
    for index in sorted(comment_of):
        comment = comment_of[index]
        above, head = _place(records, comment_of, heads, index)
        if comment is None:
            continue
        kept.setdefault(head, []).append(
            (index, comment if above is None else replace(comment, inside=above))
        )
    for head, found in kept.items():
        positions = {index: position for position, (index, _) in enumerate(found)}
        comments = [
            replace(comment, inside=positions[comment.inside]) if comment.inside is not None else comment
            for _, comment in found
        ]
        gathered[head] = _gathered(records, groups, head, comments)
    if not gathered:
        gathered[0] = _gathered(records, groups, 0, [])
    if len(gathered) > 1 and 0 in gathered and not gathered[0].comments:
        del gathered[0]
    said.extend(left_out(_counter(skipped)))
    title = _first(records[0].fields, TITLE_NAMES) or payload.readable_name
    return one_of(list(gathered.values()), payload.thread, payload.name, title=title, repairs=said)


def _counter(numbers: Mapping[str, int]) -> Any:
    from collections import Counter

    return Counter(numbers)


def _place(
    records: Sequence[Record], comment_of: Mapping[int, RawComment | None], heads: set[int], index: int
) -> tuple[int | None, int]:
    """Return the comment that a record is inside of, and the record that opens its conversation."""
    parent: int | None = None
    above = records[index].above
    if (
        above is not None
        and comment_of.get(above) is None
        and not _OPENED_BY_FIRST.isdisjoint(map(normal_name, records[above].fields))
    ):
        inside = (i for i in range(above + 1, index) if records[i].above == above)
        parent = next((i for i in inside if comment_of.get(i) is not None), None)
    while above is not None:
        if parent is None and comment_of.get(above) is not None:
            parent = above
        if records[above].group in heads:
            return parent, above
        above = records[above].above
    return parent, 0


def _gathered(
    records: Sequence[Record], groups: Sequence[Group], head: int, comments: list[RawComment]
) -> Gathered:
    fields = dict(records[head].fields)
    ids = {
        str(v)
        for n, v in fields.items()
        if n.rpartition(".")[2].lower() in ("id", "name", "number", "key", "iid")
    }
    settled = settle_parents(comments, ids)
    # What is inside a comment answers that one, whatever post its parent field names.
    settled = [replace(c, parent=None) if c.inside is not None else c for c in settled]
    thread = _described(fields, is_list=groups[records[head].group].path != "" or head != 0)
    aliases = tuple(name for name in (thread.title, thread.url, str(fields.get("key") or "")) if name)
    opener = None
    if thread.article is not None and thread.article.lead:
        opener = RawComment(
            thread.article.lead, thread.id, author=thread.author, created_at=thread.created_at, url=thread.url
        )
    return Gathered(thread, aliases, settled, opener)


def _described(fields: Mapping[str, Any], *, is_list: bool) -> RawThread:
    """Read what the object around the comments says about the thread."""
    title, url = (
        _first(fields, TITLE_NAMES),
        safe_url(_first(fields, ("url", "link", "permalink", "webpageurl", "htmlurl", "weburl"))),
    )
    lead = _first(fields, _LEADS) if title else None
    lead = first_words(to_plain(mended(lead), "unknown")) if lead else ""
    created = next(
        (
            v
            for n in (
                "createdat",
                "created",
                "date",
                "createdutc",
                "publishedat",
                "creationdate",
                "timestamp",
            )
            if (v := _value(fields, n)) is not None
        ),
        None,
    )
    created_at = parse_time(created)
    author = _first(fields, ("author", "username", "by", "author.login", "author.name", "author.username",
    "owner.displayname",
                             "user.login", "reporter.displayname", "uploader", "creator"))  # fmt: skip
    article = None
    if title and (url or lead):
        article = Article(
            mended(title),
            url,
            site_of(url),
            created_at.date().isoformat() if created_at and lead else None,
            lead,
        )
    return RawThread(
        (),
        title=mended(title) if title else None,
        id=_issue_key(fields)
        or _first(fields, ("id", "threadid", "topicid", "number", "iid", "key", "videoid")),
        url=url,
        author=mended(author) if author else None,
        created_at=created_at,
        article=article,
    )


def _issue_key(fields: Mapping[str, Any]) -> str | None:
    """Return the name by which people call an issue of a tracker, such as FER-12."""
    key = fields.get("key")
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def _value(fields: Mapping[str, Any], name: str) -> Any:
    """Return a field of that name, or of the object in it that is what is talked about."""
    normal = {normal_name(key): value for key, value in sorted(fields.items(), reverse=True)}
    for prefix in ("", *(f"{head}." for head in _HEADS)):
        value = normal.get(prefix + name)
        if value is not None and value != "":
            return value
    return None


def _first(fields: Mapping[str, Any], names: Sequence[str]) -> str | None:
    for name in names:
        value = _value(fields, name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None


def _markup(names: Sequence[str]) -> Markup:
    have = {bare_name(name) for name in names}
    return next((markup for marks, markup in _MARKUPS if marks <= have), "unknown")


def _told_apart(
    records: Sequence[Record], groups: Sequence[Group], talk: _Talk, columns: Columns, payload: Payload
) -> RawThread | None:
    """Read a flat list of several threads, if a field says which is which."""
    indices = groups[talk.group].records
    if groups[talk.group].above != 0 or any(records[i].above != 0 for i in indices):
        return None
    rows = [records[i].fields for i in indices]
    if columns.thread is None and thread_column(talk.names, rows, talk.chosen) is None:
        return None
    from threadgist.sources.grid import Grid
    from threadgist.sources.tabular import thread_of_grid

    return thread_of_grid(Grid(tuple(talk.names), rows), columns, payload)


def _nothing(payload: Payload, records: Sequence[Record], groups: Sequence[Group]) -> RawThread:
    """Read a document without any comment: an empty list is a thread too; objects without text are refused."""
    document = payload.document
    listed_ = [group for group in groups[1:] if group.records]
    if not listed_:
        lists = (
            [v for v in document.values() if isinstance(v, list)]
            if isinstance(document, dict)
            else [document]
        )
        if any(value == [] for value in lists):
            return _described(records[0].fields, is_list=False)
        raise SourceError(
            f"{payload.name}: holds no list of objects; hand over an array of objects, one a comment"
        )
    names = sorted({name for group in listed_ for name in _names(records, group)})
    raise SourceError(
        f"{payload.name}: no column with the text of the comments found; the columns are {listed(names)}; "
        "name the right one with --text-column"
    )
