"""The comparison in a real browser: accessible, silent, its views switch without scripts."""

from __future__ import annotations

import pytest
from debates import forty, pair, side, six
from playwright.sync_api import expect
from test_comparison_page import hostile

from threadgist.compare import compare

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true })"


def thirteen():
    """Enough events for the narrow matrix and the folded list, few enough for axe to be quick."""
    return [side(f"n{at:02}", {"powers": 9 + at, "drift": 30 - at}, subject=at, days=at) for at in range(13)]


@pytest.mark.parametrize(
    ("make", "width", "scheme"),
    [
        (pair, 1280, "dark"),
        (thirteen, 360, "light"),
    ],
)
def test_axe_finds_nothing(visit, make, width, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(compare(make()), width=width, scheme=scheme).page
    page.evaluate(OPEN_ALL)
    results = Axe().run(page, options={"runOnly": TAGS})
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 20


@pytest.mark.parametrize("make", [forty, hostile])
def test_nothing_sticks_out_and_nothing_is_asked_for(visit, make) -> None:
    seen = visit(compare(make()))
    fits_and_is_silent(seen)


def fits_and_is_silent(seen) -> None:
    seen.page.evaluate(OPEN_ALL)
    for width in (320, 1280):
        seen.page.set_viewport_size({"width": width, "height": 900})
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert len([url for url in seen.requests if not url.startswith("data:")]) == 1
    assert seen.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_views_switch_with_and_without_scripts(visit, scripts) -> None:
    page = visit(compare(six()), scripts=scripts).page
    expect(page.locator("#view-argument")).to_be_visible()
    expect(page.locator("#view-subject")).to_be_hidden()
    page.get_by_text("By subject", exact=True).click()
    expect(page.locator("#view-subject")).to_be_visible()
    expect(page.locator("#view-argument")).to_be_hidden()
    if scripts:
        assert page.url.endswith("#view-subject")
        page.reload()
        expect(page.locator("#view-subject")).to_be_visible()
        page.locator("#by-subject").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#view-argument")).to_be_visible()


def test_a_figure_leads_to_what_is_behind_it(visit) -> None:
    page = visit(compare(six())).page
    page.locator("#view-argument .heat td a").first.click()
    target = page.locator(":target")
    expect(target).to_be_visible()
    assert "Nobody ever asked us" in target.text_content()
    target.locator(".names a").first.click()
    expect(page.locator(".listed:target .author").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_into_what_is_folded_unfolds_it(visit, scripts) -> None:
    page = visit(compare(thirteen()), scripts=scripts).page
    expect(page.locator("#d2-t1")).to_be_hidden()
    page.locator('#view-argument a[href="#d2-t1"]').first.click()
    expect(page.locator("#d2-t1")).to_be_visible()


def test_a_link_into_the_hidden_view_shows_it(visit) -> None:
    page = visit(compare(pair()), at="#s1").page
    expect(page.locator("#s1")).to_be_visible()


@pytest.mark.parametrize(("make", "limit"), [(pair, 3_000), (six, 3_500)])
def test_it_begins_with_a_sentence_and_a_figure_with_names_and_stays_short(visit, make, limit) -> None:
    comparison = compare(make())
    seen = visit(comparison)
    page = seen.page
    view = page.locator("#view-argument")
    assert view.locator(".headline").bounding_box()["y"] < 400
    assert view.locator(".figure").bounding_box()["y"] < 500
    for event in comparison.events:
        expect(view.locator(".figure").get_by_text(event.label, exact=True).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < limit
    fits_and_is_silent(seen)


def test_print_and_colours(visit) -> None:
    page = visit(compare(six()), scheme="dark").page
    page.get_by_role("button", name="Colours").click()
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(252, 251, 247)"
    page.emulate_media(media="print")
    expect(page.locator(".switch")).to_be_hidden()
    expect(page.locator("#view-argument .heat")).to_be_visible()
