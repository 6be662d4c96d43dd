"""The digest as one HTML file that asks nobody for anything and reads the same with scripts off."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from threadgist.errors import SettingsError, SourceError
from threadgist.pages import words
from threadgist.pages.chart import style_of
from threadgist.pages.lines import ROLES
from threadgist.pages.safe import clip, markdown_text, markdown_url, safe_url, theme_anchor
from threadgist.stored import read_bytes
from threadgist.translations import catalogue, grouped, in_row, spoken
from threadgist.words import counted, one_line

if TYPE_CHECKING:
    from jinja2 import Environment

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"“”]+")
_OF_DICTS: Final = frozenset(dir(dict))
_LINK: Final = '<a href="{0}" rel="ugc nofollow">{0}</a>'


@cache
def environment(folder: str | None = None) -> Environment:
    """Return the templates of all pages; those of `folder` stand in for ours, and can extend them as "threadgist/NAME".

    Raises SettingsError: there is no such folder.
    """
    import jinja2

    class Templates(jinja2.Environment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            # Jinja asks a mapping for the attribute first, which costs an exception for each field of a view.
            if type(obj) is dict and attribute in obj and attribute not in _OF_DICTS:
                return obj[attribute]
            return super().getattr(obj, attribute)

    ours = jinja2.PackageLoader("threadgist", "templates")
    if folder is not None and not Path(folder).is_dir():
        raise SettingsError(
            f"page.templates {folder!r}: no such folder; name one that holds digest.html.jinja"
        )
    theirs = [jinja2.FileSystemLoader(folder)] if folder is not None else []
    templates = Templates(
        loader=jinja2.ChoiceLoader([*theirs, ours, jinja2.PrefixLoader({"threadgist": ours})]),
        autoescape=lambda name: name is None or not name.endswith((".md.jinja", ".txt.jinja")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The language may change from one rendering to the next, so it is asked for at each word.
    templates.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue(spoken()).gettext(message),
        lambda one, many, number: catalogue(spoken()).ngettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, message: catalogue(spoken()).pgettext(context, message),
    )
    functions = (clip, words.crowd, words.day_range, words.reason_words, spoken, style_of, theme_anchor)
    templates.globals.update({one.__name__: one for one in functions})
    templates.globals.update(roles=ROLES, status_names=words.STATUS_NAMES)
    figures = (words.comments, words.day, words.minute, words.percent, words.zulu, counted)
    texts = (words.as_sentence, words.notes, words.quoted, words.source_name, in_row, one_line, safe_url)
    templates.filters.update({one.__name__: one for one in (*figures, *texts)})
    templates.filters.update(marked=_marked, md=markdown_text, md_link=_markdown_link, thousands=grouped)
    return templates


def rendered(name: str, folder: str | None = None, /, **values: Any) -> str:
    """Return what a template of `environment(folder)` makes of values; raises SettingsError where it cannot be used."""
    from jinja2 import TemplateError

    try:
        return environment(folder).get_template(name).render(values)
    except (TemplateError, UnicodeDecodeError) as error:
        if folder is None:
            raise
        where = f", line {line}" if (line := getattr(error, "lineno", None)) else ""
        raise SettingsError(f"page.templates {folder!r}{where}: {error}; mend the template") from error


def _markdown_link(text: str, url: str | None) -> str:
    shown, target = markdown_text(text), markdown_url(url)
    return shown if target is None or not shown else f"[{shown}]({target})"


def _marked(pieces: Sequence[tuple[str, bool]], cut: bool = False) -> Markup:
    """Return pieces of a comment, escaped: those that are cited as `<mark>`, whole addresses as links."""
    parts = []
    for at, (text, cited) in enumerate(pieces):
        shown = _linked(text, whole=at == len(pieces) - 1 and not cut)
        parts.append(f"<mark>{shown}</mark>" if cited else shown)
    return Markup("".join(parts))


def _linked(text: str, *, whole: bool) -> str:
    """Return `text` escaped, with its http addresses as links; one at the end only where the text ends there too."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        url = found[0].rstrip(".,;:!?'\"…")
        url = url.removesuffix(")") if "(" not in url else url
        if (found.end() == len(text) and not whole) or safe_url(url) is None:
            continue
        parts += [escape(text[at : found.start()]), _LINK.format(escape(url))]
        at = found.start() + len(url)
    return "".join((*parts, escape(text[at:])))


@cache
def dressed(
    styles: tuple[str, ...],
    scripts: tuple[str, ...],
    folder: str | None = None,
    css: str | None = None,
    language: str = "en",
) -> dict[str, str]:
    """Return what every page of ours is rendered with: `style`, `script`, and the `policy` that admits no others.

    `styles` and `scripts` are among the templates, `folder` see `environment`; `css` is a style sheet of the
    publisher's, which comes last; `language` is the one `spoken` now, which scripts may have words of. Raises
    SettingsError: the sheet cannot be read, or would end the element it is inlined in.
    """
    style, script = ("\n".join(_source(name, folder) for name in names) for names in (styles, scripts))
    style = style if css is None else f"{style}\n{_own_css(css)}"
    for names, text in ((styles, style), (scripts, script)):
        if "</" in text:
            raise ValueError(f"templates/{', '.join(names)} contains '</'")
    policy = (
        f"default-src 'none'; style-src {_admitted(style)}; script-src {_admitted(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


def _admitted(text: str) -> str:
    """Return what admits an inlined text, and nothing else, as a source of styles or scripts."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'" if text else "'none'"


def _own_css(path: str) -> str:
    wrong = f"page.css {path!r}: contains '</', which would end the style element; leave it out"
    try:
        text = read_bytes(Path(path)).decode().strip()
        if "</" not in text:
            return text
    except SourceError as error:
        wrong = f"page.css {error}; name a style sheet"
    except UnicodeDecodeError as error:
        wrong = f"page.css {path!r}: cannot be read ({error.reason}); save it as UTF-8"
    raise SettingsError(wrong)


def _source(name: str, folder: str | None) -> str:
    text = rendered(name, folder).strip()
    if folder is not None and (Path(folder) / name).is_file():
        return text
    # Ours have no text of several lines, so lines may lose their indentation, and remarks go: 3 KB of each page.
    return re.sub(r"^ *//.*\n|^ +", "", text, flags=re.MULTILINE)


def blocks(text: str) -> str:
    """Return what a template printed with one empty line between blocks, none where it left one out."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
