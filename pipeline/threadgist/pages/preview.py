"""A picture of a digest for those that link to it: title, people and comments, the largest themes as bars.

It is drawn with one font, Noto Sans CJK, and none of the machine's, so that its bytes repeat. A text in letters that
the font lacks is left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from threadgist.pages.bullets import Bullets
from threadgist.pages.chart import style_of
from threadgist.pages.html import rendered
from threadgist.pages.view import theme_views
from threadgist.pages.words import comments, day_range, people, source_name
from threadgist.records import Digest
from threadgist.settings import PageSettings
from threadgist.translations import gettext as _
from threadgist.words import one_line

WIDTH: Final = 1200
HEIGHT: Final = 630
THEMES: Final = 4
# How wide lines can be, in parts of the size of their letters.
KICKER_EMS: Final = 1080 / 24
TITLE_EMS: Final = 1080 / 56
LABEL_EMS: Final = 1000 / 28
TITLE_LINES: Final = 3
# A longer word is cut itself.
CUT_WORD: Final = 15
_SCRIPTS: Final = (
    "LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC",
)  # fmt: skip
_PARTS: Final = re.compile(r"\s*[^\s\u3040-\u30ff\u3400-\u9fff]+|\s*[\u3040-\u30ff\u3400-\u9fff]")
# Widths of bold letters in parts of their size, a little more than they are.
_WIDTHS: Final = dict.fromkeys(" .,:;!|'’iIjlftr()[]1", 0.36) | dict.fromkeys("mwMWOQGDNHUCA@%&—…", 0.9)


def to_png(digest: Digest, page: PageSettings) -> bytes:
    """Return the picture as PNG, `WIDTH` by `HEIGHT` pixels."""
    import resvg_py
    from noto_cjk_sans_jp_bold import FONT_PATH

    counts = digest.counts
    kicker = (_("Discussion digest"), source_name(digest.source), day_range(digest.first_at, digest.last_at))
    crowd = (people(counts.commenters) if counts.signed else "", comments(counts.comments))
    above, below = ("  ·  ".join(filter(None, map(drawable, parts))) for parts in (kicker, crowd))
    bars = [theme for theme in theme_views(digest, Bullets(digest, {})) if theme["parts"]][:THEMES]
    for bar in bars:
        label = drawable(bar["heading"]) or _("Theme %(number)s", number=bar["number"])
        bar |= {"label": _cut(label, LABEL_EMS), "colour": style_of(bar["number"])[0]}
    svg = rendered(
        "preview.svg.jinja",
        page.templates,
        width=WIDTH,
        height=HEIGHT,
        kicker=_cut(above, KICKER_EMS),
        title=list(_lines(drawable(digest.title) or _("Discussion digest"))),
        crowd=below,
        bars=bars,
    )
    return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=[str(FONT_PATH)])


def drawable(text: str) -> str:
    """Return the signs of a text that the font has; "" where it lacks one of its letters."""
    kinds = [(char, unicodedata.category(char)) for char in unicodedata.normalize("NFC", one_line(text))]
    if any(kind[0] in "LM" and not unicodedata.name(char, "").startswith(_SCRIPTS) for char, kind in kinds):
        return ""
    kept = "".join(char for char, kind in kinds if kind[0] in "LPZN" or kind in ("Sm", "Sc"))
    return " ".join(kept.split())


def _ems(text: str) -> float:
    """Return about how wide a text is in the bold font, in parts of its size."""
    wide = unicodedata.east_asian_width
    return sum(_WIDTHS.get(char, 1.0 if wide(char) in "WF" else 0.62) for char in text)


def _cut(text: str, ems: float) -> str:
    """Return a text, or as much of it as fits, and "…"."""
    if _ems(text) <= ems:
        return text
    end = next(end for end in range(len(text), -1, -1) if _ems(text[:end]) <= ems - 1)
    space = text.rfind(" ", end - CUT_WORD, end + 1)
    return f"{text[: space if space > 0 else end].rstrip()}…"


def _lines(title: str) -> Iterator[str]:
    """Cut a title into lines between words, or between signs in scripts without spaces."""
    line, done = "", 1
    for part in _PARTS.findall(title):
        if line and done < TITLE_LINES and _ems(line + part) > TITLE_EMS:
            yield line.strip()
            line, done = "", done + 1
        line += part
    yield _cut(line.strip(), TITLE_EMS)
