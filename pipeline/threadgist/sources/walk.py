"""Every list of objects in a JSON document, at any depth, as flat records in groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from threadgist.sources.values import objects, part, string
from threadgist.sources.vocabulary import normal_name, words

_MAX_DEPTH = 8
_MAX_FIELDS = 500
# Lists that say something about an object, and hold nothing that anybody contributed.
_ABOUT = frozenset(words("fields", "about"))
_PEOPLE = frozenset(words("fields", "people"))
_PERSON_NAMES = words("fields", "names_of_people")
_PART_KEYS = frozenset(words("fields", "part_keys"))
_OF_PARTS = frozenset(words("fields", "of_parts"))
_WRAPPERS = ("edges", "nodes", "data", "items", "*", "children")
_TEXT_KEYS = ("text", "plain_text", "content", "value", "emoji")
_INLINE = ("mention", "emoji", "inlineCard")
_BLOCKS = frozenset(words("fields", "document_blocks"))


@dataclass(eq=False)
class Group:
    """Records in the same list, `key`, of the group `above`: their flat fields, and their places in the document."""

    key: str
    path: str
    above: Group | None
    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @cached_property
    def names(self) -> list[str]:
        """The names of all fields."""
        return sorted({name for row in self.rows for name in row})


@dataclass(frozen=True, slots=True)
class Record:
    """An object of the document: its fields, flat, and the place of the record it is somewhere in."""

    fields: dict[str, Any]
    group: Group
    above: int | None


def walk(document: Any) -> tuple[list[Record], list[Group]]:
    """Return all objects that stand in lists, and in objects keyed by id; each after the one it is inside of.

    The first is the document itself. Replies in replies are of the same group as these, however deep.
    """
    records: list[Record] = []
    root = Group("", "", None)
    groups: dict[tuple[Group | None, str], Group] = {(None, ""): root}
    # A document that is a list is the same as an object that has nothing but it.
    whole = document if isinstance(document, dict) else {"": document}
    stack: list[tuple[Mapping[str, Any], Group, int | None]] = [(whole, root, None)]
    while stack:
        item, group, above = stack.pop()
        place = len(records)
        records.append(Record(flatten(item), group, above))
        group.rows.append(records[-1].fields)
        group.places.append(place)
        for path, found in reversed(_lists(item)):
            # Replies in replies: the same list, one level deeper.
            inside = group if group is not root and group.path == path else groups.get((group, path))
            if inside is None:
                parts = path.split(".")
                key = normal_name(([part for part in parts if part not in _WRAPPERS] or parts)[-1])
                inside = groups[group, path] = Group(key, path, group)
            stack.extend((one, inside, place) for one in reversed(found))
    return records, list(groups.values())


def people_in(document: Any) -> dict[str, str]:
    """Return the names of people by their ids, where a document lists its users beside what they wrote."""
    names: dict[str, str] = {}
    stack = [(document, 0)]
    while stack:
        fields, depth = stack.pop()
        for key, value in fields.items() if isinstance(fields, dict) else ():
            if normal_name(key) not in _PEOPLE or not isinstance(value, list | dict):
                stack += [(value, depth + 1)] if depth < _MAX_DEPTH else []
                continue
            for person in map(flatten, objects(list(value.values()) if isinstance(value, dict) else value)):
                said = next((name for key in _PERSON_NAMES if (name := string(person.get(key)))), None)
                if said and isinstance(person.get("id"), str | int):
                    names[str(person["id"])] = said
    return names


def _lists(item: Mapping[str, Any]) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Return the lists of objects in an object, and in the objects in it, with the way there."""
    found: list[tuple[str, Sequence[Mapping[str, Any]]]] = []
    for prefix, key, value in _fields(item):
        if isinstance(value, dict):
            found.append((f"{prefix}{key}.*", _keyed(value)))
        elif normal_name(key) not in _ABOUT:
            found.append((f"{prefix}{key}", objects(value)))
    return [(path, inner) for path, inner in found if inner]


def _fields(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield what is in an object and in the objects in it, with the way there; objects keyed by id are not entered.

    A text that is kept in parts is put together.
    """
    stack: list[tuple[str, Mapping[str, Any], int]] = [("", record, 0)]
    while stack:
        prefix, fields, depth = stack.pop()
        below: list[tuple[str, Mapping[str, Any], int]] = []
        for key, raw in fields.items():
            value = _together(key, raw) if isinstance(raw, list | dict) else raw
            if isinstance(value, dict) and depth < _MAX_DEPTH and not _keyed(value):
                below.append((f"{prefix}{key}.", value, depth + 1))
            else:
                # Parts called runs are the text of the object that holds them.
                is_its_text = key == "runs" and prefix and isinstance(raw, list) and isinstance(value, str)
                yield (prefix.rstrip("."), "", value) if is_its_text else (prefix, key, value)
        stack.extend(reversed(below))


def _keyed(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the objects of an object whose keys are their ids."""
    by_id = all(
        isinstance(one, dict) and (key.isdigit() or str(one.get("id", "")) == key or len(key) >= 16)
        for key, one in value.items()
    )
    return [{"id": key, **one} for key, one in value.items()] if by_id else []


def flatten(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested objects as dotted fields; lists are left out, but for those of parts of a text."""
    flat: dict[str, Any] = {}
    for prefix, key, value in _fields(record):
        if prefix and len(flat) >= _MAX_FIELDS:
            break
        name = f"{prefix}{key}"
        if not isinstance(value, list | dict):
            flat[name] = value
        elif normal_name(key) == "references" and value and all(isinstance(v, str) for v in value):
            flat[name] = value[-1]
    return flat


def _together(key: str, value: Any) -> Any:
    """Return the text of a document or of a list of parts (strings, and objects that are a text and how it looks)."""
    if isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list):
        return _document(value)
    if not isinstance(value, list) or not value or normal_name(key) not in _OF_PARTS:
        return value
    parts = [one if isinstance(one, str) else _part(one) for one in value]
    return value if None in parts else "".join(part for part in parts if part)


def _part(one: Any) -> str | None:
    if not isinstance(one, dict) or not _PART_KEYS.issuperset(map(normal_name, one)):
        return None
    return next((text for key in _TEXT_KEYS if isinstance(text := one.get(key), str)), None)


def _document(value: Mapping[str, Any]) -> str:
    """Return the text of an Atlassian document, a tree of nodes with a type."""
    parts: list[str] = []
    stack: list[Any] = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        if not isinstance(node, dict):
            continue
        kind, content = str(node.get("type")), node.get("content")
        said = node if kind == "text" else part(node, "attrs") if kind in _INLINE else {}
        parts.append(str(said.get("text") or said.get("url") or said.get("shortName") or ""))
        parts += ["\n"] if kind == "hardBreak" else []
        stack += ["\n\n"] if kind in _BLOCKS else []
        stack += reversed(content) if isinstance(content, list) else []
    return "".join(parts).strip()
