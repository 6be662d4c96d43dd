"""A digest as a page, its picture, a section, a letter, text, Markdown, JSON and tables: knows the records alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from threadgist.errors import SettingsError
from threadgist.pages.formats import to_email, to_embed, to_html, to_markdown, to_text
from threadgist.pages.json import digest_schema, to_json
from threadgist.pages.preview import to_png
from threadgist.pages.tables import to_csv, to_parquet, to_sqlite
from threadgist.pages.written import asked_language
from threadgist.records import Digest
from threadgist.records.tables import TABLES
from threadgist.settings import PageSettings
from threadgist.translations import speaking

__all__ = ["FORMATS", "Format", "check_formats", "digest_schema", "render", "render_files"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a digest: what ends the names of its files, and what gives their contents, in that order.

    `contents` is given the digest, what pages show, the name of their folder, and all formats that are written.
    `text` says that it is one text, which can be printed; `needs` are packages that come with the extra of the
    format's name.
    """

    ends: tuple[str, ...]
    contents: Callable[[Digest, PageSettings, str, Sequence[str]], Iterable[str | bytes]]
    text: bool = True
    needs: tuple[str, ...] = ()


_TABLES: Final = tuple(table.name for table in TABLES)

# A new format is a function in a module of its own and a line here.
FORMATS: Final[dict[str, Format]] = {
    "html": Format(
        ("html",),
        lambda digest, page, folder, formats: [to_html(digest, page, folder, preview="png" in formats)],
    ),
    "embed": Format(("embed.html",), lambda digest, page, folder, _: [to_embed(digest, page, folder)]),
    "email": Format(("email.html",), lambda digest, page, folder, _: [to_email(digest, page, folder)]),
    "png": Format(
        ("png",),
        lambda digest, page, *_: [to_png(digest, page)],
        text=False,
        needs=("resvg_py", "noto_cjk_sans_jp_bold"),
    ),
    "md": Format(("md",), lambda digest, *_: [to_markdown(digest)]),
    "txt": Format(("txt",), lambda digest, *_: [to_text(digest)]),
    "json": Format(("json",), lambda digest, *_: [to_json(digest)]),
    "csv": Format(tuple(f"{name}.csv" for name in _TABLES), lambda digest, *_: to_csv(digest), text=False),
    "parquet": Format(
        tuple(f"{name}.parquet" for name in _TABLES),
        lambda digest, *_: to_parquet(digest),
        text=False,
        needs=("pyarrow",),
    ),
    "sqlite": Format(("sqlite",), lambda digest, *_: [to_sqlite(digest)], text=False),
}


def check_formats(names: Iterable[str]) -> None:
    """Make sure that digests can be written in these formats.

    Raises:
        SettingsError: There is no such format, or what it needs is not installed.
    """
    for name in names:
        if name not in FORMATS:
            raise SettingsError(f"unknown format {name!r}: there are {', '.join(FORMATS)}")
        for package in FORMATS[name].needs:
            if find_spec(package) is None:
                raise SettingsError(
                    f"format {name!r}: {package} is not installed: pip install 'threadgist[{name}]' brings it"
                )


def render_files(
    digest: Digest, formats: Iterable[str], page: PageSettings | None = None, folder: str = ""
) -> dict[str, str | bytes]:
    """Return a digest in several formats, by the names of the files.

    Args:
        digest: a grounded digest.
        formats: some of `FORMATS`.
        page: what pages show and whose look they have.
        folder: the name of the folder below `page.base_url` that the files will lie in.

    Raises:
        SettingsError: see `check_formats`; or the templates or the style sheet that `page` names cannot be used.
    """
    wanted = tuple(formats)
    check_formats(wanted)
    files: dict[str, str | bytes] = {}
    with speaking(asked_language(digest)):
        for name in wanted:
            chosen = FORMATS[name]
            contents = chosen.contents(digest, page or PageSettings(), folder, wanted)
            files.update(zip((f"digest.{end}" for end in chosen.ends), contents, strict=True))
    return files


def render(digest: Digest, fmt: str, page: PageSettings | None = None, folder: str = "") -> str:
    """Return `digest` in one format; the same digest and settings give the same characters.

    Args:
        digest: a grounded digest. Names are printed as they stand in it: pseudonyms are put in before.
        fmt: one of `FORMATS` that is one text, such as html, md, txt, json.
        page: what pages show and whose look they have.
        folder: see `render_files`.

    Raises:
        SettingsError: there is no such format, or it is not one text.
    """
    check_formats((fmt,))
    if not FORMATS[fmt].text:
        raise SettingsError(f"format {fmt!r} is no text: see render_files, or Digest.to_frames")
    (text,) = render_files(digest, (fmt,), page, folder).values()
    return str(text)
