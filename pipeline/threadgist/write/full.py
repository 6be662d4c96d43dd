"""A digest in a model's own sentences: a page of all comments, or of drafts, counted, checked and written once more.

edit (one call over all comments; over a draft of each theme where they are too many) -> recount (who else says it) ->
check (a call a heading, and one of "In short") -> edit again, with the counts -> recount -> check -> repair
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from threadgist.records import Brief, Theme, Written
from threadgist.resources import package_table
from threadgist.words import counted
from threadgist.write.answers import UNANSWERED, Page, Proposal, Sentence, read_draft, read_edit
from threadgist.write.ask import A_TEXT, IDS, SENTENCES, a_list, an_object, fenced, request
from threadgist.write.desk import Desk
from threadgist.write.examine import Judged, heading_fault, judge
from threadgist.write.material import Line, Material, exchanges
from threadgist.write.model import LONGEST, OWN_TOKENS, Request, portions, room
from threadgist.write.recount import recounted
from threadgist.write.regroup import bullet_of, put_together, short_resting
from threadgist.write.revise import again, first_draft, repair

# How long an answer may be, in tokens.
DRAFT_TOKENS: Final = 2_000
EDIT_TOKENS: Final = 5_000
# What is in no theme goes to the editor where it is so little, and is drafted as a part of its own where it is more.
REST_ROOM: Final = 3_000
# A page is made of the comments themselves where these are no more tokens, for drafts lose how large each view is.
WHOLE: Final = 40_000
BULLETS_OF_DRAFT: Final = 6
MERGES: Final = 4
# A page that was written once more takes the place of the first where so large a part of as many sentences stands.
STANDS_AGAIN: Final = 0.8
_DRAFT: Final = an_object(heading=A_TEXT, bullets=SENTENCES)
_PAGE: Final = an_object(
    headings=a_list(an_object(heading=A_TEXT, bullets=SENTENCES, more=SENTENCES)),
    also=a_list(an_object(heading=A_TEXT, ids=IDS)),
    short=a_list(an_object(text=A_TEXT, ids=IDS, headings=a_list({"type": "integer"}))),
)

# Lines that are drafted together, and the place of the theme they are of (None: of none).
Group: TypeAlias = tuple[tuple[Line, ...], int | None]
# What a page is made of: drafts, and lines that no draft is about.
Shown: TypeAlias = tuple[Sequence[Proposal], Sequence[Line]]
# A page that is to be written once more, as a prompt has it.
First: TypeAlias = dict[str, object] | None


def write_full(desk: Desk) -> Written:
    """Write headings, bullets and "In short" of a thread in the model's own sentences; no headings without themes."""
    for _ in desk.material.withheld:
        desk.reject("bullet", "orders")
    if desk.plan.clustering is None:
        drafts = [draft for _, draft in _drafted(desk)[0]]
        desk.progress.stage("check")
        judged = judge(drafts, desk)
        repair(judged, desk)
        bullets = [bullet_of(stood, desk) for row in judged.arranged(desk) for stood in row]
        return desk.written((), bullets or None)
    if not desk.material.lines:
        return desk.written()
    kept: dict[Theme, Brief] = {}
    shown = _whole(desk)
    page = _edited(shown, desk) if shown is not None else None
    if page is None:
        drafted, rest = _drafted(desk)
        told = {theme for theme, _ in drafted}
        kept = {theme: desk.plan.briefs[at] for at, theme in enumerate(desk.themes) if at not in told}
        page, shown = _edit([draft for _, draft in drafted], rest, desk)
    page = _named(page, desk)
    if len(page) == 1:
        return desk.written()
    judged = _counted(page, desk)
    if desk.writer.style == "full" and shown is not None:
        judged = _revised(page, judged, shown, desk)
    repair(judged, desk)
    return put_together(judged, kept, desk)


