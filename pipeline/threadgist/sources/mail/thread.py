"""Messages to a thread. A whole archive is one, unless a conversation of it is chosen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from threadgist.sources.archive import counts
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.choose import ALL, Conversation, choose
from threadgist.sources.mail.text import Mail, bare_subject
from threadgist.sources.urls import safe_url, site_of

_LIST_ONLY = re.compile(r"^\s*\[[^\[\]]{1,60}\]\s*")


def mail_thread(mails: Sequence[Mail], wanted: str | None, place: str, fallback: str) -> RawThread:
    """Return the wanted conversation of the messages, or all of them under the name of their list."""
    mails, twice = _once(mails)
    groups = _conversations(mails)
    rows = [_row(mails, members, number) for number, members in enumerate(groups, 1)]
    if wanted is not None and wanted != ALL:
        chosen = choose(rows, wanted.strip().removeprefix("<").removesuffix(">"), place)
        if chosen is not None:
            return _one([mails[index] for index in groups[chosen]], twice)
    if len(groups) == 1:
        return _one(mails, twice)
    lists = Counter(name for mail in mails if (name := mail.list_name))
    title = min(lists, key=lambda name: (-lists[name], name)) if lists else fallback
    return RawThread(_comments(mails), title=title, repairs=_repairs(mails, twice))


def _once(mails: Sequence[Mail]) -> tuple[list[Mail], Mapping[Mail, int]]:
    """Return each message once, and how many more copies of it there are: archives are often joined."""
    copies = Counter(replace(mail, url=None) for mail in mails)
    kept = {replace(mail, url=None): mail for mail in reversed(mails)}
    return list(reversed(kept.values())), {kept[mail]: number - 1 for mail, number in copies.items()}


def _row(mails: Sequence[Mail], members: list[int], number: int) -> Conversation:
    first = mails[members[0]]
    names = {mails[index].id or "" for index in members} | {bare_subject(first.subject)}
    return Conversation(
        first.id or str(number), bare_subject(first.subject), len(members), tuple(sorted(names - {""}))
    )


def _conversations(mails: Sequence[Mail]) -> list[list[int]]:
    """Group messages that name each other, or that answer (`Re:`) the same subject without naming any.

    Members are in the order of their time; groups in that of their first message.
    """
    above = list(range(len(mails)))

    def root(index: int) -> int:
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    holders: dict[str, int] = {}
    for index, mail in enumerate(mails):
        for name in (*((mail.id,) if mail.id else ()), *mail.references):
            above[root(index)] = root(holders.setdefault(name, index))
    openers: dict[str, int] = {}
    order = sorted(range(len(mails)), key=lambda i: _when(mails[i]))
    for index in order:
        mail = mails[index]
        subject = bare_subject(mail.subject)
        if key := subject.casefold():
            opener = openers.setdefault(key, index)
            if subject != _LIST_ONLY.sub("", mail.subject).strip() and not mail.references:
                above[root(index)] = root(opener)
    groups: dict[int, list[int]] = {}
    for index in order:
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _when(mail: Mail) -> tuple[bool, str, str]:
    return mail.sent_at is None, mail.sent_at.isoformat() if mail.sent_at else "", mail.id or ""


def _one(mails: Sequence[Mail], twice: Mapping[Mail, int]) -> RawThread:
    """Read one conversation: its first message opens it, so it is what the others talk about."""
    mails = sorted(mails, key=_when)
    known = {mail.id for mail in mails if mail.id}
    opener = next((mail for mail in mails if not known.intersection(mail.references)), mails[0])
    replies = [mail for mail in mails if mail is not opener]
    title = bare_subject(opener.subject) or None
    article = None
    if not title:
        # There is nowhere to print an opening without a subject, so it is a comment as the others are.
        replies = mails
    elif replies:
        url = safe_url(opener.url)
        site = site_of(url) or opener.list_name
        article = article_of(title, url, opener.body, "plain", begun=opener.sent_at, site=site)
    return RawThread(
        _comments(replies or mails),
        title=title,
        id=opener.id,
        url=safe_url(opener.url),
        author=opener.author,
        created_at=opener.sent_at,
        article=article,
        repairs=_repairs(mails, twice),
    )


def _comments(mails: Iterable[Mail]) -> tuple[RawComment, ...]:
    mails = list(mails)
    known = {mail.id for mail in mails if mail.id}
    return tuple(
        RawComment(
            body=mail.body,
            id=mail.id,
            parent=next((one for one in reversed(mail.references) if one in known and one != mail.id), None),
            author=mail.author,
            created_at=mail.sent_at,
            url=safe_url(mail.url),
        )
        for mail in mails
    )


def _repairs(mails: Sequence[Mail], twice: Mapping[Mail, int]) -> tuple[str, ...]:
    return counts(
        (sum(mail.attachments for mail in mails), "attachment left out", "attachments left out"),
        (
            sum(mail.damaged for mail in mails),
            "message of too many parts was not read",
            "messages of too many parts were not read",
        ),
        (sum(twice[mail] > 0 for mail in mails), "message was there twice", "messages were there twice"),
    )
