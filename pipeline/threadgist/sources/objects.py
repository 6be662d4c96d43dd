"""JSON of no particular forum: every list of things with text, however deep, as one thread or several."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.columns import Chosen, choose, no_text, sentence_columns, thread_column
from threadgist.sources.decode import clean_line
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup
from threadgist.sources.rows import ReadRows, read_rows, settle_parents
from threadgist.sources.sites.answers import conversation
from threadgist.sources.tabular import Grid, thread_of_grid
from threadgist.sources.times import parse_time
from threadgist.sources.values import mended, objects
from threadgist.sources.vocabulary import TITLE_NAMES, bare_name, normal_name, words
from threadgist.sources.walk import Group, Record, people_in, walk
from threadgist.words import counted

# Fields of records whose texts are Markdown.
_MARKDOWN = frozenset(("noteabletype", "authorassociation", "subredditid", "system"))
# Lists of remarks of which the first is answered by the others.
_OPENED_BY_FIRST = frozenset(("individualnote", "isresolved", "isoutdated"))
_HEADS = words("fields", "heads")
_IDS = ("id", "threadid", "topicid", "number", "iid", "key", "videoid")
_ID_FIELDS = frozenset(("id", "name", "number", "key", "iid"))
# People call an issue of a tracker by its key, such as FER-12.
_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[0-9]+")
_TALK = frozenset(words("fields", "talk"))
# Below these a thing is answered; below the others of `_TALK` it is talked about.
_ANSWERS = frozenset(words("fields", "answers"))
_FEW_WORDS = 4.0


class ObjectsSource(Described):
    """Objects are comments where a field of theirs holds text; what they are in gives the tree and the thread."""

    name = "json"

    def fits(self, payload: Payload) -> bool:
        """Accept JSON that holds objects, or nothing at all."""
        document = payload.document
        if isinstance(document, dict):
            return any(isinstance(one, list | dict) for one in document.values())
        return document == [] or bool(objects(document))

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the objects and, from the objects around them, titles, links and ids of threads."""
        records, groups = walk(payload.require_document())
        talks, notes = _find_talks(groups, columns, payload.name)
        guessed = {} if talks or columns.named() else _by_content(groups, payload.name)
        if not (talks := talks or guessed):
            return _nothing(payload, groups)
        group, chosen = next(iter(talks.items()))
        flat = group.above is groups[0] and all(records[place].above == 0 for place in group.places)
        if flat and (columns.thread or (len(talks) == 1 and thread_column(group.rows, chosen))):
            thread = thread_of_grid(Grid(tuple(group.names), group.rows), columns, payload)
            return replace(thread, repairs=(*thread.repairs, *notes))
        for chosen in guessed.values():
            name = clean_line(chosen.roles["text"][0], 60)
            notes.append(f"{name!r} was read as the text, as it holds sentences")
        return _threads(records, talks, payload, list(dict.fromkeys(notes)))


# The groups whose records are comments, and which of their fields hold what.
_Talks = dict[Group, Chosen]


def _find_talks(groups: Sequence[Group], columns: Columns, place: str) -> tuple[_Talks, list[str]]:
    """Return groups of comments, and say which have sentences and are none. Raises SourceError: no such field."""
    found: _Talks = {}
    for group in groups[1:]:
        mine = _known(columns, group.names)
        if mine is not None:
            chosen = choose(group.names, group.rows, mine, place=place)
            if "text" in chosen.roles:
                found[group] = chosen
    if not found and columns.named():
        choose({name for group in groups for name in group.names}, [], columns, place=place)
    largest = sorted(found, key=lambda group: -len(group.rows))[:1]
    kept = [group for group in found if _is_usual(group, found)] or largest
    notes: list[str] = []
    for group in found:
        rows = group.rows[:200]
        said = sum(len(str(found[group].cell(row, "text") or "").split()) for row in rows)
        if group not in kept and said >= _FEW_WORDS * max(1, len(rows)):
            notes.append(f"{counted(len(group.rows), 'object')} with text in {group.key!r} left out")
    return {group: found[group] for group in kept}, notes


def _by_content(groups: Sequence[Group], place: str) -> _Talks:
    """Return the largest group with a field of sentences, whatever that is called."""
    for group in sorted(groups[1:], key=lambda one: -len(one.rows)):
        names = [name for name in group.names if name and bare_name(name) not in TITLE_NAMES]
        if sentences := sentence_columns(names, group.rows):
            return {group: choose(names, group.rows, Columns(text=sentences[0]), place=place)}
    return {}


def _known(columns: Columns, names: Sequence[str]) -> Columns | None:
    """Return the named fields that a group has, as every list has fields of its own; None without the text."""
    have = {name.casefold() for name in names}
    kept: dict[str, str] = {
        role: found[0]
        for role, given in columns.named().items()
        if (found := [name for name in given if name.casefold() in have])
    }
    return None if columns.text is not None and "text" not in kept else Columns(**kept)


def _is_usual(group: Group, found: _Talks) -> bool:
    if group.path == "" or group.key in _TALK or normal_name(group.path.rpartition(".")[2]) in _TALK:
        return True
    return group.above in found and found[group.above].roles["text"] == found[group].roles["text"]


