"""A digest checked against itself: what a page claims can be recomputed from digest.json alone.

And the ledger: where every input comment went, the counts that follow from it, and who answers whom.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from graphlib import CycleError, TopologicalSorter

from threadgist import records
from threadgist.errors import GroundingError
from threadgist.people import distinct_authors
from threadgist.records import NAMELESS, Bullet, Comment, Counts, Digest, DigestTheme, LedgerEntry, Span, walk
from threadgist.speakers import is_headed
from threadgist.words import fingerprint, own_words

MIN_FOR_DOMINANCE = 4
_QUOTED = re.compile(r"“([^“”]*)”")


def order_key(theme: DigestTheme, *, edited: bool = False) -> tuple[bool, bool, bool, int]:
    """Order themes by people, not if `edited`; nameless ones and jokes behind others, those without a line last."""
    people = 0 if edited else -theme.author_count
    return not theme.bullets, theme.banter, theme.heading.startswith(NAMELESS), people


def verify(digest: Digest) -> None:
    """Check that ids exist, quotations are verbatim, counts are right and every comment is accounted for.

    Sentences of "In short" rest on bullets; where no language model wrote, each is what its first bullet quotes, and a
    second bullet is a direct reply to that. Raises GroundingError: naming the first thing that does not hold.
    """
    comments = {comment.id: comment for comment in digest.comments}
    _check(len(comments) == len(digest.comments), "two comments share an id")
    listed = [entry.comment_id for entry in digest.ledger] == [comment.id for comment in digest.comments]
    _check(listed, "the ledger does not list every comment once, in thread order")
    said = digest.counts
    counts = count(digest.comments, digest.ledger, digest.themes, said.stated, said.missing)
    _check(counts == said, f"the counts {said} are not those of the ledger, {counts}")
    for theme in digest.themes:
        _check_theme(theme, comments)
    order = partial(order_key, edited=digest.provenance.writer_model is not None)
    in_order = digest.edited or [*digest.themes] == sorted(digest.themes, key=order)
    _check(in_order, "the themes are not in their order")
    top = (*digest.quoted, *digest.one_offs)
    for bullet in top:
        check_bullet(bullet, comments, None)
    for above in walk(top):
        for bullet in above.children:
            check_bullet(bullet, comments, above)
    for bullet in (*digest.agreed, *digest.disputed):
        cited = comments[bullet.cites[0].comment_id]
        unknown = None in (cited.agrees, cited.disagrees)
        _check(not unknown, f"bullet {bullet.id}: nobody voted on what it quotes")
    _check_ledger(digest)
    known = {bullet.id: bullet for bullet in walk(top)}
    _check(len(known) == sum(1 for _ in walk(top)), "two bullets share an id")
    _check_summary(digest, known, comments)
    _check_references(digest, comments)


def _check_theme(theme: DigestTheme, comments: Mapping[str, Comment]) -> None:
    groups: tuple[DigestTheme | records.Part, ...] = (theme, *theme.parts)
    for part in groups:
        printed, heading = part.author_count, part.heading
        people = distinct_authors(_known(id_, comments) for id_ in part.comment_ids)
        _check(people == printed, f"theme {part.id}: {printed} authors printed, {people} counted")
        _check(bool(heading.strip()), f"theme {part.id} has no heading")
        quoted = heading.startswith("“") and heading.endswith("”")
        verbatim = not quoted or any(heading[1:-1] in comment.text for comment in comments.values())
        _check(verbatim, f"the heading of theme {part.id} quotes what nobody wrote")
        held = set(part.comment_ids) <= set(theme.comment_ids)
        _check(held, f"theme {theme.id} lacks comments of part {part.id}")
    author = dominant([comments[comment_id] for comment_id in theme.comment_ids])
    same = (theme.dominant_author, theme.dominant_share) == author
    _check(same, f"theme {theme.id}: the dominant author is not the one counted")


def _check_ledger(digest: Digest) -> None:
    ledger = make_ledger(digest.ledger, digest.themes, digest.quoted)
    for entry, made in zip(digest.ledger, ledger, strict=True):
        where = f"the ledger has comment {entry.comment_id!r}"
        _check(entry.status == made.status, f"{where} as {entry.status}, not {made.status}")
        _check(set(entry.theme_ids) == set(made.theme_ids), f"{where} in other themes")


def _check_references(digest: Digest, comments: Mapping[str, Comment]) -> None:
    """Check that whatever else is referred to exists, and that replies lead up to a comment that answers none."""
    for span in (*(dot.span for dot in digest.dots), *(one.medoid for one in digest.themes if one.medoid)):
        text = _known(span.comment_id, comments).text
        _check(0 <= span.start <= span.end <= len(text), outside(span, text))
    told, themes = digest.refresh, {theme.id for theme in digest.themes}
    for theme_id in (
        *(dot.theme_id for dot in digest.dots if dot.theme_id is not None),
        *(end for flow in digest.flows for end in (flow.source, flow.target)),
        *(history.theme_id for history in (told.themes if told is not None else ())),
    ):
        _check(theme_id in themes, f"theme {theme_id!r} is referred to and does not exist")
    originals = (entry.duplicate_of for entry in digest.ledger if entry.duplicate_of is not None)
    for comment_id in (*originals, *(told.new_comment_ids if told is not None else ())):
        _known(comment_id, comments)
    above: dict[str | None, list[str | None]] = {one.id: [one.parent_id] for one in digest.comments}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        _check(False, f"comment {error.args[1][0]!r} answers itself")


def _check_summary(digest: Digest, known: Mapping[str, Bullet], comments: Mapping[str, Comment]) -> None:
    for sentence in digest.summary:
        _check(bool(sentence.bullet_ids), f"the sentence {sentence.text[:60]!r} rests on no bullet")
        for bullet_id in sentence.bullet_ids:
            _check(bullet_id in known, f"“In short” rests on bullet {bullet_id!r}, which there is not")
        for comment_id in (*sentence.comment_ids, *sentence.against):
            _known(comment_id, comments)
        first, *answers = (known[bullet_id] for bullet_id in sentence.bullet_ids)
        quoted = first.text == sentence.text and all(answer in first.children for answer in answers)
        fits = quoted or digest.provenance.writer_model is not None
        _check(fits, f"“In short” has {sentence.text[:60]!r}, which is not what its bullets quote")


def _check(holds: bool, message: str) -> None:
    check(holds, f"digest broken: {message}")


def _known(comment_id: str, comments: Mapping[str, Comment]) -> Comment:
    _check(comment_id in comments, f"comment {comment_id!r} is cited and does not exist")
    return comments[comment_id]


def with_figures(theme: DigestTheme, comments: Mapping[str, Comment], everybody: int) -> DigestTheme:
    """Return a theme with the people in it and in its parts, their share of `everybody`, and who wrote half of it."""
    inside = [comments[comment_id] for comment_id in theme.comment_ids]
    people, (author, share) = distinct_authors(inside), dominant(inside)
    own = [distinct_authors(comments[one] for one in part.comment_ids) for part in theme.parts]
    return replace(
        theme,
        author_count=people,
        share=round(people / everybody, 4) if everybody else 0.0,
        dominant_author=author,
        dominant_share=share,
        parts=tuple(replace(part, author_count=n) for part, n in zip(theme.parts, own, strict=True)),
    )


def make_ledger(
    admitted: Iterable[records.Admission | LedgerEntry],
    themes: Iterable[DigestTheme],
    bullets: Iterable[Bullet],
) -> tuple[LedgerEntry, ...]:
    """Say of every comment what became of it, in the order in which they were admitted.

    A used comment is `cited` where one of `bullets` (all but the one-offs) or what is nested in it quotes it and is not
    shown on demand only, else `grouped` where a theme holds it, else `one_off`.
    """
    shown = (bullet for bullet in bullets if bullet.role != "more")
    cited = {comment_id for bullet in walk(shown) for comment_id in bullet.comment_ids}
    holding: defaultdict[str, list[str]] = defaultdict(list)
    for theme in themes:
        for comment_id in theme.comment_ids:
            holding[comment_id].append(theme.id)
    entries = []
    for one in admitted:
        held = tuple(holding[one.comment_id])
        used: records.Status = "cited" if one.comment_id in cited else "grouped" if held else "one_off"
        status = one.status if one.status in ("duplicate", "skipped") else used
        entries.append(LedgerEntry(one.comment_id, status, held, one.reason, one.duplicate_of))
    return tuple(entries)


def count(
    comments: Sequence[Comment],
    ledger: Sequence[LedgerEntry],
    themes: Sequence[DigestTheme],
    stated: int | None,
    missing: int,
) -> Counts:
    """Compute the masthead's figures from comments and ledger alone.

    Coverage is about `themes` or, without any, about what the points cite; `stated` is how many comments the forum says
    there are, `missing` how many the source knows it lacks.
    """
    tally = Counter(entry.status for entry in ledger)
    heard = {entry.comment_id for entry in ledger if entry.status != "skipped"}
    said = [comment for comment in comments if comment.id in heard]
    used = [entry for entry in ledger if entry.status in ("cited", "grouped", "one_off")]
    covered = sum(bool(entry.theme_ids) if themes else entry.status == "cited" for entry in used)
    return Counts(
        comments=len(ledger),
        usable=len(used),
        commenters=distinct_authors(said),
        named=sum(comment.author is not None for comment in said),
        cited=tally["cited"],
        grouped=tally["grouped"],
        one_off=tally["one_off"],
        duplicate=tally["duplicate"],
        skipped=tally["skipped"],
        coverage=round(covered / len(used), 4) if used else 0.0,
        stated=stated,
        missing=missing,
    )


def count_flows(
    dots: Sequence[records.Dot], comments: Sequence[Comment], order: Sequence[str]
) -> tuple[records.ReplyFlow, ...]:
    """Count replies between themes in `order`; a comment is of the theme of most of its passages (`dots`)."""
    rank = {theme_id: number for number, theme_id in enumerate(order)}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for dot in dots:
        if dot.theme_id is not None:
            votes[dot.span.comment_id][dot.theme_id] += 1
    main = {one: min(tally, key=lambda id_: (-tally[id_], rank[id_])) for one, tally in votes.items()}
    answers = ((comment.id, comment.parent_id or "") for comment in comments)
    pairs = Counter((main[one], main[above]) for one, above in answers if one in main and above in main)
    ordered = sorted(pairs.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]]))
    return tuple(records.ReplyFlow(*themes, number) for themes, number in ordered)


def dominant(comments: list[Comment]) -> tuple[str | None, float]:
    """Return who wrote at least half of the comments and the share, or (None, 0.0): few are nobody's monologue."""
    tally = Counter(comment.author for comment in comments if comment.author is not None)
    if len(comments) < MIN_FOR_DOMINANCE or not tally:
        return None, 0.0
    author, count = min(tally.items(), key=lambda item: (-item[1], item[0]))
    share = count / len(comments)
    return (author, round(share, 4)) if share >= 0.5 else (None, 0.0)


