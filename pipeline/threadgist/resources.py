"""Where the files that travel with the package are: in the checkout, or inside the installed wheel."""

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


@cache
def package_table(path: str) -> dict[str, Any]:
    """Return what a TOML file inside the package says, by its path there ("orders.toml"); not to be changed."""
    return tomllib.loads((_PACKAGE / path).read_text(encoding="utf-8"))
