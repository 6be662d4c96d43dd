"""An invented thread about an invented council vote, and the digest of it, put together by hand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from threadgist.ground.verify import count, dominant, order_key
from threadgist.people import distinct_authors
from threadgist.records import (
    Article,
    Bullet,
    Comment,
    Digest,
    DigestTheme,
    Dot,
    EncoderInfo,
    LedgerEntry,
    Notice,
    Part,
    Provenance,
    Rejection,
    ReplyFlow,
    Span,
    SummarySentence,
    WriterInfo,
    walk,
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
    "Gdynia",
)
PARTS = {1: (("The depot and the bridges", ("a1", "a2", "a3", "a4")), ("Rails and their age", ("a7", "a8")))}
# theme: lines of (comment, how its quotation begins, sentences of it, answers to it)
POINTS = {
    1: (
        ("a1", "The council keeps", 2, (("a2", "You cannot book", 1, (("a4", "Then book half", 2, ()),)),)),
        ("a5", "Who pays when the national grant", 2, (("a6", "They went up three", 1, ()),)),
        ("a7", "Nobody who compares", 1, (("a8", "The rails on line 4 were laid", 1, ()),)),
    ),
    2: (
        (
            "b1",
            "The low-floor trams were",
            1,
            (("b3", "Whether they keep", 1, ()), ("b2", "I let three", 1, ())),
        ),
        ("b4", "If the bus keeps that timetable", 1, ()),
        ("a9", "I would rather have", 1, (("a10", "A bus every five minutes stuck", 1, ()),)),
    ),
    3: (
        ("c1", "Two years of digging nearly", 1, (("c3", "Buses do not need", 1, ()),)),
        ("c5", "If the corridor is closed", 1, ()),
    ),
    4: (
        ("d1", "The consultation was open", 1, (("d3", "There were four evening", 1, ()),)),
        ("g0", "Sign the petition", 1, ()),
    ),
    5: (("e4", "Those of you who live", 2, (("e6", "The curve squeals", 2, ()),)),),
    6: (),
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
ROLES = {"m_okafor": "host", "quayside_ruth": "op", "councilwatcher": "moderator"}
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
            role=ROLES.get(author or ""),
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
    themes = tuple(sorted(themes, key=partial(order_key, edited=False)))
    one_offs = tuple(_whole(f"o-{at}", by_id[i]) for at, i in enumerate(("f1", "f2", "h2", "h3"), 1))
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
            SummarySentence(bullet.text, (bullet.id, *(answer.id for answer in bullet.children[:1])))
            for bullet in (themes[0].bullets[0], themes[2].bullets[1], themes[1].bullets[0])
        ),
    )


def assemble(comments, where, themes=(), points=(), mode="themes", **others) -> Digest:
    quoted = walk(
        (
            *others.get("agreed", ()),
            *others.get("disputed", ()),
            *(b for t in themes for b in t.bullets),
            *points,
        )
    )
    cited = {comment_id for bullet in quoted for comment_id in bullet.comment_ids}
    ledger = tuple(_entry(comment.id, where[comment.id], cited) for comment in comments)
    dots = tuple(dot for comment in comments for dot in _dots(comment, where[comment.id]))
    return Digest(
        title="Norrhaven votes to replace tram line 4 with a bus corridor",
        source="discourse",
        mode=mode,
        counts=count(comments, ledger, themes, 71 if themes else None, 7 if themes else 0),
        themes=themes,
        points=points,
        one_offs=others.pop("one_offs", ()),
        notices=others.pop("notices", ()),
        dots=dots,
        flows=others.pop("flows", ()),
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
        **others,
    )


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


def quotation(comment: Comment, opening: str, sentences: int) -> Span:
    start = end = comment.text.index(opening)
    for _ in range(sentences):
        found = re.compile(r"[.!?](?= |$)").search(comment.text, end + 1)
        end = found.end() if found else len(comment.text)
    return Span(comment.id, start, end)


def _bullet(name: str, line, by_id, role="point") -> Bullet:
    cited, opening, sentences, answers = line
    span = quotation(by_id[cited], opening, sentences)
    return Bullet(
        id=name,
        kind="quote",
        role=role,
        text=f"“{by_id[cited].text[span.start : span.end]}”",
        comment_ids=(cited, *(i for i in by_id if i != cited and by_id[i].text == by_id[cited].text)),
        cites=(span,),
        children=tuple(_bullet(f"{name}-{at}", one, by_id, "reply") for at, one in enumerate(answers, 1)),
    )


def _whole(name: str, comment: Comment) -> Bullet:
    end = min(280, len(comment.text))
    return Bullet(
        name, "quote", "point", f"“{comment.text[:end]}”", (comment.id,), (Span(comment.id, 0, end),)
    )


def _theme(number: int, by_id, where) -> DigestTheme:
    ids = tuple(i for i in by_id if str(number) in where[i].split(","))
    authors = distinct_authors(by_id[i] for i in ids)
    name, share = dominant([by_id[i] for i in ids])
    return DigestTheme(
        id=f"t{number}",
        heading=HEADINGS[number - 1],
        bullets=tuple(_bullet(f"t{number}-{at}", line, by_id) for at, line in enumerate(POINTS[number], 1)),
        comment_ids=ids,
        author_count=authors,
        share=round(authors / 24, 4),
        dominant_author=name,
        dominant_share=share,
        centroid=(0.6, 0.8),
        parts=tuple(
            Part(f"t{number}-part-{at}", heading, held, distinct_authors(by_id[i] for i in held))
            for at, (heading, held) in enumerate(PARTS.get(number, ()), 1)
        ),
        banter=number == 5,
    )


def small() -> Digest:
    """Four comments: a list of points instead of themes."""
    full = example()
    comments = tuple(comment for comment in full.comments if comment.id in ("b1", "b4", "c5", "g2"))
    where = {"b1": "0", "b4": "0", "c5": "0", "g2": "s:too_short"}
    by_id = {comment.id: comment for comment in comments}
    picked = (("b1", "The low-floor", 1, ()), ("b4", "If the bus", 1, ()), ("c5", "If the corridor", 1, ()))
    points = tuple(_bullet(f"p-{at}", line, by_id) for at, line in enumerate(picked, 1))
    notice = Notice("small", "With three comments to read, this thread is too small for themes.")
    return replace(assemble(comments, where, points=points, notices=(notice,), mode="points"), dots=())


def empty() -> Digest:
    """A thread of which nothing could be read."""
    full = example()
    comments = tuple(comment for comment in full.comments if comment.id in ("g3", "g4"))
    digest = assemble(comments, {"g3": "s:deleted", "g4": "s:removed"}, mode="empty")
    return replace(digest, article=None, url=None)


def consultation() -> Digest:
    """Statements without authors that people voted on, one of them in no theme."""
    picked = {"b1": (172, 15), "b4": (1204, 90), "c5": (80, 79), "g0": (61, 60)}
    comments = tuple(
        replace(
            c,
            author=None,
            parent_id=None,
            score=None,
            role=None,
            agrees=picked[c.id][0],
            disagrees=picked[c.id][1],
        )
        for c in example().comments
        if c.id in picked
    )
    by_id = {comment.id: comment for comment in comments}
    where = {"b1": "2", "b4": "2", "c5": "2", "g0": "0"}
    theme = DigestTheme(
        id="t2",
        heading="Timetables and vans",
        bullets=(_bullet("t2-1", ("b1", "The low-floor", 1, ()), by_id),),
        comment_ids=("b1", "b4", "c5"),
        author_count=3,
        share=0.75,
    )
    return assemble(
        comments,
        where,
        (theme,),
        agreed=(_bullet("agreed-1", ("b4", "If the bus", 1, ()), by_id),),
        disputed=(_bullet("disputed-1", ("c5", "If the corridor", 1, ()), by_id),),
    )


# theme: claims as (text, comments that say it, those that say the opposite, what is nested in it as (role, claim))
CLAIMS = {
    1: (
        (
            "Critics say that the price of the buses leaves things out:",
            (),
            (),
            (
                ("item", ("A new depot and two bridges that have to be strengthened.", ("a1", "a3"), ("a2",), ())),
                ("item", ("Who pays once the national grant runs out.", ("a5", "a6"), (), ())),
            ),
        ),
        (
            "Rails outlast buses, so that ten years are too short a time to compare them over.",
            ("a7",),
            (),
            (("side", ("One who worked there says that welding and hope keep the old rails going.", ("a8",), (), ())),),
        ),
    ),
    2: (
        (
            "Some fear for what they rely on: a low floor, and a service past the hospital at night.",
            ("b1", "b2", "b4", "b5"),
            (),
            (
                ("side", ("Others answer that the buses are level too, and come oftener.", ("b3", "a9"), ("a10",), ())),
            ),
        ),
    ),
    4: (
        ("Several object to how it was decided: in July, and after midnight.", ("d1", "d2", "d4", "d7"),
         ("d3", "d5"), ()),
    ),
}  # fmt: skip


def claim(name: str, told, by_id, role="point") -> Bullet:
    """A written sentence; one that leads in rests on what is nested in it."""
    text, says, against, nested = told
    children = tuple(claim(f"{name}-{at}", one, by_id, kind) for at, (kind, one) in enumerate(nested, 1))
    held = says or tuple(i for child in children for i in child.comment_ids)
    cites = tuple(Span(i, 0, min(60, len(by_id[i].text))) for i in says)
    return Bullet(
        id=name,
        kind="claim",
        role=role,
        text=text,
        comment_ids=held,
        cites=cites or tuple(span for child in children for span in child.cites),
        children=children,
        people=distinct_authors(by_id[i] for i in held),
        against=against,
    )


def written(checker: str = "a-small-checker") -> Digest:
    """The example as a language model sums it up: claims, enumerations, other sides, a signed report, quotations."""
    digest = example()
    by_id = {comment.id: comment for comment in digest.comments}
    themes = []
    for theme in digest.themes:
        told = CLAIMS.get(int(theme.id[1:]), ())
        kept = theme.bullets[len(told) :] if told else theme.bullets
        made = [claim(f"{theme.id}-w{at}", one, by_id) for at, one in enumerate(told, 1)]
        if theme.id == "t3":
            says = "fishmonger_quay says that two years of digging nearly finished the stall the last time."
            kept = (replace(theme.bullets[0], kind="report", text=says), *theme.bullets[1:])
        if theme.id == "t1":
            made.append(
                replace(
                    made[0], id="t1-more", role="more", text="Two welcome what else there is.", children=()
                )
            )
        themes.append(replace(theme, bullets=(*made, *kept)))
    first = next(theme for theme in themes if theme.id == "t2")
    others = [theme for theme in themes if theme.id in ("t1", "t4")]
    cited = {i for theme in themes for bullet in walk(theme.bullets) for i in bullet.comment_ids}
    where = {row[0]: row[3] for row in _rows()}
    ledger = tuple(_entry(comment.id, where[comment.id], cited) for comment in digest.comments)
    return replace(
        digest,
        themes=tuple(themes),
        ledger=ledger,
        counts=count(digest.comments, ledger, digest.themes, 71, 7),
        summary=(
            SummarySentence("People argue above all about whom the tram serves.", (first.bullets[0].id,)),
            SummarySentence(
                "Critics doubt the price, and object to how the vote came about.",
                tuple(theme.bullets[0].id for theme in others),
            ),
        ),
        rejections=(
            Rejection("bullet", "number", "A commenter says that 400 people pay."),
            Rejection("heading", "form", "As an assistant I cannot", repaired=True),
        ),
        provenance=replace(
            digest.provenance,
            writer="a-small-model",
            writer_model=WriterInfo("a-small-model", "llama.cpp", "0123456", None, "cpu 2 threads"),
            checker=checker,
        ),
    )
