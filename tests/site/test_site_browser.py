"""The index in a real browser: accessible, silent, whole without scripts, searchable with them."""

from __future__ import annotations

import pytest
from made import entries

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(visit, monkeypatch, width, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    monkeypatch.setattr("threadgist.site.index.PAGE_ENTRIES", 90)
    page = visit(entries(120), width=width, scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    results = Axe().run(page, options={"runOnly": TAGS})
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 15


@pytest.mark.parametrize("scripts", [True, False])
def test_page_asks_for_nothing_and_does_not_complain(visit, scripts) -> None:
    seen = visit(entries(30), scripts=scripts)
    assert len([url for url in seen.requests if not url.startswith("data:")]) == 1
    assert seen.complaints == []


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_nothing_sticks_out_sideways(visit, width) -> None:
    assert visit(entries(80), width=width).page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_is_there_without_scripts(visit) -> None:
    page = visit(entries(80), scripts=False).page
    assert page.locator(".digests li").count() == 80
    assert page.get_by_role("link", name="Council votes on line 0, reading 0", exact=True).is_visible()
    assert page.locator(".find").is_hidden()
    shut = page.locator("details:not([open])").first
    shut.locator("summary").click()
    assert shut.count() == 0 or page.locator("details[open]").count() > 1


def test_search_finds_titles_headings_and_events_and_goes_back(visit) -> None:
    from playwright.sync_api import expect

    page = visit(entries(120)).page
    field = page.get_by_label("Search titles and headings")
    opened = page.locator("details[open]").count()
    field.fill("UNDATED quay")
    expect(page.locator("#hits")).to_have_text("2 of 120")
    assert page.locator(".digests li:visible").count() == 2
    field.fill("budget night")
    expect(page.locator("#hits")).to_have_text("40 of 120")
    field.fill("nowhere to be found")
    expect(page.locator(".none")).to_be_visible()
    field.fill("")
    expect(page.locator("#hits")).to_be_empty()
    assert page.locator("details[open]").count() == opened
    assert page.locator(".digests li:not([hidden])").count() == 120