def _named(page: Page, desk: Desk) -> Page:
    """Return a page without "In short" where none is wanted, and without the subjects whose names cannot stand."""
    *proposals, short = page
    found = []
    for one in proposals:
        if not one.sentences and (fault := heading_fault(one, desk)):
            desk.reject("heading", fault.reason, one.heading)
        else:
            found.append(one)
    return (*found, short if desk.writer.summary else Proposal("", ()))


def _counted(page: Page, desk: Desk) -> Judged:
    page, unanswered = recounted(page, desk)
    desk.progress.stage("check")
    return judge(short_resting(page), desk, unanswered)


def _revised(page: Page, judged: Judged, shown: Shown, desk: Desk) -> Judged:
    """Return the page written once more, with what was counted; as it was where that fails or much less stands."""
    before = len(desk.rejections)
    answer = _edited(shown, desk, first=first_draft(page, judged, desk))
    revised = page if answer is None else _named(answer, desk)
    in_short = bool(revised[-1].sentences) == bool(page[-1].sentences)
    if revised != page and len(revised) > 1 and in_short:
        second = _counted(revised, desk)
        if second.unanswered <= judged.unanswered and second.standing >= STANDS_AGAIN * judged.standing:
            return second
    # What was refused of a page that is not printed is nobody's concern, unlike that a call failed.
    failed = any(one.reason in UNANSWERED for one in desk.rejections[before:])
    del desk.rejections[before:]
    if failed:
        desk.reject("bullet", "first_page")
    return judged


def first_requests(desk: Desk) -> tuple[list[Request], bool]:
    """Return the calls of the first round, and whether these are drafts."""
    if desk.plan.clustering is not None and (shown := _whole(desk)) is not None:
        return [_edit_request(shown, desk)], False
    return _requests(_groups(desk)[0], desk), True


def _whole(desk: Desk) -> Shown | None:
    """All lines, where a page can be made of the comments themselves."""
    lines = tuple(desk.material.lines.values())
    most = min(WHOLE, room(desk.writer.model, EDIT_TOKENS)) - desk.tokens(desk.material.about)
    return ((), lines) if desk.tokens(lines) <= most else None


def _groups(desk: Desk) -> tuple[list[Group], tuple[Line, ...]]:
    """Return what is drafted together, and the lines that the editor sees beside the drafts."""
    most = min(LONGEST, room(desk.writer.model, DRAFT_TOKENS)) - desk.tokens(desk.material.about)
    lines = tuple(desk.material.lines.values())
    parts: list[tuple[list[Line], int | None]] = []
    for number, theme in enumerate(desk.themes):
        own = set(theme.passage_ids)
        if not desk.plan.briefs[number].banter:
            parts.append(([line for line in lines if line.passage.id in own], number))
    inside = {passage_id for theme in desk.themes for passage_id in theme.passage_ids}
    rest = [line for line in lines if line.passage.id not in inside]
    if not desk.themes or desk.tokens(rest) > min(REST_ROOM, most):
        parts.append((rest, None))
        rest = []
    found: list[Group] = []
    for held, place in parts:
        sizes = [desk.tokens([line]) for line in held]
        found += [(part, place) for part in portions(held, sizes, most, evenly=True) if part]
    return found, tuple(rest)


def _requests(groups: Sequence[Group], desk: Desk) -> list[Request]:
    """Ask for a heading over what lines say, group by group, with the keys of those that say it."""
    about, part = fenced(desk.material.about), len(groups) > 1
    more = {"about": about, "part": part, "bullets": BULLETS_OF_DRAFT}
    blocks = (fenced(lines) for lines, _ in groups)
    return [request("draft", DRAFT_TOKENS, desk.language, _DRAFT, lines=one, **more) for one in blocks]


def _drafted(desk: Desk) -> tuple[list[tuple[int | None, Proposal]], tuple[Line, ...]]:
    """Return a draft of each group that has one, with the place of its theme, and the lines that no draft is about."""
    groups, rest = _groups(desk)
    desk.progress.stage("draft", len(groups))
    found = []
    answers = desk.writer.complete(_requests(groups, desk), desk.progress.done)
    for (lines, place), answer in zip(groups, answers, strict=True):
        draft = read_draft(answer.text, {line.key for line in lines})
        if draft is None:
            desk.reject_answer(answer)
        elif draft.sentences:
            found.append((place, draft))
    return found, rest


