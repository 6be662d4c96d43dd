"""Which sources there are: those built in, and those that other packages offer as entry points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from threadgist.errors import SourceError
from threadgist.sources.base import Source, SourceInfo
from threadgist.sources.vocabulary import vocabulary

ENTRY_POINT_GROUP = "threadgist.sources"

# Where those built in are, in the order they are asked.
_PLACES: dict[str, list[str]] = vocabulary("sources")


def _built_in(places: list[str]) -> Iterator[Source]:
    for place in places:
        made = EntryPoint(place, f"threadgist.sources.{place}", ENTRY_POINT_GROUP).load()
        yield from made if isinstance(made, tuple) else (made() if isinstance(made, type) else made,)


@cache
def all_sources() -> tuple[Source, ...]:
    """Return every source in the order they are asked: forums, other packages', general formats.

    Raises SourceError: another package's source cannot be loaded or does not fit the Protocol.
    """
    forums, general = tuple(_built_in(_PLACES["forums"])), tuple(_built_in(_PLACES["general"]))
    taken = {source.name for source in forums + general}
    offered: list[Source] = []
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        source = _load(point)
        if source.name in taken:
            raise SourceError(
                f"the source {point.value} has the name {source.name!r}, which is taken; uninstall it"
            )
        taken.add(source.name)
        offered.append(source)
    return (*forums, *offered, *general)


def _load(point: EntryPoint) -> Source:
    try:
        made = point.load()
    except (ImportError, AttributeError) as error:
        raise SourceError(
            f"the source {point.name} ({point.value}) cannot be loaded ({error}); update or uninstall it"
        ) from error
    source = made() if isinstance(made, type) else made
    if not isinstance(source, Source):
        raise SourceError(
            f"the source {point.name} ({point.value}) lacks name, description, link, sniff "
            "or parse; update or uninstall it"
        )
    return source


def source_named(name: str) -> Source:
    """Return the source of that name.

    Raises SourceError: there is none; lists those there are.
    """
    sources = all_sources()
    for source in sources:
        if source.name == name:
            return source
    raise SourceError(f"no source is called {name!r}; there are {', '.join(s.name for s in sources)}")


def list_sources() -> tuple[SourceInfo, ...]:
    """Return what `threadgist sources` shows, in the order the sources are asked."""
    return tuple(SourceInfo(source.name, source.description, source.link) for source in all_sources())
