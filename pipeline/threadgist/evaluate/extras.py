"""Libraries of the extra `evaluate`, imported where they are needed, with a plain word where they are not installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from threadgist.errors import InputError

__all__ = ["need"]


def need(module: str, package: str) -> Any:
    """Import `module`, which comes with `package`.

    Raises:
        InputError: It is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or module.partition(".")[0] != error.name.partition(".")[0]:
            raise
        raise InputError(
            f"{package} is not installed: pip install 'threadgist[evaluate]' brings it"
        ) from error
