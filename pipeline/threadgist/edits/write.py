"""`Edits` to edits.toml, in one form: the same edits give the same characters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from threadgist.edits.records import POINTS, Added, Edits, LineEdit, ThemeEdit, reference
from threadgist.pages.lines import Lines
from threadgist.pages.safe import clip
from threadgist.printable import one_line
from threadgist.records import walk

if TYPE_CHECKING:
    from threadgist.records import Digest

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SAID_CHARS = 70


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
    themes = [(theme.id, theme.bullets) for theme in digest.themes]
    others = (
        (POINTS, digest.points),
        *((None, found) for found in (digest.agreed, digest.disputed, digest.one_offs)),
    )
    blocks = []
    for theme_id, bullets in (*themes, *others):
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
    for name in ("themes", "lines", "added"):
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
