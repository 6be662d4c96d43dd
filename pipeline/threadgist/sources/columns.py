"""Finding out which column, or field of an object, holds the text, the id, the author and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.times import parse_time

__all__ = ["TEXT_NAMES", "Row", "choose", "flatten", "normal_name", "read_rows"]

Row = Mapping[str, Any]


def _words(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# Best first; a dot stands for an object inside the object.
TEXT_NAMES = _words(
    "text commentbody commenttext commentcontent body content message comment statement "
    "contentrendered contenttext bodytext messagetext posttext fulltext selftext rawtext txt "
    "argument opinion response answer review feedback reviewtext reviewbody post tweet tweettext "
    "cooked raw commenthtml bodyhtml comment.text comment.body comment.content content.rendered "
    "content.text body.text message.text data.body data.text attributes.text attributes.body "
    "kommentar kommentartext beitrag nachricht inhalt antwort meinung stellungnahme commentaire texte contenu "
    "reponse avis comentario texto contenido mensaje respuesta mensagem resposta commento testo"
)
_NAMES: dict[str, Sequence[str]] = {
    "text": TEXT_NAMES,
    "id": _words(
        "id commentid postid messageid objectid statementid responseid reviewid tweetid argid uuid guid key "
        "comment.id data.id"
    ),
    "parent": _words(
        "parent parentid parentcommentid parentcomment inreplyto inreplytoid replyto replytoid "
        "replytocommentid inreplytostatusid parentpostid parent.id data.parentid"
    ),
    "author": _words(
        "author username user authorname screenname displayname by commenter commentername nickname "
        "nick name userid authorid participant participantid sender from author.name "
        "author.username author.login author.displayname author.screenname user.name user.username "
        "user.login user.screenname data.author autor autorin verfasser nutzer benutzer benutzername absender auteur "
        "utilisateur pseudo usuario nombre autore utente"
    ),
    "time": _words(
        "createdat createdutc createdati timestamp time created date datetime createtime "
        "creationdate createddate publishedat published postedat posted submittedat submitted utc "
        "data.createdutc datum zeit zeitpunkt erstellt erstelltam fecha hora"
    ),
    "score": _words(
        "score points netvotes ups upvotes upvotecount likes likecount votes voteup favorites "
        "favouritecount data.score stimmen punkte votos puntos"
    ),
    "url": _words("url permalink commenturl link href weburl htmlurl data.permalink"),
}
_NOT_LETTERS = re.compile(r"[^a-z0-9.]+")
_MAX_DEPTH = 4
_NO_PARENT = frozenset(("", "null", "none", "nan", "nil", "n/a", "na", "undefined"))
_NO_PARENT_IF_UNKNOWN = frozenset(("0", "-1", "root"))
_AGREE = frozenset(_words("agrees agree agreecount agreed agreevotes agreevotecount votesagree votesfor"))
_DISAGREE = frozenset(
    _words(
        "disagrees disagree disagreecount disagreed disagreevotes disagreevotecount votesdisagree votesagainst"
    )
)
_GONE_TEXT: dict[str, Any] = {"[deleted]": "deleted", "[removed]": "removed"}


def normal_name(name: str) -> str:
    """Return a column's name in lower case without punctuation, so that `Comment-Body` is `commentbody`."""
    return _NOT_LETTERS.sub("", name.lower()).strip(".")


