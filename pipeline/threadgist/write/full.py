"""A digest in a model's own sentences: drafts of every theme, one edit over all of them, then the check.

draft (a call a theme) -> edit (one call) -> check (a call a heading) -> repair -> "In short" checked by the bullets
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from threadgist.people import commenters, distinct_authors, names_authors
from threadgist.records import NAMELESS, Clustering, Draft, DraftBullet, SummarySentence
from threadgist.write import extractive
from threadgist.write.answers import Edited, Proposal, read_draft, read_edit
from threadgist.write.ask import DRAFT_TOKENS, EDIT_TOKENS, ask_draft, ask_edit
from threadgist.write.calls import LONGEST, room, why_unanswered
from threadgist.write.examine import Desk, Stood, examine, examine_short, heading_fault
from threadgist.write.fence import defuse
from threadgist.write.material import Line, Material, chunks, make_material
from threadgist.write.regroup import regrouped
from threadgist.write.written import Written, unwritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from threadgist.progress import Progress
    from threadgist.records import Brief, Corpus, Point, Theme
    from threadgist.write.answers import Sentence
    from threadgist.write.model import Request
    from threadgist.write.stage import Writer

__all__ = ["draft_requests", "write_full"]

# What is in no theme goes to the editor where it is so little, and is drafted as a part of its own where it is more.
REST_ROOM: Final = 3_000
# Headings of a digest, by comments: at least and at most so many.
HEADINGS: Final = ((0, (3, 5)), (60, (4, 6)), (150, (4, 8)), (800, (6, 10)))
BULLETS_OF_DRAFT: Final = 6
MERGES: Final = 4
SHORT_TEXT_CHARS: Final = 700
# What is quoted at most of a theme none of whose sentences stands.
MOST_QUOTED: Final = 4
# Among fewer people than this what one of them says may say the thread in short.
FEW_PEOPLE: Final = 8


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that are shown together, and the theme they are of (None: of none)."""

    lines: tuple[Line, ...]
    theme: int | None


