"""The application: its commands, and the one place where errors become messages and exit codes."""

import errno
import gc
import os
import signal
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from threadgist import __version__
from threadgist.cli import digest, evaluate, inspection, many, models, publish
from threadgist.cli.console import say, standing
from threadgist.cli.options import flag
from threadgist.errors import InputError, OutputError, ThreadgistError

_INTERRUPTED = 130

Groups = dict[str, list[tuple[str, str]]]


class Grouped(TyperCommand):
    """A command whose help lists its options under their headings, those without one first; rich is not loaded."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options group by group."""
        groups: Groups = {"Arguments": [], "Options": []}
        for parameter in self.get_params(ctx):
            kind = "Arguments" if parameter.param_type_name == "argument" else _heading(parameter, "Options")
            if (record := parameter.get_help_record(ctx)) is not None:
                groups.setdefault(kind, []).append(record)
        _write(formatter, groups)


class GroupedCommands(TyperGroup):
    """An application whose help lists its commands in groups, in the order in which they were added."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands group by group, each with its summary."""
        room = formatter.width - 6 - max(map(len, self.commands))
        groups: Groups = {}
        for name, one in self.commands.items():
            groups.setdefault(_heading(one, "Commands"), []).append((name, one.get_short_help_str(room)))
        _write(formatter, groups)


def _heading(owner: Any, otherwise: str) -> str:
    panel = getattr(owner, "rich_help_panel", None)
    return panel if isinstance(panel, str) else otherwise


def _write(formatter: Any, groups: Groups) -> None:
    for heading, found in groups.items():
        if found:
            with formatter.section(heading):
                formatter.write_dl(found)


app = typer.Typer(
    name="threadgist",
    help=(
        "Turn a discussion thread into a digest page: themes, quoted lines and who answers, "
        "every comment accounted for."
    ),
    cls=GroupedCommands,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_DIGESTS, _MANY, _LOOKING = "Digests", "Many digests", "What there is"


for _function, _name, _panel, _summary in (
    (inspection.inspect, "inspect", _DIGESTS, "See what would be read of a file."),
    (digest.command, "digest", _DIGESTS, "Make the digest of one thread or a few."),
    (publish.edit, "edit", _DIGESTS, "Edit a digest on a page of this machine."),
    (publish.render, "render", _DIGESTS, "Make the pages of a digest again, with its edits."),
    (inspection.fetch, "fetch", _DIGESTS, "Store threads for a machine without a network."),
    (many.batch, "batch", _MANY, "Make the digests of many threads."),
    (many.compare, "compare", _MANY, "Line up the themes of several digests."),
    (many.trends, "trends", _MANY, "Follow themes through a growing archive."),
    (publish.site, "site", _MANY, "Make a static site of a folder of digests."),
    (publish.serve, "serve", _MANY, "Look at a site in the browser."),
    (publish.mcp, "mcp", _MANY, "Let an assistant work with threads and digests."),
    (inspection.sources, "sources", _LOOKING, "List the formats and sites that are read."),
    (inspection.config, "config", _LOOKING, "Show the settings in force."),
    (inspection.schema, "schema", _LOOKING, "Print the schema of what is written."),
):
    # Those that only look need to be given nothing; the others then show their help.
    app.command(
        _name, cls=Grouped, no_args_is_help=_panel != _LOOKING, rich_help_panel=_panel, short_help=_summary
    )(_function)
app.add_typer(models.app, name="models", rich_help_panel=_LOOKING, short_help="List, fetch and check models.")
app.add_typer(evaluate.app, name="evaluate", rich_help_panel=_LOOKING, short_help="Measure digests.")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"threadgist {__version__}")
        raise typer.Exit


_BEGIN = """\
threadgist turns a discussion thread into a digest page. Three things to do:

  threadgist inspect FILE             see what would be read of a file
  threadgist digest FILE|LINK         make its digest; the page to open is outputs/TITLE/digest.html
  threadgist batch FOLDER --out DIR   make the digests of all threads in a folder

`threadgist --help` lists all commands, `threadgist digest --help` what a digest can be told."""


@app.callback()
def _root(
    context: typer.Context,
    version: bool = flag("--version", "Print the version and leave.", callback=_version, is_eager=True),
    debug: bool = flag(
        "--debug",
        "Show the traceback of an error, and how long each stage of `digest` took; may stand behind a command.",
    ),
) -> None:
    del version
    context.obj = debug
    if context.invoked_subcommand is None:
        typer.echo(_BEGIN)


def main() -> None:
    """Run the command line and leave with its exit code: 0, 2 for wrong usage, or that of the error (see `errors`).

    A request to end leaves with 128 and its signal; a gone reader of standard output with 141, a full disk with 6.
    """
    # The libraries make millions of objects that live until the end: looking for garbage among them costs a tenth.
    gc.set_threshold(100_000, 20, 100)
    # Processes started here must not look for modules in the working directory.
    os.environ["PYTHONSAFEPATH"] = "1"
    with standing() as streams:
        try:
            code = _run()
            if code == _INTERRUPTED:
                say("interrupted")
                code = 128 + (streams.signal or signal.SIGINT)
            sys.stdout.flush()
            failure = streams.out.failure if streams.out is not None else None
            if code == 0 and failure is not None:
                # Where the reader of our output has gone (`| head`) nothing is wrong.
                code = 141
                if failure.errno != errno.EPIPE:
                    say(f"standard output: cannot be written ({failure.strerror}): send it elsewhere")
                    code = OutputError.exit_code
        finally:
            # Python would look through them all once more before it leaves: two seconds where torch is loaded.
            gc.freeze()
    raise SystemExit(code)


def _run() -> int:
    debug = "--debug" in sys.argv[1:]
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        Path.cwd()
    except FileNotFoundError:
        say("the working directory is no longer there: change to one that is")
        return InputError.exit_code
    try:
        code = app(
            [*(["--debug"] if debug else []), *arguments], prog_name="threadgist", standalone_mode=False
        )
    except (ThreadgistError, OSError, MemoryError, RecursionError) as error:
        if debug:
            raise
        say(_told(error))
        return error.exit_code if isinstance(error, ThreadgistError) else ThreadgistError.exit_code
    except TyperException as error:
        say(f"{error.format_message()} (--help says what there is)")
        return error.exit_code
    except typer.Abort:
        say("nothing was done")
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> str:
    """What to say of an error, also where it is none of ours: a path too long, no more files to open, no memory."""
    if isinstance(error, OSError):
        return (f"{error.filename}: " if error.filename else "") + (error.strerror or str(error))
    if isinstance(error, MemoryError):
        return "out of memory: give it less at once"
    return "nested too deep: flatten it" if isinstance(error, RecursionError) else str(error)
