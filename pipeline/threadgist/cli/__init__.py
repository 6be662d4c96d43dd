"""The command line: parses, calls, and turns errors into exit codes. Nothing here decides anything."""

from threadgist.cli.main import main
