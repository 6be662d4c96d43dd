"""What every digest must fulfil, counted again from digest.json alone."""

import json
from collections import Counter

from hypothesis import HealthCheck, example, given, settings

from threadgist import render
from threadgist.records import Thread
from threads import comment, thread, threads, tiny_digest, tiny_settings, village

STATUSES = ("cited", "grouped", "one_off", "duplicate", "skipped")
REASONS = {"deleted", "removed", "empty", "too_short", "quotation_only", "link_only", "over_limit"}

modest = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def nested(bullets: list[dict]) -> list[dict]:
    found, waiting = [], list(bullets)
    while waiting:
        bullet = waiting.pop()
        found.append(bullet)
        waiting += bullet["children"]
    return found


def people(comments: list[dict]) -> int:
    named = {one["author"] for one in comments if one["author"] is not None}
    return len(named) + sum(one["author"] is None for one in comments)


def check(source: Thread, digest: dict) -> None:
    comments = {one["id"]: one for one in digest["comments"]}
    assert len(comments) == len(digest["comments"])
    check_ledger(source, digest, comments)
    check_bullets(digest, comments)
    check_themes(digest, comments)
    check_counts(digest, comments)


def check_ledger(source: Thread, digest: dict, comments: dict) -> None:
    ledger = digest["ledger"]
    assert [entry["comment_id"] for entry in ledger] == [one.id for one in source.comments] == list(comments)
    by_id = {entry["comment_id"]: entry for entry in ledger}
    shown = nested([bullet for theme in digest["themes"] for bullet in theme["bullets"]] + digest["points"])
    cited = {i for bullet in shown for i in bullet["comment_ids"]}
    cited |= {cite["comment_id"] for bullet in shown for cite in bullet["cites"]}
    for original in source.comments:
        entry = by_id[original.id]
        assert entry["status"] in STATUSES
        assert (entry["reason"] in REASONS) == (entry["status"] == "skipped")
        assert (entry["duplicate_of"] is not None) == (entry["status"] == "duplicate")
        in_themes = {theme["id"] for theme in digest["themes"] if original.id in theme["comment_ids"]}
        assert set(entry["theme_ids"]) == in_themes
        if original.gone:
            assert entry["reason"] == original.gone
        if entry["status"] == "duplicate":
            assert by_id[entry["duplicate_of"]]["status"] in ("cited", "grouped", "one_off")
        elif entry["status"] == "skipped":
            assert original.id not in cited
            assert not in_themes
        else:
            expected = "cited" if original.id in cited else "grouped" if in_themes else "one_off"
            assert entry["status"] == expected


def check_bullets(digest: dict, comments: dict) -> None:
    ledger = {entry["comment_id"]: entry for entry in digest["ledger"]}
    tops = [bullet for theme in digest["themes"] for bullet in theme["bullets"]]
    tops += digest["points"] + digest["one_offs"] + digest["agreed"] + digest["disputed"]
    bullets = nested(tops)
    assert {bullet["role"] for bullet in tops} <= {"point"}
    assert len({bullet["id"] for bullet in bullets}) == len(bullets)
    for bullet in bullets:
        (cite,) = bullet["cites"]
        assert len(set(bullet["comment_ids"])) == len(bullet["comment_ids"])
        assert bullet["comment_ids"][0] == cite["comment_id"]
        for copy in bullet["comment_ids"][1:]:
            assert ledger[copy]["duplicate_of"] == cite["comment_id"]
        quoted = comments[cite["comment_id"]]["text"][cite["start"] : cite["end"]]
        assert quoted
        # Without a language model a bullet is a quotation: the cited characters, and … where it was trimmed.
        assert bullet["kind"] == "quote"
        assert bullet["text"] in {f"“{a}{quoted}{b}”" for a in ("", "…") for b in ("", "…")}
        for child in bullet["children"]:
            assert child["role"] == "reply"
            assert comments[child["cites"][0]["comment_id"]]["parent_id"] == cite["comment_id"]
    for bullet in digest["agreed"] + digest["disputed"]:
        assert comments[bullet["cites"][0]["comment_id"]]["agrees"] is not None


