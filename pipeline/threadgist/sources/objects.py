"""JSON of no particular forum: every list of things with text, however deep, as one thread or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.columns import no_text, thread_column
from threadgist.sources.payload import Payload
from threadgist.sources.rows import ReadRows, read_rows, settle_parents
from threadgist.sources.topic import Talk, about, conversation, find_heads, find_talks, own_ids, title_of
from threadgist.sources.vocabulary import bare_name, normal_name
from threadgist.sources.walk import Group, Record, people_in, walk

# Fields of records whose texts are Markdown.
_MARKDOWN = frozenset(("noteabletype", "authorassociation", "subredditid", "system"))
# Lists of remarks of which the first is answered by the others.
_OPENED_BY_FIRST = frozenset(("individualnote", "isresolved", "isoutdated"))


class ObjectsSource(Described):
    """Objects are comments where a field of theirs holds text; what they are in gives the tree and the thread."""

    name = "json"

    def sniff(self, payload: Payload) -> str | None:
        """Accept JSON that holds objects, or nothing at all."""
        if payload.json_problem:
            return payload.json_problem
        document = payload.document
        inner, kinds = (document, dict) if isinstance(document, list) else (document.values(), (list, dict))
        fits = document == [] or any(isinstance(one, kinds) for one in inner)
        return None if fits else "it holds no list of objects"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the objects and, from the objects around them, titles, links and ids of threads."""
        records, groups = walk(payload.require_document())
        talks, silent = find_talks(groups, columns, payload.name)
        if not talks:
            return _nothing(payload, groups)
        notes = [
            f"{len(one.rows)} {'object' if len(one.rows) == 1 else 'objects'} with text in {one.key!r} left out"
            for one in silent
        ]
        if columns.thread is not None or (len(talks) == 1 and len(records) > 1):
            told = _told_apart(records, talks[0], columns, payload)
            if told is not None:
                return replace(told, repairs=(*told.repairs, *notes))
        return _threads(records, talks, payload, list(dict.fromkeys(notes)))


def _threads(records: Sequence[Record], talks: list[Talk], payload: Payload, notes: list[str]) -> RawThread:
    heads = find_heads(talks)
    read = ReadRows([], notes, Counter(), has_authors=False)
    places: list[int] = []
    for talk in talks:
        markdown = not _MARKDOWN.isdisjoint(map(bare_name, talk.names))
        read.notes.extend([talk.note] if talk.note else [])
        read.add(
            read_rows(
                talk.group.rows,
                talk.chosen,
                place=payload.name,
                names=talk.names,
                markup="markdown" if markdown else "unknown",
            )
        )
        places += talk.group.places
    people = people_in(payload.document)
    comment_of = {
        place: replace(one, author=people[one.author or ""]) if one and (one.author or "") in people else one
        for place, one in zip(places, read.comments, strict=True)
    }
    kept: dict[int, dict[int, RawComment]] = {}
    for place, comment in sorted(comment_of.items()):
        if comment is not None:
            inside, head = _place(records, comment_of, heads, place)
            kept.setdefault(head, {})[place] = replace(comment, inside=inside)
    gathered = [_gathered(records[head], found) for head, found in (kept or {0: {}}).items()]
    return wanted_of(payload, gathered, title_of(records[0].fields), read.all_notes())


def _place(
    records: Sequence[Record], comment_of: Mapping[int, RawComment | None], heads: set[Group], index: int
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


def _gathered(head: Record, found: Mapping[int, RawComment]) -> Gathered:
    """Settle what the comments below a head answer: the comment that is named, or else the one around."""
    places = {index: place for place, index in enumerate(found)}
    ids = {comment.id for comment in found.values()}
    comments = []
    for comment in found.values():
        if comment.inside is None:
            comments.append(comment)
        elif comment.parent is not None and comment.parent in ids and comment.parent != comment.id:
            comments.append(replace(comment, inside=None))
        else:
            comments.append(replace(comment, inside=places[comment.inside], parent=None))
    return conversation(head.fields, settle_parents(comments, own_ids(head.fields)))


def _told_apart(
    records: Sequence[Record], talk: Talk, columns: Columns, payload: Payload
) -> RawThread | None:
    """Read a flat list of several threads, if a field says which is which."""
    group = talk.group
    if group.above is not records[0].group or any(records[i].above != 0 for i in group.places):
        return None
    if columns.thread is None and thread_column(talk.names, group.rows, talk.chosen) is None:
        return None
    from threadgist.sources.grid import Grid
    from threadgist.sources.tabular import thread_of_grid

    return thread_of_grid(Grid(tuple(talk.names), group.rows), columns, payload)


def _nothing(payload: Payload, groups: Sequence[Group]) -> RawThread:
    """Read a document without any comment: an empty list is a thread too; objects without text are refused."""
    document = payload.document
    if any(group.rows for group in groups[1:]):
        raise no_text(payload.name, (name for group in groups[1:] for name in group.names))
    if [] in (document.values() if isinstance(document, dict) else [document]):
        return about(groups[0].rows[0])
    raise SourceError(
        f"{payload.name}: holds no list of objects; hand over an array of objects, one a comment"
    )
