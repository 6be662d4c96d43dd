"""Which sources there are: those built in, and those that other packages offer as entry points."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from threadgist.errors import SourceError
from threadgist.sources.base import Source, SourceInfo
from threadgist.sources.vocabulary import vocabulary

ENTRY_POINT_GROUP = "threadgist.sources"


@cache
def all_sources() -> tuple[Source, ...]:
    """Return all sources in the order they are asked. Raises SourceError: another package's is no `Source`."""
    forums, general = _built_in("forums"), _built_in("general")
    points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    offered = [(source, point.value) for point in points for source in _load(point)]
    taken = {source.name for source in forums + general}
    for source, value in offered:
        if source.name in taken:
            raise SourceError(
                f"the source {value} has the name {source.name!r}, which is taken; uninstall it"
            )
        taken.add(source.name)
    return (*forums, *(source for source, _ in offered), *general)


def _built_in(part: str) -> list[Source]:
    places: list[str] = vocabulary("sources")[part]
    points = (EntryPoint(place, f"threadgist.sources.{place}", ENTRY_POINT_GROUP) for place in places)
    return [source for point in points for source in _load(point)]


def _load(point: EntryPoint) -> tuple[Source, ...]:
    try:
        made = point.load()
    except (ImportError, AttributeError) as error:
        raise SourceError(
            f"the source {point.name} ({point.value}) cannot be loaded ({error}); update or uninstall it"
        ) from error
    made = made() if isinstance(made, type) else made
    sources = made if isinstance(made, tuple) else (made,)
    problem = ""
    for source in sources:
        for asked, taken in (("sniff_folder", "parse_folder"), ("sniff_start", "parse_stream")):
            if hasattr(source, asked) and not hasattr(source, taken):
                problem = f"has {asked} and lacks {taken}"
        if not isinstance(source, Source):
            problem = "lacks name, description, link, sniff or parse"
    if problem:
        raise SourceError(f"the source {point.name} ({point.value}) {problem}; update or uninstall it")
    return sources


def source_named(name: str) -> Source:
    """Return the source of that name. Raises SourceError: there is none; lists those there are."""
    by_name = {source.name: source for source in all_sources()}
    if name in by_name:
        return by_name[name]
    raise SourceError(f"no source is called {name!r}; there are {', '.join(by_name)}")


def list_sources() -> tuple[SourceInfo, ...]:
    """Return what `threadgist sources` shows, in the order the sources are asked."""
    return tuple(SourceInfo(source.name, source.description, source.link) for source in all_sources())