def _find_heads(talks: _Talks) -> set[Group]:
    """Return the groups whose records open a conversation, and take those out of `talks`.

    The document itself always does. Others have a title, and in them lists of what is talked about them.
    """
    heads: set[Group] = set()
    for group in talks:
        above = group.above
        while above is not None and above.above is not None:
            authors = talks[above].authors if above in talks else ()
            named = {name for found in authors for name in found}
            titled = any(bare_name(name) in TITLE_NAMES for name in above.names if name not in named)
            lists = {other.key for other in talks if other.above is above}
            talked = titled and above.above.above is None and bool(lists - _ANSWERS)
            if talked if above in talks else titled or above.path.endswith(".*"):
                heads.add(above)
            above = above.above
    for head in heads:
        talks.pop(head, None)
    return heads


def _threads(records: Sequence[Record], talks: _Talks, payload: Payload, notes: list[str]) -> RawThread:
    heads = _find_heads(talks)
    read = ReadRows({}, notes, Counter(), has_authors=False)
    for group, chosen in talks.items():
        markdown = not _MARKDOWN.isdisjoint(map(bare_name, group.names))
        markup: Markup = "markdown" if markdown else "unknown"
        read.add(read_rows(group.rows, chosen, markup), group.places)
    people = people_in(payload.document)
    for place, one in read.comments.items():
        read.comments[place] = replace(one, author=people.get(one.author or "", one.author))
    kept = _by_head(records, read.comments, heads)
    gathered = [_gathered(records[head].fields, found) for head, found in (kept or {0: []}).items()]
    repairs = (*read.all_notes(), *left_out(read.skipped))
    return wanted_of(payload, gathered, _first(records[0].fields, TITLE_NAMES), repairs)


def _by_head(
    records: Sequence[Record], comments: Mapping[int, RawComment], heads: set[Group]
) -> dict[int, list[RawComment]]:
    """Return comments by the record that opens their conversation, each with the place there of that it is in."""
    kept: dict[int, list[RawComment]] = {}
    # The comment and the head that what is in a record is inside of, and the first comment of each record.
    around: dict[int | None, tuple[int | None, int]] = {None: (None, 0)}
    first: dict[int | None, int] = {}
    for place, record in enumerate(records):
        above = record.above
        inside, head = around[above]
        if comment := comments.get(place):
            fields = records[above].fields if above is not None and above not in comments else ()
            if not _OPENED_BY_FIRST.isdisjoint(map(normal_name, fields)):
                inside = first.get(above, inside)
            mine = kept.setdefault(head, [])
            mine.append(replace(comment, inside=inside))
            inside = len(mine) - 1
            first.setdefault(above, inside)
        around[place] = (None, place) if record.group in heads else (inside, head)
    return kept


def _gathered(fields: Mapping[str, Any], found: Sequence[RawComment]) -> Gathered:
    """Return comments with what is around them; each answers the comment that it names, or the one around it."""
    ids = {comment.id for comment in found} - {None}
    comments = []
    for comment in found:
        if comment.inside is not None:
            named = comment.parent in ids and comment.parent != comment.id
            comment = replace(comment, inside=None) if named else replace(comment, parent=None)
        comments.append(comment)
    # The values by which comments may call what they are about.
    own = {str(v) for name, v in fields.items() if name.rpartition(".")[2].lower() in _ID_FIELDS}
    thread = _about(fields)
    gathered = conversation(thread, str(fields.get("key") or ""))
    gathered.comments = settle_parents(comments, own)
    if thread.article is not None and (lead := thread.article.lead):
        opener = RawComment(lead, thread.id, author=thread.author, url=thread.url)
        gathered.opener = replace(opener, created_at=thread.created_at)
    return gathered


def _about(fields: Mapping[str, Any]) -> RawThread:
    """Read what the object around comments says about their thread, without the comments."""
    title, url = _first(fields, TITLE_NAMES), safe_url(_first(fields, words("fields", "urls")))
    lead = _first(fields, words("fields", "leads")) if title else None
    begun = parse_time(next(_values(fields, words("fields", "head_times")), None))
    article = article_of(title, url, lead, "unknown", begun=begun if lead else None) if url or lead else None
    key = fields.get("key")
    return RawThread(
        (),
        title=title,
        id=key if isinstance(key, str) and _KEY.fullmatch(key) else _first(fields, _IDS),
        url=url,
        author=_first(fields, words("fields", "head_authors")),
        created_at=begun,
        article=article,
    )


def _first(fields: Mapping[str, Any], names: Sequence[str]) -> str | None:
    found = (v for v in _values(fields, names) if isinstance(v, str | int) and not isinstance(v, bool))
    return next((mended(str(value)) for value in found if str(value).strip()), None)


def _values(fields: Mapping[str, Any], names: Sequence[str]) -> Iterator[Any]:
    """Yield what is in the field of each name: the document's own, or at any depth that of what is talked about."""
    rows = sorted(fields.items(), reverse=True)
    normal = {normal_name(name): value for name, value in rows if value not in (None, "")}
    known = sorted(normal)
    for name in names:
        keys = (name, *(f"{head}.{name}" for head in _HEADS))
        inside = (n for key in keys for n in known if n == key or (key != name and n.endswith(f".{key}")))
        if found := next(inside, None):
            yield normal[found]


def _nothing(payload: Payload, groups: Sequence[Group]) -> RawThread:
    """Read a document without any comment: an empty list is a thread too; objects without text are refused."""
    document = payload.document
    if any(group.rows for group in groups[1:]):
        raise no_text(payload.name, (name for group in groups[1:] for name in group.names))
    if [] in (document.values() if isinstance(document, dict) else [document]):
        return _about(groups[0].rows[0])
    raise SourceError(
        f"{payload.name}: holds no list of objects; hand over an array of objects, one a comment"
    )
