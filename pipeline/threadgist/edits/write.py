"""`Edits` to edits.toml: a new file in one form, or a file that is there, where all else stays as somebody wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from threadgist.edits.records import POINTS, Added, Edits, LineEdit, ThemeEdit, reference
from threadgist.pages.lines import Lines
from threadgist.pages.safe import clip
from threadgist.records import Digest, walk
from threadgist.stored import parse_toml
from threadgist.words import one_line

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SAID_CHARS = 70
_TABLES = ("themes", "lines", "added")


def to_toml(edits: Edits, digest: Digest) -> str:
    """Return edits as TOML; comments say which theme or line of `digest` an id means.

    What changes nothing is left out. Reading the text gives `edits` again.
    """
    blocks = [
        f"# Edits of “{one_line(digest.title)}”: `threadgist render` applies them.",
        "# docs/edit.md explains the keys.\n",
        *([f"order = {_value(edits.order)}\n"] if edits.order else []),
        *(f"{text}\n" for _, _, text in entries(edits, digest)),
    ]
    return "\n".join(blocks)


def skeleton(digest: Digest) -> str:
    """Return the heads of all tables that a file of edits can have for a digest, as comments."""
    meant = _meant(digest)
    lists = (
        *((theme.id, theme.bullets) for theme in digest.themes),
        (POINTS, digest.points),
        *((None, found) for found in (digest.agreed, digest.disputed, digest.one_offs)),
    )
    blocks = []
    for theme_id, bullets in lists:
        lines = [f"# [lines.{key_text(key)}]  # {meant[key]}" for key in map(reference, walk(bullets))]
        if lines or theme_id in meant:
            said = "" if theme_id is None else meant.get(theme_id, "Points made")
            head = [f"# [themes.{key_text(theme_id)}]  # {said}"] if theme_id is not None else []
            blocks.append("\n".join((*head, *lines, "")))
    return "\n".join(blocks)


def _meant(digest: Digest) -> dict[str, str]:
    lines = Lines(digest)
    found = {theme.id: one_line(theme.heading) for theme in digest.themes}
    for bullet in digest.printed:
        line = lines.line(bullet)
        found[reference(bullet)] = f"{line.name} {clip(line.said, _SAID_CHARS)}".strip()
    return found


def entries(edits: Edits, digest: Digest) -> Iterator[tuple[str, str, str]]:
    """Yield the table and the key of every entry that changes something, and its lines of TOML."""
    meant = _meant(digest)
    for name in _TABLES:
        for key, edit in getattr(edits, name).items():
            if values := given(edit):
                told = meant.get(edit.theme if isinstance(edit, Added) else key, "")
                head = f"[{name}.{key_text(key)}]" + (f"  # {told}" if told else "")
                said = (f"{field} = {_value(value)}" for field, value in values.items())
                yield name, key, "\n".join((head, *said))


def given(edit: ThemeEdit | LineEdit | Added) -> dict[str, object]:
    """Return the fields of an entry that change something, as TOML has them: lists, and tables as dicts."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(edit).items()
        if value is not None and value != "" and (value or name == "short")
    }


def key_text(key: str) -> str:
    """Return a key as TOML writes it."""
    return key if _BARE.fullmatch(key) else _string(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key_text(key)} = {_string(one)}' for key, one in value.items())} }}"
    assert isinstance(value, (list, tuple))
    return f"[{', '.join(map(_string, value))}]"


