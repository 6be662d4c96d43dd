"""A digest in a small model's sentences: headings, and for each quotation one sentence in the comment's own words.

Its first words are given. What the rules do not let through is quoted; nothing is asked twice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from threadgist.orders import without_orders
from threadgist.people import author_key
from threadgist.records import Draft, DraftBullet, Point, Theme, Written
from threadgist.speakers import reported, signed
from threadgist.words import UNSPACED, count_words
from threadgist.write import extractive
from threadgist.write.ask import defuse, fenced, own_words, request
from threadgist.write.calls import failure
from threadgist.write.desk import Desk
from threadgist.write.material import make_about
from threadgist.write.model import Completion, Request
from threadgist.write.rules import Fault, broken_rule, quotes_prompt, with_true_quotations
from threadgist.write.rules.close import overgeneral, strays
from threadgist.write.rules.tokens import content, english_phrases

SENTENCE_TOKENS: Final = 80
HEADING_TOKENS: Final = 24
# What is shown of a comment that is reported, of comments for a heading and of the article beside them, in characters.
COMMENT_CHARS: Final = 600
HEADING_COMMENT_CHARS: Final = 240
ARTICLE_CHARS: Final = 360
HEADING_COMMENTS: Final = 6
PHRASES: Final = 4
LEAST_WORDS: Final = 4
MOST_WORDS: Final = 50
# One of a heading's words is used by such a part of the theme's people, and each of them by two.
NAMED_BY: Final = 0.2

_END: Final = re.compile(r"(?:[.!?](?:[”’\"')]*)(?=\s+[\W_]*[^\W\d_a-zß-ÿ]|\s*$))|[。！？]")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|vs|etc|Mr|Mrs|Ms|Dr|St|No|Art|bzw|z\.B|u\.a|cf|approx))\.$"
)
_UNSPACED_START: Final = re.compile(rf"^[{UNSPACED}]")
_PERSON: Final = english_phrases("person")
# The path to a point: its theme (None for a thread without themes), its number there, the number of an answer to it.
_Place = tuple[int | None, ...]


def write_small(desk: Desk) -> Written:
    """Write a sentence for each quotation that is to be printed, and a heading for each theme."""
    points = dict(_points(desk))
    tasks = {place: said for place, said in points.items() if said is not None}
    for _ in range(len(points) - len(tasks)):
        desk.reject("bullet", "orders")
    requests = _requests(tasks, desk)
    desk.progress.stage("write", len(requests))
    answers = desk.writer.complete(requests, desk.progress.done)
    sentences: dict[_Place, str] = {}
    for (place, said), answer in zip(tasks.items(), answers, strict=False):
        text, fault = _report(said, answer, _head(place, desk.language), desk.language)
        if fault is None:
            sentences[place] = text
        else:
            desk.reject("bullet", fault.reason, text or fault.detail)
    drafts: list[Draft] = []
    for number, (brief, theme) in enumerate(zip(desk.plan.briefs, desk.themes, strict=True)):
        heading, fault = _heading(answers[len(tasks) + number], theme, desk)
        draft = extractive.write(brief, desk.texts)
        if fault is None:
            draft = replace(draft, heading=heading)
        else:
            desk.reject("heading", fault.reason, heading or fault.detail)
        drafts.append(replace(draft, bullets=_written(draft.bullets, (number,), sentences, desk)))
    quoted = tuple(map(desk.quotation, desk.plan.below_no_heading))
    return desk.written(drafts, _written(quoted, (None,), sentences, desk))


def small_requests(desk: Desk) -> list[Request]:
    """Return all calls of `write_small`."""
    return _requests({place: said for place, said in _points(desk) if said is not None}, desk)


def _points(desk: Desk) -> Iterator[tuple[_Place, str | None]]:
    """Yield the place of each point and what it says, None where it gives orders and is shown to no model."""

    def below(found: Sequence[Point], place: _Place, *, shown: bool) -> Iterator[tuple[_Place, str | None]]:
        for number, point in enumerate(found):
            span, text = point.span, desk.texts[point.span.comment_id]
            said = text[span.start : span.end]
            fit = shown and not any(
                without_orders(one) != one or quotes_prompt(one, own_words())
                for one in (said, text[: span.start])
            )
            yield (*place, number), said if fit else None
            yield from below(point.answers, (*place, number), shown=fit)

    for number, brief in enumerate(desk.plan.briefs):
        yield from below(brief.points, (number,), shown=True)
    yield from below(desk.plan.below_no_heading, (None,), shown=True)


def _head(place: _Place, language: str) -> str:
    """What the sentence for a point, or for an answer to one, begins with."""
    return reported(language, reply=len(place) > 2)


def _requests(tasks: Mapping[_Place, str], desk: Desk) -> list[Request]:
    """Ask for a sentence about each comment, which is all that is shown, and for a heading over those of each theme."""
    (title, article), language = make_about(desk.plan.corpus), desk.language
    background = fenced((title, defuse(article, ARTICLE_CHARS)))
    found = []
    for place, said in tasks.items():
        head, comment = _head(place, language), fenced([defuse(said, COMMENT_CHARS)])
        asked = request("report", SENTENCE_TOKENS, language, main=comment, subject=head)
        found.append(replace(asked, prefill=head, stop=("\n",)))
    for number, brief in enumerate(desk.plan.briefs):
        shown = [said for place, said in tasks.items() if place[0] == number][:HEADING_COMMENTS]
        comments = (f"{at}. {defuse(said, HEADING_COMMENT_CHARS)}" for at, said in enumerate(shown, 1))
        phrases = fenced([defuse(", ".join(brief.phrases[:PHRASES]), HEADING_COMMENT_CHARS)])
        blocks = {"about": background, "comments": fenced(comments), "phrases": phrases}
        found.append(replace(request("heading", HEADING_TOKENS, language, **blocks), stop=("\n",)))
    return found


def _report(said: str, answer: Completion, head: str, language: str) -> tuple[str, Fault | None]:
    """Make a sentence of an answer and say what is wrong with it."""
    if failed := failure(answer):
        return "", failed
    own = _first_sentence(" ".join(answer.text.split()).removeprefix(head).lstrip(), cut=answer.cut)
    own = with_true_quotations(own, [said]).rstrip(" .!?,;:。！？")
    gap = "" if _UNSPACED_START.match(head) else " "
    text = f"{head}{gap}{own}{'。' if _UNSPACED_START.match(own[-1:]) else '.'}"
    if not LEAST_WORDS <= count_words(own) <= MOST_WORDS:
        return text, Fault("form", "it is no sentence")
    if language == "en" and _PERSON.search(re.sub("“[^“”]*”|\\bUS\\b", "", own)):
        return text, Fault("form", "it speaks as the comment does")
    fault = broken_rule(own, (said,), own_words())
    if fault is None and (strays(own, said) or overgeneral(own, (said,))):
        fault = Fault("unsupported", "it does not keep to the comment's words")
    return text, fault


def _first_sentence(line: str, *, cut: bool) -> str:
    for end in _END.finditer(line):
        until = line[: end.end()]
        if not _ABBREVIATION.search(until.rstrip("”’\"')")) or end.end() == len(line):
            return until
    return "" if cut else line


def _heading(answer: Completion, theme: Theme, desk: Desk) -> tuple[str, Fault | None]:
    """Make a heading of an answer and say what is wrong with it: its words must be the people's."""
    if failed := failure(answer):
        return "", failed
    line = next((" ".join(line.split()) for line in answer.text.splitlines() if line.strip()), "")
    heading = line.strip(' "“”#*-•').rstrip(" .:;,。")
    heading = heading[:1].upper() + heading[1:]
    by_id = {passage.id: passage for passage in desk.plan.corpus.passages}
    passages = [by_id[passage_id] for passage_id in theme.passage_ids]
    fault = broken_rule(heading, tuple(passage.text for passage in passages), own_words(), heading=True)
    if fault is not None:
        return heading, fault
    said = [(author_key(desk.comments[one.comment_id]), set(content(one.text))) for one in passages]
    everybody = len({author for author, _ in said})
    counts = [len({author for author, stems in said if stem in stems}) for stem in content(heading)]
    if not counts or min(counts) < min(2, everybody) or max(counts) < NAMED_BY * everybody:
        return heading, Fault("unsupported", "it names what few speak of")
    return heading, None


def _written(
    bullets: tuple[DraftBullet, ...], place: _Place, sentences: Mapping[_Place, str], desk: Desk
) -> tuple[DraftBullet, ...]:
    """Put the sentences that stand in the place of their quotations, signed by who is reported."""
    made = []
    for number, bullet in enumerate(bullets):
        where = (*place, number)
        if where in sentences:
            author = desk.comments[bullet.cites[0].comment_id].author
            text = signed(sentences[where], author, desk.language)
            bullet = replace(bullet, kind="report", text=text)
        made.append(replace(bullet, children=_written(bullet.children, where, sentences, desk)))
    return tuple(made)
