"""`Edits` to edits.toml: a new file in one form, or a file that is there, where all else stays as somebody wrote it."""

import operator
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import Any

from threadgist.edits.records import ENTRIES, POINTS, Edits, reference, toml_key, toml_value
from threadgist.pages.lines import Lines
from threadgist.pages.safe import clip
from threadgist.records import Digest, walk
from threadgist.stored import parse_toml
from threadgist.words import one_line

_SAID_CHARS = 70
# Where a value stands: ("order",), or the table, the key of the entry and the field.
_Path = tuple[str, ...]


def skeleton(digest: Digest) -> str:
    """Return the heads of all tables that a file of edits can have for a digest, as comments."""
    meant = {POINTS: "Points made", **_meant(digest)}
    blocks = []
    for theme_id, bullets in (
        *((theme.id, theme.bullets) for theme in digest.themes),
        (POINTS, digest.points),
        *(("", found) for found in (digest.agreed, digest.disputed, digest.one_offs)),
    ):
        lines = [f"# [lines.{toml_key(key)}]  # {meant[key]}" for key in map(reference, walk(bullets))]
        head = [f"# [themes.{toml_key(theme_id)}]  # {meant[theme_id]}"] if theme_id else []
        if lines or theme_id not in ("", POINTS):
            blocks.append("\n".join((*head, *lines, "")))
    return "\n".join(blocks)


def _meant(digest: Digest) -> dict[str, str]:
    lines = Lines(digest)
    found = {theme.id: one_line(theme.heading) for theme in digest.themes}
    for bullet in digest.printed:
        line = lines.line(bullet)
        found[reference(bullet)] = f"{line.name} {clip(line.said, _SAID_CHARS)}".strip()
    return found


def _entry(table: str, key: str, fields: Mapping[str, Any], meant: str) -> str:
    """Return the lines of TOML of an entry; what is `meant` by its key stands behind its head."""
    head = f"[{table}.{toml_key(key)}]" + (f"  # {meant}" if meant else "")
    return "\n".join((head, *(f"{name} = {toml_value(value)}" for name, value in fields.items()), ""))


def _given(edits: Edits) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the fields that change something of each entry, as TOML has them: lists, and tables as dicts."""
    found = {}
    for table in ENTRIES:
        for key, edit in getattr(edits, table).items():
            found[table, key] = {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(edit).items()
                if value or (name == "short" and value is not None)
            }
    return {path: values for path, values in found.items() if values}


def rewrite(text: str, edits: Edits, digest: Digest) -> str:
    """Return a file of edits with `edits` in the place of those it has.

    An entry that is no longer wanted goes with the comments right above it, a new one comes below those of its table,
    and all else is left as it is. `text` is TOML as `parse_edits` reads it, "" where there is no file; `digest` is what
    new entries are about. Reading what is returned gives `edits`, without what changes nothing.
    """
    if not text.strip():
        text = f"# Edits of “{one_line(digest.title)}”: `threadgist render` applies them.\n"
        text += "# docs/edit.md explains the keys.\n"
        text += f"\norder = {toml_value(edits.order)}\n" if edits.order else ""
    given, meant = _given(edits), _meant(digest)
    wanted: dict[_Path, Any] = {("order",): list(edits.order)} if edits.order else {}
    wanted |= {(*entry, name): value for entry, fields in given.items() for name, value in fields.items()}
    blocks = _renamed(list(_blocks(text)), wanted)
    there = [_flat(parse_toml(block)) for block in blocks]
    home = {path[:2]: at for at in reversed(range(len(blocks))) for path in there[at]}
    # An inline table takes nothing from below: what is new to it goes inside, as the order of themes does.
    at_top = {"order", *parse_toml(blocks[0])}
    values = [{path: wanted[path] for path in old if path in wanted} for old in there]
    for path, value in wanted.items():
        at = 0 if path[0] in at_top else home.get(path[:2])
        if at is not None and not any(path in block for block in there):
            values[at][path] = value
    written = [
        _changed(block, old, new, top=at == 0)
        for at, (block, old, new) in enumerate(zip(blocks, there, values, strict=True))
    ]
    for (table, key), fields in given.items():
        if (table, key) not in home and table not in at_top:
            new = _entry(table, key, fields, meant.get(fields.get("theme", key), ""))
            at = max((at for (name, *_), at in home.items() if name == table), default=len(written) - 1)
            written[at] = "\n\n".join(filter(None, (written[at].rstrip(), new)))
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
    for table, entries in raw.items():
        if table == "order":
            values["order",] = entries
        else:
            values |= {(table, key, name): one for key, own in entries.items() for name, one in own.items()}
    return values


def _renamed(blocks: list[str], wanted: Mapping[_Path, Any]) -> list[str]:
    """Give lines whose number has changed their new references, which end in the comment that stays."""
    flat = [_flat(parse_toml(block)) for block in blocks]
    keys = [next((path[1] for path in paths if path[0] == "lines"), "") for paths in flat]
    named = dict.fromkeys(path[1] for path in wanted if path[0] == "lines")
    new = {key.partition(" ")[2]: key for key in named if key not in keys}
    renamed = []
    for block, key in zip(blocks, keys, strict=True):
        head = re.search(r"^[ \t]*\[[^\n]*", block, re.MULTILINE)
        later = new.get(key.partition(" ")[2])
        if head and key and later and key not in named:
            line = head[0].replace(toml_key(key), toml_key(later), 1)
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
        # With a value goes what would be left empty by that.
        holders = list(accumulate(path[:-1], operator.getitem, initial=document))
        for holder, name in zip(reversed(holders), reversed(path), strict=True):
            del holder[name]
            if holder:
                break
    text = tomlkit.dumps(document)
    return f"{text.rstrip()}\n\n" if top else text