def check_themes(digest: dict, comments: dict) -> None:
    everyone = digest["counts"]["commenters"]
    sizes = [
        (
            not theme["bullets"],
            theme["banter"],
            theme["heading"].startswith("Various remarks"),
            -theme["author_count"],
        )
        for theme in digest["themes"]
    ]
    assert sizes == sorted(sizes)
    theme_ids = {theme["id"] for theme in digest["themes"]}
    assert len(theme_ids) == len(sizes)
    for theme in digest["themes"]:
        members = [comments[i] for i in theme["comment_ids"]]
        assert len(set(theme["comment_ids"])) == len(members)
        assert theme["author_count"] == people(members)
        assert theme["share"] == round(people(members) / everyone, 4)
        assert theme["heading"].strip()
        tally = Counter(one["author"] for one in members if one["author"] is not None)
        most = max(tally.values(), default=0)
        if len(members) >= 4 and 2 * most >= len(members):
            assert tally[theme["dominant_author"]] == most
            assert theme["dominant_share"] == round(most / len(members), 4)
        else:
            assert (theme["dominant_author"], theme["dominant_share"]) == (None, 0.0)
        for bullet in theme["bullets"]:
            assert set(bullet["comment_ids"]) <= set(theme["comment_ids"])
        for part in theme["parts"]:
            assert part["heading"].strip()
            assert set(part["comment_ids"]) <= set(theme["comment_ids"])
            assert part["author_count"] == people([comments[i] for i in part["comment_ids"]])
    rank = {theme["id"]: number for number, theme in enumerate(digest["themes"])}
    home: dict[str, Counter] = {}
    for dot in digest["dots"]:
        span = dot["span"]
        assert 0 <= span["start"] < span["end"] <= len(comments[span["comment_id"]]["text"])
        assert 0 <= dot["x"] <= 1
        assert 0 <= dot["y"] <= 1
        if dot["theme_id"] is not None:
            home.setdefault(span["comment_id"], Counter())[dot["theme_id"]] += 1
    main = {i: min(tally, key=lambda t: (-tally[t], rank[t])) for i, tally in home.items()}
    replies = Counter(
        (main[i], main[one["parent_id"]])
        for i, one in comments.items()
        if i in main and one["parent_id"] in main
    )
    assert {(flow["source"], flow["target"]): flow["count"] for flow in digest["flows"]} == dict(replies)


def check_counts(digest: dict, comments: dict) -> None:
    counts, ledger = digest["counts"], digest["ledger"]
    tally = Counter(entry["status"] for entry in ledger)
    assert {status: counts[status] for status in STATUSES} == {status: tally[status] for status in STATUSES}
    assert counts["comments"] == len(comments) == sum(tally.values())
    used = [entry for entry in ledger if entry["status"] in ("cited", "grouped", "one_off")]
    assert counts["usable"] == len(used)
    heard = [comments[entry["comment_id"]] for entry in ledger if entry["status"] != "skipped"]
    assert counts["commenters"] == people(heard)
    assert counts["named"] == sum(one["author"] is not None for one in heard)
    covered = [
        entry for entry in used if entry["theme_ids"] or (not digest["themes"] and entry["status"] == "cited")
    ]
    assert counts["coverage"] == (round(len(covered) / len(used), 4) if used else 0.0)
    assert (digest["mode"] == "empty") == (not used)
    assert (digest["mode"] == "themes") == bool(digest["themes"])
    assert digest["mode"] != "empty" or not digest["points"]


@modest
@given(threads())
@example(thread("[1]\n[2]\n[3]\n[4]"))
@example(thread(*["Why? How? When? Who?"] * 3, *[f"And what about {n}, then?" for n in range(20)]))
def test_a_digest_can_be_counted_again(source):
    check(source, json.loads(render(tiny_digest(source), "json")))


