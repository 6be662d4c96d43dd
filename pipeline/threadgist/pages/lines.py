"""A line as all formats print it: who says something, with how many votes, and the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from threadgist.pages.words import as_sentence, crowd, notes, quoted
from threadgist.people import distinct_authors
from threadgist.records import RUNNING, Bullet, BulletKind, Comment, Digest, DigestTheme, Part, Role, walk
from threadgist.speakers import in_running_text, tells_how_many, tells_two
from threadgist.translations import gettext as _
from threadgist.translations import grouped, in_row, later, ngettext
from threadgist.votes import tells_votes
from threadgist.words import one_line

ROLES: Final[dict[Role, str]] = {
    "host": later("host"),
    "moderator": later("moderator"),
    "op": later("original poster"),
    "bot": later("bot"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One bullet: `said` is a quotation in its marks, a sentence, or the rest of one that begins with `name`.

    `name` is "" where the thread names nobody, `role`, `votes` and `copies` where there is nothing to say. `behind` is
    how many people (comments, where nobody knows the people) say what a claim sums up and `against` how many say the
    opposite; both are 0 for others, and for a claim that counts nobody, such as one that tells how people `voted`.
    """

    kind: BulletKind
    said: str
    name: str = ""
    role: str = ""
    votes: str = ""
    copies: str = ""
    reply: bool = False
    behind: int = 0
    against: int = 0
    voted: bool = False

    @property
    def quote(self) -> bool:
        """Whether it gives the words of a comment."""
        return self.kind == "quote"

    @property
    def answered(self) -> str:
        """The words before the name: "answered by", or "answered" where nobody is named."""
        answered = _("answered by") if self.name else _("answered")
        return answered if self.reply and self.quote else ""

    @property
    def number(self) -> str:
        """Return "[5]", "[5, 2 against]", or "" where nobody is counted."""
        against = _("%(n)s against", n=grouped(self.against)) if self.against else ""
        return f"[{in_row((grouped(self.behind), against))}]" if self.behind else ""

    @property
    def linked(self) -> bool:
        """Whether a word leads to its comment in the place of a number or a name; what only leads in has none."""
        return self.kind in ("report", "claim") and not self.number and not self.said.endswith(":")

    @property
    def told(self) -> bool:
        """Whether the words alone tell how many people are behind it, so that a number need not be printed."""
        return self.behind <= 1 or (self.behind == 2 and not self.against and tells_two(self.said))


class Lines:
    """Makes lines of the bullets of one digest."""

    def __init__(self, digest: Digest) -> None:
        self._comments = {comment.id: comment for comment in digest.comments}
        self._signed = digest.counts.signed
        self._numbered = _numbered(digest)
        self._mirrored = _mirrored(digest)

    def called(self, author: str) -> str:
        """Return the name of an author, "participant 7" where the source numbers those who take part."""
        return _("participant %(number)s", number=author) if author and self._numbered else author

    def line(self, bullet: Bullet, said: str = "") -> Line:
        """Return the line of a bullet, without what is nested in it; `said` is its text as its paragraph has it."""
        comment = self._comments[bullet.cites[0].comment_id]
        reply = bullet.role == "reply"
        own, name = one_line(bullet.text), one_line(comment.author or "")
        if bullet.kind == "claim":
            leads = leads_in(bullet)
            told = leads or is_answered(bullet) or bullet.id in self._mirrored
            people = self._people(bullet.comment_ids)
            # What a model tells of two single people, and of how people voted, is no count of those who wrote it.
            voted = tells_votes(bullet.text, map(self._comments.__getitem__, bullet.comment_ids))
            told_of = bullet.role == "item" or tells_how_many(bullet.text)
            counted = not leads and not voted and (told_of or people <= 1)
            return Line(
                "claim",
                said or in_running_text([own])[0] or "…",
                behind=people if counted else 0,
                against=self._people(bullet.against) if counted and not told else 0,
                voted=voted,
            )
        if bullet.kind == "editor":
            return Line("editor", own, _("Editor’s note:"))
        if bullet.kind == "report":
            name = name if name and own.startswith(f"{name} ") else ""
            return Line("report", own.removeprefix(name).strip() or "…", name, reply=reply)
        name = self.called(name)
        many = len(bullet.comment_ids)
        copies = ngettext("said word for word in %(n)s comment", "said word for word in %(n)s comments", many)
        return Line(
            "quote",
            quoted(bullet.text),
            name=name or (_("an unnamed commenter") if self._signed else ""),
            role=_(ROLES[comment.role]) if comment.role is not None else "",
            votes=votes(comment),
            copies=copies if many > 1 else "",
            reply=reply,
        )

    def _people(self, comment_ids: Sequence[str]) -> int:
        """Return how many people wrote these comments, or how many comments they are where that is not known."""
        people = distinct_authors(self._comments[comment_id] for comment_id in comment_ids)
        return people if self._signed else len(comment_ids)