def write_full(
    corpus: Corpus,
    clustering: Clustering | None,
    briefs: Sequence[Brief],
    points: Sequence[Point],
    writer: Writer,
    language: str,
    progress: Progress,
) -> Written:
    """Write headings, bullets and "In short" of a thread in the model's own sentences.

    Args:
        corpus: The cleaned thread.
        clustering: Its themes; None where it is too small to have any: then bullets are written and no headings.
        briefs: What there is to quote of each theme: it stands in where nothing could be written.
        points: What there is to quote below no heading.
        writer: The model, the checker and the bounds.
        language: ISO 639-1 code of the language to write in.
        progress: Who watches: each round of calls is a stage.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    material = make_material(corpus)
    desk = Desk(
        writer,
        material,
        language,
        commenters(corpus),
        signed=names_authors(corpus),
        encode=writer.encode if corpus.language in (None, language) else None,
    )
    for _ in material.withheld:
        desk.reject("bullet", "orders", "")
    groups, rest = _groups(material, clustering, briefs, writer)
    drafts = _draft(groups, desk, progress)
    if clustering is None:
        return _without_headings(corpus, drafts, points, desk, progress)
    edited = _edit(drafts, rest, desk, progress)
    progress.stage("check")
    examined = examine(edited.proposals, desk)
    return _written(corpus, clustering, briefs, points, groups, rest, drafts, edited, examined, desk)


def draft_requests(
    corpus: Corpus, clustering: Clustering | None, briefs: Sequence[Brief], writer: Writer, language: str
) -> list[Request]:
    """Return the calls of the first round, from which the others can be estimated."""
    material = make_material(corpus)
    groups, _ = _groups(material, clustering, briefs, writer)
    return [_ask(group, groups, material, language) for group in groups]


def _groups(
    material: Material, clustering: Clustering | None, briefs: Sequence[Brief], writer: Writer
) -> tuple[tuple[_Group, ...], tuple[Line, ...]]:
    """Return what is drafted together, and the lines that the editor sees beside the drafts."""
    most = min(LONGEST, room(writer.model, DRAFT_TOKENS)) - _size(material.about.texts, writer)
    found: list[_Group] = []

    def add(lines: Sequence[Line], theme: int | None) -> None:
        if lines:
            sizes = [writer.model.count_tokens(str(line)) + 1 for line in lines]
            found.extend(_Group(part, theme) for part in chunks(lines, sizes, most))

    themes = clustering.themes if clustering is not None else ()
    for number, theme in enumerate(themes):
        if not briefs[number].banter:
            add(material.of(theme.passage_ids), number)
    inside = {passage_id for theme in themes for passage_id in theme.passage_ids}
    rest = tuple(line for line in material.lines.values() if line.passage.id not in inside)
    if rest and (not themes or _size(map(str, rest), writer) > min(REST_ROOM, most)):
        add(rest, None)
        rest = ()
    return tuple(found), rest


def _size(texts: Iterable[str], writer: Writer) -> int:
    return sum(writer.model.count_tokens(text) + 1 for text in texts)


def _ask(group: _Group, groups: Sequence[_Group], material: Material, language: str) -> Request:
    part = len(groups) > 1
    return ask_draft(material.about, group.lines, language, part=part, bullets=BULLETS_OF_DRAFT)


def _draft(groups: Sequence[_Group], desk: Desk, progress: Progress) -> tuple[tuple[Proposal, ...], ...]:
    """Ask for a draft of each group; one that failed has none."""
    progress.stage("draft", len(groups))
    requests = [_ask(group, groups, desk.material, desk.language) for group in groups]
    answers = desk.writer.complete(requests, progress.done)
    drafts: list[tuple[Proposal, ...]] = []
    for group, answer in zip(groups, answers, strict=True):
        known = {line.key for line in group.lines}
        draft = read_draft(answer.text, known) if answer.error is None else None
        if answer.error is not None:
            desk.reject("bullet", why_unanswered(answer), answer.error)
        elif draft is None:
            desk.reject("bullet", "form", answer.text)
        drafts.append((draft,) if draft is not None and draft.sentences else ())
    return tuple(drafts)


def _edit(
    drafts: Sequence[Sequence[Proposal]],
    rest: Sequence[Line],
    desk: Desk,
    progress: Progress,
) -> Edited:
    """Make one digest of the drafts; where that fails they are it, as they are."""
    proposals = [proposal for row in drafts for proposal in row]
    if not proposals:
        return Edited(())
    material, writer = desk.material, desk.writer
    most = room(writer.model, EDIT_TOKENS) - _size(material.about.texts, writer)
    comments = len({line.passage.comment_id for line in material.lines.values()})
    headings = next(range_ for least, range_ in reversed(HEADINGS) if comments >= least)
    progress.stage("edit")
    for _ in range(MERGES):
        sizes = [_size(_rows(proposal, material), writer) for proposal in proposals]
        if sum(sizes) <= most or len(proposals) == 1:
            break
        merged = _merged(proposals, sizes, most, headings, desk)
        if len(merged) >= len(proposals):
            break
        proposals = merged
    left = most - sum(_size(_rows(proposal, material), writer) for proposal in proposals)
    if left < 0:
        desk.reject("bullet", "form", "The drafts of this thread are longer than the model takes at once.")
        return Edited(tuple(proposals))
    shown = rest if _size(map(str, rest), writer) <= left else ()
    edited = _ask_edit(proposals, shown, headings, desk, final=True)
    return edited if edited is not None else Edited(tuple(proposals))


def _ask_edit(
    proposals: Sequence[Proposal],
    rest: Sequence[Line],
    headings: tuple[int, int],
    desk: Desk,
    *,
    final: bool,
) -> Edited | None:
    rows = [row for proposal in proposals for row in _rows(proposal, desk.material)]
    request = ask_edit(desk.material.about, rows, rest, desk.language, final=final, headings=headings)
    (answer,) = desk.writer.complete([request])
    if answer.error is not None:
        desk.reject("bullet", why_unanswered(answer), answer.error)
        return None
    known = {key for proposal in proposals for key in proposal.keys} | {line.key for line in rest}
    edited = read_edit(answer.text, known)
    if edited is None:
        desk.reject("bullet", "form", answer.text)
    return edited


def _merged(
    proposals: Sequence[Proposal],
    sizes: Sequence[int],
    most: int,
    headings: tuple[int, int],
    desk: Desk,
) -> list[Proposal]:
    """Merge drafts by as many as fit a prompt, for a thread with more of them than the model takes at once."""
    rows: list[list[Proposal]] = [[]]
    filled = 0
    for proposal, size in zip(proposals, sizes, strict=True):
        if rows[-1] and filled + size > most:
            rows.append([])
            filled = 0
        rows[-1].append(proposal)
        filled += size
    made: list[Proposal] = []
    for row in rows:
        merged = _ask_edit(row, (), headings, desk, final=False) if len(row) > 1 else None
        made += merged.proposals if merged is not None else row
    return made


def _rows(proposal: Proposal, material: Material) -> Iterator[str]:
    """A draft as lines of a prompt: what a model wrote is as foreign as what it read."""
    yield f"# {defuse(proposal.heading, SHORT_TEXT_CHARS) or 'Without a heading'}"
    for sentence in proposal.sentences:
        yield f"- {_row(sentence, material)}"
        for child in sentence.children:
            yield f"  - {child.role}: {_row(child, material)}"


def _row(sentence: Sentence, material: Material) -> str:
    text = defuse(sentence.text, SHORT_TEXT_CHARS).replace("(who)", "{who}")
    if not sentence.keys:
        return text
    people = material.people(sentence.keys)
    host = ", the host" if any(map(material.by_host, sentence.keys)) else ""
    return f"{text} (ids {', '.join(sentence.keys)}; {people} {'person' if people == 1 else 'people'}{host})"


def _without_headings(
    corpus: Corpus,
    drafts: Sequence[Sequence[Proposal]],
    points: Sequence[Point],
    desk: Desk,
    progress: Progress,
) -> Written:
    progress.stage("check")
    examined = examine([proposal for row in drafts for proposal in row], desk)
    copies = corpus.copies
    written = tuple(_bullet(stood, desk.material, copies) for _, row in examined for stood in row)
    if not written:
        return unwritten(corpus, (), points, desk.rejections)
    return Written(None, (), written, (), tuple(desk.rejections))


def _written(
    corpus: Corpus,
    clustering: Clustering,
    briefs: Sequence[Brief],
    points: Sequence[Point],
    groups: Sequence[_Group],
    rest: Sequence[Line],
    drafts: Sequence[Sequence[Proposal]],
    edited: Edited,
    examined: Sequence[tuple[str, tuple[Stood, ...]]],
    desk: Desk,
) -> Written:
    """Put the digest together: themes after editing, their drafts, and "In short" over what stands."""
    material = desk.material
    if not any(row for _, row in examined):
        return unwritten(corpus, briefs, points, desk.rejections)
    drafted = {group.theme for group, row in zip(groups, drafts, strict=True) if row}
    kept: list[tuple[Theme, Brief]] = [
        (theme, briefs[number]) for number, theme in enumerate(clustering.themes) if number not in drafted
    ]
    stands = [Proposal(heading, tuple(_flat(row))) for heading, row in examined]
    shown = [_whole(group, clustering) for group in groups]
    outcome, places, left_out = regrouped(
        corpus,
        material,
        [*shown, tuple(line.passage.id for line in rest)],
        [*drafts, ()],
        edited.proposals,
        stands,
        [theme for theme, _ in kept],
        clustering,
    )
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    quoted = {theme.id: extractive.write(brief, texts) for theme, brief in kept}
    copies = corpus.copies
    made: list[Draft] = []
    ids: dict[int, str] = {}
    nameless = 0
    for theme, place in zip(outcome.themes, places, strict=True):
        if theme.id in left_out:
            heading = _left_out(drafts[left_out[theme.id]], theme, briefs, clustering, desk)
            made.append(Draft(theme.id, heading, ()))
            continue
        if place is None:
            made.append(quoted[theme.id])
            continue
        heading, row = examined[place]
        bullets = tuple(_bullet(stood, material, copies) for stood in row)
        heading = heading or _phrase(theme, briefs, clustering)
        if heading.startswith(NAMELESS):
            nameless += 1
            heading = NAMELESS if nameless == 1 else f"{NAMELESS} {nameless}"
        ids[place] = theme.id
        made.append(Draft(theme.id, heading, bullets or _quotations(theme, briefs, texts)))
    short = _short(edited, made, ids, desk) if desk.writer.summary else ()
    aside = tuple(extractive.bullet(point, texts) for _, brief in kept for point in brief.aside)
    return Written(outcome, tuple(made), aside, short, tuple(desk.rejections))


def _left_out(
    draft: Sequence[Proposal], theme: Theme, briefs: Sequence[Brief], clustering: Clustering, desk: Desk
) -> str:
    """What a subject is called that the editor left out: as in its draft, where that may stand."""
    if draft and not heading_fault(draft[0], desk):
        return draft[0].heading
    return _phrase(theme, briefs, clustering)


def _whole(group: _Group, clustering: Clustering) -> tuple[str, ...]:
    """All passages of a group's theme, with those that were withheld from the model; else those that were shown."""
    if group.theme is None:
        return tuple(line.passage.id for line in group.lines)
    return clustering.themes[group.theme].passage_ids