def _edit(proposals: list[Proposal], rest: Sequence[Line], desk: Desk) -> tuple[Page, Shown | None]:
    """Make one digest of the drafts, and say what it was made of; where that fails (None) they are it, as they are."""
    most = room(desk.writer.model, EDIT_TOKENS) - desk.tokens(desk.material.about)
    for merges in range(MERGES + 1):
        sizes = [desk.tokens(_rows(proposal, desk.material)) for proposal in proposals]
        if sum(sizes) <= most or len(proposals) == 1 or merges == MERGES:
            break
        # As many as fit a prompt are merged, for a thread with more of them than the model takes at once.
        merged: list[Proposal] = []
        for row in portions(proposals, sizes, most):
            one = _edited((row, ()), desk, final=False) if len(row) > 1 else None
            merged += row if one is None else one[:-1]
        if len(merged) >= len(proposals):
            break
        proposals = merged
    left = most - sum(sizes)
    page = None
    shown: Shown = (proposals, rest if desk.tokens(rest) <= left else ())
    if left < 0:
        desk.reject("bullet", "form", "The drafts of this thread are longer than the model takes at once.")
    elif proposals:
        page = _edited(shown, desk)
    return ((*proposals, Proposal("", ())), None) if page is None else (page, shown)


def _edit_request(shown: Shown, desk: Desk, *, final: bool = True, first: First = None) -> Request:
    """Ask for one page of what is `shown` (or, not `final`, for fewer drafts); `first` is to be written once more."""
    comments, sizes = len(desk.material.shown), package_table("write/sizes.toml")["size"]
    rows = [row for proposal in shown[0] for row in _rows(proposal, desk.material)]
    brief = desk.material.brief
    return request(
        "edit" if final else "merge",
        EDIT_TOKENS,
        desk.language,
        _PAGE if final else an_object(headings=a_list(_DRAFT)),
        about=fenced((*desk.material.about, desk.material.kind)),
        drafts=fenced(rows),
        lines=fenced(shown[1]),
        size=next(size for size in sizes if comments >= size["comments"]),
        exchanges=() if rows or brief else exchanges(desk.material),
        brief=brief,
        votes=desk.material.voted,
        first=first,
    )


def _edited(shown: Shown, desk: Desk, *, final: bool = True, first: First = None) -> Page | None:
    """Return the page that is made of what is shown; None where it cannot be read, or `first` makes it too long."""
    asked = _edit_request(shown, desk, final=final, first=first)
    most = room(desk.writer.model, EDIT_TOKENS) + OWN_TOKENS
    if first and desk.tokens(message.content for message in asked.messages) > most:
        return None
    desk.progress.stage("edit")
    (answer,) = desk.writer.complete([asked])
    known = {key for proposal in shown[0] for key in proposal.keys} | {line.key for line in shown[1]}
    page = read_edit(answer.text, known)
    if page is None:
        desk.reject_answer(answer)
    return page


def _rows(proposal: Proposal, material: Material) -> Iterator[str]:
    """A draft as lines of a prompt: what a model wrote is as foreign as what it read."""
    heading = again(proposal.heading) or "Without a heading"
    yield f"# {heading} ({counted(len(material.authors(proposal.keys)), 'person', 'people')})"
    for sentence in proposal.sentences:
        yield f"- {_row(sentence, material)}"
        for child in sentence.children:
            yield f"  - {child.role}: {_row(child, material)}"


def _row(sentence: Sentence, material: Material) -> str:
    text = again(sentence.text)
    if not sentence.keys:
        return text
    people = counted(len(material.authors(sentence.keys)), "person", "people")
    host = ", the host" if any(map(material.by_host, sentence.keys)) else ""
    return f"{text} (ids {', '.join(sentence.keys)}; {people}{host})"
