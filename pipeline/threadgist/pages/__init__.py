"""A digest as a page, its picture, a section, a letter, text, Markdown, JSON and tables: knows the records alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from threadgist.errors import SettingsError
from threadgist.pages.bullets import Bullets, shorter
from threadgist.pages.data import to_csv, to_json, to_parquet, to_sqlite
from threadgist.pages.html import blocks, dressed, rendered
from threadgist.pages.preview import to_png
from threadgist.pages.view import build_fragment, build_page, page_address
from threadgist.pages.written import asked_language
from threadgist.records import Digest
from threadgist.records.tables import TABLES
from threadgist.settings import PageSettings
from threadgist.translations import speaking, spoken

__all__ = ["FORMATS", "Format", "check_formats", "render", "render_files"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a digest: what ends the names of its files, and what gives their contents, in that order.

    `contents` is given the digest, what pages show, the name of their folder, and all formats that are written; `text`
    says that it is one text, which can be printed; `needs` are packages of the extra of the format's name.
    """

    ends: tuple[str, ...]
    contents: Callable[[Digest, PageSettings, str, Sequence[str]], Iterable[str | bytes]]
    text: bool = True
    needs: tuple[str, ...] = ()


PAGE_BYTES: Final = 375_000
LISTED_BYTES: Final = 500
# What the largest mail services show before they cut a letter off is 102 kB.
EMAIL_BYTES: Final = 95_000


def _html(digest: Digest, page: PageSettings, folder: str, formats: Sequence[str]) -> Iterator[str]:
    """Yield one HTML page; a large page cuts comments shorter."""
    scripts = ("scheme.js", "digest.js", "map.js")
    values: dict[str, Any] = {"digest": digest, "preview": "png" in formats}
    values |= dressed(("digest.css",), scripts, page.templates, page.css, spoken())
    address = page_address(page.base_url, folder)

    def at(chars: int) -> tuple[str, dict[str, Any]]:
        view = build_page(digest, chars, address)
        text = rendered("digest.html.jinja", page.templates, page=view, **values)
        return f"{text}\n", view["listing"]

    text, listing = at(page.max_comment_chars)
    excess = len(text.encode()) - PAGE_BYTES - LISTED_BYTES * max(0, len(listing["comments"]) - 500)
    yield text if excess <= 0 else at(shorter(digest, listing, excess))[0]


def _embed(digest: Digest, page: PageSettings, folder: str, *_: object) -> Iterator[str]:
    """Yield a section to put into an article, with styles that hold for it alone and without scripts."""
    view = build_fragment(digest, Bullets(digest, {}), page_address(page.base_url, folder))
    style = rendered("embed.css", page.templates)
    yield rendered("embed.html.jinja", page.templates, page=view, style=style) + "\n"


def _email(digest: Digest, page: PageSettings, folder: str, *_: object) -> Iterator[str]:
    """Yield a letter of plain styles under `EMAIL_BYTES`; a long digest shows fewer lines of each theme."""
    for most in (None, 4, 3, 2, 1):
        view = build_fragment(digest, Bullets(digest, {}, most), page_address(page.base_url, folder))
        text = rendered("email.html.jinja", page.templates, page=view) + "\n"
        if len(text.encode()) <= EMAIL_BYTES:
            break
    yield text


def _plain(digest: Digest, name: str) -> Iterator[str]:
    """Yield Markdown or plain text, one line a bullet; in Markdown, foreign text cannot become markup or a link."""
    view = build_fragment(digest, Bullets(digest, {}, excerpted=False))
    yield blocks(rendered(name, page=view, digest=digest))


_TABLES: Final = tuple(table.name for table in TABLES)
_DRAWN: Final = ("resvg_py", "noto_cjk_sans_jp_bold")

# A new format is a function in a module of its own and a line here.
FORMATS: Final[dict[str, Format]] = {
    "html": Format(("html",), _html),
    "embed": Format(("embed.html",), _embed),
    "email": Format(("email.html",), _email),
    "png": Format(("png",), lambda digest, page, *_: [to_png(digest, page)], text=False, needs=_DRAWN),
    "md": Format(("md",), lambda digest, *_: _plain(digest, "digest.md.jinja")),
    "txt": Format(("txt",), lambda digest, *_: _plain(digest, "digest.txt.jinja")),
    "json": Format(("json",), lambda digest, *_: [to_json(digest)]),
    "csv": Format(tuple(f"{name}.csv" for name in _TABLES), to_csv, text=False),
    "parquet": Format(
        tuple(f"{name}.parquet" for name in _TABLES), to_parquet, text=False, needs=("pyarrow",)
    ),
    "sqlite": Format(("sqlite",), to_sqlite, text=False),
}


def check_formats(names: Iterable[str]) -> None:
    """Raise SettingsError where there is no such format, or what it needs is not installed."""
    for name in names:
        if name not in FORMATS:
            raise SettingsError(f"unknown format {name!r}: there are {', '.join(FORMATS)}")
        for package in FORMATS[name].needs:
            if find_spec(package) is None:
                way_out = f"pip install 'threadgist[{name}]' brings it"
                raise SettingsError(f"format {name!r}: {package} is not installed: {way_out}")


def render_files(
    digest: Digest, formats: Iterable[str], page: PageSettings | None = None, folder: str = ""
) -> dict[str, str | bytes]:
    """Return a digest in several of `FORMATS`, by the names of the files.

    `page` is what pages show and whose look they have, `folder` the name of the folder below `page.base_url` that the
    files will lie in. Raises SettingsError: see `check_formats`; or templates or a style sheet of `page` cannot be
    used.
    """
    wanted = tuple(formats)
    check_formats(wanted)
    files: dict[str, str | bytes] = {}
    with speaking(asked_language(digest)):
        for chosen in (FORMATS[name] for name in wanted):
            contents = chosen.contents(digest, page or PageSettings(), folder, wanted)
            files |= zip((f"digest.{end}" for end in chosen.ends), contents, strict=True)
    return files


def render(digest: Digest, fmt: str, page: PageSettings | None = None, folder: str = "") -> str:
    """Return `digest` in one format that is one text; the same digest and settings give the same characters.

    Names are printed as they stand in the digest: pseudonyms are put in before. For `page` and `folder` see
    `render_files`. Raises SettingsError: there is no such format, or it is not one text.
    """
    check_formats((fmt,))
    if not FORMATS[fmt].text:
        raise SettingsError(f"format {fmt!r} is no text: see render_files, or Digest.to_frames")
    (text,) = render_files(digest, (fmt,), page, folder).values()
    return str(text)
