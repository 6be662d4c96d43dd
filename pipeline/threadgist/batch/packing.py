"""Records as bytes between the processes of one run. Nothing from outside is ever unpacked."""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, is_dataclass
from typing import Any


class _Pickler(pickle.Pickler):
    """Writes records as calls of their classes: twice as fast as the states of slotted frozen dataclasses."""

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if kind.__module__.startswith("threadgist.") and (names := _field_names(kind)):
            return kind, tuple(getattr(value, name) for name in names)
        return NotImplemented


_names: dict[type, tuple[str, ...]] = {}


def _field_names(kind: type) -> tuple[str, ...]:
    if kind not in _names:
        own = fields(kind) if is_dataclass(kind) else ()
        _names[kind] = tuple(one.name for one in own) if all(one.init for one in own) else ()
    return _names[kind]


def pack(value: Any) -> bytes:
    """Return a value as bytes."""
    buffer = io.BytesIO()
    _Pickler(buffer, 5).dump(value)
    return buffer.getvalue()


def unpack(data: bytes) -> Any:
    """Return what was packed."""
    return pickle.loads(data)
