"""The index in a real browser: accessible, silent, whole without scripts, searchable with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import entries
from playwright.sync_api import expect

from threadgist.site.entries import Part

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(visit, monkeypatch, width, scheme) -> None:
    monkeypatch.setattr("threadgist.site.build.PAGE_ENTRIES", 90)
    page = visit(entries(120), width=width, scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    axe_finds_nothing(page)


def axe_finds_nothing(page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, options={"runOnly": TAGS})
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 15


@pytest.mark.parametrize("scripts", [True, False])
def test_page_asks_for_nothing_and_does_not_complain(visit, scripts) -> None:
    seen = visit(entries(30), scripts=scripts)
    assert len([url for url in seen.requests if not url.startswith("data:")]) == 1
    assert seen.complaints == []


def test_nothing_sticks_out_sideways(visit) -> None:
    page = visit(entries(80)).page
    for width in (320, 768, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_is_there_without_scripts(visit) -> None:
    page = visit(entries(80), scripts=False).page
    assert page.locator(".digests li").count() == 80
    expect(page.get_by_role("link", name="Council votes on line 0, reading 0", exact=True)).to_be_visible()
    expect(page.locator(".find")).to_be_hidden()
    shut = page.locator("details:not([open])").first
    shut.locator("summary").click()
    assert shut.count() == 0 or page.locator("details[open]").count() > 1


def test_search_finds_lines_of_all_digests_and_leads_to_their_theme(visit) -> None:
    made = [
        replace(one, parts=(Part("t-1", "Noise", (f"ann {HOSTILE} line {at}",)),))
        for at, one in enumerate(entries(120))
    ]
    made[7] = replace(
        made[7], parts=(Part("t-7", "Qu\u00e9 <b>", ("bert “A Caf\u00e9 at the quay.”", "the quay again")),)
    )
    seen = visit(made)
    page = seen.page
    page.get_by_label("Search titles, headings and lines").fill("cafe quay")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=cafe%20quay")
    expect(page.locator("#hits")).to_have_text("1 of 120")
    item = page.locator("#found > li")
    assert item.locator("li").first.inner_text() == "Qué <b>: bert “A Café at the quay.”"
    assert item.locator("li").first.locator("mark").all_inner_texts() == ["Café", "quay"]
    assert item.locator("li a").first.get_attribute("href") == f"{made[7].href}#t-7"
    field = page.get_by_label("Search titles, headings and lines")
    field.fill("UNDATED nobody")
    expect(page.locator(".none").last).to_be_visible()
    field.fill("onerror budget")
    expect(page.locator("#hits")).to_have_text("40 of 120")
    assert HOSTILE in item.first.inner_text()
    assert page.locator("#found img, #found script").count() == 0
    field.fill("")
    expect(page.locator("#hits")).to_be_empty()
    assert item.count() == 0
    assert seen.complaints == []
    field.fill("line")
    expect(page.locator("#hits")).to_have_text("120 of 120, 50 shown")
    axe_finds_nothing(page)
