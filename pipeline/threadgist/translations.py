"""The program's own words in the language of a page, which `speaking` sets: gettext catalogues, months, numbers.

English, which the words are written in, needs no catalogue; what one (`catalogues/CODE.po`) lacks stays English.
"""

from __future__ import annotations

import gettext as catalogues
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from babel.core import Locale

CATALOGUES: Final = ("de", "es", "fr", "ja")
_MONTHS: Final = "January February March April May June July August September October November December"
_spoken: Final = ContextVar("spoken", default="en")


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Say everything within in a language (ISO 639-1), or in English where there is no catalogue for it."""
    token = _spoken.set(language if language in CATALOGUES else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """Return the language that words are said in now: "en", or one of `CATALOGUES`."""
    return _spoken.get()


@cache
def catalogue(language: str) -> catalogues.NullTranslations:
    """Return the words of a language; those of English are the messages themselves."""
    if language == "en":
        return catalogues.NullTranslations()
    from importlib.resources import files
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (files("threadgist") / "catalogues" / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


def gettext(message: str, **values: object) -> str:
    """Return a message with values in the places of its `%(name)s`."""
    return catalogue(spoken()).gettext(message) % values


def pgettext(context: str, message: str, **values: object) -> str:
    """Return a message that means something else elsewhere; `context` tells the two apart."""
    return catalogue(spoken()).pgettext(context, message) % values


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return the message that fits a number, which takes the place of `%(n)s`."""
    return catalogue(spoken()).ngettext(one, many, abs(number)) % {"n": grouped(number), **values}


def later(message: str) -> str:
    """Return a message as it is: it is put into a catalogue here, and looked up where it is printed."""
    return message


def grouped(number: int) -> str:
    """Return "1,204", with the sign between the thousands that the language has, and "−3"."""
    digits = f"{number:,}".replace("-", "−")
    return digits if spoken() == "en" else digits.replace(",", _locale().number_symbols["latn"]["group"])


def month(number: int, *, short: bool = False) -> str:
    """Return the name of a month from 1 to 12, as it stands in a date."""
    if spoken() == "en":
        return _MONTHS.split()[number - 1][: 3 if short else None]
    return str(_locale().months["format"]["abbreviated" if short else "wide"][number])


def in_row(parts: Iterable[str]) -> str:
    """Return "a, b, c" of what is not empty."""
    return pgettext("between the parts of a list", ", ").join(filter(None, parts))


def listed(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(parts)s and %(last)s", parts=in_row(parts[:-1]), last=parts[-1])


def language_name(code: str) -> str | None:
    """Return what a language is called: "Japanese" for "ja"; None where it has no name here."""
    name: str | None = _locale().languages.get(code)
    return name


def _locale() -> Locale:
    from babel.core import Locale

    return Locale.parse(spoken())
