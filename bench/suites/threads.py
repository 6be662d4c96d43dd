"""Themes and lines of real threads against what careful readers found in them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suites.agreement import agreement
from suites.maker import Maker
from suites.report import Report, Score, mean_scores

from threadgist.errors import InputError, SourceError
from threadgist.evaluate.checks import NOT_SCORABLE, grounding, ledger, mean, theme_of_comments
from threadgist.people import author_key
from threadgist.progress import Progress
from threadgist.records import Thread, walk
from threadgist.sources import read_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    # Groups texts by their (n, d) vectors into about so many groups; -1 is in none.
    Grouper = Callable[[Sequence[str], NDArray[np.float32], int], list[int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one annotator found in a thread, by comment ids.

    `themes` has the themes of each comment, also of one in none; `points` the comments that make each.
    """

    name: str
    thread: Thread
    themes: Mapping[str, frozenset[str]]
    points: tuple[frozenset[str], ...]

    @property
    def names(self) -> frozenset[str]:
        """The themes that were found."""
        return frozenset().union(*self.themes.values())


def load_gold(folder: Path) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Read every labelled thread: labels are JSON files in `folder` or in its sub-folder `gold`.

    A label file names its thread by the path `file`, from itself or from `folder`, or by `thread`, which then begins
    the name of a file below `folder`. Returns readings, the first annotator of a thread first, and what was left out.
    Raises InputError: there are no labels, one is damaged, or no labelled thread is there.
    """
    labels = folder / "gold" if (folder / "gold").is_dir() else folder
    paths = sorted(labels.glob("*.json"))
    if not paths:
        raise InputError(f"--data {folder}: no labels of threads there (*.json, directly or in gold/)")
    readings: list[Reading] = []
    left_out: list[str] = []
    for path in paths:
        try:
            raw = json.loads(path.read_bytes())
            themes, points = _labels(raw)
            name = str(raw["thread"]).removesuffix(".txt")
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise InputError(f"{path}: no labels of a thread ({type(error).__name__}: {error})") from error
        if thread := _thread(raw.get("file"), name, path, folder, themes.keys()):
            readings.append(Reading(name, thread, themes, points))
        else:
            left_out.append(f"left out: {path.name}: its thread is not below {folder.name}/")
    if not readings:
        raise InputError(f"--data {folder}: none of the threads that {labels} labels is there")
    return tuple(readings), tuple(left_out)


def _labels(raw: Any) -> tuple[dict[str, frozenset[str]], tuple[frozenset[str], ...]]:
    themes: dict[str, set[str]] = {str(comment): set() for comment in raw["none"]}
    points: list[frozenset[str]] = []
    for theme in raw["themes"]:
        for comment in theme["comments"]:
            themes.setdefault(str(comment), set()).add(str(theme["id"]))
        points += [frozenset(map(str, point["makes"])) for point in theme["points"]]
    return {comment: frozenset(of) for comment, of in themes.items()}, tuple(points)


def _thread(named: object, name: str, path: Path, folder: Path, labelled: Set[str]) -> Thread | None:
    """Return the first thread that holds every labelled comment, of the files a label file may mean."""
    if named is not None:
        places = [path.parent / str(named), folder / str(named)]
    else:
        places = sorted(found for found in folder.rglob(f"{name.removeprefix('d-')}*") if found != path)
    for place in filter(Path.is_file, places):
        with suppress(SourceError):
            thread = read_thread(str(place))
            if labelled <= {comment.id for comment in thread.comments}:
                return thread
    return None


# A point that one person makes may be left out of a digest; one that two make should be in it.
PEOPLE_OF_A_POINT = 2


def threads(
    readings: Sequence[Reading],
    makers: Sequence[Maker],
    progress: Progress,
    notes: Sequence[str] = (),
    against: Mapping[str, Grouper] | None = None,
) -> Report:
    """Hold what `makers` make of labelled threads against the readings; a second reading of a thread is a ceiling.

    `against` are other ways to group the vectors of the first maker, told how many themes were read.
    """
    by_name: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_name[reading.name].append(reading)
    scores: list[Score] = []
    broken: list[str] = []

    systems = [(maker.name, True, partial(_figures, maker)) for maker in makers]
    for rival, group in (against or {}).items():
        systems.append((rival, False, partial(_baseline, group, makers[0])))
    for system, own, figures_of in systems:
        progress.stage(f"threads {system}", len(by_name))
        rows = []
        for number, (name, several) in enumerate(by_name.items(), 1):
            rows.append((name, figures_of(several[0])))
            progress.done(number)
        scores += mean_scores(system, rows, own=own)
        for name, figures in rows:
            kept = {what: figures[what] for what in ("grounding", "ledger") if what in figures}
            broken += [f"{name}: {what} {figure:.4f}" for what, figure in kept.items() if figure < 1]
    twice = [several for several in by_name.values() if several[1:]]
    second = [(one.name, _themes(one, two.themes)) for one, two, *_ in twice]
    scores += mean_scores("a second reader", second, own=False)
    told = (
        "AMI, BCubed: every labelled comment, those in no theme as groups of their own; themed: those with a theme",
        f"points found: of the points that {PEOPLE_OF_A_POINT} people or more make, those that a quoted comment makes",
        "lines that make a point: of all quotations, answers included",
        *notes,
    )
    return Report("threads", tuple(scores), told, tuple(broken))


def _figures(maker: Maker, reading: Reading) -> dict[str, float]:
    digest = maker.digest(reading.thread)
    quoted = [span.comment_id for bullet in walk(digest.quoted) for span in bullet.cites]
    who = {comment.id: author_key(comment) for comment in digest.comments}
    told = [makes for makes in reading.points if len({who[id_] for id_ in makes}) >= PEOPLE_OF_A_POINT]
    found, making = set(quoted), frozenset[str]().union(*reading.points)
    return {
        **_themes(reading, _sets(theme_of_comments(digest))),
        "points found": mean(float(bool(makes & found)) for makes in told),
        "lines": float(len(quoted)),
        "lines that make a point": mean(float(id_ in making) for id_ in quoted),
        "grounding": grounding(digest),
        "ledger": ledger(digest, frozenset(comment.id for comment in reading.thread.comments)),
    }


def _themes(reading: Reading, found: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Compare the themes that somebody or something found with those of a reading."""
    ids = sorted(reading.themes)
    gold = [min(reading.themes[id_], default=f"none: {id_}") for id_ in ids]
    label = [min(found.get(id_, frozenset()), default=None) for id_ in ids]
    themed = [place for place, id_ in enumerate(ids) if reading.themes[id_]]
    scored = agreement(gold, label)
    inside = agreement([gold[place] for place in themed], [label[place] for place in themed])
    return {
        "AMI": scored["AMI"],
        "themed": inside["AMI"],
        "BCubed": bcubed(reading.themes, found),
        "noise": scored["noise"],
        "themes": float(len({of for of in label if of is not None})),
        "themes read": float(len(reading.names)),
    }


