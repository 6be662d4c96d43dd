"""What digests get right on sets that people labelled, beside baselines in the same run on the same vectors.

    python bench/quality.py argkp --data DIR --against bertopic,kmeans,ward --config mine.toml --config other.toml
    python bench/quality.py opinosis --data DIR --against all --json figures.json --plot figures.svg
    python bench/quality.py injection       # hostile comments: the share that changes anything but its own quotation
    make evaluate                           # all but `speed`, with all baselines, into docs/quality.md

threads: themes and lines of real threads against what careful readers found in them (bench/gold/README.md). argkp:
themes, bullets and sizes against the key points people found in the debates of ArgKP-2021. opinosis, convosumm: bullets
against what people wrote of opinions on products and of mailing lists, by ROUGE. stability: every thread below a folder
in another order and without a tenth of it. injection: a thousand hostile comments. speed: seconds of each stage.

Baselines are bertopic, kmeans and ward for themes; lead, centroid, lexrank and mmr for summaries. What they need:
pip install bertopic matplotlib rouge-score scikit-learn sumy.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from suites.baselines import GROUPERS, RANKERS, group
from suites.floors import below_floors, load_floors
from suites.maker import Maker
from suites.page import to_page
from suites.report import Report, to_table

from threadgist.embed import Encoder
from threadgist.errors import InputError, ThreadgistError
from threadgist.evaluate.checks import to_json
from threadgist.outputs import write_whole
from threadgist.progress import Progress
from threadgist.settings import Settings, load_settings, read_overrides
from threadgist.vector_cache import VectorCache

UNLABELLED = ("injection", "speed")
SUITES = ("threads", "argkp", "opinosis", "convosumm", "stability", *UNLABELLED)
BASELINES = (*GROUPERS, *RANKERS)


def run(
    suite: str,
    data: Path | None = None,
    variants: Sequence[tuple[str, Settings]] = (("threadgist", Settings()),),
    against: Sequence[str] = (),
    *,
    encoder: Encoder | None = None,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Report:
    """Run one suite for one or several configurations and baselines; baselines it has no use for are left out."""
    watch = progress or Progress()
    makers = [Maker(name, settings, encoder, cache) for name, settings in variants]
    groupers = [name for name in GROUPERS if name in against]
    if suite == "injection":
        from suites.injection import injection

        return injection(makers, watch)
    if suite == "speed":
        from suites.speed import speed

        return speed(makers, watch)
    if data is None:
        raise InputError(f"suite {suite}: name the folder of its data with --data DIR")
    if suite == "argkp":
        from suites.argkp import argkp

        return argkp(data, makers, groupers, watch)
    if suite == "threads":
        from suites.threads import load_gold, threads

        readings, absent = load_gold(data)
        return threads(readings, makers, watch, absent, {name: partial(group, name) for name in groupers})
    if suite == "stability":
        from suites.data_threads import load_threads
        from suites.stability import stability

        found, left_out = load_threads(data)
        return stability(found, makers, watch, left_out)
    from suites.data_summaries import load_convosumm, load_opinosis
    from suites.summaries import summaries

    load = load_opinosis if suite == "opinosis" else load_convosumm
    return summaries(suite, load(data), makers, [name for name in RANKERS if name in against], watch)


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suites", nargs="+", choices=SUITES, metavar="SUITE")
    parser.add_argument(
        "--data", type=Path, help="the folder of the data, or one with folders named after the sets"
    )
    parser.add_argument("--against", default="", help="baselines, with commas, or `all`")
    parser.add_argument(
        "--config", type=Path, action="append", default=[], help="each file is measured by itself"
    )
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE, on top of every configuration")
    parser.add_argument("--json", type=Path, help="write the figures as JSON as well")
    parser.add_argument("--plot", type=Path, help="draw the figures of a suite: a .svg, .png or .pdf")
    parser.add_argument(
        "--floors", type=Path, help="a TOML file of floors; the run fails where one is missed"
    )
    parser.add_argument("--out", type=Path, help="write one page of Markdown with all reports")
    return parser.parse_args(arguments)


def measure(asked: argparse.Namespace, command: str) -> None:
    """Run suites, write and print what they found; fail where a digest was broken or a floor missed."""
    bars = load_floors(asked.floors) if asked.floors else {}
    against = BASELINES if asked.against == "all" else [name for name in asked.against.split(",") if name]
    unknown = [name for name in against if name not in BASELINES]
    if unknown:
        raise InputError(f"--against {unknown[0]}: no such baseline; there are {', '.join(BASELINES)}")
    overrides = read_overrides(asked.set)
    variants = [(path.stem, load_settings([path], overrides)[0]) for path in asked.config] or [
        ("threadgist", load_settings([], overrides)[0])
    ]
    reports: list[Report] = []
    for suite in asked.suites:
        reports.append(replace(run(suite, asked.data, variants, against), command=command))
        print(to_table(reports[-1]), end="")
        # Written anew after each suite: hours of work do not hang on the last one.
        if asked.out:
            write_whole(asked.out.parent, {asked.out.name: to_page(reports, command)})
    if asked.plot:
        from suites.plot import plot

        plot(reports[0], asked.plot)
    if asked.json:
        write_whole(asked.json.parent, {asked.json.name: to_json(reports)})
    faults = [f"must never be: {fault}" for report in reports for fault in report.broken]
    faults += [f"floor missed: {line}" for report in reports for line in below_floors(report, bars)]
    if faults:
        raise ThreadgistError("\n".join(faults))


def main(arguments: Sequence[str] | None = None) -> None:
    asked = options(arguments)
    try:
        measure(
            asked,
            shlex.join(["python", "bench/quality.py", *(sys.argv[1:] if arguments is None else arguments)]),
        )
    except ThreadgistError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from error


if __name__ == "__main__":
    main()
