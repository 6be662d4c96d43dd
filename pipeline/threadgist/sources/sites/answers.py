"""What answers of sites hold, by the table of their fields; and the sources that are rows of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.htmltext import decode_references
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.values import at, count, identifier, string
from threadgist.sources.vocabulary import vocabulary

Found = TypeVar("Found")
T = TypeVar("T")

_TABLE = vocabulary("sites")
_UNTRUE = (None, False, "", "false")
_READERS: dict[str, Callable[[Any], Any]] = {
    "title": string,
    "id": identifier,
    "parent": identifier,
    "author": string,
    "created_at": parse_time,
    "score": count,
    "stated_count": count,
    "url": safe_url,
}


@dataclass(frozen=True)
class AnswerSource(Described, Generic[Found]):
    """JSON of which `find` returns what `read` reads, or nothing (without raising).

    `reads_any`: a source that is named reads any document.
    """

    name: str
    find: Callable[[Any], Found | None]
    read: Callable[[Found, Payload], RawThread]
    reads_any: bool = False

    def fits(self, payload: Payload) -> object:
        """Accept JSON in which something is found."""
        return self.find(payload.document)

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read what is found; raises SourceError: nothing, or several conversations and none was chosen."""
        document = payload.require_document()
        found = self.find(document) or (document if self.reads_any else None)
        if not found:
            what = self.lacks.partition(" (")[0]
            raise SourceError(f"{payload.name}: {what}; {_TABLE[self.name]['way_out']}")
        return self.read(found, payload)


def pick(item: Any, paths: str, read: Callable[[Any], T | None]) -> T | None:
    """Return what `read` makes of what stands at the first of the paths where it makes anything of it."""
    return next((found for path in paths.split() if (found := read(at(item, path))) is not None), None)


def _true(item: Any, names: dict[str, str]) -> str | None:
    """Return the first name with something true, or the value it shall have, at one of its paths."""
    for name, places in names.items():
        for path, equals, value in (place.partition("=") for place in places.split()):
            found = at(item, path)
            if found == value if equals else found not in _UNTRUE:
                return name
    return None


def _read(fields: dict[str, Any], item: Any, told: dict[str, Any]) -> dict[str, Any]:
    found = {
        name: pick(item, fields[name], read)
        for name, read in _READERS.items()
        if name in fields and name not in told
    }
    if "escaped" in fields:
        found.update({n: decode_references(v) for n in ("title", "author") if (v := found.get(n))})
    return {**found, **told}


def comment_of(source: str, item: Any, page: str | None = None, **told: Any) -> RawComment:
    """Read a comment by the source's row, but for what is `told`; `page` is what addresses begin with."""
    fields = _TABLE[source]["comment"]
    told.setdefault("gone", _true(item, fields.get("gone", {})))
    told.setdefault("role", _true(item, fields.get("role", {})))
    if "body" not in told:
        told["body"] = "" if told["gone"] else pick(item, fields["body"], string) or ""
    if "markup" in fields:
        told["markup"] = fields["markup"]
    found = _read(fields, item, told)
    if "root" in fields and found["parent"] == fields["root"]:
        found["parent"] = None
    if page and found["id"] and "address" in fields:
        found["url"] = fields["address"].format(page=page, id=quote(found["id"], safe=""))
    return RawComment(**found)


def thread_of(
    source: str,
    item: Any,
    page: str | None = None,
    lead: str | None = None,
    site: str | None = None,
    **told: Any,
) -> RawThread:
    """Read what is talked about by the source's row, but for what is `told`.

    `page` is its address, and `lead` its words, where they are no field; `site` what its site is called.
    """
    fields = _TABLE[source]["thread"]
    found = {"comments": (), **_read(fields, item, told)}
    found["url"] = found.get("url") or page
    title, link = found["title"], pick(item, fields.get("link", ""), safe_url) or found["url"]
    lead = pick(item, fields.get("lead", ""), string) if lead is None else lead
    begun = found["created_at"] if "dated" in fields else None
    article = article_of(title, link, lead, fields.get("markup", "html"), begun=begun, site=site)
    return RawThread(**found, article=article)


def conversation(thread: RawThread, *names: str | None) -> Gathered:
    """Return a conversation, perhaps to be filled, that can be asked for by its title, its address and these names."""
    aliases = tuple(name for name in (*names, thread.title, thread.url) if name)
    return Gathered(replace(thread, comments=()), aliases, list(thread.comments))


def nested(
    items: Iterable[T], below: Callable[[T], Iterable[T]], keep: Callable[[T], object] = lambda item: True
) -> list[tuple[T, int | None]]:
    """Return the items of a tree in its order that are to be kept, each with the place of the one it is in."""
    found: list[tuple[T, int | None]] = []
    stack: list[tuple[T, int | None]] = [(item, None) for item in reversed(list(items))]
    while stack:
        item, inside = stack.pop()
        if keep(item):
            found.append((item, inside))
            place = len(found) - 1
            stack.extend((one, place) for one in reversed(list(below(item))))
    return found
