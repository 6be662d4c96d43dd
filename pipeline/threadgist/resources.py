"""Where the files that travel with the package are, in the checkout or inside the installed wheel; and the cache."""

import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from threadgist.errors import ThreadgistError

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """Return the folder `name` ("models", "configs") of the checkout, or its copy in the wheel.

    Raises ThreadgistError: neither is there, so the installation is damaged.
    """
    checkout = _PACKAGE.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    bundled = _PACKAGE / "_data" / name
    if bundled.is_dir():
        return bundled
    raise ThreadgistError(f"the folder {name!r} is missing beside {_PACKAGE}: reinstall threadgist")


def default_cache_dir() -> Path:
    """Return `THREADGIST_CACHE_DIR`, or the user's cache folder of the platform."""
    named = os.environ.get("THREADGIST_CACHE_DIR")
    if named:
        return Path(named)
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("threadgist", appauthor=False))


@cache
def package_table(path: str) -> dict[str, Any]:
    """Return what a TOML file inside the package says, by its path there ("orders.toml"); not to be changed."""
    return tomllib.loads((_PACKAGE / path).read_text(encoding="utf-8"))


def package_pattern(path: str, form: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern in which each {name} stands for the alternatives of a list of `[patterns]` in a TOML file."""
    lists = package_table(path)["patterns"]
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda name: "|".join(lists[name[1]]), form), flags)
