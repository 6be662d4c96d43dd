"""The application: its commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import Annotated

import typer

from threadgist import __version__
from threadgist.cli import batch, compare, digest, edit, evaluate, fetch, inspect, inspection, models, site
from threadgist.errors import ThreadgistError

__all__ = ["app", "main"]

app = typer.Typer(
    name="threadgist",
    help=(
        "Turn a discussion thread into a digest page: themes, quoted lines and who answers, "
        "every comment accounted for."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("digest", no_args_is_help=True)(digest.command)
app.command("batch", no_args_is_help=True)(batch.command)
app.command("fetch", no_args_is_help=True)(fetch.command)
app.command("edit", no_args_is_help=True)(edit.edit)
app.command("render", no_args_is_help=True)(edit.render)
app.command("compare", no_args_is_help=True)(compare.command)
app.command("trends", no_args_is_help=True)(compare.trends)
app.command("site", no_args_is_help=True)(site.command)
app.command("serve", no_args_is_help=True)(site.serve)
app.add_typer(evaluate.app, name="evaluate")
app.command("inspect", no_args_is_help=True)(inspect.command)
app.command("sources")(inspection.sources)
app.add_typer(models.app, name="models")
app.command("schema")(inspection.schema)
app.command("config")(inspection.config)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"threadgist {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command line; errors of threadgist's own leave with their exit code and one line on stderr."""
    debug = "--debug" in sys.argv
    # The libraries make millions of objects that live until the end: looking for garbage among them costs a tenth.
    gc.set_threshold(100_000, 20, 100)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # As in the files we write, whatever the locale; a name of a file may be any bytes.
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        app()
    except ThreadgistError as error:
        if debug:
            raise
        typer.echo(f"threadgist: {error}", err=True)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("threadgist: interrupted", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is wrong, and Python must not flush to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None
    finally:
        # Python would look through them all once more before it leaves: two seconds where torch is loaded.
        gc.freeze()
