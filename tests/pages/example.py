"""An invented thread about an invented council vote, and the digest of it, put together by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from threadgist.records import (
    Article,
    Bullet,
    Comment,
    Counts,
    Digest,
    DigestTheme,
    Dot,
    EncoderInfo,
    LedgerEntry,
    Notice,
    Provenance,
    Quantifier,
    Rejection,
    ReplyFlow,
    Span,
    SummarySentence,
    WriterInfo,
)

# id | parent | author | themes, or d: and what it duplicates, or s: and why it is skipped | text
COMMENTS = (Path(__file__).parent / "thread.txt").read_text(encoding="utf-8")
FLOOD = "Sign the petition to keep line 4, every name counts and it takes only a minute of your time!"
HOSTILE = [
    (
        "h1",
        "a1",
        '"><script>alert(1)</script>',
        "<img src=x onerror=alert(2)> and [click](javascript:alert(3)) and ![x](http://evil.example/i.png), "
        "which is what the council's site did to my form.",
    ),
    (
        "h2",
        None,
        "\u202eevil\u202c",
        "Zero\x00width\u200b and \u202ereversed\u202c text, then </title></style></script><!-- and {{ 7*7 }} "
        "{% raw %} &amp; &lt;b&gt; *bold* _under_ `code` # no heading",
    ),
    (
        "h3",
        None,
        "شهاب",
        "لماذا لا يسأل أحد الركاب؟ الحافلات تتأخر كل يوم، والترام لا يتأخر إلا إذا انقطعت الكهرباء."
        "\n\n- not a list\n1. not one either\n> nor a quotation\n\n"
        "https://example.org/?a=1&copy=2 www.example.org",
    ),
    (
        "h4",
        None,
        "no_end",
        "Thisisonelongword" * 40 + "\n\nand then an end. " + "It goes on about line 4 and the rain. " * 60,
    ),
]
HEADINGS = (
    "Costs, grants and the missing depot",
    "Whether riders gain or lose",
    "Digging up Quay Street again",
    "A July consultation and a midnight vote",
    "Green trams, postcards and noise",
)
# theme: [(quantifier, cited sentence's start, comment id, supporting ids, reply)]
POINTS = {
    1: [
        ("Several", "Put those back in", "a1", "a3 a4 h1", ("One", "You cannot book", "a2", "")),
        ("A few", "Who pays when the national grant", "a5", "a6", None),
        ("Two", "Nobody who compares", "a7", "a8", ("One", "The rails on line 4 were laid", "a8", "")),
    ],
    2: [
        (
            "Several",
            "The low-floor trams were",
            "b1",
            "b2 b6 a10",
            ("Two", "The new buses are level", "b3", "b7"),
        ),
        ("Two", "If the bus keeps that timetable", "b4", "b5", None),
        (
            "A few",
            "A bus every five minutes stuck",
            "a10",
            "b9 b11",
            ("Two", "I would rather have", "a9", "b10"),
        ),
    ],
    3: [
        ("A few", "Two years of digging nearly", "c1", "c2 c4", ("One", "Buses do not need", "c3", "")),
        ("Two", "If the corridor is closed", "c5", "c6", None),
        ("One", "A stop every two hundred", "c9", "", None),
    ],
    4: [
        (
            "Several",
            "The consultation was open",
            "d1",
            "d2 d7 d8",
            ("One", "There were four evening", "d3", ""),
        ),
        ("A few", "They voted nineteen", "d4", "d6 d7", ("One", "A majority of one", "d5", "")),
    ],
    5: [
        ("A few", "The green cars have been", "e1", "e3 e7", ("One", "I love them too", "e2", "")),
        ("Two", "The curve squeals", "e6", "e5", ("One", "Those of you who live", "e4", "")),
    ],
}
FLOWS = (
    ("t1", "t1", 7),
    ("t1", "t2", 3),
    ("t2", "t1", 2),
    ("t2", "t2", 9),
    ("t2", "t5", 2),
    ("t3", "t3", 6),
    ("t4", "t1", 1),
    ("t4", "t4", 6),
    ("t5", "t5", 5),
)
START = datetime(2025, 10, 21, 23, 12, tzinfo=UTC)
ENCODER = EncoderInfo(
    name="all-MiniLM-L6-v2",
    revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
    dimension=384,
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
PROVENANCE = Provenance(
    threadgist="0.1.0",
    encoder=ENCODER,
    writer="extractive",
    settings=(("cluster.neighbours", "7"), ("page.max_comment_chars", "1200"), ("writer", "extractive")),
    settings_hash="4f1c0de5a1b2",
    versions=(("hdbscan", "0.8.44"), ("sentence-transformers", "6.2.0"), ("torch", "2.13.0")),
)


def wobble(key: str) -> float:
    """A number in [-1, 1] that looks random and never changes."""
    return math.sin(sum((at + 1) * ord(char) for at, char in enumerate(key)) * 12.9898)


def _rows() -> list[tuple[str, str | None, str | None, str, str]]:
    rows = []
    for line in COMMENTS.strip().splitlines():
        comment_id, parent, author, where, text = line.split("|", 4)
        rows.append((comment_id, parent or None, None if author == "None" else author, where, text))
    rows.insert(
        40,
        (
            "g0",
            None,
            "spammy",
            "4",
            FLOOD,
        ),
    )
    rows += [
        (comment_id, parent, author, "1" if parent else "0", text)
        for comment_id, parent, author, text in HOSTILE
    ]
    return rows


def example() -> Digest:
    """A digest with themes, replies, one-offs, every ledger status and hostile strings."""
    rows = _rows()
    comments = tuple(
        Comment(
            id=comment_id,
            parent_id=parent,
            author=author,
            text=text,
            created_at=START + timedelta(minutes=37 * at),
            score=int(20 * (1 + wobble(comment_id))) - 3,
            url="javascript:alert(1)"
            if comment_id == "h1"
            else f"https://talk.example/t/881?c={comment_id}&x=(1)",
            gone="deleted" if where == "s:deleted" else "removed" if where == "s:removed" else None,
        )
        for at, (comment_id, parent, author, where, text) in enumerate(rows)
    )
    by_id = {comment.id: comment for comment in comments}
    where = {row[0]: row[3] for row in rows}
    themes = tuple(_theme(number, by_id, where) for number in sorted(POINTS))
    themes = tuple(sorted(themes, key=lambda theme: (-theme.author_count, theme.id)))
    one_offs = tuple(
        Bullet(f"o{at}", "quote", "point", by_id[i].text, "One", 1, (i,), (Span(i, 0, len(by_id[i].text)),))
        for at, i in enumerate(("f1", "f2", "h2", "h3"), 1)
    )
    one_offs = tuple(replace(bullet, text=bullet.text[:280]) for bullet in one_offs)
    return assemble(
        comments,
        where,
        themes,
        one_offs=one_offs,
        notices=(
            Notice("stated_count", "The forum says there are 71 comments; 7 of them were not in the file."),
            Notice("flood", "One text was posted more than once; it counts once for each author."),
        ),
        flows=tuple(ReplyFlow(*flow) for flow in FLOWS),
        summary=tuple(
            SummarySentence(bullet.text, (bullet.id,))
            for bullet in (themes[0].bullets[0], themes[2].bullets[1], themes[1].bullets[0])
        ),
    )  # fmt: skip


def assemble(
    comments, where, themes=(), points=(), one_offs=(), notices=(), flows=(), summary=(), mode="themes"
) -> Digest:
    cited = {s.comment_id for s in _cites((*(b for t in themes for b in t.bullets), *points))}
    ledger = tuple(_entry(comment.id, where[comment.id], cited) for comment in comments)
    tally = Counter(entry.status for entry in ledger)
    usable = tally["cited"] + tally["grouped"] + tally["one_off"]
    dots = tuple(dot for comment in comments for dot in _dots(comment, where[comment.id]))
    return Digest(
        title="Norrhaven votes to replace tram line 4 with a bus corridor",
        source="discourse",
        mode=mode,
        counts=Counts(
            comments=len(comments),
            usable=usable,
            commenters=len({c.author for c in comments if not where[c.id].startswith("s:")}),
            cited=tally["cited"],
            grouped=tally["grouped"],
            one_off=tally["one_off"],
            duplicate=tally["duplicate"],
            skipped=tally["skipped"],
            coverage=(tally["cited"] + tally["grouped"]) / usable if usable else 0.0,
            stated=71 if themes else None,
            missing=7 if themes else 0,
        ),
        themes=themes,
        points=points,
        one_offs=one_offs,
        notices=notices,
        dots=dots,
        flows=flows,
        summary=summary,
        comments=comments,
        ledger=ledger,
        provenance=PROVENANCE,
        thread_id="881",
        url="https://talk.example/t/881",
        article=Article(
            title="Line 4 loses by one vote",
            url="https://herald.example/line-4?ref=a&b=c",
            site="The Norrhaven Herald",
            lead="The city council decided early on Wednesday to lift the rails of line 4.",
        ),
        language="en",
        first_at=comments[0].created_at if comments else None,
        last_at=comments[-1].created_at if comments else None,
        retrieved_at=datetime(2025, 10, 25, 8, 0, tzinfo=UTC),
    )


def _cites(bullets) -> list[Span]:
    return [span for bullet in bullets for span in (*bullet.cites, *_cites(bullet.children))]


def _entry(comment_id: str, where: str, cited: set[str]) -> LedgerEntry:
    kind, _, value = where.partition(":")
    if kind == "s":
        return LedgerEntry(comment_id, "skipped", reason=value)
    if kind == "d":
        return LedgerEntry(comment_id, "duplicate", duplicate_of=value)
    theme_ids = tuple(f"t{number}" for number in where.split(",") if number != "0")
    if comment_id in cited:
        return LedgerEntry(comment_id, "cited", theme_ids)
    return LedgerEntry(comment_id, "grouped" if theme_ids else "one_off", theme_ids)


def _dots(comment: Comment, where: str):
    if ":" in where or not comment.text:
        return
    half = comment.text.find(". ") + 2
    for at, (start, end) in enumerate(
        ((0, half), (half, len(comment.text))) if half > 20 else ((0, len(comment.text)),)
    ):
        numbers = where.split(",")
        number = int(numbers[min(at, len(numbers) - 1)])
        turn = 2 * math.pi * number / 5
        spread = 0.11 if number else 0.45
        x = 0.5 + (0.33 * math.cos(turn) if number else 0) + spread * wobble(f"{comment.id}{at}x")
        y = 0.5 + (0.33 * math.sin(turn) if number else 0) + spread * wobble(f"{comment.id}{at}y")
        if start < end:
            yield Dot(
                Span(comment.id, start, end), round(x, 4), round(y, 4), f"t{number}" if number else None
            )


def quotation(comment: Comment, opening: str) -> Span:
    start = comment.text.index(opening)
    end = comment.text.find(". ", start)
    return Span(comment.id, start, end + 1 if end >= 0 else len(comment.text))


def _bullet(name: str, point, by_id, role="point") -> Bullet:
    quantifier: Quantifier
    quantifier, opening, cited, others = point[:4]
    span = quotation(by_id[cited], opening)
    ids = (cited, *others.split())
    reply = point[4] if len(point) > 4 else None
    return Bullet(
        id=name,
        kind="quote",
        role=role,
        text=by_id[cited].text[span.start : span.end],
        quantifier=quantifier,
        author_count=len({by_id[i].author for i in ids}),
        comment_ids=ids,
        cites=(span,),
        children=(_bullet(f"{name}r", reply, by_id, "reply"),) if reply else (),
    )


def _theme(number: int, by_id, where) -> DigestTheme:
    ids = tuple(i for i in by_id if str(number) in where[i].split(","))
    authors = len({by_id[i].author for i in ids})
    return DigestTheme(
        id=f"t{number}",
        heading=HEADINGS[number - 1],
        bullets=tuple(_bullet(f"t{number}b{at}", point, by_id) for at, point in enumerate(POINTS[number], 1)),
        comment_ids=ids,
        author_count=authors,
        share=round(authors / 24, 4),
        dominant_author="depotdog" if number == 5 else None,
        dominant_share=0.5 if number == 5 else 0.0,
        centroid=(0.6, 0.8),
    )


def small() -> Digest:
    """Four comments: a list of points instead of themes."""
    full = example()
    comments = tuple(comment for comment in full.comments if comment.id in ("b1", "b4", "c5", "g2"))
    where = {"b1": "0", "b4": "0", "c5": "0", "g2": "s:too_short"}
    by_id = {comment.id: comment for comment in comments}
    picked = (
        ("One", "The low-floor", "b1", ""),
        ("One", "If the bus", "b4", ""),
        ("One", "If the corridor", "c5", ""),
    )
    points = tuple(_bullet(f"p{at}", point, by_id) for at, point in enumerate(picked, 1))
    notice = Notice("small", "With three comments to read, this thread is too small for themes.")
    return replace(assemble(comments, where, points=points, notices=(notice,), mode="points"), dots=())


def empty() -> Digest:
    """A thread of which nothing could be read."""
    full = example()
    comments = tuple(comment for comment in full.comments if comment.id in ("g3", "g4"))
    digest = assemble(comments, {"g3": "s:deleted", "g4": "s:removed"}, mode="empty")
    return replace(digest, article=None, url=None)


def claims() -> Digest:
    """The example with its first theme written by a language model: claims, two sides, "In short"."""
    digest = example()
    first = digest.themes[0]
    texts = (
        "Several commenters say that buses serve wheelchair users worse than the low-floor trams do.",
        "A few commenters say that the council cannot pay for the depot without the national grant.",
        "Two commenters say that nobody compares the costs over thirty years.",
    )
    bullets = tuple(
        replace(bullet, kind="claim", text=text) for bullet, text in zip(first.bullets, texts, strict=True)
    )
    answer = replace(
        bullets[0].children[0],
        kind="claim",
        text="Two commenters say that a space on a bus can be booked.",
    )
    bullets = (replace(bullets[0], children=(answer,)), *bullets[1:])
    themes = (replace(first, bullets=bullets), *digest.themes[1:])
    return replace(
        digest,
        themes=themes,
        summary=(
            SummarySentence(
                "The discussion is above all about what trams and buses cost and whom they serve.",
                tuple(bullet.id for bullet in bullets),
            ),
            SummarySentence(
                "Commenters also discuss whether riders gain by the change.",
                tuple(bullet.id for bullet in themes[1].bullets),
            ),
        ),
        rejections=(
            Rejection(bullets[1].id, "bullet", 1, "number", "A few commenters say that 400 people pay."),
            Rejection(themes[1].id, "heading", 2, "form", "As an assistant I cannot"),
        ),
        provenance=replace(
            digest.provenance,
            writer="a-small-model",
            writer_model=WriterInfo("a-small-model", "llama.cpp", "0123456", None, "cpu 2 threads"),
        ),
    )
