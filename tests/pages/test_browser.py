"""The page in a real browser: accessible, silent on the network, whole without scripts, usable with them."""

from __future__ import annotations

import pytest
from example import consultation, empty, example, small, written
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true })"


@pytest.mark.parametrize(
    ("make", "width", "scheme"),
    [
        (written, 390, "dark"),
        (written, 1280, "light"),
        (example, 1280, "dark"),
        (consultation, 390, "light"),
        (empty, 1280, "light"),
    ],
)
def test_axe_finds_nothing(visit, make, width, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(make(), width=width, scheme=scheme).page
    page.evaluate(OPEN_ALL)
    results = Axe().run(page, options={"runOnly": TAGS})
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 20


@pytest.mark.parametrize("scripts", [True, False])
def test_page_asks_for_nothing_and_does_not_complain(visit, scripts) -> None:
    seen = visit(example(), scripts=scripts)
    seen.page.emulate_media(media="print")
    assert [url for url in seen.requests if not url.startswith(("file:///", "data:"))] == []
    assert len([url for url in seen.requests if url.startswith("file:")]) == 1
    assert seen.complaints == []


def test_policy_stops_what_is_not_ours(visit) -> None:
    seen = visit(example())
    seen.page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.stolen = true';
        document.body.append(script);
        const image = document.createElement('img');
        image.src = 'https://evil.example/pixel.gif';
        document.body.append(image);
        document.body.insertAdjacentHTML('beforeend', '<p id="styled" style="color: rgb(1, 2, 3)">x</p>');
    }""")
    seen.page.wait_for_timeout(50)
    assert seen.page.evaluate("window.stolen") is None
    assert seen.page.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(1, 2, 3)"
    assert len(seen.complaints) >= 3


@pytest.mark.parametrize("make", [example, small, empty, written])
def test_nothing_sticks_out_sideways(visit, make) -> None:
    page = visit(make()).page
    page.evaluate(OPEN_ALL)
    for width in (320, 768, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_is_there_without_scripts(visit) -> None:
    digest = example()
    page = visit(digest, scripts=False).page
    for theme in digest.themes:
        if theme.bullets:
            expect(page.get_by_role("heading", name=theme.heading, exact=True)).to_be_visible()
    expect(page.locator("#also").get_by_text("Gdynia")).to_be_visible()
    expect(page.locator(".evidence summary").first).to_be_visible()
    expect(page.locator(".answers .author").first).to_be_visible()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("#scheme")).to_be_hidden()
    expect(page.locator(".zoom")).to_be_hidden()
    page.locator(".all > summary").click()
    assert page.locator(".list > li").count() == len(digest.comments)
    expect(page.locator(".list > li").last).to_be_visible()
    assert page.locator(".map a title").count() == len(digest.dots)


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (390, False), (768, False), (1440, False)])
def test_the_first_screen_says_it_in_short(visit, width, scripts) -> None:
    page = visit(written(), width=width, scripts=scripts).page
    short, chart, first = (page.locator(at).first for at in ("#in-short", ".contents ol", ".theme .claim"))
    box = short.bounding_box()
    assert box["y"] + box["height"] < 850
    assert chart.bounding_box()["y"] < 900
    expect(page.locator(".timeline path")).to_be_visible()
    if width > 1000:
        assert first.bounding_box()["y"] < 850


def test_an_answer_goes_on_in_the_line_of_what_it_answers(visit) -> None:
    page = visit(written(), width=1280).page
    claim = page.locator("#t2 .claim").first
    # Where a line ends depends on the fonts of the machine.
    number, answer = claim.locator(":scope > .behind"), claim.locator(":scope > .side")
    for part in (number, answer, answer.locator(".sentence")):
        assert part.first.evaluate("part => getComputedStyle(part).display") == "inline"


def test_what_the_editor_left_out_opens(visit) -> None:
    page = visit(written()).page
    more = page.get_by_text("what else there is")
    expect(more).to_be_hidden()
    page.locator("#t1 .beyond > summary").click()
    expect(more).to_be_visible()


def test_a_number_opens_the_comments_behind_a_sentence_and_a_button_all_of_them(visit) -> None:
    page = visit(written()).page
    claim = page.locator("#t2 .claim").first
    claim.get_by_text("[4]").click()
    behind = claim.locator(":scope > .behind")
    assert behind.locator(".author").all_inner_texts() == [
        "wheels_on_7",
        "Hanne B.",
        "nightshift_nurse",
        "Lindqvist",
    ]
    folded = page.locator(".evidence:not([open])")
    assert folded.count() > 5
    button = page.locator("#expand")
    button.click()
    assert folded.count() == 0
    expect(page.get_by_text("Against it").first).to_be_visible()
    button.click()
    assert page.locator(".evidence[open]").count() == 0


def test_a_theme_is_copied_as_a_link_and_as_markdown(visit) -> None:
    page = visit(written()).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    theme = page.locator("#t1")
    theme.get_by_role("button", name="Copy link").click()
    expect(theme.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/digest.html#t1")
    theme.get_by_role("button", name="Copy as Markdown").click()
    expect(theme.get_by_text("Copied").nth(1)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0].startswith("## [Costs, grants and the missing depot](file://")
    at = copied.index("- Critics say that the price of the buses leaves things out:")
    assert copied[at + 1] == r"  - A new depot and two bridges that have to be strengthened. \[2, 1 against\]"
    assert any(
        line.startswith("- tramspotter44 10 points: “Nobody who") and "([comment](https://talk" in line
        for line in copied
    )


def test_the_contents_follow_the_reader(visit) -> None:
    page = visit(written()).page
    current = page.locator(".contents a[aria-current]")
    page.locator("#t4").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#t4').scrollIntoView()")
    expect(current).to_have_attribute("href", "#t4")


def test_search_and_filters(visit) -> None:
    digest = example()
    page = visit(digest).page
    page.locator(".all > summary").click()
    shown = page.locator(".list > li:visible")
    total = len(digest.comments)
    assert shown.count() == total

    page.get_by_label("Search", exact=True).fill("TIMETABLE")
    wanted = [c for c in digest.comments if "timetable" in c.text.lower()]
    expect(page.locator("#hits")).to_have_text(f"{len(wanted)} of {total} comments")
    assert shown.count() == len(wanted) > 0
    hits = sum(c.text.lower().count("timetable") for c in wanted)
    assert page.evaluate("CSS.highlights.get('hit').size") == hits

    page.get_by_label("Search", exact=True).fill("")
    expect(page.locator("#hits")).to_be_empty()
    assert page.evaluate("CSS.highlights.has('hit')") is False
    page.get_by_label("Theme", exact=True).select_option("1")
    assert shown.count() == len(digest.themes[0].comment_ids)
    page.get_by_label("Status", exact=True).select_option("cited")
    both = [e for e in digest.ledger if e.status == "cited" and digest.themes[0].id in e.theme_ids]
    assert shown.count() == len(both) > 0
    page.get_by_role("button", name="Clear").click()
    assert shown.count() == total


def test_a_bullet_leads_to_its_comment(visit) -> None:
    page = visit(example()).page
    page.locator(".evidence > summary").first.click()
    page.get_by_role("link", name="In the list below").first.click()
    target = page.locator(".list > li:target")
    expect(target).to_be_visible()
    assert "wheelchair" in target.text_content()
    expect(target).to_be_focused()


def test_a_filter_does_not_hide_the_comment_that_a_link_leads_to(visit) -> None:
    page = visit(example()).page
    page.locator(".all > summary").click()
    page.get_by_label("Status", exact=True).select_option("skipped")
    page.locator(".evidence > summary").first.click()
    page.get_by_role("link", name="In the list below").first.click()
    expect(page.locator(".list > li:target")).to_be_visible()


def test_the_map_is_read_closer_filtered_and_left_for_a_comment(visit) -> None:
    page = visit(written()).page
    reading, shown = page.locator(".reading"), "document.querySelector('.map').viewBox.baseVal.width"
    whole = page.evaluate(shown)

    dot = page.locator(".map g[data-t='1'] a").first
    size = dot.locator("use").bounding_box()["width"]
    dot.hover()
    assert reading.text_content().startswith(dot.get_attribute("aria-label").rstrip("…"))
    wheel = (
        "(dot, how) => dot.dispatchEvent(new WheelEvent('wheel', { bubbles: true, deltaY: -100, ...how }))"
    )
    dot.evaluate(wheel, {})
    assert page.evaluate(shown) == whole
    dot.evaluate(wheel, {"ctrlKey": True})
    assert page.evaluate(shown) == pytest.approx(whole * 0.607, rel=0.01)
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(shown) == pytest.approx(whole * 0.379, rel=0.01)
    assert dot.locator("use").bounding_box()["width"] == pytest.approx(size, rel=0.1)
    before = page.evaluate("document.querySelector('.map').viewBox.baseVal.x")
    box = page.locator(".map").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 250, box["y"] + 200)
    page.mouse.up()
    moved = page.evaluate("document.querySelector('.map').viewBox.baseVal.x") - before
    assert moved == pytest.approx(50 * page.evaluate(shown) / box["width"], rel=0.01)
    page.get_by_role("button", name="Whole map").click()
    assert page.evaluate(shown) == whole
    page.evaluate("""() => {
        const map = document.querySelector('.map'), box = map.getBoundingClientRect();
        const finger = (side, apart) => new Touch(
            { identifier: side + 1, target: map, clientX: box.left + 200 + side * apart, clientY: box.top + 100 });
        const fingers = (name, apart) => map.dispatchEvent(
            new TouchEvent(name, { cancelable: true, touches: [finger(-1, apart), finger(1, apart)] }));
        fingers('touchstart', 20);
        fingers('touchmove', 40);
    }""")
    assert page.evaluate(shown) == pytest.approx(whole / 2)

    hidden = page.locator(".map g.dim").count
    layers = page.locator(".map g[data-t]").count()
    page.get_by_role("button", name="2 Costs, grants").click()
    assert hidden() == layers - 1
    page.get_by_role("button", name="1 Whether riders gain or lose").click()
    assert hidden() == layers - 2
    page.get_by_role("button", name="2 Costs, grants").click()
    current = page.locator(".map a[tabindex='0']")
    current.focus()
    read = set()
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        read.add(reading.text_content())
        assert reading.text_content().startswith(current.get_attribute("aria-label").rstrip("…"))
        assert current.evaluate("dot => dot.parentNode.dataset.t") == "1"
        inner, outer = current.bounding_box(), page.locator(".map").bounding_box()
        assert outer["x"] <= inner["x"] <= outer["x"] + outer["width"]
    assert len(read) > 1
    page.keyboard.press("0")
    assert page.evaluate(shown) == whole

    tap = """dot => {
        const box = dot.getBoundingClientRect();
        const at = { bubbles: true, clientX: box.x + box.width / 2 + 6, clientY: box.y };
        const map = document.querySelector('.map');
        map.dispatchEvent(new PointerEvent('pointerdown', { ...at, pointerType: 'touch' }));
        map.dispatchEvent(new MouseEvent('click', { ...at, detail: 1, cancelable: true }));
    }"""
    dot.evaluate(tap)
    assert page.locator(".list > li:target").count() == 0
    label = page.locator(".map a:focus").get_attribute("aria-label")
    assert reading.text_content().startswith(label.rstrip("…"))
    page.locator(".map a:focus").evaluate(tap)
    expect(page.locator(".list > li:target")).to_be_visible()
    page.locator(".map a[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".list > li:target")).to_be_visible()


def test_every_mark_and_name_of_the_map_lies_inside_it(visit) -> None:
    page = visit(written()).page
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        outside = page.evaluate("""() => {
            const map = document.querySelector('.map').getBoundingClientRect();
            return [...document.querySelectorAll('.map use, .map text')].filter((mark) => {
                const box = mark.getBoundingClientRect();
                return box.left < map.left || box.right > map.right || box.top < map.top || box.bottom > map.bottom;
            }).length;
        }""")
        assert outside == 0
    assert page.locator(".map use").count() == len(written().dots)


def test_colours_follow_the_system_and_the_button(visit) -> None:
    page = visit(example(), scheme="dark").page
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    button = page.get_by_role("button", name="Colours")
    button.click()
    assert button.text_content() == "Colours: light"
    light = page.evaluate(paper)
    assert light != dark
    button.click()
    assert page.evaluate(paper) == dark
    page.emulate_media(media="print")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


def test_print_leaves_out_what_paper_cannot_use(visit) -> None:
    page = visit(written()).page
    page.emulate_media(media="print")
    for selector in (".evidence:not(.behind)", ".all", "#scheme", ".reading", ".zoom", ".copying", "#expand"):
        expect(page.locator(selector).first).to_be_hidden()
    quotation = page.locator("blockquote p").first
    expect(quotation).to_be_visible()
    assert quotation.evaluate("element => getComputedStyle(element).textIndent") == "0px"
    expect(page.locator(".behind > summary").first).to_be_visible()
    after = "element => getComputedStyle(element, '::after').content"
    assert "https://talk.example/t/881" in page.locator(".origin a").first.evaluate(after)
