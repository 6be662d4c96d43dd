"""A line as all formats print it: who says something, with how many votes, and the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from threadgist.pages.safe import one_line
from threadgist.pages.words import count, crowd, quoted
from threadgist.records import Bullet, Comment, Digest, DigestTheme, Part, Role

__all__ = ["ROLES", "UNNAMED", "Line", "Lines", "in_parts", "names_note", "theme_note", "votes"]

UNNAMED: Final = "an unnamed commenter"
ROLES: Final[dict[Role, str]] = {
    "host": "host",
    "moderator": "moderator",
    "op": "original poster",
    "bot": "bot",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One bullet: `said` is a quotation in its marks, or the rest of a sentence that begins with `name`.

    `name` is "" where the thread names nobody, `role`, `votes` and `copies` where there is nothing to say; `people` is
    how many say what a language model sums up, else 0.
    """

    quote: bool
    reply: bool
    name: str
    role: str
    votes: str
    said: str
    copies: str
    people: int = 0

    @property
    def answered(self) -> str:
        """The words before the name: "answered by", or "answered" where nobody is named."""
        return "" if not self.reply or not self.quote else "answered by" if self.name else "answered"


class Lines:
    """Makes lines of the bullets of one digest."""

    def __init__(self, digest: Digest) -> None:
        self._comments = {comment.id: comment for comment in digest.comments}
        self._signed = digest.counts.signed
        self._numbered = _numbered(digest)

    def comment(self, bullet: Bullet) -> Comment:
        """Return the comment whose words a bullet gives."""
        return self._comments[bullet.cites[0].comment_id]

    def _name(self, comment: Comment) -> str:
        name = one_line(comment.author or "")
        return f"participant {name}" if name and self._numbered else name

    def line(self, bullet: Bullet) -> Line:
        """Return the line of a bullet, without what is nested in it."""
        comment = self.comment(bullet)
        number = len(bullet.comment_ids)
        if bullet.kind == "claim":
            return Line(False, False, "", "", "", one_line(bullet.text), "", bullet.people)
        if bullet.kind == "report":
            name = one_line(comment.author or "")
            sentence = one_line(bullet.text)
            name = name if name and sentence.startswith(f"{name} ") else ""
            return Line(
                False, bullet.role == "reply", name, "", "", sentence.removeprefix(name).strip() or "…", ""
            )
        return Line(
            quote=True,
            reply=bullet.role == "reply",
            name=self._name(comment) or (UNNAMED if self._signed else ""),
            role=ROLES[comment.role] if comment.role is not None else "",
            votes=votes(comment),
            said=quoted(bullet.text),
            copies=f"said word for word in {count(number, 'comment')}" if number > 1 else "",
        )


def _numbered(digest: Digest) -> bool:
    """Whether the source numbers those who take part, as consultations do: a number is no name."""
    return all(comment.author is None or comment.author.isdecimal() for comment in digest.comments)


def votes(comment: Comment) -> str:
    """Return "172 agree, 15 disagree", "12 points", or "" where the source has neither."""
    if comment.agrees is not None and comment.disagrees is not None:
        return f"{comment.agrees:,} agree, {comment.disagrees:,} disagree"
    return count(comment.score, "point") if comment.score is not None else ""


def in_parts(theme: DigestTheme) -> tuple[tuple[Part | None, tuple[Bullet, ...]], ...]:
    """Return the bullets of a theme by its parts, first those that are in none; parts without a bullet are left out."""
    part_of: dict[str, Part] = {}
    for part in theme.parts:
        for comment_id in part.comment_ids:
            part_of.setdefault(comment_id, part)
    groups: dict[Part | None, list[Bullet]] = {None: [], **{part: [] for part in theme.parts}}
    for bullet in theme.bullets:
        groups[part_of.get(bullet.cites[0].comment_id)].append(bullet)
    return tuple((part, tuple(bullets)) for part, bullets in groups.items() if bullets)


def theme_note(digest: Digest, theme: DigestTheme | Part, news: str = "") -> str:
    """Return "41 people, 52 comments; 3 new", and that the lines are jokes where the heading does not say so."""
    counted = crowd(theme.author_count, len(theme.comment_ids), signed=digest.counts.signed)
    jokes = isinstance(theme, DigestTheme) and theme.banter and one_line(theme.heading).casefold() != "jokes"
    return "; ".join(filter(None, ("jokes" if jokes else "", counted, news)))


def names_note(digest: Digest, bullets: Sequence[Bullet]) -> str:
    """Return whose names stand before the quotations and what "answered by" means, "" where there is neither."""
    parts = []
    if digest.counts.signed and bullets and not _numbered(digest):
        masked = any(notice.code == "pseudonyms" for notice in digest.notices)
        parts.append("Names are pseudonyms" if masked else "Names are those of the commenters")
    if any(child.kind == "quote" for bullet in bullets for child in bullet.children):
        parts.append(f"“{'answered by' if digest.counts.signed else 'answered'}” means a direct reply")
    return f"{'; '.join(parts)}." if parts else ""
