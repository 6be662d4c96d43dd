"""What stands of a proposal put together again, in words for people that go on from sentence to sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from threadgist.records import RUNNING, BulletRole
from threadgist.speakers import parted
from threadgist.write import mentions
from threadgist.write.answers import Proposal, Sentence
from threadgist.write.desk import Desk
from threadgist.write.hedge import fitting, hedged, standing

# A description of so many words, with its article, tells a person from others: "the exiled newsletter writer".
TELLING_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Stood:
    """A sentence that may stand: `keys` were found to say it, `against` the opposite; `origin` is what was proposed.

    `people` are the words for those who say it that code put into it, `who` what a single person is called there.
    """

    text: str
    keys: tuple[str, ...]
    role: BulletRole
    short: bool = False
    against: tuple[str, ...] = ()
    children: tuple[Stood, ...] = ()
    origin: str = ""
    people: str = ""
    who: str = ""


def nested(proposal: Proposal, stood: Mapping[int, Stood], desk: Desk) -> tuple[Stood, ...]:
    """Put what stands together again; of what does not stand items and details are left, for none answers nothing."""
    made: dict[str, Stood] = {}
    for sentence in proposal.sentences:
        own = stood.get(id(sentence))
        children = _following(sentence, stood, desk.language)
        if own is not None and own.text.endswith(":"):
            own = _led(own, children, desk)
        elif own is not None:
            own = replace(own, children=children)
        items = (child for child in children if child.role != "side")
        alone = [replace(_alone(child, desk.language), role=sentence.role) for child in items]
        for one in alone if own is None else (_in_turn(own, desk),):
            first = made.setdefault(one.text, one)
            if first is not one:
                made[one.text] = replace(first, children=(*first.children, *one.children))
    row = _varied(made.values(), desk)
    if any(one.role == "point" for one in row) or not proposal.headed:
        return row
    # What the editor left out stands in for what does not stand.
    return tuple(replace(one, role="point") for one in row)


def _alone(stood: Stood, language: str) -> Stood:
    return replace(stood, text=standing(stood.text, language))


def _following(sentence: Sentence, stood: Mapping[int, Stood], language: str) -> tuple[Stood, ...]:
    """What stands of what goes on from a sentence, without an answer to an answer that does not stand.

    What went on in the sentence of one that does not stand is a sentence of its own, or goes with it if it answers it.
    """
    found: list[Stood] = []
    lost: Sentence | None = None
    for child in sentence.children:
        own = stood.get(id(child))
        answers_lost = lost is not None and (lost.role == "side" or parted(child.text, language)[0])
        if own is None or (child.role == "side" and answers_lost):
            lost = child
        else:
            found.append(own if lost is None else _alone(own, language))
            lost = None
    return tuple(found)


def _varied(row: Iterable[Stood], desk: Desk) -> tuple[Stood, ...]:
    """Let sentences not begin with the same words for people again and again."""
    found: list[Stood] = []
    before: list[str] = []
    for one in row:
        plainly = fitting(replace(desk.crowd(one.keys), host=False), desk.language)
        first = not any(done.people for done in found)
        text, people = mentions.varied(one.text, one.people, before, plainly, desk.language, first=first)
        found.append(replace(one, text=text, people=people))
        before.append(people if people and standing(text, desk.language).startswith(people) else "")
    return tuple(found)


def _in_turn(own: Stood, desk: Desk) -> Stood:
    """Put the answers to a sentence in words that go on from it: "Another replies", "One of them adds"."""
    before = [(own.people, desk.material.authors(own.keys))]
    children = []
    for child in own.children:
        authors = desk.material.authors(child.keys)
        if child.role in RUNNING:
            crowd = desk.crowd(child.keys, other_side=True)
            text, people = mentions.answering(child.text, child.people, crowd, authors, before, desk.language)
            text = mentions.one_of_few(text, child.who, authors, before, desk.language)
            child = replace(child, text=text, people=people)
        before.append((child.people, authors))
        children.append(child)
    return replace(own, children=tuple(children))


def _led(lead: Stood, children: tuple[Stood, ...], desk: Desk) -> Stood | None:
    """A sentence that leads in, over what it leads in; with a single item it becomes one sentence, without any none."""
    items = [child for child in children if child.role == "item"]
    keys = tuple(dict.fromkeys(key for item in items for key in item.keys))
    text = hedged(lead.text, desk.crowd(keys), desk.language) if items else None
    if text is None:
        return None
    text = text[:1].upper() + text[1:]
    if len(items) > 1:
        return replace(lead, text=text, keys=keys, children=children)
    (item,) = items
    text = f"{text} {parted(item.text, desk.language)[1]}"
    rest = tuple(one for one in children if one is not item)
    return replace(item, text=text, role=lead.role, children=rest)


def with_known(made: Sequence[tuple[Stood, ...]], desk: Desk) -> tuple[tuple[Stood, ...], ...]:
    """Call single people what the page has called them before, in the order it is read: what is folded last."""
    people = _People([one for row in made for stood in row for one in (stood, *stood.children)], desk)
    named: dict[int, Stood] = {}
    for folded in (False, True):
        for row in made:
            people.here = set()
            for stood in row:
                if (stood.role == "more") == folded and not stood.short:
                    named[id(stood)] = people.with_host(people.with_known(stood))
    return tuple(tuple(named.get(id(one), one) for one in row) for row in made)


class _People:
    """What a page has called single people so far; `here` are those described below the heading that is read."""

    def __init__(self, rows: Sequence[Stood], desk: Desk) -> None:
        hosts = {comment.author for comment in desk.comments.values() if comment.role == "host"}
        self.here: set[str] = set()
        self._desk = desk
        # Who answers for the site or was asked to answer, where that is one person.
        self._host = str(*hosts) if len(hosts) == 1 and None not in hosts else ""
        self._by_host = desk.material.authors(filter(desk.material.by_host, desk.material.lines))
        self._host_known = False
        called = [(one.who, desk.material.authors(one.keys)) for one in rows if one.who]
        self._host_called = next((who for who, authors in called if authors == self._by_host), "")
        # How many people of the page are described the same without what follows the noun.
        self._alike = Counter(short for short, _ in {(mentions.brief(who), by) for who, by in called})
        # What each author was called, in full and as it is said again below the same heading.
        self._known: dict[str, tuple[str, str]] = {}

    def _brief(self, who: str) -> str:
        """A description in short, in full where it would be that of others too."""
        short = mentions.brief(who)
        return short if self._alike[short] == 1 else who

    def with_host(self, stood: Stood) -> Stood:
        """Call the host alike in a sentence and what is nested in it: by a description, else by name."""
        text, language, again = stood.text, self._desk.language, self._host_known
        called = self._brief(self._host_called) if again else self._host_called
        if self._host and stood.who and self._desk.material.authors(stood.keys) == self._by_host:
            text = mentions.named_again(text, stood.people, called, language) if again else text
            self._host_known = True
        elif self._host:
            text = mentions.host_named(text, stood.people, self._host, language, again=again, called=called)
            self._host_known = again or text != stood.text
        return replace(stood, text=text, children=tuple(map(self.with_host, stood.children)))

    def with_known(self, stood: Stood, before: frozenset[str] = frozenset()) -> Stood:
        """Call a single person what the page has called them; the authors `before` say what is before it."""
        language, authors = self._desk.language, self._desk.material.authors(stood.keys)
        host, text = self._desk.crowd(stood.keys).host, stood.text
        if len(authors) == 1 and not (host and self._host):
            (author,) = authors
            full, again = self._known.get(author, ("", ""))
            if author not in self.here and not host:
                # Below another heading they are called so again where it tells them from others.
                again = full if len(full.split()) >= TELLING_WORDS else ""
            if stood.who == full or mentions.is_unnamed(stood.people, language):
                at_once = authors == before and not host
                text = mentions.named_again(text, stood.people, again, language, again_at_once=at_once)
            if stood.who:
                self._known.setdefault(author, (stood.who, self._brief(stood.who)))
            if author in self._known:
                self.here.add(author)
        children = []
        for child in stood.children:
            children.append(self.with_known(child, authors))
            authors = self._desk.material.authors(child.keys)
        return replace(stood, text=text, children=tuple(children))
