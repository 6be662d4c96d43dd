"""A digest beside the one before: which themes go on, what is new, and that nothing new changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.digest_file import load_digest
from threadgist.ground import verify
from threadgist.pages import render
from threadgist.records import Digest, Part, Refresh
from threadgist.refresh import refresh, same_thread
from threads import tiny_digest, village


@cache
def grown(count: int) -> Digest:
    return tiny_digest(village(count))


BEFORE, AFTER = grown(80), grown(110)


def told(digest: Digest) -> Refresh:
    assert digest.refresh is not None
    return digest.refresh


def test_the_examples_have_themes_to_speak_of() -> None:
    assert len(BEFORE.themes) >= 2
    assert len(AFTER.themes) >= 2


def test_new_comments_are_those_that_were_not_there() -> None:
    result = refresh(AFTER, BEFORE)
    known = {comment.id for comment in BEFORE.comments}
    news = told(result)
    assert news.previous_comments == 80
    assert news.new_comment_ids == tuple(c.id for c in AFTER.comments if c.id not in known)
    assert len(news.new_comment_ids) == 30
    for theme, history in zip(result.themes, news.themes, strict=True):
        assert history.theme_id == theme.id
        assert history.new_comments == len(set(theme.comment_ids) - known)


def test_themes_that_go_on_keep_their_ids_and_the_digest_still_holds() -> None:
    result = refresh(AFTER, BEFORE)
    verify(result)
    load_digest(render(result, "json"))
    old = {theme.id: set(theme.comment_ids) for theme in BEFORE.themes}
    kept = [theme for theme in result.themes if theme.id in old]
    assert kept
    for theme in kept:
        assert len(set(theme.comment_ids) & old[theme.id]) > 0
        assert all(bullet.id.startswith(theme.id) for bullet in theme.bullets)
    assert {dot.theme_id for dot in result.dots} - {None} <= {theme.id for theme in result.themes}
    assert {i for entry in result.ledger for i in entry.theme_ids} <= {theme.id for theme in result.themes}


def test_parts_follow_the_theme_they_belong_to() -> None:
    first = AFTER.themes[0]
    part = Part(f"{first.id}-part-1", "A part", first.comment_ids, first.author_count)
    before = replace(BEFORE, themes=(replace(BEFORE.themes[0], id="t-old"), *BEFORE.themes[1:]))
    result = refresh(replace(AFTER, themes=(replace(first, parts=(part,)), *AFTER.themes[1:])), before)
    (theme,) = [theme for theme in result.themes if theme.parts]
    assert theme.parts[0].id == f"{theme.id}-part-1"
    verify(result)


def test_only_names_change() -> None:
    result = refresh(AFTER, BEFORE)
    assert [theme.heading for theme in result.themes] == [theme.heading for theme in AFTER.themes]
    assert [theme.comment_ids for theme in result.themes] == [theme.comment_ids for theme in AFTER.themes]
    assert result.counts == AFTER.counts
    assert (result.comments, result.provenance) == (AFTER.comments, AFTER.provenance)


def test_an_unchanged_thread_gives_the_same_digest_again() -> None:
    assert refresh(BEFORE, BEFORE) == BEFORE
    once = refresh(AFTER, BEFORE)
    assert refresh(AFTER, once) == once
    assert refresh(AFTER, refresh(AFTER, once)) == once


@given(st.lists(st.sampled_from((5, 30, 60, 80, 110)), min_size=2, max_size=4).map(sorted))
def test_ids_stay_unique_and_a_run_again_changes_nothing_however_a_thread_grows(sizes) -> None:
    current = grown(sizes[0])
    for size in sizes[1:]:
        made = grown(size)
        current = refresh(made, current)
        verify(current)
        assert len({theme.id for theme in current.themes}) == len(current.themes)
        assert refresh(made, current) == current


def test_a_theme_that_was_not_there_is_new_and_one_that_is_gone_is_named() -> None:
    first, *rest = AFTER.themes
    lost = set(first.comment_ids) - {i for theme in rest for i in theme.comment_ids}
    before = replace(
        AFTER,
        comments=tuple(c for c in AFTER.comments if c.id not in lost),
        themes=(replace(rest[0], id="gone", heading="Gone", comment_ids=("nobody",)), *rest),
    )
    news = told(refresh(AFTER, before))
    assert [history.is_new for history in news.themes] == [True, *(False for _ in rest)]
    assert news.gone == ("Gone",)


def test_a_new_theme_never_takes_the_id_of_another() -> None:
    first, *rest = AFTER.themes
    before = replace(
        AFTER,
        comments=AFTER.comments[:-1],
        themes=(replace(rest[0], id=first.id), replace(first, id="other", comment_ids=("nobody",))),
    )
    result = refresh(AFTER, before)
    assert result.themes[1].id == first.id
    assert result.themes[0].id == f"{first.id}.2"
    assert all(bullet.id.startswith(f"{first.id}.2-") for bullet in result.themes[0].bullets)


def test_a_thread_that_had_no_themes_has_no_new_ones() -> None:
    news = told(refresh(AFTER, grown(5)))
    assert not any(history.is_new for history in news.themes)
    assert sum(history.new_comments for history in news.themes) > 0


def test_another_heading_is_remembered() -> None:
    before = replace(BEFORE, themes=tuple(replace(theme, heading="Formerly") for theme in BEFORE.themes))
    again = replace(AFTER, themes=AFTER.themes)
    assert "Formerly" in {history.former_heading for history in told(refresh(again, before)).themes}


def test_what_is_the_same_thread() -> None:
    nameless = replace(AFTER, thread_id="t2")
    assert same_thread(nameless, BEFORE)
    assert not same_thread(replace(nameless, source="other"), BEFORE)
    other = replace(BEFORE, comments=tuple(replace(c, text="Another.") for c in BEFORE.comments))
    assert not same_thread(nameless, other)


def test_pages_say_what_is_new() -> None:
    result = refresh(AFTER, BEFORE)
    for form in ("html", "md", "txt"):
        page = render(result, form)
        assert "30 new comments" in page
        assert "Since the digest before" in page
        assert "Since the digest before" not in render(AFTER, form)


@pytest.fixture
def digest(tmp_path, threadgist, monkeypatch):
    """A function that runs `threadgist digest` on so many comments and returns the bytes of digest.json."""
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / "cache"))

    def call(count: int, *options: str) -> bytes:
        rows = [
            {"id": c.id, "text": c.text, "author": c.author, "parent_id": c.parent_id}
            for c in village(count).comments
        ]
        (tmp_path / "thread.json").write_text(json.dumps(rows), encoding="utf-8")
        out = tmp_path / "out"
        code, printed, err = threadgist(
            "digest",
            tmp_path / "thread.json",
            "--out",
            out,
            "--set",
            "encoder.name=tiny-hash",
            "--title",
            "Village",
            *options,
        )
        assert code == 0, err
        (path,) = [line for line in printed.splitlines() if line.endswith(".json")]
        assert path == str(out / "village" / "digest.json")
        with open(path, "rb") as stream:
            return stream.read()

    return call


def test_the_command_refreshes_in_place_and_repeats_its_bytes(digest) -> None:
    first = digest(80)
    assert load_digest(first.decode()).refresh is None
    assert digest(80) == first
    second = digest(110)
    assert len(told(load_digest(second.decode())).new_comment_ids) == 30
    assert digest(110) == second
    assert load_digest(digest(110, "--fresh").decode()).refresh is None


def test_a_damaged_digest_before_is_said_and_passed_over(digest, tmp_path, threadgist) -> None:
    digest(80)
    (tmp_path / "out" / "village" / "digest.json").write_text("{")
    code, _, err = threadgist(
        "digest",
        tmp_path / "thread.json",
        "--out",
        tmp_path / "out",
        "--set",
        "encoder.name=tiny-hash",
        "--title",
        "Village",
    )
    assert code == 0
    assert "not compared with the digest before" in err
