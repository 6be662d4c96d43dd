"""A digest in a model's own sentences: a page of all comments, or of drafts, counted, checked and written once more.

edit (one call over all comments; over a draft of each theme where they are too many) -> recount (who else says it) ->
check (a call a heading, and one of "In short") -> edit again, with the counts -> recount -> check -> repair
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from threadgist.records import Brief, Theme, Written
from threadgist.words import counted
from threadgist.write.answers import Edited, Proposal, Sentence, read_draft, read_edit
from threadgist.write.ask import DRAFT_TOKENS, EDIT_TOKENS, PageSize, ask_draft, ask_edit
from threadgist.write.calls import LONGEST, OWN_TOKENS, UNANSWERED, portions, room, why_unanswered
from threadgist.write.examine import Judged, judge
from threadgist.write.headings import heading_fault, standing_heading
from threadgist.write.material import Line, Material, exchanges
from threadgist.write.model import Completion, Request
from threadgist.write.recount import recounted
from threadgist.write.regroup import bullet_of, find_places, put_together, short_proposal
from threadgist.write.repair import repair
from threadgist.write.revise import FirstDraft, again, first_draft

if TYPE_CHECKING:
    from threadgist.write.desk import Desk

# What is in no theme goes to the editor where it is so little, and is drafted as a part of its own where it is more.
REST_ROOM: Final = 3_000
# A page is made of the comments themselves where these are no more tokens, for drafts lose how large each view is.
WHOLE: Final = 40_000
# Headings of a digest, at least and at most, and about how many words it has, by comments. Editors found pages of 1,000
# words and more too long to publish beside an article (docs/lab-notes.md).
SIZES: Final = (
    (0, PageSize(2, 4, 260, 2)),
    (25, PageSize(4, 5, 480, 2)),
    (60, PageSize(4, 5, 590, 4)),
    (150, PageSize(4, 6, 640, 4)),
    (800, PageSize(6, 8, 850, 5)),
)
BULLETS_OF_DRAFT: Final = 6
MERGES: Final = 4
# A page that was written once more takes the place of the first where so large a part of as many sentences stands.
STANDS_AGAIN: Final = 0.8

T = TypeVar("T")
# Lines that are drafted together, and the place of the theme they are of (None: of none).
Group: TypeAlias = tuple[tuple[Line, ...], int | None]
# What a page is made of: drafts, and lines that no draft is about.
Shown: TypeAlias = tuple[Sequence[Proposal], Sequence[Line]]
# A page with all who say it, the keys of lines that no answer came for, and its sentences judged.
Page: TypeAlias = tuple[Edited, frozenset[str], Judged]


def write_full(desk: Desk) -> Written:
    """Write headings, bullets and "In short" of a thread in the model's own sentences; no headings without themes.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    for _ in desk.material.withheld:
        desk.reject("bullet", "orders")
    if desk.plan.clustering is None:
        drafts = [draft for _, draft in _drafted(_groups(desk)[0], desk)]
        desk.progress.stage("check")
        judged = judge(drafts, desk)
        repair(judged, desk)
        bullets = [bullet_of(stood, desk) for row in judged.arranged(desk) for stood in row]
        return desk.written((), bullets or None)
    lines = tuple(desk.material.lines.values())
    if not lines:
        return desk.written()
    kept: dict[Theme, Brief] = {}
    whole: Shown = ((), lines)
    shown: Shown | None = whole
    edited = _asked_edit(whole, desk) if _read_whole(lines, desk) else None
    if edited is None:
        groups, rest = _groups(desk)
        drafted = _drafted(groups, desk)
        told = {theme for (_, theme), _ in drafted}
        kept = {theme: desk.plan.briefs[at] for at, theme in enumerate(desk.themes) if at not in told}
        edited, shown = _edit([draft for _, draft in drafted], rest, desk)
    edited = _named(edited, desk)
    if not edited.proposals:
        return desk.written()
    page = _counted(edited, desk)
    if desk.writer.revise and shown is not None:
        page = _revised(edited, page, shown, desk)
    edited, unanswered, judged = page
    repair(judged, desk)
    place_of = find_places(edited.proposals, kept, unanswered, desk)
    *rows, short = judged.arranged(desk)
    examined = [(standing_heading(one, desk), row) for one, row in zip(edited.proposals, rows, strict=True)]
    return put_together(edited, examined, short, place_of, kept, desk)