def flatten(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested objects as dotted fields, to a depth of four; lists are left out."""
    flat: dict[str, Any] = {}
    stack: list[tuple[str, Mapping[str, Any], int]] = [("", record, 1)]
    while stack:
        prefix, fields, depth = stack.pop()
        for key, value in fields.items():
            if isinstance(value, dict):
                if depth < _MAX_DEPTH:
                    stack.append((f"{prefix}{key}.", value, depth + 1))
            elif not isinstance(value, list):
                flat[f"{prefix}{key}"] = value
    return flat


def choose(names: Iterable[str], rows: Sequence[Row], columns: Columns, *, place: str) -> dict[str, str]:
    """Return which name holds which role. Named columns win; others are found by name, text also by content.

    Raises:
        SourceError: a named column is not there.
    """
    have = sorted(set(names))
    chosen: dict[str, str] = {}
    for role, wanted in columns.named().items():
        exact = [name for name in have if name == wanted] or [n for n in have if n.lower() == wanted.lower()]
        if not exact:
            raise SourceError(f"{place}: no column {wanted!r}; the columns are {_listed(have)}")
        chosen[role] = exact[0]
    by_name: dict[str, str] = {}
    for name in reversed(have):
        by_name[normal_name(name)] = name
    taken = set(chosen.values())
    for role, candidates in _NAMES.items():
        if role in chosen:
            continue
        for candidate in candidates:
            found = by_name.get(candidate)
            if found is None or found in taken or (role == "text" and not _holds_words(found, rows)):
                continue
            chosen[role] = found
            taken.add(found)
            break
    return chosen


def _holds_words(name: str, rows: Sequence[Row]) -> bool:
    """Whether a column holds letters, or nothing at all: a count called `comment` is not the text."""
    empty = True
    for row in rows:
        value = row.get(name)
        if isinstance(value, str) and any(map(str.isalpha, value)):
            return True
        empty = empty and value in (None, "")
    return empty


def read_rows(
    rows: Sequence[Row],
    columns: Columns,
    *,
    place: str,
    names: Iterable[str],
    inside: Sequence[int | None] = (),
) -> RawThread:
    """Turn flat rows into a thread; `inside` gives for each row the row it is nested in, if any.

    Raises:
        SourceError: a named column is not there, or no column holds the text.
    """
    names = list(names)
    chosen = choose(names, rows, columns, place=place)
    if "text" not in chosen:
        raise SourceError(
            f"{place}: no column with the text of the comments found; the columns are "
            f"{_listed(sorted(set(names)))}; name the right one with --text-column"
        )

    def cell(row: Row, role: str) -> Any:
        # Tables saved with an index have a column without a name, which plays no role.
        return row.get(chosen[role]) if role in chosen else None

    given = [_id(cell(row, "id")) for row in rows]
    ids = set(given) if "id" in chosen else set()
    agree, disagree = _vote_columns(name for name in names if name not in chosen.values())
    moderated = next((n for n in names if normal_name(n) == "moderated"), None) if agree else None
    comments: list[RawComment] = []
    unread = 0
    for index, row in enumerate(rows):
        moment = cell(row, "time")
        created = parse_time(moment)
        unread += created is None and moment not in (None, "")
        body = _text(cell(row, "text"))
        agrees, disagrees = _votes(row, agree), _votes(row, disagree)
        gone = _GONE_TEXT.get(body.strip()) if len(body) < 20 else None
        if moderated is not None and _whole(row.get(moderated)) == -1:
            gone = "removed"
        comments.append(
            RawComment(
                body="" if gone else body,
                id=given[index],
                parent=_parent(cell(row, "parent"), ids),
                inside=inside[index] if inside else None,
                author=_id(cell(row, "author")),
                created_at=created,
                score=_whole(cell(row, "score")) if "score" in chosen else _balance(agrees, disagrees),
                url=_string(cell(row, "url")),
                gone=gone,
                markup="unknown",
                agrees=agrees,
                disagrees=disagrees,
            )
        )
    repairs = (f"{unread} times in {chosen['time']!r} could not be read",) if unread else ()
    return RawThread(tuple(comments), repairs=repairs)


def _listed(names: Sequence[str], limit: int = 40) -> str:
    shown = ", ".join(name[:60] for name in names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown or "none"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _id(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _parent(value: Any, ids: set[str | None]) -> str | None:
    parent = _id(value)
    if parent is None or parent in ids:
        return parent
    if parent.lower() in _NO_PARENT or parent in _NO_PARENT_IF_UNKNOWN:
        return None
    # Reddit's dumps name a parent with its kind: t1_ is a comment, t3_ the thread itself.
    if parent.startswith("t3_"):
        return None
    bare = parent.removeprefix("t1_")
    if bare in ids:
        return bare
    # pandas writes a column of whole numbers with gaps as floats.
    whole = parent.removesuffix(".0")
    return whole if whole in ids else parent


def _whole(value: Any) -> int | None:
    if isinstance(value, str):
        try:
            value = float(value) if len(value) < 32 else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15 or value != value:
        return None
    return round(value)


def _vote_columns(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    agree: list[str] = []
    disagree: list[str] = []
    for name in sorted(set(names)):
        last = normal_name(name.rsplit(".", 1)[-1])
        if last in _AGREE:
            agree.append(name)
        elif last in _DISAGREE:
            disagree.append(name)
    return (tuple(agree), tuple(disagree)) if agree and disagree else ((), ())


def _votes(row: Row, columns: Sequence[str]) -> int | None:
    """Return the votes of one kind, added up over groups of voters; None where no column holds a number."""
    counts = [count for name in columns if (count := _whole(row.get(name))) is not None and count >= 0]
    return sum(counts) if counts else None


def _balance(agrees: int | None, disagrees: int | None) -> int | None:
    """Return agreements less disagreements: what stands for a score in opinion polls."""
    return None if agrees is None and disagrees is None else (agrees or 0) - (disagrees or 0)
