"""ArgKP-2021: arguments on debate topics, and the key points people matched them to (Friedman et al. 2021).

Each topic and stance is a thread without replies whose comments are the arguments.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suites.folders import find_set, halves, read_table

from threadgist.errors import InputError
from threadgist.records import Comment, Thread

if TYPE_CHECKING:
    from pathlib import Path


FIT_SPLIT = "dev"


@dataclass(frozen=True, slots=True)
class Debate:
    """One topic and stance.

    `judged` says of each pair of (argument, key point) that people judged whether they match; `matches` lists the key
    points of each argument. `subset` is `dev` (where thresholds are fitted), `tuning` or `held-out`; `split` is the
    file it stands in.
    """

    split: str
    subset: str
    thread: Thread
    key_points: dict[str, str]
    matches: dict[str, tuple[str, ...]]
    judged: dict[tuple[str, str], bool]

    @property
    def single(self) -> tuple[str, ...]:
        """The arguments with exactly one key point, in thread order: those that themes are scored on."""
        return tuple(c.id for c in self.thread.comments if len(self.matches.get(c.id, ())) == 1)

    @property
    def sizes(self) -> dict[str, int]:
        """How many arguments make each key point; key points that nobody makes are left out."""
        count: dict[str, int] = {}
        for points in self.matches.values():
            for point in points:
                count[point] = count.get(point, 0) + 1
        return count


def load_argkp(folder: Path) -> tuple[Debate, ...]:
    """Read all splits there are, ordered by split, topic and stance.

    Topics of `train` are split once more, every other one: settings are tuned on one half and reported on the other.

    Raises:
        InputError: The folder holds no ArgKP, or a file of it is damaged.
    """
    home = find_set(folder, ("kpa", "argkp"), "arguments_*.csv", "ArgKP files")
    debates: list[Debate] = []
    for path in sorted(home.glob("arguments_*.csv")):
        debates += _read_split(home, path.stem.removeprefix("arguments_"))
    return tuple(debates)


def _read_split(home: Path, split: str) -> list[Debate]:
    arguments = read_table(home / f"arguments_{split}.csv", ("arg_id", "argument", "topic", "stance"))
    points = read_table(home / f"key_points_{split}.csv", ("key_point_id", "key_point", "topic", "stance"))
    labels = read_table(home / f"labels_{split}.csv", ("arg_id", "key_point_id", "label"))
    subset = halves([row["topic"] for row in arguments])
    judged: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for row in labels:
        judged[row["arg_id"]][row["key_point_id"]] = row["label"].strip() == "1"
    texts: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in points:
        texts[row["topic"], row["stance"]][row["key_point_id"]] = row["key_point"]
    groups: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in arguments:
        groups[row["topic"], row["stance"]].append(row)
    debates = []
    for (topic, stance), rows in sorted(groups.items()):
        known = texts.get((topic, stance))
        if not known:
            raise InputError(f"{home}/key_points_{split}.csv: no key points for {topic!r}, stance {stance}")
        ids = [row["arg_id"] for row in rows]
        comments = tuple(Comment(row["arg_id"], None, None, row["argument"].strip()) for row in rows)
        debates.append(
            Debate(
                split,
                FIT_SPLIT if split == FIT_SPLIT else subset[topic],
                Thread(f"{split}:{topic}:{stance}", topic, "argkp", comments),
                known,
                {id_: tuple(sorted(point for point, yes in judged[id_].items() if yes)) for id_ in ids},
                {(id_, point): yes for id_ in ids for point, yes in sorted(judged[id_].items())},
            )
        )
    return debates