def _named(edited: Edited, desk: Desk) -> Edited:
    """Return a page without "In short" where none is wanted, and without the subjects whose names cannot stand."""
    found = []
    for one in edited.proposals:
        fault = None if one.sentences else heading_fault(one, desk)
        if fault is None:
            found.append(one)
        else:
            # A subject that is only named stands or falls with its name.
            desk.reject("heading", fault.reason, one.heading)
    return Edited(tuple(found), edited.short if desk.writer.summary else ())


def _counted(edited: Edited, desk: Desk) -> Page:
    """Count who else says what a page says, and check it; with what no answer came for."""
    edited, unanswered = recounted(edited, tuple(desk.material.lines.values()), desk)
    desk.progress.stage("check")
    return edited, unanswered, judge((*edited.proposals, short_proposal(edited)), desk)


def _revised(edited: Edited, page: Page, shown: Shown, desk: Desk) -> Page:
    """Return the page written once more, with what its writer could not know before; as it was where that fails.

    So it is where a model takes no more tokens, answers nothing or no "In short", where the second page is not counted
    to the end, and where much less of it stands.
    """
    first = first_draft(edited, page[2], desk)
    request = _edit_request(shown, desk, first=first)
    most = room(desk.writer.model, EDIT_TOKENS) + OWN_TOKENS
    if _size((message.content for message in request.messages), desk) > most:
        return page
    before = len(desk.rejections)
    answer = _answered(request, shown, desk)
    revised = edited if answer is None else _named(answer, desk)
    if revised != edited and revised.proposals and bool(revised.short) == bool(edited.short):
        second = _counted(revised, desk)
        if second[1] <= page[1] and second[2].standing >= STANDS_AGAIN * page[2].standing:
            return second
    # What was refused of a page that is not printed is nobody's concern, unlike that a call failed.
    failed = any(one.reason in UNANSWERED for one in desk.rejections[before:])
    del desk.rejections[before:]
    if failed:
        desk.reject("bullet", "first_page")
    return page


def first_requests(desk: Desk) -> tuple[list[Request], bool]:
    """Return the calls of the first round, from which the others can be estimated, and whether these are drafts."""
    lines = tuple(desk.material.lines.values())
    if desk.plan.clustering is not None and _read_whole(lines, desk):
        return [_edit_request(((), lines), desk)], False
    return _requests(_groups(desk)[0], desk), True


def _read_whole(lines: Sequence[Line], desk: Desk) -> bool:
    most = min(WHOLE, room(desk.writer.model, EDIT_TOKENS)) - _size(desk.material.about.texts, desk)
    return _size(map(str, lines), desk) <= most


def _groups(desk: Desk) -> tuple[list[Group], tuple[Line, ...]]:
    """Return what is drafted together, and the lines that the editor sees beside the drafts."""
    most = min(LONGEST, room(desk.writer.model, DRAFT_TOKENS)) - _size(desk.material.about.texts, desk)
    found: list[Group] = []

    def add(lines: Sequence[Line], theme: int | None) -> None:
        if lines:
            sizes = [_size([str(line)], desk) for line in lines]
            found.extend((part, theme) for part in portions(lines, sizes, most, evenly=True))

    lines = tuple(desk.material.lines.values())
    for number, theme in enumerate(desk.themes):
        if not desk.plan.briefs[number].banter:
            own = set(theme.passage_ids)
            add([line for line in lines if line.passage.id in own], number)
    inside = {passage_id for theme in desk.themes for passage_id in theme.passage_ids}
    rest = tuple(line for line in lines if line.passage.id not in inside)
    if rest and (not desk.themes or _size(map(str, rest), desk) > min(REST_ROOM, most)):
        add(rest, None)
        rest = ()
    return found, rest


def _size(texts: Iterable[str], desk: Desk) -> int:
    return sum(desk.writer.model.count_tokens(text) + 1 for text in texts)


def _requests(groups: Sequence[Group], desk: Desk) -> list[Request]:
    part = len(groups) > 1
    about = desk.material.about
    return [
        ask_draft(about, lines, desk.language, part=part, bullets=BULLETS_OF_DRAFT) for lines, _ in groups
    ]