def check_bullet(bullet: Bullet, comments: Mapping[str, Comment], above: Bullet | None) -> None:
    """Check that a bullet says what somebody said, and that it belongs where it is: in `above` if it is nested.

    Its comments exist, and are those it cites and others with the same words; its quotations are verbatim; a report
    begins with who says so; the people of a claim are the authors of its comments, and a claim that only leads in rests
    on what its items cite; a nested quotation or report is a direct reply to what it is nested in. What is nested in
    the bullet is not looked at further. Raises GroundingError: naming the first thing that does not hold.
    """
    where = f"bullet {bullet.id}"
    own = {span.comment_id for span in bullet.cites}
    check(bool(bullet.cites and bullet.comment_ids), f"{where}: rests on no comment")
    for id_ in (*bullet.comment_ids, *bullet.against, *(span.comment_id for span in bullet.cites)):
        check(id_ in comments, f"{where}: cites comment {id_!r}, which the thread does not have")
    cited = []
    for span in bullet.cites:
        text = comments[span.comment_id].text
        check(0 <= span.start < span.end <= len(text), f"{where}: {outside(span, text)}")
        cited.append(text[span.start : span.end])
    for quoted in _quotations(bullet):
        verbatim = any(is_verbatim(quoted, text) for text in cited)
        check(verbatim, f"{where}: {quoted[:60]!r} is not verbatim in what it cites")
    check(own <= set(bullet.comment_ids), f"{where}: a comment it cites is not among its comments")
    # Duplicates may differ in case, punctuation and spacing.
    said = [fingerprint(own_words(text)) for text in cited] if len(bullet.comment_ids) > len(own) else []
    for id_ in bullet.comment_ids:
        copied = id_ in own or any(one in fingerprint(own_words(comments[id_].text)) for one in said)
        check(copied, f"{where}: comment {id_!r} does not say the same word for word")
    people = distinct_authors(comments[id_] for id_ in bullet.comment_ids)
    fits = bullet.people == (people if bullet.kind == "claim" else 0)
    check(fits, f"{where}: {bullet.people} people printed, {people} counted")
    check(own.isdisjoint(bullet.against), f"{where}: a comment both says it and is against it")
    headed = bullet.kind != "report" or is_headed(bullet.text, comments[bullet.cites[0].comment_id].author)
    check(headed, f"{where}: {bullet.text[:60]!r} does not begin with who says so")
    if bullet.kind == "claim" and bullet.text.endswith(":"):
        below = {span for child in bullet.children if child.role == "item" for span in child.cites}
        check(set(bullet.cites) == below, f"{where}: leads in what it does not rest on")
    fits = (bullet.role in ("point", "more")) == (above is None)
    check(fits, f"{where}: is a {bullet.role} where it stands")
    if above is not None and bullet.role == "reply":
        direct = {comments[id_].parent_id for id_ in own} <= {span.comment_id for span in above.cites}
        check(direct, f"{where}: is no direct reply to the comment it is nested under")
    elif above is not None:
        check(bullet.kind in ("claim", "editor"), f"{where}: a {bullet.kind} is nested as a {bullet.role}")


def outside(span: Span, text: str) -> str:
    """Say that a span is none of its comment's text."""
    return f"span {span.start}-{span.end} is outside comment {span.comment_id!r} of {len(text)} characters"


def check(holds: bool, message: str) -> None:
    """Raise a `GroundingError` with the message where something does not hold."""
    if not holds:
        raise GroundingError(message)


def is_verbatim(quoted: str, text: str) -> bool:
    """Whether a quotation stands in `text` letter by letter, but for … at either end where it was trimmed."""
    forms = {end.removesuffix(cut) for end in (quoted, quoted.removeprefix("…")) for cut in ("", "…")}
    return any(form and form in text for form in forms)


def _quotations(bullet: Bullet) -> list[str]:
    """Return what stands between quotation marks, which there must be: all of a quotation, parts of other sentences."""
    text = bullet.text
    if bullet.kind == "quote":
        marked = text.startswith("“") and text.endswith("”")
        check(marked, f"quotation without quotation marks: {text[:60]!r}")
        return [text[1:-1]]
    quoted = _QUOTED.findall(text)
    paired = text.count("“") == len(quoted) == text.count("”")
    check(paired, f"quotation marks that do not pair: {text[:60]!r}")
    return quoted
