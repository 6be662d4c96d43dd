"""Bullets checked against the comments they rest on, before they are part of a digest and after."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from threadgist.errors import GroundingError
from threadgist.people import distinct_authors
from threadgist.records import Bullet, BulletKind, Comment, DraftBullet, Span
from threadgist.speakers import is_headed
from threadgist.words import fingerprint, own_words

MIN_FOR_DOMINANCE = 4
_QUOTED = re.compile(r"“([^“”]*)”")


def ground_bullets(
    drafts: Sequence[DraftBullet], comments: Mapping[str, Comment], prefix: str, above: Bullet | None = None
) -> tuple[Bullet, ...]:
    """Check draft bullets, nested in `above`, as `check_bullet` does; their ids go on from the prefix."""
    found = []
    for number, draft in enumerate(drafts, 1):
        # What cites a comment that there is not is told by the check, which comes after counting.
        counted = draft.kind == "claim" and comments.keys() >= set(draft.comment_ids)
        bullet = Bullet(
            id=f"{prefix}-{number}",
            kind=draft.kind,
            role=draft.role,
            text=draft.text,
            comment_ids=draft.comment_ids,
            cites=draft.cites,
            people=distinct_authors(map(comments.__getitem__, draft.comment_ids)) if counted else 0,
            against=draft.against,
        )
        bullet = replace(bullet, children=ground_bullets(draft.children, comments, bullet.id, bullet))
        check_bullet(bullet, comments, above)
        found.append(bullet)
    return tuple(found)


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
    for quoted in _quotations(bullet.kind, bullet.text):
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


def _quotations(kind: BulletKind, text: str) -> list[str]:
    """Return what stands between quotation marks, which there must be: all of a quotation, parts of other sentences."""
    if kind == "quote":
        marked = text.startswith("“") and text.endswith("”")
        check(marked, f"quotation without quotation marks: {text[:60]!r}")
        return [text[1:-1]]
    quoted = _QUOTED.findall(text)
    paired = text.count("“") == len(quoted) == text.count("”")
    check(paired, f"quotation marks that do not pair: {text[:60]!r}")
    return quoted


def dominant(comments: list[Comment]) -> tuple[str | None, float]:
    """Return who wrote at least half of the comments and the share, or (None, 0.0): few are nobody's monologue."""
    tally = Counter(comment.author for comment in comments if comment.author is not None)
    if len(comments) < MIN_FOR_DOMINANCE or not tally:
        return None, 0.0
    author, count = min(tally.items(), key=lambda item: (-item[1], item[0]))
    share = count / len(comments)
    return (author, round(share, 4)) if share >= 0.5 else (None, 0.0)
