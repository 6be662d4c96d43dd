"""A site's files into its folder: all of them or none, and nothing of anybody else's written over."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from threadgist.errors import OutputError, SettingsError, SourceError
from threadgist.outputs import ensure_writable, write_whole
from threadgist.pages.safe import safe_url
from threadgist.regular import open_regular
from threadgist.site.build import OURS, Site
from threadgist.site.index import MARK

_HEAD_BYTES = 2_000


def base_address(url: str) -> str:
    """Return the address of a site's root, ending in "/".

    Raises:
        SettingsError: It is no http or https address, or it has a query or fragment.
    """
    parts = urlsplit(url) if safe_url(url) is not None else None
    if parts is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise SettingsError(
            f"--base-url {url!r}: no address of a site; write it as https://example.org/digests/"
        )
    return url.rstrip("/") + "/"


def write_site(root: Path, site: Site) -> list[Path]:
    """Write the files of a site into its root, and remove pages of ours that a larger site left there.

    Returns:
        The paths written.

    Raises:
        OutputError: They cannot be written, or a page would be lost that is not of our making.
    """
    ensure_writable(root)
    for name in site.files:
        path = root / name
        if name.endswith(".html") and path.exists() and not _is_ours(path):
            raise OutputError(
                f"{path} was not made by `threadgist site`: move it, or put the digests into a folder of their own"
            )
    written = write_whole(root, site.files)
    for path in sorted(root.iterdir()):
        # Nothing but pages: a feed, a sitemap or a robots.txt bears no mark to know it by.
        leftover = (
            path.name not in site.files and path.name.endswith(".html") and re.fullmatch(OURS, path.name)
        )
        if leftover and _is_ours(path):
            path.unlink(missing_ok=True)
    return written


def _is_ours(path: Path) -> bool:
    try:
        with open_regular(path) as stream:
            return MARK.encode() in stream.read(_HEAD_BYTES)
    except SourceError:
        return False
