"""A digest without its map and its list of comments: what goes into an article or a letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from threadgist.pages.bullets import Bullets, BulletView
from threadgist.pages.html import templates_of
from threadgist.pages.lines import names_note
from threadgist.pages.safe import safe_url
from threadgist.pages.sharing import page_address
from threadgist.pages.view import ThemeView, page_language, standfirst, theme_views
from threadgist.pages.words import mode_note, other_notices, points_heading, vote_sections
from threadgist.pages.written import ShortSentence, in_short, number_note, written_language, written_note
from threadgist.printable import one_line
from threadgist.records import Digest
from threadgist.settings import PageSettings
from threadgist.translations import spoken

__all__ = ["to_email", "to_embed"]

# What the largest mail services show before they cut a letter off is 102 kB.
EMAIL_BYTES: Final = 95_000


@dataclass(frozen=True, slots=True)
class Fragment:
    """What the templates print; `address` is where the whole page lies, None where nobody said."""

    lang: str
    title: str
    url: str | None
    address: str | None
    standfirst: str
    mode_note: str
    quotations: tuple[BulletView, ...]
    sentences: tuple[ShortSentence, ...]
    sections: tuple[tuple[str, tuple[BulletView, ...]], ...]
    themes: tuple[ThemeView, ...]
    points_heading: str
    points: tuple[BulletView, ...]
    notes: tuple[tuple[str, str], ...]
    text_lang: str
    written_lang: str


def to_embed(digest: Digest, page: PageSettings, folder: str = "") -> str:
    """Return a section to put into an article, with styles that hold for it alone and without scripts.

    Raises:
        SettingsError: the templates that `page` names cannot be used.
    """
    with templates_of(page.templates) as templates:
        style = templates.get_template("embed.css").render()
        view = _fragment(digest, page_address(page.base_url, folder))
        return templates.get_template("embed.html.jinja").render(page=view, style=style) + "\n"


def to_email(digest: Digest, page: PageSettings, folder: str = "") -> str:
    """Return the digest as a letter: styles inlined, nothing that mail programs take out, under 95 kB.

    A long digest shows fewer lines of each theme.

    Raises:
        SettingsError: the templates that `page` names cannot be used.
    """
    view = _fragment(digest, page_address(page.base_url, folder))
    with templates_of(page.templates) as templates:
        template = templates.get_template("email.html.jinja")
        text = template.render(page=view) + "\n"
        for lines in (4, 3, 2, 1):
            if len(text.encode()) <= EMAIL_BYTES:
                break
            text = template.render(page=_at_most(view, lines)) + "\n"
    return text


def _fragment(digest: Digest, address: str | None) -> Fragment:
    bullets = Bullets(digest, {})
    short = in_short(digest)
    notes = (
        (names_note(digest), ""),
        (number_note(digest), ""),
        *other_notices(digest),
        (written_note(digest), ""),
    )
    return Fragment(
        lang=spoken(),
        title=one_line(digest.title),
        url=safe_url(digest.url),
        address=address,
        standfirst=standfirst(digest),
        mode_note=mode_note(digest),
        quotations=tuple(bullets.view(one.bullet) for one in (short.quotations if short else ())),
        sentences=short.sentences if short else (),
        sections=tuple((heading, bullets.views(found)) for _, heading, found in vote_sections(digest)),
        points_heading=points_heading(digest),
        points=bullets.views(digest.points),
        themes=tuple(
            replace(theme, parts=tuple(replace(part, bullets=_bare(part.bullets)) for part in theme.parts))
            for theme in theme_views(digest, bullets)
            if theme.parts
        ),
        notes=tuple(note for note in notes if note[0]),
        text_lang=page_language(digest.language or ""),
        written_lang=page_language(written_language(digest)),
    )


def _bare(bullets: tuple[BulletView, ...]) -> tuple[BulletView, ...]:
    """Return bullets without anchors, which would be those of another page."""
    return tuple(replace(bullet, anchor="") for bullet in bullets)


def _at_most(view: Fragment, lines: int) -> Fragment:
    """Return a fragment with so many lines of each part of a theme, and no more than that of answers to one."""

    def cut(bullets: tuple[BulletView, ...]) -> tuple[BulletView, ...]:
        return tuple(replace(bullet, children=cut(bullet.children)) for bullet in bullets[:lines])

    themes = tuple(
        replace(theme, parts=tuple(replace(part, bullets=cut(part.bullets)) for part in theme.parts))
        for theme in view.themes
    )
    sections = tuple((head, cut(found)) for head, found in view.sections)
    return replace(view, themes=themes, sections=sections, points=cut(view.points))