def _string(text: str) -> str:
    """Return a basic string of TOML: escapes are those of JSON, and DEL is escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# Where a value stands: ("order",), or the table, the key of the entry and the field.
_Path = tuple[str, ...]


def rewrite(text: str, edits: Edits, digest: Digest) -> str:
    """Return a file of edits with `edits` in the place of those it has.

    An entry that is no longer wanted goes with the comments right above it, a new one comes below those of its table,
    and all else is left as it is.

    `text` is TOML as `parse_edits` reads it, "" where there is no file; `digest` is what new entries are about.
    """
    if not text.strip():
        return to_toml(edits, digest)
    tables = {table: getattr(edits, table) for table in _TABLES}
    raw = {table: {key: given(edit) for key, edit in one.items()} for table, one in tables.items()}
    wanted = _flat({"order": list(edits.order), **raw} if edits.order else raw)
    blocks = _renamed(list(_blocks(text)), wanted)
    there = [_flat(parse_toml(block)) for block in blocks]
    home = {path[:2]: at for at in reversed(range(len(blocks))) for path in there[at]}
    # An inline table takes nothing from below: what is new to it goes inside, as the order of themes does.
    at_top = {"order", *parse_toml(blocks[0])}
    extra: list[dict[_Path, Any]] = [{} for _ in blocks]
    for path, value in wanted.items():
        at = 0 if path[0] in at_top else home.get(path[:2])
        if at is not None and not any(path in block for block in there):
            extra[at][path] = value
    written = [
        _changed(
            block, old, {path: wanted[path] for path in old if path in wanted} | more, top=block is blocks[0]
        )
        for block, old, more in zip(blocks, there, extra, strict=True)
    ]
    for table, key, entry in entries(edits, digest):
        if (table, key) not in home and table not in at_top:
            at = max((at for (name, *_), at in home.items() if name == table), default=len(written) - 1)
            above = written[at].rstrip()
            written[at] = f"{above}\n\n{entry}\n" if above else f"{entry}\n"
    return "".join(written)


def _blocks(text: str) -> Iterator[str]:
    """Yield what stands above the first head of a table, then each head with what is below it and right above."""
    block: list[str] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if line.lstrip(" \t").startswith("[") and _is_whole(block):
            cut = len(block)
            while cut and block[cut - 1].lstrip(" \t").startswith("#"):
                cut -= 1
            cut = cut if _is_whole(block[:cut]) else len(block)
            yield "".join(block[:cut])
            block = block[cut:]
        block.append(line)
    yield "".join(block)


def _is_whole(lines: Sequence[str]) -> bool:
    """Whether no string and no list is still open at the end of some lines."""
    try:
        parse_toml("".join(lines))
    except ValueError:
        return False
    return True


def _flat(raw: Mapping[str, Any]) -> dict[_Path, Any]:
    """Return the values of a part of a file by their paths."""
    values: dict[_Path, Any] = {}
    for table, keyed in raw.items():
        if table == "order":
            values["order",] = keyed
            continue
        for key, fields in keyed.items():
            values |= {(table, key, field): value for field, value in fields.items()}
    return values


def _renamed(blocks: list[str], wanted: Mapping[_Path, Any]) -> list[str]:
    """Give lines whose number has changed their new references, which end in the comment that stays."""
    heads = [re.search(r"^[ \t]*\[[^\n]*", block, re.MULTILINE) for block in blocks]
    keys = [
        next((path[1] for path in _flat(parse_toml(block)) if path[0] == "lines"), None) for block in blocks
    ]
    new = {
        path[1].partition(" ")[2]: path[1] for path in wanted if path[0] == "lines" and path[1] not in keys
    }
    renamed = []
    for block, head, key in zip(blocks, heads, keys, strict=True):
        later = new.get(key.partition(" ")[2]) if key is not None else None
        if head and key is not None and later and not any(path[:2] == ("lines", key) for path in wanted):
            line = head[0].replace(key_text(key), key_text(later), 1)
            block = block[: head.start()] + line + block[head.end() :]
        renamed.append(block)
    return renamed


def _changed(block: str, old: Mapping[_Path, Any], new: Mapping[_Path, Any], *, top: bool) -> str:
    """Return a part of the file with the values it is to have; "" where none of its entries is left."""
    import tomlkit

    # What says nothing, as `drop = false`, may stay.
    gone = [path for path, value in old.items() if path not in new and (value or path[-1] == "short")]
    other = {path: value for path, value in new.items() if path not in old or old[path] != value}
    if not gone and not other:
        return block
    if not new and not top:
        return ""
    document: Any = tomlkit.parse(block)
    for path, value in other.items():
        at = document
        for name in path[:-1]:
            at = at.setdefault(name, tomlkit.table() if at is document else tomlkit.inline_table())
        if isinstance(value, dict):
            at = at.setdefault(path[-1], tomlkit.inline_table())
            at.clear()
            at.update(value)
        else:
            at[path[-1]] = value
    for path in gone:
        _take_out(document, path)
    text = tomlkit.dumps(document)
    return f"{text.rstrip()}\n\n" if top else text


def _take_out(document: Any, path: _Path) -> None:
    """Remove a value, and what would be left empty by that."""
    holders = [document]
    for name in path[:-1]:
        holders.append(holders[-1][name])
    for holder, name in zip(reversed(holders), reversed(path), strict=True):
        del holder[name]
        if holder:
            return
