"""One digest by itself, two side by side, and two side by side without telling which is which."""

import json
import math
import re
from dataclasses import replace

import pytest

from browser import Visit
from threadgist.errors import InputError
from threadgist.evaluate.card import make_card
from threadgist.evaluate.sides import blind_page, pair_themes, themes_page
from threadgist.evaluate.verdicts import read_keys, tally, verdict_line
from threadgist.pages import render
from threadgist.tools import open_tools
from threads import TINY as TINY_SETTINGS
from threads import tiny_digest, tiny_settings, village

NAMES = ("short version", "long version")


@pytest.fixture(scope="module")
def digests():
    thread = village(60)
    few = tiny_digest(thread, tiny_settings(select={"max_points": 1}))
    many = tiny_digest(thread, tiny_settings(select={"max_points": 4}))
    assert few.themes
    assert render(few, "json") != render(many, "json")
    return few, many


@pytest.fixture
def files(digests, tmp_path):
    paths = []
    for name, digest in zip(("few", "many"), digests, strict=True):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "digest.json"
        path.write_text(render(digest, "json"), encoding="utf-8")
        paths.append(path)
    return paths


def judged(digest, resamples=0):
    return make_card(digest, TINY_SETTINGS, *open_tools(TINY_SETTINGS), resamples)


def test_a_card_says_what_it_can_and_changes_nothing(digests):
    digest = digests[1]
    before = render(digest, "json")
    card = judged(digest, resamples=2)
    assert render(digest, "json") == before
    figures = card.figures
    assert figures["grounding"] == figures["ledger"] == 1
    assert figures["coverage"] == digest.counts.coverage
    assert 0 <= figures["redundancy"] <= 1
    assert -1 <= figures["coherence"] <= 1
    assert figures["stability"] <= 1
    assert math.isnan(judged(digest).figures["stability"])
    assert [one.heading for one in card.themes] == [theme.heading for theme in digest.themes]


def test_the_weakest_bullets_are_named_with_the_reason(digests):
    digest = digests[1]
    theme = digest.themes[0]
    first = theme.bullets[0]
    repeated = replace(first, id="again")
    forged = replace(first, id="forged", text="“Nobody has written this sentence anywhere.”")
    worse = replace(
        digest, themes=(replace(theme, bullets=(*theme.bullets, repeated, forged)), *digest.themes[1:])
    )
    card = judged(worse)
    assert card.figures["grounding"] < 1
    assert card.weakest[0].bullet == "forged"
    assert "quotes what nobody wrote" in card.weakest[0].reasons
    (again,) = [weak for weak in card.weakest if weak.bullet == "again"]
    assert any(f"says what {first.id} says" in reason for reason in again.reasons)
    assert card.figures["redundancy"] > judged(digest).figures["redundancy"]


def test_an_empty_digest_has_no_figures_it_has_not_earned():
    card = judged(tiny_digest(village(0)))
    assert all(math.isnan(value) for value in card.figures.values())
    assert card.weakest == ()


def test_the_card_on_the_command_line(files, threadgist, tmp_path):
    outcome = threadgist("evaluate", "digest", files[0], "--json", tmp_path / "card.json")
    assert outcome.code == 0, outcome.err
    assert re.search(r"^grounding +1\.000$", outcome.out, re.M)
    assert json.loads((tmp_path / "card.json").read_text())["figures"]["ledger"] == 1
    raw = json.loads(files[0].read_text())
    raw["themes"][0]["bullets"][0]["text"] = "“This was put in later.”"
    files[0].write_text(json.dumps(raw))
    broken = threadgist("evaluate", "digest", files[0])
    assert broken.code == 3
    assert "is not verbatim" in broken.err
    assert threadgist("evaluate", "digest", tmp_path / "none.json").code == 3


def test_the_blind_page_does_not_tell(digests):
    few, many = digests
    (page, key), (other, other_key) = blind_page(few, many, NAMES), blind_page(many, few, NAMES[::-1])
    assert page == other
    assert key[key["left"]] == other_key[other_key["left"]]
    told = page.casefold()
    for secret in (*NAMES, "max_points", "settings", "tiny-hash", "encoder", few.provenance.settings_hash):
        assert secret.casefold() not in told
    assert {key["left"], key["right"]} == {"a", "b"}


def test_sides_do_not_follow_the_order_they_were_named_in(digests):
    told = [[replace(digest, title=f"Discussion {number}") for digest in digests] for number in range(16)]
    assert {blind_page(few, many, NAMES)[1]["left"] for few, many in told} == {"a", "b"}


def test_digests_of_two_threads_are_refused(digests):
    other = tiny_digest(village(7))
    with pytest.raises(InputError, match="one thread"):
        blind_page(digests[0], other, NAMES)
    with pytest.raises(InputError, match="the same"):
        blind_page(digests[0], digests[0], NAMES)


