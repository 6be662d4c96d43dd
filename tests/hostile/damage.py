"""Bytes and documents changed at random; the same `random.Random` gives the same changes."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**30, 10**4000, "", " ", "\0", "\ud800", "[deleted]",
    "2024-13-45", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e999", "t3_", "a" * 5000, [], {}, [[]],
    [{}], {"": ""}, [None], "<p>", "<!--", "\u202e\x1b[2J", "../../precious", "/etc/passwd", "0.1.2", "https://",
    "javascript:x", {"id": {"id": []}}, ["x", {"text": 1}],
)  # fmt: skip
_MARKS = (b'"', b",", b";", b"\n", b"{", b"}", b"[", b"]", b"<", b"\x00", b"\xff\xfe", b"\x1b$B", b"\t")


def damaged(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """Change some bytes: flipped, cut, doubled, or spliced with another input."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5, 20))):
        if not changed:
            break
        at = draw.randrange(len(changed))
        kind = draw.randrange(7)
        if kind == 0:
            changed[at] = draw.randrange(256)
        elif kind == 1:
            del changed[at : at + draw.randrange(1, 50)]
        elif kind == 2:
            changed[at:at] = changed[at : at + draw.randrange(1, 200)]
        elif kind == 3:
            start = draw.randrange(len(other) or 1)
            changed[at:at] = other[start : start + draw.randrange(1, 200)]
        elif kind == 4:
            changed[at:at] = draw.choice(_MARKS)
        elif kind == 5:
            changed = changed[:at]
        else:
            changed[at : at + 4] = draw.randbytes(4)
    return bytes(changed)


def disturbed(value: Any, draw: random.Random, share: float = 0.05) -> Any:
    """Change some values of a document: of other types, keys taken out or moved, depth added."""
    if draw.random() < share / 2:
        return draw.choice(ODD)
    if isinstance(value, dict):
        items = [(key, disturbed(one, draw, share)) for key, one in value.items() if draw.random() > share]
        if draw.random() < share:
            draw.shuffle(items)
        if items and draw.random() < share:
            items.append((draw.choice(items)[0] + draw.choice(("", "s", ".x")), draw.choice(ODD)))
        return dict(items)
    if isinstance(value, list):
        items_ = [disturbed(one, draw, share) for one in value]
        if items_ and draw.random() < share:
            items_ += items_[:3]
        return [items_] if draw.random() < share / 4 else items_
    return value


def one_value_changed(value: Any, draw: random.Random) -> Any:
    """Change a single value of a document, and keep the rest: what a schema is least likely to notice."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for key, one in holder.items() if isinstance(holder, dict) else enumerate(holder):
            places.append((holder, key))
            if isinstance(one, dict | list):
                waiting.append(one)
    if places:
        holder, key = draw.choice(places)
        other = draw.choice([holder[key] for holder, key in places[:2000]])
        # A copy, for what holds the place must not stand in itself.
        holder[key] = copy.deepcopy(draw.choice((*ODD, other)))
    return value


def changed(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """Damage an input as what it is: a document where it is JSON, else bytes."""
    try:
        document = json.loads(data)
    except ValueError:
        return damaged(data, other, draw)
    kind = draw.random()
    if kind < 0.3:
        return damaged(data, other, draw)
    how = one_value_changed if kind < 0.7 else disturbed
    return json.dumps(
        how(document, draw) if not isinstance(document, int | str) else draw.choice(ODD)
    ).encode()
