import os
import re
import subprocess
import sys

import click
import pytest
import typer

from threadgist.cli.main import app
from threadgist.cli.options import READING, RUNNING, WRITING
from threadgist.pages import FORMATS

HEAVY = ("torch", "transformers", "sentence_transformers", "hdbscan", "scipy", "sklearn", "numpy", "pydantic")


def commands(command=None, path=()):
    command = command or typer.main.get_command(app)
    found = [(path, command)]
    for name, below in getattr(command, "commands", {}).items():
        found += commands(below, (*path, name))
    return found


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(*one, id=" ".join(one[0]) or "root") for one in commands()]
)
def test_every_command_and_option_says_what_it_does(path, command):
    assert command.help, path
    assert command.help.strip().endswith((".", "!"))
    for parameter in command.params:
        help_text = getattr(parameter, "help", None)
        assert help_text, (path, parameter.name)


def test_the_commands_of_the_documentation_are_there():
    names = {" ".join(path) for path, _ in commands()}
    assert {"digest", "sources", "models", "schema", "config"} <= names


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_every_command(threadgist, flag):
    outcome = threadgist(flag)
    assert outcome.code == 0
    for path, _ in commands():
        assert " ".join(path[:1]) in outcome.out


def test_help_of_digest_names_every_option(threadgist):
    outcome = threadgist("digest", "--help")
    for option in (
        "--out",
        "--format",
        "--stdout",
        "--config",
        "--set",
        "--article",
        "--pseudonyms",
    ):
        assert option in outcome.out


def test_help_of_digest_puts_common_options_first_and_the_rest_in_groups(threadgist):
    found = threadgist("digest", "--help").out
    places = [found.index(f"\n{name}:\n") for name in ("Options", READING, WRITING, RUNNING)]
    assert places[0] < min(places[1:])
    assert places[0] < found.index("--out") < found.index("--pseudonyms") < min(places[1:])
    assert all(name in found for name in FORMATS)


def test_alone_it_says_the_three_things_to_do(threadgist):
    outcome = threadgist()
    assert outcome.code == 0
    for first in re.findall(r"^  threadgist (\w+)", outcome.out, re.MULTILINE):
        assert (first,) in dict(commands())
    assert len(outcome.out.splitlines()) < 10


@pytest.mark.parametrize(
    ("typed", "offered"), [("threadgist dig", "digest"), ("threadgist digest --form", "--format")]
)
def test_the_shell_completes_commands_and_options(typed, offered):
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    outcome = subprocess.run(
        [sys.executable, "-m", "threadgist"],
        env={**os.environ, **words, "_THREADGIST_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert outcome.stdout.split() == [offered]


def test_without_arguments_help_is_shown(threadgist):
    assert "Usage" in "".join(threadgist("digest")[1:])


def test_version(threadgist):
    from threadgist import __version__

    assert threadgist("--version").out == f"threadgist {__version__}\n"


def imported(code):
    script = f"import sys\n{code}\nprint('MODULES', *sorted(m for m in {HEAVY!r} if m in sys.modules))"
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.splitlines()[-1].split()[1:]


def test_importing_loads_nothing_heavy():
    assert imported("import threadgist; assert threadgist.__version__; dir(threadgist)") == []


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    # Typer itself asks pydantic about the options of the command whose help it prints.
    [(["--help"], set()), (["--version"], set()), (["digest", "--help"], {"pydantic"})],
)
def test_help_loads_nothing_heavy(arguments, allowed):
    run = f"sys.argv = ['threadgist', *{arguments!r}]\nfrom threadgist.cli import main\n"
    assert set(imported(f"{run}try:\n    main()\nexcept SystemExit: pass")) <= allowed


@pytest.mark.parametrize("command", [["digest"], ["batch", "--out", "digests"], ["render"], ["edit"]])
def test_what_is_not_there_is_told_before_anything_heavy_is_loaded(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = ["threadgist", *command, "nothing.json"]
    run = f"sys.argv = {arguments!r}\nfrom threadgist.cli import main\ntry:\n    main()\n"
    assert set(imported(f"{run}except SystemExit as left: assert left.code == 3")) <= {"pydantic"}


def test_reading_a_thread_loads_no_model_library(save):
    save("village.json")
    heavy = imported("from threadgist import read_thread; read_thread('village.json')")
    assert set(heavy) <= {"pydantic"}


def test_parameters_are_seen_by_this_test():
    # Typer could change what its parameters are called; then the test above would pass by seeing none.
    digest = dict(commands())[("digest",)]
    assert len(digest.params) > 15
    assert any(isinstance(one, click.Option) or hasattr(one, "opts") for one in digest.params)