@settings(modest, max_examples=3)
@given(threads(min_size=60, max_size=70))
def test_a_long_digest_can_be_counted_again(source):
    check(source, json.loads(render(tiny_digest(source), "json")))


def test_a_debate_can_be_counted_again_and_has_what_debates_have():
    source = village(120)
    digest = json.loads(render(tiny_digest(source), "json"))
    check(source, digest)
    assert digest["mode"] == "themes"
    assert len(digest["themes"]) >= 2
    assert digest["flows"]
    assert any(bullet["children"] for theme in digest["themes"] for bullet in theme["bullets"])


def test_a_flood_of_copies_counts_once_for_each_author():
    pasted = "The mayor has sold the swimming pool to his brother, and this paper will not print it."
    flood = [comment(f"x{n}", pasted, "spammer") for n in range(30)]
    echo = [comment(f"y{n}", pasted.upper() + "!", f"believer{n}") for n in range(3)]
    source = village(40)
    source = thread(*source.comments, *flood, *echo)
    digest = json.loads(render(tiny_digest(source), "json"))
    check(source, digest)
    entries = {entry["comment_id"]: entry for entry in digest["ledger"]}
    copies = [entries[one.id] for one in (*flood[1:], *echo)]
    assert {(entry["status"], entry["duplicate_of"]) for entry in copies} == {("duplicate", "x0")}
    making = [
        bullet
        for bullet in nested([b for theme in digest["themes"] for b in theme["bullets"]] + digest["points"])
        if "x0" in bullet["comment_ids"]
    ]
    for bullet in making:
        assert set(bullet["comment_ids"]) == {one.id for one in (*flood, *echo)}
    for theme in digest["themes"]:
        if "x0" in theme["comment_ids"]:
            assert theme["author_count"] < len(theme["comment_ids"]) - 25


def test_one_who_floods_a_small_thread_is_one_commenter():
    pasted = "The mayor has sold the swimming pool to his brother, and this paper will not print it."
    source = thread(*(comment(n, pasted, "spammer") for n in range(30)), comment("a", pasted, "believer"))
    digest = json.loads(render(tiny_digest(source), "json"))
    check(source, digest)
    assert digest["mode"] == "points"
    (point,) = digest["points"]
    assert len(point["comment_ids"]) == 31
    assert digest["counts"]["commenters"] == 2


def test_a_theme_of_one_author_says_so():
    source = thread(
        *(one if int(one.id) % 4 else comment(one.id, one.text, "Loud Larry") for one in village(80).comments)
    )
    digest = tiny_digest(source)
    check(source, json.loads(render(digest, "json")))
    loud = [theme for theme in digest.themes if theme.dominant_author == "Loud Larry"]
    assert loud
    # What one person says names no theme.
    assert not any(theme.bullets for theme in loud if theme.author_count == 1)


@settings(modest, max_examples=10)
@given(threads(min_size=10))
def test_comments_over_the_limit_are_named(source):
    digest = json.loads(render(tiny_digest(source, tiny_settings(limits={"max_comments": 5})), "json"))
    check(source, digest)
    assert digest["counts"]["usable"] <= 5
    over = [entry for entry in digest["ledger"] if entry["reason"] == "over_limit"]
    assert digest["counts"]["usable"] == 5 or not over


@settings(modest, max_examples=12)
@given(threads(max_size=20))
def test_no_tag_and_no_script_of_a_comment_reaches_the_page(source):
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(render(tiny_digest(source), "html"))
    assert not page.css("img, iframe, object, embed, eve")
    for script in page.css("script"):
        assert "alert" not in (script.text() or "")
    for node in page.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            if name in ("href", "src", "action"):
                assert not (value or "").lower().lstrip().startswith(("javascript:", "data:text"))
    assert "\x00" not in page.html