def _flat(row: Sequence[Stood]) -> Iterator[Sentence]:
    for stood in row:
        if not stood.sentence.text.endswith(":"):
            yield stood.sentence
        for child in stood.children:
            yield child.sentence


def _phrase(theme: Theme, briefs: Sequence[Brief], clustering: Clustering) -> str:
    """The heading of the theme before editing that most of a theme's passages are from."""
    own = set(theme.passage_ids)
    shared = [len(own & set(before.passage_ids)) for before in clustering.themes]
    return briefs[shared.index(max(shared))].phrases[0] if any(shared) else NAMELESS


def _quotations(theme: Theme, briefs: Sequence[Brief], texts: dict[str, str]) -> tuple[DraftBullet, ...]:
    """What can be quoted of a theme none of whose sentences stands."""
    own = set(theme.comment_ids)
    return tuple(
        extractive.bullet(point, texts)
        for brief in briefs
        for point in (*brief.points, *brief.aside)
        if point.span.comment_id in own
    )[:MOST_QUOTED]


def _bullet(stood: Stood, material: Material, copies: dict[str, tuple[str, ...]]) -> DraftBullet:
    spans = tuple(material.lines[key].passage.span for key in stood.sentence.keys)
    ids = dict.fromkeys(span.comment_id for span in spans)
    ids |= dict.fromkeys(copy for comment_id in tuple(ids) for copy in copies.get(comment_id, ()))
    against = dict.fromkeys(material.lines[key].passage.span.comment_id for key in stood.against)
    return DraftBullet(
        "claim",
        stood.sentence.text,
        spans,
        tuple(ids),
        tuple(_bullet(child, material, copies) for child in stood.children),
        stood.sentence.role,
        tuple(comment_id for comment_id in against if comment_id not in ids),
    )


def _short(
    edited: Edited, drafts: Sequence[Draft], ids: dict[int, str], desk: Desk
) -> tuple[SummarySentence, ...]:
    by_id = {draft.theme_id: draft for draft in drafts}
    rows: list[dict[str, str]] = [
        _texts(by_id[ids[place]].bullets, ids[place], desk) if place in ids else {}
        for place in range(len(edited.proposals))
    ]
    return tuple(SummarySentence(text, bullets) for text, bullets in examine_short(edited.short, rows, desk))


def _texts(bullets: Sequence[DraftBullet], prefix: str, desk: Desk) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, bullet in enumerate(bullets, 1):
        people = distinct_authors(desk.material.comments[comment_id] for comment_id in bullet.comment_ids)
        if people > 1 or desk.everybody < FEW_PEOPLE:
            found[f"{prefix}-{number}"] = bullet.text
        found |= _texts(bullet.children, f"{prefix}-{number}", desk)
    return found
