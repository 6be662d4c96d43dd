"""Choosing for each kind of digest: lines of themes, lines of a thread without themes or small ones, one-offs."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from threadgist.records import Clustering, Floats, Point, Span, Theme
from threadgist.select.answers import answers, gathered, point
from threadgist.select.context import Context, Line
from threadgist.select.points import Bar, Printed, below, choose, opened
from threadgist.select.reading import content_stems
from threadgist.select.windows import Facts, value
from threadgist.settings import SelectSettings

# Up to so many comments are listed, not grouped; so many lines has a thread without themes.
SMALL_THREAD = 7
# A theme of so many comments may have so many lines more than one.
MORE_LINES = (3, 6, 10)
MORE_IN_A_PART = 12
# So many lines and answers are worth a heading.
SECTION = 2
ONE_OFF_BAR, ONE_OFF_APART = 1.2, 0.5
# More than so many lines below no heading are no digest any more, where nobody answers anybody.
MOST_ASIDE = 12
# What no heading stands above has to say by itself what it is about; in a list without replies everything does.
HEADED, ASIDE, LIST = Bar(1.2, 0.1), Bar(1.5, 0.3), Bar(0.7, 0.7)
# Where there are no themes, these lines are all that a page has.
UNTHEMED = Bar(0.0, -0.9)

# Chosen on ConvoSumm's train split, see docs/lab-notes.md ("What to print").
READS_POWER, POSITION = 0.3, 0.7
COMMON_POWER, LEAST_COMMON, LEAST_CENTRAL = 0.8, 0.02, 0.05
LONG, LONG_DECAY = 30, 30.0
SAYS_NOTHING = 0.15
# Of a comment, and of the one that opens the thread.
SENTENCES, OPENING_SENTENCES, SENTENCE_LEAST = 3, 2, 0.3
ENOUGH_WORDS = 80


def select_theme_points(
    context: Context,
    clustering: Clustering,
    settings: SelectSettings,
    headings: Sequence[tuple[str | None, Sequence[str]]],
    subjects: Mapping[str, tuple[Floats, Collection[str]]],
) -> list[tuple[tuple[Point, ...], tuple[Point, ...]]]:
    """Choose the lines of every theme, the larger the theme the more, and first those of its parts.

    `headings` are that of each theme, None where it has none, and those of its parts; `subjects` say what headings are
    about, by the heading in lower case: a `(d,)` unit vector, and words that speak of it (see `points.below`); below
    others every line belongs. Returns for each of `clustering.themes`, in order, the lines that stand below its heading
    and those that belong below none; none where nothing in it can be printed by itself.
    """
    printed, themes = Printed(), clustering.themes

    @cache
    def fits(comment_ids: tuple[str, ...], heading: str) -> Callable[[Line], bool] | None:
        subject = subjects.get(heading.strip("“”").casefold())
        return None if subject is None else below(context, comment_ids, heading, *subject)

    def room(theme: Theme) -> int:
        return min(settings.max_points, 1 + sum(len(theme.comment_ids) >= least for least in MORE_LINES))

    def head(theme: Theme, heading: str | None, parts: Sequence[str]) -> list[Point]:
        """The lines below the heading of a theme; none where there is no heading, or too little for one."""
        if heading is None:
            return []
        # These may not be printed after all.
        said = Printed(set(printed.comments), list(printed.said))
        bar = HEADED if context.replies else LIST
        found = _of_heading(context, theme, heading.strip("“”"), said) if heading.startswith("“") else []
        for part, name in zip(theme.parts, parts, strict=True):
            most = 1 + (len(part) >= MORE_IN_A_PART)
            found += choose(context, part, most, said, bar, fits(part, name))
        of_all = fits(theme.comment_ids, heading)
        found += choose(context, theme.comment_ids, room(theme) - len(found), said, bar, of_all, found)
        if len(found) + sum(len(point.answers) for point in found) < SECTION:
            return []
        for one in found:
            printed.add(context, one)
        return found

    headed = [head(theme, *own) for theme, own in zip(themes, headings, strict=True)]
    bar = ASIDE if context.replies else LIST
    aside = [
        choose(context, theme.comment_ids, room(theme) - len(found), printed, bar, after=found)
        for theme, found in zip(themes, headed, strict=True)
    ]
    if not context.replies:
        # The best of each theme, then the second best, and so on.
        turns = sorted((place, theme) for theme, row in enumerate(aside) for place in range(len(row)))
        kept = Counter(theme for _, theme in turns[:MOST_ASIDE])
        aside = [row[: kept[theme]] for theme, row in enumerate(aside)]
    for theme, (heading, _), found, loose in zip(themes, headings, headed, aside, strict=True):
        quoted = heading is not None and heading.startswith("“")
        of_all = fits(theme.comment_ids, heading or "")
        found[quoted:] = [opened(context, one, printed, of_all) for one in found[quoted:]]
        loose[:] = [opened(context, one, printed) for one in loose]
    return list(zip(*gathered(context, headed, aside), strict=True))


def _of_heading(context: Context, theme: Theme, sentence: str, printed: Printed) -> list[Point]:
    """The line that a heading is quoted from, with the answers to it: who says it, and what stands around it."""
    for one in (*sorted(theme.comment_ids), *sorted(context.comments)):
        start = context.comments[one].text.find(sentence)
        if start < 0 or one not in context.of_comment:
            continue
        said = Span(one, start, start + len(sentence))
        lines = context.lines(one, answer=True)
        around = [line for line in lines if line.span.start <= said.start and said.end <= line.span.end]
        span = max(around, key=lambda line: (line.value, line.span)).span if around else said
        below = answers(context, span, printed.comments)
        if span == said and not below:
            return []
        made = point(context, span, below)
        printed.add(context, made)
        return [made]
    return []


def select_one_offs(context: Context, clustering: Clustering, settings: SelectSettings) -> tuple[Point, ...]:
    """Choose comments of no theme worth reading: said well, by different people, about different things."""
    themed = {comment_id for theme in clustering.themes for comment_id in theme.comment_ids}
    one_offs = set(clustering.one_off_ids)
    alone = {passage.comment_id for passage in context.passages if passage.id in one_offs} - themed
    lines = [line for one in alone for line in context.lines(one)[:1]]
    worth = {
        line.span: round(line.value + context.facts[line.span.comment_id].votes, 6)
        for line in lines
        if line.value >= ONE_OFF_BAR and not line.asks
    }
    chosen: dict[str, Span] = {}
    for span in sorted(worth, key=lambda span: (-worth[span], span)):
        apart = all(context.nearness(span, other) < ONE_OFF_APART for other in chosen.values())
        if apart and len(chosen) < settings.max_one_offs:
            chosen.setdefault(context.authors[span.comment_id], span)
    return tuple(point(context, span) for span in chosen.values())


def select_points(context: Context, at_most: int = SMALL_THREAD) -> tuple[Point, ...]:
    """Choose the lines of a thread that has no themes: up to `at_most` in all.

    A small thread says of every comment what it says, however it reads: nobody is left out of seven. Its points are in
    thread order, so that answers follow what they answer. People open with what they are about: the earlier a sentence
    stands in its comment, the better, and the more the words it uses are those of the others. A question is a point
    here ("Is there a way to ...?"), and the comment that opens the thread may have two. Where little was said, there is
    room for more of it.
    """
    if len(context.of_comment) > SMALL_THREAD:
        return tuple(choose(context, context.of_comment, at_most, Printed(), UNTHEMED))
    ranked = {comment_id: _sentences(context, comment_id) for comment_id in context.of_comment}
    opener = next(iter(ranked), None)
    more = sorted(
        (comment_id != opener or rank > OPENING_SENTENCES, rank, -worth, span, words)
        for comment_id, ((best, _, _), *others) in ranked.items()
        for rank, (worth, span, words) in enumerate(others[: SENTENCES - 1], 2)
        if worth >= SENTENCE_LEAST * best
    )
    spans = {comment_id: [own[0][1]] for comment_id, own in ranked.items()}
    said_words = sum(own[0][2] for own in ranked.values())
    for spare, _, _, span, words in more[: max(0, at_most - len(spans))]:
        if spare and said_words >= ENOUGH_WORDS:
            break
        spans[span.comment_id].append(span)
        said_words += words
    return tuple(point(context, span) for of_comment in spans.values() for span in sorted(of_comment))


def _sentences(context: Context, comment_id: str) -> list[tuple[float, Span, int]]:
    """The sentences of one comment, best first, each with its worth and its words."""
    found = []
    position = 0
    for window in context.reader(comment_id).windows():
        if len(window.readings) > 1:
            continue
        words = window.words
        nearest = float((context.vectors[context.rows(window.span)] @ context.middle).max())
        worth = (1 / (1 + math.exp(-value(window, Facts())))) ** READS_POWER
        worth *= max(nearest, LEAST_CENTRAL) * min(1.0, math.exp((LONG - words) / LONG_DECAY))
        # How many of the passages have a content word of it, in the mean (Nenkova and Vanderwende 2005).
        stems = content_stems(window.text)
        spread = sum([context.spread[stem] for stem in stems]) / max(1, len(stems) * len(context.passages))
        worth *= max(spread, LEAST_COMMON) ** COMMON_POWER / (1 + POSITION * position)
        if words < 4 or window.readings[0].furniture:
            worth *= SAYS_NOTHING
        found.append((round(worth, 9), window.span, words))
        position += words >= 4
    return sorted(found, key=lambda item: (-item[0], item[1]))