def _baseline(group: Grouper, maker: Maker, reading: Reading) -> dict[str, float]:
    said = [comment for comment in reading.thread.comments if comment.text.strip()]
    texts = [comment.text for comment in said]
    labels = group(texts, maker.encode(texts), len(reading.names))
    found = {one.id: str(label) if label >= 0 else None for one, label in zip(said, labels, strict=True)}
    return _themes(reading, _sets(found))


def _sets(theme_of: Mapping[str, str | None]) -> dict[str, frozenset[str]]:
    return {id_: frozenset({of} if of else ()) for id_, of in theme_of.items()}


def bcubed(gold: Mapping[str, frozenset[str]], found: Mapping[str, frozenset[str]]) -> float:
    """Extended BCubed F1 over the things of `gold` (Amigó et al. 2009); a thing of no group is a group of its own.

    Precision of a thing: of those that share a found group with it, itself included, how much of what they share is
    shared in `gold` as well; recall the other way round.
    """
    import numpy as np

    def shared(groups: Mapping[str, frozenset[str]]) -> NDArray[np.float64]:
        """How many groups each two things are both in."""
        own = [groups.get(thing, frozenset()) for thing in gold]
        names = sorted(frozenset().union(*own))
        inside = np.array([[name in held for name in names] for held in own], dtype=float)
        both: NDArray[np.float64] = inside @ inside.T
        np.fill_diagonal(both, np.maximum(1, both.diagonal()))
        return both

    if not gold:
        return NOT_SCORABLE
    ours, theirs = shared(found), shared(gold)
    common = np.minimum(ours, theirs)
    precision, recall = (
        np.mean([np.mean(least[own > 0] / own[own > 0]) for least, own in zip(common, side, strict=True)])
        for side in (ours, theirs)
    )
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0