def _drafted(groups: Sequence[Group], desk: Desk) -> list[tuple[Group, Proposal]]:
    """Ask for a draft of each group; return those that have one."""
    desk.progress.stage("draft", len(groups))
    found = []
    answers = desk.writer.complete(_requests(groups, desk), desk.progress.done)
    for group, answer in zip(groups, answers, strict=True):
        draft = _accepted(read_draft(answer.text, {line.key for line in group[0]}), answer, desk)
        if draft is not None and draft.sentences:
            found.append((group, draft))
    return found


def _accepted(found: T | None, answer: Completion, desk: Desk) -> T | None:
    """Return what was found in an answer; notes why there is nothing."""
    if answer.error is not None:
        desk.reject("bullet", why_unanswered(answer), answer.error)
        return None
    if found is None:
        desk.reject("bullet", "form", answer.text)
    return found


def _edit(proposals: list[Proposal], rest: Sequence[Line], desk: Desk) -> tuple[Edited, Shown | None]:
    """Make one digest of the drafts, and say what it was made of; where that fails (None) they are it, as they are."""
    most = room(desk.writer.model, EDIT_TOKENS) - _size(desk.material.about.texts, desk)
    for _ in range(MERGES):
        sizes = [_size(_rows(proposal, desk.material), desk) for proposal in proposals]
        if sum(sizes) <= most or len(proposals) == 1:
            break
        merged = _merged(proposals, sizes, most, desk)
        if len(merged) >= len(proposals):
            break
        proposals = merged
    left = most - sum(_size(_rows(proposal, desk.material), desk) for proposal in proposals)
    edited = None
    shown: Shown = (proposals, rest if _size(map(str, rest), desk) <= left else ())
    if left < 0:
        desk.reject("bullet", "form", "The drafts of this thread are longer than the model takes at once.")
    elif proposals:
        edited = _asked_edit(shown, desk)
    return (Edited(tuple(proposals)), None) if edited is None else (edited, shown)


def _asked_edit(shown: Shown, desk: Desk, *, final: bool = True) -> Edited | None:
    """Ask for one digest of drafts and of lines that no draft is about; of lines alone where there are no drafts."""
    return _answered(_edit_request(shown, desk, final=final), shown, desk)


def _answered(request: Request, shown: Shown, desk: Desk) -> Edited | None:
    """Return the digest that a request is answered with, whose ids are of what is `shown`."""
    desk.progress.stage("edit")
    (answer,) = desk.writer.complete([request])
    known = {key for proposal in shown[0] for key in proposal.keys} | {line.key for line in shown[1]}
    return _accepted(read_edit(answer.text, known), answer, desk)


def _edit_request(
    shown: Shown, desk: Desk, *, final: bool = True, first: FirstDraft | None = None
) -> Request:
    comments = len({line.passage.comment_id for line in desk.material.lines.values()})
    size = next(size for least, size in reversed(SIZES) if comments >= least)
    rows = [row for proposal in shown[0] for row in _rows(proposal, desk.material)]
    return ask_edit(
        desk.material.about,
        rows,
        shown[1],
        desk.language,
        final=final,
        size=size,
        exchanges=() if rows else exchanges(desk.material),
        first=first,
    )


def _merged(proposals: Sequence[Proposal], sizes: Sequence[int], most: int, desk: Desk) -> list[Proposal]:
    """Merge drafts by as many as fit a prompt, for a thread with more of them than the model takes at once."""
    made: list[Proposal] = []
    for row in portions(proposals, sizes, most):
        merged = _asked_edit((row, ()), desk, final=False) if len(row) > 1 else None
        made += merged.proposals if merged is not None else row
    return made


def _rows(proposal: Proposal, material: Material) -> Iterator[str]:
    """A draft as lines of a prompt: what a model wrote is as foreign as what it read."""
    heading = again(proposal.heading) or "Without a heading"
    yield f"# {heading} ({counted(material.people(proposal.keys), 'person', 'people')})"
    for sentence in proposal.sentences:
        yield f"- {_row(sentence, material)}"
        for child in sentence.children:
            yield f"  - {child.role}: {_row(child, material)}"


def _row(sentence: Sentence, material: Material) -> str:
    text = again(sentence.text)
    if not sentence.keys:
        return text
    people = counted(material.people(sentence.keys), "person", "people")
    host = ", the host" if any(map(material.by_host, sentence.keys)) else ""
    return f"{text} (ids {', '.join(sentence.keys)}; {people}{host})"
