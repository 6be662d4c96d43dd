"""Pages in other languages than English: every word of the program's own is in a catalogue, and fits."""

from __future__ import annotations

import gettext
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from example import consultation, empty, example, small, written
from selectolax.lexbor import LexborHTMLParser

from threadgist import translations
from threadgist.pages import render
from threadgist.pages.view import standfirst
from threadgist.pages.words import comments, day, day_range, minute, spelled
from threadgist.records import Digest
from threadgist.translations import CATALOGUES, grouped, listed, speaking

ROOT = Path(__file__).parents[2]
PLACES = re.compile(r"%\(\w+\)s|%%")
FORMS = ["html", "embed", "email", "md", "txt"]


def asked(digest: Digest, language: str) -> Digest:
    settings = (*digest.provenance.settings, ("writer.language", json.dumps(language)))
    return replace(digest, provenance=replace(digest.provenance, settings=settings))


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """What `make messages` finds on the pages."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"pybabel (.* extract .*)", make)[1].split()
    swapped = {
        "pyproject.toml": ROOT / "pyproject.toml",
        "pipeline/threadgist": ROOT / "pipeline/threadgist",
        "build/messages.pot": pot,
    }
    CommandLineInterface().run(["pybabel", *(str(swapped.get(word, word)) for word in command)])
    with pot.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_has_every_word_with_its_places(words, language) -> None:
    with (ROOT / f"pipeline/threadgist/catalogues/{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    lacking, odd = [], []
    for word in filter(lambda one: one.id, words):
        found = catalogue.get(word.id, word.context)
        said = found.string if found else ""
        if not said or not all(said) or found.fuzzy:
            lacking.append(word.id)
            continue
        forms = said if isinstance(said, tuple) else (said,)
        assert len(forms) == (catalogue.num_plurals if word.pluralizable else 1)
        for number, form in enumerate(forms):
            wanted = sorted(PLACES.findall(word.id[-1] if word.pluralizable else word.id))
            # Where there are several forms, the first can say "the one" in place of the number.
            free = ["%(n)s"] if number == 0 < len(forms) - 1 else []
            if sorted(PLACES.findall(form)) not in (wanted, sorted(set(wanted) - set(free))):
                odd.append(form)
    assert (lacking, odd) == ([], [])
    assert {(one.id, one.context) for one in catalogue} <= {(one.id, one.context) for one in words}


class Marked(gettext.NullTranslations):
    """Puts marks around all that is looked up, but for signs."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if re.search(r"[A-Za-z]{2}", PLACES.sub("", message)) else message

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("make", [example, small, empty, written, consultation])
def test_no_word_of_the_program_is_left_out(monkeypatch, make, form) -> None:
    """What stands outside of the marks is from the thread, or a name of the program's."""
    monkeypatch.setattr(translations, "catalogue", lambda language: Marked())
    monkeypatch.setattr("threadgist.pages.html.catalogue", lambda language: Marked())
    digest = asked(make(), "es")
    text = render(digest, form)
    if form in ("html", "embed", "email"):
        page = LexborHTMLParser(re.sub("</?mark>", "", text))
        labels = [node.attributes[name] for name in ("aria-label", "title") for node in page.css(f"[{name}]")]
        page.strip_tags(["style", "script"])
        text = "\n".join([*filter(None, labels), page.body.text(separator="\n")])
    while (bare := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = bare
    known = f"{render(digest, 'json')} UTC threadgist Discourse sha256 oct octubre Markdown amp lt joiner"
    left = set(re.findall(r"[^\W\d_]+", text)) - set(re.findall(r"[^\W\d_]+", known)) - {"Zerowidth"}
    assert {word for word in left if len(word) < 30} == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "1.204 Kommentare|1 Kommentar|27. Okt. 2025, 14:05|26.–28. Oktober 2025|a, b und c|Eine"),
        ("fr", "1\u202f204 commentaires|1 commentaire|27 oct. 2025, 14:05|26-28 octobre 2025|a, b et c|Une"),
        ("es", "1.204 comentarios|1 comentario|27 oct 2025, 14:05|26-28 de octubre de 2025|a, b y c|Una"),
        ("ja", "コメント1,204件|コメント1件|2025年10月27日 14:05|2025年10月26～28日|a、b、c|1"),
        ("pt", "1,204 comments|1 comment|27 Oct 2025, 14:05|26–28 October 2025|a, b and c|One"),
    ],
)
def test_numbers_dates_and_lists(language, said) -> None:
    moment = datetime(2025, 10, 27, 14, 5, tzinfo=UTC)
    with speaking(language):
        range_ = day_range(moment.replace(day=26), moment.replace(day=28))
        found = [comments(1204), comments(1), minute(moment), range_, listed(["a", "b", "c"])]
        assert "|".join([*found, spelled(1).capitalize()]) == said
        assert len({spelled(number) for number in range(14)}) == 14
        for last in (moment.replace(month=11), moment.replace(year=2026)):
            assert day_range(moment, last).count("2025") == 1
        assert grouped(-1204)[0] == "−"
    assert day(moment) == "27 Oct 2025"


def test_a_page_says_which_language_each_part_is_in() -> None:
    digest = asked(written(), "de")
    page = LexborHTMLParser(render(digest, "html"))
    assert page.css_first("html").attributes["lang"] == "de"
    assert "Mehr dazu" in page.css_first(".beyond > summary").text()
    assert {
        node.attributes["lang"] for node in page.css("blockquote, .excerpt, h1, .list > li > p[dir]")
    } == {"en"}
    assert all("lang" not in node.attributes for node in page.css(".sentence"))
    assert {node.attributes.get("lang") for node in page.css(".notices li")} == {None}
    assert "Sprachmodell a-small-model" in page.css_first("footer").text()
    assert LexborHTMLParser(render(digest, "embed")).css_first("section").attributes["lang"] == "de"
    assert LexborHTMLParser(render(digest, "email")).css_first("html").attributes["lang"] == "de"
    assert (
        LexborHTMLParser(render(asked(example(), "pt"), "html")).css_first("html").attributes["lang"] == "en"
    )


def test_quotation_marks_are_those_of_the_page() -> None:
    text = render(asked(example(), "fr"), "txt")
    assert "«\u00a0If the bus keeps that timetable I do not care what it rolls on.\u00a0»" in text
    assert "“" not in text
    with speaking("de"):
        assert standfirst(replace(example(), mode="empty")) == (
            "Der Thread enthält 61 Kommentare, von denen keiner lesbar war."
        )


@pytest.mark.browser
def test_what_scripts_say(visit) -> None:
    page = visit(asked(example(), "fr")).page
    page.locator("#scheme").click()
    assert page.locator("#scheme").inner_text() == "Couleurs\u00a0: claires"
    page.locator(".all > summary").click()
    page.locator("#q").fill("bus")
    page.get_by_text(re.compile(r"^\d+ commentaires sur 61$")).wait_for()
    page.locator("#expand").click()
    assert page.locator("#expand").inner_text() == "Masquer les commentaires derrière les lignes"