def test_verdicts_are_counted_by_name(files, threadgist, tmp_path):
    made = threadgist(
        "evaluate", "blind", *files, "--out", tmp_path / "pages" / "one.html", "--names", "few,many"
    )
    assert [path.name for path in made.paths] == ["one.html", "one.key.json"]
    key = json.loads(made.paths[1].read_text())
    verdicts = tmp_path / "verdicts.jsonl"
    for side, judge in ((key["left"], "ann"), (key["left"], "ben")):
        choice = "left" if key["left"] == side else "right"
        line = threadgist(
            "evaluate",
            "verdict",
            made.paths[1],
            choice,
            "--judge",
            judge,
            "--why",
            "clear",
            "--out",
            verdicts,
        ).out
        assert json.loads(line)["page"] == key["page"]
    threadgist("evaluate", "verdict", key["page"], "tie", "--judge", "ben", "--out", verdicts)
    outcome = threadgist("evaluate", "tally", verdicts, "--keys", tmp_path / "pages")
    winner = key[key["left"]]
    assert re.search(rf"^ +1  {winner}$", outcome.out, re.M)
    assert re.search(r"^ +1  tie$", outcome.out, re.M)
    assert "(ann): clear" in outcome.out
    assert threadgist("evaluate", "verdict", "x", "both").code == 3
    verdicts.write_text(verdict_line("unknown", "left", "", "") + "\n")
    assert threadgist("evaluate", "tally", verdicts, "--keys", tmp_path / "pages").code == 3


def test_chance_is_told(tmp_path):
    key = {"page": "p", "left": "a", "right": "b", "a": "old", "b": "new"}
    (tmp_path / "p.key.json").write_text(json.dumps(key))
    (tmp_path / "v.jsonl").write_text(
        "\n".join(verdict_line("p", "right", "", f"judge {number}") for number in range(8))
    )
    found = tally(tmp_path / "v.jsonl", read_keys([tmp_path]))
    assert found.wins == (("new", 8), ("old", 0))
    assert found.chance == pytest.approx(2 / 2**8)


def test_verdicts_and_keys_may_say_more_than_is_counted(tmp_path):
    key = {"page": "p", "left": "a", "right": "b", "a": "old", "b": "new", "title": "T", "made": 2}
    (tmp_path / "p.key.json").write_text(json.dumps(key))
    verdict = {"page": "p", "verdict": "left", "why": None, "judge": 3, "seconds": 12.5}
    (tmp_path / "v.jsonl").write_text(json.dumps(verdict))
    found = tally(tmp_path / "v.jsonl", read_keys([tmp_path]))
    assert (found.wins, found.lines) == ((("old", 1), ("new", 0)), ("T: old (3)",))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("[1]", "Input should be an object; name the key"),
        ('{"page": "p', r"not valid JSON \(.*\); name the key"),
        (
            '{"page": "p", "left": "z", "right": "b", "a": "old", "b": "new"}',
            "no key of a blind page; name one",
        ),
        (
            '{"page": "p", "left": [], "right": "b", "a": "old", "b": "new"}',
            "no key of a blind page; name one",
        ),
    ],
)
def test_a_damaged_key_says_where_and_what_to_do(tmp_path, key, said):
    path = tmp_path / "p.key.json"
    path.write_text(key)
    with pytest.raises(InputError, match=rf"^{re.escape(str(path))}: {said}"):
        read_keys([tmp_path])


def test_themes_are_paired_by_what_they_share(digests):
    few, many = digests
    pairs = pair_themes(few, many)
    assert all(left and right and left.id == right.id for left, right in pairs)
    assert all(left.comment_ids == right.comment_ids for left, right in pairs)
    less = replace(many, themes=many.themes[1:])
    alone = [left for left, right in pair_themes(few, less) if right is None]
    assert [theme.id for theme in alone] == [many.themes[0].id]


@pytest.mark.browser
def test_a_verdict_is_given_in_a_browser(digests, chromium, tmp_path):
    page, key = blind_page(*digests, NAMES)
    path = tmp_path / "blind.html"
    path.write_text(page, encoding="utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    visit = Visit(context.new_page())
    visit.page.goto(path.as_uri())
    assert visit.page.locator(".column").count() == 2
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.page.get_by_label("the right one").check()
    visit.page.get_by_label("Why?").fill('reads "better" </script>')
    visit.page.get_by_role("button", name="Give the verdict").click()
    given = json.loads(visit.page.locator("#line").inner_text())
    assert given == {
        "page": key["page"], "verdict": "right", "why": 'reads "better" </script>', "judge": "",
    }  # fmt: skip
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith("file:")] == []
    context.close()


@pytest.mark.browser
def test_the_theme_page_in_a_browser(digests, chromium, tmp_path):
    few, many = digests
    cards = judged(few), judged(many)
    hostile = ("<script>document.title='x'</script>", "other")
    path = tmp_path / "themes.html"
    path.write_text(themes_page(few, many, hostile, cards), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    visit = Visit(context.new_page())
    visit.page.goto(path.as_uri())
    assert visit.page.locator("section.pair").count() == len(few.themes) + bool(few.points or many.points)
    assert visit.page.locator("table.card tbody tr").count() == len(cards[0].figures)
    assert "Theme by theme" in visit.page.title()
    assert visit.complaints == []
    context.close()