def leads_in(bullet: Bullet) -> bool:
    """Whether a bullet only leads in what is nested in it, as "Fears that:" does."""
    return bullet.kind == "claim" and bullet.text.rstrip().endswith(":") and bool(bullet.children)


def is_answered(bullet: Bullet) -> bool:
    """Whether a page tells of those against a bullet in words, so that their number would only repeat it.

    So it does where answers stand behind it that most of them give; and one person's words, or an answer, are no vote.
    """
    told = {one for child in bullet.children if child.role == "side" for one in child.comment_ids}
    answered = 2 * len(told.intersection(bullet.against)) >= len(bullet.against)
    return bullet.role in RUNNING or bullet.people <= 1 or answered


def _mirrored(digest: Digest) -> set[str]:
    """Return the ids of bullets whose two sides are those of a bullet above, with the numbers of both: told once."""
    found: set[str] = set()
    told: list[Bullet] = []
    for bullet in walk(digest.quoted):
        if bullet.kind == "claim" and bullet.against and not is_answered(bullet):
            own, against = bullet.comment_ids, bullet.against
            if any(_alike(own, one.against) and _alike(one.comment_ids, against) for one in told):
                found.add(bullet.id)
            else:
                told.append(bullet)
    return found


def _alike(ids: Sequence[str], others: Sequence[str]) -> bool:
    """Whether more than half of each are among the other."""
    return 2 * len(set(ids).intersection(others)) > max(len(ids), len(others))


def _numbered(digest: Digest) -> bool:
    """Whether the source numbers those who take part, as consultations do: a number is no name."""
    return all(comment.author is None or comment.author.isdecimal() for comment in digest.comments)


def votes(comment: Comment) -> str:
    """Return "172 agree, 15 disagree", "12 points", or "" where the source has neither."""
    if comment.agrees is not None and comment.disagrees is not None:
        agree, disagree = grouped(comment.agrees), grouped(comment.disagrees)
        return _("%(agree)s agree, %(disagree)s disagree", agree=agree, disagree=disagree)
    return ngettext("%(n)s point", "%(n)s points", comment.score) if comment.score is not None else ""


def in_parts(theme: DigestTheme) -> list[tuple[Part | None, list[Bullet]]]:
    """Return the bullets that every page prints of a theme by its parts, first those that are in none.

    A line that only stands above its answer goes where the answer belongs.
    """
    part_of = {comment_id: part for part in reversed(theme.parts) for comment_id in part.comment_ids}
    groups: dict[Part | None, list[Bullet]] = {part: [] for part in (None, *theme.parts)}
    for bullet in theme.shown:
        said = (one.cites[0].comment_id for one in (bullet, *bullet.children))
        groups[next((part_of[one] for one in said if one in part_of), None)].append(bullet)
    return [(part, bullets) for part, bullets in groups.items() if bullets]


def theme_note(digest: Digest, theme: DigestTheme | Part) -> str:
    """Return "41 people, 52 comments", and that the lines are jokes where the heading does not say so."""
    counted = crowd(theme.author_count, len(theme.comment_ids), signed=digest.counts.signed)
    jokes = isinstance(theme, DigestTheme) and theme.banter and one_line(theme.heading).casefold() != "jokes"
    return notes((_("jokes") if jokes else "", counted))


def names_note(digest: Digest) -> str:
    """Return whose names stand before the quotations and what "answered by" means, "" where there is neither."""
    parts, signed = [], digest.counts.signed
    named = [bullet for bullet in walk(digest.quoted) if bullet.kind != "claim"]
    if signed and named and not _numbered(digest):
        masked = any(notice.code == "pseudonyms" for notice in digest.notices)
        parts.append(_("Names are pseudonyms") if masked else _("Names are those of the commenters"))
    if any(bullet.kind == "quote" and bullet.role == "reply" for bullet in named):
        answered = _("answered by") if signed else _("answered")
        parts.append(_("“%(words)s” means a direct reply", words=answered))
    return as_sentence(notes(parts)) if parts else ""
