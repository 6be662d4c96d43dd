"""Entries and folders of digests, made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from threadgist.pages import render
from threadgist.site import Entry
from threads import comment, thread, tiny_digest

START = datetime(2025, 10, 21, 23, 12, tzinfo=UTC)
SOURCES = ("hackernews", "reddit", "discourse")
EVENTS = ("Tram vote", "", "Budget night")
SUBJECTS = ("Costs and grants", "Whether riders gain", "Digging up Quay Street", "A midnight vote", "Noise")


def entries(count: int) -> list[Entry]:
    """A site of `count` digests, a day apart, over three sources and two events."""
    return [
        Entry(
            href=f"thread-{number:05d}-about-the-vote-on-line-{number % 9}/digest.html",
            title=f"Council votes on line {number % 9}, reading {number}",
            source=SOURCES[number % 3],
            thread_id=f"t{number}",
            headings=tuple(f"{subject} {number % (at + 2)}" for at, subject in enumerate(SUBJECTS)),
            comments=60 + number % 240,
            commenters=30 + number % 100,
            event=EVENTS[number % 3],
            date=START - timedelta(days=number) if number % 50 != 49 else None,
            made=START - timedelta(days=number) + timedelta(days=30, hours=9),
            language="de" if number % 7 == 3 else "",
            new_comments=12 if number == 1 else 0,
        )
        for number in range(count)
    ]


def folder(root: Path, *names: str) -> Path:
    """A folder with a tiny digest, page and JSON, for each name."""
    for number, name in enumerate(names):
        made = thread(
            *(
                comment(f"c{at}", f"The {name} keeps its own number {at} and nobody says why.", f"p{at}")
                for at in range(3)
            ),
            id=f"id-{name}",
            title=f"About {name}",
        )
        digest = replace(tiny_digest(made), first_at=START - timedelta(days=number), last_at=START)
        (root / name).mkdir(parents=True)
        for form in ("html", "json"):
            (root / name / f"digest.{form}").write_text(render(digest, form), encoding="utf-8")
    return root
