"""What other programs, and people, call things: words, patterns and places, in the `.toml` files beside this one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return what `NAME.toml` holds; not to be changed."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def words(name: str, key: str) -> tuple[str, ...]:
    """Return the words that stand under `key`, in their order."""
    return tuple(vocabulary(name)[key].split())


def pattern(name: str, key: str) -> str:
    """Return what matches any of the regular expressions that stand under `key`, one a line."""
    return "(?:" + "|".join(vocabulary(name)[key].strip().split("\n")) + ")"


def phrases(name: str, key: str) -> str:
    """Return what matches any of the phrases under `key`, apart by commas or line ends; the longest first."""
    found = {phrase.strip() for phrase in re.split(r"[,\n]", vocabulary(name)[key])} - {""}
    ordered = sorted(found, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in ordered) + ")"
